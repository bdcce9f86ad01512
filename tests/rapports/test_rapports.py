"""What happened with a client, and what waits today."""

from datetime import timedelta

from sqlalchemy import select

from crm.courriels import Courriel
from crm.equipe import Membre
from crm.rapports import accueil, historique_client
from crm.sujets import Note
from tenants import db
from tests.fabrique import MIDI, D, make_avoir, make_devis, make_facture, make_reglement, make_tiers, moi
from tests.requetes import counted

JOUR = MIDI.date()


def test_the_history_of_a_client_tells_everything_once(lumen):
    with lumen():
        client = make_tiers()
        devis = make_devis(client, envoye=True)
        facture = make_facture(client, issued=True)
        make_reglement(facture, "100")
        make_avoir(facture, montants={"20": D("50")})
        Courriel.send_later(facture, a=["x@client.example"], objet="Facture", texte="Ci-joint.", par=moi(), now=MIDI)
        db.session.add(Note(sujet_type="tiers", sujet_id=client.id, texte="Rappeler lundi", membre_id=moi().id))
        make_facture(make_tiers(), issued=True)
        db.session.flush()
        told = historique_client(client, JOUR, moi())
        genres = sorted(evenement.genre for evenement in told)
        assert genres == ["avoirs", "courriels", "devis", "factures", "notes", "reglements"]
        assert [evenement.quand for evenement in told] == sorted((e.quand for e in told), reverse=True)
        assert next(e for e in told if e.genre == "devis").titre == devis.numero
        assert len(historique_client(client, JOUR, moi(), limit=2)) == 2
        seller = Membre(
            nom="Vente",
            email="vente@lumen.example",
            role="lecture",
            droits={"factures": "aucun", "reglements": "aucun"},
        )
        assert {e.genre for e in historique_client(client, JOUR, seller)} == {"devis", "notes"}
        db.session.rollback()


def test_the_first_page_counts_what_waits(lumen):
    with lumen():
        before = accueil(JOUR, moi())
        make_devis(envoye=True, jour=JOUR)
        late = make_facture(make_tiers(delai_paiement=0), issued=True)
        make_facture(issued=True)
        make_reglement(late, "200")
        make_facture()
        after, tomorrow = accueil(JOUR, moi()), accueil(JOUR + timedelta(days=1), moi())
        assert after.devis_en_attente.nombre == before.devis_en_attente.nombre + 1
        assert after.factures_a_encaisser.total - before.factures_a_encaisser.total == D("2200.00")
        assert tomorrow.factures_echues.total - before.factures_echues.total == D("1000.00")
        assert tomorrow.factures_echues.premiers[0].id == late.id == tomorrow.factures_a_encaisser.premiers[0].id
        assert after.factures_en_brouillon == before.factures_en_brouillon + 1
        assert after.facture.courant - before.facture.courant == D("2000.00")
        assert after.encaisse.courant - before.encaisse.courant == D("200.00")
        db.session.rollback()


def test_the_first_page_is_few_queries_and_only_what_one_may_read(app, lumen):
    with lumen():
        membre = moi()
        db.session.flush()
        with counted(app) as seen:
            accueil(JOUR, membre)
        assert len(seen) <= 10
        bruno = db.session.scalars(select(Membre).where(Membre.prenom == "Bruno")).one()
        bruno.droits = {"factures": "aucun", "reglements": "aucun"}
        seen = accueil(JOUR, bruno)
        assert seen.factures_a_encaisser is None and seen.encaisse is None and seen.devis_en_attente
        db.session.rollback()

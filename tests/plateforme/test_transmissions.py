"""An invoice goes to its platform once, and what is said of it there is kept in its order."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from crm import plateforme
from crm.avoirs import avoirs_of
from crm.clock import PARIS
from crm.documents.contenu import Contenu
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.plateforme import EchangePlateforme, Encaissement, Releve, Transmission
from crm.plateforme.adaptateur import PlateformeRefuse
from crm.plateforme.encaissements import split
from tenants import Travail, db, storage, webcall
from tests.fabrique import (
    DOLLARS,
    MIDI,
    D,
    identify,
    ligne,
    make_avoir,
    make_devis,
    make_facture,
    make_reglement,
    make_tiers,
    make_zurich,
    moi,
)
from tests.plateforme.conftest import connect
from tests.plateforme.test_cdar import wrongs
from tests.plateforme_simulee import SECRET

MATIN = datetime(2026, 11, 21, 9, 0, 0, tzinfo=PARIS)
MIXTE = [ligne(quantite="1", prix="500", taux="20"), ligne(quantite="1", prix="545.45", taux="10")]


@pytest.fixture
def transmise(pa, lumen, work) -> tuple[int, str]:
    with lumen():
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        named = facture.id, facture.numero
    work()
    return named


def transmission_of(facture_id: int) -> Transmission:
    return db.session.scalar(select(Transmission).where(Transmission.facture_id == facture_id))


def read(lumen, work) -> None:
    with lumen():
        Releve.read_later(moi())
    work()


def codes(facture_id: int) -> list[str]:
    return [statut.code for statut in transmission_of(facture_id).statuts]


def test_an_invoice_is_deposited_as_it_is_kept(pa, lumen, transmise):
    with lumen():
        transmission = transmission_of(transmise[0])
        (depot,) = [one for one in pa.depots if one["trackingId"] == transmission.jeton]
        pdf = db.session.get(Facture, transmise[0]).read_pdf()
        assert pa.fichiers[depot["flowId"]] == pdf and pdf.startswith(b"%PDF")
        assert depot["flowSyntax"] == "Factur-X" and depot["name"] == f"{transmise[1]}.pdf"
        assert transmission.flux_id == depot["flowId"] and transmission.deposee_a


def test_asked_twice_there_is_one_deposit(pa, lumen, work, transmise):
    before = len(pa.depots)
    with lumen():
        facture = db.session.get(Facture, transmise[0])
        first = transmission_of(facture.id)
        assert plateforme.transmit(facture, moi(), MIDI) is first
        first.deposit_now()
    work()
    assert len(pa.depots) == before


def test_an_answer_that_was_lost_is_found_again(pa, lumen, work):
    pa.perd = True
    with lumen():
        facture_id = make_facture(issued=True).id
        plateforme.transmit(db.session.get(Facture, facture_id), moi(), MIDI)
    before = len(pa.depots)
    work()
    assert len(pa.depots) == before + 1
    with lumen():
        transmission = transmission_of(facture_id)
        assert transmission.flux_id is None and transmission.etat.code == "en_cours"
    pa.behave()
    with lumen():
        transmission_of(facture_id).deposit_now()
    assert len(pa.depots) == before + 1
    with lumen():
        assert transmission_of(facture_id).flux_id


@pytest.mark.parametrize("trouble", ["en_panne", "lenteur"])
def test_a_platform_that_is_down_or_slow_is_asked_again_later(pa, lumen, work, monkeypatch, trouble):
    monkeypatch.setattr(webcall, "READ", 0.3)
    setattr(pa, trouble, 1)
    with lumen():
        facture_id = make_facture(issued=True).id
        plateforme.transmit(db.session.get(Facture, facture_id), moi(), MIDI)
    work()
    with lumen():
        transmission = transmission_of(facture_id)
        travail = db.session.scalar(select(Travail).where(Travail.cle == transmission.cle))
        assert travail.etat == "nouvel essai prévu" and transmission.echec is None


def test_a_refusal_of_the_file_is_said_and_may_be_tried_again(pa, lumen, work):
    pa.refuse = "flowProfile ne correspond pas"
    with lumen():
        facture_id = make_facture(issued=True).id
        plateforme.transmit(db.session.get(Facture, facture_id), moi(), MIDI)
    work()
    with lumen():
        assert "flowProfile ne correspond pas" in transmission_of(facture_id).echec
    pa.behave()
    with lumen():
        plateforme.transmit(db.session.get(Facture, facture_id), moi(), MIDI)
    work()
    with lumen():
        assert transmission_of(facture_id).flux_id and transmission_of(facture_id).echec is None


def test_every_exchange_is_kept_and_no_secret(pa, lumen, transmise):
    with lumen():
        rows = db.session.scalars(select(EchangePlateforme)).all()
        kept = b"".join(storage.get(one.envoye_sha256) + storage.get(one.recu_sha256) for one in rows)
        assert {("POST", 200), ("POST", 202)} <= {(one.methode, one.statut) for one in rows}
        assert SECRET.encode() not in kept and b"acces-a-ne-pas-ecrire" not in kept
        assert transmission_of(transmise[0]).jeton.encode() in kept
        with pytest.raises(DatabaseError):
            rows[0].statut = 500
            db.session.flush()
        db.session.rollback()


def test_statuses_come_in_any_order_and_twice(pa, lumen, work, transmise):
    facture_id, numero = transmise
    later = [MATIN + timedelta(hours=hour) for hour in range(5)]
    pa.say(numero, "204", later[3])
    pa.say(numero, "999", later[2], nom="Vue par la voisine")
    read(lumen, work)
    with lumen():
        assert transmission_of(facture_id).courant.code == "204"
    pa.say(numero, "200", later[0])
    pa.say(numero, "204", later[3])
    pa.say(numero, "203", later[1])
    read(lumen, work)
    read(lumen, work)
    with lumen():
        transmission = transmission_of(facture_id)
        assert codes(facture_id) == ["200", "203", "999", "204"] and transmission.courant.code == "204"
        assert transmission.statuts[2].libelle == "Vue par la voisine"
        assert transmission.statuts[2].etat.libelle == "Vue par la voisine"


def test_what_is_said_is_kept_word_for_word(pa, lumen, work, transmise):
    facture_id, numero = transmise
    said = {"motif": "PU_ERR", "raison": "Prix", "commentaire": "45 € convenus"}
    xml = pa.say(numero, "207", MATIN, **said)
    read(lumen, work)
    with lumen():
        (statut,) = transmission_of(facture_id).statuts
        assert (statut.motif, statut.raison, statut.commentaire) == (
            "PU_ERR",
            "Prix unitaire erroné",
            "Prix 45 € convenus",
        )
        assert storage.get(statut.sha256) == xml and statut.moment == MATIN
        assert transmission_of(facture_id).is_litige and not transmission_of(facture_id).is_finale
        with pytest.raises(DatabaseError):
            statut.code = "205"
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize("code", ["210", "213"])
def test_a_refusal_or_a_rejection_is_the_end_and_is_made_again(pa, lumen, work, transmise, code):
    facture_id, numero = transmise
    pa.say(numero, code, MATIN, motif="MONTANTTOTAL_ERR", commentaire="Deux fois le même article")
    pa.say(numero, "205", MATIN + timedelta(hours=2))
    read(lumen, work)
    with lumen():
        facture = db.session.get(Facture, facture_id)
        assert transmission_of(facture_id).courant.code == code
        new = plateforme.remake(facture, moi(), MIDI.date(), MIDI)
        assert new.is_brouillon and new.total_ttc == facture.total_ttc and new.tiers_id == facture.tiers_id
        assert facture.suivi.credite == facture.total_ttc and facture.reste == 0
        (avoir,) = avoirs_of(facture)
        assert avoir.emise_le and "Avoir interne" in plateforme.canal(avoir).raison
        with pytest.raises(RegleMetier, match="Avoir interne"):
            plateforme.transmit(avoir, moi(), MIDI)
        with pytest.raises(RegleMetier, match="déjà annulée"):
            plateforme.remake(facture, moi(), MIDI.date(), MIDI)


def test_a_file_that_could_not_be_read_is_the_end_too(pa, lumen, work, transmise):
    with lumen():
        jeton = transmission_of(transmise[0]).jeton
    pa.reject(jeton, "REJ_SEMAN", "BR-FR-05")
    read(lumen, work)
    with lumen():
        end = transmission_of(transmise[0]).finale
        assert (end.code, end.motif, end.commentaire) == ("501", "REJ_SEMAN", "BR-FR-05")


def test_a_message_that_cannot_be_read_stops_nothing(pa, lumen, work, transmise):
    facture_id, numero = transmise
    info = {"flowType": "CustomerInvoiceLC", "flowSyntax": "CDAR", "trackingId": None}
    pa.keep(info, b"<!DOCTYPE x><x/>", "In")
    del pa.fichiers[pa.keep(info, b"", "In")]
    pa.flux["sans date"] = info | {"flowId": "sans date", "updatedAt": "9999", "flowDirection": "In"}
    pa.say("FA-INCONNUE", "204", MATIN)
    pa.say(numero, "203", MATIN)
    read(lumen, work)
    del pa.flux["sans date"]
    with lumen():
        assert codes(facture_id) == ["203"]


def test_only_an_ended_invoice_is_made_again(pa, lumen, transmise):
    with lumen(), pytest.raises(RegleMetier, match="refusée ou rejetée"):
        plateforme.remake(db.session.get(Facture, transmise[0]), moi(), MIDI.date(), MIDI)


def test_an_invoice_of_a_devis_stays_its_own(pa, lumen, work):
    with lumen():
        identify()
        devis = make_devis(accepte=True)
        facture = Facture.from_devis(devis, moi())
        facture.issue(MIDI.date(), MIDI, moi())
        plateforme.transmit(facture, moi(), MIDI)
        facture_id, numero = facture.id, facture.numero
    work()
    pa.say(numero, "213", MATIN, motif="REJ_ADR")
    read(lumen, work)
    with lumen():
        facture = db.session.get(Facture, facture_id)
        new = plateforme.remake(facture, moi(), MIDI.date(), MIDI)
        assert new.devis_id == facture.devis_id and facture.devis.montant_facture == facture.total_ht


def test_an_acompte_is_made_again_from_its_devis(pa, lumen, work):
    with lumen():
        identify()
        facture = Facture.acompte(make_devis(accepte=True), moi(), pourcent=D(30))
        facture.issue(MIDI.date(), MIDI, moi())
        plateforme.transmit(facture, moi(), MIDI)
        facture_id, numero = facture.id, facture.numero
    work()
    pa.say(numero, "213", MATIN, motif="REJ_ADR")
    read(lumen, work)
    with lumen(), pytest.raises(RegleMetier, match="tient à son devis"):
        plateforme.remake(db.session.get(Facture, facture_id), moi(), MIDI.date(), MIDI)


def test_an_avoir_of_an_accepted_invoice_is_transmitted(pa, lumen, work, transmise):
    with lumen():
        avoir = make_avoir(db.session.get(Facture, transmise[0]))
        assert plateforme.canal(avoir).est_plateforme
        plateforme.transmit(avoir, moi(), MIDI)
        avoir_id = avoir.id
    work()
    with lumen():
        assert transmission_of(avoir_id).flux_id


def test_other_clients_are_written_to_and_told_why(pa, lumen):
    with lumen():
        for tiers, why in (
            (make_tiers(particulier=True), "n’est pas une entreprise"),
            (make_zurich(), "n’est pas une entreprise"),
            (make_tiers(qualification="public"), "Chorus Pro"),
            (make_tiers(siren=None), "SIREN"),
        ):
            facture = make_facture(tiers)
            assert why in plateforme.canal(facture).raison and not plateforme.canal(facture).est_plateforme


def test_a_draft_is_not_transmitted(pa, lumen):
    with lumen(), pytest.raises(RegleMetier, match="Émettez"):
        plateforme.transmit(make_facture(), moi(), MIDI)


def test_receipts_are_said_by_rate(pa, lumen, work):
    """TST-07."""
    with lumen():
        facture = make_facture(lignes=MIXTE, issued=True)
        make_reglement(facture, "200.00")
        plateforme.transmit(facture, moi(), MIDI)
        make_reglement(facture, "400.00")
        facture_id = facture.id
    before = len(pa.messages)
    work()
    with lumen():
        said = transmission_of(facture_id).encaissements
        assert [one.montant for one in said] == [D("200.00"), D("400.00")] and all(one.flux_id for one in said)
        contenu = Contenu.from_dict(db.session.get(Facture, facture_id).fige)
        whole = split(contenu, D(0), D("600.00"))
        shared = [sum(Decimal(one.montants[str(taux)]) for one in said) for taux in whole]
        assert shared == list(whole.values()) and sum(shared) == D("600.00")
    assert len(pa.messages) == before + 2
    assert b">212<" in pa.messages[-1] and wrongs(pa.messages[-1]) == []


def test_receipts_in_another_currency_are_said_in_euros(pa, lumen):
    with lumen():
        facture = make_facture(lignes=MIXTE, issued=True, **DOLLARS)
        plateforme.transmit(facture, moi(), MIDI)
        for montant, euros in (("200", "185.10"), ("400", "370.20")):
            make_reglement(facture, montant, devise="USD", montant_eur=D(euros))
        said = transmission_of(facture.id).encaissements
        assert [one.montant for one in said] == [D("185.10"), D("370.20")]
        db.session.rollback()


def test_a_cancelled_receipt_is_said_negative(pa, lumen, work):
    with lumen():
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        make_reglement(facture, "600.00").cancel("Chèque impayé", MIDI.date(), moi(), MIDI)
        facture_id = facture.id
    work()
    with lumen():
        assert [one.montant for one in transmission_of(facture_id).encaissements] == [D("600.00"), D("-600.00")]


def test_nothing_is_said_when_vat_is_not_due_on_receipt(pa, lumen):
    with lumen():
        for facture in (
            make_facture(lignes=[ligne(nature="bien")], issued=True),
            make_facture(lignes=[ligne(taux="0", exoneration="autoliquidation_btp", categorie_tva="AE")], issued=True),
        ):
            plateforme.transmit(facture, moi(), MIDI)
            make_reglement(facture)
        assert not db.session.scalars(select(Encaissement).where(Encaissement.flux_id.is_(None))).all()
        db.session.rollback()


def test_a_wrong_secret_is_said(pa, lumen):
    with lumen():
        connexion = connect(pa.url, "faux")
        with pytest.raises(PlateformeRefuse, match="refuse cet identifiant"):
            connexion.try_now()
        db.session.rollback()


def test_nothing_leads_elsewhere(pa, lumen):
    pa.renvoie = "http://127.0.0.1:1/"
    with lumen(), pytest.raises(PlateformeRefuse, match="renvoie vers une autre adresse"):
        plateforme.ConnexionPlateforme.current().try_now()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://pa.example/", "https"),
        ("ftp://127.0.0.1/", "https"),
        ("https://moi:secret@pa.example/", "adresse complète"),
        ("https://", "adresse complète"),
        ("https://pa.example:port/", "port"),
    ],
)
def test_an_address_is_https(app, url, why):
    with app.app_context(), pytest.raises(webcall.CallRefused, match=why):
        webcall.check_url(url)


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/", "https://[::1]/"]
)
def test_private_addresses_are_refused_outside_development(app, monkeypatch, url):
    monkeypatch.setitem(app.config, "COMPTOIR", replace(app.config["COMPTOIR"], is_development=False))
    with app.app_context():
        with pytest.raises(webcall.CallRefused, match="adresse publique"):
            webcall.call("GET", url, headers={})
        with pytest.raises(webcall.CallRefused, match="https"):
            webcall.check_url("http://127.0.0.1:8000/")


def test_the_directory_is_asked(pa, lumen):
    with lumen():
        plateforme_ouverte = plateforme.ConnexionPlateforme.current().open()
        assert plateforme_ouverte.annuaire("443121975") == ["443121975", "443121975_44312197500011"]
        pa.absents.add("552100554")
        assert plateforme_ouverte.annuaire("552100554") == []


def test_each_hour_reads_once(pa, lumen, work):
    with lumen():
        plateforme.look_what_is_due()
        plateforme.look_what_is_due()
        asked = select(Travail).where(Travail.cle.like("releve:%"))
        assert len(db.session.scalars(asked).all()) == 1

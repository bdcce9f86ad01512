"""A facture is drafted freely, issued once, then frozen."""

from datetime import timedelta
from decimal import Decimal

import pytest

from crm.errors import RegleMetier
from crm.factures import Facture
from tenants import db
from tests.fabrique import LE_2_MARS, MIDI, D, identify, ligne, make_article, make_facture, make_tiers, moi

JOUR = MIDI.date()


@pytest.mark.covers("E-002", "E-031")
def test_a_facture_takes_a_client_articles_and_taxes(lumen):
    with lumen():
        article = make_article(prix_unitaire=D("42.50"), taux_tva=D("10"))
        facture = make_facture(lignes=[{"article_id": article.id, "quantite": D(12)}, ligne(quantite="1", prix="100")])
        first = facture.lignes[0]
        assert (first.designation, first.reference, first.unite) == (article.designation, article.reference, "m²")
        assert (facture.total_ht, facture.total_tva, facture.total_ttc) == (D("610.00"), D("71.00"), D("681.00"))
        assert facture.is_brouillon and facture.numero is None


def test_issue_numbers_and_dates_the_facture(lumen):
    with lumen():
        facture = make_facture(make_tiers(delai_paiement=45), issued=True)
        assert facture.numero.startswith("FA-2026-") and len(facture.numero) == 13
        assert facture.echeance == JOUR + timedelta(days=45)
        assert facture.etat(JOUR).code == "a_echoir" and facture.etat(JOUR + timedelta(days=46)).code == "en_retard"
        assert facture.reste == facture.total_ttc == Decimal("1200.00")
        assert facture.fige["numero"] == facture.numero and len(facture.empreinte) == 64


def test_issued_facture_is_frozen(lumen):
    with lumen():
        facture = make_facture(issued=True)
        for change in (
            lambda: facture.write_lignes([ligne()]),
            lambda: facture.write(objet="Autre"),
            lambda: facture.write_remise(pourcent=D(10)),
            lambda: facture.trash(MIDI),
            lambda: facture.issue(JOUR, MIDI, moi()),
        ):
            with pytest.raises(RegleMetier, match="créez un avoir"):
                change()


def test_a_draft_is_deleted_freely(lumen):
    with lumen():
        facture = make_facture()
        facture.trash(MIDI)
        assert facture.is_in_trash
        db.session.rollback()


def test_a_duplicate_is_a_draft_with_the_same_lines(lumen):
    with lumen():
        facture = make_facture(
            issued=True, lignes=[ligne(remise_pourcent=D(10)), {"genre": "titre", "designation": "Lot"}]
        )
        copy = facture.duplicate(moi())
        assert isinstance(copy, Facture) and copy.is_brouillon and copy.id != facture.id
        assert copy.total_ttc == facture.total_ttc and [x.genre for x in copy.lignes] == ["ligne", "titre"]


@pytest.mark.covers("D-112")
def test_a_document_takes_the_language_of_its_client(lumen):
    with lumen():
        facture = make_facture(make_tiers(langue="en"), issued=True)
        assert facture.fige["langue"] == "en"
        assert facture.fige["conditions"]["paiement"].startswith("Payment due by")


def test_no_issue_tomorrow(lumen):
    with lumen():
        facture = make_facture()
        identify()
        with pytest.raises(RegleMetier, match="futur") as refusal:
            facture.issue(JOUR + timedelta(days=1), MIDI, moi())
        assert refusal.value.champ == "emise_le"
        db.session.rollback()


def test_no_issue_before_the_last_number(lumen):
    with lumen():
        last = make_facture(issued=True)
        with pytest.raises(RegleMetier, match=f"{last.numero}, est daté du 20 novembre 2026"):
            make_facture(issued=LE_2_MARS)
        db.session.rollback()


def test_the_pdf_is_made_once_by_a_worker(lumen, work):
    with lumen():
        facture_id = make_facture(issued=True).id
    work()
    with lumen():
        facture = db.session.get(Facture, facture_id)
        octets, digest = facture.read_pdf(), facture.pdf_sha256
        assert octets.startswith(b"%PDF")
        assert facture.render_now() == {"sha256": digest, "nom": f"{facture.numero}.pdf"}

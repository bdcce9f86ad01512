"""Prices typed with VAT: the client pays what was said, on screen, on paper and in the file (ARR-03)."""

from crm.factures import Facture
from tenants import db
from tests.fabrique import (
    MIDI,
    D,
    identify,
    ligne,
    make_article,
    make_avoir,
    make_devis,
    make_facture,
    make_tiers,
    moi,
)
from tests.saisie import ligne as typed
from tests.saisie import saisie

LIGNES = [ligne("Lampe", "3", "49.99"), ligne("Livre", "2", "9.90", "5.5")]


def test_the_total_is_the_sum_of_what_was_typed(essai):
    facture = make_facture(lignes=LIGNES, prix_ttc=True, issued=True)
    assert facture.total_ttc == D("169.77")
    assert (facture.total_ht, facture.total_tva) == (D("143.75"), D("26.02"))
    lampe, livre = facture.fige["lignes"]
    assert (lampe["total_ht"], lampe["total_ttc"], lampe["prix_unitaire"]) == ("124.98", "149.97", "49.9900")
    assert (livre["total_ht"], livre["total_ttc"]) == ("18.77", "19.80")
    assert "<ram:BasisQuantity" in facture.cii


def test_a_devis_gives_its_kind_of_prices_to_its_facture_and_the_avoir_cancels_it_whole(essai):
    devis = make_devis(lignes=LIGNES, prix_ttc=True, accepte=True)
    facture = Facture.from_devis(devis, moi())
    assert facture.prix_ttc and facture.total_ttc == devis.total_ttc == D("169.77")
    issued = make_facture(lignes=LIGNES, prix_ttc=True, issued=True)
    assert make_avoir(issued).total_ttc == issued.total_ttc


def test_avoirs_one_after_the_other_give_back_exactly_what_was_asked(essai):
    facture = make_facture(lignes=[ligne("Tasse", "2", "10.04")], prix_ttc=True, issued=True)
    [tasse] = facture.lignes_chiffrees
    first = make_avoir(facture, quantites={tasse.id: D(1)})
    assert first.total_ttc == D("10.04")
    assert make_avoir(facture).total_ttc == D("10.04") and facture.suivi.credite == facture.total_ttc


def test_an_acompte_and_its_solde_make_the_devis_whole(essai):
    devis = make_devis(lignes=LIGNES, prix_ttc=True, accepte=True)
    acompte = Facture.acompte(devis, moi(), pourcent=D(30))
    acompte.issue(MIDI.date(), MIDI, moi())
    solde = Facture.solde(devis, moi())
    assert acompte.total_ttc + solde.total_ttc == devis.total_ttc
    assert acompte.total_tva + solde.total_tva == devis.total_tva


def test_an_article_of_the_catalogue_comes_with_its_vat(essai):
    article = make_article(prix_unitaire=D("83.33"), taux_tva=D(20))
    facture = make_facture(lignes=[{"article_id": article.id}], prix_ttc=True)
    assert facture.total_ttc == D("100.00")


def test_the_editor_adds_up_prices_with_vat_and_keeps_the_choice(bruno, lumen):
    with lumen():
        identify()
        tiers, article = make_tiers().id, make_article(prix_unitaire=D("83.33"), taux_tva=D(20)).designation
    form = saisie(tiers, typed("Lampe", "3", "49,99"), jeton="ttc1", prix="ttc", emise_le="2026-11-22", terme="")
    assert "149,97" in bruno.post("/factures/calcul", form, target="totaux").text
    zone = bruno.post("/factures/lignes", form, target="lignes-zone").text
    assert "PU TTC" in zone and "Total TTC" in zone and "PU HT" not in zone
    saved = bruno.put("/factures/brouillon", form, target="enregistrement")
    assert saved.status_code == 200, saved.text
    with lumen():
        facture = db.session.query(Facture).order_by(Facture.id.desc()).first()
        assert facture.prix_ttc and facture.total_ttc == D("149.97")
        number = facture.id
    page = bruno.get(f"/factures/{number}/modification").text
    assert 'value="ttc"' in page.split('id="prix"')[1][:300] and "PU TTC" in page
    choix = bruno.get(f"/articles/choix?q={article[:10]}&prix=ttc", target="article-liste").text
    assert 'data-pu="100,00"' in choix

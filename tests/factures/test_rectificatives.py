"""A facture not paid yet may be cancelled and replaced; else an avoir is the way."""

import pytest

from crm.avoirs import Avoir
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.facturx.regles import ecarts
from crm.rapports import accueil
from crm.reglements import solde_client
from tests.fabrique import MIDI, D, identify, issue, ligne, make_avoir, make_devis, make_facture, make_reglement, moi

JOUR = MIDI.date()


def test_it_replaces_the_facture_and_says_so(essai):
    devis = make_devis(accepte=True)
    old = issue(Facture.from_devis(devis, moi()))
    new = old.rectify(moi())
    assert [x.designation for x in new.lignes] == [x.designation for x in old.lignes]
    assert devis.montant_facture == new.total_ht and old.etat(JOUR).code == "a_echoir"
    new.write_lignes([ligne(quantite="1")])
    issue(new)
    assert "<ram:TypeCode>384<" in new.cii and new.cii.count("InvoiceReferencedDocument>") == 2
    assert [e for e in ecarts(new.cii.encode()) if e.bloquant] == []
    assert any(texte.startswith(f"Annule et remplace la facture {old.numero}") for texte in new.fige["mentions"])
    assert (old.etat(JOUR).code, old.reste, new.reste) == ("remplacee", 0, D(600))
    assert devis.montant_facture == D(500) and devis.etat(JOUR).code == "facture_en_partie"


def test_only_what_replaces_is_owed_and_counted(essai):
    old = make_facture(issued=True)
    before = accueil(JOUR, moi()).facture.courant
    new = old.rectify(moi())
    new.write_lignes([ligne(prix="600")])
    issue(new)
    assert solde_client([old.tiers_id], JOUR)[old.tiers_id].du == D(1440)
    assert accueil(JOUR, moi()).facture.courant == before + 200


def test_a_facture_paid_or_credited_is_not_replaced(essai):
    paid, credited = make_facture(issued=True), make_facture(issued=True)
    make_reglement(paid, "1")
    make_avoir(credited, montants={"20": D(1)})
    for facture in (paid, credited):
        with pytest.raises(RegleMetier, match="a un paiement ou un avoir"):
            facture.rectify(moi())


def test_a_payment_that_comes_meanwhile_stops_it(essai):
    old = make_facture(issued=True)
    new = old.rectify(moi())
    with pytest.raises(RegleMetier, match="corrige déjà"):
        old.rectify(moi())
    make_reglement(old, "1")
    with pytest.raises(RegleMetier, match="Supprimez ce brouillon"):
        issue(new)


def test_what_belongs_to_a_chain_is_not_replaced(essai):
    acompte = issue(Facture.acompte(make_devis(accepte=True), moi(), pourcent=D(30)))
    with pytest.raises(RegleMetier, match="tient à d’autres factures"):
        acompte.rectify(moi())
    with pytest.raises(RegleMetier, match="Émettez d’abord"):
        make_facture().rectify(moi())


def test_what_is_replaced_is_left_alone(essai):
    old = make_facture(issued=True)
    issue(old.rectify(moi()))
    with pytest.raises(RegleMetier, match="déjà remplacée"):
        old.rectify(moi())
    with pytest.raises(RegleMetier, match="à payer"):
        make_reglement(tiers=old.tiers, montant="1").impute(old, D(1), JOUR, moi())
    with pytest.raises(RegleMetier, match="faites l’avoir sur celle"):
        issue(Avoir.from_facture(old, moi(), "annulation"))


def test_a_replacement_given_up_changes_nothing(essai):
    devis = make_devis(accepte=True)
    old = issue(Facture.from_devis(devis, moi()))
    old.rectify(moi()).trash(MIDI)
    assert devis.montant_facture == devis.total_ht and old.reste == D(1200)
    assert old.rectify(moi()).is_brouillon


def test_on_screen(bruno, chloe, lumen):
    with lumen():
        identify()
        id = make_facture(issued=True).id
    assert "Corriger (annule et remplace)" in bruno.get(f"/factures/{id}").text
    made = bruno.post(f"/factures/{id}/rectification", {"envoi": "x"})
    assert made.status_code == 303
    assert made.headers["Location"] == bruno.post(f"/factures/{id}/rectification", {"envoi": "x"}).headers["Location"]
    assert "Facture rectificative" in bruno.get(made.headers["Location"]).text
    assert "Remplacée par" in bruno.get(f"/factures/{id}").text
    assert chloe.post(f"/factures/{id}/rectification").status_code == 403

"""What a facture prints besides its lines, by what is sold and to whom."""

from datetime import date

import pytest

from crm.errors import RegleMetier
from crm.factures import Facture
from crm.identifiants import check_adresse_electronique
from crm.reperes import sans_suite
from tests.fabrique import (
    MIDI,
    D,
    identify,
    issue,
    ligne,
    make_article,
    make_avoir,
    make_devis,
    make_facture,
    make_tiers,
    moi,
)

D1 = date(2014, 1, 1)


def test_the_eco_contribution_of_an_article_is_said_on_its_line_and_in_all(essai):
    article = make_article(designation="Réfrigérateur", nature="bien", eco_participation=D("8.3333"))
    facture = make_facture(lignes=[{"article_id": article.id, "quantite": D(3)}, ligne()], issued=True)
    assert [row["eco_participation"] for row in facture.fige["lignes"]] == ["8.3333", None]
    assert "25,00" in facture.fige["eco_participation"] and "L. 541-10" in facture.fige["eco_participation"]
    assert "<ram:SubjectCode>BLU</ram:SubjectCode>" in facture.cii


def test_a_discount_for_early_payment_is_said_with_its_days(essai):
    assert "néant" in make_facture(issued=True).fige["conditions"]["escompte"]
    identify(escompte_taux=D("2.50"), escompte_jours=8)
    said = make_facture(issued=True).fige["conditions"]["escompte"]
    assert said.replace("\u00a0", " ").startswith("Escompte de 2,5 % pour tout paiement sous 8 jours")


def test_a_public_buyer_has_its_service_and_its_commitment(essai):
    tiers = make_tiers(qualification="public", siren="217500016", nic="00019", code_service="VOIRIE-7")
    facture = make_facture(tiers, commande_client="2026-ENG-118", issued=True)
    client = facture.fige["client"]
    assert (client["code_service"], client["engagement"], facture.fige["commande_client"]) == (
        "VOIRIE-7",
        "2026-ENG-118",
        "",
    )
    assert "<ram:BuyerReference>VOIRIE-7</ram:BuyerReference>" in facture.cii
    assert "<ram:IssuerAssignedID>2026-ENG-118</ram:IssuerAssignedID>" in facture.cii


def test_who_has_no_siren_is_served_at_its_e_mail(essai):
    facture = make_facture(make_tiers(particulier=True, email="odile@perrin.example"), issued=True)
    assert 'schemeID="EM">odile@perrin.example' in facture.cii


@pytest.mark.parametrize("address", ["443121975", "443121975_44312197500012", "443121975_COMPTA", "a@b.example"])
def test_an_electronic_address_begins_with_a_siren(address):
    assert check_adresse_electronique(f" {address} ") == address


@pytest.mark.parametrize("address", ["COMPTA", "44312197", "443121975 COMPTA", "443121975_", "443121975_é"])
def test_another_one_is_refused(address):
    with pytest.raises(RegleMetier):
        check_adresse_electronique(address)


def test_the_client_certifies_works_in_a_dwelling_at_each_reduced_rate(essai):
    lignes = [ligne("Pose", taux="10"), ligne("Isolation", taux="5.5"), ligne("Terrasse")]
    tiers = make_tiers(particulier=True, civilite="Madame")
    devis = make_devis(tiers, lignes=lignes, travaux_logement=True, accepte=True)
    facture = issue(Facture.from_devis(devis, moi()))
    dix, energie = facture.fige["mentions"]
    assert dix == devis.versions[-1].fige["mentions"][0]
    assert dix.startswith("Je soussigné(e) Madame Odile Perrin certifie, en qualité de preneur") and "257 du CGI" in dix
    assert "rénovation énergétique" in energie and "rénovation énergétique" not in dix
    assert make_facture(tiers, lignes=lignes, issued=True).fige["mentions"] == []


def test_a_builder_is_reminded_of_the_certificate(essai):
    def said(**values):
        return {
            p.texte
            for p in make_facture(lignes=[ligne(taux="10")], **values).controle(MIDI.date())
            if p.code == "MEN-14"
        }

    assert said() == {"Travaux dans un logement"}
    identify(decennale={"assureur": "MAAF", "police": "1"})
    assert "Travaux dans un logement" in said().pop() and "Cochez" in said().pop()
    assert said(travaux_logement=True) == {"Travaux dans un logement"}


def test_the_guarantee_of_goods_is_said_to_consumers(essai):
    four = make_article(designation="Four", nature="bien", garantie_conformite=True)
    vis = make_article(designation="Vis", nature="bien")
    lignes = [{"article_id": one.id, "quantite": D(1)} for one in (four, vis)]
    [said] = make_facture(make_tiers(particulier=True), lignes=lignes, issued=True).fige["mentions"]
    assert said.startswith("Garantie légale de conformité de deux ans") and said.endswith(" : Four.")
    assert make_facture(lignes=lignes, issued=True).fige["mentions"] == []


@pytest.mark.parametrize(
    ("prix", "nature", "dit"),
    [
        ("29000", "service", None),
        ("31000", "service", "la franchise vaut jusqu’à"),
        ("38000", "service", "cesse le 1er janvier 2027"),
        ("42000", "service", "la TVA est due dès ce jour"),
        ("42000", "bien", None),
        ("94000", "bien", "la TVA est due dès ce jour"),
    ],
)
def test_a_company_in_franchise_is_told_of_its_threshold(essai, prix, nature, dit):
    identify(regime_tva="franchise")
    lignes = [ligne(quantite="1", prix=prix, taux="0", nature=nature)]
    point = next(p for p in make_facture(lignes=lignes).controle(MIDI.date()) if p.code == "TVA-06")
    assert (point.niveau, point.texte) == ("ok", "Seuil de la franchise") if dit is None else dit in point.texte
    make_avoir(make_facture(lignes=[ligne(quantite="1", prix="30000", taux="0", nature=nature)], issued=True))
    again = next(p for p in make_facture(lignes=lignes).controle(MIDI.date()) if p.code == "TVA-06")
    assert again.texte == point.texte


def test_whoever_runs_the_instance_is_told_of_a_rule_that_ends_without_a_successor():
    rows = [
        ("a", D1, date(2026, 12, 31)),
        ("a", date(2027, 1, 1), None),
        ("b", D1, date(2026, 12, 31)),
        ("c", D1, None),
    ]
    assert sans_suite(date(2026, 11, 22), rows) == [("b", date(2026, 12, 31))]
    assert sans_suite(date(2026, 10, 1), rows) == sans_suite(date(2027, 1, 1), rows) == []
    assert sans_suite(date(2026, 12, 1)) == []

"""What a facture prints besides its lines, by what is sold and to whom."""

import pytest

from crm.errors import RegleMetier
from crm.identifiants import check_adresse_electronique
from tests.fabrique import D, identify, ligne, make_article, make_facture, make_tiers


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

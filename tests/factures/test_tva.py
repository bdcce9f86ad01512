"""Who buys, what, and where it goes decide the VAT: what is proposed, what is doubted, what is refused."""

from datetime import date

import pytest

from crm.factures import DOUTEUX, MANQUANT
from crm.fiscalite import exoneration_de, exonerations_possibles, taux_possibles
from crm.parametres import Parametres
from crm.reperes import Droit
from crm.territoires import territoire
from tests.fabrique import (
    MIDI,
    D,
    identify,
    ligne,
    make_berlin,
    make_facture,
    make_tiers,
    make_tiers_at,
    make_zurich,
    moi,
    sans_tva,
)

JOUR = MIDI.date()


def said(facture, niveau=MANQUANT, jour=JOUR) -> dict[str, str]:
    return {point.code: point.texte for point in facture.controle(jour) if point.niveau == niveau}


@pytest.mark.parametrize(
    ("pays", "code_postal", "attendu"),
    [
        ("FR", "69003", "metropole"),
        ("FR", "20000", "corse"),
        ("FR", "97110", "drom"),
        ("FR", "97400", "drom"),
        ("RE", "", "drom"),
        ("FR", "97300", "guyane_mayotte"),
        ("YT", "", "guyane_mayotte"),
        ("FR", "98800", "hors_ue"),
        ("FR", "97500", "hors_ue"),
        ("FR", "98000", "metropole"),
        ("MC", "98000", "metropole"),
        ("DE", "10115", "ue"),
        ("CH", "8001", "hors_ue"),
        ("GB", "", "hors_ue"),
        (None, None, "metropole"),
    ],
)
def test_a_place_belongs_to_one_territory(pays, code_postal, attendu):
    assert territoire(pays, code_postal) == attendu


CLIENTS = {
    "lyon": lambda: make_tiers(),
    "particulier": lambda: make_tiers(particulier=True),
    "berlin": lambda: make_berlin(),
    "berlinois": lambda: make_tiers_at("DE", "10115", "Berlin", particulier=True),
    "zurich": lambda: make_zurich(),
    "zurichois": lambda: make_tiers_at("CH", "8001", "Zürich", particulier=True),
    "fort_de_france": lambda: make_tiers_at("FR", "97200", "Fort-de-France"),
    "cayenne": lambda: make_tiers_at("FR", "97300", "Cayenne"),
}


@pytest.mark.parametrize(
    ("client", "bien", "service"),
    [
        ("lyon", None, None),
        ("particulier", None, None),
        ("berlin", "livraison_ue", "services_ue"),
        ("berlinois", None, None),
        ("zurich", "export", "services_hors_ue"),
        ("zurichois", "export", None),
        ("fort_de_france", "livraison_drom", None),
        ("cayenne", "livraison_drom", "guyane_mayotte"),
    ],
)
def test_the_usual_vat_follows_the_client_and_what_is_sold(essai, client, bien, service):
    tiers, parametres = CLIENTS[client](), Parametres.current()
    assert exoneration_de(parametres, tiers, "bien") == bien
    assert exoneration_de(parametres, tiers, "service") == service


@pytest.mark.parametrize(
    ("client", "bien", "service"),
    [
        ("lyon", "franchise", "franchise"),
        ("berlin", "franchise", "services_ue"),
        ("zurich", "franchise", "services_hors_ue"),
    ],
)
def test_franchise_prevails_over_what_is_located_in_france(essai, client, bien, service):
    parametres, tiers = identify(regime_tva="franchise"), CLIENTS[client]()
    assert exoneration_de(parametres, tiers, "bien") == bien
    assert exoneration_de(parametres, tiers, "service") == service


def test_goods_delivered_elsewhere_are_taxed_where_they_go(essai):
    tiers = make_tiers()
    tiers.add_adresse(ligne1="Quai 3", code_postal="8001", ville="Zürich", pays="CH", livraison=True)
    assert exoneration_de(Parametres.current(), tiers, "bien") == "export"
    assert exoneration_de(Parametres.current(), tiers, "service") is None


def test_in_guyane_nobody_charges_vat(essai):
    parametres = identify(code_postal="97300", ville="Cayenne")
    assert exoneration_de(parametres, make_tiers(), "service") == "guyane_mayotte"


def test_a_dom_company_has_its_rates_and_exports_to_the_mainland(essai):
    parametres = identify(code_postal="97200", ville="Fort-de-France")
    rates = {repere.valeur for repere in taux_possibles(Droit.on(JOUR), parametres, None)}
    assert D("8.5") in rates and exoneration_de(parametres, None, "service") is None


def codes(tiers) -> set[str]:
    return {repere.code for repere in exonerations_possibles(Droit.on(JOUR), Parametres.current(), tiers)}


def test_only_the_reasons_that_may_serve_are_offered(essai):
    assert {"autoliquidation_btp", "debours", "marge_art"} <= codes(make_tiers())
    assert not {"export", "livraison_ue", "franchise", "cgi_261_4_4"} & codes(make_tiers())
    assert {"livraison_ue", "services_ue"} <= codes(make_berlin()) and "export" not in codes(make_berlin())
    identify(activites_exonerees=["cgi_261_4_4"])
    assert "cgi_261_4_4" in codes(make_tiers())


@pytest.mark.parametrize(
    ("client", "row", "code"),
    [
        (make_tiers, sans_tva("export", nature="bien"), "MEN-00"),
        (make_tiers, sans_tva("franchise"), "MEN-00"),
        (make_tiers, sans_tva("cgi_261_4_4"), "MEN-00"),
        (make_tiers, ligne(taux="0"), "FAC-19"),
        (make_berlin, sans_tva("livraison_ue", nature="service"), "MEN-05"),
        (make_berlin, sans_tva("services_ue", nature="bien"), "MEN-05"),
        (lambda: make_berlin(tva_intracom=None), sans_tva("services_ue"), "FAC-13"),
        (lambda: make_berlin(tva_intracom="FR44732829320"), sans_tva("livraison_ue", nature="bien"), "FAC-13"),
        (lambda: make_tiers(tva_intracom=None), sans_tva("autoliquidation_btp"), "FAC-13"),
        (lambda: make_tiers(particulier=True), sans_tva("autoliquidation_btp"), "MEN-07"),
    ],
)
def test_a_reason_that_does_not_suit_is_refused(essai, client, row, code):
    assert code in said(make_facture(client(), lignes=[row]))


def test_outside_vat_is_not_mixed(essai):
    mixed = make_facture(make_zurich(), lignes=[sans_tva("services_hors_ue"), sans_tva("export", nature="bien")])
    assert "faites deux documents" in said(mixed)["TVA-03"]


def test_franchise_prevails_over_the_building_reverse_charge(essai):
    identify(regime_tva="franchise")
    assert "La franchise prime" in said(make_facture(lignes=[sans_tva("autoliquidation_btp")]))["FAC-38"]


def test_taxing_who_is_usually_not_taxed_is_a_doubt(essai):
    facture = make_facture(make_berlin(), lignes=[ligne()])
    assert "Service à une entreprise de l’Union européenne" in said(facture, DOUTEUX)["IDT-10"]
    assert not said(facture)


def test_a_rate_from_another_territory_is_a_doubt(essai):
    assert "8,5" in said(make_facture(lignes=[ligne(taux="8.5")]), DOUTEUX)["TVA-01"]


def test_the_mention_follows_the_date_of_the_document(essai):
    droit = {day: Droit.on(day).exoneration("franchise").texte("fr") for day in (date(2026, 12, 31), date(2027, 1, 1))}
    assert "293 B du CGI" in droit[date(2026, 12, 31)]
    assert "L. 223-3" in droit[date(2027, 1, 1)]
    assert "138 de la directive" in Droit.on(date(2027, 1, 1)).exoneration("livraison_ue").texte("fr")


def test_each_reason_is_printed_once_and_its_amount_apart(essai):
    lignes = [ligne(), sans_tva("debours"), sans_tva("marge_occasion", nature="bien"), sans_tva("debours")]
    facture = make_facture(lignes=lignes)
    facture.issue(JOUR, MIDI, moi())
    assert [texte.split(",")[0] for texte in facture.fige["mentions"]] == [
        "Débours au nom et pour le compte du client",
        "Régime particulier - Biens d’occasion",
    ]
    assert [groupe.cle for groupe in facture.totaux.groupes] == ["20", "0-debours", "0-marge_occasion"]
    assert facture.total_ttc == 4000 + 200


def test_the_seller_in_franchise_prints_its_vat_number_if_it_has_one(essai):
    identify(regime_tva="franchise")
    facture = make_facture(make_berlin(), lignes=[sans_tva("services_ue")])
    facture.issue(JOUR, MIDI, moi())
    assert facture.fige["emetteur"]["tva"] == "FR44732829320"
    assert facture.fige["mentions"] == [
        "Autoliquidation (art. 283-2 du CGI, art. 44 et 196 de la directive 2006/112/CE)"
    ]

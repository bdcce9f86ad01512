"""Identifiers: what is right is given back bare, what is wrong is named in French."""

import pytest
from stdnum.fr import tva as norme_tva

from crm import identifiants as ids
from crm.errors import RegleMetier


@pytest.mark.parametrize(
    ("check", "saisi", "attendu"),
    [
        (ids.check_siren, "732 829 320", "732829320"),
        (ids.check_siren, "732\u202f829\u00a0320", "732829320"),
        (ids.check_siren, "356000000", "356000000"),
        (ids.check_siret, "732 829 320 00074", "73282932000074"),
        (ids.check_siret, "35600000049837", "35600000049837"),
        (ids.check_siret, "35600000000048", "35600000000048"),
        (ids.check_tva, "FR 46 443 121 975", "FR46443121975"),
        (ids.check_tva, "fr44732829320", "FR44732829320"),
        (ids.check_tva, "DE 136 695 976", "DE136695976"),
        (ids.check_tva, "BE 0403.019.261", "BE0403019261"),
        (ids.check_tva, "EL094259216", "EL094259216"),
        (ids.check_tva, "GR094259216", "EL094259216"),
        (ids.check_iban, "FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        (ids.check_iban, "de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (ids.check_bic, "agri fr pp 882", "AGRIFRPP882"),
        (ids.check_bic, "BNPAFRPP", "BNPAFRPP"),
        (ids.check_ape, "62.01Z", "6201Z"),
        (ids.check_rna, "w751234567", "W751234567"),
        (ids.check_rna, "W2A1234567", "W2A1234567"),
    ],
)
def test_a_right_number_is_given_back_without_its_spaces(check, saisi, attendu):
    assert check(saisi) == attendu


@pytest.mark.parametrize(
    ("check", "saisi", "champ", "mots"),
    [
        (ids.check_siren, "404833047", "siren", "clé de contrôle du SIREN"),
        (ids.check_siren, "73282932", "siren", "9 chiffres ; 8 sont saisis"),
        (ids.check_siren, "", "siren", "aucun n’est saisi"),
        (ids.check_siren, "73282932O", "siren", "que des chiffres"),
        (ids.check_siren, "000000000", "siren", "clé"),
        (ids.check_siren, "٧٣٢٨٢٩٣٢٠", "siren", "que des chiffres"),
        (ids.check_siret, "73282932000075", "siret", "clé de contrôle du SIRET"),
        (ids.check_siret, "732829320", "siret", "14 chiffres ; 9 sont saisis"),
        (ids.check_siret, "35600000049838", "siret", "clé"),
        (ids.check_siret, "00000000000000", "siret", "clé"),
        (ids.check_tva, "46443121975", "tva_intracom", "deux lettres du pays"),
        (ids.check_tva, "FR47443121975", "tva_intracom", "clé de contrôle"),
        (ids.check_tva, "FR4644312197", "tva_intracom", "13 caractères"),
        (ids.check_tva, "FR464431219I5", "tva_intracom", "sans O ni I"),
        (ids.check_tva, "FRO6443121975", "tva_intracom", "sans O ni I"),
        (ids.check_tva, "US123456789", "tva_intracom", "« US » n’est pas un pays de l’Union"),
        (ids.check_tva, "DE136695977", "tva_intracom", "clé de contrôle du numéro de TVA (DE)"),
        (ids.check_tva, "DE13669597", "tva_intracom", "longueur"),
        (ids.check_tva, "", "tva_intracom", "deux lettres"),
        (ids.check_iban, "FR7630006000011234567890188", "iban", "clé de contrôle de l’IBAN"),
        (ids.check_iban, "FR763000600001123456789018", "iban", "27 caractères ; 26 sont saisis"),
        (ids.check_iban, "30006000011234567890189", "iban", "deux lettres de pays"),
        (ids.check_iban, "DE8937040044053201300", "iban", "IBAN"),
        (ids.check_bic, "BNPAFRP", "bic", "8 ou 11 caractères ; 7 sont saisis"),
        (ids.check_bic, "BNP4FRPP", "bic", "6 lettres"),
        (ids.check_ape, "6201", "ape", "62.01Z"),
        (ids.check_rna, "751234567", "rna", "W751234567"),
    ],
)
def test_a_wrong_number_is_refused_in_precise_french(check, saisi, champ, mots):
    with pytest.raises(RegleMetier) as refus:
        check(saisi)
    assert refus.value.champ == champ
    assert mots in refus.value.message


def test_the_numeric_and_the_lettered_keys_of_the_french_vat_are_both_read():
    siren = "732829320"
    lettered = next(
        number
        for a in "ABCDEFGHJKLMNPQRSTUVWXYZ"
        for b in "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
        if norme_tva.is_valid(number := f"FR{a}{b}{siren}")
    )
    assert ids.check_tva(lettered, siren=siren) == lettered


def test_the_siret_and_the_vat_must_be_those_of_the_company():
    assert ids.check_siret("73282932000074", siren="732 829 320") == "73282932000074"
    with pytest.raises(RegleMetier, match="ne commence pas par le SIREN"):
        ids.check_siret("73282932000074", siren="443121975")
    with pytest.raises(RegleMetier, match="ne finit pas par le SIREN"):
        ids.check_tva("FR46443121975", siren="732829320")


def test_the_vat_number_is_proposed_from_the_siren():
    """TST-02."""
    assert ids.tva_from_siren("443 121 975") == "FR46443121975"
    assert ids.tva_from_siren("732829320") == "FR44732829320"
    with pytest.raises(RegleMetier):
        ids.tva_from_siren("404833047")

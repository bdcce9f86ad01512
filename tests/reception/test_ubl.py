"""UBL is judged and read like CII: same rules, same refusals, same invoice."""

import pytest

from crm.documents.contenu import Contenu, Reference
from crm.facturx import ubl
from crm.reception import FichierRefuse, lire
from tests.depenses.fournisseur import contenu, recue
from tests.fabrique import MIDI, D, identify


@pytest.fixture(autouse=True)
def lumiere(lumen):
    with lumen():
        identify()
        yield


def en_ubl(**values) -> str:
    return ubl.xml(contenu(**values)).decode()


def avoir(**values) -> Contenu:
    return contenu(nature="avoir", references=(Reference(nature="facture", numero="F-1", le=MIDI.date()),), **values)


def refus(xml: str) -> set[str]:
    with pytest.raises(FichierRefuse) as refused:
        lire(xml.encode())
    return {constat.regle for constat in refused.value.constats}


def test_an_invoice_in_ubl_is_entered():
    depense = recue(en_ubl(numero="UBL-1").encode(), "facture.xml").depense
    assert (depense.format, depense.profil, depense.numero, depense.ttc) == ("UBL", "EN 16931", "UBL-1", D("113.40"))
    assert depense.iban and len(depense.facture.lignes) == 2


def test_a_credit_note_in_ubl_is_an_avoir():
    depense = recue(ubl.xml(avoir(numero="UBL-2")), "avoir.xml").depense
    assert depense.is_avoir and depense.ttc == D("-113.40")


def test_a_total_that_does_not_add_up_names_its_rule():
    assert "BR-CO-15" in refus(en_ubl().replace(">113.40</cbc:TaxInclusiveAmount>", ">114.40</cbc:TaxInclusiveAmount>"))


def test_french_rules_are_those_of_ubl():
    assert any(regle.startswith("BR-FR-03") for regle in refus(en_ubl().replace("2026-11-12", "1996-11-12")))


def test_a_shape_the_schema_refuses_is_said():
    assert "XSD" in refus(en_ubl().replace("cbc:TaxInclusiveAmount", "cbc:TotalTTC"))


def test_an_unknown_profile_is_named():
    xml = en_ubl().replace("urn:cen.eu:en16931:2017<", "urn:inconnu:2026<")
    assert refus(xml) == {"BT-24 · profil"}


def test_a_peppol_invoice_is_read_as_en_16931():
    xml = en_ubl().replace(
        "urn:cen.eu:en16931:2017<",
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0<",
    )
    assert lire(xml.encode()).profil == "EN 16931"

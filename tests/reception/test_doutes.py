"""What the official rules let pass and a buyer is told: a doubt, never a refusal."""

from decimal import Decimal

import pytest

from crm.reception import FichierRefuse, lire
from tests.facturx.cas.simples import cas_domestique


@pytest.fixture
def xml(essai) -> str:
    return cas_domestique().cii


def doutes(xml: str) -> list[str]:
    return [doute.regle for doute in lire(xml.encode()).doutes]


def first(xml: str, tag: str, change) -> str:
    """The XML with the value of its first `tag` changed."""
    before, after = xml.split(f"<ram:{tag}", 1)
    head, rest = after.split(">", 1)
    value, rest = rest.split("<", 1)
    return f"{before}<ram:{tag}{head}>{change(value)}<{rest}"


def test_our_own_invoice_raises_no_doubt(xml):
    assert doutes(xml) == []


def test_a_line_that_does_not_multiply(xml):
    assert doutes(first(xml, "BilledQuantity", lambda quantite: f"9{quantite}")) == ["Calcul · ligne"]


def test_half_a_euro_of_vat(xml):
    """Within the euro that BR-S-09 and BR-CO-17 let pass, on every total that follows."""

    def more(value: str) -> str:
        return str(Decimal(value) + Decimal("0.50"))

    for tag in ("CalculatedAmount", "TaxTotalAmount", "GrandTotalAmount", "DuePayableAmount"):
        xml = first(xml, tag, more)
    assert doutes(xml) == ["Calcul · TVA"]


def test_keys_that_do_not_hold(xml):
    assert doutes(first(xml, "IBANID", lambda iban: iban[:-1] + str((int(iban[-1]) + 1) % 10))) == ["Clé · IBAN"]


def test_a_foreign_supplier_is_not_held_to_french_rules(xml):
    """Without the three French notes, BR-FR-05 refuses a French supplier, and lets a Belgian one in."""
    notes = xml[xml.index("<ram:IncludedNote>") : xml.rindex("</ram:IncludedNote>") + len("</ram:IncludedNote>")]
    bare = xml.replace(notes, "")
    with pytest.raises(FichierRefuse) as refused:
        lire(bare.encode())
    assert {constat.regle.split("_")[0] for constat in refused.value.constats} == {"BR-FR-05"}
    seller, rest = bare.split("<ram:BuyerTradeParty>", 1)
    belgian = seller.replace("<ram:CountryID>FR<", "<ram:CountryID>BE<") + "<ram:BuyerTradeParty>" + rest
    assert lire(belgian.encode()).facture.fournisseur.adresse.pays == "BE"

"""What a period says, and its declaration to the platform."""

import functools
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import etree

from crm import clock
from crm.clock import PARIS
from crm.ereporting import Declaration, Periode, rapport, suivis, write
from crm.ereporting.periodes import PAIEMENTS, TRANSACTIONS
from crm.errors import RegleMetier
from tests.fabrique import (
    DOLLARS,
    MIDI,
    D,
    identify,
    ligne,
    make_avoir,
    make_berlin,
    make_facture,
    make_reglement,
    make_tiers,
    make_zurich,
    moi,
    sans_tva,
)

DECEMBRE = date(2026, 12, 2)
VENTES = Periode.around(TRANSACTIONS, "reel_mensuel", MIDI.date())
RECUS = Periode.around(PAIEMENTS, "reel_mensuel", MIDI.date())
PLUS_TARD = datetime(2026, 12, 2, 9, 0, tzinfo=PARIS)


@pytest.fixture
def lumiere(lumen):
    """Inside Atelier Lumen, whose size makes it report already; nothing is kept."""
    from tenants import db

    with lumen():
        identify(taille="ge")
        yield
        db.session.rollback()


@functools.cache
def schema() -> etree.XMLSchema:
    """That of the administration (external specifications 3.2)."""
    return etree.XMLSchema(file=str(Path(__file__).parent / "xsd" / "ereporting.xsd"))


def test_every_kind_of_report_holds_by_the_official_schema(lumiere):
    german = sell(sans_tva("services_ue"), tiers=make_berlin())
    make_avoir(german)
    sell(sans_tva("export", nature="bien"), tiers=make_zurich())
    house = sell(ligne(), ligne(taux="5.5", nature="bien"))
    make_reglement(house, "100.00")
    for periode in (VENTES, RECUS):
        told = rapport(periode)
        schema().validate(etree.fromstring(write(told, "R-1", "IN", PLUS_TARD)))
        assert not told.is_empty and [error.message for error in schema().error_log] == []


def sell(*lignes, tiers=None, **values):
    return make_facture(tiers or make_tiers(particulier=True), lignes=list(lignes), issued=True, **values)


def test_a_day_is_added_up_by_category_and_rate(lumiere):
    sell(ligne(quantite="1", prix="100", taux="20"), ligne(quantite="1", prix="50", taux="10"))
    sell(ligne(quantite="1", prix="30", taux="20", nature="bien"))
    sell(ligne(quantite="1", prix="200", taux="20"), tiers=make_tiers(qualification="association"))
    make_avoir(sell(ligne(quantite="1", prix="10", taux="20")))
    told = rapport(VENTES)
    assert [(j.le, j.categorie, j.ht, j.tva) for j in told.journees] == [
        (MIDI.date(), "TLB1", D("30.00"), D("6.00")),
        (MIDI.date(), "TPS1", D("350.00"), D("65.00")),
    ]
    services = told.journees[1].sous_totaux
    assert [(s.taux, s.base, s.tva) for s in services] == [(10, 50, 5), (20, 300, 60)]
    assert told.flux == ["10.3"] and told.montants == {"10.3": D("380.00")}


def test_goods_and_services_of_one_rate_are_told_apart(lumiere):
    sell(ligne(quantite="1", prix="33.33", taux="20"), ligne(quantite="1", prix="66.66", taux="20", nature="bien"))
    told = rapport(VENTES)
    assert {j.categorie: j.ht for j in told.journees} == {"TLB1": D("66.66"), "TPS1": D("33.33")}
    assert sum(j.tva for j in told.journees) == D("20.00")


def test_sales_abroad_are_told_one_by_one(lumiere):
    german = sell(sans_tva("services_ue"), tiers=make_berlin())
    swiss = sell(sans_tva("services_hors_ue"), tiers=make_zurich(nom="Uhrenfabrik am See AG"))
    told = rapport(VENTES).factures
    assert [(f.numero, f.schema, f.client, f.pays) for f in told] == [
        (german.numero, "0223", "DE136695976", "DE"),
        (swiss.numero, "0227", "CHUhrenfabrik am S", "CH"),
    ]
    assert [f.ht for f in told] == [german.total_ht, swiss.total_ht]


def test_the_file_names_the_buyer_abroad(lumiere):
    sell(sans_tva("services_ue"), tiers=make_berlin())
    told = etree.fromstring(write(rapport(VENTES), "R-1", "IN", PLUS_TARD)).find("TransactionsReport/Invoice")
    assert told.findtext("BusinessProcess/ID") == "S1" and told.find("Buyer/CompanyId").get("schemeId") == "0223"
    assert told.findtext("Buyer/PostalAddress/CountryId") == "DE" and told.findtext("MonetaryTotal/TaxAmount") == "0.00"
    assert (told.findtext("TaxSubTotal/TaxCategory/Code"), told.findtext("TaxSubTotal/TaxableAmount")) == (
        "AE",
        "1000.00",
    )


def test_an_avoir_abroad_names_what_it_corrects(lumiere):
    facture = sell(sans_tva("services_ue"), tiers=make_berlin())
    make_avoir(facture)
    told = etree.fromstring(write(rapport(VENTES), "R-1", "IN", PLUS_TARD))
    assert [one.text for one in told.iterfind("TransactionsReport/Invoice/TypeCode")] == ["380", "381"]
    assert told.findtext("TransactionsReport/Invoice/ReferencedDocument/ID") == facture.numero
    assert rapport(VENTES).montants == {"10.1": D("0.00")}


def test_what_an_e_invoice_tells_is_not_reported(lumiere):
    sell(ligne(), tiers=make_tiers())
    assert rapport(VENTES).is_empty


def test_a_sale_is_told_on_the_day_it_is_done(lumiere):
    sell(ligne(), livraison_le=date(2026, 11, 9))
    assert rapport(VENTES).is_empty
    (day,) = rapport(Periode.around(TRANSACTIONS, "reel_mensuel", date(2026, 11, 9))).journees
    assert day.le == date(2026, 11, 9)


def test_receipts_are_told_by_day_and_rate(lumiere):
    facture = sell(ligne(quantite="1", prix="500", taux="20"), ligne(quantite="1", prix="500", taux="10"))
    make_reglement(facture, "575.00")
    make_reglement(facture, "575.00")
    make_reglement(sell(ligne(nature="bien")))
    make_reglement(make_facture(issued=True))
    told = rapport(RECUS)
    assert [(r.le, r.taux, r.montant) for r in told.recus] == [
        (MIDI.date(), 10, D("550.00")),
        (MIDI.date(), 20, D("600.00")),
    ]
    assert told.flux == ["10.4"] and not any(r.numero for r in told.recus)


def test_another_currency_is_told_in_euros(lumiere):
    """CUR-01: documents at their rate, receipts for what the bank credited."""
    swiss = sell(sans_tva("export", nature="bien"), tiers=make_zurich(), **DOLLARS)
    house = sell(ligne(), ligne(taux="5.5"), **DOLLARS)
    make_reglement(house, "1000", devise="USD", montant_eur=D("930"))
    make_reglement(house, "1255", devise="USD", montant_eur=D("1160.01"))
    ventes, recus = rapport(VENTES), rapport(RECUS)
    assert [f.ht for f in ventes.factures] == [D("921.35")] == [swiss.total_ht_eur]
    (day,) = ventes.journees
    assert (day.ht, day.tva) == (house.total_ht_eur, house.total_tva_eur) == (D("1842.70"), D("234.94"))
    assert sum(recu.montant for recu in recus.recus) == D("2090.01")


def test_a_receipt_cancelled_is_taken_off(lumiere):
    make_reglement(sell(ligne()), "600.00").cancel("Chèque impayé", MIDI.date(), moi(), MIDI)
    assert rapport(RECUS).is_empty


def test_an_empty_or_unfinished_period_is_not_declared(pa, lumiere):
    with pytest.raises(RegleMetier, match="Rien à déclarer"):
        Declaration.declare(VENTES, moi(), PLUS_TARD, DECEMBRE)
    with pytest.raises(RegleMetier, match="pas finie"):
        Declaration.declare(VENTES, moi(), MIDI, MIDI.date())
    identify(taille="micro")
    with pytest.raises(RegleMetier, match="à partir du 1"):
        Declaration.declare(VENTES, moi(), PLUS_TARD, DECEMBRE)


def test_a_period_is_declared_then_corrected(pa, lumen, work):
    with lumen():
        identify(taille="ge")
        sell(ligne(quantite="1", prix="100", taux="20"))
        assert state() == "en_retard"
        Declaration.declare(VENTES, moi(), PLUS_TARD, DECEMBRE)
        with pytest.raises(RegleMetier, match="déjà déclarée"):
            Declaration.declare(VENTES, moi(), PLUS_TARD, DECEMBRE)
    work()
    with lumen():
        assert state() == "declaree"
        sell(ligne(quantite="1", prix="40", taux="20"))
        assert state() == "a_corriger"
        Declaration.declare(VENTES, moi(), PLUS_TARD, DECEMBRE)
    work()
    with lumen():
        assert state() == "declaree"
        assert [one.type for one in Declaration.of(VENTES)] == ["IN", "RE"]
    first, second = (etree.fromstring(content) for content in pa.declarations)
    assert (first.findtext("ReportDocument/TypeCode"), second.findtext("ReportDocument/TypeCode")) == ("IN", "RE")
    assert first.findtext("ReportDocument/Issuer/Id") == "732829320"
    assert first.findtext("TransactionsReport/ReportPeriod/StartDate") == "20261111"
    told = second.find("TransactionsReport/Transactions")
    assert [told.findtext(name) for name in ("Date", "CategoryCode", "TaxExclusiveAmount", "TaxTotal")] == [
        "20261120",
        "TPS1",
        "140.00",
        "28.00",
    ]
    assert [flux["flowType"] for flux in pa.flux.values() if flux["flowSyntax"] == "FRR"] == [
        "AggregatedCustomerTransactionReport"
    ] * 2


def state() -> str:
    return suivis([VENTES], DECEMBRE)[0].etat.code


def test_the_page_shows_periods_and_their_files(pa, alice, bruno, lumen):
    with lumen():
        identify(taille="ge")
        sell(ligne(quantite="1", prix="7", taux="20"), now=clock.now())
    page = alice.get("/configuration/e-reporting").text
    assert "10.3" in page and "Télécharger" in page
    periode = Periode.around(TRANSACTIONS, "reel_mensuel", clock.today())
    path = f"/configuration/e-reporting/transactions/{periode.debut.isoformat()}"
    assert alice.get(f"{path}.xml").data.startswith(b"<?xml")
    assert alice.get("/configuration/e-reporting/transactions/2026-11-12.xml").status_code == 404
    assert alice.get("/configuration/e-reporting/autre/2026-11-11.xml").status_code == 404
    assert bruno.post(path, {}).status_code == 403

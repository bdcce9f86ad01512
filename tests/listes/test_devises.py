"""Lists show each document in its currency; what they add up, sort and filter is in euros (CUR-01)."""

import csv
import io
import re
from datetime import date

import openpyxl
import pytest

from tests.casting import inside
from tests.fabrique import DOLLARS, D, identify, make_avoir, make_devis, make_facture, make_reglement, make_tiers
from tests.listes.test_exports import export

TOUJOURS = date(2199, 1, 1)
FRANCS = DOLLARS | {"devise": "CHF", "change": D("1.05")}


@pytest.fixture(scope="module", autouse=True)
def ventes(app) -> dict:
    """1 200 €, 1 200 USD (1 105,62 €) and 1 200 CHF (1 260,00 €): devis, factures, an avoir; the dollars are paid."""
    with inside(app, "atelier-lumen"):
        identify()
        client = make_tiers("Trois Monnaies")
        for values in ({}, DOLLARS, FRANCS):
            make_devis(client, envoye=True, validite=TOUJOURS, **values)
        _, dollars, francs = (make_facture(client, issued=True, **v) for v in ({}, DOLLARS, FRANCS))
        make_reglement(dollars, devise="USD", montant_eur=D("1110"))
        make_avoir(francs, montants={"20": D(100)})
        return {"client": client.id, "dollars": dollars.id}


def text(page) -> str:
    return re.sub(r"\s+", " ", page.text.replace("\xa0", " ").replace("\u202f", " "))


def amounts(page) -> list[str]:
    return re.findall(r'<span class="ui-montant">([^<]*)</span>', text(page))


def test_factures_show_their_currency_and_add_up_euros(alice):
    page = alice.get("/factures")
    assert {"1 200,00 €", "1 200,00 USD", "1 200,00 CHF"} <= set(amounts(page))
    foot = text(page)
    assert "Total TTC 3 565,62 €" in foot and "Reste à payer 2 334,00 €" in foot  # 1 200 €, and 1 080 CHF


def test_they_are_sorted_and_filtered_in_euros(alice):
    shown = amounts(alice.get("/factures?tri=total_ttc", target="liste"))
    assert [one for one in shown if one.startswith("1 200")][:1] == ["1 200,00 USD"]
    kept = amounts(alice.get("/factures?total_min=1150&total_max=1250", target="liste"))
    assert "1 200,00 €" in kept and not any("USD" in one or "CHF" in one for one in kept)


def test_devis_add_up_euros(alice):
    foot = text(alice.get("/devis"))
    assert "1 000,00 USD" in foot and "Total HT 2 971,35 €" in foot


def test_avoirs_and_reglements_show_their_currency(alice):
    assert "120,00 CHF" in amounts(alice.get("/avoirs"))
    page = alice.get("/reglements")
    assert "1 200,00 USD" in amounts(page) and "Montant 1 110,00 €" in text(page)


def test_the_first_page_adds_up_euros(alice):
    page = text(alice.get("/"))
    assert "2 334,00 € · 2 factures" in page and "1 080,00 CHF" in page
    assert "3 565,62 € · 3 devis" in page and "1 200,00 USD" in page


def test_the_card_of_the_client_adds_up_euros(alice, ventes):
    page = text(alice.get(f"/clients/{ventes['client']}?onglet=documents"))
    assert "Solde du client</dt><dd>2 334,00 €" in page and "1 200,00 USD" in page


def test_exports_say_the_currency(alice, work):
    rows = list(csv.DictReader(io.StringIO(exported(alice, work, "csv").decode("utf-8-sig")), delimiter=";"))
    assert {row["Total TTC"] for row in rows} == {"1200,00", "1200,00 USD", "1200,00 CHF"}
    sheet = openpyxl.load_workbook(io.BytesIO(exported(alice, work, "xlsx"))).active
    column = [cell.value for cell in sheet[1]].index("Total TTC")
    assert {(r[column].value, r[column].number_format[-4:].strip('" ')) for r in sheet.iter_rows(min_row=2)} == {
        (1200, "€"), (1200, "USD"), (1200, "CHF"),
    }  # fmt: skip


def exported(alice, work, forme: str) -> bytes:
    return export(alice, work, "", forme, module="/factures")

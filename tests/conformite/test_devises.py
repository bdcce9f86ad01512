"""What is closed and archived is in euros, whatever the currency of the documents (CUR-01, CAI-08, CAI-10)."""

import csv
import io
import zipfile
from datetime import date

import pytest

from crm.conformite import Archive, Cloture
from crm.conformite.verifieur import verify
from tenants import storage
from tests.casting import inside
from tests.conformite.test_clotures import at, collect, rectify, sell
from tests.fabrique import DOLLARS, D, make_avoir, make_reglement

LUNDI, MARDI = date(2026, 3, 30), date(2026, 3, 31)
COURS = DOLLARS | {"change_le": LUNDI}


@pytest.fixture(scope="module")
def closed(app) -> bytes:
    """Two days in euros and in dollars, an avoir, a facture replaced, payments; closed, then archived."""
    with inside(app, "atelier-lumen"):
        collect(sell(LUNDI, "100"), "120", LUNDI)
        dollars = sell(LUNDI, "33.33", "66.66", **COURS)
        make_avoir(dollars, montants={"20": D("10")}, now=at(LUNDI))
        wrong = sell(MARDI, "50", taux="10", **COURS)
        right = rectify(wrong, "80", taux="10")
        assert right.change == COURS["change"]
        make_reglement(right, devise="USD", montant_eur=D("81.50"))
        Cloture.close_due(date(2027, 1, 2))
        return storage.get(Archive.make_now(Cloture.last("exercice").id, "Alice Moreau")["sha256"])


def test_a_closing_adds_up_euros(lumen, closed):
    """Dollars at 0.92134567: 99.99 are 92.13 and their VAT 18.43; 10.00 are 9.21 and 1.84; 80.00 are 73.71 and 7.37."""
    with lumen():
        year = Cloture.last("exercice")
        assert year.par_taux == [
            {"categorie": "S", "taux": D(20), "ht": D("182.92"), "tva": D("36.59"), "ttc": D("219.51")},
            {"categorie": "S", "taux": D(10), "ht": D("73.71"), "tva": D("7.37"), "ttc": D("81.08")},
        ]
        assert (year.total_ht, year.total_tva, year.total_ttc) == (D("256.63"), D("43.96"), D("300.59"))
        assert sum(row["ttc"] for row in year.par_taux) == year.total_ttc
        assert sum(row["ttc"] for row in year.par_serie.values()) == year.total_ttc
        assert sum(D(amount) for amount in year.modes.values()) == D("201.50")


def test_the_archive_agrees_with_its_closing(closed, tmp_path):
    path = tmp_path / "archive.zip"
    path.write_bytes(closed)
    assert [constat.phrase for constat in verify(path) if not constat.tient] == []
    rows = table(closed, "documents")
    said = {(row["devise"], row["total_ht"], row["total_ht_eur"]) for row in rows}
    assert {("EUR", "100.00", "100.00"), ("USD", "99.99", "92.13"), ("USD", "80.00", "73.71")} <= said
    assert ("USD", "81.50") in {(row["devise"], row["montant_eur"]) for row in table(closed, "reglements")}


def test_euros_that_do_not_agree_are_named(closed, tmp_path):
    """Break it: the euros of a document are not those that its paper says."""
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(io.BytesIO(closed)) as read, zipfile.ZipFile(path, "w") as written:
        for name in read.namelist():
            content = read.read(name)
            written.writestr(name, content.replace(b"92.13", b"92.14") if name == "csv/documents.csv" else content)
    assert any("total_ht_eur" in constat.phrase for constat in verify(path) if not constat.tient)


def table(archive: bytes, name: str) -> list[dict]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        content = opened.read(f"csv/{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))

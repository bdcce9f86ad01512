import csv
import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from crm.sujets import Etiquette, label
from crm.tiers import Tiers
from tenants import Travail, db

EVIL = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def evil(app, clients):
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        tiers = Tiers(nom=EVIL, ville="Éza", description="x")
        db.session.add(tiers)
        db.session.flush()
        label(tiers, {Etiquette.named("À part").id}, set())


def export(someone, work, query: str = "", forme: str = "csv", module: str = "/clients", **data) -> bytes:
    panel = someone.post(f"{module}/export", {"requete": query, "format": forme} | data, htmx=True)
    url = re.search(r'hx-get="(/atelier-lumen/travaux/\d+)"', panel.text).group(1)
    work()
    shown = someone.get(url, root=True).text
    assert "Télécharger" in shown
    answer = someone.get(f"{url}/fichier", root=True)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def rows(content: bytes) -> list[dict]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_csv_holds_the_rows_columns_and_order_of_the_screen(alice, work, evil):
    alice.post("/clients/colonnes", {"colonne": ["ville", "siren", "etiquettes", "cree_le"], "requete": ""}, htmx=True)
    found = rows(export(alice, work, "tri=-nom"))
    assert list(found[0]) == ["Nom", "Ville", "SIREN", "Étiquettes", "Créé le", "Code client"]
    assert [row["Nom"] for row in found][:2] == ["Zinguerie Azur", "Menuiserie Delaunay"]
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", found[0]["Créé le"])
    assert all(row["Code client"].isdigit() for row in found)


def test_csv_runs_no_formula(alice, work, evil):
    (row,) = list(rows(export(alice, work, "ville=eza")))
    assert row["Nom"] == f"'{EVIL}"
    assert row["Étiquettes"] == "À part"


def test_xlsx_holds_values_and_no_formula(alice, work, evil):
    book = openpyxl.load_workbook(io.BytesIO(export(alice, work, "q=", "xlsx")))
    sheet = book.active
    assert [cell.value for cell in sheet[1]][:2] == ["Nom", "Ville"]
    cells = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert cells[EVIL][0].data_type == "s"
    assert cells["Menuiserie Delaunay"][2].value == "732829320"
    assert cells[EVIL][4].is_date


def test_selected_rows_alone_are_exported(bruno, work, clients):
    found = rows(export(bruno, work, ids=[clients["Élan Conseil"]]))
    assert [row["Nom"] for row in found] == ["Élan Conseil"]


def test_file_is_for_who_asked_it_and_for_administrators(alice, bruno, chloe, david, work, lumen, clients):
    export(bruno, work)
    with lumen():
        number = db.session.scalars(select(Travail.id).order_by(Travail.id.desc())).first()
    assert alice.get(f"/travaux/{number}/fichier").status_code == 200
    assert chloe.get(f"/travaux/{number}/fichier").status_code == 404
    assert chloe.get(f"/travaux/{number}").status_code == 404
    assert david.get(f"/travaux/{number}/fichier").status_code == 404


def test_unknown_format_is_refused(alice, clients):
    assert alice.post("/clients/export", {"format": "exe", "requete": ""}, htmx=True).status_code == 422


def test_who_only_reads_may_export(chloe, work, clients):
    assert len(rows(export(chloe, work, "q=delaunay"))) == 1

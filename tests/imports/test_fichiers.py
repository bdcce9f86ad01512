"""A corpus of files as offices make them: each is read row by row, or refused with a sentence that says what to do."""

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from crm.errors import RegleMetier
from crm.imports import lecture
from crm.imports.correspondance import propose
from crm.tiers.importation import CHAMPS_CLIENT

ROWS = [["Société", "Ville"], ["Éts Bœuf", "Orléans"], ["L’Été", "Nîmes"]]
TEXT = "Société;Ville\r\nÉts Bœuf;Orléans\r\nL’Été;Nîmes\r\n"


def read(tmp_path, content: bytes):
    path = tmp_path / "fichier"
    path.write_bytes(content)
    tete = lecture.read_head(path)
    body = lecture.read_body(path, tete.rang, len(tete.entetes))
    return tete.entetes, [cells for _, cells in body]


def book(fill) -> bytes:
    """A workbook; `fill` writes its first sheet."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as made:
        fill(made, made.add_worksheet())
    return written.getvalue()


def sheet_of(rows) -> bytes:
    return book(lambda made, sheet: [sheet.write_row(rank, 0, row) for rank, row in enumerate(rows)])


GOOD = {
    "utf-8": TEXT.encode(),
    "utf-8 avec BOM": TEXT.encode("utf-8-sig"),
    "cp1252": TEXT.encode("cp1252"),
    "MacRoman": TEXT.encode("mac_roman"),
    "utf-16 d’Excel": TEXT.replace(";", "\t").encode("utf-16"),
    "virgules": TEXT.replace(";", ",").encode(),
    "tabulations": TEXT.replace(";", "\t").encode("cp1252"),
    "fins de ligne Unix": TEXT.replace("\r\n", "\n").encode(),
    "fins de ligne d’un vieux Mac": TEXT.replace("\r\n", "\r").encode("mac_roman"),
    "sep= d’Excel": ("sep=;\r\n" + TEXT).encode("cp1252"),
    "titres au-dessus": ("Liste des clients;\r\nau 21/11/2026;\r\n;\r\n" + TEXT).encode(),
    "lignes vides": TEXT.replace("\r\n", "\r\n;;\r\n\r\n").encode(),
    "tout entre guillemets": '"Société";"Ville"\r\n"Éts Bœuf";"Orléans"\r\n"L’Été";"Nîmes"\r\n'.encode(),
    "xlsx": sheet_of(ROWS),
    "xlsx, titre fusionné": book(
        lambda made, sheet: [
            sheet.merge_range("A1:B1", "Clients du secteur"),
            *[sheet.write_row(rank, 0, row) for rank, row in enumerate(ROWS, 3)],
        ]
    ),
    "xlsx, première feuille cachée ou vide": book(
        lambda made, sheet: [
            made.add_worksheet("Vide"),
            [last.write_row(rank, 0, row) for last in [made.add_worksheet("Clients")] for rank, row in enumerate(ROWS)],
        ]
    ),
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_the_same_table_is_read_however_it_was_saved(tmp_path, content):
    assert read(tmp_path, content) == (ROWS[0], ROWS[1:])


def test_quotes_hold_separators_and_new_lines(tmp_path):
    content = b'Nom;Notes\n"Durand; fils";"une ligne\nune ""autre"""\n'
    assert read(tmp_path, content)[1] == [["Durand; fils", 'une ligne\nune "autre"']]


def test_headings_blank_or_twice_have_names_of_their_own(tmp_path):
    names, _ = read(tmp_path, b"Nom;;Nom;Nom\na;b;c;d\n")
    assert names == ["Nom", "Colonne B", "Nom (2)", "Nom (3)"]


def test_a_row_too_short_or_too_long_keeps_its_columns(tmp_path):
    assert read(tmp_path, b"A;B;C\n1\n1;2;3\n4;5;6;;;\n")[1] == [["1", "", ""], ["1", "2", "3"], ["4", "5", "6"]]


def test_cells_of_a_workbook_are_written_as_an_office_types_them(tmp_path):
    def fill(made, sheet):
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["SIRET", "Montant", "Jour", "Moment", "Actif", "Calcul"])
        sheet.write_number(1, 0, 73282932000074)
        sheet.write_number(1, 1, 1234.56)
        sheet.write_datetime(1, 2, date(2026, 11, 21), day)
        sheet.write_datetime(1, 3, datetime(2026, 11, 21, 15, 30), made.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
        sheet.write_boolean(1, 4, True)
        sheet.write_formula(1, 5, "=1+1", value=2)

    expected = ["73282932000074", "1234,56", "21/11/2026", "21/11/2026 15:30", "oui", "2"]
    assert read(tmp_path, book(fill))[1] == [expected]


def test_our_own_export_loses_its_quote(tmp_path):
    assert read(tmp_path, b"Nom;Ville\n'=A1;x\n'+33 1;y\n")[1] == [["=A1", "x"], ["+33 1", "y"]]


def zipped(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return written.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return written.getvalue()


def formula_alone() -> bytes:
    made, written = openpyxl.Workbook(), io.BytesIO()
    made.active.append(["Nom", "Ville"])
    made.active.append(['=HYPERLINK("http://x")', "Lyon"])
    made.save(written)
    return written.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BAD = {
    "vide": (b"", "Le fichier est vide"),
    "lignes vides": (b"\r\n;;\r\n", "Le fichier est vide"),
    "en-têtes seuls": (b"Nom;Ville\r\n", "qu’une ligne d’en-têtes"),
    "image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "ni un classeur Excel"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "ni un classeur Excel"),
    "page web nommée .xls": (b"<html><table><tr><td>Nom</td></tr></table></html>", "ni un classeur Excel"),
    "ancien .xls": (OLE + bytes(600) + "Workbook".encode("utf-16-le"), "ancien format .xls"),
    "mot de passe": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    "macros": (with_part(sheet_of(ROWS), "xl/vbaProject.bin", b"\x00"), "macros"),
    "tableur ouvert (.ods)": (zipped(mimetype=b"application/vnd.oasis", content_xml=b"<x/>"), "pas un classeur Excel"),
    "zip quelconque": (zipped(lisez_moi=b"bonjour"), "pas un classeur Excel"),
    "classeur coupé": (sheet_of(ROWS)[:-200], "abîmé"),
    "classeur sans feuille": (zipped(xl__workbook_xml=b"<workbook/>"), "abîmé"),
    "bombe": (with_part(sheet_of(ROWS), "xl/media/x.xml", bytes(401_000_000)), "démesuré"),
    "entités": (
        with_part(sheet_of(ROWS), "xl/worksheets/sheet9.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'),
        "abîmé",
    ),
    "formule sans résultat": (formula_alone(), "formules sans résultat"),
    "guillemet jamais refermé": (b'Nom;Ville\n"Durand;' + b"x" * 200_000, "guillemet"),
    "trop de lignes": (b"Nom;Ville\n" + b"a;b\n" * 100_001, "dépasse 100"),
}


@pytest.fixture
def large_cells():
    """An archive read before in the same process: it takes cells of any length."""
    before = csv.field_size_limit(2**31 - 1)
    yield
    csv.field_size_limit(before)


def test_a_quotation_mark_left_open_is_told_whatever_was_read_before(tmp_path, large_cells):
    content, said = BAD["guillemet jamais refermé"]
    test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path, content, said)


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path, content, said):
    with pytest.raises(RegleMetier) as refused:
        read(tmp_path, content)
    assert said in refused.value.message.replace("\u00a0", " ")


def test_a_refused_file_says_so_on_the_page_it_was_given_on(alice):
    answer = alice.post("/clients/imports", {"fichier": (io.BytesIO(b"%PDF-1.7"), "clients.csv")})
    assert answer.status_code == 422 and "ni un classeur Excel" in answer.text
    assert "Choisissez d’abord un fichier." in alice.post("/clients/imports", {}).text


@pytest.mark.parametrize(
    ("entete", "cle"),
    [
        ("RAISON SOCIALE", "nom"), ("Raison sociales", "nom"), ("e_mail", "email"), ("Adresse e-mail", "email"),
        ("Tél.", "telephone"), ("N° SIRET", "siret"), ("CP", "code_postal"), ("Villle", "ville"),
        ("Nom de l’entreprise", "nom"), ("Zorglub", None), ("Code client", "code_client"),
    ],
)  # fmt: skip
def test_headings_are_recognised(entete, cle):
    assert propose([entete], CHAMPS_CLIENT, {}) == [cle]


def test_two_columns_never_fill_one_field():
    assert propose(["Email", "Mail", "E-mail"], CHAMPS_CLIENT, {}).count("email") == 1

"""The import of clients, from the file to the records."""

import io
import re

import pytest
from sqlalchemy import func, select

from crm.imports import LigneImport
from crm.tiers import Tiers
from tenants import db

CSV = (
    "Export du 21/11/2026;;;;\r\n"
    "\r\n"
    "Raison sociale;SIRET;Adresse mail;CP;Ville;Délai de paiement\r\n"
    "Menuiserie Étoile;732 829 320 00074;contact@etoile.fr;1000;Bourg-en-Bresse;30\r\n"
    "Le Fil;;pas une adresse;69001;Lyon;\r\n"
    ";;x@y.fr;;;\r\n"
    "Le Lin;;lin@exemple.fr;69002;Lyon;45\r\n"
    "Le Lin bis;;LIN@exemple.fr;69002;Lyon;\r\n"
).encode("cp1252")


def deposit(someone, content: bytes, name: str = "clients.csv", module: str = "/clients", **data):
    sent = {"fichier": (io.BytesIO(content), name)} | data
    return someone.post(f"{module}/imports", sent)


def number_of(response) -> int:
    return int(re.search(r"/imports/(\d+)", response.headers["Location"])[1])


def choose(someone, number: int, module: str = "/clients", **data):
    """Accept the columns that are proposed."""
    page = someone.get(f"{module}/imports/{number}/correspondance").text
    chosen = [
        (re.search(r'value="(\w*)" selected', one) or [None, ""])[1]
        for one in re.findall(r"<select.*?</select>", page, re.S)
    ]
    return someone.post(f"{module}/imports/{number}/correspondance", {"colonne": chosen} | data)


@pytest.fixture
def import_of(alice, work):
    def give(content: bytes, name: str = "clients.csv", module: str = "/clients", **data) -> int:
        number = number_of(deposit(alice, content, name, module, **data))
        assert choose(alice, number, module).status_code == 303
        work()
        return number

    return give


def test_a_french_csv_is_previewed_then_imported(alice, work, lumen, import_of):
    number = import_of(CSV)
    page = alice.get(f"/clients/imports/{number}").text
    with lumen():
        rows = select(LigneImport.numero, LigneImport.issue).where(LigneImport.import_id == number)
        issues = dict(db.session.execute(rows).all())
    assert issues == {4: "creation", 5: "erreur", 6: "erreur", 7: "creation", 8: "doublon"}
    assert "Saisissez une adresse e-mail valide" in page and "Même e-mail que la ligne 7" in page
    assert alice.post(f"/clients/imports/{number}/lancement", {"doublons": "ignorer"}).status_code == 303
    work()
    with lumen():
        etoile = db.session.scalar(select(Tiers).where(Tiers.nom == "Menuiserie Étoile"))
        assert (etoile.siret, etoile.code_postal, etoile.ville, etoile.delai_paiement) == (
            "73282932000074", "01000", "Bourg-en-Bresse", 30,
        )  # fmt: skip
        assert db.session.scalar(select(func.count(Tiers.id)).where(Tiers.nom.like("Le Lin%"))) == 1
    assert "2\u00a0créations, 1\u00a0doublon, 2\u00a0erreurs." in alice.get(f"/clients/imports/{number}").text

"""The company's own questions come in by their code: as the worked example of a file of contacts has it."""

import io

import pytest
import xlsxwriter
from sqlalchemy import select

from crm.pistes import Piste
from crm.tiers import Contact, Tiers
from tenants import db
from tests.casting import inside
from tests.champs.conftest import QUESTIONS, ask
from tests.imports.conftest import choose, deposit, number_of

ANSWERS = {
    "SURNOM": ("Le Grand", "Le Grand"),
    "REMARQUES": ("Deux mots", "Deux mots"),
    "EFFECTIF": ("1 234,5", "1234.5"),
    "BUDGET": ("12 000,50 €", "12000.50"),
    "RAPPEL": ("05/01/2027", "2027-01-05"),
    "FIDELE": ("oui", True),
    "ORIGINE": ("APL", "APL"),
    "TAILLE": ("SAL", "SAL"),
    "OFFRES": ("SAL;APL", ["APL", "SAL"]),
    "SUIVI": ("bruno@atelier-lumen.example", 2),
}
"""What a file says, and what is kept. « Taille » of a prospect is a field of its own."""
NOUNS = {"clients": Tiers, "contacts": Contact, "prospects": Piste}


@pytest.fixture(scope="module", autouse=True)
def asked(app) -> None:
    with inside(app, "atelier-lumen"):
        for objet in ("tiers", "contacts", "pistes"):
            for code, sorte in QUESTIONS.items():
                ask(objet, code, sorte)
        choix = [{"valeur": "RESEAU", "libelle": "Réseau"}, {"valeur": "SALON", "libelle": "Salon professionnel"}]
        ask("contacts", "ORIGINE_CONTACT", "liste", question="Origine du contact", choix=choix)


def book(*rows: tuple[str, ...]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as made:
        sheet = made.add_worksheet()
        for rank, row in enumerate(rows):
            sheet.write_row(rank, 0, row)
    return written.getvalue()


def named(modele, nom: str):
    return db.session.scalar(select(modele).where(modele.nom == nom, modele.supprime_le.is_(None)))


@pytest.mark.covers("B-061")
def test_the_worked_example(alice, work, lumen):
    heading = ("NOM", "PRENOM", "ORGANISATION", "ORIGINE_CONTACT")
    content = book(heading, ("Le Denmat", "Audrey", "Net Hélium", "RESEAU"), ("Faux", "Paul", "", "Réseau"))
    number = number_of(deposit(alice, content, "contacts.xlsx", "/contacts"))
    assert choose(alice, number, "/contacts", strict="1").status_code == 303
    work()
    page = alice.get(f"/contacts/imports/{number}").text
    assert "Origine du contact : « Réseau » n’est pas une valeur de la liste : RESEAU, SALON." in page
    alice.post(f"/contacts/imports/{number}/lancement", {})
    work()
    with lumen():
        audrey = named(Contact, "Le Denmat")
        assert audrey.prenom == "Audrey" and audrey.champs == {"ORIGINE_CONTACT": "RESEAU"}
        assert [one.tiers.nom for one in audrey.tiers_actifs] == ["Net Hélium"] and named(Contact, "Faux") is None


@pytest.mark.parametrize("noun", NOUNS)
def test_answers_of_each_kind_are_imported_and_undone(alice, work, lumen, imported, noun):
    modele = NOUNS[noun]
    answers = {code: answer for code, answer in ANSWERS.items() if noun == "contacts" or code != "TAILLE"}
    rows = (("Nom", *answers), ("Répondant", *(said for said, _ in answers.values())))
    _, page = imported(book(*rows), f"/{noun}", name="x.xlsx")
    assert "1 création." in page
    with lumen():
        made = named(modele, "Répondant")
        assert made.champs == {code: kept for code, (_, kept) in answers.items()}
        code = made.id
    unique = {"clients": "Code client", "contacts": "Code contact", "prospects": "Code prospect"}[noun]
    again, page = imported(book((unique, "Budget", "Surnom"), (str(code), "7", "")), f"/{noun}", name="y.xlsx")
    assert "1 mise à jour." in page
    with lumen():
        assert db.session.get(modele, code).champs["BUDGET"] == "7.00"
        assert db.session.get(modele, code).champs["SURNOM"] == "Le Grand"
    alice.post(f"/{noun}/imports/{again}/annulation", {})
    work()
    with lumen():
        assert db.session.get(modele, code).champs["BUDGET"] == "12000.50"


def test_labels_do_and_wrong_answers_are_told(alice, examined):
    rows = (("Nom", "Origine", "Budget", "Rappel"), ("A", "salon", "cher", "demain"), ("B", "Bouche à oreille", "", ""))
    number = examined(book(*rows), "x.xlsx", "/clients")
    page = alice.get(f"/clients/imports/{number}").text
    assert "Budget : « cher » : Saisissez un nombre" in page and "Rappel : « demain » : Écrivez la date" in page
    assert "Origine : « Bouche à oreille » n’est pas dans la liste" in page and "« salon »" not in page

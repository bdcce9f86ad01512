"""The import of contacts with their company, strict headings, and deletion by file."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from crm.clock import today
from crm.tiers import Contact, Tiers
from tenants import db
from tests.fabrique import make_contact, make_tiers
from tests.imports.conftest import choose, deposit, number_of, proposed
from tests.listes.test_exports import export


def contact(nom: str) -> Contact | None:
    return db.session.scalar(select(Contact).where(Contact.nom == nom, Contact.supprime_le.is_(None)))


def test_a_person_comes_with_their_company(lumen, imported):
    with lumen():
        Tiers.create(nom="Société Connue", day=None)
    content = "NOM;PRENOM;ORGANISATION;FONCTION\nLe Denmat;Audrey;Net Hélium;Gérante\nOrsini;Paul;SOCIETE CONNUE;\n"
    _, page = imported(content.encode("cp1252"), "/contacts")
    assert "2 créations." in page
    with lumen():
        audrey, paul = contact("Le Denmat"), contact("Orsini")
        assert (audrey.prenom, audrey.fonction) == ("Audrey", "Gérante")
        assert [one.tiers.nom for one in audrey.tiers_actifs] == ["Net Hélium"]
        assert audrey.tiers_actifs[0].tiers.prospect_depuis is not None
        assert [one.tiers.nom for one in paul.tiers_actifs] == ["Société Connue"]


def test_undoing_takes_the_companies_it_made_away(alice, work, lumen, imported):
    number, _ = imported("Nom;Prénom;Société\nPassager;Ali;Passage SA\n".encode(), "/contacts")
    alice.post(f"/contacts/imports/{number}/annulation", {})
    work()
    with lumen():
        assert contact("Passager") is None
        assert db.session.scalar(select(Tiers.supprime_le).where(Tiers.nom == "Passage SA")) is not None


@pytest.mark.covers("B-059")
def test_strict_headings_are_the_codes_or_the_first_that_is_not_is_named(alice, work, lumen):
    number = number_of(deposit(alice, "NOM;Prénom\nA;B\n".encode(), module="/contacts"))
    answer = alice.post(f"/contacts/imports/{number}/correspondance", {"colonne": ["nom", "prenom"], "strict": "1"})
    assert answer.status_code == 422 and "L’en-tête « Prénom » n’est le code d’aucun champ" in answer.text
    number = number_of(deposit(alice, b"NOM;PRENOM\nStrict;Bea\n", module="/contacts"))
    answer = alice.post(f"/contacts/imports/{number}/correspondance", {"colonne": ["", ""], "strict": "1"})
    assert answer.status_code == 303
    work()
    alice.post(f"/contacts/imports/{number}/lancement", {})
    work()
    with lumen():
        assert contact("Strict").prenom == "Bea"


@pytest.mark.covers("B-062", "B-063", "B-064", "B-119")
@pytest.mark.parametrize("forme", ["csv", "xlsx"])
def test_an_exported_file_puts_its_contacts_in_the_trash_and_back(alice, work, lumen, forme):
    with lumen():
        made = [Contact.create(nom=f"Partant {forme} {rank}") for rank in range(3)]
        ids = [one.id for one in made[:2]]
    content = export(alice, work, forme=forme, module="/contacts", ids=ids)
    if forme == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert sorted(int(row["Code contact"]) for row in rows) == sorted(ids)
    number = number_of(deposit(alice, content, f"x.{forme}", "/contacts", mode="suppression"))
    assert "code_contact" in proposed(alice, number, "/contacts")
    choose(alice, number, "/contacts")
    work()
    assert "Mise à la corbeille" in alice.get(f"/contacts/imports/{number}").text
    alice.post(f"/contacts/imports/{number}/lancement", {})
    work()
    with lumen():
        assert [contact(f"Partant {forme} {rank}") is None for rank in range(3)] == [True, True, False]
    alice.post(f"/contacts/imports/{number}/annulation", {})
    work()
    with lumen():
        assert contact(f"Partant {forme} 0") is not None


def test_a_code_of_somebody_else_deletes_nobody(alice, work, lumen, examined):
    with lumen():
        code = Contact.create(nom="Restant").id
    content = f"Code contact;Nom\n{code};Quelqu’un d’autre\n999999;X\n".encode()
    number = examined(content, module="/contacts", mode="suppression")
    page = alice.get(f"/contacts/imports/{number}").text
    assert "Ce code est celui de « Restant »" in page and "Aucune fiche ne porte ce code" in page
    assert alice.post(f"/contacts/imports/{number}/lancement", {}).status_code == 422


@pytest.mark.covers("B-039")
def test_a_file_needs_no_email_and_an_email_is_enough(lumen, imported):
    _, page = imported(b"Nom;E-mail\nSans e-mail;\n;sans.nom@importe.fr\n", "/contacts")
    assert "2 créations." in page
    with lumen():
        assert contact("Sans e-mail").email is None
        assert db.session.scalar(select(Contact).where(Contact.email == "sans.nom@importe.fr")).nom is None


def test_consent_is_read_as_a_word_or_a_day(lumen, imported):
    content = "Nom;Opt-in\nOpta;oui\nOptb;non\nOptc;04/03/2026\nOptd;peut-être\n"
    _, page = imported(content.encode(), "/contacts")
    assert "3 créations, 1 erreur." in page
    with lumen():
        assert [contact(nom).optin for nom in ("Opta", "Optb", "Optc")] == [True, False, True]
        assert contact("Optc").optin_le == date(2026, 3, 4) and contact("Opta").optin_le == today()


def test_exported_contacts_are_read_again_as_they_were(alice, work, lumen, imported):
    colonnes = ["nom", "email", "email2", "validite_email", "type_contact", "profil", "optin"]
    with lumen():
        one = make_contact(
            make_tiers(), prenom=None, nom="Aller-Retour", email="aller@retour.fr", email2="deux@retour.fr"
        )
        one.revise(validite_email="valide", type_contact="Partenaire", nature="individu")
        one.optin_le = date(2026, 3, 4)
        number = one.id
    alice.post("/contacts/colonnes", {"colonne": colonnes, "requete": ""}, htmx=True)
    content = export(alice, work, forme="csv", module="/contacts", ids=[number])
    with lumen():
        one = db.session.get(Contact, number)
        one.revise(email2=None, validite_email="non_verifie", type_contact=None, nature="societe")
        one.optin_le = None
    assert "1 mise à jour" in imported(content, "/contacts", doublons="ignorer")[1]
    with lumen():
        one = db.session.get(Contact, number)
        got = [one.email2, one.validite_email, one.type_contact, one.nature, one.optin_le]
        assert got == ["deux@retour.fr", "valide", "Partenaire", "individu", date(2026, 3, 4)]

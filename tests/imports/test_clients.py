"""The import of clients, from the file to the records, and back."""

import csv
import io

from sqlalchemy import func, select

from crm.imports import LigneImport
from crm.tiers import Tiers
from tenants import db
from tests.imports.conftest import choose, deposit, number_of

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


def named(nom: str) -> Tiers | None:
    return db.session.scalar(select(Tiers).where(Tiers.nom == nom, Tiers.supprime_le.is_(None)))


def issues_of(number: int) -> dict[int, str]:
    rows = select(LigneImport.numero, LigneImport.issue).where(LigneImport.import_id == number)
    return dict(db.session.execute(rows).all())


def test_a_french_csv_is_previewed_then_imported(alice, work, lumen, examined):
    number = examined(CSV)
    page = alice.get(f"/clients/imports/{number}").text
    with lumen():
        assert issues_of(number) == {4: "creation", 5: "erreur", 6: "erreur", 7: "creation", 8: "doublon"}
        assert named("Menuiserie Étoile") is None
    assert "Saisissez une adresse e-mail valide" in page and "Même e-mail que la ligne 7" in page
    assert alice.post(f"/clients/imports/{number}/lancement", {"doublons": "ignorer"}).status_code == 303
    assert alice.post(f"/clients/imports/{number}/lancement", {"doublons": "ignorer"}).status_code == 422
    work()
    with lumen():
        etoile = named("Menuiserie Étoile")
        assert (etoile.siret, etoile.code_postal, etoile.ville) == ("73282932000074", "01000", "Bourg-en-Bresse")
        assert etoile.delai_paiement == 30 and etoile.adresses[0].facturation
        assert db.session.scalar(select(func.count(Tiers.id)).where(Tiers.nom.like("Le Lin%"))) == 1
    page = alice.get(f"/clients/imports/{number}").text.replace("\u00a0", " ")
    assert "2 créations, 1 doublon, 2 erreurs." in page


def test_the_errors_come_back_with_their_columns_and_the_reason(alice, examined):
    number = examined(b"Nom;Email;Notes\nA;pas bon;=1+1\nB;b@exemple.fr;\n")
    answer = alice.get(f"/clients/imports/{number}/erreurs")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert list(row) == ["Nom", "Email", "Notes", "Erreur"]
    assert row["Nom"] == "A" and row["Notes"] == "'=1+1" and row["Erreur"].startswith("E-mail : Saisissez une adresse")


def test_records_that_exist_are_updated_and_an_empty_cell_leaves_them(lumen, imported):
    with lumen():
        tiers = Tiers.create(nom="Verrerie Haute", day=None, telephone="0102030405", siret="552100554")
        code = tiers.id
    _, page = imported(f"Code client;Nom;Téléphone;Ville\n{code};Verrerie Basse;;Nancy\n".encode())
    assert "1 mise à jour." in page
    with lumen():
        tiers = db.session.get(Tiers, code)
        assert (tiers.nom, tiers.telephone, tiers.ville) == ("Verrerie Basse", "0102030405", "Nancy")
        assert tiers.siren == "552100554"


def test_doublons_are_created_updated_or_left_aside_as_one_says(lumen, imported):
    content = "Nom;Email;Site\nDoublon Un;dd@exemple.fr;{}\n"
    imported(content.format("a.fr").encode())
    assert "1 mise à jour." in imported(content.format("b.fr").encode(), doublons="modifier")[1]
    with lumen():
        assert named("Doublon Un").site == "b.fr"
    imported(content.format("c.fr").encode(), doublons="creer")
    with lumen():
        assert db.session.scalar(select(func.count(Tiers.id)).where(Tiers.nom == "Doublon Un")) == 2


def test_an_import_is_undone_but_for_what_changed_since(alice, work, lumen, imported):
    with lumen():
        before = Tiers.create(nom="Avant", day=None, email="avant@exemple.fr", telephone="01")
        code = before.id
    content = f"Code client;Nom;Téléphone;Ville\n{code};Après;02;Metz\n;Neuf Un;03;Metz\n;Neuf Deux;04;Metz\n"
    number, _ = imported(content.encode())
    with lumen():
        named("Neuf Deux").telephone = "05"
    assert alice.post(f"/clients/imports/{number}/annulation", {}).status_code == 303
    work()
    page = alice.get(f"/clients/imports/{number}").text.replace("\u00a0", " ")
    assert "1 fiche modifiée depuis reste : Neuf Deux." in page
    with lumen():
        before = db.session.get(Tiers, code)
        assert (before.nom, before.telephone, before.ville) == ("Avant", "01", None)
        assert named("Neuf Un") is None
        kept = named("Neuf Deux")
        assert kept.telephone == "05" and len(kept.adresses_actives) == 1
    assert alice.post(f"/clients/imports/{number}/annulation", {}).status_code == 422


def test_readers_may_not_and_neighbours_see_nothing(alice, chloe, david, examined):
    number = examined(b"Nom\nDroits\nDroits deux\n")
    for path in ("/clients/imports", f"/clients/imports/{number}"):
        assert chloe.get(path).status_code == 403
    assert deposit(chloe, b"Nom\nX\n").status_code == 403
    assert david.get(f"/clients/imports/{number}").status_code == 404
    assert david.post(f"/clients/imports/{number}/lancement", {}).status_code == 404
    assert alice.get(f"/contacts/imports/{number}").status_code == 404


def test_what_was_chosen_is_learnt_by_the_next_file(alice, work, lumen):
    number = number_of(deposit(alice, b"Zorglub;Nom\nx.fr;Appris\n"))
    alice.post(f"/clients/imports/{number}/correspondance", {"colonne": ["site", "nom"]})
    work()
    alice.post(f"/clients/imports/{number}/lancement", {})
    work()
    again = number_of(deposit(alice, b"Zorglub;Nom\ny.fr;Autre\n"))
    assert choose(alice, again).status_code == 303
    work()
    with lumen():
        from crm.imports import Import

        assert db.session.get(Import, again).colonnes == ["site", "nom"]


def test_a_foreign_postal_code_keeps_its_four_digits(lumen, imported):
    rows = "Brasserie Sainte-Gudule;1000;Bruxelles;Belgique\nFerme Bressane;1000;Bourg;\n"
    imported(f"Raison sociale;CP;Ville;Pays\n{rows}".encode())
    with lumen():
        assert named("Brasserie Sainte-Gudule").code_postal == "1000"
        assert named("Ferme Bressane").code_postal == "01000"

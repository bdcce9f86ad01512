"""The import of prospects: all that one keeps of them, their rules, and those that exist already."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm import sujets
from crm.admissions import restrict
from crm.clock import now, today
from crm.imports.profils import CHAMPS_PROFIL
from crm.parametres import Parametres
from crm.pistes import Piste
from crm.pistes.importation import CHAMPS_PISTE
from crm.statuts import Statut
from crm.tiers import Tiers
from crm.valeurs import Valeur
from tenants import db
from tests.imports.conftest import choose, deposit, number_of

ENTIERE = {
    "Entreprise": "Scierie du Lac", "Civilité": "Madame", "Prénom": "Inès", "Nom": "Roux", "Fonction": "Scieuse",
    "Département": "Achats", "E-mail": "Ines@Scierie.fr", "Téléphone": "450010203", "Mobile": "06 01 02 03 04",
    "Ne pas appeler": "oui", "Ne pas envoyer d’e-mail": "NON", "Statut": "qualifié", "Étape": "Visite",
    "Provenance": "salon", "Intérêt": "4", "Montant estimé": "12 345,60 €", "Prochaine action": "Rappeler",
    "Date de la prochaine action": "05/01/2027", "Secteur d’activité": "INDUSTRIE", "Taille": "10 à 49 salariés",
    "Catégorie": "pme", "SIREN": "732 829 320", "Site web": "scierie.fr", "N° et voie": "1 rue du Lac",
    "Complément d’adresse": "Bât. B", "Code postal": "1000", "Ville": "Bourg", "Pays": "Belgique", "Compte clé": "x",
    "Nurturing": "0", "Assigné à": "alice@atelier-lumen.example", "Étiquettes": "Bois, Neuf",
    "Notes": "Vue au salon.", "Description": "Deux sites.",
}  # fmt: skip


def sheet(*rows: dict) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode("cp1252", "replace")


def piste(entreprise: str) -> Piste | None:
    return db.session.scalar(select(Piste).where(Piste.entreprise == entreprise, Piste.supprime_le.is_(None)))


def text(content: str) -> bytes:
    return content.encode()


@pytest.fixture
def pistes(imported):
    return lambda content, **data: imported(content, module="/prospects", **data)[1]


def test_every_field_of_a_prospect_is_imported(lumen, pistes):
    assert set(ENTIERE) == {champ.titre for champ in CHAMPS_PISTE} - {"Code prospect"}
    assert "1 création." in pistes(sheet(ENTIERE))
    with lumen():
        made = piste("Scierie du Lac")
        kept = {key: getattr(made, key) for key in (
            "civilite", "prenom", "nom", "fonction", "departement", "email", "telephone", "mobile", "ne_pas_appeler",
            "ne_pas_ecrire", "etape", "provenance", "etoiles", "montant_estime", "prochaine_action",
            "prochaine_action_le", "secteur", "taille", "categorie", "siren", "site", "ligne1", "ligne2",
            "code_postal", "ville", "pays", "compte_cle", "nurturing", "notes", "description",
        )}  # fmt: skip
        assert list(kept.values()) == [
            "Madame", "Inès", "Roux", "Scieuse", "Achats", "ines@scierie.fr", "0450010203", "06 01 02 03 04",
            True, False, "Visite", "Salon", 4, Decimal("12345.60"), "Rappeler", date(2027, 1, 5), "Industrie", "10",
            "PME", "732829320", "scierie.fr", "1 rue du Lac", "Bât. B", "1000", "Bourg", "BE", True, False,
            "Vue au salon.", "<p>Deux sites.</p>",
        ]  # fmt: skip
        assert made.statut.libelle == "Qualifié" and made.responsable.email == "alice@atelier-lumen.example"
        assert [one.nom for one in sujets.labels_of("pistes", [made.id])[made.id]] == ["Bois", "Neuf"]


def test_stars_are_read_as_stars(lumen, pistes):
    pistes(text("Entreprise;Intérêt\nTrois étoiles;★★★☆☆\n"))
    with lumen():
        assert piste("Trois étoiles").etoiles == 3


@pytest.mark.covers("A-060")
def test_what_keeps_itself_does_so_in_an_import(lumen, pistes):
    rows = "Entreprise;E-mail;Statut;Téléphone\nÀ l’œil;pas une adresse;Clos;0102030405\nTout va;va@exemple.fr;;\n"
    pistes(text(rows))
    with lumen():
        made, plain = piste("À l’œil"), piste("Tout va")
        clos = Statut.coded("pistes", "clos")
        assert made.notes == "Email manquant/invalide" and plain.notes is None
        assert made.score == clos.points + 5 and made.etape == clos.etape and made.cloture_le == today()
        assert made.situation == "clos" and made.dernier_contact_le is None
        assert plain.statut_id == Statut.first_open("pistes").id and plain.situation == "a_relancer"
        number = plain.id
    pistes(text(f"Code prospect;Statut\n{number};Contacté\n"))
    with lumen():
        assert piste("Tout va").dernier_contact_le == today() and piste("Tout va").statut.libelle == "Contacté"


@pytest.fixture
def secteurs_stricts(lumen):
    with lumen():
        restrict(Parametres.current(), "secteur", True)
    yield
    with lumen():
        restrict(Parametres.current(), "secteur", False)


@pytest.mark.covers("B-060", "D-024")
def test_values_are_those_of_the_proposed_choices(alice, examined, secteurs_stricts):
    content = (
        "Entreprise;Statut;Secteur d’activité;Intérêt;Montant estimé;SIREN\n"
        "Un;Inconnu;;;;\nDeux;Convertie;;;;\nTrois;;Astrologie;;;\nQuatre;;;6;;\nCinq;;;;-3;\nSix;;;;;123\n;Contacté;;;;\n"
    )
    number = examined(text(content), module="/prospects")
    rows = list(csv.DictReader(io.StringIO(alice.get(f"/prospects/imports/{number}/erreurs").data.decode("utf-8-sig")),
                               delimiter=";"))  # fmt: skip
    assert [row["Entreprise"] for row in rows] == ["Un", "Deux", "Trois", "Quatre", "Cinq", "Six", ""]
    said = [row["Erreur"] for row in rows]
    assert said[0].startswith("Statut : « Inconnu » n’est pas un choix : écrivez « À corriger »")
    assert said[1].startswith("Statut : « Convertie » n’est pas un choix")
    assert said[2].startswith("Secteur d’activité : « Astrologie » n’est pas un choix : écrivez « Industrie »")
    assert said[3] == "Intérêt : Écrivez un nombre entier de 1 à 5." and said[4].startswith("Montant estimé : ")
    assert said[5].startswith("SIREN : ")
    assert said[6] == "« Entreprise », « Nom » ou « E-mail » : complétez l’une de ces cellules."


@pytest.mark.covers("D-022")
def test_new_words_join_their_lists_once_the_file_is_run(alice, lumen, work, examined):
    content = "Entreprise;Civilité;Fonction;Secteur\nAster;M.;astrologue;Astrologie\nLune;Mme;Astrologue;ASTROLOGIE\n"
    number = examined(text(content), module="/prospects")
    with lumen():
        assert "Astrologie" not in {one.libelle for one in Valeur.of("secteur")}
    alice.post(f"/prospects/imports/{number}/lancement", {})
    work()
    with lumen():
        words = [one.libelle for liste in ("secteur", "fonction") for one in Valeur.of(liste)]
        assert words.count("Astrologie") == words.count("astrologue") == 1 and "ASTROLOGIE" not in words
        assert [one.libelle for one in Valeur.of("civilite")] == ["Madame", "Monsieur"]
        assert (piste("Lune").secteur, piste("Lune").fonction, piste("Lune").civilite) == (
            "Astrologie", "astrologue", "Madame")  # fmt: skip


def test_a_client_is_said_as_much_as_a_prospect(lumen, imported):
    heading = ";".join(champ.titre for champ in CHAMPS_PROFIL)
    _, page = imported(text(f"Nom;{heading}\nSciages;Salon;Sciage;10;pme;oui;non;oui;non\n"), "/clients")
    assert "1 création." in page
    with lumen():
        made = db.session.scalars(select(Tiers).where(Tiers.nom == "Sciages")).one()
        said = [getattr(made, champ.cle) for champ in CHAMPS_PROFIL]
        assert said == ["Salon", "Sciage", "10", "PME", True, False, True, False]
        assert "Sciage" in {one.libelle for one in Valeur.of("secteur")}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Autre nom;CONNUE@exemple.fr;;", "Même e-mail que « Déjà connue »"),
        ("Autre nom;;552100554;", "Même SIREN que « Déjà connue »"),
        ("deja  CONNUE;;;69001", "Même nom et même code postal que « Déjà connue »"),
    ],
)
def test_one_that_exists_is_recognised(alice, lumen, work, examined, row, reason):
    with lumen():
        for known in db.session.scalars(select(Piste).where(Piste.siren == "552100554")):
            known.trash(now())
        known = {"email": "connue@exemple.fr", "siren": "552100554", "code_postal": "69001"}
        Piste.create(entreprise="Déjà connue", **known)
    number = examined(text(f"Entreprise;E-mail;SIREN;Code postal\n{row}\n"), module="/prospects")
    assert reason in alice.get(f"/prospects/imports/{number}").text
    alice.post(f"/prospects/imports/{number}/lancement", {"doublons": "modifier"})
    work()
    with lumen():
        alive = select(Piste.entreprise).where(Piste.siren == "552100554", Piste.supprime_le.is_(None))
        assert db.session.scalars(alive).all() == [row.split(";")[0].replace("  ", " ")]


@pytest.mark.covers("B-059")
def test_in_strict_mode_headings_are_codes(alice, work, lumen):
    number = number_of(deposit(alice, b"Nom;Entreprise\nA;Stricte\n", module="/prospects"))
    refused = choose(alice, number, "/prospects", strict="1")
    assert refused.status_code == 422 and "L’en-tête « Nom » n’est le code d’aucun champ" in refused.text
    number = number_of(deposit(alice, b"NOM;ENTREPRISE;MONTANT_ESTIME\nA;Stricte;10\n", "p.csv", "/prospects"))
    assert choose(alice, number, "/prospects", strict="1").status_code == 303
    work()
    alice.post(f"/prospects/imports/{number}/lancement", {})
    work()
    with lumen():
        assert piste("Stricte").montant_estime == 10


def test_prospects_go_back_to_what_they_were(alice, work, lumen, imported):
    with lumen():
        number = Piste.create(entreprise="Reste", email="reste@exemple.fr").id
    content = f"Code prospect;Entreprise;Statut;Étiquettes\n{number};Reste;Perdu;Salon\n;Repart;Contacté;Salon\n"
    made, page = imported(text(content), module="/prospects")
    assert "1 création, 1 mise à jour." in page
    alice.post(f"/prospects/imports/{made}/annulation", {})
    work()
    with lumen():
        assert piste("Repart") is None
        assert piste("Reste").statut_id == Statut.first_open("pistes").id and piste("Reste").situation == "a_relancer"
        assert not sujets.labels_of("pistes", [number])

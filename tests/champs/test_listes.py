"""The company's own questions in its lists: columns, filters, sorts, files, bulk changes; and their plans."""

import re

import psycopg
import pytest
from sqlalchemy import select, text

from crm.champs import ChampPersonnalise
from crm.clock import today
from crm.listes import Contexte, Requete, find, page
from crm.listes.exports import Export
from crm.listes.selections import Selection
from crm.tiers import Contact, Tiers
from tenants import db, storage
from tenants.current import current_schema
from tests.casting import inside
from tests.copies import clone
from tests.fabrique import moi
from tests.listes.conftest import names
from tests.listes.test_exports import export
from tests.listes.test_plans import PAGE, cursors, too_greedy
from tests.requetes import counted, explained

ANSWERS = {
    "Alba": {"SURNOM": "Été", "EFFECTIF": "3", "BUDGET": "1000.00", "RAPPEL": "2026-01-10", "FIDELE": True},
    "Brio": {"SURNOM": "Étoile", "EFFECTIF": "20", "BUDGET": "20.50", "RAPPEL": "2026-03-10", "FIDELE": False},
    "Cime": {"SURNOM": "Hiver", "ORIGINE": "APL", "OFFRES": ["APL", "SAL"], "SUIVI": 2},
    "Dune": {"ORIGINE": "SAL", "OFFRES": ["SAL"], "REMARQUES": "Une ligne\nune autre"},
}
FILTERED = [
    ("c_SURNOM=ét", ["Alba", "Brio"]),
    ("c_EFFECTIF_min=4", ["Brio"]),
    ("c_BUDGET_min=20,5&c_BUDGET_max=1000", ["Alba", "Brio"]),
    ("c_RAPPEL_du=2026-02-01&c_RAPPEL_au=2026-03-10", ["Brio"]),
    ("c_FIDELE=oui", ["Alba"]),
    ("c_FIDELE=non", ["Brio"]),
    ("c_FIDELE=non&c_FIDELE=oui", ["Alba", "Brio"]),
    ("c_ORIGINE=APL", ["Cime"]),
    ("c_OFFRES=SAL", ["Cime", "Dune"]),
    ("c_OFFRES=APL&c_ORIGINE=APL", ["Cime"]),
    ("c_SUIVI=2", ["Cime"]),
    ("c_ORIGINE=APL&c_FIDELE=oui", []),
    ("c_ORIGINE=INCONNU", ["Alba", "Brio", "Cime", "Dune"]),
]


@pytest.fixture(scope="module")
def clients(app, questions) -> dict[str, int]:
    """Four clients of Atelier Lumen, by name → id."""
    with inside(app, "atelier-lumen"):
        made = [Tiers(nom=nom, champs=answers) for nom, answers in ANSWERS.items()]
        db.session.add_all(made)
        db.session.flush()
        return {tiers.nom: tiers.id for tiers in made}


@pytest.mark.covers("B-058")
@pytest.mark.parametrize(("query", "found"), FILTERED)
def test_answers_filter(bruno, clients, query, found):
    assert names(bruno.get(f"/clients?{query}")) == found


@pytest.mark.covers("B-058")
def test_contacts_are_put_in_a_selection_and_a_file_by_their_answers(bruno, work, lumen, questions):
    with lumen():
        for nom, said in (("Aubry", "APL"), ("Brun", "SAL"), ("Cros", "APL")):
            Contact.create(nom=nom).answer({"ORIGINE": said})
    assert names(bruno.get("/contacts?c_ORIGINE=APL")) == ["Aubry", "Cros"]
    everything = {"tous": "1", "requete": "c_ORIGINE=APL", "nom": "Par téléphone"}
    assert bruno.post("/contacts/selections", everything, htmx=True).status_code == 204
    with lumen():
        number = db.session.scalar(select(Selection.id).where(Selection.nom == "Par téléphone"))
    assert names(bruno.get(f"/contacts?selection={number}")) == ["Aubry", "Cros"]
    bruno.post("/contacts/colonnes", {"colonne": ["c_ORIGINE"], "requete": ""}, htmx=True)
    made = export(bruno, work, f"selection={number}", module="/contacts").decode("utf-8-sig").splitlines()
    bruno.post("/contacts/colonnes", {"defaut": "1"}, htmx=True)
    assert [line.rpartition(";")[0] for line in made] == ["Nom;Origine", "Aubry;Appel entrant", "Cros;Appel entrant"]


@pytest.mark.parametrize(
    ("tri", "found"),
    [
        ("c_SURNOM", ["Alba", "Brio", "Cime", "Dune"]),
        ("-c_SURNOM", ["Cime", "Brio", "Alba", "Dune"]),
        ("c_EFFECTIF", ["Alba", "Brio", "Cime", "Dune"]),
        ("c_BUDGET", ["Brio", "Alba", "Cime", "Dune"]),
        ("-c_RAPPEL", ["Brio", "Alba", "Dune", "Cime"]),
        ("c_FIDELE", ["Brio", "Alba", "Cime", "Dune"]),
        ("-c_ORIGINE", ["Dune", "Cime", "Brio", "Alba"]),
    ],
)
def test_answers_sort_and_who_did_not_answer_comes_last(bruno, clients, tri, found):
    assert names(bruno.get(f"/clients?tri={tri}")) == found


def test_words_filter_and_sort_hold_together(bruno, clients):
    assert names(bruno.get("/clients?q=e&tri=-c_SURNOM&c_OFFRES=SAL")) == []
    assert names(bruno.get("/clients?q=cim&tri=-c_SURNOM&c_OFFRES=SAL")) == ["Cime"]


def test_pages_by_an_answer_follow_one_another(lumen, clients):
    with lumen():
        whole, seen = ["Brio", "Alba", "Cime", "Dune"], []
        requete = Requete.lire("tri=c_BUDGET", find("clients"), contexte=Contexte(1, today())).avec(par=1)
        while requete:
            drawn = page(requete)
            seen += [tiers.nom for tiers in drawn.lignes]
            requete = requete.avec(apres=drawn.tranche.suivant) if drawn.tranche.suivant else None
        assert seen == whole
        back = page(Requete.lire("tri=c_BUDGET", find("clients"), contexte=Contexte(1, today())).avec(par=3))
        assert [tiers.nom for tiers in back.lignes] == whole[:3]


def test_columns_are_chosen_and_show_what_was_answered(bruno, clients):
    chosen = ["c_BUDGET", "c_RAPPEL", "c_FIDELE", "c_ORIGINE", "c_OFFRES", "c_SUIVI", "c_REMARQUES"]
    bruno.post("/clients/colonnes", {"colonne": chosen}, htmx=True)
    table = bruno.get("/clients", target="liste").text
    for said in (
        "1\u202f000,00\xa0€",
        "10 janv. 2026",
        ">Oui<",
        "Appel entrant",
        "Appel entrant ; Salon",
        "Bruno Lefèvre",
    ):
        assert said in table
    assert ">Une ligne<" in table
    bruno.post("/clients/colonnes", {"defaut": "1"}, htmx=True)
    assert "Budget" not in re.findall(r"<thead>.*?</thead>", bruno.get("/clients", target="liste").text, re.S)[0]


def test_question_ticked_for_the_reports_is_a_column_at_once(bruno, lumen, clients):
    with lumen():
        next(one for one in ChampPersonnalise.of("tiers") if one.code == "SURNOM").rapports = True
    assert ">Étoile<" in bruno.get("/clients", target="liste").text


@pytest.mark.covers("B-058")
def test_file_has_the_columns_shown(lumen, clients):
    with lumen():
        db.session.info["par_id"] = moi().id
        colonnes = "nom,c_BUDGET,c_RAPPEL,c_FIDELE,c_OFFRES,c_SUIVI,c_REMARQUES"
        made = Export.write_now("clients", "tri=nom", "", "csv", colonnes, "2026-11-22", "Alice", False)
        lines = storage.get(made["sha256"]).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Nom;Budget;Rappel;Fidele;Offres;Suivi;Remarques;Code client"
    assert lines[1].startswith("Alba;1000,00;10/01/2026;Oui;;;;") and ";Non;" in lines[2]
    assert ';"Appel entrant ; Salon";Bruno Lefèvre;;' in lines[3]
    assert '"Une ligne\nune autre"' in lines[4]


def test_one_answer_is_given_to_many_and_undone(bruno, lumen, clients):
    ids = {"ids": [str(clients["Alba"]), str(clients["Brio"])]}
    panel = bruno.get("/clients/lot/champs?ids=1", target="volet-contenu").text
    assert "Origine" in panel and "Budget" not in panel
    assert "Appel entrant" in bruno.get("/clients/lot/c_ORIGINE?ids=1", target="volet-contenu").text
    done = bruno.post("/clients/lot/c_ORIGINE", ids | {"valeur": "SAL"}, htmx=True)
    assert done.status_code < 400
    assert names(bruno.get("/clients?c_ORIGINE=SAL")) == ["Alba", "Brio", "Dune"]
    refused = bruno.post("/clients/lot/c_ORIGINE", ids | {"valeur": "AUTRE"}, htmx=True)
    assert refused.status_code == 422
    with lumen():
        lot = db.session.scalar(text("SELECT lot FROM journal ORDER BY id DESC LIMIT 1"))
    bruno.post(f"/annulations/{lot}", htmx=True)
    assert names(bruno.get("/clients?c_ORIGINE=SAL")) == ["Dune"]


def test_neighbour_has_neither_column_nor_filter(david, clients):
    page = david.get("/clients?c_SURNOM=ét&tri=c_SURNOM").text
    assert "c_SURNOM" not in page
    assert "Surnom" not in david.get("/clients/colonnes", target="volet-contenu").text


def test_list_without_questions_costs_one_small_query(app, david, clients):
    with counted(app) as seen:
        david.get("/clients", target="liste")
    assert sum("FROM champs" in one for one in seen) == 1
    assert not any("reponses" in one for one in seen)


@pytest.fixture(scope="module")
def foule(app, clients):
    """Fifteen thousand clients with eight answers each."""
    app.config["COMPTOIR_STATEMENT_TIMEOUT"] = "120s"
    with inside(app, "atelier-lumen"):
        answers = """jsonb_build_object('SURNOM', 'Client ' || i, 'EFFECTIF', (i * 7919 % 5000)::text, 'BUDGET',
            ((i * 31 % 90000) / 100.0)::text, 'RAPPEL', (date '2024-01-01' + i % 900)::text, 'FIDELE', i % 3 = 0,
            'ORIGINE', (ARRAY['APL', 'SAL'])[1 + i % 2], 'OFFRES', jsonb_build_array('APL', 'SAL'))
            - (CASE WHEN i % 2 = 0 THEN 'BUDGET' ELSE '' END)"""
        clone("tiers", f"id = {clients['Alba']}", 15_000, nom="'Client ' || i", champs=answers)
        schema = current_schema()
        db.session.commit()
    with psycopg.connect(app.config["COMPTOIR"].database_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("SET default_statistics_target = 1000")
        owner.execute(f"VACUUM ANALYZE {schema}.tiers, {schema}.reponses")
    return app


def test_every_sort_by_an_answer_is_walked_by_its_index(foule, questions):
    contexte, found = Contexte(1, today()), {}
    with inside(foule, "atelier-lumen"):
        liste = find("clients")
        sorts = [colonne.cle for colonne in liste.colonnes if colonne.cle.startswith("c_") and colonne.tri is not None]
        assert len(sorts) == 7
        for tri in [sign + cle for cle in sorts for sign in ("", "-")]:
            requete = Requete.lire(f"tri={tri}", liste, contexte=contexte)
            for place in ["", *(f"&apres={token}" for token in cursors(requete))]:
                with explained(foule) as plans:
                    page(Requete.lire(f"tri={tri}{place}", liste, contexte=contexte))
                found[tri + place[:6]] = too_greedy(plans)
    assert {tri: scans for tri, scans in found.items() if scans} == {}


def test_rare_answers_are_found_without_reading_the_clients(foule):
    contexte = Contexte(1, today())
    with inside(foule, "atelier-lumen"), explained(foule) as plans:
        for asked in ("c_SURNOM=client 1499", "c_EFFECTIF_min=100&c_EFFECTIF_max=101", "c_BUDGET_min=1&c_BUDGET_max=2"):
            assert page(Requete.lire(asked, find("clients"), contexte=contexte)).lignes
    assert too_greedy(plans, PAGE) == []


def test_question_of_individuals_is_refused_by_a_company(bruno, lumen, clients):
    with lumen():
        champ = next(one for one in ChampPersonnalise.of("tiers") if one.code == "TAILLE")
        champ.profil = "individu"
    done = bruno.post("/clients/lot/c_TAILLE", {"ids": str(clients["Cime"]), "valeur": "APL"}, htmx=True)
    assert "cette question ne lui est pas pos" in done.headers["HX-Trigger"]
    with lumen():
        assert "TAILLE" not in db.session.scalar(select(Tiers.champs).where(Tiers.nom == "Cime"))

"""« Suivi pipeline »: prospects and tiers searched together, then what is linked to those found."""

import re

import pytest
from sqlalchemy import select

from crm.actions import Action
from crm.clock import now, today
from crm.equipe import Membre
from crm.parametres import Parametres
from crm.pipeline import Interlocuteur
from crm.pistes import A_PART
from crm.sujets import write_note
from tenants import db
from tests.fabrique import MIDI, make_opportunite, make_piste, make_tiers_at, moi
from tests.listes.test_exports import export

NOMS = ("Scierie du Forez", "Atelier Forez", "Forez Distribution", "Bruxelles Forez", "Lyon Conseil")


@pytest.fixture(scope="module")
def foret(app) -> dict[str, int]:
    """name → number in the list: two prospects and three tiers, in two countries and two regions."""
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        scierie = make_piste(entreprise=NOMS[0], code_postal="42000", ville="Saint-Étienne", secteur="Industrie")
        atelier = make_piste(entreprise=NOMS[1], code_postal="35000", ville="Rennes", responsable_id=moi().id)
        tiers = [
            make_tiers_at("FR", "42100", "Saint-Étienne", nom=NOMS[2]),
            make_tiers_at("BE", "1000", "Bruxelles", nom=NOMS[3]),
            make_tiers_at("FR", "69002", "Lyon", nom=NOMS[4]),
        ]
        affaire = make_opportunite(tiers[0], nom="Charpente du Forez")
        make_opportunite(piste_id=scierie.id, nom="Bardage de la scierie")
        make_opportunite(tiers[1], nom="Pergola de Bruxelles")
        write_note(scierie, "Rencontrée au salon du bois", moi())
        write_note(affaire, "Plans reçus", moi(), "email")
        write_note(tiers[1], "Note de Bruxelles", moi())
        Action.plan(tiers[0], genre_="appel", texte="Rappeler le Forez", prevue_le=today(), membre_id=moi().id)
        return {one.libelle: one.id + A_PART for one in (scierie, atelier)} | {one.libelle: one.id for one in tiers}


def found(someone, query: str = "") -> list[str]:
    page = someone.get(f"/pipeline/?par=100&{query}").text
    return [nom for nom in NOMS if f">{nom}</a>" in page]


@pytest.mark.covers("D-151")
@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("type=pistes", NOMS[:2]),
        ("type=tiers", NOMS[2:]),
        ("pays=BE", [NOMS[3]]),
        ("pays=FR&type=tiers", [NOMS[2], NOMS[4]]),
        ("departement=42", [NOMS[0], NOMS[2]]),
        ("region=84", [NOMS[0], NOMS[2], NOMS[4]]),
        ("region=53", [NOMS[1]]),
        ("secteur=Industrie", [NOMS[0]]),
        ("responsable=moi&type=pistes", [NOMS[1]]),
        ("q=forez", NOMS[:4]),
        ("q=forez&type=pistes&pays=FR&region=84", [NOMS[0]]),
    ],
)
def test_prospects_and_tiers_are_searched_together_by_criteria(alice, foret, query, kept):
    assert found(alice, query) == list(kept)


def test_rows_are_walked_by_pages_without_loss_nor_double(alice, foret, lumen):
    with lumen():
        for number in range(60):
            make_piste(entreprise=f"Suite {number % 30}", pays="IS")
            make_tiers_at("IS", "101", "Reykjavik", nom=f"Suite {number % 30}")
    address, seen = "/pipeline/?pays=IS", []
    while address:
        page = alice.get(address).text
        seen += re.findall(r'<tr id="l-(\d+)"', page)
        following = re.search(r'href="[^"]*(/pipeline/?\?[^"]*apres=[^"]*)"', page)
        address = following and following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120


def test_a_row_opens_the_card_of_the_prospect_or_of_the_client(alice, david, foret, lumen):
    for nom, card in ((NOMS[0], "/prospects/"), (NOMS[2], "/clients/")):
        answer = alice.get(f"/pipeline/{foret[nom]}")
        assert answer.status_code == 302 and f"{card}{foret[nom] % A_PART}" in answer.headers["Location"]
        assert david.get(f"/pipeline/{foret[nom]}").status_code == 404
    assert alice.get(f"/pipeline/{2**63}").status_code == 404


def follow(someone, path: str) -> str:
    answer = someone.get(path)
    assert answer.status_code == 303
    return someone.get(answer.headers["Location"], root=True).text


@pytest.mark.covers("D-152")
def test_the_opportunities_of_what_is_found_are_listed(alice, foret):
    page = follow(alice, "/pipeline/opportunites?requete=departement%3D42")
    assert "Charpente du Forez" in page and "Bardage de la scierie" in page and "Pergola" not in page
    page = follow(alice, f"/pipeline/opportunites?ids={foret[NOMS[0]]}&requete=departement%3D42")
    assert "Bardage de la scierie" in page and "Charpente du Forez" not in page


@pytest.mark.covers("D-152")
def test_the_events_of_what_is_found_are_listed_the_latest_first(alice, foret):
    page = follow(alice, "/pipeline/evenements/choix?requete=departement%3D42")
    for said in ("Rencontrée au salon du bois", "Plans reçus", "Rappeler le Forez", "Charpente du Forez"):
        assert said in page
    assert "Note de Bruxelles" not in page
    page = follow(alice, f"/pipeline/evenements/choix?ids={foret[NOMS[3]]}")
    assert "Note de Bruxelles" in page and "salon du bois" not in page


def test_events_are_walked_by_pages(alice, foret, lumen):
    with lumen():
        tiers = make_tiers_at("NO", "0150", "Oslo", nom="Sapins d’Oslo")
        for number in range(60):
            write_note(tiers, f"Échange numéro {number:02}", moi())
        key = tiers.id
    first = follow(alice, f"/pipeline/evenements/choix?ids={key}")
    path = re.search(r'href="([^"]*apres=[^"]*)"', first)[1].replace("&amp;", "&")
    second = alice.get(path, root=True).text
    assert [first.count("Échange numéro"), second.count("Échange numéro")] == [50, 10]
    assert "Échange numéro 59" in first and "Échange numéro 00" in second
    for wrong in ("faux_faux", "2026-01-01_0_" + "9" * 30, "2026-01-01_99999999999_1", "2026-01-01_0_-1"):
        assert alice.get(f"/pipeline/evenements?pipeline=n:x&apres={wrong}").status_code == 200, wrong


@pytest.fixture
def without(lumen):
    """Bruno, whose right on a module is taken for a while."""

    def take(*modules: str) -> None:
        with lumen():
            bruno = db.session.query(Membre).filter_by(prenom="Bruno").one()
            bruno.droits = bruno.droits | dict.fromkeys(modules, "aucun")

    with lumen():
        kept = db.session.query(Membre).filter_by(prenom="Bruno").one().droits
    yield take
    with lumen():
        db.session.query(Membre).filter_by(prenom="Bruno").one().droits = kept


def test_a_module_closed_to_somebody_is_closed_here_too(bruno, foret, without):
    assert set(found(bruno)) == set(NOMS)
    without("pistes")
    assert found(bruno) == list(NOMS[2:]) and bruno.get(f"/pipeline/{foret[NOMS[0]]}").status_code == 404
    page = follow(bruno, f"/pipeline/evenements/choix?ids={foret[NOMS[0]]}&ids={foret[NOMS[2]]}")
    assert "salon du bois" not in page and "Rappeler le Forez" in page
    page = follow(bruno, f"/pipeline/opportunites?ids={foret[NOMS[0]]}")
    assert "Bardage" not in page
    without("actions")
    assert "Rappeler le Forez" not in follow(bruno, f"/pipeline/evenements/choix?ids={foret[NOMS[2]]}")
    without("opportunites")
    assert bruno.get("/pipeline/").status_code == 403


def entries(someone, path: str = "/") -> list[str]:
    """The menu, by where each entry leads."""
    menu = re.search(r'<nav class="ui-nav".*?</nav>', someone.get(path).text, re.S)[0]
    return re.findall(r'href="/atelier-lumen(/\w*)"( aria-current="page")?', menu)


def test_the_menu_leads_there_from_beside_the_opportunities(bruno, without, lumen):
    places = [place for place, _ in entries(bruno)]
    assert places[places.index("/opportunites") + 1] == "/pipeline"
    assert [place for place, here in entries(bruno, "/pipeline/") if here] == ["/pipeline"]
    assert bruno.get("/recherche?q=pipeline", target="palette").text.count("Suivi pipeline") == 1
    with lumen():
        Parametres.current().configure_module("opportunites", actif=False, nom="")
    try:
        assert "/pipeline" not in [place for place, _ in entries(bruno)]
    finally:
        with lumen():
            Parametres.current().configure_module("opportunites", actif=True, nom="")
    without("opportunites")
    assert "/pipeline" not in [place for place, _ in entries(bruno)]


def test_rows_asked_by_their_number_do_not_pass_round_a_closed_module(bruno, foret, without, lumen, work):
    ids = [foret[NOMS[0]], foret[NOMS[2]]]
    with lumen():
        acts = list(db.session.scalars(select(Action.id).where(Action.sujet_type.in_(("pistes", "tiers")))))
        closed = {one.libelle for one in db.session.scalars(select(Action).where(Action.sujet_type == "tiers"))}
    assert closed
    assert NOMS[0] in export(bruno, work, module="/pipeline", ids=ids).decode()
    without("pistes", "clients")
    assert not any(nom in export(bruno, work, module="/pipeline", ids=ids).decode() for nom in NOMS)
    said = export(bruno, work, module="/actions", ids=acts).decode()
    assert not any(libelle in said for libelle in closed)


def test_the_reader_looks_and_the_trash_is_not_shown(chloe, foret, lumen):
    with lumen():
        make_piste(entreprise="Jetée au Forez").trash(MIDI)
    page = chloe.get("/pipeline/?q=forez").text
    assert "Scierie du Forez" in page and "Jetée" not in page and "Voir les opportunités" in page


def test_the_numbers_of_two_tables_never_meet(lumen, foret):
    with lumen():
        numbers = [one.id for one in db.session.query(Interlocuteur)]
        assert len(numbers) == len(set(numbers)) and now()

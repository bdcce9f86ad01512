"""Choices: their order is that of sorts; one that goes gives way in every record, by a worker when they are many."""

import pytest
from sqlalchemy import select, text

from crm.champs import ChampPersonnalise, choix
from crm.errors import RegleMetier
from crm.tiers import Tiers
from tenants import Travail, db
from tests.champs.conftest import ask
from tests.fabrique import make_tiers
from tests.listes.conftest import names

ICI = "/configuration/champs/tiers"
NIVEAUX = [{"libelle": nom, "valeur": nom.upper()} for nom in ("Zinc", "Argent", "Or")]


@pytest.fixture
def niveau(lumen) -> int:
    """Three clients, each with a choice; the order of the choices is not that of their letters."""
    with lumen():
        for table in ("champs", "reponses"):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.execute(text("UPDATE tiers SET champs = '{}', supprime_le = now()"))
        champ = ask("tiers", "NIVEAU", "liste", choix=NIVEAUX)
        for nom, value in (("Alba", "OR"), ("Brio", "ZINC"), ("Cime", "ARGENT")):
            make_tiers(nom).answer({"NIVEAU": value})
        return champ.id


def form(*offered: str, **more) -> dict:
    return {
        "question": "Niveau", "code": "NIVEAU", "sorte": "liste", "profil": "tous",
        "libelle": list(offered), "valeur": [one.upper() for one in offered],
    } | more  # fmt: skip


def answers(lumen) -> dict:
    with lumen():
        query = select(Tiers.nom, Tiers.champs["NIVEAU"].astext).where(Tiers.supprime_le.is_(None))
        return dict(db.session.execute(query).all())


def test_answers_sort_in_the_order_of_their_choices(alice, bruno, niveau):
    assert names(bruno.get("/clients?tri=c_NIVEAU")) == ["Brio", "Cime", "Alba"]
    assert alice.post(f"{ICI}/{niveau}", form("Or", "Zinc", "Argent"), htmx=True).status_code == 204
    assert names(bruno.get("/clients?tri=c_NIVEAU")) == ["Alba", "Brio", "Cime"]
    assert names(bruno.get("/clients?tri=-c_NIVEAU")) == ["Cime", "Brio", "Alba"]


def test_choice_replaced_among_a_few_records_is_replaced_at_once(alice, bruno, lumen, niveau):
    asked = form("Zinc", "Or", partie="ARGENT", remplacement="OR")
    assert alice.post(f"{ICI}/{niveau}", asked, htmx=True).status_code == 204
    assert answers(lumen) == {"Alba": "OR", "Brio": "ZINC", "Cime": "OR"}
    assert names(bruno.get("/clients?tri=c_NIVEAU")) == ["Brio", "Alba", "Cime"]


def test_choice_replaced_among_many_records_is_left_to_a_worker(alice, bruno, lumen, work, niveau, monkeypatch):
    monkeypatch.setattr(choix, "AT_ONCE", 2)
    monkeypatch.setattr(choix, "BATCH", 1)
    with lumen():
        for nom in ("Dune", "Etna"):
            make_tiers(nom).answer({"NIVEAU": "ARGENT"})
    asked = alice.post(f"{ICI}/{niveau}", form("Zinc", "Or", partie="ARGENT", remplacement="OR"), htmx=True)
    assert asked.headers["HX-Retarget"] == "#volet-contenu" and "Choix de « Niveau »" in asked.text
    assert answers(lumen)["Cime"] == "ARGENT"
    assert "Remplacement en cours" in alice.get(ICI).text
    assert 'value="Argent"' not in alice.get(f"{ICI}/{niveau}/modification").text
    with lumen():
        (champ,) = ChampPersonnalise.of("tiers")
        assert champ.show("ARGENT") == "Argent" and champ.read("Argent") == "OR"
    refused = alice.post(f"{ICI}/{niveau}", form("Zinc", "Or", "Fer"), target="form")
    assert refused.status_code == 422 and "en cours de remplacement" in refused.text
    work()
    with lumen():
        travail = db.session.scalars(select(Travail).order_by(Travail.id.desc())).first()
        assert (travail.etat, travail.fait, travail.total) == ("fait", 3, 3)
        assert travail.resultat == {"phrase": "Choix remplacé dans 3\xa0fiches."}
    assert answers(lumen) == {"Alba": "OR", "Brio": "ZINC", "Cime": "OR", "Dune": "OR", "Etna": "OR"}
    assert "Remplacement en cours" not in alice.get(ICI).text
    assert names(bruno.get("/clients?tri=c_NIVEAU"))[0] == "Brio"


def test_label_alone_asks_for_no_work(alice, lumen, niveau, monkeypatch):
    monkeypatch.setattr(choix, "AT_ONCE", 0)
    changed = form("Zinc", "Argent", "Or") | {"libelle": ["Zinc", "Argent", "Or massif"]}
    assert alice.post(f"{ICI}/{niveau}", changed, htmx=True).status_code == 204
    with lumen():
        assert ChampPersonnalise.of("tiers")[0].show("OR") == "Or massif"


def test_replacement_is_one_of_the_choices_kept(lumen, niveau):
    with lumen():
        champ = db.session.get(ChampPersonnalise, niveau)
        with pytest.raises(RegleMetier, match="choisissez par quoi le remplacer"):
            champ.revise(question="Niveau", code="NIVEAU", choix=NIVEAUX[:2], remplacements={"OR": "OR"})

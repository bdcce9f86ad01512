"""Models of exports: the columns of a file, in the order chosen, for oneself or for the team."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from crm.champs import ChampPersonnalise
from crm.listes import LISTES, ModeleExport
from tenants import db
from tests.casting import inside
from tests.fabrique import D, make_opportunite, make_tiers
from tests.listes.test_exports import export, rows


@pytest.fixture(scope="module")
def question(app, clients):
    with inside(app, "atelier-lumen"):
        return ChampPersonnalise.add("tiers", question="Surnom", code="SURNOM", sorte="texte").cle


def save(someone, nom: str, colonnes: list[str], module: str = "/clients", **more):
    data = {"nom": nom, "forme": "csv", "colonne": colonnes} | more
    return someone.post(f"{module}/export/modeles", data, htmx=True)


def number(lumen, nom: str) -> int:
    with lumen():
        return db.session.scalar(select(ModeleExport.id).where(ModeleExport.nom == nom))


@pytest.mark.covers("B-028", "B-124", "B-128")
def test_model_gives_its_columns_in_its_order(alice, bruno, work, lumen, clients, question):
    assert save(alice, "Mailing", ["email", question, "ville"], partagee="y").status_code == 204
    modele = number(lumen, "Mailing")
    panel = bruno.get(f"/clients/export?requete=&modele={modele}", target="form-export").text
    assert re.search(rf'value="{modele}" selected>Mailing \(équipe\)', panel) and "Nom, E-mail, Surnom, Ville." in panel
    assert re.search(r'value="csv" checked', panel)
    found = rows(export(bruno, work, "tri=-nom", modele=modele))
    assert list(found[0]) == ["Nom", "E-mail", "Surnom", "Ville", "Code client"]
    assert found[0]["Nom"] == "Zinguerie Azur"
    assert "Téléphone" in rows(export(bruno, work))[0], "without a model, the standard one"


def test_every_list_has_its_models(alice, app, lumen):
    for cle, liste in LISTES.items():
        last = liste.colonnes[-1].cle
        page = alice.get(f"/configuration/exports/{cle}").text
        url = re.search(r'data-volet="([^"]+)/export/modeles/nouveau"', page)[1].removeprefix("/atelier-lumen")
        assert save(alice, "Le dernier d’abord", [last], url).status_code == 204, cle
        assert "Le dernier d’abord" in alice.get(f"/configuration/exports/{cle}").text, cle
        with lumen():
            query = select(ModeleExport).where(ModeleExport.liste == cle, ModeleExport.nom == "Le dernier d’abord")
            kept = db.session.scalars(query).one()
            assert kept.colonnes == [liste.colonnes[0].cle, last]


@pytest.mark.covers("B-122", "B-125")
def test_opportunities_have_models_and_filters_of_their_own(alice, work, lumen):
    with lumen():
        make_opportunite(make_tiers("Une cliente"), nom="Toiture")
        make_opportunite(make_tiers("Un autre"), nom="Charpente", montant=D(900))
    save(alice, "Affaires", ["montant"], "/opportunites", forme="xlsx")
    modele = number(lumen, "Affaires")
    book = export(alice, work, "montant_min=1000", "xlsx", "/opportunites", modele=modele)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(found) == 2 and found[0][-1] == "Code opportunité" and found[1][0] == "Toiture" and len(found[0]) == 3
    assert "Affaires" not in alice.get("/clients/export?requete=", target="volet-contenu").text


def test_model_is_saved_from_the_export_that_then_uses_it(bruno, clients, lumen):
    ids = [clients["Élan Conseil"]]
    form = bruno.get(
        f"/clients/export/modeles/nouveau?requete=q%3Delan&format=csv&ids={ids[0]}", target="form-export"
    ).text
    assert f'name="ids" value="{ids[0]}"' in form and re.search(
        r'checked[^>]*value="csv"|value="csv"[^>]*checked', form
    )
    panel = save(bruno, "À moi", ["siren"], requete="", ids=ids)
    assert panel.status_code == 200 and "1\xa0client" in panel.text
    assert re.search(r"selected>À moi<", panel.text) and "Nom, SIREN." in panel.text


def test_model_is_seen_and_changed_by_who_may(alice, bruno, chloe, lumen, clients):
    save(bruno, "Privé", ["siren"])
    save(bruno, "Commun", ["siren"], partagee="y")
    mine, ours = (f"/clients/export/modeles/{number(lumen, nom)}" for nom in ("Privé", "Commun"))
    seen = chloe.get("/clients/export?requete=", target="volet-contenu").text
    assert "Commun (équipe)" in seen and "Privé" not in seen
    assert alice.get(f"{mine}/modification").status_code == alice.post(f"{mine}/retrait").status_code == 404
    assert chloe.get(f"{ours}/modification").status_code == chloe.post(f"{ours}/retrait").status_code == 403
    assert "ne permettent pas" in save(chloe, "Chloé", ["siren"], partagee="y").text
    changed = {"nom": "Commun à tous", "forme": "xlsx", "colonne": ["ville", "email"], "partagee": "y"}
    assert alice.post(ours, changed, htmx=True).status_code == 204
    with lumen():
        kept = db.session.scalars(select(ModeleExport).where(ModeleExport.nom == "Commun à tous")).one()
        assert (kept.colonnes, kept.forme, kept.is_partagee) == (["nom", "ville", "email"], "xlsx", True)
    assert bruno.post(f"{mine}/retrait", htmx=True).status_code == 204
    assert number(lumen, "Privé") is None


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(bruno, clients):
    empty = save(bruno, "Sans rien", [])
    assert empty.status_code == 422 and "au moins une colonne" in empty.text and 'value="Sans rien"' in empty.text
    assert 'value="siren" checked' not in empty.text
    unnamed = save(bruno, " ", ["email", "ville"])
    assert unnamed.status_code == 422 and "Donnez un nom à ce modèle" in unnamed.text
    assert unnamed.text.index('value="email" checked') < unnamed.text.index('value="ville" checked')
    save(bruno, "Deux fois", ["ville"])
    assert "Un modèle porte déjà ce nom" in save(bruno, "Deux fois", ["ville"]).text
    assert save(bruno, "Format", ["ville"], forme="exe").status_code == 422
    gone = bruno.post("/clients/export", {"format": "csv", "requete": "", "modele": "999999"}, htmx=True)
    assert gone.status_code == 422 and "plus : choisissez-en un autre" in gone.headers["HX-Trigger"]


def test_a_column_gone_is_left_out(alice, work, lumen, clients, app):
    with lumen():
        gone = ChampPersonnalise.add("tiers", question="Passagère", code="PASSAGERE", sorte="texte")
        cle = gone.cle
    save(alice, "Avec passagère", [cle, "ville"])
    with lumen():
        db.session.scalars(select(ChampPersonnalise).where(ChampPersonnalise.code == "PASSAGERE")).one().remove()
    found = rows(export(alice, work, modele=number(lumen, "Avec passagère")))
    assert list(found[0]) == ["Nom", "Ville", "Code client"]


def test_configuration_shows_only_what_one_may_read(alice, lumen, clients):
    assert alice.get("/configuration/exports").status_code == 302
    assert alice.get("/configuration/exports/inconnue").status_code == 404

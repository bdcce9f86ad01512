"""The steps, the statuses and the types of opportunities at the screen."""

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.clock import today
from crm.formats import jour
from crm.opportunites import Opportunite, Processus
from crm.statuts import Statut
from tenants import db
from tests.fabrique import make_opportunite
from tests.opportunites.test_ecrans import DONE, read, statut


@pytest.mark.covers("B-081", "B-082", "B-083", "B-084", "B-085", "B-086")
def test_the_strip_and_the_double_arrow_move_it(bruno, lumen, affaire):
    page, avant_hier = bruno.get(f"/opportunites/{affaire}").text, today() - timedelta(days=2)
    strip = page.partition('aria-label="Avancement de l’opportunité"')[2].partition("</nav>")[0]
    with lumen():
        etapes = [one.libelle for one in db.session.get(Opportunite, affaire).processus.etapes]
    assert [one for one in etapes if one not in strip] == [] and 'class="fait"' not in strip
    arrow = page.partition('class="ui-avancement"')[2].partition("</form>")[0]
    assert "À valider : <strong>Découverte</strong>" in arrow and "Valider l’étape" in arrow
    assert f'value="{today()}"' in arrow and 'type="date"' in arrow and "Reculer d’une étape" not in page
    assert bruno.post(f"/opportunites/{affaire}/etapes", {"le": avant_hier.isoformat()}).status_code in DONE
    page = bruno.get(f"/opportunites/{affaire}").text
    assert "À valider : <strong>Qualification</strong>" in page and "Reculer d’une étape" in page
    assert re.search(rf'<li class="fait">.*?Découverte.*?{re.escape(jour(avant_hier))}', page, re.S)
    assert f"Dernière étape validée : <strong>Découverte</strong>, le {jour(avant_hier)}" in page
    bruno.delete(f"/opportunites/{affaire}/etapes")
    page = bruno.get(f"/opportunites/{affaire}").text
    assert "À valider : <strong>Découverte</strong>" in page and '<li class="fait">' not in page


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(("le", "said"), [("2999-01-01", "dans l’avenir"), ("31/11/2026", "Saisissez une date")])
def test_a_refused_day_of_a_step_stays_as_typed_with_its_reason(bruno, affaire, le, said, htmx):
    answer = bruno.post(f"/opportunites/{affaire}/etapes", {"le": le}, target="avancement" if htmx else None)
    assert answer.status_code == 422 and said in answer.text and ("<html" in answer.text) is not htmx
    field = re.search(r'<input[^>]*id="le"[^>]*>', answer.text)[0]
    assert f'value="{le}"' in field and 'aria-invalid="true"' in field
    assert "À valider : <strong>Découverte</strong>" in bruno.get(f"/opportunites/{affaire}").text


def test_there_is_no_step_before_the_first(bruno, affaire):
    answer = bruno.delete(f"/opportunites/{affaire}/etapes", htmx=True)
    assert (
        answer.status_code == 422 and "Aucune étape" in json.loads(answer.headers["HX-Trigger"])["toast"][0]["message"]
    )


@pytest.mark.covers("B-079", "B-080")
def test_the_window_of_the_status_dates_it_and_asks_why(bruno, lumen, affaire):
    card = bruno.get(f"/opportunites/{affaire}").text
    assert re.search(rf'data-volet="[^"]*/opportunites/{affaire}/statut"[^>]*>\s*<span[^>]*>.*?Ouverte', card, re.S)
    window = bruno.get(f"/opportunites/{affaire}/statut").text
    assert today().isoformat() in window and "Concurrent" in window
    assert all(one in window for one in ("Ouverte", "Fermée gagnée", "Sans suite", "Ajournée", "Autre"))
    values = {"statut_id": str(statut(lumen, "Fermée perdue")), "le": "2026-11-02", "motif": "Concurrent"}
    assert bruno.post(f"/opportunites/{affaire}/statut", values).status_code in DONE
    assert read(lumen, affaire, "motif", "situation", "statut_le") == ["Concurrent", "perdu", date(2026, 11, 2)]
    assert "depuis le 2 nov. 2026" in bruno.get(f"/opportunites/{affaire}").text
    with lumen():
        piste_statut = db.session.scalars(select(Statut.id).where(Statut.libelle_ == "Contacté")).one()
    assert bruno.post(f"/opportunites/{affaire}/statut", values | {"statut_id": str(piste_statut)}).status_code == 422


@pytest.mark.covers("D-133")
def test_types_steps_and_statuses_are_configured(alice, bruno, lumen):
    new = {"libelle": "Ajournée à l’été", "sequence": "25", "ton": "cyan"}
    assert alice.post("/configuration/statuts?objet=opportunites", new).status_code in DONE
    assert "Ajournée à l’été" in alice.get("/configuration/opportunites").text
    with lumen():
        id = make_opportunite().id
    shown_in = re.findall(r'<option(?: selected)? value="\d+">([^<]+)', bruno.get(f"/opportunites/{id}/statut").text)
    rank = shown_in.index("Ajournée à l’été")
    assert shown_in[rank - 1 : rank + 2] == ["Ajournée", "Ajournée à l’été", "Fermée gagnée"], "by its sequence"
    made = statut(lumen, "Ajournée à l’été")
    assert alice.post(f"/configuration/statuts/{made}", new | {"libelle": "Après l’été"}).status_code in DONE
    assert "Après l’été" in bruno.get(f"/opportunites/{id}/statut").text
    assert alice.post(f"/configuration/statuts/{made}/retrait", {}).status_code in DONE
    assert "Après l’été" not in bruno.get(f"/opportunites/{id}/statut").text
    assert alice.post("/configuration/statuts?objet=tiers", new).status_code == 404
    assert alice.post("/configuration/opportunites/types", {"libelle": "Maintenance", "actif": "1"}).status_code in (
        204,
        303,
    )
    with lumen():
        type_id = db.session.scalars(select(Processus.id).where(Processus.libelle_ == "Maintenance")).one()
    step = {"libelle": "Visite du site", "sequence": "15", "ton": "rose", "probabilite": "20", "jours": "10"}
    assert alice.post(f"/configuration/opportunites/types/{type_id}/etapes", step).status_code in DONE
    assert "existe déjà" in alice.post(f"/configuration/opportunites/types/{type_id}/etapes", step).text
    with lumen():
        names = [one.libelle for one in db.session.get(Processus, type_id).etapes]
        assert names[:3] == ["Découverte", "Visite du site", "Qualification"] and names[-1] == "Gagnée"
    assert "Maintenance" in bruno.get("/opportunites/nouveau").text
    assert bruno.post("/configuration/opportunites/types", {"libelle": "Autre"}).status_code == 403
    assert alice.post(f"/configuration/opportunites/types/{type_id}/retrait", {}).status_code in DONE

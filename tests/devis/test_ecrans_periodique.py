"""« Facture périodique », from the client's card and from the list of devis, to a file the official rules accept."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.clock import now, today
from crm.devis import Devis
from crm.factures import Facture
from crm.facturx.regles import ecarts
from tenants import db
from tests.devis.test_ecrans_facturation import draft_of, issue
from tests.fabrique import identify, ligne, make_devis, make_tiers, moi
from tests.saisie import FormData

URL = "/devis/facture-periodique"


def accepted(tiers, **values) -> Devis:
    devis = make_devis(tiers, **values)
    devis.finalise(today(), now(), moi())
    devis.accept(today(), "Jeanne Delaunay", moi())
    return devis


@pytest.fixture
def sorel(lumen):
    """A client with two accepted devis: (client, devis, devis)."""
    with lumen():
        identify()
        tiers = make_tiers("Boulangerie Sorel")
        made = accepted(tiers), accepted(tiers, lignes=[ligne("Livret imprimé", "24", "12.5", "5.5", nature="bien")])
        return tiers.id, made[0].id, made[1].id


def ticked(html: str) -> list[str]:
    return re.findall(r'name="devis" value="(\d+)" checked', html)


def chosen(*ids: int, **others) -> dict:
    """The form with these devis ticked, among those offered."""
    return {"offert": list(map(str, ids)), "devis": list(map(str, ids))} | others


def test_from_the_client_to_the_file(bruno, lumen, sorel):
    client, first, second = sorel
    assert f"{URL}?tiers={client}" in bruno.get(f"/clients/{client}?onglet=documents").text
    page = bruno.get(f"{URL}?tiers={client}")
    assert ticked(page.text) == [str(first), str(second)]
    form = chosen(first, second, **{f"le-{id}": FormData(page.text)[f"le-{id}"] for id in (first, second)})
    assert form[f"le-{first}"] == today().isoformat()
    tried = bruno.post(f"{URL}/calcul", form, target="essai").text
    assert "Net à payer" in tried and "1\u202f516,50" in tried
    id = draft_of(bruno.post(URL, form, target="form"))
    editor = bruno.get(f"/factures/{id}/modification").text
    assert "Facture périodique en brouillon" in editor and editor.count('type="date" name="livree-') == 3
    assert 'name="prestation_le"' not in editor
    issue(bruno, id)
    card = bruno.get(f"/factures/{id}").text
    assert "Réalisé le" in card and "Livré le" in card and f"/devis/{second}" in card
    with lumen():
        facture = db.session.get(Facture, id)
        assert [e for e in ecarts(facture.cii.encode()) if e.bloquant] == []
        assert [db.session.get(Devis, one).etat(today()).code for one in (first, second)] == ["facture"] * 2
    assert "Facture périodique" in bruno.get(f"/devis/{first}").text


def test_from_a_selection_of_the_list(bruno, lumen, sorel):
    _, first, second = sorel
    assert "Facture périodique" in bruno.get("/devis").text
    page = bruno.get(f"{URL}?ids={first}&ids={second}&requete=", target="volet-contenu")
    assert ticked(page.text) == [str(first), str(second)]
    assert ticked(bruno.get(f"{URL}?tous=1&requete=").text)[-2:] == [str(first), str(second)]


def test_refusals_name_the_devis_and_keep_what_was_typed(bruno, lumen, sorel):
    _, first, second = sorel
    with lumen():
        other = accepted(make_tiers("Bâti Rhône"))
        strange, numero = other.id, other.numero
    days = {f"le-{first}": "2026-11-02", f"le-{strange}": ""}
    form = chosen(first, second, strange, **days) | {"devis": [str(first), str(strange)]}
    refused = bruno.post(URL, form, target="form")
    assert refused.status_code == 422 and numero in refused.text and "un seul client" in refused.text
    assert ticked(refused.text) == [str(first), str(strange)]
    assert FormData(refused.text)[f"le-{first}"] == "2026-11-02"
    assert "un seul client" in bruno.post(f"{URL}/calcul", form, target="essai").text
    wrong = bruno.post(URL, chosen(first, second, **{f"le-{first}": "hier"}), target="form")
    assert wrong.status_code == 422 and "Saisissez une date" in wrong.text and 'value="hier"' in wrong.text
    assert bruno.post(URL, chosen(first) | {"devis": [str(first), "x"]}, target="form").status_code == 422


def test_only_who_writes_factures_makes_one(chloe, sorel):
    assert chloe.get(f"{URL}?tiers={sorel[0]}").status_code == 403
    assert chloe.post(URL, chosen(*sorel[1:])).status_code == 403
    assert (
        "new_facture" not in chloe.get("/devis").text
        and URL not in chloe.get(f"/clients/{sorel[0]}?onglet=documents").text
    )


def test_a_double_click_makes_one_draft(bruno, sorel):
    form = chosen(*sorel[1:], envoi="un-seul")
    assert draft_of(bruno.post(URL, form, target="form")) == draft_of(bruno.post(URL, form, target="form"))


def test_the_dates_of_the_lines_follow_the_editor(bruno, lumen, sorel):
    id = draft_of(bruno.post(URL, chosen(*sorel[1:]), target="form"))
    html = bruno.get(f"/factures/{id}/modification").text
    yesterday = (today() - timedelta(days=1)).isoformat()
    form = FormData(html) | {"ligne": re.findall(r'name="ligne" value="(\d+)"', html), "livree-2": yesterday}
    assert bruno.put("/factures/brouillon", form, target="enregistrement").status_code == 200
    with lumen():
        facture = db.session.get(Facture, id)
        assert facture.lignes[1].livree_le.isoformat() == yesterday and facture.prestation_le.isoformat() == yesterday
        assert [one.devis_id for one in facture.lignes_chiffrees] == list(sorel[1:])
    again = FormData(bruno.get(f"/factures/{id}/modification").text) | {"ligne": form["ligne"], "livree-2": "31/11"}
    wrong = bruno.put("/factures/brouillon", again, target="enregistrement")
    assert wrong.status_code == 422 and "livree-2" in wrong.headers["HX-Trigger"]


def test_an_ordinary_facture_dates_its_lines_when_asked(bruno, lumen, sorel):
    page = bruno.get(f"/factures/nouveau?tiers={sorel[0]}").text
    line = {"ligne": "n0", "genre-n0": "ligne", "designation-n0": "Pose", "qte-n0": "1", "pu-n0": "100", "tva-n0": "20"}
    form = FormData(page) | line | {"livree-n0": "2026-11-02"}
    bruno.put("/factures/brouillon", form, target="enregistrement")
    bruno.put("/factures/brouillon", form | {"dates": "y"}, target="enregistrement")
    with lumen():
        facture = db.session.scalar(select(Facture).order_by(Facture.id.desc()).limit(1))
        assert facture.lignes[0].livree_le.isoformat() == "2026-11-02" and facture.prestation_le is None
        id = facture.id
    editor = FormData(bruno.get(f"/factures/{id}/modification").text)
    assert editor["dates"] == "y" and editor["livree-1"] == "2026-11-02"

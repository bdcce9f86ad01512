"""Several series of numbers, from the page « Numérotation » to the documents."""

import re

import pytest

from crm.clock import now, today
from crm.factures import Facture
from crm.numerotation import Serie
from crm.souches import Souche
from tenants import db
from tests.fabrique import identify, make_facture, make_tiers
from tests.saisie import FormData, ligne, saisie

PAGE = "/configuration/numerotation"
BOUTIQUE = {
    "nature": "facture",
    "nom": "Boutique",
    "motif": "FB-{annee}-{numero:05d}",
    "premier": "12",
    "avec": "",
    "raison": "Vente au comptoir",
}


@pytest.fixture
def shop(alice, lumen) -> str:
    """The series « Boutique », opened on its page; closed again for the tests that follow."""
    with lumen():
        opened = [one.code for one in Souche.ouvertes("facture") if one.nom == "Boutique"]
    if not opened:
        assert "Ouvrir une série" in alice.get(PAGE).text
        assert alice.post(PAGE, BOUTIQUE, target="form").status_code == 204
    with lumen():
        return next(one.code for one in Souche.ouvertes("facture") if one.nom == "Boutique")


def test_the_choice_is_shown_only_when_there_is_one(alice, bruno, lumen):
    assert 'name="serie"' not in bruno.get("/factures/nouveau").text
    assert "Série" not in bruno.get("/factures").text
    body = saisie(None, ligne())
    with lumen():
        identify()
        body["tiers_id"] = str(make_tiers().id)
    assert bruno.put("/factures/brouillon", body, target="enregistrement").status_code == 200


def test_from_the_page_to_the_number(alice, bruno, lumen, shop):
    page = alice.get(PAGE).text
    assert "Factures, Boutique" in page and "Par défaut" in page and "Vente au comptoir" in page
    editor = bruno.get("/factures/nouveau").text
    assert (
        FormData(editor)["serie"] == "facture"
        and "Factures, Boutique" in editor
        and "Série" in bruno.get("/factures").text
    )
    with lumen():
        identify()
        body = saisie(make_tiers().id, ligne(), serie=shop, jeton="boutique", emise_le=today().isoformat())
    saved = bruno.put("/factures/brouillon", body, target="enregistrement")
    id = re.search(r"/factures/(\d+)/modification", saved.headers["HX-Replace-Url"])[1]
    assert FormData(bruno.get(f"/factures/{id}/modification").text)["serie"] == shop
    assert bruno.post(f"/factures/{id}/emission", body | {"id": id}, target="redaction").status_code == 204
    with lumen():
        numero = db.session.get(Facture, int(id)).numero
        assert numero == Serie.last(shop).dernier_numero and numero.startswith("FB-")
    assert numero in bruno.get(f"/factures?serie={shop}").text
    assert numero not in bruno.get("/factures?serie=facture").text
    assert "Factures, Boutique" in alice.get("/configuration/conformite").text
    period = f"debut={today().isoformat()}&fin={today().isoformat()}"
    with lumen():
        make_facture(issued=today(), now=now())
    assert "Factures, Boutique" in alice.get(f"/configuration/conformite?{period}").text.split('id="chiffres"')[1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"motif": "FA-{annee}-{numero}"}, "écrit déjà FA-"),
        ({"nom": ""}, "Donnez un nom"),
        ({"raison": ""}, "ce qui justifie"),
        ({"premier": "douze"}, "entier"),
        ({"avec": "facture"}, "Seules des séries"),
        ({"avec": "tarte"}, "Seules des séries"),
    ],
)
def test_what_is_wrong_is_said_and_kept(alice, changed, said):
    body = BOUTIQUE | {"nom": "Marché", "motif": "FM-{annee}-{numero}"} | changed
    response = alice.post(PAGE, body, target="form")
    assert response.status_code == 422 and said in response.text and body["motif"] in response.text


def test_a_series_that_does_not_exist_is_refused(bruno, lumen, shop):
    with lumen():
        body = saisie(make_tiers().id, ligne(), serie="tarte", jeton="tarte")
    assert bruno.put("/factures/brouillon", body, target="enregistrement").status_code == 422


def test_default_then_closed(alice, bruno, lumen, shop):
    with lumen():
        id = make_facture(serie=shop).id
    assert alice.post(f"{PAGE}/{shop}/preference", {}).status_code == 303
    assert FormData(bruno.get("/factures/nouveau").text)["serie"] == shop
    refused = alice.post(f"{PAGE}/{shop}/fermeture", {"raison": "Fin du bail"}, target="form")
    assert refused.status_code == 422 and "par défaut" in refused.text and "Fin du bail" in refused.text
    assert alice.post(f"{PAGE}/facture/preference", {}).status_code == 303
    assert alice.post(f"{PAGE}/{shop}/fermeture", {"raison": ""}, target="form").status_code == 422
    assert alice.post(f"{PAGE}/{shop}/fermeture", {"raison": "Fin du bail"}, target="form").status_code == 204
    assert "Fermée le" in alice.get(PAGE).text
    editor = bruno.get(f"/factures/{id}/modification").text
    assert "Factures, Boutique (fermée)" in editor and "est fermée : choisissez-en une autre" in editor
    assert 'name="serie"' not in bruno.get("/factures/nouveau").text


def test_only_who_administers_opens_and_closes(bruno, chloe, alice):
    for someone in (bruno, chloe):
        assert someone.post(PAGE, BOUTIQUE).status_code == 403
        assert someone.post(f"{PAGE}/facture/preference", {}).status_code == 403
        assert someone.post(f"{PAGE}/facture/fermeture", {"raison": "x"}).status_code == 403
    for path in ("preference", "fermeture"):
        assert alice.client.post(f"/atelier-lumen{PAGE}/tarte/{path}").status_code in (400, 404)
    assert alice.client.get(f"/atelier-lumen{PAGE}/tarte/fermeture").status_code == 404

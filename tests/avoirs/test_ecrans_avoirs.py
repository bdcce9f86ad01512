"""« Créer un avoir »: whole, by lines, by amounts; then set off or given back."""

import pytest
from sqlalchemy import func, select

from crm.avoirs import Avoir
from crm.factures import Facture
from tenants import db
from tests.fabrique import ligne, make_facture, make_reglement, make_tiers


@pytest.fixture
def facture(lumen) -> int:
    with lumen():
        return make_facture(make_tiers("Garage des Monts"), lignes=[ligne(quantite="4", prix="100")], issued=True).id


def lignes(lumen, id: int) -> list[int]:
    with lumen():
        return [one.id for one in db.session.get(Facture, id).lignes]


def credit(someone, facture: int, **form):
    return someone.post(f"/factures/{facture}/avoir", {"motif": "rabais", "mode": "total"} | form, target="form")


def created(response) -> str:
    assert response.status_code == 204, response.text
    return response.headers["HX-Redirect"].removeprefix("/atelier-lumen")


def reste(lumen, id: int) -> str:
    with lumen():
        return str(db.session.get(Facture, id).reste)


@pytest.mark.covers("E-022", "E-023")
def test_a_whole_avoir_cancels_the_facture(bruno, lumen, facture):
    card = created(credit(bruno, facture, motif="annulation", precision="Commande annulée"))
    assert "Brouillon" in bruno.get(card).text
    assert bruno.post(card + "/emission").status_code == 303
    page = bruno.get(card).text
    assert "AV-" in page and "Annulation de la facture" in page and "Commande annulée" in page
    assert reste(lumen, facture) == "0.00" and "Annulée par avoir" in bruno.get(f"/factures/{facture}").text


@pytest.mark.covers("E-024")
def test_an_avoir_by_quantities(bruno, lumen, facture):
    [une] = lignes(lumen, facture)
    card = created(credit(bruno, facture, mode="lignes", motif="retour", **{f"quantites-{une}": "1,5"}))
    bruno.post(card + "/emission")
    assert reste(lumen, facture) == "300.00"
    beyond = credit(bruno, facture, mode="lignes", motif="retour", **{f"quantites-{une}": "3"})
    assert beyond.status_code == 422 and "il reste 2,5 à créditer" in beyond.text and 'value="3"' in beyond.text


@pytest.mark.covers("E-024")
def test_an_avoir_by_amount(bruno, lumen, facture):
    card = created(credit(bruno, facture, mode="montants", **{"montants-20": "50"}))
    bruno.post(card + "/emission")
    assert reste(lumen, facture) == "420.00"
    assert credit(bruno, facture, mode="montants", **{"montants-20": "1 000"}).status_code == 422
    assert credit(bruno, facture, mode="montants", **{"montants-20": "beaucoup"}).status_code == 422
    assert credit(bruno, facture, mode="montants").status_code == 422


def test_a_reason_is_asked(bruno, facture):
    refused = credit(bruno, facture, motif="")
    assert refused.status_code == 422 and "Choisissez le motif." in refused.text


@pytest.mark.covers("E-025")
def test_what_is_left_is_set_off_or_given_back(bruno, lumen, facture):
    with lumen():
        paid = db.session.get(Facture, facture)
        make_reglement(paid)
        other = make_facture(paid.tiers, lignes=[ligne(quantite="1", prix="100")], issued=True).id
    card = created(credit(bruno, facture, mode="montants", **{"montants-20": "200"}))
    bruno.post(card + "/emission")
    assert "240,00" in bruno.get(card + "/imputation", target="volet-contenu").text
    form = {"facture_id": other, "montant": "100"}
    assert bruno.post(card + "/imputation", form, target="form").status_code == 204
    assert reste(lumen, other) == "20.00"
    assert bruno.post(card + "/imputation", form, target="form").status_code == 422
    back = {"montant": "140", "le": "2026-11-20", "mode": "virement"}
    assert bruno.post(card + "/remboursement", back, target="form").status_code == 204
    assert "Utilisé" in bruno.get(card).text
    assert bruno.post(card + "/remboursement", back, target="form").status_code == 422


def test_refusals(chloe, david, bruno, lumen, facture):
    card = created(credit(bruno, facture))
    assert chloe.get(card).status_code == 200
    for verb in ("emission", "imputation", "remboursement"):
        assert chloe.post(f"{card}/{verb}", htmx=True).status_code == 403
        assert david.post(f"{card}/{verb}", htmx=True).status_code == 404
    assert david.get(card).status_code == 404
    assert bruno.get("/avoirs").status_code == 200 and chloe.get("/avoirs?vue=disponibles").status_code == 200
    assert bruno.post(f"{card}/remboursement", {"montant": "1"}, target="form").status_code == 422


def test_totals_follow_what_is_typed_and_nothing_is_kept(bruno, chloe, lumen, facture):
    [une] = lignes(lumen, facture)
    url = f"/factures/{facture}/avoir/calcul"
    whole = bruno.post(url, {"mode": "total", "motif": ""}, target="essai").text
    assert "Total de l’avoir" in whole and "480,00" in whole
    part = bruno.post(url, {"mode": "lignes", f"quantites-{une}": "1,5"}, target="essai").text
    assert "180,00" in part and "30,00" in part
    over = bruno.post(url, {"mode": "lignes", f"quantites-{une}": "5"}, target="essai").text
    assert "reste 4 à créditer" in over and "Total de l’avoir" not in over
    wrong = bruno.post(url, {"mode": "montants", "montants-20": "dix"}, target="essai").text
    assert "Saisissez un nombre" in wrong
    assert chloe.post(url, {"mode": "total"}, htmx=True).status_code == 403
    with lumen():
        assert db.session.scalar(select(func.count(Avoir.id)).where(Avoir.facture_id == facture)) == 0

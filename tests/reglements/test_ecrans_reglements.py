"""« Enregistrer un règlement »: the client, the sum, the factures it pays; and its cancellation."""

import pytest

from crm.factures import Facture
from crm.reglements import Reglement
from tenants import db
from tests.fabrique import ligne, make_facture, make_tiers


@pytest.fixture
def dues(lumen) -> tuple[int, int, int]:
    """A client and two factures of 120 € and 240 €."""
    with lumen():
        tiers = make_tiers("Ateliers Vasseur")
        factures = [make_facture(tiers, lignes=[ligne(quantite=q, prix="100")], issued=True).id for q in ("1", "2")]
        return tiers.id, *factures


def pay(someone, tiers: int, montant: str, jeton: str = "", **parts):
    form = {"tiers_id": tiers, "montant": montant, "recu_le": "2026-11-20", "mode": "virement", "jeton": jeton}
    return someone.post("/reglements/", form | {f"part-{k[1:]}": v for k, v in parts.items()}, target="form")


def restes(lumen, *ids: int) -> list[str]:
    with lumen():
        return [str(db.session.get(Facture, id).reste) for id in ids]


def test_the_form_proposes_the_balance_of_the_facture(bruno, dues):
    form = bruno.get(f"/reglements/nouveau?facture={dues[1]}", target="volet-contenu").text
    assert form.count('value="120,00"') == 2
    assert "Ateliers Vasseur" in form and f'name="part-{dues[1]}"' in form


def test_the_sum_is_shared_the_oldest_first(bruno, dues):
    answer = bruno.get(f"/reglements/repartition?tiers_id={dues[0]}&montant=200", target="repartition").text
    assert 'value="120,00"' in answer and 'value="80,00"' in answer
    assert "Choisissez le client" in bruno.get("/reglements/repartition", target="repartition").text


@pytest.mark.covers("E-026", "E-027")
def test_one_sum_pays_two_factures(bruno, lumen, dues):
    tiers, one, two = dues
    response = pay(bruno, tiers, "200", **{f"f{one}": "120,00", f"f{two}": "80"})
    assert response.status_code == 204
    assert restes(lumen, one, two) == ["0.00", "160.00"]
    card = bruno.get(response.headers["HX-Redirect"]).text
    assert "Virement" in card and "120,00" in card and "80,00" in card


def test_sent_twice_it_is_received_once(bruno, lumen, dues):
    tiers, one, _ = dues
    first = pay(bruno, tiers, "50", "unjeton", **{f"f{one}": "50"})
    again = pay(bruno, tiers, "50", "unjeton", **{f"f{one}": "50"})
    assert first.headers["HX-Redirect"] == again.headers["HX-Redirect"]
    assert restes(lumen, one) == ["70.00"]


def test_bad_sums_are_refused_and_kept(bruno, lumen, dues):
    tiers, one, _ = dues
    for montant, part, said in (("", "", "Indiquez le montant"), ("x", "", "nombre"), ("500", "300", "est trop")):
        refused = pay(bruno, tiers, montant, **{f"f{one}": part})
        assert refused.status_code == 422 and said in refused.text
    kept = pay(bruno, tiers, "100", **{f"f{one}": "tout"})
    assert kept.status_code == 422 and 'value="tout"' in kept.text
    assert restes(lumen, one) == ["120.00"]


def test_cancelled_with_a_reason_the_facture_waits_again(bruno, lumen, dues):
    tiers, one, _ = dues
    url = pay(bruno, tiers, "120", **{f"f{one}": "120"}).headers["HX-Redirect"]
    assert bruno.post(url + "/annulation", {"motif": ""}, target="form").status_code == 422
    assert bruno.post(url + "/annulation", {"motif": "Chèque impayé"}, target="form").status_code == 204
    assert "Annulé" in bruno.get(url).text and restes(lumen, one) == ["120.00"]


@pytest.mark.covers("E-029")
def test_the_list_of_reglements(bruno, chloe, dues):
    pay(bruno, dues[0], "10")
    for someone in (bruno, chloe):
        assert "Ateliers Vasseur" in someone.get("/reglements?q=vasseur").text
        assert someone.get("/reglements?vue=recus&mode=virement").status_code == 200


def test_reader_and_stranger(chloe, david, lumen, dues):
    tiers, one, _ = dues
    assert pay(chloe, tiers, "10").status_code == 403
    assert chloe.get("/reglements/nouveau").status_code == 403
    assert pay(david, tiers, "10").status_code == 404
    assert david.get(f"/reglements/nouveau?facture={one}").status_code == 404
    with lumen():
        id = db.session.query(Reglement.id).order_by(Reglement.id.desc()).limit(1).scalar()
    if id:
        assert chloe.get(f"/reglements/{id}").status_code == 200
        assert chloe.post(f"/reglements/{id}/annulation", {"motif": "x"}, htmx=True).status_code == 403
        assert david.get(f"/reglements/{id}").status_code == 404

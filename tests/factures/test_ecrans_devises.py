"""Another currency on screen: among the options few need, and everything typed is kept."""

import re
import uuid

import pytest

from crm.factures import Facture
from crm.tiers import Tiers
from tenants import db
from tests.fabrique import (
    DOLLARS,
    D,
    identify,
    issue,
    make_article,
    make_avoir,
    make_devis,
    make_facture,
    make_tiers,
    moi,
)
from tests.saisie import FormData, ligne, saisie

NNBSP, NBSP = "\u202f", "\u00a0"


@pytest.fixture
def client(lumen) -> int:
    with lumen():
        identify()
        return make_tiers("Hudson Interiors").id


def save(someone, form: dict):
    return someone.put("/factures/brouillon", form, target="enregistrement")


def form_of(client: int, **champs: str) -> dict:
    return saisie(client, ligne("Conseil", "2", "500"), jeton=uuid.uuid4().hex, **champs)


def draft_id(response) -> int:
    return int(re.search(r'name="id" value="(\d+)"', response.text).group(1))


def read(lumen, id: int):
    with lumen():
        f = db.session.get(Facture, id)
        return f.devise, f.change, f.change_source, str(f.total_ttc_eur), f.lignes[0].prix_unitaire


def test_a_company_without_foreign_currency_sees_nothing_new(bruno, client):
    page = bruno.get(f"/factures/nouveau?tiers={client}").text
    options = page.split('<details class="ui-plus', 1)[1].split("</details>", 1)[0]
    assert page.count('name="devise"') == options.count('name="devise"') == 1
    assert "<summary>Plus d’options" in options and not options.lstrip('" mt-3').startswith("open")
    assert "USD" not in page.replace(options, "")


def test_the_currency_and_its_rate_are_saved_and_shown_again(bruno, lumen, client):
    saved = save(bruno, form_of(client, devise="USD", change="0,92134567", change_source="bce", change_le="2026-11-20"))
    id = draft_id(saved)
    assert read(lumen, id) == ("USD", D("0.92134567"), "bce", "1105.62", D(500))
    page = bruno.get(f"/factures/{id}/modification").text
    assert f"1{NNBSP}200,00{NBSP}USD" in page and 'value="0,92134567"' in page
    assert '<option selected value="USD"' in page and '<option value="montant">USD</option>' in page
    assert FormData(page)["change_le"] == "2026-11-20"


def test_without_a_rate_the_check_says_so_and_links_to_it(bruno, client):
    page = bruno.get(f"/factures/{draft_id(save(bruno, form_of(client, devise='USD')))}/modification").text
    assert "combien d’euros vaut 1 USD" in page and 'href="#change"' in page and "289 IV" in page


def test_a_wrong_rate_is_named_and_nothing_is_lost(bruno, client):
    for change, said in (("abc", "saisissez un nombre"), ("0", "supérieur à zéro"), ("0,123456789", "8 décimales")):
        refused = save(bruno, form_of(client, devise="USD", change=change))
        assert refused.status_code == 422 and said in refused.text
    whole = bruno.post("/factures/", form_of(client, devise="USD", change="abc"))
    assert whole.status_code == 422 and 'value="abc"' in whole.text and "Conseil" in whole.text


def test_back_to_euros_what_is_typed_stays(bruno, lumen, client):
    first = save(bruno, form_of(client, devise="USD", change="0,9"))
    version = re.search(r'name="version" value="(\d+)"', first.text).group(1)
    seen = {"id": str(draft_id(first)), "version": version}
    save(bruno, form_of(client, devise="EUR", change="0,9", change_source="bce", **seen))
    assert read(lumen, draft_id(first)) == ("EUR", D(1), None, "1200.00", D(500))


def test_lines_are_drawn_again_in_the_currency(bruno, client):
    zone = bruno.post("/factures/lignes", form_of(client, devise="GBP"), target="lignes-zone").text
    assert (
        f"1{NNBSP}000,00{NBSP}GBP" in zone
        and 'id="remise"' in zone
        and ">GBP</option>" in zone
        and 'value="500"' in zone
    )
    recap = bruno.post("/factures/calcul", form_of(client, devise="GBP"), target="totaux").text
    assert f"1{NNBSP}200,00{NBSP}GBP" in recap and "€" not in recap


def test_the_client_s_currency_is_proposed(bruno, lumen, client):
    with lumen():
        pounds = make_tiers("Thames Joinery", devise="GBP").id
    page = bruno.get(f"/factures/nouveau?tiers={pounds}").text
    assert '<option selected value="GBP"' in page and '<details class="ui-plus mt-3" open' in page
    chosen = bruno.get(f"/factures/client?tiers_id={pounds}&regime=x&devise=EUR", target="client-choisi").text
    assert 'id="devise-choix"' in chosen and 'hx-swap-oob="true"' in chosen and "data-deplie" in chosen
    same = bruno.get(f"/factures/client?tiers_id={client}&devise=EUR", target="client-choisi").text
    assert "devise-choix" not in same


def test_the_client_form_offers_it_folded(bruno, lumen, client):
    page = bruno.get(f"/clients/{client}/modification").text
    assert "<summary>Plus d’options" in page and 'name="devise"' in page
    answer = bruno.post(f"/clients/{client}", FormData(page) | {"devise": "CHF"}, htmx=True)
    assert answer.status_code < 400
    with lumen():
        assert db.session.get(Tiers, client).devise == "CHF"
    assert '<details class="ui-plus ui-l-12" open' in bruno.get(f"/clients/{client}/modification").text


def test_an_article_proposes_its_price_in_euros_alone(bruno, lumen, client):
    with lumen():
        make_article(designation="Panneau de chêne")
    assert 'data-pu="42,50"' in bruno.get("/articles/choix?q=chene", target="article-liste").text
    assert 'data-pu=""' in bruno.get("/articles/choix?q=chene&devise=USD", target="article-liste").text


def test_what_comes_from_a_devis_does_not_choose_its_currency(bruno, lumen, client):
    with lumen():
        facture = Facture.from_devis(make_devis(accepte=True, **DOLLARS), moi())
        euros = Facture.from_devis(make_devis(accepte=True), moi())
        db.session.flush()
        ids = facture.id, euros.id
    page = bruno.get(f"/factures/{ids[0]}/modification").text
    assert '<input type="hidden" id="devise" name="devise" value="USD">' in page and "€ pour 1 USD" in page
    assert 'name="change"' not in bruno.get(f"/factures/{ids[1]}/modification").text
    refused = save(bruno, FormData(page) | {"devise": "EUR"})
    assert refused.status_code == 422 and "document d’origine" in refused.text


def test_cards_show_the_currency(bruno, lumen, client):
    with lumen():
        devis = make_devis(accepte=True, **DOLLARS)
        facture = make_facture(issued=True, **DOLLARS)
        avoir = make_avoir(facture, montants={"20": D(10)})
        ids = devis.id, facture.id, avoir.id
    for path, amount in (
        (f"/devis/{ids[0]}", f"1{NNBSP}200,00{NBSP}USD"), (f"/factures/{ids[1]}", f"1{NNBSP}188,00{NBSP}USD"),
        (f"/avoirs/{ids[2]}", f"12,00{NBSP}USD"), (f"/devis/{ids[0]}/facturation", "USD TTC"),
        (f"/factures/{ids[1]}/avoir", "USD"),
    ):  # fmt: skip
        assert amount in bruno.get(path).text, path
    paper = bruno.get(f"/factures/{ids[1]}").text
    assert "cours de la Banque centrale européenne" in paper and f"TVA en euros : 184,27{NBSP}€" in paper


def test_a_mail_says_the_amount_in_the_currency(bruno, lumen, client):
    with lumen():
        id = make_facture(make_tiers(langue="en"), issued=True, **DOLLARS).id
    assert f"USD{NBSP}1,200.00" in bruno.get(f"/factures/{id}/envoi").text


def test_a_payment_asks_what_the_bank_credited(bruno, lumen, client):
    with lumen():
        facture = make_facture(issued=True, **DOLLARS)
        make_facture(facture.tiers, issued=True)
        tiers, id = facture.tiers_id, facture.id
    form = bruno.get(f"/reglements/nouveau?facture={id}", target="volet-contenu").text
    assert '<option selected value="USD"' in form and 'name="montant_eur"' in form
    assert form.count('name="part-') == 1  # that of the dollars
    euros = bruno.get(f"/reglements/repartition?tiers_id={tiers}&montant=50&devise=EUR", target="repartition").text
    assert 'name="montant_eur"' not in euros and f"part-{id}" not in euros and ">€</span>" in euros
    filled = FormData(form) | {"montant": "1 200", "mode": "virement"}
    refused = bruno.post("/reglements/", filled, target="form")
    assert refused.status_code == 422 and "montant en euros porté à votre compte" in refused.text
    done = bruno.post("/reglements/", filled | {"montant_eur": "1 110,40"}, target="form")
    assert done.status_code == 204
    with lumen():
        facture = db.session.get(Facture, id)
        assert facture.reste == 0
    card = bruno.get(f"/factures/{id}").text
    assert f"Gain de change</dt><dd>4,78{NBSP}€" in card


def test_an_avoir_is_given_back_for_what_the_bank_took(bruno, lumen, client):
    with lumen():
        facture = make_facture(**DOLLARS, acquittee_le=DOLLARS["change_le"], acquittee_mode="virement")
        issue(facture)
        id = make_avoir(facture, montants={"20": D(10)}).id
    form = bruno.get(f"/avoirs/{id}/remboursement", target="volet-contenu").text
    assert "Débité de votre compte" in form
    given = {"montant": "12", "montant_eur": "11,05", "le": "2026-11-20", "mode": "virement"}
    assert bruno.post(f"/avoirs/{id}/remboursement", given, target="form").status_code == 204


def test_the_currency_of_a_neighbour_is_not_read(david, lumen, client):
    with lumen():
        id = make_facture(issued=True, **DOLLARS).id
    assert david.get(f"/factures/{id}").status_code == 404

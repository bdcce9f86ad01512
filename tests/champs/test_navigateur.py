"""The company's own questions at the screen: put in order by the keyboard, following the nature, edited on the card."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.champs import ChampPersonnalise
from crm.tiers import Tiers
from tenants import db
from tests.casting import inside
from tests.fabrique import make_tiers
from tests.fenetres import ALICE

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module", autouse=True)
def asked(app, questions):
    with inside(app, "atelier-lumen"):
        for objet in ("tiers", "pistes"):
            asked = {champ.code: champ for champ in ChampPersonnalise.of(objet)}
            asked["EFFECTIF"].profil, asked["FIDELE"].profil = "societe", "individu"
        make_tiers("Vial").answer({"SURNOM": "Le Grand", "BUDGET": "1500.00", "OFFRES": ["APL"], "ORIGINE": "SAL"})


@pytest.fixture
def look(ouvrir):
    """Opens a page as Alice."""
    return lambda path: ouvrir(path, email=ALICE)


def test_questions_are_put_in_order_by_the_keyboard(look, lumen):
    page = look("/configuration/champs/tiers")
    last = page.get_by_role("link", name="Modifier Suivi")
    last.focus()
    with page.expect_response(re.compile("/ordre$")):
        page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#ordre-dit")).to_have_text("Suivi : position 10 sur 11.")
    expect(last).to_be_focused()
    with lumen():
        assert [champ.code for champ in ChampPersonnalise.of("tiers")][-2:] == ["SUIVI", "PARRAIN"]


def test_choices_are_put_in_order_by_the_keyboard(look, lumen):
    page = look("/configuration/champs/tiers")
    page.get_by_role("link", name="Modifier Taille").click()
    label = page.get_by_label("Libellé du choix 2")
    expect(label).to_have_value("Salon")
    label.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#choix-dit")).to_have_text("Salon : position 1 sur 5.")
    expect(label).to_be_focused()
    page.get_by_role("button", name="Monter Appel entrant").click()
    page.get_by_role("button", name="Descendre Appel entrant").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#choix-dit")).to_have_text("Appel entrant : position 2 sur 5.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("#volet-contenu form")).to_have_count(0)
    with lumen():
        taille = next(champ for champ in ChampPersonnalise.of("tiers") if champ.code == "TAILLE")
        assert list(taille.libelles) == ["SAL", "APL"]


def test_form_of_a_prospect_follows_the_company_named(look):
    page = look("/prospects/nouveau")
    expect(page.get_by_label("Effectif")).to_be_hidden()
    page.get_by_label("Entreprise").fill("Vial")
    expect(page.get_by_label("Effectif")).to_be_visible()
    expect(page.get_by_label("Fidele")).to_be_hidden()


def test_form_follows_the_nature_chosen(look):
    page = look("/clients/nouveau")
    expect(page.get_by_label("Effectif")).to_be_visible()
    expect(page.get_by_label("Fidele")).to_be_hidden()
    page.get_by_label("Individu").check()
    expect(page.get_by_label("Effectif")).to_be_hidden()
    expect(page.get_by_label("Fidele")).to_be_visible()


def test_answer_is_edited_on_the_card_with_the_keyboard(look, lumen):
    with lumen():
        tiers_id = db.session.scalar(select(Tiers.id).where(Tiers.nom == "Vial"))
    page = look(f"/clients/{tiers_id}")
    page.get_by_role("button", name="Modifier budget").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#c_BUDGET")).to_be_focused()
    page.locator("#c_BUDGET").fill("2 000,5")
    page.keyboard.press("Enter")
    expect(page.locator("#champ-BUDGET dd")).to_contain_text("2\u202f000,50\xa0€")
    page.get_by_role("button", name="Modifier offres").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Salon").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("#champ-OFFRES dd")).to_contain_text("Appel entrant ; Salon")
    page.get_by_role("button", name="Modifier surnom").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#champ-SURNOM dd")).to_have_text(re.compile("Le Grand"))


@pytest.mark.covers("B-057")
def test_questions_are_put_in_order_by_the_pointer(look, lumen):
    page = look("/configuration/champs/contacts")
    handles = page.locator("ol[data-triable] [data-poignee]")
    with page.expect_response(re.compile("/ordre$")):
        handles.nth(2).drag_to(handles.nth(0), target_position={"x": 5, "y": 1})
    with lumen():
        assert [champ.code for champ in ChampPersonnalise.of("contacts")][:3] == ["EFFECTIF", "SURNOM", "REMARQUES"]
    page = look("/contacts/nouveau")
    asked = page.locator("[id^=c_]").evaluate_all("fields => fields.map((one) => one.id)")
    assert asked[:3] == ["c_EFFECTIF", "c_SURNOM", "c_REMARQUES"]


@pytest.mark.covers("B-050")
def test_kind_of_answer_asks_for_its_choices(look, lumen):
    page = look("/configuration/")
    page.get_by_role("link", name="Champs de personnalisation").click()
    page.locator("main").get_by_role("link", name="Contacts", exact=True).click()
    page.get_by_role("link", name="Ajouter une question").click()
    expect(page.get_by_text("Choix proposés")).to_be_hidden()
    page.get_by_role("textbox", name="Question").fill("Type de bien")
    page.get_by_label("Type de réponse").select_option("puces")
    page.get_by_label("Libellé du choix 1").fill("Intérieur")
    page.get_by_label("Valeur du choix 1").fill("INT")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main ol.ui-ordre", has_text="SURNOM")).to_contain_text("TYPE_DE_BIEN")


def test_filter_on_an_answer(look):
    page = look("/clients")
    page.get_by_text("Autres filtres").click()
    page.get_by_role("button", name="Origine").click()
    page.get_by_role("checkbox", name="Salon").first.check()
    expect(page).to_have_url(re.compile("c_ORIGINE=SAL"))
    expect(page.locator("#liste tbody tr")).to_have_count(1)

"""What is done with the keyboard, the side panel, the selection, and what comes back from the server."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navigateur


def test_the_palette_opens_moves_and_leads_with_the_keyboard(ouvrir):
    page = ouvrir("/liste")
    page.keyboard.press("Control+k")
    first = page.get_by_role("option", name="Créer un prospect")
    expect(first).to_have_attribute("aria-selected", "true")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Menuiserie Delaunay")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/fiche$"))


def test_the_palette_closes_and_gives_the_focus_back(ouvrir):
    page = ouvrir("/liste")
    opener = page.get_by_role("button", name=re.compile("Rechercher"))
    opener.focus()
    page.keyboard.press("Control+k")
    page.get_by_role("option", name="Créer un prospect").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_side_panel_says_what_is_wrong_then_closes_and_tells(ouvrir):
    page = ouvrir("/liste")
    opener = page.get_by_role("link", name="Ajouter un client")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Société", exact=True)).to_be_focused()
    page.keyboard.press("Control+Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 champs sont à corriger")
    expect(page.get_by_label("Société", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="Indiquez le nom de la société.").click()
    expect(page.get_by_label("Société", exact=True)).to_be_focused()
    page.keyboard.type("Menuiserie Delaunay")
    page.get_by_label("Adresse e-mail").fill("sophie@exemple.fr")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#volet")).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("Prospect créé.")
    expect(opener).to_be_focused()
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#toasts")).to_contain_text("Action annulée.")


def test_a_modified_panel_is_not_lost_by_escape(ouvrir):
    page = ouvrir("/liste")
    page.get_by_role("link", name="Ajouter un client").click()
    page.get_by_label("Société", exact=True).fill("Menuiserie")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Abandonner les modifications ?")).to_be_visible()
    page.get_by_role("button", name="Continuer la saisie").click()
    expect(page.get_by_label("Société", exact=True)).to_have_value("Menuiserie")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Abandonner").click()
    expect(page.locator("#volet")).to_be_hidden()


def test_an_untouched_panel_closes_at_once(ouvrir):
    page = ouvrir("/liste")
    page.get_by_role("link", name="Ajouter un client").click()
    expect(page.get_by_label("Société", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#volet")).to_be_hidden()


def test_shift_selects_a_range_and_the_whole_result_can_follow(ouvrir):
    page = ouvrir("/liste")
    boxes = page.locator(".ui-case-ligne")
    bar = page.get_by_role("toolbar", name="Actions sur la sélection")
    expect(bar).to_be_hidden()
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(bar).to_contain_text("4sélectionnés")
    expect(page.get_by_label("Sélectionner toute la page")).to_have_js_property("indeterminate", True)
    page.get_by_label("Sélectionner toute la page").check()
    page.get_by_role("button", name=re.compile("Sélectionner les 248")).click()
    expect(bar).to_contain_text("248")
    expect(page.locator("[data-lot-tous]")).not_to_have_value("")
    boxes.nth(0).uncheck()
    expect(bar).to_contain_text("24")
    expect(page.locator("[data-lot-tous]")).to_have_value("")
    page.get_by_role("button", name="Annuler la sélection").click()
    expect(bar).to_be_hidden()


def test_the_menu_of_a_row_posts_for_that_row_alone(ouvrir):
    page = ouvrir("/liste")
    page.locator(".ui-case-ligne").nth(0).click()
    row = page.locator("#liste tbody tr").nth(2)
    row.hover()
    row.get_by_role("button", name=re.compile("Autres actions")).click()
    row.get_by_role("button", name="Archiver").click()
    expect(page.locator("#toasts")).to_contain_text("Clients archivés : 0.")


def test_a_deletion_names_its_consequence_before_it_is_sent(ouvrir):
    page = ouvrir("/liste")
    page.locator(".ui-case-ligne").first.click()
    page.get_by_role("toolbar").get_by_role("button", name="Supprimer").click()
    question = page.get_by_role("alertdialog", name="Supprimer ?")
    expect(question).to_contain_text("supprimés définitivement")
    question.get_by_role("button", name="Annuler").click()
    expect(page).to_have_url(re.compile("/liste$"))
    page.get_by_role("toolbar").get_by_role("button", name="Supprimer").click()
    question.get_by_role("button", name="Supprimer").click()
    expect(page.locator("#toasts")).to_contain_text("Clients archivés : 1.")


def test_the_list_filters_as_one_types_and_back_shows_a_full_page(ouvrir):
    page = ouvrir("/liste")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("menuiserie", delay=20)
    expect(page.locator("#liste tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=menuiserie"))
    expect(page.locator("#q")).to_be_focused()
    page.goto(page.url.split("?")[0].replace("liste", "fiche"))
    page.go_back()
    expect(page.get_by_role("navigation", name="Navigation principale")).to_be_visible()
    expect(page.locator("#liste tbody tr")).to_have_count(1)


def test_a_remote_choice_is_made_with_the_arrows(ouvrir):
    page = ouvrir("/nouveau")
    field = page.get_by_role("combobox", name="Client")
    field.fill("saison")
    expect(page.get_by_role("option", name="Fleurs & Saisons")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Fleurs & Saisons")
    expect(page.locator("#client")).to_have_value("10")
    expect(page.get_by_role("listbox", name="Client")).to_be_hidden()


def test_enter_waits_for_the_answer_to_what_is_written_now(ouvrir):
    page = ouvrir("/nouveau")
    field = page.get_by_role("combobox", name="Client")
    field.fill("a")
    first = page.get_by_role("listbox", name="Client").get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(first).not_to_have_text("Fleurs & Saisons")
    field.fill("saison")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Fleurs & Saisons")
    expect(page.locator("#client")).to_have_value("10")


def test_letters_lead_somewhere_but_never_inside_a_field(ouvrir):
    page = ouvrir("/liste")
    page.locator("#q").focus()
    page.keyboard.type("gt")
    expect(page).to_have_url(re.compile("/liste"))
    page.locator("#q").blur()
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/tableau", wait_until="load")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis clavier")).to_be_visible()


def test_lines_are_added_moved_and_removed_with_the_keyboard(ouvrir):
    page = ouvrir("/edition")
    rows = page.locator("[data-ligne]")
    expect(rows).to_have_count(4)
    page.locator("#designation-1").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(5)
    expect(rows.nth(1).locator("input.ui-cellule").first).to_be_focused()
    page.keyboard.type("Déplacement")
    page.keyboard.press("Alt+ArrowUp")
    expect(rows.nth(0).locator("input.ui-cellule").first).to_have_value("Déplacement")
    expect(page.locator("[data-lignes-annonce]")).to_contain_text("position 1 sur 5")
    rows.nth(0).get_by_role("button", name="Retirer la ligne").click()
    expect(rows).to_have_count(4)


@pytest.mark.erreurs_attendues
def test_a_card_moves_with_the_keyboard_and_comes_back_when_refused(ouvrir):
    page = ouvrir("/kanban")
    card = page.locator("#k-decouverte0")
    card.focus()
    with page.expect_response("**/etape"):
        page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-colonne=qualification] #k-decouverte0")).to_be_focused()
    page.route("**/etape", lambda route: route.abort())
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#toasts")).to_contain_text("Connexion interrompue")
    expect(page.locator("[data-colonne=qualification] #k-decouverte0")).to_be_visible()


def test_a_card_moves_by_its_menu_which_names_the_other_columns_only(ouvrir):
    page = ouvrir("/kanban")
    card = page.locator("#k-decouverte0")
    card.get_by_role("button", name="Déplacer").click()
    here = page.locator("[data-colonne=decouverte] h2").inner_text().split("\n")[0].strip()
    choices = card.locator("[data-deplacer]")
    expect(choices).to_have_count(page.locator("[data-colonne]").count() - 1)
    assert here not in choices.all_inner_texts()
    with page.expect_response("**/etape"):
        card.locator("[data-deplacer=qualification]").click()
    expect(page.locator("[data-colonne=qualification] #k-decouverte0")).to_be_visible()
    card.get_by_role("button", name="Déplacer").click()
    expect(card.locator("[data-deplacer=decouverte]")).to_be_visible()


def test_the_theme_is_kept_by_the_server(ouvrir):
    page = ouvrir("/liste", theme="auto")
    page.get_by_role("button", name=re.compile("Camille Roussel")).click()
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Sombre").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


@pytest.mark.erreurs_attendues
def test_an_error_of_the_server_is_told_and_what_was_typed_stays(ouvrir):
    page = ouvrir("/nouveau")
    page.get_by_label("Société", exact=True).fill("Menuiserie")
    page.route("**/nouveau", lambda route: route.fulfill(status=500, headers={"X-Request-ID": "7f3a"}))
    page.get_by_role("button", name="Créer le prospect").click()
    expect(page.locator("#toasts")).to_contain_text("Vos données n’ont pas été modifiées. Référence : 7f3a.")
    expect(page.get_by_label("Société", exact=True)).to_have_value("Menuiserie")

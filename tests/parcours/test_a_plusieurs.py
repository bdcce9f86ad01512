"""Two people at work at the same time: what one changes, the other sees without touching anything."""

import itertools

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from crm.equipe import Membre
from crm.factures import Facture
from crm.tiers import Tiers
from tenants import db
from tests.fabrique import ligne, make_facture, make_reglement, make_tiers
from tests.fenetres import ALICE, BRUNO

pytestmark = pytest.mark.navigateur
PHRASE = "Bruno Lefèvre a modifié cette fiche."


@pytest.fixture(autouse=True)
def impatient(app):
    """Pages ask five times a second."""
    usual, app.config["VEILLE"] = app.config["VEILLE"], 200
    yield
    app.config["VEILLE"] = usual


@pytest.fixture
def tiers(lumen) -> int:
    with lumen():
        db.session.execute(update(Tiers).values(supprime_le=func.now()))
        return make_tiers("Menuiserie Delaunay").id


def rename(bruno: Page, nom: str) -> None:
    bruno.locator("[data-modifier]").click()
    volet = bruno.locator("#volet")
    volet.get_by_label("Nom ou raison sociale").fill(nom)
    bruno.keyboard.press("Control+Enter")
    expect(bruno.get_by_role("heading", level=1)).to_have_text(nom)


def never_reloaded(page: Page) -> bool:
    return page.evaluate("window.jamaisRecharge === true")


def remember(page: Page) -> None:
    page.evaluate("window.jamaisRecharge = true")


@pytest.mark.covers("E-053")
def test_list_and_card_show_what_another_member_changes(ouvrir, tiers):
    liste = ouvrir("/clients", email=ALICE)
    fiche = ouvrir(f"/clients/{tiers}", email=ALICE)
    bruno = ouvrir(f"/clients/{tiers}")
    for page in (liste, fiche):
        remember(page)
    link = liste.get_by_role("link", name="Menuiserie Delaunay", exact=True)
    link.focus()
    rename(bruno, "Delaunay et fils")
    expect(fiche.get_by_role("heading", level=1)).to_have_text("Delaunay et fils")
    expect(fiche).to_have_title("Delaunay et fils · Atelier Lumen · Comptoir")
    expect(liste.get_by_role("link", name="Delaunay et fils", exact=True)).to_be_focused()
    bruno.get_by_role("textbox", name="Note ou échange").fill("Rappeler lundi")
    bruno.keyboard.press("Control+Enter")
    expect(fiche.locator("#notes")).to_contain_text("Rappeler lundi")
    assert never_reloaded(liste) and never_reloaded(fiche)


@pytest.mark.covers("E-053")
def test_who_writes_is_warned_and_not_disturbed(ouvrir, tiers):
    fiche, bruno = ouvrir(f"/clients/{tiers}", email=ALICE), ouvrir(f"/clients/{tiers}")
    remember(fiche)
    fiche.locator("[data-modifier]").click()
    nom = fiche.locator("#volet").get_by_label("Nom ou raison sociale")
    nom.fill("Delaunay, saisi par Alice")
    rename(bruno, "Delaunay et fils")
    avis = fiche.get_by_role("status").filter(has_text=PHRASE)
    expect(avis).to_be_visible()
    expect(nom).to_be_focused()
    expect(nom).to_have_value("Delaunay, saisi par Alice")
    expect(fiche.get_by_role("heading", level=1, include_hidden=True)).to_have_text("Menuiserie Delaunay")
    avis.get_by_role("button", name="Actualiser").click()
    expect(fiche.get_by_text("Abandonner les modifications ?")).to_be_visible()
    fiche.get_by_role("button", name="Abandonner").click()
    expect(fiche.get_by_role("heading", level=1)).to_have_text("Delaunay et fils")
    assert never_reloaded(fiche)


def test_note_being_written_stays_when_the_card_is_refreshed(ouvrir, tiers):
    fiche, bruno = ouvrir(f"/clients/{tiers}", email=ALICE), ouvrir(f"/clients/{tiers}")
    note = fiche.get_by_role("textbox", name="Note ou échange")
    note.fill("Une longue note")
    rename(bruno, "Delaunay et fils")
    expect(fiche.get_by_text(PHRASE)).to_be_visible()
    rename(bruno, "Delaunay et filles")
    fiche.get_by_role("button", name="Actualiser").click()
    expect(fiche.get_by_role("heading", level=1)).to_have_text("Delaunay et filles")
    expect(note).to_have_text("Une longue note")
    expect(fiche.get_by_text(PHRASE)).to_have_count(0)
    rename(bruno, "Delaunay")
    expect(fiche.get_by_text(PHRASE)).to_have_count(1)
    note.fill("")
    note.blur()
    expect(fiche.get_by_role("heading", level=1)).to_have_text("Delaunay")
    expect(fiche.get_by_text(PHRASE)).to_have_count(0)


def test_list_waits_while_rows_are_selected(ouvrir, tiers):
    liste, bruno = ouvrir("/clients", email=ALICE), ouvrir(f"/clients/{tiers}")
    box = liste.get_by_label("Sélectionner Menuiserie Delaunay")
    box.check()
    with liste.expect_response(lambda answer: "/veille" in answer.url and answer.status == 200):
        rename(bruno, "Delaunay et fils")
    with liste.expect_response(lambda answer: "/veille" in answer.url):
        pass
    expect(box).to_be_checked()
    expect(liste.get_by_role("link", name="Delaunay et fils", exact=True)).to_have_count(0)
    box.uncheck()
    expect(liste.get_by_role("link", name="Delaunay et fils", exact=True)).to_be_visible()


def test_editor_warns_and_never_refreshes_itself(ouvrir, lumen, tiers):
    with lumen():
        facture = make_facture(make_tiers("Bâti Rhône"), objet="Rénovation").id
    editor = ouvrir(f"/factures/{facture}/modification", email=ALICE)
    remember(editor)
    bruno = ouvrir(f"/factures/{facture}/modification")
    bruno.get_by_label("Objet").fill("Rénovation du premier étage")
    expect(editor.get_by_role("status").filter(has_text=PHRASE)).to_be_visible()
    expect(editor.get_by_label("Objet")).to_have_value("Rénovation")
    assert never_reloaded(editor)
    editor.get_by_role("button", name="Actualiser").click()
    expect(editor.get_by_label("Objet")).to_have_value("Rénovation du premier étage")


def test_money_received_shows_on_the_facture_on_accueil_and_in_the_bell(ouvrir, lumen):
    with lumen():
        bruno = db.session.scalar(select(Membre).where(Membre.email == BRUNO))
        lines = [ligne(quantite="1", prix="100")]
        facture = make_facture(make_tiers("Bâti Rhône"), lignes=lines, issued=True, responsable_id=bruno.id).id
    fiche, accueil = ouvrir(f"/factures/{facture}"), ouvrir("/")
    remember(accueil)
    cloche = accueil.get_by_role("button", name="Notifications")
    expect(cloche).to_have_accessible_name("Notifications")
    with lumen():
        make_reglement(db.session.get(Facture, facture), "77")
    expect(fiche.locator(".ui-fiche-lateral")).to_contain_text("77,00")
    expect(accueil.get_by_text("77,00").first).to_be_visible()
    expect(cloche).to_have_accessible_name("Notifications (1\xa0non lue)")
    assert never_reloaded(accueil)


def test_page_nobody_looks_at_asks_nothing_and_asks_at_once_when_looked_at_again(ouvrir, app, tiers):
    app.config["VEILLE"] = 1000
    page = ouvrir(f"/clients/{tiers}", email=ALICE)
    look(page, hidden=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/veille" in request.url else None)
    page.wait_for_timeout(2500)
    assert asked == []
    rename(ouvrir(f"/clients/{tiers}"), "Delaunay et fils")
    assert asked == []
    look(page, hidden=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Delaunay et fils")


def test_server_in_trouble_is_asked_less_and_less(ouvrir, tiers):
    page = ouvrir(f"/clients/{tiers}", email=ALICE)
    page.evaluate(
        """() => {
            window.moments = [];
            window.fetch = async () => { moments.push(performance.now()); throw new TypeError("Failed to fetch"); };
        }"""
    )
    page.wait_for_function("() => moments.length > 4")
    moments = page.evaluate("moments")
    waits = [after - before for before, after in itertools.pairwise(moments)]
    assert waits == sorted(waits) and waits[-1] > 4 * waits[0]


def look(page: Page, *, hidden: bool) -> None:
    """Put the tab behind another one, or in front again: what the browser tells the page then."""
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )

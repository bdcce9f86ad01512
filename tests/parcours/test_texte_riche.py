"""In a browser: a description and a note are laid out, by the keyboard too, and what is pasted keeps its structure."""

import base64
import io
import os
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.accessibilite import too_wide, violations
from tests.fabrique import make_opportunite, make_tiers

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")
DOCUMENT = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p { color: red }</style></head>
<body>
<h1 style='color:#2F5496'>Compte rendu<o:p></o:p></h1>
<p class=MsoNormal><span style='color:red'>Bonjour <span style='font-weight:bold'>Sophie</span></span></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span><span
 style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>Plans</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span><span
 style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>Devis</p>
<table><tr><td><p class=MsoNormal>Pose</p></td><td><p>300 €</p></td></tr></table>
<p><img src="file:///C:/x.png"><a href="javascript:alert(1)">fin</a></p></body></html>"""
"""As a word processor puts it in the clipboard."""
KEPT = (
    "<h3>Compte rendu</h3><p>Bonjour <b>Sophie</b></p><ul><li>Plans</li><li>Devis</li></ul><p>Pose · 300 €</p>"
    "<p>fin</p>"
)
PASTE = """(html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "Compte rendu");
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(paste);
}"""
COPY_IMAGE = """async (bytes) => {
    const content = Uint8Array.from(atob(bytes), (one) => one.charCodeAt());
    await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([content], { type: "image/png" }) })]);
}"""
NOTE = "Note ou échange"


def photo(page: Page, nom: str) -> None:
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png", full_page=True)


def drawing() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (240, 120), (40, 90, 160)).save(out, "PNG")
    return out.getvalue()


def tools(page: Page):
    return page.get_by_role("toolbar", name="Mise en forme")


def lay_out(page: Page) -> None:
    editor, bar = page.get_by_role("textbox", name="Description"), tools(page)
    editor.click()
    page.keyboard.type("Le besoin")
    bar.get_by_role("button", name="Titre").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("Un salon")
    expect(bar.get_by_role("button", name="Gras")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+b")
    page.keyboard.type(" en chêne")
    page.keyboard.press("Enter")
    page.keyboard.type("Pose")
    bar.get_by_role("button", name="Liste à puces").click()
    page.locator("[data-riche-fichier]").set_input_files(
        {"name": "plan.png", "mimeType": "image/png", "buffer": drawing()}
    )
    expect(editor.locator("img")).to_be_visible()


def describe(page: Page) -> None:
    """What is laid out is kept when another field is refused, and shown on the card."""
    page.get_by_label("Entreprise").fill("Menuiserie des Alpes")
    page.get_by_text("Plus d’informations").click()
    lay_out(page)
    page.get_by_label("Adresse e-mail").fill("faux")
    page.get_by_role("button", name="Ajouter le prospect").click()
    expect(page.get_by_role("alert").first).to_contain_text("1 champ est à corriger")
    expect(page.get_by_role("textbox", name="Description").locator("b")).to_have_text("Un salon")
    page.get_by_label("Adresse e-mail").fill("")
    page.get_by_role("button", name="Ajouter le prospect").click()
    page.wait_for_url(re.compile(r"/prospects/\d+$"))
    card = page.locator(".ui-fiche-lateral .ui-riche")
    expect(card.locator("h3")).to_have_text("Le besoin")
    expect(card.locator("b")).to_have_text("Un salon")
    expect(card.locator("li")).to_contain_text("Pose")
    assert card.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 240


def scripts(page: Page) -> list[str]:
    return page.evaluate(
        "performance.getEntriesByType('resource').map(e => e.name).filter(e => /squire|riche/.test(e))"
    )


def write_note(page: Page) -> None:
    """By the keyboard alone, but for the first click; the editor comes when one begins to write."""
    assert scripts(page) == []
    page.get_by_label(NOTE).click()
    page.keyboard.type("Rappeler ")
    expect(tools(page)).to_be_visible()
    page.keyboard.press("Control+b")
    page.keyboard.type("lundi")
    page.keyboard.press("Shift+Control+ArrowLeft")
    page.keyboard.press("Tab")
    expect(tools(page).get_by_role("button", name="Gras")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    link(page)
    page.keyboard.press("Control+Enter")
    shown = page.locator("#notes .ui-riche").first
    expect(shown.locator("b")).to_have_text("lundi")
    expect(shown.get_by_role("link", name="lundi")).to_have_attribute("href", "https://exemple.fr/plan")
    expect(page.get_by_role("textbox", name=NOTE)).to_have_text("")


def link(page: Page) -> None:
    """A bad address is refused with its reason; a good one needs no « https:// »."""
    address, reason = page.get_by_label("Adresse du lien"), page.get_by_text("Cette adresse ne peut pas être un lien")
    expect(address).to_be_focused()
    for bad in ("javascript:alert(1)", "data:text/html,x", "https://", "deux mots"):
        address.fill(bad)
        page.keyboard.press("Enter")
        expect(reason).to_be_visible()
        expect(address).to_have_value(bad)
    address.fill("exemple.fr/plan")
    expect(reason).to_be_hidden()
    page.keyboard.press("Enter")


def write_again(page: Page) -> None:
    """The pencil gives back what was written; a document and an image are pasted into it, and it is sent at once."""
    page.locator("#notes").get_by_role("button", name="Modifier :").click()
    editor = page.locator("#notes").get_by_role("textbox")
    expect(editor).to_be_focused()
    expect(editor.locator("a b, b a")).to_have_text("lundi")
    page.keyboard.press("Control+a")
    page.evaluate(PASTE, DOCUMENT)
    expect(editor.locator("ul li")).to_have_count(2)
    assert editor.inner_html() == KEPT
    page.evaluate(COPY_IMAGE, base64.b64encode(drawing()).decode())
    page.route("**/images/", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.keyboard.press("Control+v")
    page.locator("#notes").get_by_role("button", name="Enregistrer").click()  # before the image is there: it is awaited
    shown = page.locator("#notes .ui-chrono-corps .ui-riche")
    expect(shown.locator("h3")).to_have_text("Compte rendu")
    assert shown.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 240


def look(ouvrir, path: str) -> dict:
    """The composer, a note and the notebook being written, in both themes and sizes."""
    wrongs = {}
    for theme, size in (("clair", 1440), ("sombre", 390)):
        page = ouvrir(path, size, theme=theme)
        page.get_by_role("button", name="Modifier le carnet de notes").click()
        page.locator("#notes").get_by_role("button", name="Modifier :").click()
        page.get_by_label(NOTE).click()
        expect(tools(page)).to_have_count(3)
        tools(page).first.get_by_role("button", name="Lien").click()
        page.get_by_label("Adresse du lien").first.fill("javascript:alert(1)")
        page.get_by_label("Adresse du lien").first.press("Enter")
        photo(page, f"riche-{theme}-{size}")
        page.evaluate("scrollTo(0, 0)")
        if found := violations(page) + too_wide(page):
            wrongs[theme, size] = found
    return wrongs


@pytest.mark.covers("D-033", "B-041")
def test_a_description_and_a_note_are_laid_out_pasted_and_written_again(ouvrir, lumen):
    describe(ouvrir("/prospects/nouveau"))
    with lumen():
        path = f"/opportunites/{make_opportunite(make_tiers('Menuiserie Delaunay')).id}"
    page = ouvrir(path, permissions=["clipboard-read", "clipboard-write"])
    write_note(page)
    write_again(page)
    assert look(ouvrir, path) == {}

"""A rich text keeps its form and its images, and nothing that could harm."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from crm import clock, images, richtexte
from crm.pistes import Piste
from crm.sujets import Piece
from tenants import db
from tests.fabrique import make_piste, moi

LIEN = '<a href="https://bois.example/plan">le plan</a>'
RICHE = f"<h3>Le besoin</h3><p>Un <b>salon</b> en <em>chêne</em>,<br>voir {LIEN}</p>"
LISTE = "<ul><li>Pose</li><li>Vernis &amp; cire</li></ul>"
EMPREINTE = "ab" * 32


def png(size: tuple[int, int] = (12, 8), **save) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, (200, 30, 30, 128)).save(out, "PNG", **save)
    return out.getvalue()


def upload(someone, content: bytes | None = None, name: str = "plan.png"):
    return someone.post("/images/", {"image": (io.BytesIO(content or png()), name)}, htmx=True)


def described(lumen, entreprise: str) -> str | None:
    with lumen():
        return db.session.scalar(select(Piste.description).where(Piste.entreprise == entreprise))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (RICHE, '<p>Un <b>salon</b> en <em>chêne</em>,<br>voir <a href="https://bois.example/plan"'),
        (LISTE, LISTE),
        ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="ui-x" id="q">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p><a"),
        ('<p><a href=" java\nscript:alert(1)">a</a></p>', "<p><a"),
        ('<p>a</p><img src="https://espion.example/pixel.gif">', "<p>a</p>"),
        ('<p>a</p><img src="data:image/png;base64,AAAA" onerror="x()">', "<p>a</p>"),
        (
            f'<p><img src="/lumen/images/{EMPREINTE}" alt="Plan"></p>',
            f'<p><img src="image:{EMPREINTE}" alt="Plan"></p>',
        ),
        (f'<p>a<img src="https://autre.example/x.png?/images/{EMPREINTE}z"></p>', "<p>a</p>"),
        ("<p>a</p><iframe src='https://x.example'></iframe><form><input></form><svg><p>b</p></svg>", "<p>a</p>"),
        ("<h1>Grand</h1><table><tr><td>cellule</td></tr></table><p>fin</p>", "Grandcellule<p>fin</p>"),
    ],
)
def test_only_a_few_tags_are_kept(typed, kept):
    found = richtexte.read(typed)
    assert found.startswith(kept) or kept in found
    for harmful in ("script", "onclick", "onerror", "style=", "espion", "data:", "iframe", "<form", "class=", "<svg"):
        assert harmful not in found
    assert richtexte.clean(found) == found


@pytest.mark.parametrize("empty", [None, "", "  ", "<p><br></p>", "<p> </p>", "<script>x</script><p></p>"])
def test_what_says_nothing_is_nothing(empty):
    assert richtexte.read(empty) is None


def test_plain_text_becomes_paragraphs_and_back():
    kept = richtexte.read("Bonjour,\r\n1 < 2 & 3\r\n\r\nSuite")
    assert kept == "<p>Bonjour,<br>1 &lt; 2 &amp; 3</p><p>Suite</p>"
    assert richtexte.to_text(kept) == "Bonjour,\n1 < 2 & 3\n\nSuite"
    assert richtexte.read("Bonjour,\n1 < 2 & 3\n\nSuite", kept) is kept


def test_the_words_of_a_rich_text_are_read_alone():
    said = "Le besoin\n\nUn salon en chêne,\nvoir le plan\n\n• Pose\n• Vernis & cire"
    assert richtexte.to_text(RICHE + LISTE) == said
    assert richtexte.to_text(f'<p>Voir <img src="image:{EMPREINTE}" alt="Plan"></p>') == "Voir [image : Plan]"


@pytest.mark.covers("D-033")
def test_the_description_of_a_prospect_is_html_with_images(bruno, chloe, david, lumen):
    url = upload(bruno).json["url"]
    assert bruno.get(url, root=True).status_code == 200
    assert chloe.get(url, root=True).status_code == 404, "nobody else's until it is saved"
    sent = {"entreprise": "Riche et fils", "description": f'{RICHE}<p><img src="{url}" alt="Plan"></p>'}
    card = bruno.get(bruno.post("/prospects/", sent).headers["Location"], root=True).text
    assert "<h3>Le besoin</h3>" in card and "<b>salon</b>" in card and f'src="{url}"' in card
    empreinte = url.rpartition("/")[2]
    assert f'src="image:{empreinte}"' in described(lumen, "Riche et fils")
    shown = chloe.get(url, root=True)
    assert shown.status_code == 200 and shown.mimetype == "image/png" and shown.headers["X-Content-Type-Options"]
    assert david.get(f"/images/{empreinte}").status_code == 404 == david.get(url, root=True).status_code
    with lumen():
        piste = db.session.scalar(select(Piste).where(Piste.entreprise == "Riche et fils"))
        pieces = db.session.scalars(select(Piece).where(Piece.sha256 == empreinte)).all()
        assert [(one.sujet_type, one.sujet_id) for one in pieces] == [("pistes", piste.id)]


def test_the_form_shows_the_text_and_keeps_the_form_of_what_is_not_changed(bruno, lumen):
    with lumen():
        number = make_piste(entreprise="Sans script", description=RICHE).id
    form = bruno.get(f"/prospects/{number}/modification").text
    area = re.search(r"<textarea[^>]*name=\"description\"[^>]*>\s*(.*?)</textarea>", form, re.S)[1]
    assert "Un salon en chêne" in area and "&lt;b&gt;" not in area and "data-riche-html=" in form
    assert "data-riche-saisi" not in form
    sent = {"entreprise": "Sans script", "version": "1", "pays": "FR"}
    typed = "Le besoin\r\n\r\nUn salon en chêne,\r\nvoir le plan"
    assert bruno.post(f"/prospects/{number}", sent | {"description": typed}).status_code == 303
    assert "<b>salon</b>" in described(lumen, "Sans script")
    bruno.post(f"/prospects/{number}", sent | {"description": "Autre chose\r\n\r\nSuite", "version": "2"})
    assert described(lumen, "Sans script") == "<p>Autre chose</p><p>Suite</p>"


def test_what_was_typed_is_not_lost_when_another_field_is_wrong(bruno):
    sent = {"entreprise": "X", "email": "faux", "description": "<p>Un <b>texte</b> long</p><script>x</script>"}
    answer = bruno.post("/prospects/", sent, target="form")
    assert answer.status_code == 422 and "&lt;b&gt;texte&lt;/b&gt;" in answer.text and "script&gt;" not in answer.text
    assert "data-riche-saisi" in answer.text
    answer = bruno.post("/prospects/", sent | {"description": "x" * 50_001}, target="form")
    assert answer.status_code == 422 and "trop long" in answer.text


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x()'></svg>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n abime", b"GIF89a" + b"\x00" * 20]
)
def test_what_is_not_an_image_is_refused(bruno, content):
    answer = bruno.post("/images/", {"image": (io.BytesIO(content), "x.png")}, htmx=True)
    assert answer.status_code == 422


def test_an_image_is_redrawn_so_that_nothing_of_the_file_survives(bruno, lumen, chloe):
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("secret", "numéro de téléphone")
    empreinte = upload(bruno, png((3000, 20), pnginfo=info)).json["url"].rpartition("/")[2]
    content = bruno.get(f"/images/{empreinte}").data
    assert b"secret" not in content and Image.open(io.BytesIO(content)).width == images.SIDE
    assert upload(chloe).status_code == 403


def test_another_file_of_the_company_is_not_an_image(bruno, lumen):
    from crm.pieces import attach

    with lumen():
        secret = attach(make_piste(), "secret.txt", b"un secret", moi().id).sha256
    assert bruno.get(f"/images/{secret}").status_code == 404 == bruno.get("/images/x").status_code


def test_an_image_copied_into_another_text_belongs_to_both(bruno, lumen):
    url = upload(bruno, png((9, 9))).json["url"]
    for entreprise in ("Premier texte", "Second texte"):
        bruno.post("/prospects/", {"entreprise": entreprise, "description": f'<p><img src="{url}"></p>'})
    with lumen():
        of = select(Piece.sujet_type).where(Piece.sha256 == url.rpartition("/")[2])
        assert db.session.scalars(of).all() == ["pistes", "pistes"]


def test_images_of_texts_that_nobody_saved_are_thrown_away(bruno, lumen):
    url = upload(bruno, png((7, 7))).json["url"]
    with lumen():
        assert images.forget(clock.now()) == 0
        assert images.forget(clock.now() + timedelta(days=3)) >= 1
    assert bruno.get(url, root=True).status_code == 404


def test_words_of_a_description_are_found_exported_and_read_in_history(bruno, lumen):
    with lumen():
        number = make_piste(entreprise="Cherchée", description="<p>Un parquet <b>hongrois</b></p>").id
        db.session.get(Piste, number).revise(description="<p>Un <b>parquet versaillais</b></p>")
    assert "Cherchée" in bruno.get("/prospects/?q=versaillais").text
    page = bruno.get(f"/prospects/{number}?onglet=historique").text
    assert "Un parquet versaillais" in page and "&lt;b&gt;" not in page
    bruno.post("/prospects/colonnes", {"colonne": ["nom", "description"], "requete": ""})
    assert "Un parquet versaillais" in bruno.get("/prospects/?q=versaillais").text

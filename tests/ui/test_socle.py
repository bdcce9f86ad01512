"""Addresses of static files, answers to htmx, security headers, sizes: without a browser."""

import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest

from blueprints.ui.noms import TONS, appareil, initiales, ton_de
from blueprints.ui.statique import DIST, InterfaceManquante, Statique
from crm.formats import unite
from tests.ui.galerie import create_galerie

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def client():
    return create_galerie().test_client()


def gz(name: str) -> int:
    return (DIST / (Statique().manifest[name] + ".gz")).stat().st_size


def test_static_addresses_never_carry_the_company(client):
    page = client.get("/liste", environ_overrides={"SCRIPT_NAME": "/atelier-lumen"}).get_data(as_text=True)
    assert 'href="/static/dist/css/app.' in page
    assert "/atelier-lumen/static" not in page
    assert "/atelier-lumen/liste?tri=nom" in page


def test_an_unbuilt_interface_says_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr("blueprints.ui.statique.DIST", tmp_path)
    with pytest.raises(InterfaceManquante, match=r"python -m tenants\.hosting\.assets"):
        Statique()


def test_an_unknown_icon_says_where_to_add_it():
    with pytest.raises(LookupError, match=r"static/icones\.txt"):
        Statique().ic("licorne")


def test_an_icon_is_decorative_unless_it_is_named():
    ic = Statique().ic
    assert 'aria-hidden="true"' in ic("flame")
    assert 'aria-label="&lt;b&gt;"' in ic("flame", "<b>")


def test_the_same_address_gives_the_page_or_its_fragment(client):
    page = client.get("/liste")
    fragment = client.get("/liste", headers={"HX-Request": "true", "HX-Target": "liste"})
    restored = client.get(
        "/liste", headers={"HX-Request": "true", "HX-Target": "liste", "HX-History-Restore-Request": "true"}
    )
    other = client.get("/liste", headers={"HX-Request": "true", "HX-Target": "autre"})
    assert fragment.text.lstrip().startswith('<div id="liste"')
    assert page.text.startswith("<!doctype html>") and restored.text.startswith("<!doctype html>")
    assert other.text.startswith("<!doctype html>")
    assert fragment.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert {"HX-Request", "HX-Target"} <= set(page.vary)


def test_a_toast_follows_a_redirection_and_is_shown_once(client):
    client.post("/lot", data={"ids": ["1", "2"]})
    assert "Clients archivés : 2." in client.get("/liste").text
    assert "Clients archivés" not in client.get("/liste").text


def test_a_toast_leaves_with_an_htmx_answer_in_plain_ascii(client):
    form = {"societe": "X", "email": "a@exemple.fr", "source": "Salon"}
    response = client.post("/nouveau", data=form, headers={"HX-Request": "true", "HX-Target": "form"})
    assert response.status_code == 204
    assert response.headers["HX-Trigger"].isascii()
    events = json.loads(response.headers["HX-Trigger"])
    assert events["volet:fermer"] and events["clients:maj"]
    assert events["toast"] == [{"message": "Prospect créé.", "annuler": "/annulation", "ton": "succes"}]


def test_every_answer_carries_the_security_headers(client):
    for path in ("/liste", "/rien"):
        headers = client.get(path).headers
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_bad_theme_is_refused(client):
    assert client.post("/theme", data={"theme": "rose"}).status_code == 422
    assert "theme=sombre" in client.post("/theme", data={"theme": "sombre"}).headers["Set-Cookie"]


def test_what_every_page_loads_stays_small(client):
    css = gz("css/bootstrap.css") + gz("css/app.css")
    js = sum(gz(f"js/{name}.js") for name in ("bootstrap", "htmx", "app", "theme"))
    font = (DIST / Statique().manifest["fonts/inter.woff2"]).stat().st_size
    html = len(gzip.compress(client.get("/liste").data, 6))
    assert css <= 50_000
    assert js <= 60_000
    assert font <= 30_000
    assert html <= 20_000
    assert css + js + font + html <= 150_000


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [("Camille Roussel", "CR"), ("L’Écume", "É"), ("Société du Canal de Dijon", "SD"), ("", "?"), ("Élan", "É")],
)
def test_initials_skip_small_words(nom, attendu):
    assert initiales(nom) == attendu


def test_a_name_always_has_the_same_tone():
    assert ton_de("Menuiserie Delaunay") == ton_de("Menuiserie Delaunay") in TONS


def test_vendored_files_keep_no_source_map():
    for file in (p for p in DIST.rglob("*") if p.suffix in (".js", ".css")):
        assert "sourceMappingURL" not in file.read_text()


def test_the_lockfile_records_no_address():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
            "Chrome sur Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0",
            "Edge sur Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 Version/20.1 Safari/604.1",
            "Safari sur iPhone",
        ),
        ("curl/8", "Appareil inconnu"),
        (None, "Appareil inconnu"),
    ],
)
def test_a_device_is_named_as_people_do(sent, said):
    assert appareil(sent) == said


@pytest.mark.parametrize(
    ("nom", "quantite", "ecrit"),
    [
        ("heure", "3", "heures"),
        ("heure", "1.5", "heure"),
        ("mois", "6", "mois"),
        ("m²", "12", "m²"),
        ("kg", "8", "kg"),
        (None, "2", ""),
    ],
)
def test_a_unit_follows_its_quantity(nom, quantite, ecrit):
    assert unite(nom, Decimal(quantite)) == ecrit

"""Nothing is fetched, nothing is executed, nothing is printed that our font cannot draw."""

import dataclasses
import hashlib
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from crm.documents import moteur, polices
from crm.documents.identites import Logo
from crm.documents.logo import logo_from
from crm.documents.rendu import pdf
from crm.errors import RegleMetier
from tests.documents import exemples
from tests.documents.lecture import lire, texte

pytestmark = pytest.mark.skipif(polices.indisponible() is not None, reason=str(polices.indisponible()))


def test_markup_in_a_text_is_inert(monkeypatch):
    asked = []
    monkeypatch.setattr(moteur, "_fetcher", espion(moteur._fetcher, asked))
    piege = "<img src=http://example.com/x.png><style>@import url(file:///etc/passwd)</style>"
    contenu = exemples.facture(lignes=(exemples.ligne(piege, description=piege),), objet=piege, mentions=(piege,))
    assert "<img src=http://example.com" in texte(contenu)
    assert asked == []


def espion(make, asked):
    def wrapped(images):
        fetcher = make(images)
        fetch = fetcher.fetch
        fetcher.fetch = lambda url, headers=None: asked.append(url) or fetch(url, headers)
        return fetcher

    return wrapped


@pytest.mark.parametrize("url", ["http://example.com/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA"])
def test_even_our_own_template_could_fetch_nothing(url):
    with pytest.raises(RuntimeError, match="nothing is fetched"):
        moteur.render(f"<title>x</title><img alt='' src='{url}'>", "document.css")


def test_a_logo_is_drawn_and_described():
    logo = exemples.logo()
    emetteur = dataclasses.replace(exemples.EMETTEUR, logo=logo)
    reader = lire(pdf(exemples.facture(emetteur=emetteur)))
    assert len(reader.pages[0].images) == 1
    ailleurs = dataclasses.replace(emetteur, logo=dataclasses.replace(logo, donnees=None))
    contenu = exemples.facture(emetteur=ailleurs)
    assert pdf(contenu, {logo.sha256: logo.donnees}.__getitem__) == pdf(exemples.facture(emetteur=emetteur))
    with pytest.raises(RegleMetier, match="empreinte"):
        pdf(contenu, lambda sha: b"autre chose")
    with pytest.raises(RegleMetier, match="empreinte"):
        pdf(contenu)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://example.com/x.png"/></svg>'


def test_a_logo_that_could_point_elsewhere_is_refused():
    with pytest.raises(RegleMetier, match="PNG, JPEG, WebP ou GIF"):
        logo_from(SVG)
    logo = Logo(sha256=hashlib.sha256(SVG).hexdigest(), donnees=SVG)
    emetteur = dataclasses.replace(exemples.EMETTEUR, logo=logo)
    with pytest.raises(RegleMetier, match="PNG"):
        pdf(exemples.facture(emetteur=emetteur))


@pytest.mark.parametrize("texte_fautif", ["Livraison 🚚 rapide", "Cahier des charges 漢"])
def test_a_sign_our_font_cannot_draw_is_named(texte_fautif):
    with pytest.raises(RegleMetier) as refus:
        pdf(exemples.facture(lignes=(exemples.ligne("Conseil"), exemples.ligne(texte_fautif))))
    assert texte_fautif in refus.value.message and refus.value.champ == "lignes.2.designation"


def test_an_invisible_character_is_refused():
    with pytest.raises(RegleMetier, match="invisible"):
        pdf(exemples.facture(objet="Travaux\x0b de peinture"))


def test_importing_the_trade_does_not_load_weasyprint():
    code = "import sys, crm.documents.rendu, crm.documents.enveloppe; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_machine_without_pango_gets_a_sentence_and_no_crash(monkeypatch):
    polices.indisponible.cache_clear()
    monkeypatch.setattr(polices, "_loads", lambda name: "pango" not in name)
    try:
        with pytest.raises(RegleMetier, match=r"libpango-1\.0\.so\.0.*apt-get install"):
            pdf(exemples.facture())
    finally:
        monkeypatch.undo()
        polices.indisponible.cache_clear()


def test_documents_one_after_the_other_take_no_memory():
    def resident() -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6

    for _ in range(3):
        pdf(exemples.facture())
    before = resident()
    for _ in range(20):
        pdf(exemples.facture())
    assert resident() - before < 8

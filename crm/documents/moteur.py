"""WeasyPrint, tamed: nothing fetched, our fonts only, the same bytes each time, and quick once warm.

WeasyPrint is imported on first use: nobody pays for it, nor needs its system libraries, by importing the trade.
"""

import functools
import gc
import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crm import formats
from crm.documents import polices
from crm.errors import RegleMetier

MODELES = Path(__file__).parents[2] / "templates" / "documents"
PDFA = "pdf/a-3a"
NOTDEF = ".notdef glyph rendered"

_one_at_a_time = threading.Lock()


class GlyphesManquants(Exception):
    """Characters our font cannot draw; `caracteres` holds them."""

    def __init__(self, caracteres: set[str]):
        super().__init__(", ".join(sorted(caracteres)))
        self.caracteres = caracteres


@dataclass(frozen=True)
class Joint:
    """A file the PDF carries, dated `le`, and `rdf`: what the metadata say of it."""

    nom: str
    octets: bytes
    le: date
    rdf: bytes


def html(modele: str, **context) -> str:
    return _jinja().get_template(modele).render(**context)


def render(
    page: str,
    feuille: str,
    images: dict[str, bytes] | None = None,
    variante: str | None = None,
    joint: Joint | None = None,
) -> bytes:
    """The PDF of a page already written. `images`: the bytes of each address the page may show, and no other."""
    if raison := polices.indisponible():
        raise RegleMetier(raison)
    with _one_at_a_time, _without_gc(), _watch_glyphs() as manquants:
        pdf = _write(page, feuille, images or {}, variante, joint)
    if manquants:
        raise GlyphesManquants(manquants)
    return pdf


def _write(page: str, feuille: str, images: dict[str, bytes], variante: str | None, joint: Joint | None) -> bytes:
    """Apart, so that nothing holds the boxes any more when the collector passes."""
    weasyprint, police = _weasyprint()
    document = _page()(page, _fetcher(images))
    try:
        rendered = document.render(stylesheets=[_css(feuille)], font_config=police, pdf_variant=variante)
        if joint:
            _carry(rendered, joint)
        return rendered.write_pdf(pdf_variant=variante)
    except weasyprint.urls.FatalURLFetchingError as error:  # a BaseException: it would stop a worker
        raise RuntimeError(str(error)) from error


def _carry(document, joint: Joint) -> None:
    """Attach a file, and complete the only RDF of the metadata: a second one would be read by nobody."""
    from weasyprint import Attachment
    from weasyprint.pdf.metadata import DocumentMetadata

    class Metadata(DocumentMetadata):
        def generate_rdf_metadata(self, variant, version, conformance):
            head, end, tail = super().generate_rdf_metadata(variant, version, conformance).rpartition(b"</rdf:RDF>")
            return head + joint.rdf + end + tail

    at = datetime.combine(joint.le, time.min)
    attachment = Attachment(
        string=joint.octets, name=joint.nom, relationship="Data", created=at, modified=at, description=joint.nom
    )
    document.metadata = Metadata(**vars(document.metadata) | {"attachments": [attachment]})


@functools.cache
def _jinja() -> Environment:
    env = Environment(
        loader=FileSystemLoader(MODELES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(formats.FILTRES)
    return env


@functools.cache
def _weasyprint():
    """The module and the only FontConfiguration: a new one for each PDF leaks memory and is slower."""
    polices.preparer()
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    return weasyprint, FontConfiguration()


@functools.cache
def _css(feuille: str):
    weasyprint, police = _weasyprint()
    return weasyprint.CSS(string=(MODELES / feuille).read_text(), font_config=police, url_fetcher=_fetcher({}))


@functools.cache
def _page():
    """WeasyPrint’s document, read by lxml, with our own sheet of elements: a seventh less work for the same bytes."""
    weasyprint, _ = _weasyprint()
    import cssselect2
    import lxml.html

    class Page(weasyprint.HTML):
        base_url, media_type = None, "print"

        def __init__(self, string: str, url_fetcher):
            self.url_fetcher = url_fetcher
            tree = lxml.html.document_fromstring(string)
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms=False):
            return [_css("elements.css")]

    return Page


def _fetcher(images: dict[str, bytes]):
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OnlyOurImages(URLFetcher):
        def fetch(self, url, headers=None):
            if url not in images:
                raise FatalURLFetchingError(f"nothing is fetched to make a document: {url[:80]}")
            return URLFetcherResponse(url, images[url], {"Content-Type": "image/png"})

    return OnlyOurImages()


@contextmanager
def _without_gc():
    """The collector would walk the whole tree of boxes again and again: a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
        gc.collect(1)


class _Glyphs(logging.Filter):
    """Catches the warnings of WeasyPrint about characters that no font draws."""

    def __init__(self):
        super().__init__()
        self.caracteres: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        if not str(record.msg).startswith(NOTDEF):
            return True
        self.caracteres.add(record.args[0])
        return False


@contextmanager
def _watch_glyphs():
    logger, glyphs = logging.getLogger("weasyprint"), _Glyphs()
    level = logger.level
    logger.setLevel(min(logger.getEffectiveLevel(), logging.WARNING))
    logger.addFilter(glyphs)
    try:
        yield glyphs.caracteres
    finally:
        logger.removeFilter(glyphs)
        logger.setLevel(level)

"""Reading a PDF back."""

import io

from pypdf import PdfReader

from crm.documents.contenu import Contenu
from crm.documents.rendu import pdf

MM = 72 / 25.4


def lire(octets: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(octets))


def texte(contenu: Contenu) -> str:
    pages = [page.extract_text() for page in lire(pdf(contenu)).pages]
    return " ".join("\n".join(pages).replace("\u202f", " ").replace("\u00a0", " ").split())


def positions(octets: bytes) -> list[tuple[str, float, float]]:
    """(text, x, y of the baseline) in millimetres from the top left of the first page."""
    found = []

    def visit(text, cm, tm, font, size):
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip():
            found.append((text.strip(), x / MM, 297 - y / MM))

    lire(octets).pages[0].extract_text(visitor_text=visit)
    return found

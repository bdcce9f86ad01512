"""Envelopes: what the post reads, where it reads it."""

import io

import pytest
from pypdf import PdfReader

from crm.documents import polices
from crm.documents.adresses_postales import lignes_postales
from crm.documents.enveloppe import enveloppes
from crm.documents.identites import Adresse, Client
from crm.errors import RegleMetier
from tests.documents import exemples

imprimable = pytest.mark.skipif(polices.indisponible() is not None, reason=str(polices.indisponible()))
BERLIN = Client(
    noms=("Müller & Söhne GmbH",),
    adresse=Adresse(lignes=("Hauptstraße 5",), code_postal="10115", ville="Berlin", pays="DE"),
)


def test_lines_are_in_bare_capitals():
    adresse = Adresse(lignes=("12 bis, rue de l’Œuvre",), code_postal="69003", ville="Saint-Étienne, CEDEX 3")
    lignes = lignes_postales(("Crêperie d’Été", "Mme Zoé Noël"), adresse)
    assert lignes == ("CREPERIE D ETE", "MME ZOE NOEL", "12 BIS RUE DE L OEUVRE", "69003 SAINT ETIENNE CEDEX 3")


def test_the_country_is_written_for_abroad_only():
    assert lignes_postales(BERLIN.noms, BERLIN.adresse)[-2:] == ("10115 BERLIN", "ALLEMAGNE")
    assert lignes_postales(exemples.CLIENT.noms, exemples.CLIENT.adresse)[-1] == "69003 LYON"


def test_a_long_line_is_abbreviated_as_little_as_needed_then_refused():
    longue = Adresse(lignes=("1250 avenue du Maréchal-de-Lattre-de-Tassigny",), code_postal="59000", ville="Lille")
    assert lignes_postales(("Ets X",), longue)[1] == "1250 AV DU MAL DE LATTRE DE TASSIGNY"
    with pytest.raises(RegleMetier, match="38 caractères"):
        lignes_postales(("Une raison sociale qui n’en finit vraiment pas",), longue)


def test_more_than_six_lines_are_refused_rather_than_cut():
    adresse = Adresse(lignes=("A", "B", "C", "D"), code_postal="59000", ville="Lille")
    with pytest.raises(RegleMetier, match="7 lignes"):
        lignes_postales(("X", "Y"), adresse)


@imprimable
@pytest.mark.parametrize(("format", "taille"), [("dl", (220, 110)), ("c5", (229, 162)), ("c4", (324, 229))])
def test_there_is_one_envelope_per_recipient_at_its_size(format, taille):
    reader = PdfReader(io.BytesIO(enveloppes([exemples.CLIENT, BERLIN], exemples.EMETTEUR, format)))
    assert len(reader.pages) == 2
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == taille
    assert "MENUISERIE DELAUNAY" in reader.pages[0].extract_text()
    assert "ALLEMAGNE" in reader.pages[1].extract_text()
    assert "Atelier Lumen" in reader.pages[1].extract_text()


@imprimable
def test_the_address_leaves_the_postal_zones_free():
    """20 mm at the bottom and on the right, 40 mm at the top."""
    found = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            found.append((tm[4] * cm[0] + cm[4], 110 - (tm[5] * cm[3] + cm[5]) * 25.4 / 72))

    PdfReader(io.BytesIO(enveloppes([BERLIN]))).pages[0].extract_text(visitor_text=visit)
    assert found and all(40 < y < 90 and x * 25.4 / 72 >= 100 for x, y in found)


def test_an_unknown_size_and_an_empty_selection_are_refused():
    with pytest.raises(RegleMetier, match="format"):
        enveloppes([BERLIN], format="a4")
    with pytest.raises(RegleMetier, match="destinataire"):
        enveloppes([])

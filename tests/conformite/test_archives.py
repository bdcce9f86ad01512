"""The yearly archive is read and verified without Comptoir; what is changed in it is named (CAI-10)."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from crm.conformite import Archive, Cloture
from crm.conformite.coffre import pem
from crm.conformite.verifieur import verify
from crm.errors import RegleMetier
from crm.evenements import Evenement
from crm.factures import Facture
from tenants import Travail, db, storage, vault
from tenants.config import ROOT
from tests.casting import inside
from tests.conformite.test_clotures import at, rectify
from tests.fabrique import D, ligne, make_avoir, make_facture, make_reglement, moi


@pytest.fixture(scope="module")
def made(app):
    """The archive of 2026: two rates, an avoir, a payment undone, a facture to be replaced. Its bytes."""
    with inside(app, "atelier-lumen"):
        first = make_facture(
            issued=True, lignes=[ligne(), ligne("Échafaudage « bleu » ; =2+2", prix="33.33", taux="10")]
        )
        second = make_facture(issued=True, lignes=[ligne(prix="80", taux="5.5")])
        make_avoir(first, montants={"20": D(100)})
        make_reglement(second, "10").cancel("Erreur", second.emise_le, moi(), second.emise_a)
        make_reglement(second)
        make_facture(issued=True, lignes=[ligne("Corrigée l’année suivante", "1", "70")])
        Cloture.close_due(date(2027, 1, 2))
        result = Archive.make_now(Cloture.last("exercice").id, "Alice Moreau")
        assert Evenement.last("archive").detail["sha256"] == result["sha256"]
        assert vault.of_company().public_key
        return storage.get(result["sha256"])


@pytest.fixture
def path(made, tmp_path):
    target = tmp_path / "archive.zip"
    target.write_bytes(made)
    return target


def files(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rewrite(path, contents: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as target:
        for name, content in contents.items():
            target.writestr(name, content)


def faults(path, cle=None) -> list[str]:
    return [constat.phrase for constat in verify(path, cle) if not constat.tient]


def test_the_archive_holds_and_says_what(path):
    told = [constat.phrase for constat in verify(path)]
    assert faults(path) == []
    said = " ".join(told)
    for expected in (
        "Le manifeste est signé", "Les 4 documents sont les mêmes", "Chaîne documents : 4 maillons",
        "Chaîne reglements : 3 maillons", "FA-2026-… de 1 à 3, AV-2026-… de 1 à 1", "la clôture de l’exercice",
        "3 clôtures se cumulent",
    ):  # fmt: skip
        assert expected in said, expected


def test_it_is_read_without_comptoir(path):
    contents = files(path)
    assert (
        "Atelier Lumen" in contents["LISEZ-MOI.txt"].decode() and "sha256sum -c" in contents["LISEZ-MOI.txt"].decode()
    )
    lignes = contents["csv/lignes.csv"].decode("utf-8-sig")
    assert "FA-2026-00001;ligne;" in lignes and '"Échafaudage « bleu » ; =2+2"' in lignes
    assert "FA-2026-00001" in contents["csv/documents.csv"].decode()
    assert "a émis" not in contents["csv/journal.csv"].decode() and "emission" in contents["csv/journal.csv"].decode()
    pdf = PdfReader(io.BytesIO(contents["documents/00000001-FA-2026-00001.pdf"]))
    assert list(pdf.attachments) == ["factur-x.xml"]
    assert pdf.attachments["factur-x.xml"][0] == contents["documents/00000001-FA-2026-00001.xml"]


def test_it_is_verified_with_ordinary_tools(path, tmp_path):
    with zipfile.ZipFile(path) as opened:
        opened.extractall(tmp_path)
    sums = subprocess.run(["sha256sum", "-c", "--quiet", "MANIFESTE.sha256"], cwd=tmp_path, capture_output=True)
    assert sums.returncode == 0, sums.stderr
    openssl = "openssl pkeyutl -verify -pubin -inkey CLE-PUBLIQUE.pem -rawin -in MANIFESTE.sha256 -sigfile"
    signed = subprocess.run([*openssl.split(), "SIGNATURE.ed25519"], cwd=tmp_path, capture_output=True, text=True)
    assert signed.returncode == 0 and "Successfully" in signed.stdout


def test_the_command_needs_neither_database_nor_configuration(path):
    bare = {"PATH": os.environ["PATH"], "HOME": str(path.parent), "LANG": "C.UTF-8"}
    asked = [sys.executable, "-m", "flask", "--app", "wsgi", "verifier", str(path)]
    done = subprocess.run(asked, cwd=ROOT, env=bare, capture_output=True, text=True)
    assert done.returncode == 0 and "Cette archive est intacte." in done.stdout, done.stdout + done.stderr
    path.write_bytes(path.read_bytes()[:-1000])
    done = subprocess.run(asked, cwd=ROOT, env=bare, capture_output=True, text=True)
    assert done.returncode == 1 and "NE TIENT PAS" in done.stdout


@pytest.mark.parametrize("name", ["documents/00000002-FA-2026-00002.pdf", "csv/journal.csv", "LISEZ-MOI.txt"])
def test_one_byte_changed_names_its_file(path, name):
    contents = files(path)
    changed = bytearray(contents[name])
    changed[len(changed) // 2] ^= 1
    rewrite(path, contents | {name: bytes(changed)})
    assert faults(path)[0] == f"{name} a changé depuis qu’il est archivé."


def test_one_byte_changed_in_the_zip_itself_names_its_file(path):
    with zipfile.ZipFile(path) as opened:
        entry = opened.getinfo("csv/documents.csv")
        start = entry.header_offset + 30 + len(entry.filename)
    content = bytearray(path.read_bytes())
    content[start + entry.compress_size // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    assert faults(path)[0].startswith("csv/documents.csv a changé")


def test_a_file_that_is_missing_or_added_is_named(path):
    contents = files(path)
    name = "documents/00000003-AV-2026-00001.json"
    rewrite(path, {key: value for key, value in contents.items() if key != name})
    assert faults(path)[0] == f"{name} manque."
    rewrite(path, contents | {"documents/00000009-FA-2026-00009.json": b"{}"})
    assert faults(path) == ["documents/00000009-FA-2026-00009.json a été ajouté."]


def test_two_documents_exchanged_are_named(path):
    contents = files(path)
    one, two = "documents/00000001-FA-2026-00001.json", "documents/00000002-FA-2026-00002.json"
    rewrite(path, contents | {one: contents[two], two: contents[one]})
    assert faults(path)[0] == f"{one} a changé depuis qu’il est archivé (2 écarts en tout)."


def sign_again(contents: dict[str, bytes], app) -> dict[str, bytes]:
    """As the company itself would: only what the archive says can betray it."""
    unsigned = {name: value for name, value in contents.items() if name.islower() or "/" in name or "LISEZ" in name}
    manifest = "".join(f"{hashlib.sha256(value).hexdigest()}  {name}\n" for name, value in unsigned.items()).encode()
    with inside(app, "atelier-lumen"):
        signature = vault.of_company().sign(manifest)
    return unsigned | {
        "MANIFESTE.sha256": manifest, "SIGNATURE.ed25519": signature, "CLE-PUBLIQUE.pem": contents["CLE-PUBLIQUE.pem"],
    }  # fmt: skip


def test_a_manifest_made_again_without_the_key_is_refused(path, app):
    contents = files(path)
    changed = contents | {"csv/documents.csv": contents["csv/documents.csv"].replace(b"1066.66", b"1066.60")}
    again = sign_again(changed, app) | {"SIGNATURE.ed25519": contents["SIGNATURE.ed25519"]}
    rewrite(path, again)
    assert faults(path)[0].startswith("La signature ne correspond pas : MANIFESTE.sha256")


def test_another_key_than_the_one_of_the_attestation_is_refused(path, dupont):
    with dupont():
        other = vault.of_company()
        signed, key = other.sign(files(path)["MANIFESTE.sha256"]), other.public_key
    rewrite(path, files(path) | {"SIGNATURE.ed25519": signed, "CLE-PUBLIQUE.pem": pem(key)})
    assert faults(path) == [] and "n’est pas celle qui est attendue" in faults(path, "0" * 64)[0]


def swap(name: str, old: str, new: str):
    def change(contents: dict[str, bytes]) -> dict[str, bytes]:
        assert old.encode() in contents[name], name
        return contents | {name: contents[name].replace(old.encode(), new.encode(), 1)}

    return change


def without_last_line(name: str):
    def change(contents: dict[str, bytes]) -> dict[str, bytes]:
        return contents | {name: b"\r\n".join(contents[name].split(b"\r\n")[:-2]) + b"\r\n"}

    return change


FORGED = [
    (swap("csv/documents.csv", "1066.66", "1000.00"), "documents/00000001-FA-2026-00001.json, total_ht"),
    (swap("documents/00000002-FA-2026-00002.xml", "FA-2026-00002", "FA-2026-00009"), "00000002-FA-2026-00002.xml"),
    (swap("csv/reglements.csv", ";virement;", ";especes;"), "règlements par mode"),
    (swap("csv/clotures.csv", "1406.13", "1406.14"), "Clôture jour du 2026-11-20, cumul perpétuel"),
    (without_last_line("csv/reglements.csv"), "Chaîne reglements : elle s’arrête au maillon 2, 3 sont annoncés"),
    (without_last_line("csv/documents.csv"), "Chaîne documents : elle s’arrête au maillon 3"),
    (swap("archive.json", '"de": 1,', '"de": 2,'), "le maillon 2 manque"),
]


@pytest.mark.parametrize(("change", "named"), FORGED)
def test_what_does_not_agree_is_named_even_when_signed_again(path, app, change, named):
    rewrite(path, sign_again(change(files(path)), app))
    (fault,) = faults(path)
    assert named in fault


def test_a_pdf_that_is_not_the_sealed_one_is_named_even_when_signed_again(path, app):
    contents = files(path)
    name = "documents/00000001-FA-2026-00001.pdf"
    rewrite(path, sign_again(contents | {name: contents[name] + b"\n"}, app))
    assert faults(path) == [f"{name} ne correspond pas au reste de l’archive."]


def test_what_is_not_an_archive_is_said(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"rien")
    rewrite(tmp_path / "b.zip", {"a.txt": b"a"})
    assert faults(tmp_path / "a.zip") == ["Ce fichier n’est pas une archive ZIP lisible."]
    assert "Il manque MANIFESTE.sha256" in faults(tmp_path / "b.zip")[0]


def test_only_a_closed_fiscal_year_is_archived(lumen, made):
    with lumen(), pytest.raises(RegleMetier, match="exercice clos"):
        Archive.make_later(Cloture.last("mois"), moi())


def test_the_second_year_follows_the_first(lumen, made, work, tmp_path):
    with lumen():
        make_facture(issued=date(2027, 2, 1), now=at(date(2027, 2, 1)))
        wrong = db.session.scalars(select(Facture).order_by(Facture.rang.desc()).where(Facture.total_ht == 70)).one()
        rectify(wrong, "60", le=date(2027, 2, 2))
        Cloture.close_due(date(2028, 1, 2))
        travail = Archive.make_later(Cloture.last("exercice"), moi())
        assert travail.titre == "Archive : exercice 2027"
        number = travail.id
    work()
    with lumen():
        done = db.session.get(Travail, number)
        assert done.etat == "fait", done.raison
        (tmp_path / "2027.zip").write_bytes(storage.get(done.resultat["sha256"]))
    assert faults(tmp_path / "2027.zip") == []
    said = json.loads(files(tmp_path / "2027.zip")["archive.json"])
    assert said["chaines"]["documents"]["de"] == 5 and said["chaines"]["documents"]["precedente"] != "0" * 64

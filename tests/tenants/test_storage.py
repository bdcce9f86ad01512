"""A folder and a bucket keep files alike."""

import hashlib
import io
import os
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import uuid
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tenants.config import ROOT, BucketAddress, Config, ConfigurationError
from tenants.hosting.settings import free_port
from tenants.storage import FileMissing, StorageUnreachable, of
from tests.seau import KEY, NAME, SECRET, keep, read

MEBI = 2**20


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def config(tmp_path):
    return Config("postgresql://", "redis://", "secret", tmp_path, bucket=None)


@pytest.fixture(params=["folder", "bucket"])
def company(request, config):
    """The files of a company whose schema's name is given a suffix, on both storages."""
    if request.param == "bucket":
        config = replace(config, bucket=request.getfixturevalue("seau").address)
    schema = f"t_{uuid.uuid4().hex[:8]}"
    return lambda suffix="": of(config, schema + suffix)


def test_what_is_written_is_read(company):
    files = company()
    assert files.answers() and files.names() == []
    assert not files.has(digest_of(b"un devis"))
    digest = keep(files, b"un devis")
    assert files.has(digest) and files.names() == [digest] and read(files, digest) == b"un devis"


def test_written_twice_is_kept_once(company):
    files = company()
    assert keep(files, b"une facture") == keep(files, b"une facture")
    assert files.names() == [digest_of(b"une facture")] and read(files, files.names()[0]) == b"une facture"


def test_what_is_absent_says_so(company):
    with pytest.raises(FileMissing), company().open(digest_of(b"absent")):
        pass


def test_what_is_deleted_is_gone_and_the_rest_stays(company):
    files, theirs = company(), company("0")
    gone, kept = keep(files, b"une piece"), keep(files, b"une facture")
    keep(theirs, b"une piece")
    files.delete(gone)
    files.delete(gone)
    assert files.names() == [kept] and not files.has(gone) and theirs.has(gone)
    assert keep(files, b"une piece") == gone and read(files, gone) == b"une piece"


def test_two_companies_never_see_each_others_files(company):
    ours, theirs = company(), company("0")  # the second's name begins like the first's
    mine, same = keep(ours, b"notre plan"), keep(ours, b"le meme logo")
    keep(theirs, b"le meme logo")
    assert not theirs.has(mine) and theirs.names() == [same]
    with pytest.raises(FileMissing), theirs.open(mine):
        pass
    ours.clear()
    assert ours.names() == [] and not ours.has(mine)
    assert read(theirs, same) == b"le meme logo"


def test_a_company_without_files_is_cleared_too(company):
    company().clear()


def test_a_large_file_is_never_whole_in_memory(company, tmp_path):
    source = tmp_path / "export.xlsx"
    with source.open("wb") as opened:
        for number in range(48):
            opened.write(bytes([number]) * MEBI)
    files, digest = company(), digest_of(source.read_bytes())
    tracemalloc.start()
    try:
        with source.open("rb") as opened:
            files.write(digest, opened)
        with files.open(digest) as content:
            assert hashlib.file_digest(content, "sha256").hexdigest() == digest
        assert tracemalloc.get_traced_memory()[1] < 16 * MEBI
    finally:
        tracemalloc.stop()


def test_more_files_than_a_page_of_the_listing(company):
    files = company()
    names = [keep(files, str(number).encode()) for number in range(1002)]
    assert files.names() == sorted(names)


# The bucket alone


@pytest.fixture
def bucket(config, seau):
    """The files of a company in a bucket whose address may be changed."""
    schema = f"t_{uuid.uuid4().hex[:8]}"
    return lambda **changes: of(replace(config, bucket=replace(seau.address, **changes)), schema)


def test_the_key_of_an_object_is_its_path_in_a_folder(bucket, seau):
    digest = keep(bucket(), b"un plan")
    schema = bucket().prefix.rstrip("/")
    assert seau.paths(schema) == [f"{schema}/{digest[:2]}/{digest}"]


ABSENT = {
    "nobody answers": {"endpoint": f"http://127.0.0.1:{free_port()}"},
    "another secret": {"secret": "celui d’un autre"},
    "another key": {"key": "INCONNUE"},
    "no such bucket": {"name": "ailleurs"},
}


@pytest.mark.parametrize("changes", ABSENT.values(), ids=ABSENT)
def test_a_bucket_away_says_so_whatever_is_asked(bucket, changes, capfd):
    digest, away = keep(bucket(), b"un plan"), bucket(**changes)
    assert bucket().answers() and not away.answers()
    asked = [lambda: away.write(digest, io.BytesIO(b"un plan")), lambda: read(away, digest), away.names, away.clear]
    asked.append(lambda: away.delete(digest))
    for ask in asked:
        with pytest.raises(StorageUnreachable, match="inaccessibles"):
            ask()
    assert SECRET not in "".join(capfd.readouterr())
    assert read(bucket(), digest) == b"un plan"


def test_a_silent_bucket_does_not_hold_the_health_page(bucket):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        assert not bucket(endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}").answers()
        assert time.monotonic() - began < 8


class CutShort(BaseHTTPRequestHandler):
    """Promises a hundred bytes and hangs up after ten."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"dix octets")

    def log_message(self, *_):
        pass


def test_a_file_cut_short_is_not_taken_for_whole(bucket):
    with HTTPServer(("127.0.0.1", 0), CutShort) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(StorageUnreachable):
            read(bucket(endpoint=f"http://127.0.0.1:{server.server_port}"), digest_of(b""))
        server.shutdown()


# How it is configured


def test_the_address_of_a_bucket_is_read_from_one_variable(monkeypatch):
    monkeypatch.setenv("COMPTOIR_S3_URL", "https://CLE:le%2Fsecret+du%3Aseau@s3.exemple.fr:9000/comptoir?region=fr-par")
    config = Config("postgresql://", "redis://", "secret")
    assert config.bucket == BucketAddress("https://s3.exemple.fr:9000", NAME, "fr-par", KEY, SECRET)


def test_no_secret_shows():
    address = BucketAddress.read("https://CLE:tresor@s3.exemple.fr/comptoir?region=fr-par")
    config = Config(
        "postgresql://u:tresor@h/b", "redis://:tresor@h", "tresor", smtp_url="smtp://u:tresor@h", bucket=address
    )
    assert "s3.exemple.fr" in repr(config) and "tresor" not in repr(config)


@pytest.mark.parametrize(
    "url",
    [
        "s3.exemple.fr/comptoir",
        "s3://CLE:tresor@s3.exemple.fr/comptoir?region=fr-par",
        "https://s3.exemple.fr/comptoir?region=fr-par",
        "https://CLE@s3.exemple.fr/comptoir?region=fr-par",
        "https://CLE:@s3.exemple.fr/comptoir?region=fr-par",
        "https://CLE:tresor@s3.exemple.fr/?region=fr-par",
        "https://CLE:tresor@s3.exemple.fr/comptoir/sous-dossier?region=fr-par",
        "https://CLE:tresor@s3.exemple.fr/comptoir",
        "https://CLE:tresor@s3.exemple.fr/comptoir?region=",
        "https://CLE:tre/sor@s3.exemple.fr/comptoir?region=fr-par",
        "https://CLE:tresor@s3.exemple.fr:http/comptoir?region=fr-par",
        "https://CLE:tresor@/comptoir?region=fr-par",
        "https://CLE:tresor@[s3/comptoir?region=fr-par",
    ],
)
def test_a_badly_written_address_is_refused(url):
    with pytest.raises(ConfigurationError, match="COMPTOIR_S3_URL est mal écrite") as said:
        BucketAddress.read(url)
    assert "tresor" not in str(said.value)


def test_a_badly_written_address_stops_the_start_in_one_sentence(tmp_path):
    given = {"DATABASE_URL": "postgresql://h/b", "REDIS_URL": "redis://h", "COMPTOIR_DATA": str(tmp_path)}
    given |= {"COMPTOIR_SECRET": "secret", "COMPTOIR_S3_URL": "https://CLE:tresor@s3.exemple.fr/comptoir"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "tenants", "list"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Erreur : La variable d’environnement COMPTOIR_S3_URL est mal écrite. Attendu : ")
    assert "Traceback" not in done.stderr and "tresor" not in done.stderr


def test_without_a_bucket_its_library_is_not_loaded():
    program = (
        "import sys; from pathlib import Path; from tenants.config import Config; from tenants.storage import of;"
        "of(Config('postgresql://', 'redis://', 'secret', Path('.'), bucket=None), 't_1');"
        "sys.exit('botocore' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)

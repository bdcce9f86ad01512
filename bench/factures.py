"""Invoices issued per second by eight people at once, on the real web server; PDFs per minute of one worker."""

import contextlib
import http.client
import itertools
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench.societe import SLUG, instance
from bench.tableau import head, row
from tenants import Travail, db
from tenants.config import ROOT
from tests.casting import inside
from tests.fabrique import identify, make_facture, make_tiers
from tests.navigateur import Navigateur
from tests.saisie import ligne, saisie

PEOPLE, EACH, WARM = 8, 12, 2
WEB = ["gunicorn", "wsgi:create_app()", "--config", "python:tenants.hosting.gunicorn_conf"]
WORKER = ["tenants.worker"]


@contextlib.contextmanager
def program(app, command: list[str], **environ: str):
    """A process of the instance, as the launcher starts it."""
    config = app.config["COMPTOIR"]
    known = {"DATABASE_URL": config.database_url, "REDIS_URL": config.redis_url, "COMPTOIR_SECRET": config.secret}
    known |= {"COMPTOIR_DATA": str(config.data), "COMPTOIR_URL": config.url, "TZ": "Europe/Paris"} | environ
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=os.environ | known, **quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    while True:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), 1).close()
        time.sleep(0.1)


def draft(app) -> tuple[int, list[list[int]]]:
    with inside(app, SLUG):
        identify()
        tiers = make_tiers("Bâti Rhône")
        return tiers.id, [[make_facture(tiers).id for _ in range(EACH)] for _ in range(PEOPLE)]


def issue_all(port: int, someone: Navigateur, tiers_id: int, drafts: list[int]) -> list[float]:
    """One person issues some drafts from the editor, one after the other; seconds of each."""
    lines = ligne(pu="680"), ligne("Luminaire suspendu", "12", "89,90"), ligne("Pose et réglages", "1,5", "420")
    form = urlencode(saisie(tiers_id, *lines, objet="Équipement du showroom"), doseq=True)
    someone._find_token()
    cookies = "; ".join(f"{one.key}={one.value}" for one in someone.client._cookies.values())
    headers = {"Cookie": cookies, "X-CSRFToken": someone.token, "Content-Type": "application/x-www-form-urlencoded"}
    connection, spent = http.client.HTTPConnection("127.0.0.1", port), []
    for facture_id in drafts:
        began = time.perf_counter()
        connection.request("POST", f"/{SLUG}/factures/{facture_id}/emission", form, headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status < 400, (answer.status, body[:500])
        spent.append(time.perf_counter() - began)
    return spent


def measure_issue(app) -> None:
    (tiers_id, drafts), port = draft(app), free_port()
    people = [Navigateur(app, SLUG).log_in("alice@atelier-lumen.example") for _ in range(PEOPLE)]
    with program(app, WEB, PORT=str(port)), ThreadPoolExecutor(PEOPLE) as pool:
        wait_for(port)
        list(pool.map(lambda one, ids: issue_all(port, one, tiers_id, ids[:WARM]), people, drafts))
        began = time.perf_counter()
        each = pool.map(lambda one, ids: issue_all(port, one, tiers_id, ids[WARM:]), people, drafts)
        spent = sorted(itertools.chain.from_iterable(each))
        row("Factures émises par seconde, 8 personnes", len(spent) / (time.perf_counter() - began))
    row("Émission, p50 en ms", round(spent[len(spent) // 2] * 1000))
    row("Émission, p95 en ms", round(spent[int(len(spent) * 0.95)] * 1000))


def done(app) -> tuple:
    with inside(app, SLUG):
        fini = Travail.fini_le
        return db.session.execute(select(func.count(fini), func.min(fini), func.max(fini), func.count())).one()


def measure_pdf(app) -> None:
    """The invoices just issued wait for their PDF."""
    with program(app, WORKER):
        while True:
            finished, first, last, asked = done(app)
            if finished == asked:
                break
            time.sleep(1)
    row("PDF par minute et par worker", (finished - 1) / ((last - first).total_seconds() / 60))


def main(app) -> None:
    head("Factures", "")
    measure_issue(app)
    measure_pdf(app)


if __name__ == "__main__":
    with instance() as app:
        main(app)

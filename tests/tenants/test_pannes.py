"""The worker, the queue and the database are killed while invoices are issued, printed and e-mailed.

Nothing is lost, nothing is done twice, no number is missing. `PANNES=200` for the whole drill.
"""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from blueprints.app import Comptoir
from crm.courriels import Courriel, prepare
from crm.factures import Facture
from tenants import Travail, db
from tenants.config import ROOT, Config
from tenants.hosting.embedded import Services
from tests.casting import inside, make_cast
from tests.fabrique import MIDI, identify, make_facture, make_tiers, moi
from tests.postier import Postier

pytestmark = pytest.mark.long
COUNT = int(os.environ.get("PANNES", "30"))
KILLS = ("worker", "valkey", "postgres") * 2
SLUG = "atelier-lumen"
PATIENCE = 180 + 6 * COUNT
PROGRAMS = ("worker", "worker2", "cron")


class Instance:
    """Real servers, real workers and a real clock, each in a process of its own, raised again when they die."""

    def __init__(self, folder: Path, postier: Postier):
        self.postier = postier
        self.services = Services(folder, environ={})
        urls = self.services.start()
        self.environ = {
            **os.environ,
            **urls,
            "COMPTOIR_SECRET": "pannes",
            "COMPTOIR_DATA": str(folder),
            "COMPTOIR_SMTP_URL": postier.url,
            "COMPTOIR_ENV": "development",
            "TZ": "Europe/Paris",
        }
        options = {"smtp_url": postier.url, "is_development": True}
        self.app = Comptoir.create(Config(urls["DATABASE_URL"], urls["REDIS_URL"], "pannes", folder, **options))
        make_cast(self.app)
        self.children = {name: self.spawn(name) for name in PROGRAMS}

    def spawn(self, name: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"tenants.{name.rstrip('2')}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, env=self.environ, start_new_session=True, **quiet)

    def kill(self, name: str) -> None:
        if name in self.children:
            kill_tree(self.children[name])
        else:
            server = next(one for one in self.services.servers if one.name == name)
            server.process.kill()
            server.process.wait()

    def heal(self) -> None:
        """What the launcher does: raise what died."""
        self.services.restart_dead()
        for name, child in self.children.items():
            if child.poll() is not None:
                self.children[name] = self.spawn(name)

    def stop(self) -> None:
        for child in self.children.values():
            kill_tree(child)
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        self.services.stop()


def kill_tree(child: subprocess.Popen) -> None:
    """The program, and what it forked to do a job."""
    forked = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    for pid in (child.pid, *map(int, forked)):
        os.kill(pid, signal.SIGKILL)
    child.wait()


@pytest.fixture
def instance(tmp_path, application):
    with Postier(tmp_path) as postier:
        instance = Instance(tmp_path / "donnees", postier)
        yield instance
        instance.stop()
        application.cache_clear()  # the limits are counted by the last application made, whose servers are gone


def draft_all(app) -> list[int]:
    with inside(app, SLUG):
        identify()
        tiers = make_tiers("Bâti Rhône", email="compta@bati-rhone.example")
        return [make_facture(tiers).id for _ in range(COUNT)]


def bill(app, facture_id: int) -> None:
    """Issue an invoice and ask for its e-mail, all or nothing; ask again when the answer was cut."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with inside(app, SLUG):
                facture = db.session.get(Facture, facture_id)
                if facture.is_brouillon:
                    facture.issue(MIDI.date(), MIDI, moi())
                    message = prepare(facture, moi())
                    Courriel.send_later(
                        facture, a=message.a, objet=message.objet, texte=message.texte, par=moi(), now=MIDI
                    )
            return
        except DBAPIError:
            time.sleep(0.2)
    raise TimeoutError("the database did not come back")


def strike(instance: Instance, billing: list) -> None:
    """Kill each in turn as the work goes, half the time while issuing, half while the messages leave."""
    end = time.monotonic() + PATIENCE
    struck = 0
    while time.monotonic() < end and len(instance.postier) < COUNT:
        done = sum(one.done() for one in billing) + len(instance.postier)
        if struck < len(KILLS) and done >= 2 * COUNT * (struck + 1) // (len(KILLS) + 1):
            instance.kill(KILLS[struck])
            struck += 1
        time.sleep(0.1)
        instance.heal()
    assert struck == len(KILLS)


def waiting(app) -> int | None:
    """Jobs not done; None while the database is down."""
    with inside(app, SLUG):
        return db.session.scalar(select(func.count(Travail.id)).where(Travail.fini_le.is_(None)))


def wait_until_done(instance: Instance) -> None:
    end, left = time.monotonic() + PATIENCE, None
    while left != 0:
        assert time.monotonic() < end, f"{left} jobs still wait"
        time.sleep(0.2)
        instance.heal()
        with suppress(DBAPIError), inside(instance.app, SLUG):
            left = db.session.scalar(select(func.count(Travail.id)).where(Travail.fini_le.is_(None)))


def test_nothing_is_lost_nor_doubled_when_everything_is_killed(instance):
    drafts = draft_all(instance.app)
    with ThreadPoolExecutor(4) as users:
        billing = [users.submit(bill, instance.app, facture_id) for facture_id in drafts]
        strike(instance, billing)
    for one in billing:
        one.result()
    wait_until_done(instance)
    with inside(instance.app, SLUG):
        factures = db.session.scalars(select(Facture).order_by(Facture.numero)).all()
        assert [one.numero for one in factures] == [f"FA-{MIDI.year}-{rank:05d}" for rank in range(1, COUNT + 1)]
        assert Facture.verify_chain() is None
        assert all(one.read_pdf().startswith(b"%PDF") for one in factures)
        sent = db.session.scalars(select(Courriel).where(Courriel.envoye_le.is_not(None))).all()
        assert sorted(one.sujet_id for one in sent) == sorted(drafts)
        assert db.session.scalar(select(func.count(Courriel.id))) == COUNT
    received = [message["Message-ID"] for message in instance.postier]
    assert set(received) == {one.message_id for one in sent}
    subjects = {message["Message-ID"]: re.search(r"FA-\d+-\d+", message["Subject"])[0] for message in instance.postier}
    assert sorted(subjects.values()) == [one.numero for one in factures]
    # A message cut between its delivery and its record leaves again, under the same identifier.
    assert len(received) - COUNT <= KILLS.count("worker") + KILLS.count("postgres") * 2

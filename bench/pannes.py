"""A drill: `python -m pytest bench/pannes.py`. Two hundred invoices are issued, printed and e-mailed while the worker,
the queue and the database are killed.

Nothing is lost, nothing is done twice, no number is missing.
"""

import os
import signal
import subprocess
import sys
import time

import pytest
from redis.exceptions import RedisError
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

COUNT = int(os.environ.get("PANNES", "200"))
KILLS = {COUNT * part // 5: name for part, name in enumerate(("worker", "valkey", "postgres", "worker"), 1)}
SLUG = "atelier-lumen"


class Instance:
    """Real servers, a real worker and a real clock, each in a process of its own."""

    def __init__(self, folder, smtp_url: str):
        self.services = Services(folder, durable=False, environ={})
        urls = self.services.start()
        self.environ = {
            **os.environ,
            **urls,
            "COMPTOIR_SECRET": "pannes",
            "COMPTOIR_DATA": str(folder),
            "COMPTOIR_SMTP_URL": smtp_url,
            "COMPTOIR_ENV": "development",
            "TZ": "Europe/Paris",
        }
        self.app = Comptoir.create(
            Config(urls["DATABASE_URL"], urls["REDIS_URL"], "pannes", folder, smtp_url=smtp_url, is_development=True)
        )
        make_cast(self.app)
        self.children = {name: self.spawn(name) for name in ("worker", "cron")}

    def spawn(self, name: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"tenants.{name}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, env=self.environ, start_new_session=True, **quiet)

    def kill(self, name: str) -> None:
        if name in self.children:
            os.killpg(self.children[name].pid, signal.SIGKILL)
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
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        self.services.stop()


@pytest.fixture
def instance(tmp_path):
    with Postier(tmp_path) as postier:
        instance = Instance(tmp_path / "donnees", postier.url)
        instance.postier = postier
        yield instance
        instance.stop()


def bill(app, tiers_id: int) -> None:
    """One request: issue an invoice and ask for its e-mail, all or nothing."""
    from crm.tiers import Tiers

    with inside(app, SLUG):
        facture = make_facture(db.session.get(Tiers, tiers_id), issued=True)
        message = prepare(facture, moi())
        Courriel.send_later(facture, a=message.a, objet=message.objet, texte=message.texte, par=moi(), now=MIDI)


def bill_all(instance: Instance, tiers_id: int) -> None:
    for number in range(COUNT):
        if number in KILLS:
            instance.kill(KILLS[number])
        for _ in range(20):
            try:
                bill(instance.app, tiers_id)
                break
            except (DBAPIError, RedisError):
                instance.heal()
                time.sleep(0.5)
        else:
            pytest.fail("the instance did not come back")
        instance.heal()


def wait_until_done(instance: Instance, seconds: int) -> None:
    end = time.monotonic() + seconds
    waiting = None
    while time.monotonic() < end:
        instance.heal()
        with inside(instance.app, SLUG):
            waiting = db.session.scalar(select(func.count(Travail.id)).where(Travail.fini_le.is_(None)))
        if waiting == 0:
            return
        time.sleep(1)
    pytest.fail(f"{waiting} jobs still wait")


def test_nothing_is_lost_nor_doubled_when_everything_is_killed(instance):
    with inside(instance.app, SLUG):
        identify()
        tiers_id = make_tiers("Bâti Rhône", email="compta@bati-rhone.example").id
    bill_all(instance, tiers_id)
    wait_until_done(instance, 300)
    with inside(instance.app, SLUG):
        numbers = list(db.session.scalars(select(Facture.numero).order_by(Facture.numero)))
        assert numbers == [f"FA-{MIDI.year}-{rank:05d}" for rank in range(1, COUNT + 1)]
        assert Facture.verify_chain() is None
        assert all(facture.read_pdf().startswith(b"%PDF") for facture in db.session.scalars(select(Facture)))
        sent = list(db.session.scalars(select(Courriel.message_id).where(Courriel.envoye_le.is_not(None))))
    received = [message["Message-ID"] for message in instance.postier]
    assert sorted(set(received)) == sorted(sent) and len(sent) == COUNT
    again = len(received) - len(set(received))
    assert again <= len(KILLS), (
        "a message cut between its delivery and its record leaves again under the same identifier"
    )

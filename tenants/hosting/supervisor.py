"""`bin/run`: the servers, the preparation of the instance, then web, worker, cron and the development post office."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

from tenants.hosting import journals, preflight
from tenants.hosting.children import STOP_ORDER, Child, usual_children
from tenants.hosting.console import say
from tenants.hosting.embedded import Services
from tenants.hosting.environment import PROJECT, publish_services
from tenants.hosting.errors import HostingError
from tenants.hosting.processes import dies_with_parent
from tenants.hosting.settings import Settings

PREPARE = (sys.executable, "-m", "flask", "--app", "wsgi", "instance", "prepare")
PUBLISHED = ("DATABASE_URL", "REDIS_URL", "COMPTOIR_URL", "COMPTOIR_SMTP_URL", "COMPTOIR_S3_URL")
READY_WITHIN = 600
WARM_STOP = 30
COLD_STOP = 3
ASKED_AGAIN_AFTER = 0.05
DEMO_LOGINS = (
    ("alice@atelier-lumen.example", "administre"),
    ("bruno@atelier-lumen.example", "écrit"),
    ("chloe@atelier-lumen.example", "consulte"),
    ("david@menuiserie-dupont.example", "une autre entreprise"),
)
DEMO_PASSWORD = "comptoir-demo"


class Interrupted(BaseException):
    """Somebody asked to stop, before or while everything runs."""


class Supervisor:
    def __init__(
        self,
        settings: Settings,
        children: Callable[[Path, bool], Iterable[Child]] = usual_children,
        project: Path = PROJECT,
    ):
        self.settings = settings
        self.project = project
        self.services = Services(settings.data, environ=settings.given)
        self.children = list(children(self.services.logs, settings.development))
        self.environ: dict[str, str] = {}
        self.started: list[Child] = []
        self.stop_requests = 0
        self.stopping = False

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGALRM, self._on_alarm)
        sys.unraisablehook = self._on_lost
        try:
            self._start()
            self._watch()
        except Interrupted:
            pass
        finally:
            self.stopping = True
            self._stop()

    def _on_signal(self, number: int, frame) -> None:
        self.stop_requests += 1
        if not self.stopping:
            self.stopping = True
            raise Interrupted

    def _on_alarm(self, number: int, frame) -> None:
        raise Interrupted

    def _on_lost(self, lost) -> None:
        """What is raised amid the callbacks of a fork or of a finalizer is dropped: interrupt again, outside."""
        if lost.exc_type is Interrupted:
            signal.setitimer(signal.ITIMER_REAL, ASKED_AGAIN_AFTER)
        else:
            sys.__unraisablehook__(lost)

    # Starting

    def _start(self) -> None:
        began = time.monotonic()
        urls = self.services.start()
        self.environ = self.settings.child_environment(urls)
        publish_services(self.settings.data, {name: self.environ[name] for name in PUBLISHED if name in self.environ})
        say(f"Serveurs… fait ({time.monotonic() - began:.0f} s)")
        self._prepare()
        for child in self.children:
            self.started.append(child)
            child.start(self.environ, self.project)
        self._wait_for_web()
        self._announce()

    def _prepare(self) -> None:
        command = [*PREPARE, *(["--demo"] if self.settings.development else [])]
        tie = dies_with_parent(signal.SIGTERM)
        with subprocess.Popen(
            command, cwd=self.project, env=self.environ, start_new_session=True, preexec_fn=tie
        ) as preparation:
            try:
                code = preparation.wait()
            except BaseException:
                preparation.terminate()
                raise
        if code:
            raise HostingError(f"La préparation de l’instance a échoué (code {code}) : voir le message ci-dessus.")

    def _wait_for_web(self) -> None:
        web = next(child for child in self.children if child.name == "web")
        end = time.monotonic() + READY_WITHIN
        while not answers(f"{self.settings.address}sante"):
            if not web.is_running() or time.monotonic() > end:
                raise HostingError(f"Le serveur web n’a pas démarré. Journal : {web.log}\n{web.tail()}")
            time.sleep(0.1)

    def _announce(self) -> None:
        if self.settings.development:
            say("Comptes de démonstration (mot de passe : " + DEMO_PASSWORD + ") :")
            for login, role in DEMO_LOGINS:
                say(f"  {login} — {role}")
        say(f"Comptoir est prêt : {self.settings.address}")

    # Watching

    def _watch(self) -> None:
        last_rotation = time.monotonic()
        while True:
            time.sleep(0.2)
            for name in self.services.restart_dead():
                say(f"{name} s’était arrêté : relancé.")
            for child in self.children:
                child.watch(self.environ, self.project)
            if time.monotonic() - last_rotation > 30:
                last_rotation = time.monotonic()
                journals.rotate(self.services.logs)

    # Stopping

    def _stop(self) -> None:
        if self.started:
            say("Arrêt en cours… (Ctrl-C à nouveau pour ne pas attendre la fin des tâches)")
        deadline = time.monotonic() + WARM_STOP
        for child in sorted(self.started, key=lambda child: STOP_ORDER.index(child.name)):
            self._stop_child(child, deadline)
        self.services.stop()
        if self.started:
            say("Comptoir est arrêté.")

    def _stop_child(self, child: Child, deadline: float) -> None:
        """Ask; at the deadline ask again, which tells RQ to drop its job; then kill."""
        for end in (deadline, None):
            if not child.is_running():
                return
            child.terminate()
            self._wait_for_end(child, end or time.monotonic() + COLD_STOP, hurried=end is None)
        child.kill()

    def _wait_for_end(self, child: Child, end: float, hurried: bool) -> None:
        asked_at = time.monotonic()
        while child.is_running() and time.monotonic() < end:
            # RQ takes two signals within a second for one.
            if not hurried and self.stop_requests > 1 and time.monotonic() > asked_at + 1.2:
                return
            time.sleep(0.05)


def answers(address: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    try:
        settings = Settings.read()
        settings.check_port()
        preflight.prepare_pdf()
        Supervisor(settings).run()
    except HostingError as error:
        print(f"Erreur : {error}", file=sys.stderr, flush=True)
        return 1
    except OSError as error:
        print(f"Erreur du système : {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:  # before anything was started
        return 130
    return 0

"""Real servers for the whole run, a database per module cloned from a template, and the cast.

Alice administers, Bruno writes, Chloé reads at Atelier Lumen; David administers Menuiserie Dupont.
"""

import functools
import itertools
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher
from sqlalchemy.engine import make_url

from tenants import accounts
from tenants.hosting import preflight
from tenants.hosting.embedded import Services
from tests.casting import make_cast
from tests.navigateur import Navigateur

pytest_plugins = ["tests.fenetres"]
hypothesis.settings.register_profile("sans_horloge", deadline=None)
hypothesis.settings.load_profile("sans_horloge")
MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30
TEMPLATE = "modele"
SECRET = "un secret qui ne sert qu’aux tests"


def fastest_folder() -> str | None:
    """In memory where there is room: a database is three thousand small files, and each module has its own."""
    return str(MEMORY) if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def pytest_configure(config):
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # hundreds of log-ins
    if hasattr(config, "workerinput"):
        return
    config.addinivalue_line("markers", "covers(*lines): checklist lines this test proves")
    config._folder = tempfile.TemporaryDirectory(prefix="comptoir-", dir=fastest_folder())
    tempfile.tempdir = os.environ["TMPDIR"] = config._folder.name  # the workers and the browser write there too
    config._services = Services(Path(config._folder.name), durable=False, environ={})
    urls = config._services.start()
    os.environ |= {"TEST_DATABASE_URL": urls["DATABASE_URL"], "TEST_REDIS_URL": urls["REDIS_URL"], "TZ": "Europe/Paris"}
    _make_template(urls)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_unconfigure(config):
    if services := getattr(config, "_services", None):
        services.stop()
        config._folder.cleanup()


def _make_template(urls: dict) -> None:
    _admin(f"CREATE DATABASE {TEMPLATE}")
    with tempfile.TemporaryDirectory() as folder:
        app = _make_app(TEMPLATE, Path(folder), redis_db=15)
        make_cast(app)
        _dispose(app)


def _admin(statement: str) -> None:
    url = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(), autocommit=True) as connection:
        connection.execute(statement)


def _make_app(database: str, data: Path, redis_db: int, server: str | None = None, **config):
    from blueprints.app import Comptoir
    from tenants.config import Config

    url = make_url(server or os.environ["TEST_DATABASE_URL"]).set(database=database)
    redis_url = os.environ["TEST_REDIS_URL"].replace("db=0", f"db={redis_db}")
    app = Comptoir.create(
        Config(url.render_as_string(), redis_url, SECRET, data, url="http://localhost", is_development=True, **config)
    )
    app.testing = True
    return app


def _dispose(app) -> None:
    from tenants.database import db

    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def courriels(tmp_path_factory):
    """A real SMTP server; its messages are files."""
    from tests.postier import Postier

    with Postier(tmp_path_factory.mktemp("courriels")) as postier:
        yield postier


@pytest.fixture(scope="session")
def bouncer(tmp_path_factory):
    """PgBouncer in transaction mode before the database."""
    from tests.bouncer import Bouncer

    if warning := preflight.bouncer_warning():
        pytest.fail(warning)
    with Bouncer(tmp_path_factory.mktemp("bouncer"), os.environ["TEST_DATABASE_URL"]) as bouncer:
        yield bouncer


@pytest.fixture(scope="module")
def server(request) -> str:
    """Where the application finds its database; `BOTH_WAYS` runs a module by each."""
    through = getattr(request, "param", "direct")
    return request.getfixturevalue("bouncer").url if through == "pgbouncer" else os.environ["TEST_DATABASE_URL"]


@pytest.fixture(scope="session")
def application(tmp_path_factory, courriels, worker_id):
    """The application by each way to its database, made once: its templates and its queries are compiled once."""

    number = itertools.count(1)

    @functools.cache
    def make(server: str):
        redis_db = 1 + int(worker_id.removeprefix("gw") or 0) if worker_id != "master" else 1
        database = f"essai_{worker_id}_{next(number)}"
        return _make_app(database, tmp_path_factory.mktemp("donnees"), redis_db, server, smtp_url=courriels.url)

    return make


@pytest.fixture(scope="module")
def app(application, server):
    """The application on a database as new, where the two companies and the cast already are."""
    app = application(server)
    settings, config = dict(app.config), app.config["COMPTOIR"]
    name = make_url(config.database_url).database
    _admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    _admin(f"GRANT CREATE ON DATABASE {name} TO comptoir_owner, comptoir_migration")
    app.extensions["redis"].flushdb()
    yield app
    app.config.clear()
    app.config.update(settings)
    _dispose(app)
    _admin(f"DROP DATABASE {name} WITH (FORCE)")
    for path in config.data.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.fixture
def outbox(courriels):
    """The messages received during this test, as EmailMessage, oldest first."""
    courriels.clear()
    return courriels


@pytest.fixture
def visiteur(app) -> Navigateur:
    """Somebody who is not logged in."""
    return Navigateur(app)


def _logged_in(email: str, slug: str):
    @pytest.fixture
    def member(app) -> Navigateur:
        return Navigateur(app, slug).log_in(email)

    return member


alice = _logged_in("alice@atelier-lumen.example", "atelier-lumen")
bruno = _logged_in("bruno@atelier-lumen.example", "atelier-lumen")
chloe = _logged_in("chloe@atelier-lumen.example", "atelier-lumen")
david = _logged_in("david@menuiserie-dupont.example", "menuiserie-dupont")


@pytest.fixture
def lumen(app):
    """Inside Atelier Lumen, as Alice: `with lumen(): …` works and commits."""
    from tests.casting import inside

    return lambda: inside(app, "atelier-lumen")


@pytest.fixture
def essai(lumen):
    """Inside Atelier Lumen, which has its whole identity; nothing is kept."""
    from tenants import db
    from tests.fabrique import identify

    with lumen():
        identify()
        yield
        db.session.rollback()


@pytest.fixture
def dupont(app):
    from tests.casting import inside

    return lambda: inside(app, "menuiserie-dupont")


@pytest.fixture
def work(app):
    """Let an RQ worker do all that waits in the queue; returns how many jobs are left."""
    from tests.casting import work_all

    return lambda: work_all(app)


@pytest.fixture(autouse=True)
def forget_limits(request):
    if "app" in request.fixturenames:
        from blueprints.limits import limiter

        app = request.getfixturevalue("app")
        with app.app_context():
            limiter.reset()

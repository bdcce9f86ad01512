"""Many clients on few server connections, which nobody leaves dirty."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tenants import migrator
from tenants.config import ROOT
from tests.bouncer import POOL

VISITORS, VISITS = 12, 6
NAMES = ("Atelier Lumen", "Menuiserie Dupont")
OF_A_SESSION = re.compile(
    r"""["';]\s*SET (?!LOCAL\b)|pg_(try_)?advisory_lock\(|\bLISTEN\b|WITH HOLD|\bTEMP(ORARY)? TABLE|["';]\s*PREPARE """
)


@pytest.fixture(scope="module")
def server(bouncer) -> str:
    return bouncer.url


@pytest.fixture
def straight(app):
    """A connection to the database itself, as its administrator."""
    database = make_url(app.config["COMPTOIR"].database_url).database
    address = os.environ["TEST_DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(address, dbname=database, autocommit=True) as connection:
        yield connection


def test_two_companies_share_few_connections_and_see_only_theirs(app, alice, david, straight):
    def visit(rank: int) -> list[set[str]]:
        someone = (alice, david)[rank % 2]
        client, seen = app.test_client(), []
        client._cookies = dict(someone.client._cookies)
        for path in ("/", "/clients", "/factures") * (VISITS // 3):
            page = client.get(someone.prefix + path)
            assert page.status_code == 200
            seen.append({name for name in NAMES if name in page.text})
        return seen

    with ThreadPoolExecutor(VISITORS) as visitors:
        for rank, seen in enumerate(visitors.map(visit, range(VISITORS))):
            assert seen == [{NAMES[rank % 2]}] * VISITS
    used = "SELECT usename, count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY usename"
    connections = dict(straight.execute(used).fetchall())
    assert 2 <= connections["comptoir_app"] <= POOL and connections["comptoir_partage"] <= POOL


def test_what_one_client_leaves_in_the_session_is_wiped_for_the_next(app):
    url = app.config["COMPTOIR"].login_url("comptoir_app").set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)
    with psycopg.connect(address) as careless, psycopg.connect(address) as next_one:
        fresh = careless.execute("SHOW search_path").fetchone()
        careless.execute("SET search_path = t_00001; SET ROLE t_00001")
        careless.commit()
        for connection in (next_one, careless):
            found = connection.execute("SELECT current_setting('search_path'), current_user").fetchone()
            assert found == (*fresh, "comptoir_app")


def test_migrations_leave_no_lock_behind_and_run_one_at_a_time(app, straight):
    config = app.config["COMPTOIR"]
    assert migrator.migrate_all(config) == 0
    held = (
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"  # other tests have other databases
    )
    held += " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
    assert straight.execute(held).fetchone() == (0,)
    with migrator.connect(config) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (migrator.MIGRATION_LOCK,))
        with pytest.raises(RuntimeError, match="déjà en cours"):
            migrator.migrate_all(config)
    assert migrator.migrate_all(config) == 0


def test_nothing_of_ours_lasts_longer_than_a_transaction():
    sources = [one for folder in ("tenants", "crm", "blueprints") for one in (ROOT / folder).rglob("*.py")]
    found = {one.name: OF_A_SESSION.search(one.read_text()) for one in sources}
    assert len(sources) > 100 and {name: hit[0] for name, hit in found.items() if hit} == {}

"""A throw-away instance with one company, and the client of somebody logged in."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import event, text

from tenants import accounts, db
from tenants.config import Config
from tenants.hosting.embedded import Services
from tests.casting import inside, make_cast
from tests.navigateur import Navigateur

SLUG = "atelier-lumen"
PEOPLE = """
INSERT INTO tiers (nom, nature, email, telephone, ville, code_postal, siren, client_depuis, prospect_depuis,
                   responsable_id, cree_le, modifie_le)
SELECT metiers[1 + i % 20] || ' ' || noms[1 + (i * 7) % 60] || ' ' || suffixes[1 + (i / 1200) % 25],
       'societe', 'contact' || i || '@' || lower(extensions.sans_accent(noms[1 + (i * 7) % 60])) || '.example',
       '+334' || lpad((i * 7919 % 100000000)::text, 8, '0'), villes[1 + (i * 13) % 40],
       lpad((1000 + i % 94000)::text, 5, '0'), lpad((100000000 + i)::text, 9, '0'),
       CASE WHEN i % 3 > 0 THEN date '2020-01-01' + i % 2000 END,
       CASE WHEN i % 3 = 0 THEN date '2024-01-01' + i % 600 END,
       1 + (i / 7) % 3, now() - i * interval '7 min', now() - i * interval '3 min'
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS i,
     (SELECT :metiers ::text[] AS metiers, :noms ::text[] AS noms, :villes ::text[] AS villes,
             :suffixes ::text[] AS suffixes) AS mots
"""
METIERS = """Menuiserie Boulangerie Plomberie Imprimerie Architectes Fromagerie Garage Librairie Transports Clinique
Brasserie Traiteur Cycles Piscines Agence Nettoyage Studio Charpente Électricité Pépinière""".split()
NOMS = """Delaunay Duval Nguyen Lefèvre Moreau Garnier Barbier Martin Benoît Renaud Girard Faure Marchal Roussel Bonnet
Haddad Pasteur Castel Guérin Lebrun Céline Vernet Rhône Azuréa Confluence Saint-Gildas Montessori Phytéa Écume Goélette
Kerguelen Lumen Nova Maïa Belleville Rhodaniens Clarté Perrin Chevalier Gautier Fontaine Lambert Rousseau Vincent Muller
Blanc Guillaume Noël Henry Robin Masson Dumont Meunier Lemaire Besson Hervé Aubert Prévost Rey Colin""".split()
VILLES = """Lyon Rennes Dijon Grenoble Toulouse Besançon Évry Nîmes Orléans Béziers Paris Lille Nantes Bordeaux Metz
Nancy Caen Rouen Tours Angers Brest Quimper Vannes Lorient Niort Poitiers Limoges Tulle Aurillac Rodez Albi Castres
Cahors Agen Pau Tarbes Auch Foix Gap Digne""".split()
SUFFIXES = """Sud Nord Ouest Est Services Conseil France Atlantique Alpes Méditerranée Centre Bretagne Normandie
Provence Savoie Jura Vosges Ardennes Loire Garonne Dordogne Cévennes Morvan Auvergne Camargue""".split()


@contextlib.contextmanager
def instance() -> Iterator:
    """An application on servers of its own, which leave nothing behind."""
    from blueprints.app import Comptoir

    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with tempfile.TemporaryDirectory(prefix="banc-") as folder, Services(Path(folder), False, environ={}) as services:
        os.environ["TZ"] = "Europe/Paris"
        config = Config(
            services.urls["DATABASE_URL"],
            services.urls["REDIS_URL"],
            "banc" * 8,
            Path(folder),
            url="http://localhost",
            is_development=True,
        )
        app = Comptoir.create(config)
        make_cast(app)
        yield app
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def fill_tiers(app, first: int, last: int) -> None:
    words = {"metiers": METIERS, "noms": NOMS, "villes": VILLES, "suffixes": SUFFIXES}
    for start in range(first, last + 1, 5000):
        with inside(app, SLUG):
            db.session.execute(text("SET LOCAL statement_timeout = '120s'"))
            db.session.execute(text(PEOPLE), {"first": start, "last": min(last, start + 4999)} | words)


def analyse(app, schema: str) -> None:
    """What autovacuum does by itself within a minute."""
    import psycopg

    url = app.config["COMPTOIR"].database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {schema}.tiers")


def alice(app) -> Navigateur:
    return Navigateur(app, SLUG).log_in("alice@atelier-lumen.example")


@contextlib.contextmanager
def counted(app) -> Iterator[list[str]]:
    """The SQL statements sent while it lasts."""
    seen: list[str] = []

    def note(connection, cursor, statement, parameters, context, executemany):
        seen.append(statement)

    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def timed(calls, rounds: int) -> list[list[float]]:
    """Milliseconds of each call, in turns, so that a busy machine slows all of them alike; two turns warm up."""
    spent: list[list[float]] = [[] for _ in calls]
    for turn in range(rounds + 2):
        for rank, call in enumerate(calls):
            began = time.perf_counter()
            call()
            if turn >= 2:
                spent[rank].append((time.perf_counter() - began) * 1000)
    return [sorted(one) for one in spent]

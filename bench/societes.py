"""Opening two hundred companies on the instance, then migrating them all."""

import time
from unittest import mock

from bench.societe import instance
from bench.tableau import head, row
from tenants import migrator, provisioning

COMPANIES = 200
CHANGE = "ALTER TABLE etiquettes ADD COLUMN essai text; UPDATE alembic_version SET version_num = '9999';"
BACK = "ALTER TABLE etiquettes DROP COLUMN essai; UPDATE alembic_version SET version_num = '{head}';"


def provision(config) -> None:
    spent = []
    for _ in range(COMPANIES):
        began = time.perf_counter()
        provisioning.provision(config)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    row("Ouvrir une société, p50 en ms", round(spent[COMPANIES // 2]))
    row("Ouvrir une société, p95 en ms", round(spent[int(COMPANIES * 0.95)]))


def migrate(config) -> None:
    """A column more in every company, then the same taken away, so that the instance may serve again."""
    now, reports = migrator.head("tenant"), []
    for revision, change in (("9999", CHANGE), (now, BACK.format(head=now))):
        began = time.perf_counter()
        with (
            mock.patch.object(migrator, "head", lambda tree, revision=revision: revision),
            mock.patch.object(migrator, "upgrade_sql", lambda tree, start="base", change=change: change),
        ):
            assert migrator.migrate_all(config, report=reports.append) == 0
        spent = time.perf_counter() - began
    row(f"Migrer {len(reports) // 2} sociétés, en secondes", spent)


def main(app) -> None:
    config = app.config["COMPTOIR"]
    head("Sociétés", "")
    provision(config)
    migrate(config)


if __name__ == "__main__":
    with instance() as app:
        main(app)

import pytest

from tenants.hosting.children import STOP_ORDER, usual_children
from tenants.hosting.errors import HostingError
from tenants.hosting.settings import Settings

URLS = {"DATABASE_URL": "postgresql+psycopg://embarquee", "REDIS_URL": "unix:///embarque"}


def read(tmp_path, **environ) -> Settings:
    return Settings.read({"COMPTOIR_DATA": str(tmp_path), **environ})


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "８０"])
def test_port_that_is_none_is_refused(tmp_path, port):
    with pytest.raises(HostingError, match="PORT doit être un nombre entre 1 et 65535"):
        read(tmp_path, PORT=port)


def test_production_has_no_post_office(tmp_path):
    settings = read(tmp_path, COMPTOIR_ENV="production")
    environ = settings.child_environment(URLS)
    assert environ["COMPTOIR_ENV"] == "production"
    assert "COMPTOIR_SMTP_URL" not in environ
    assert [child.name for child in usual_children(tmp_path, settings.development)] == ["web", "worker", "cron"]


def test_development_has_one_and_every_child_knows_when_to_stop(tmp_path):
    settings = read(tmp_path)
    assert settings.child_environment(URLS)["COMPTOIR_SMTP_URL"].startswith("smtp://127.0.0.1:")
    assert {child.name for child in usual_children(tmp_path, settings.development)} == set(STOP_ORDER)


def test_the_operators_values_reach_the_children(tmp_path):
    given = {"COMPTOIR_SMTP_URL": "smtp://relais", "COMPTOIR_URL": "https://crm.example", "COMPTOIR_SECRET": "s"}
    environ = read(tmp_path, PGPORT="6543", TZ="UTC", **given).child_environment(URLS)
    assert environ.items() >= (given | URLS | {"TZ": "Europe/Paris", "PORT": "8000"}).items()
    assert "PGPORT" not in environ

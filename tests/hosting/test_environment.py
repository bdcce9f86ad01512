import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from tenants.hosting.environment import (
    PROJECT,
    data_folder,
    folder_lock,
    instance_secret,
    load_environment,
    normalise_database_url,
    publish_services,
)
from tenants.hosting.errors import HostingError

RUNNING = {
    "DATABASE_URL": "postgresql+psycopg://postgres@/comptoir?host=/run/c",
    "REDIS_URL": "unix:///run/c/valkey.sock",
}


def test_other_terminals_find_the_running_servers(tmp_path):
    publish_services(tmp_path, RUNNING)
    environ = {"COMPTOIR_DATA": str(tmp_path)}
    with folder_lock(tmp_path):
        load_environment(environ)
    assert environ.items() >= RUNNING.items()
    assert environ["COMPTOIR_SECRET"] == instance_secret(tmp_path)


def test_what_a_killed_launcher_left_is_not_believed(tmp_path):
    publish_services(tmp_path, RUNNING)
    with pytest.raises(HostingError, match="lancez bin/run"):
        load_environment({"COMPTOIR_DATA": str(tmp_path)})


def test_without_any_database_the_sentence_says_what_to_do(tmp_path):
    with pytest.raises(HostingError, match="définissez DATABASE_URL"):
        load_environment({"COMPTOIR_DATA": str(tmp_path)})


def test_the_operators_values_win(tmp_path):
    publish_services(tmp_path, RUNNING)
    environ = {"COMPTOIR_DATA": str(tmp_path), "DATABASE_URL": "postgres://u:p@db/x", "COMPTOIR_SECRET": "à moi"}
    with folder_lock(tmp_path):
        load_environment(environ)
    assert environ["DATABASE_URL"] == "postgresql+psycopg://u:p@db/x"
    assert environ["COMPTOIR_SECRET"] == "à moi"
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize("given", ["postgres://h/b", "postgresql://h/b", "postgresql+psycopg://h/b"])
def test_database_url_always_names_the_driver(given):
    assert normalise_database_url(given) == "postgresql+psycopg://h/b"


def test_secret_is_made_once_for_its_owner_alone(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: instance_secret(tmp_path / "var"), range(16)))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 60
    assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]


def test_data_folder_is_in_the_project_unless_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert data_folder({}) == PROJECT / "var"
    assert data_folder({"COMPTOIR_DATA": "ailleurs"}) == tmp_path / "ailleurs"

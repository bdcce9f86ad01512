"""The work of an import: cut off, it goes on where it was; its file goes after 30 days."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crm import clock
from crm.imports import Import, LigneImport, annulation, erase_old, execution
from crm.tiers import Tiers
from tenants import Travail, current_schema, db, jobs, storage


class Killed(BaseException):
    """What a worker that is killed leaves: nothing more is done, nothing is written down."""


def killed_after_one_batch(monkeypatch, module) -> None:
    def kept_then_killed():
        jobs.checkpoint()
        db.session.rollback()
        raise Killed

    monkeypatch.setattr(module, "BATCH", 2)
    monkeypatch.setattr(module, "checkpoint", kept_then_killed)


def perform(app, lumen, number: int) -> None:
    with lumen():
        schema, travail_id = current_schema(), db.session.get(Import, number).travail_id
    with app.app_context():
        jobs.perform(schema, travail_id)


def count(nom: str) -> int:
    return db.session.scalar(select(func.count(Tiers.id)).where(Tiers.nom.like(nom), Tiers.supprime_le.is_(None)))


def test_a_killed_worker_is_followed_without_doubles(app, alice, lumen, examined, work, monkeypatch):
    number = examined(b"Nom\n" + b"".join(b"Suite %d\n" % rank for rank in range(7)))
    alice.post(f"/clients/imports/{number}/lancement", {})
    with monkeypatch.context() as patch:
        killed_after_one_batch(patch, execution)
        with pytest.raises(Killed):
            perform(app, lumen, number)
        with lumen():
            assert count("Suite %") == 2
    perform(app, lumen, number)
    perform(app, lumen, number)
    with lumen():
        assert count("Suite %") == 7
        travail = db.session.get(Travail, db.session.get(Import, number).travail_id)
        assert travail.fini_le and travail.resultat["phrase"].startswith("7")
    alice.post(f"/clients/imports/{number}/annulation", {})
    with monkeypatch.context() as patch:
        killed_after_one_batch(patch, annulation)
        with pytest.raises(Killed):
            perform(app, lumen, number)
        with lumen():
            assert count("Suite %") == 5
    perform(app, lumen, number)
    with lumen():
        assert count("Suite %") == 0
        assert db.session.get(Import, number).travail.resultat["phrase"] == "L’import est annulé."


def test_a_record_made_since_the_preview_is_not_made_twice(alice, lumen, examined, work):
    number = examined(b"Nom;Email\nDepuis;depuis@exemple.fr\n")
    with lumen():
        Tiers.create(nom="Depuis", day=None, email="depuis@exemple.fr")
    alice.post(f"/clients/imports/{number}/lancement", {"doublons": "ignorer"})
    work()
    with lumen():
        assert count("Depuis") == 1


def test_the_file_goes_after_thirty_days_and_the_records_stay(app, alice, lumen, imported, work):
    number, _ = imported(b"Nom\nDurable\n")
    with lumen():
        made = db.session.get(Import, number)
        digest = made.sha256
        assert erase_old(made.depose_le + timedelta(days=29)) == 0
        assert erase_old(clock.now() + timedelta(days=30)) >= 1
    work()
    with lumen():
        assert db.session.get(Import, number).sha256 is None and count("Durable") == 1
        assert db.session.scalar(select(func.count()).where(LigneImport.import_id == number)) == 0
        with pytest.raises(storage.FileMissing):
            storage.get(digest)
    assert alice.get(f"/clients/imports/{number}").status_code == 200


def test_a_row_refused_at_the_last_moment_keeps_no_other_back(alice, lumen, examined, work):
    with lumen():
        code = Tiers.create(nom="Partie", day=None).id
    number = examined(f"Code client;Nom\n;Reste une\n{code};Partie ailleurs\n;Reste deux\n".encode())
    with lumen():
        db.session.get(Tiers, code).trash(clock.now())
    alice.post(f"/clients/imports/{number}/lancement", {})
    work()
    page = alice.get(f"/clients/imports/{number}").text.replace("\u00a0", " ")
    assert "2 créations, 1 erreur." in page and "Cette fiche a été supprimée depuis l’aperçu." in page
    with lumen():
        assert count("Reste %") == 2

"""A job is a row first: it leaves after the commit, is done once, and says how it ended."""

from datetime import timedelta

import pytest
from redis.exceptions import ConnectionError as RedisDown
from sqlalchemy import select, update

from crm.clock import now
from crm.errors import RegleMetier
from crm.sujets import Etiquette, create_label
from tenants import Travail, current_schema, db, jobs, later
from tests.bouncer import BOTH_WAYS
from tests.casting import inside

pytestmark = BOTH_WAYS


class Cobaye:
    """What the tests ask workers to do."""

    @classmethod
    def label_now(cls, nom: str):
        create_label(nom, "vert")
        return {"nom": nom}

    @classmethod
    def count_now(cls, pas: int):
        for fait in range(pas + 1):
            jobs.progress(fait, pas)

    @classmethod
    def refuse_now(cls):
        raise RegleMetier("Non, vraiment.")

    @classmethod
    def break_now(cls):
        create_label("jamais gardée", "rouge")
        raise OSError("le disque est plein")


def ask(lumen, method, **options) -> int | None:
    with lumen():
        travail = later(method, titre="Essai", **options)
        return travail.id if travail else None


def state(app, travail_id: int) -> Travail:
    with inside(app, "atelier-lumen"):
        return db.session.get(Travail, travail_id)


def test_job_is_done_after_the_commit_and_says_so(app, lumen, work):
    travail_id = ask(lumen, Cobaye.label_now, nom="Faite par un travail")
    assert state(app, travail_id).etat == "demandé"
    work()
    done = state(app, travail_id)
    assert (done.etat, done.resultat) == ("fait", {"nom": "Faite par un travail"})
    with lumen():
        assert db.session.scalar(select(Etiquette.nom).where(Etiquette.nom == "Faite par un travail"))


def test_job_of_a_rolled_back_request_never_leaves(app, lumen, work):
    queue = app.extensions["queue"]
    with pytest.raises(ZeroDivisionError), lumen():
        later(Cobaye.label_now, titre="Essai", nom="Jamais")
        raise ZeroDivisionError
    assert queue.count == 0


def test_what_somebody_waits_for_passes_before_many_asked_together(app, lumen, work):
    with lumen():
        crowd = [later(Cobaye.label_now, titre="Essai", nom=f"Foule {number}").id for number in range(jobs.FEW + 1)]
    alone = ask(lumen, Cobaye.label_now, nom="Seule")
    assert (app.extensions["queue"].count, app.extensions["background_queue"].count) == (1, jobs.FEW + 1)
    assert work() == 0
    ends = [state(app, one).fini_le for one in (alone, *crowd)]
    assert all(ends) and ends[0] < min(ends[1:])


def test_job_waits_for_the_outermost_commit(app, lumen):
    queue = app.extensions["queue"]
    with lumen():
        with db.session.begin_nested():
            later(Cobaye.label_now, titre="Essai", nom="Imbriquée")
        assert queue.count == 0
    assert queue.count == 1
    queue.empty()


def test_keyed_job_is_recorded_once(lumen):
    assert ask(lumen, Cobaye.label_now, nom="Une", cle="une-fois") is not None
    assert ask(lumen, Cobaye.label_now, nom="Une", cle="une-fois") is None


def test_only_now_methods_are_jobs(lumen):
    with lumen(), pytest.raises(ValueError, match="_now"):
        later(Etiquette.metadata.clear, titre="Essai")


def test_refusal_of_the_trade_is_final_and_keeps_its_reason(app, lumen, work):
    travail_id = ask(lumen, Cobaye.refuse_now)
    work()
    failed = state(app, travail_id)
    assert (failed.etat, failed.raison, failed.essais) == ("échoué", "Non, vraiment.", 1)


def test_breakdown_is_tried_again_later_and_leaves_nothing_half_done(app, lumen, work):
    travail_id = ask(lumen, Cobaye.break_now)
    work()
    broken = state(app, travail_id)
    assert broken.etat == "nouvel essai prévu" and "le disque est plein" in broken.raison
    assert broken.prochain_essai_le > broken.demande_le
    with lumen():
        assert db.session.scalar(select(Etiquette).where(Etiquette.nom == "jamais gardée")) is None


def test_after_its_last_try_a_job_has_failed_and_can_be_asked_again(app, lumen, work):
    travail_id = ask(lumen, Cobaye.break_now)
    for _ in range(len(jobs.BACKOFF) + 1):
        with lumen():
            jobs.enqueue(current_schema(), travail_id)
        work()
    assert state(app, travail_id).etat == "échoué"
    with lumen():
        db.session.get(Travail, travail_id).retry(now())
    work()
    assert state(app, travail_id).essais == 1


def test_sent_twice_is_done_once(app, lumen, work):
    travail_id = ask(lumen, Cobaye.label_now, nom="Envoyée deux fois")
    work()
    with lumen():
        jobs.enqueue(current_schema(), travail_id)
    work()
    with lumen():
        assert len(db.session.scalars(select(Etiquette).where(Etiquette.nom == "Envoyée deux fois")).all()) == 1


def test_lost_by_redis_is_sent_again_by_the_sweep(app, lumen, work):
    travail_id = ask(lumen, Cobaye.label_now, nom="Perdue puis retrouvée")
    app.extensions["redis"].flushdb()
    with lumen():
        old = Travail.demande_le - timedelta(minutes=5)
        db.session.execute(update(Travail).where(Travail.id == travail_id).values(demande_le=old))
    with lumen():
        assert jobs.sweep() >= 1
    work()
    assert state(app, travail_id).etat == "fait"


def test_taken_by_a_worker_that_died_is_sent_again(app, lumen, work):
    travail_id = ask(lumen, Cobaye.label_now, nom="Prise puis rendue")
    queue = app.extensions["queue"]
    (job,) = queue.jobs
    queue.remove(job)
    job.set_status("started")
    with lumen():
        old = Travail.demande_le - timedelta(minutes=5)
        db.session.execute(update(Travail).where(Travail.id == travail_id).values(demande_le=old))
    with lumen():
        assert jobs.sweep() >= 1
    with lumen():
        assert jobs.sweep() == 0
    work()
    assert state(app, travail_id).etat == "fait"


def test_queue_out_of_reach_does_not_lose_the_request(app, lumen, work, monkeypatch):
    def unreachable(*args, **kwargs):
        raise RedisDown("refused")

    monkeypatch.setattr(app.extensions["queue"], "enqueue", unreachable)
    travail_id = ask(lumen, Cobaye.label_now, nom="Sans file")
    assert state(app, travail_id).etat == "demandé"


def test_progress_is_seen_while_the_job_runs(app, lumen, work):
    travail_id = ask(lumen, Cobaye.count_now, pas=4)
    work()
    done = state(app, travail_id)
    assert (done.fait, done.total, done.pourcentage) == (4, 4, 100)


def test_the_neighbour_sees_no_job(app, lumen, dupont):
    travail_id = ask(lumen, Cobaye.label_now, nom="Chez Lumen")
    with dupont():
        assert db.session.get(Travail, travail_id) is None

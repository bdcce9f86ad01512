"""`GET /sante`: is the instance able to work? For the launcher, a probe, a load balancer."""

import rq
from flask import Blueprint, current_app, jsonify
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from blueprints.access import public
from tenants import db, jobs, storage

bp = Blueprint("sante", __name__)


@bp.get("/sante")
@public
def show():
    state = {"base_de_donnees": database(), **queue(), "fichiers": files()}
    healthy = state["base_de_donnees"] == "ok" and state["file"] == "ok" and state["executants"] > 0
    return jsonify(etat="ok" if healthy else "en panne", **state), 200 if healthy else 503


def database() -> str:
    try:
        with db.engines["partage"].connect() as connection:
            connection.execute(text("SELECT 1 FROM partage.tenants LIMIT 1"))
    except SQLAlchemyError:
        return "injoignable"
    return "ok"


def files() -> str:
    """Told, but never a reason to be out of order: most of the work needs no file."""
    return "ok" if storage.of(current_app.config["COMPTOIR"], "").answers() else "injoignable"


def queue() -> dict:
    first, *others = jobs.queues()
    try:
        waiting = sum(one.count for one in (first, *others))
        return {"file": "ok", "executants": rq.Worker.count(queue=first), "travaux_en_attente": waiting}
    except RedisError:
        return {"file": "injoignable", "executants": 0, "travaux_en_attente": None}

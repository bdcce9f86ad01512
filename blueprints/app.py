"""The Flask application of the instance."""

import gc
import uuid

import redis
import rq
import structlog
from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import configure_mappers
from whitenoise import WhiteNoise

from blueprints import access, errors, historique, logs, ui, verifier
from blueprints.limits import limiter
from blueprints.shell import shell_context
from crm import (
    anonymisation,
    conformite,
    corbeille,
    demonstration,
    ereporting,
    evenements,
    facturx,
    images,
    mes_exports,
    notifications,
    plateforme,
    reperes,
)
from crm.documents import polices, rendu
from tenants import Refused, cli, database, db, jobs, periodic, storage
from tenants.config import ROOT, Config
from tenants.middleware import TenantPath

MAX_UPLOAD = 20 * 1024 * 1024


def settings(config: Config) -> dict:
    """What Flask and its extensions read, from the instance's own configuration."""
    return {
        "COMPTOIR": config,
        "SECRET_KEY": config.derive("session"),
        "SESSION_COOKIE_NAME": "comptoir",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.url.startswith("https://"),
        "MAX_CONTENT_LENGTH": MAX_UPLOAD,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_I18N_ENABLED": False,  # the messages of WTForms' own French catalogue
        "RATELIMIT_STORAGE_URI": config.redis_url.replace("unix://", "redis+unix://"),
        "RATELIMIT_KEY_PREFIX": "comptoir",
        "VEILLE": 8000,  # milliseconds between two questions of a page on screen
    }


class Comptoir(Flask):
    """Commits once per request, at the edge, when the answer is below 400."""

    @classmethod
    def create(cls, config: Config | None = None) -> "Comptoir":
        config = config or Config.from_environment()
        app = cls("comptoir", root_path=str(ROOT), template_folder="templates", static_folder=None)
        app.configure(config)
        return app

    def configure(self, config: Config) -> None:
        self.config.update(settings(config))
        self.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
        self.json.sort_keys = False
        self.url_map.strict_slashes = False
        connection = redis.from_url(config.redis_url, socket_timeout=5, socket_connect_timeout=2)
        self.extensions["redis"] = connection
        self.extensions["queue"] = rq.Queue("comptoir", connection=connection)
        self.extensions["background_queue"] = rq.Queue("comptoir-fond", connection=connection)
        self.extensions["cron_queue"] = rq.Queue("comptoir-cron", connection=connection)
        database.init_app(self, config)
        give_work()
        self.extensions["csrf_protect"] = CSRFProtect(self)
        limiter.init_app(self)
        access.login_manager.init_app(self)
        ui.init_app(self)
        historique.init_app(self)
        errors.init_app(self)
        logs.init_app(self)
        self.before_request(identify_request)
        self.before_request(access.guard)
        self.teardown_request(access.leave_company)
        self.context_processor(shell_context)
        self.extensions["demonstration"] = demonstration.seed
        self.extensions["integrity"] = conformite.integrite.check
        self.extensions["note"] = evenements.note
        self.cli.add_command(cli.instance)
        self.cli.add_command(cli.tenants)
        self.cli.add_command(verifier.verifier)
        register_blueprints(self)
        self.wsgi_app = TenantPath(self.wsgi_app, config.host)
        self.wsgi_app = WhiteNoise(
            self.wsgi_app, root=ROOT / "static" / "dist", prefix="static/dist/", immutable_file_test=lambda *_: True
        )

    def warm_up_worker(self) -> None:
        """What a worker loads once, before it forks: the PDF engine, its fonts, the bucket's client, the tables."""
        if polices.indisponible() is None:
            rendu.warm()
        facturx.warm()
        storage.of(self.config["COMPTOIR"], "")
        configure_mappers()
        gc.freeze()

    def dispatch_request(self):
        response = self.make_response(super().dispatch_request())
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
        return response


def identify_request() -> None:
    g.request_id = uuid.uuid4().hex[:12]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id, tenant=request.environ.get("comptoir.slug"))


def register_blueprints(app: Flask) -> None:
    from blueprints.catalogue import BLUEPRINTS

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.extensions["csrf_protect"].exempt(app.blueprints["avertissements"])  # called by servers, that have no session


def give_work() -> None:
    """What the trade gives to the workers and to the clock."""
    jobs.PERMANENT[:] = [Refused]
    jobs.FAILED[:] = [notifications.tell_failure]
    periodic.INSTANCE[:] = [reperes.warn]
    due = (conformite.look_what_is_due, plateforme.look_what_is_due, ereporting.look_what_is_due)
    periodic.DAILY[:] = [
        anonymisation.anonymise_due,
        corbeille.purge_due,
        images.forget_due,
        mes_exports.purge_due,
        *due,
    ]

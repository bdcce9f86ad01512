"""The e-mails of a development instance: they go nowhere, they are read here."""

from flask import Blueprint, abort, current_app, render_template

from blueprints.access import public
from tenants.hosting import mailsink

bp = Blueprint("courriels", __name__)


@bp.before_request
def only_in_development() -> None:
    if not current_app.config["COMPTOIR"].is_development:
        abort(404)


@bp.get("/courriels")
@public
def index():
    return render_template("courriels/index.html", courriels=mailsink.list_messages(folder()))


@bp.get("/courriels/<nom>")
@public
def show(nom: str):
    message = mailsink.read_message(folder(), nom) or abort(404)
    return render_template("courriels/show.html", courriel=message, nom=nom)


@bp.get("/courriels/<nom>/pieces/<int:rang>")
@public
def piece(nom: str, rang: int):
    message = mailsink.read_message(folder(), nom) or abort(404)
    parts = list(message.iter_attachments())
    if rang >= len(parts):
        abort(404)
    response = current_app.response_class(parts[rang].get_payload(decode=True), mimetype=parts[rang].get_content_type())
    response.headers.set("Content-Disposition", "attachment", filename=parts[rang].get_filename() or "piece")
    return response


def folder():
    return mailsink.mail_folder(current_app.config["COMPTOIR"].data)

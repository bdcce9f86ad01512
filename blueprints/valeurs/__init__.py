"""The « + » of a field that takes its words from a list of values: a new one joins the list, and is chosen."""

from flask import Blueprint, Response, abort, g, render_template, request
from wtforms import BooleanField

from blueprints.access import requires
from blueprints.forms import Form, TexteField, requis
from blueprints.ui.reponses import trigger
from crm import admissions
from crm.valeurs import LISTES, LONGUEUR

bp = Blueprint("valeurs", __name__, url_prefix="/valeurs")


class AjoutForm(Form):
    libelle = TexteField("Nom", [requis("Écrivez la nouvelle valeur.")], maximum=LONGUEUR)
    quand_meme = BooleanField("Créer quand même")


@bp.get("/<liste>/semblables")
@requires("accueil")
def index_semblables(liste: str):
    ensure_known(liste)
    q = request.args.get("libelle", "")
    return draw(liste, AjoutForm(formdata=None), admissions.resembling(liste, q), q)


@bp.post("/<liste>")
@requires("accueil")
def create(liste: str):
    ensure_known(liste)
    form, made = AjoutForm(), []
    libelle = form.libelle.data or ""
    close = admissions.resembling(liste, libelle)
    insists = form.quand_meme.data and admissions.find(liste, libelle) is None
    wanted = form.validate() and (insists or not close)
    if not (wanted and form.try_to(lambda: made.append(admissions.admit(liste, libelle)))):
        return draw(liste, form, close, libelle), 422
    return trigger(Response(status=204), **{"valeur:creee": made[0]})


def ensure_known(liste: str) -> None:
    """404 for no list, 403 for one this member may not add to."""
    if liste not in LISTES:
        abort(404)
    if not admissions.can_add(g.membre, liste):
        abort(403)


def draw(liste: str, form: AjoutForm, close: list, q: str | None) -> str:
    same = admissions.find(liste, q or "")
    return render_template("valeurs/_semblables.html", cle=liste, form=form, semblables=close, same=same)

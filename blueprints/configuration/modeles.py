from flask import abort, g, redirect, render_template, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.forms import Form, TexteField, requis, texte_long
from blueprints.sujets import undo_url
from blueprints.ui.reponses import toast
from crm.clock import now
from crm.courriels import CHAMPS, OCCASIONS, ModeleMessage, try_out
from crm.tiers import LANGUES


class ModeleForm(Form):
    objet = TexteField("Objet", [requis("Écrivez l’objet du message.")], maximum=200)
    texte = texte_long("Message", 10_000, "Écrivez le texte du message.")


@bp.get("/modeles")
@requires("configuration")
def index_modeles():
    page = context(occasions=OCCASIONS, langues=LANGUES, propres=ModeleMessage.own())
    return render_template("configuration/modeles.html", **page)


@bp.get("/modeles/<code>/<langue>")
@requires("configuration")
def edit_modele(code: str, langue: str):
    objet, texte = text_of(code, langue)
    return draw(code, langue, ModeleForm(data={"objet": objet, "texte": texte}))


@bp.post("/modeles/<code>/<langue>")
@requires("configuration", "administration")
def update_modele(code: str, langue: str):
    text_of(code, langue)
    form = ModeleForm()
    if not (form.validate() and form.try_to(lambda: ModeleMessage.write(code, langue, **written(form)))):
        return draw(code, langue, form), 422
    toast("Modèle enregistré.")
    return redirect(url_for("configuration.edit_modele", code=code, langue=langue), 303)


@bp.post("/modeles/<code>/<langue>/apercu")
@requires("configuration", "administration")
def show_apercu(code: str, langue: str):
    text_of(code, langue)
    return render_template("configuration/_apercu.html", **tried(code, langue, ModeleForm()))


@bp.post("/modeles/<code>/<langue>/retrait")
@requires("configuration", "administration")
def reset_modele(code: str, langue: str):
    modele = ModeleMessage.find(code, langue) or abort(404)
    modele.trash(now())
    toast("Le texte d’origine est rétabli.", annuler_url=undo_url())
    return redirect(url_for("configuration.edit_modele", code=code, langue=langue), 303)


def text_of(code: str, langue: str) -> tuple[str, str]:
    if code not in OCCASIONS or langue not in LANGUES:
        abort(404)
    return ModeleMessage.text_of(code, langue)


def written(form: ModeleForm) -> dict[str, str]:
    return {"objet": form.objet.data or "", "texte": form.texte.data or ""}


def tried(code: str, langue: str, form: ModeleForm) -> dict:
    """What `configuration/_apercu.html` shows: the message, or what prevents it."""
    found: list = []
    asked = Form(formdata=None)
    right = asked.try_to(lambda: found.append(try_out(code, langue, par=g.membre, **written(form))))
    return {"apercu": found[0] if right else None, "refus": asked.form_errors, "occasion": OCCASIONS[code]}


def draw(code: str, langue: str, form: ModeleForm) -> str:
    page = context(
        rubrique="configuration.index_modeles",
        form=form,
        code=code,
        langue=langue,
        titre=f"{OCCASIONS[code]}, en {LANGUES[langue].lower()}",
        champs=CHAMPS,
        propre=(code, langue) in ModeleMessage.own(),
        **tried(code, langue, form),
    )
    return render_template("configuration/modele.html", **page)

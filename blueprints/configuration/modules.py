from flask import g, redirect, render_template, url_for
from wtforms import BooleanField

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import change, context
from blueprints.forms import Form, TexteField, facultatif
from blueprints.ui.reponses import toast
from crm.modules import MODULES

OPTIONNELS = [module for module in MODULES.values() if not module.essentiel]


class ModulesForm(Form):
    """Every module that can be: on or off, and the company's own word for it."""


for module in OPTIONNELS:
    nom = TexteField(f"Nom affiché pour {module.titre}", [facultatif()], maximum=40)
    setattr(ModulesForm, f"actif_{module.cle}", BooleanField(module.titre))
    setattr(ModulesForm, f"nom_{module.cle}", nom)


@bp.get("/modules")
@requires("configuration")
def index_modules():
    shown = {}
    for cle in (module.cle for module in OPTIONNELS):
        shown |= {f"actif_{cle}": g.parametres.is_active(cle), f"nom_{cle}": g.parametres.titre_module(cle)}
    return draw(ModulesForm(data=shown))


@bp.post("/modules")
@requires("configuration", "administration")
def update_modules():
    form = ModulesForm()
    if not (form.validate() and form.try_to(lambda: change(configure, form))):
        return draw(form, 422)
    toast("Modules enregistrés.")
    return redirect(url_for("configuration.index_modules"), 303)


def configure(**values) -> None:
    for cle in (module.cle for module in OPTIONNELS):
        g.parametres.configure_module(cle, actif=values[f"actif_{cle}"], nom=values[f"nom_{cle}"] or "")


def draw(form: ModulesForm, status: int = 200):
    return render_template("configuration/modules.html", **context(form=form, modules=OPTIONNELS)), status

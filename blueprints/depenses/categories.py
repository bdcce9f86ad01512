from flask import url_for

from blueprints.access import requires
from blueprints.depenses import bp
from blueprints.find import find
from blueprints.forms import Form, ValeurField
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.depenses import Depense


class CategorieForm(Form):
    categorie = ValeurField("Catégorie", "categorie_depense")


@bp.get("/<int:id>/categorie")
@requires("depenses", "ecriture")
def edit_categorie(id: int):
    depense = find(Depense, id)
    return draw(depense, CategorieForm(obj=depense))


@bp.post("/<int:id>/categorie")
@requires("depenses", "ecriture")
def update_categorie(id: int):
    depense, form = find(Depense, id), CategorieForm()
    if not form.validate():
        return draw(depense, form, 422)
    depense.classify(form.categorie.data)
    toast("Catégorie modifiée.", annuler_url=undo_url())
    return hx_redirect(url_for("depenses.show", id=id))


def draw(depense: Depense, form: CategorieForm, status: int = 200):
    return page_or_partial(
        "depenses/categorie.html", "depenses/_categorie.html", ("volet-contenu", "form"), status,
        fiche=depense, form=form, retour=url_for("depenses.show", id=depense.id),
    )  # fmt: skip

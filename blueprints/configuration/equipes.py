"""Teams and agencies, and who is in each (D-009, D-037…D-040)."""

from flask import abort, redirect, render_template, request, url_for
from wtforms.validators import Optional

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.find import find
from blueprints.forms import CasesField, Form, TexteField, requis
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.equipe import Membre
from crm.equipes import GENRES, Equipe


class EquipeForm(Form):
    nom = TexteField("Nom", [requis("Indiquez le nom.")], maximum=60)
    membres = CasesField("Membres", [Optional()], coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.membres.choices = [(int(number), nom) for number, nom in Membre.choices()]


@bp.get("/equipes")
@requires("configuration")
def index_equipes():
    known = context("configuration.index_equipes", genres=GENRES, equipes={genre: Equipe.of(genre) for genre in GENRES})
    return render_template("configuration/equipes.html", **known)


@bp.get("/equipes/nouvelle")
@requires("configuration", "administration")
def new_equipe():
    genre = asked()
    return draw(EquipeForm(formdata=None), url_for("configuration.create_equipe", genre=genre), GENRES[genre])


@bp.post("/equipes")
@requires("configuration", "administration")
def create_equipe():
    form, genre = EquipeForm(), asked()
    if not (form.validate() and form.try_to(lambda: Equipe.add(genre, **form.values))):
        return draw(form, url_for("configuration.create_equipe", genre=genre), GENRES[genre], 422)
    return done(f"{GENRES[genre]} ajoutée.")


@bp.get("/equipes/<int:id>/modification")
@requires("configuration", "administration")
def edit_equipe(id: int):
    equipe = find(Equipe, id)
    form = EquipeForm(formdata=None, data={"nom": equipe.nom, "membres": [one.id for one in equipe.membres]})
    return draw(form, url_for("configuration.update_equipe", id=id), equipe.nom)


@bp.post("/equipes/<int:id>")
@requires("configuration", "administration")
def update_equipe(id: int):
    equipe, form = find(Equipe, id), EquipeForm()
    if not (form.validate() and form.try_to(lambda: equipe.revise(**form.values))):
        return draw(form, request.path, equipe.nom, 422)
    return done(f"« {equipe.nom} » modifiée.")


@bp.post("/equipes/<int:id>/retrait")
@requires("configuration", "administration")
def destroy_equipe(id: int):
    equipe = find(Equipe, id)
    equipe.trash(now())
    toast(f"« {equipe.nom} » n’est plus proposée.", undo_url())
    return redirect(url_for("configuration.index_equipes"), 303)


def asked() -> str:
    genre = request.args.get("genre", "equipe")
    return genre if genre in GENRES else abort(404)


def done(message: str):
    toast(message)
    return hx_redirect(url_for("configuration.index_equipes"))


def draw(form: EquipeForm, url: str, titre: str, status: int = 200):
    return page_or_partial(
        "configuration/equipe.html", "configuration/_equipe.html", ("volet-contenu", "form"), status,
        form=form, url=url, titre=titre, retour=url_for("configuration.index_equipes"),
    )  # fmt: skip

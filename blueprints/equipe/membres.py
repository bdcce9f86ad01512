from flask import g, redirect, render_template, url_for

from blueprints import historique
from blueprints.access import requires
from blueprints.conflits import ensure_unchanged
from blueprints.equipe import bp
from blueprints.equipe.forms import DETAILS, DroitsForm, MembreForm
from blueprints.find import find
from blueprints.ui.reponses import fait, page_or_partial, toast
from crm import equipe, journal
from crm.equipe import Membre
from tenants import accounts, db


@bp.get("/")
@requires("equipe")
def index():
    return render_template("equipe/index.html", membres=db.session.scalars(Membre.search()).all())


@bp.get("/nouveau")
@requires("equipe", "administration")
def new():
    return draw("equipe/new.html", MembreForm())


@bp.post("/")
@requires("equipe", "administration")
def create():
    form = MembreForm()
    if form.validate() and form.try_to(lambda: invite(form)):
        return done(f"Invitation envoyée à {form.email.data}.")
    return draw("equipe/new.html", form, status=422)


def invite(form: MembreForm) -> None:
    now = accounts.utcnow()
    equipe.invite(g.tenant, par=g.membre, role=form.role.data, now=now, **form.identite)


@bp.get("/<int:id>")
@requires("equipe")
def show(id: int):
    return render_template(
        "equipe/show.html",
        fiche=find(Membre, id),
        entrees=historique.readable(journal.activity(id)),
        actions=journal.ACTIONS,
    )


@bp.get("/<int:id>/modification")
@requires("equipe", "administration")
def edit(id: int):
    membre = find(Membre, id)
    exceptions = {f"droit_{cle}": niveau for cle, niveau in membre.droits.items()}
    return draw("equipe/edit.html", DroitsForm(obj=membre, data=exceptions), fiche=membre)


@bp.post("/<int:id>")
@requires("equipe", "administration")
def update(id: int):
    membre, form = find(Membre, id), DroitsForm()
    if form.validate() and form.try_to(lambda: revise(membre, form)):
        return done("Membre modifié.")
    return draw("equipe/edit.html", form, status=422, fiche=membre)


def revise(membre: Membre, form: DroitsForm) -> None:
    ensure_unchanged(membre)
    membre.revise(form.role.data, form.droits, **form.identite)


@bp.post("/<int:id>/invitation")
@requires("equipe", "administration")
def invite_again(id: int):
    equipe.invite_again(g.tenant, find(Membre, id), par=g.membre, now=accounts.utcnow())
    toast("Nouvelle invitation envoyée.")
    return redirect(url_for("equipe.index"), 303)


@bp.post("/<int:id>/retrait")
@requires("equipe", "administration")
def destroy(id: int):
    equipe.dismiss(g.tenant, find(Membre, id), accounts.utcnow())
    toast("Cette personne n’a plus accès à l’espace de travail.")
    return redirect(url_for("equipe.index"), 303)


def draw(page: str, form: MembreForm, status: int = 200, **context):
    fragment = page.replace("/", "/_")
    return page_or_partial(page, fragment, ("volet-contenu", "form"), status, form=form, details=DETAILS, **context)


def done(message: str):
    return fait("equipe:maj", message=message)

"""What the client answers: accord, refusal; and what the company does about it."""

from flask import g, redirect, url_for

from blueprints.access import requires
from blueprints.conflits import ensure_unchanged
from blueprints.devis import bp
from blueprints.find import find
from blueprints.forms import Form, JourField, TexteField, facultatif, requis, texte_long
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import today
from crm.devis import Devis

REQUIS = [requis("Indiquez la date.")]


class AcceptationForm(Form):
    accepte_le = JourField("Date de l’accord", REQUIS)
    accepte_par = TexteField("Nom du signataire", [requis("Indiquez qui donne son accord.")], maximum=120)
    qualite = TexteField("Qualité", [facultatif()], maximum=80)
    validite = JourField("Prolonger la validité jusqu’au")


class RefusForm(Form):
    refuse_le = JourField("Date du refus", REQUIS)
    motif = texte_long("Motif", 500)


@bp.get("/<int:id>/acceptation")
@requires("devis", "ecriture")
def new_acceptation(id: int):
    devis = find(Devis, id)
    contact = devis.contact.personne if devis.contact else None
    return draw(devis, AcceptationForm(data={"accepte_le": today(), "accepte_par": contact}), "acceptation")


@bp.post("/<int:id>/acceptation")
@requires("devis", "ecriture")
def create_acceptation(id: int):
    devis, form = find(Devis, id), AcceptationForm()
    if not (form.validate() and form.try_to(lambda: accept(devis, form))):
        return draw(devis, form, "acceptation", 422)
    return done(devis, "Devis accepté.")


def accept(devis: Devis, form: AcceptationForm) -> None:
    ensure_as_shown(devis)
    kept = {"qualite": form.qualite.data, "validite": form.validite.data}
    devis.accept(form.accepte_le.data, form.accepte_par.data, g.membre, **kept)


@bp.get("/<int:id>/refus")
@requires("devis", "ecriture")
def new_refus(id: int):
    return draw(find(Devis, id), RefusForm(data={"refuse_le": today()}), "refus")


@bp.post("/<int:id>/refus")
@requires("devis", "ecriture")
def create_refus(id: int):
    devis, form = find(Devis, id), RefusForm()
    if not (form.validate() and form.try_to(lambda: refuse(devis, form))):
        return draw(devis, form, "refus", 422)
    return done(devis, "Refus enregistré.")


def refuse(devis: Devis, form: RefusForm) -> None:
    ensure_as_shown(devis)
    devis.refuse(form.refuse_le.data, form.motif.data, g.membre)


def ensure_as_shown(devis: Devis) -> None:
    """Raises RegleMetier when the devis was answered, or changed, since the form was shown."""
    devis.ensure_answerable()
    ensure_unchanged(devis)


@bp.post("/<int:id>/reouverture")
@requires("devis", "ecriture")
def create_reouverture(id: int):
    find(Devis, id).reopen(g.membre)
    toast("Le devis attend de nouveau la réponse du client.")
    return redirect(url_for("devis.show", id=id), 303)


def draw(devis: Devis, form: Form, nom: str, status: int = 200):
    return page_or_partial(
        f"devis/{nom}.html", f"devis/_{nom}.html", ("volet-contenu", "form"), status,
        fiche=devis, form=form, retour=url_for("devis.show", id=devis.id), expire=devis.is_expire(today()),
    )  # fmt: skip


def done(devis: Devis, message: str):
    toast(message)
    return hx_redirect(url_for("devis.show", id=devis.id))

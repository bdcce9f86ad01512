from flask import url_for
from wtforms import BooleanField, HiddenField

from blueprints.access import requires
from blueprints.clients import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import EmailField, Form, TexteField, ValeurField, facultatif
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.tiers import Contact, Rattachement, Tiers


class RattachementForm(Form):
    """An existing contact, or a new one."""

    contact_id = HiddenField("Contact existant")
    prenom = TexteField("Prénom", [facultatif()], maximum=80)
    nom = TexteField("Nom", [facultatif()], maximum=80)
    email = EmailField("Adresse e-mail", [facultatif()])
    telephone = TexteField("Téléphone", [facultatif()], maximum=30)
    role = ValeurField("Rôle", "role_contact")
    principal = BooleanField("Contact principal")


@bp.get("/<int:id>/contacts/nouveau")
@requires("clients", "ecriture")
def new_rattachement(id: int):
    return draw(find(Tiers, id), RattachementForm())


@bp.post("/<int:id>/contacts")
@requires("clients", "ecriture")
@once
def create_rattachement(id: int):
    tiers, form = find(Tiers, id), RattachementForm()
    if not (form.validate() and form.try_to(lambda: attach(tiers, form))):
        return draw(tiers, form, status=422)
    toast("Contact rattaché.")
    return hx_redirect(url_for("clients.show", id=id, onglet="contacts"))


def attach(tiers: Tiers, form: RattachementForm) -> None:
    values = form.values
    known = values.pop("contact_id")
    link = {"role": values.pop("role"), "principal": values.pop("principal")}
    contact = find(Contact, int(known)) if known and known.isdigit() else Contact.create(**values)
    contact.attach(tiers, **link)


@bp.post("/<int:id>/contacts/<int:rattachement_id>/retrait")
@requires("clients", "ecriture")
def destroy_rattachement(id: int, rattachement_id: int):
    find(Rattachement, rattachement_id).trash(now())
    toast("Contact détaché.", annuler_url=undo_url())
    return hx_redirect(url_for("clients.show", id=id, onglet="contacts"))


def draw(tiers: Tiers, form: RattachementForm, status: int = 200):
    return page_or_partial(
        "clients/rattachement.html", "clients/_rattachement.html", ("volet-contenu", "form"), status,
        fiche=tiers, form=form, retour=url_for("clients.show", id=tiers.id, onglet="contacts"),
    )  # fmt: skip

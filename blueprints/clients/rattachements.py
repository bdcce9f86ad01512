from flask import url_for
from wtforms import HiddenField

from blueprints.access import requires
from blueprints.clients import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import EmailField, TexteField, facultatif
from blueprints.places import LienForm
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.tiers import Contact, Tiers
from tenants.ids import read_id


class RattachementForm(LienForm):
    """An existing contact, or a new one."""

    contact_id = HiddenField("Contact existant")
    prenom = TexteField("Prénom", [facultatif()], maximum=80)
    nom = TexteField("Nom", [facultatif()], maximum=80)
    email = EmailField("Adresse e-mail", [facultatif()])
    telephone = TexteField("Téléphone", [facultatif()], maximum=30)


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
    contact = find(Contact, number) if (number := read_id(known)) else Contact.create(**values)
    contact.attach(tiers, **link)


def draw(tiers: Tiers, form: RattachementForm, status: int = 200):
    return page_or_partial(
        "clients/rattachement.html", "clients/_rattachement.html", ("volet-contenu", "form"), status,
        fiche=tiers, form=form, retour=url_for("clients.show", id=tiers.id, onglet="contacts"),
    )  # fmt: skip

"""From the card of a contact, the tiers it is attached to (D-119, D-122)."""

from flask import abort, g, url_for
from wtforms import HiddenField

from blueprints.access import requires
from blueprints.contacts import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import requis
from blueprints.places import LienForm
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.tiers import Contact, Tiers
from tenants.ids import read_id


class TiersForm(LienForm):
    tiers_id = HiddenField("Organisation", [requis("Choisissez dans la liste.")])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not g.membre.can("clients"):
            abort(404)
        self.tiers_id.label.text = g.parametres.titre_module("clients")
        self.tiers = find(Tiers, number) if (number := read_id(self.tiers_id.data)) else None


@bp.get("/<int:id>/tiers/nouveau")
@requires("contacts", "ecriture")
def new_rattachement(id: int):
    return draw(find(Contact, id), TiersForm(formdata=None))


@bp.post("/<int:id>/tiers")
@requires("contacts", "ecriture")
@once
def create_rattachement(id: int):
    contact, form = find(Contact, id), TiersForm()
    if not (form.validate() and form.try_to(lambda: attach(contact, form))):
        return draw(contact, form, 422)
    toast("Contact rattaché.")
    return hx_redirect(url_for("contacts.show", id=id, onglet="tiers"))


def attach(contact: Contact, form: TiersForm) -> None:
    contact.attach(form.tiers or abort(404), role=form.role.data, principal=form.principal.data)


def draw(contact: Contact, form: TiersForm, status: int = 200):
    return page_or_partial(
        "contacts/rattachement.html", "contacts/_rattachement.html", ("volet-contenu", "form"), status,
        fiche=contact, form=form, titre=f"Rattacher {contact.libelle}",
        url=url_for("contacts.create_rattachement", id=contact.id),
        retour=url_for("contacts.show", id=contact.id, onglet="tiers"),
    )  # fmt: skip

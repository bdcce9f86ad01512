from flask import g, url_for
from wtforms import RadioField

from blueprints.access import requires
from blueprints.contacts import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import anonymisation
from crm.clock import now
from crm.tiers import Contact

CHOIX = {"supprimer": "Supprimer", "anonymiser": "Anonymiser"}


class SuppressionForm(Form):
    choix = RadioField("Que devient ce contact ?", choices=CHOIX, default="supprimer")


@bp.get("/<int:id>/suppression")
@requires("contacts", "ecriture")
def new_suppression(id: int):
    return draw(find(Contact, id), SuppressionForm(formdata=None))


@bp.post("/<int:id>/suppression")
@requires("contacts", "ecriture")
@once
def create_suppression(id: int):
    contact, form = find(Contact, id), SuppressionForm()
    libelle = contact.libelle
    if not (form.validate() and form.try_to(lambda: part(contact, form.choix.data))):
        return draw(contact, form, 422)
    gone = "à la corbeille" if form.choix.data == "supprimer" else "à anonymiser"
    toast(f"« {libelle} » est {gone}.", annuler_url=undo_url())
    return hx_redirect(url_for("contacts.index"))


def part(contact: Contact, choix: str) -> None:
    if choix == "anonymiser":
        anonymisation.anonymise_later(contact, now())
    else:
        contact.trash(now())


def draw(contact: Contact, form: SuppressionForm, status: int = 200):
    return page_or_partial(
        "contacts/suppression.html", "contacts/_suppression.html", ("volet-contenu", "form"), status,
        form=form, fiche=contact, retour=url_for("contacts.show", id=contact.id),
        delai=g.parametres.delai_anonymisation,
        origine=anonymisation.comes_from(contact) if g.membre.can("pistes") else None,
    )  # fmt: skip

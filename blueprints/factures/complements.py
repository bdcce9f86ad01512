"""A client who suspended an invoice is sent the files they wait for (209)."""

from flask import g

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.factures import bp
from blueprints.factures.transmissions import card
from blueprints.find import find
from blueprints.forms import CasesField, Form, texte_long
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import clock, plateforme, sujets
from crm.factures import Document


class ComplementForm(Form):
    pieces = CasesField("Fichiers à envoyer", coerce=int)
    commentaire = texte_long("Message", 1000)

    def __init__(self, document: Document):
        self.known = {piece.id: piece for piece in sujets.pieces_of(document)}
        super().__init__(data={"pieces": list(self.known)})
        self.pieces.choices = [(piece.id, piece.nom) for piece in self.known.values()]

    @property
    def chosen(self) -> list[sujets.Piece]:
        return [self.known[id] for id in self.pieces.data]


@bp.get("/<int:id>/complement")
@requires("factures", "ecriture")
def new_complement(id: int):
    document = find(Document, id)
    return draw(document, ComplementForm(document))


@bp.post("/<int:id>/complement")
@requires("factures", "ecriture")
@once
def create_complement(id: int):
    document = find(Document, id)
    form = ComplementForm(document)
    if not (form.validate() and form.try_to(lambda: send(document, form))):
        return draw(document, form, 422)
    toast("Les fichiers partent vers la plateforme agréée.")
    return hx_redirect(card(document))


def send(document: Document, form: ComplementForm) -> None:
    plateforme.complete(document, form.chosen, form.commentaire.data or "", g.membre, clock.now())


def draw(document: Document, form: ComplementForm, status: int = 200):
    return page_or_partial(
        "factures/complement.html", "factures/_complement.html", ("volet-contenu", "form"), status,
        fiche=document, form=form, retour=card(document),
    )  # fmt: skip

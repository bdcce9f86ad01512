"""An issued document and its plateforme agréée: hand it over, read what is said of it, start again what is refused."""

from flask import g, redirect, url_for

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.factures import bp
from blueprints.find import find
from blueprints.travail import progress_of
from blueprints.ui.reponses import toast
from crm import clock, plateforme
from crm.avoirs import Avoir
from crm.factures import Document, Facture
from crm.plateforme import Releve


@bp.post("/<int:id>/transmission")
@requires("factures", "ecriture")
@once
def create_transmission(id: int):
    document = find(Document, id)
    plateforme.transmit(document, g.membre, clock.now())
    toast(f"{document.numero} part vers la plateforme agréée.")
    return redirect(card(document), 303)


@bp.post("/<int:id>/releve")
@requires("factures", "ecriture")
def create_releve(id: int):
    find(Document, id)
    return progress_of(Releve.read_later(g.membre), recharger=True)


@bp.post("/<int:id>/reprise")
@requires("factures", "ecriture")
@once
def create_reprise(id: int):
    facture = find(Facture, id)
    new = plateforme.remake(facture, g.membre, clock.today(), clock.now())
    toast(f"{facture.numero} est annulée par un avoir interne : corrigez puis émettez la nouvelle facture.")
    return redirect(url_for("factures.edit", id=new.id), 303)


def card(document: Document) -> str:
    return url_for("avoirs.show" if isinstance(document, Avoir) else "factures.show", id=document.id)

"""What keeps itself on opportunities, whatever the way in: form, conversion, undoing, mass change."""

from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm import Session

from crm import fusions
from crm.devis import Devis
from crm.fiches import Fiche
from crm.opportunites.opportunite import Opportunite
from crm.opportunites.processus import Etape
from crm.parametres import Parametres
from crm.pistes import Piste
from crm.statuts import EMPLOIS, Emploi, Statut
from crm.tiers import Contact, Tiers
from tenants import db

NOMMENT = {
    Tiers: (Opportunite.tiers_id, "nom_client"),
    Contact: (Opportunite.contact_id, "nom_contact"),
}
"""Whose names opportunities keep, to be searched and sorted by them."""
EMPLOIS[Opportunite.__tablename__] = Emploi(Opportunite)


@event.listens_for(Session, "before_flush", insert=True)
def _settle(session: Session, context, instances) -> None:
    with session.no_autoflush:
        for fiche in [one for one in session.dirty if isinstance(one, Tiers | Contact | Piste | Devis)]:
            _follow(fiche)
        for opportunite in [one for one in (*session.new, *session.dirty) if isinstance(one, Opportunite)]:
            settle(opportunite)


def settle(opportunite: Opportunite) -> None:
    """Put right what follows from the rest."""
    if opportunite.statut is None or opportunite.statut.id != opportunite.statut_id:
        opportunite.statut = db.session.get_one(Statut, opportunite.statut_id)
    if opportunite.etape is None or opportunite.etape.id != opportunite.etape_id:
        opportunite.etape = db.session.get_one(Etape, opportunite.etape_id)
    opportunite.situation = opportunite.statut.situation
    client = _named(Tiers, opportunite.tiers_id) or _named(Piste, opportunite.piste_id)
    opportunite.nom_client, opportunite.nom_contact = client, _named(Contact, opportunite.contact_id)


def _named(modele: type[Fiche], id: int | None) -> str | None:
    return db.session.get_one(modele, id).libelle if id else None


def _follow(fiche: Fiche) -> None:
    if isinstance(fiche, Devis):
        _win(fiche)
    elif isinstance(fiche, Piste):
        _take_converted(fiche)
    elif _changed(fiche, "nom", "prenom"):
        rename(fiche)


def rename(fiche: Tiers | Contact) -> None:
    """The opportunities of a tiers or of a contact keep its name as it is now."""
    numero, nom = NOMMENT[type(fiche)]
    bearing = update(Opportunite).where(numero == fiche.id, getattr(Opportunite, nom) != fiche.libelle)
    db.session.execute(bearing.values({nom: fiche.libelle, "modifie_le": Opportunite.modifie_le}))


fusions.SUITES.append(rename)


def _take_converted(piste: Piste) -> None:
    """The opportunities of a piste become those of the tiers and of the contact it became (D-118)."""
    if _changed(piste, "convertie_le") and piste.is_convertie:
        for opportunite in of_piste(piste.id):
            opportunite.tiers_id = opportunite.tiers_id or piste.tiers_id
            opportunite.contact_id = opportunite.contact_id or piste.contact_id
    elif _changed(piste, "entreprise", "nom", "prenom", "email"):
        for opportunite in of_piste(piste.id):
            settle(opportunite)


def _win(devis: Devis) -> None:
    """A devis accepted wins its opportunity, when the company wants it so (D-143)."""
    won = devis.accepte_le and devis.opportunite_id and _changed(devis, "accepte_le")
    if won and Parametres.current().opportunites_gagnees_au_devis:
        opportunite = db.session.get_one(Opportunite, devis.opportunite_id)
        if opportunite.statut.ouvert:
            opportunite.pass_to(Statut.coded(Opportunite.__tablename__, "gagnee"), devis.accepte_le)


def of_piste(piste_id: int) -> list[Opportunite]:
    return list(db.session.scalars(select(Opportunite).where(Opportunite.piste_id == piste_id)))


def _changed(fiche: Fiche, *keys: str) -> bool:
    return any(inspect(fiche).attrs[key].history.has_changes() for key in keys)

"""Reads across devis, factures, avoirs and règlements: what the cards show of one another."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm.devis import Devis
from crm.factures import Document, Facture
from crm.factures.acomptes import links
from crm.reglements import Reglement, Solde, solde_client
from crm.tiers import Contact, Tiers
from tenants import db

LATEST = 50


def factures_of(devis: Devis) -> list[Facture]:
    """The factures made from a devis, drafts included."""
    drawn = Facture.id.in_(select(links([devis.id]).c.facture_id))
    query = select(Facture).where(drawn, Facture.supprime_le.is_(None))
    return list(db.session.scalars(query.order_by(Facture.id)))


def open_factures(tiers: Tiers, devise: str | None = None) -> list[Facture]:
    """What a client has not paid yet, the oldest due first; in one currency when it is named."""
    suivi = Facture.suivi.property.mapper.class_
    query = select(Facture).join(suivi, suivi.facture_id == Facture.id)
    query = query.where(Facture.tiers_id.in_(tiers.tous_ids), suivi.reste > 0)
    query = query.where(Facture.devise == devise) if devise else query
    return list(db.session.scalars(query.order_by(Facture.echeance, Facture.id)))


def documents_of(contact: Contact) -> tuple[list[Devis], list[Facture]]:
    """The devis and the factures addressed to this person, the latest first (D-121)."""
    tiers = Tiers.family([link.tiers_id for link in contact.rattachements])
    persons = contact.tous_ids
    return tuple(
        list(
            db.session.scalars(
                select(model)
                .where(model.tiers_id.in_(tiers), model.contact_id.in_(persons), model.supprime_le.is_(None))
                .order_by(model.id.desc())
                .limit(LATEST)
            )
        )
        for model in (Devis, Facture)
    )


@dataclass(frozen=True)
class Dossier:
    """All the documents of a client, the latest first, and their balance (E-009, E-010, E-028)."""

    devis: list[Devis]
    factures: list[Document]
    avoirs: list[Document]
    reglements: list[Reglement]
    solde: Solde


def dossier(tiers: Tiers, day: date) -> Dossier:
    ids = tiers.tous_ids
    devis = select(Devis).where(Devis.tiers_id.in_(ids), Devis.supprime_le.is_(None))
    documents = select(Document).where(Document.tiers_id.in_(ids), Document.supprime_le.is_(None))
    reglements = select(Reglement).where(Reglement.tiers_id.in_(ids))
    found = list(db.session.scalars(documents.order_by(Document.id.desc()).limit(2 * LATEST)))
    return Dossier(
        devis=list(db.session.scalars(devis.order_by(Devis.id.desc()).limit(LATEST))),
        factures=[one for one in found if one.nature == "facture"],
        avoirs=[one for one in found if one.nature == "avoir"],
        reglements=list(db.session.scalars(reglements.order_by(Reglement.id.desc()).limit(LATEST))),
        solde=sum(solde_client(ids, day).values(), Solde()),
    )

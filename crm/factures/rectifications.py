"""A facture issued with a mistake and not paid yet may be cancelled and replaced by another, whole (AVO-03)."""

from datetime import date
from functools import partial
from typing import Self

from sqlalchemy import select

from crm import journal
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures.controle import Contexte, regle
from crm.factures.suivi import lock
from tenants import db

RECTIFICATIONS: list = []
COPIES = (
    "contact_id objet introduction conditions langue commande_client prestation_le prestation_fin livraison_le terme "
    "mode_reglement retenue_pourcent beneficiaire_id"
).split()


class Rectifications:
    """The verbs of a facture rectificative."""

    def rectify(self, par: Membre | None) -> Self:
        """The draft that cancels and replaces this facture, with the same content. Raises RegleMetier when an avoir is
        the way."""
        self.ensure_issued()
        lock(self)
        if reason := unreplaceable(self):
            raise RegleMetier(f"{reason} Créez un avoir.")
        if draft := db.session.scalar(replacing(self)):
            raise RegleMetier(f"« {draft.libelle} » corrige déjà cette facture : ouvrez-la, ou supprimez-la.")
        new = type(self).draft(self.tiers, par)
        new.remplace_id, new.devis, new.devis_id, new.forme = self.id, self.devis, self.devis_id, self.forme
        self.copy_to(new, tuple(COPIES))
        new.take_change(self)
        new.responsable_id = self.responsable_id or new.responsable_id
        return new

    def settle_replacement(self, day: date) -> None:
        """What this one replaces is owed no more."""
        old = self.remplacee
        old.suivi.remplacee_le = day
        old.suivi.settle(old.echeance, day)
        journal.record(old, "remplacement", apres={"par": self.numero})


def replacing(facture):
    """What replaces a facture, drafts included."""
    model = type(facture)
    return select(model).where(model.remplace_id == facture.id, model.supprime_le.is_(None))


def unreplaceable(facture) -> str | None:
    """Why a facture is corrected by an avoir, and not replaced."""
    s = facture.suivi
    if facture.forme in ("acompte", "solde", "situation"):
        return f"{facture.numero} tient à d’autres factures de son devis : elle ne se remplace pas."
    if s.remplacee_le:
        return f"{facture.numero} est déjà remplacée."
    if s.regle or s.impute or s.credite:
        return f"{facture.numero} a un paiement ou un avoir : elle ne se remplace plus."
    return None


@partial(regle, RECTIFICATIONS)("AVO-03", "Facture remplacée", "CGI art. 289 I 5", "document", "remplace_id")
def replaced(c: Contexte) -> str | None:
    old = c.document.remplacee
    if old is None:
        return None
    if c.day < old.emise_le:
        return "La facture rectificative précède celle qu’elle remplace : choisissez une date plus récente."
    reason = unreplaceable(old)
    return f"{reason} Supprimez ce brouillon et créez un avoir." if reason else None

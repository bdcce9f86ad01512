from datetime import date
from decimal import Decimal
from typing import Self

from sqlalchemy import case, func, select

from crm import etats, journal
from crm.devis import Devis
from crm.documents.contenu import Conditions, Reference
from crm.echeances import TERMES, due_by
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.etats import Etat
from crm.factures.contenus import conditions_facture
from crm.factures.documents import Document
from crm.factures.regles import COMMUNES, FACTURES
from crm.factures.regles_tva import TVA
from crm.factures.suivi import SuiviFacture
from crm.parametres import Parametres
from crm.reperes import Droit
from crm.tiers import Tiers
from tenants import db

COPIES = (
    "contact_id",
    "objet",
    "introduction",
    "conditions",
    "langue",
    "terme",
    "mode_reglement",
)


class Facture(Document):
    identite = "facture"
    genre = "la facture"
    serie = "facture"
    accord, correction = "e", "créez un avoir"
    regles = [*COMMUNES, *TVA, *FACTURES]

    @classmethod
    def draft(cls, tiers: Tiers, par: Membre | None, **valeurs) -> Self:
        conditions = {"conditions": Parametres.current().conditions_facture}
        return super().draft(tiers, par, **(conditions | valeurs))

    @classmethod
    def from_devis(cls, devis: Devis, par: Membre | None) -> Self:
        """The draft that invoices an accepted devis, whole. Raises RegleMetier when it is invoiced already (DEV-17)."""
        db.session.flush()
        db.session.refresh(devis, with_for_update=True)
        if devis.accepte_le is None:
            raise RegleMetier("Seul un devis accepté se facture : enregistrez d’abord l’accord du client.")
        if devis.montant_facture > 0:
            raise RegleMetier(f"Le devis {devis.numero} est déjà facturé : ouvrez sa facture.")
        facture = cls.draft(devis.tiers, par)
        facture.devis, facture.devis_id = devis, devis.id
        kept = ("contact_id", "objet", "introduction", "langue")
        devis.copy_to(facture, kept)
        facture.responsable_id = devis.responsable_id or facture.responsable_id
        journal.record(devis, "facturation", apres={"facture_id": facture.id})
        return facture

    def duplicate(self, par: Membre | None) -> Self:
        """A new draft with the same client, words and lines; dates and order number start afresh."""
        copy = type(self).draft(self.tiers, par)
        self.copy_to(copy, COPIES)
        return copy

    def add_up(self) -> None:
        super().add_up()
        self._count_in_devis()

    def trash(self, now) -> None:
        super().trash(now)
        self._count_in_devis()

    def restore(self) -> None:
        super().restore()
        self._count_in_devis()
        if self.devis and self.devis.montant_facture > self.devis.total_ht:
            raise RegleMetier(f"Le devis {self.devis.numero} a été facturé entre-temps : gardez l’autre facture.")

    def settle_credit(self) -> None:
        """After an avoir on this facture is issued: cancelled whole, it no longer counts in its devis."""
        self._count_in_devis()

    def check_dates(self) -> None:
        super().check_dates()
        if self.terme and self.terme not in TERMES:
            raise RegleMetier("Choisissez l’échéance dans la liste.", "terme")
        if self.echeance and self.prestation_le and self.echeance < self.prestation_le:
            raise RegleMetier("L’échéance précède la prestation : corrigez l’une des deux dates.", "echeance")

    def echeance_for(self, day: date, parametres: Parametres) -> date:
        """The date chosen, else by the terms chosen, else by those of the client."""
        if self.echeance or not self.terme:
            return self.echeance or self.tiers.echeance_for(day, parametres.delai_paiement)
        return due_by(self.terme, day)

    def conditions_imprimees(self, day: date, droit: Droit, parametres: Parametres) -> Conditions:
        return conditions_facture(self, day, droit, parametres)

    @property
    def references(self) -> tuple[Reference, ...]:
        devis = self.devis
        return (Reference(nature="devis", numero=devis.numero_complet, le=devis.etabli_le),) if devis else ()

    def etat(self, day: date) -> Etat:
        return etats.FACTURES[self._etat(day)]

    def _etat(self, day: date) -> str:
        s = self.suivi
        if self.emise_le is None or s is None:
            return "brouillon"
        if s.credite and s.credite >= s.total:
            return "annulee"
        if s.reste <= 0:
            return "payee"
        if self.echeance < day:
            return "en_retard"
        return "payee_en_partie" if s.reste < s.total else "a_echoir"

    @classmethod
    def etat_sql(cls, day: date):
        """The code of the state, for a query joined (outer) to SuiviFacture: what lists filter and sort on."""
        s = SuiviFacture
        return case(
            (cls.emise_le.is_(None), "brouillon"),
            ((s.credite > 0) & (s.credite >= s.total), "annulee"),
            (s.reste <= 0, "payee"),
            (cls.echeance < day, "en_retard"),
            (s.reste < s.total, "payee_en_partie"),
            else_="a_echoir",
        )

    def _count_in_devis(self) -> None:
        """Keep on the devis what its factures, drafts included and cancelled ones not, amount to."""
        if self.devis_id is None:
            return
        db.session.flush()
        cancelled = (SuiviFacture.credite > 0) & (SuiviFacture.credite >= SuiviFacture.total)
        query = select(func.coalesce(func.sum(Facture.total_ht), Decimal(0))).outerjoin(SuiviFacture)
        query = query.where(Facture.devis_id == self.devis_id, Facture.supprime_le.is_(None), cancelled.is_not(True))
        self.devis.montant_facture = db.session.scalar(query)
        db.session.flush()

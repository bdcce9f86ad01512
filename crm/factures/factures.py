from datetime import date
from typing import Self

from sqlalchemy import case
from sqlalchemy.orm import Mapped, relationship

from crm import etats
from crm.documents.contenu import Conditions, Reference
from crm.echeances import TERMES, due_by
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.etats import Etat
from crm.factures.contenus import conditions_facture
from crm.factures.conversions import Conversions
from crm.factures.decomptes import count_in_devis, rival
from crm.factures.documents import Document
from crm.factures.periodiques import Periodiques
from crm.factures.rectifications import RECTIFICATIONS, Rectifications
from crm.factures.regles import COMMUNES, FACTURES
from crm.factures.regles_acomptes import ACOMPTES
from crm.factures.regles_acquittement import ACQUITTEMENTS
from crm.factures.regles_devise import DEVISES
from crm.factures.regles_periodiques import PERIODIQUES
from crm.factures.regles_tva import TVA
from crm.factures.suivi import SuiviFacture, lock
from crm.parametres import Parametres
from crm.reperes import Droit
from crm.scellement import Chaine
from crm.tiers import Tiers

COPIES = (
    "contact_id",
    "beneficiaire_id",
    "objet",
    "introduction",
    "conditions",
    "langue",
    "terme",
    "mode_reglement",
)


FORMES = {
    "simple": ("facture", "Facture"),
    "acompte": ("facture_acompte", "Facture d’acompte"),
    "solde": ("facture_solde", "Facture de solde"),
    "situation": ("facture_situation", "Situation n° {}"),
    "periodique": ("facture_periodique", "Facture périodique"),
}
"""The form of a facture → its nature as printed, its name."""


class Facture(Periodiques, Conversions, Rectifications, Document):
    identite = "facture"
    genre = "la facture"
    souche = "facture"
    accord, correction = "e", "créez un avoir"
    regles = [*COMMUNES, *TVA, *FACTURES, *ACOMPTES, *PERIODIQUES, *ACQUITTEMENTS, *RECTIFICATIONS, *DEVISES]

    @classmethod
    def draft(cls, tiers: Tiers, par: Membre | None, **valeurs) -> Self:
        conditions = {"conditions": Parametres.current().conditions_facture}
        return super().draft(tiers, par, **(conditions | valeurs))

    remplacee: Mapped[Document | None] = relationship(
        Document, foreign_keys=[Document.remplace_id], remote_side=[Document.id], viewonly=True
    )

    @property
    def nature_imprimee(self) -> str:
        return "facture_rectificative" if self.remplace_id else FORMES[self.forme][0]

    @property
    def titre(self) -> str:
        return "Facture rectificative" if self.remplace_id else FORMES[self.forme][1].format(self.situation_rang)

    def prepare_issue(self) -> None:
        if self.acquittee_le:  # its chain is held before any balance, as whoever receives money does
            Chaine.lock("reglements")
        lock(*{row.deduite for row in self.deductions}, *([self.remplacee] if self.remplace_id else []))

    def settle_issue(self, day: date, par: Membre | None) -> None:
        if self.remplace_id:
            self.settle_replacement(day)

    def duplicate(self, par: Membre | None) -> Self:
        """A new draft with the same client, words and lines; dates and order number start afresh."""
        copy = type(self).draft(self.tiers, par)
        self.copy_to(copy, COPIES)
        for ligne in copy.lignes:
            ligne.livree_le = None
        return copy

    def add_up(self) -> None:
        super().add_up()
        count_in_devis(self.devis_ids)

    def trash(self, now) -> None:
        super().trash(now)
        count_in_devis(self.devis_ids)

    def restore(self) -> None:
        super().restore()
        count_in_devis(self.devis_ids)
        found = rival(self)
        for devis in self.devis_factures:
            if devis.montant_facture > devis.total_ht or (found and found[1] == devis.id):
                raise RegleMetier(f"Le devis {devis.numero} a été facturé entre-temps : gardez l’autre facture.")

    def settle_credit(self) -> None:
        """After an avoir on this facture is issued: cancelled whole, it no longer counts in its devis."""
        count_in_devis(self.devis_ids)

    def check_dates(self) -> None:
        super().check_dates()
        if self.terme and self.terme not in TERMES:
            raise RegleMetier("Choisissez l’échéance dans la liste.", "terme")
        if self.echeance and self.prestation_le and self.echeance < self.prestation_le:
            raise RegleMetier("L’échéance précède la prestation : corrigez l’une des deux dates.", "echeance")

    def echeance_for(self, day: date, parametres: Parametres) -> date:
        """The date chosen, else by the terms chosen, else by those of the client."""
        if self.acquittee_le:
            return day if self.deductions else self.acquittee_le
        if self.echeance or not self.terme:
            return self.echeance or self.tiers.echeance_for(day, parametres.delai_paiement)
        return due_by(self.terme, day)

    def conditions_imprimees(self, day: date, droit: Droit, parametres: Parametres) -> Conditions:
        return conditions_facture(self, day, droit, parametres)

    @property
    def references(self) -> tuple[Reference, ...]:
        devis, old = self.devis, self.remplacee
        of_devis = (Reference(nature="devis", numero=devis.numero_complet, le=devis.etabli_le),) if devis else ()
        of_facture = (Reference(nature="remplacee", numero=old.numero, le=old.emise_le),) if old else ()
        return (*of_devis, *of_facture)

    def etat(self, day: date) -> Etat:
        return etats.FACTURES[self._etat(day)]

    def _etat(self, day: date) -> str:
        s = self.suivi
        if self.emise_le is None or s is None:
            return "brouillon"
        if s.remplacee_le:
            return "remplacee"
        if s.credite and s.credite >= s.total:
            return "annulee"
        if s.reste <= 0:
            return "payee"
        if s.echeance < day:
            return "en_retard"
        return "payee_en_partie" if s.reste < s.total else "a_echoir"

    @classmethod
    def etat_sql(cls, day: date):
        """The code of the state, for a query joined (outer) to SuiviFacture: what lists filter and sort on."""
        s = SuiviFacture
        return case(
            (cls.emise_le.is_(None), "brouillon"),
            (s.remplacee_le.is_not(None), "remplacee"),
            ((s.credite > 0) & (s.credite >= s.total), "annulee"),
            (s.reste <= 0, "payee"),
            (s.echeance < day, "en_retard"),
            (s.reste < s.total, "payee_en_partie"),
            else_="a_echoir",
        )

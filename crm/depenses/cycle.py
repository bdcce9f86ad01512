"""The life of a dépense: each status follows another, and is kept."""

from datetime import date, datetime

from crm import journal
from crm.depenses import etapes
from crm.depenses.etapes import StatutDepense
from crm.depenses.statuts import ACTIONS, ETATS, MOTIFS, MOTIFS_DE, PAYEE, REFUSEE, SUITES
from crm.equipe import Membre
from crm.errors import RegleMetier
from tenants import db


class Cycle:
    @property
    def suites(self) -> tuple[int, ...]:
        """The statuses that may follow."""
        return () if self.is_in_trash else SUITES[self.statut]

    def advance(
        self,
        code: int,
        par: Membre | None,
        now: datetime,
        day: date,
        *,
        motif: str = "",
        commentaire: str | None = None,
    ) -> StatutDepense:
        """Give the next status. `day`: when it is, or was, done. Raises RegleMetier when it cannot follow."""
        db.session.refresh(self, with_for_update=True)
        commentaire = (commentaire or "").strip()
        self._ensure_may_follow(code, day, now, motif, commentaire)
        self.statut, self.statut_le = code, day
        row = self._append(code, par, now, day, motif=motif or None, commentaire=commentaire or None)
        journal.record(self, ACTIONS[code], apres={"motif": MOTIFS[motif]} if motif else None)
        for suite in etapes.SUITES:
            suite(self, row)
        return row

    def _ensure_may_follow(self, code: int, day: date, now: datetime, motif: str, commentaire: str) -> None:
        if code not in self.suites:
            raise RegleMetier(f"Cette dépense est « {ETATS[self.statut]} » : ce statut ne peut pas suivre.")
        if code in MOTIFS_DE and motif not in MOTIFS_DE[code]:
            raise RegleMetier(
                "Ce motif ne se refuse pas : mettez la dépense en litige."
                if motif in MOTIFS
                else "Choisissez le motif.",
                "motif",
            )
        if code == REFUSEE and not commentaire:
            raise RegleMetier("Expliquez le refus au fournisseur : le commentaire est obligatoire.", "commentaire")
        if code == PAYEE and day > now.date():
            raise RegleMetier("Un paiement transmis ne peut pas être daté de demain.", "le")

    def _append(self, code: int, par: Membre | None, now: datetime, day: date, **why) -> StatutDepense:
        row = StatutDepense(depense_id=self.id, code=code, par=par, enregistre_a=now, le=day, **why)
        db.session.add(row)
        db.session.flush()
        db.session.expire(self, ["statuts"])
        return row

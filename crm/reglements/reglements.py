from datetime import date, datetime
from decimal import Decimal
from typing import Self

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import formats, imputations, journal, notifications
from crm.avoirs import Avoir
from crm.devises import EURO
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.fiches import Fiche, generated
from crm.imputations import ZERO, Imputation
from crm.reglements.regles import MODES, Somme, check, check_cash, find_facture
from crm.scellement import Chaine, Maillon
from crm.tiers import Tiers
from tenants import db

SEARCHED = "extensions.sans_accent(coalesce(reference, '') || ' ' || nom_client || ' ' || coalesce(note, ''))"


class Reglement(Maillon, Fiche):
    """A sum received, or given back when it is negative. `montant_eur`: what the bank made of another currency."""

    __tablename__ = "reglements"
    __table_args__ = (
        Index(
            "ix_reglements_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("ix_reglements_recu", "recu_le", "id"),
        Index("ix_reglements_tiers", "tiers_id", "id"),
        Index("ix_reglements_montant", "montant_eur", "id"),
        Index("ix_reglements_tri_client", "tri_client", "id"),
        Index("uq_reglements_rang", "rang", unique=True),
        Index("uq_reglements_annule", "annule_id", unique=True, postgresql_where=text("annule_id IS NOT NULL")),
    )
    module = "reglements"
    genre = "le règlement"
    chaine = "reglements"
    scelles = tuple(
        "tiers_id nom_client recu_le montant devise montant_eur mode reference note annule_id motif enregistre_a "
        "par_id jeton rang".split()
    )

    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"))
    nom_client: Mapped[str]
    recu_le: Mapped[date]
    montant: Mapped[Decimal]
    devise: Mapped[str] = mapped_column(server_default=text("'EUR'"), default=EURO)
    montant_eur: Mapped[Decimal]
    mode: Mapped[str]
    reference: Mapped[str | None]
    note: Mapped[str | None]
    annule_id: Mapped[int | None] = mapped_column(ForeignKey("reglements.id"))
    motif: Mapped[str | None]
    enregistre_a: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    jeton: Mapped[str | None] = mapped_column(unique=True)

    tri_client: Mapped[str] = generated("extensions.tri_fr(nom_client)")
    recherche: Mapped[str] = generated(SEARCHED)

    tiers: Mapped[Tiers] = relationship()
    par: Mapped[Membre | None] = relationship()
    annulation: Mapped["Reglement | None"] = relationship(
        primaryjoin="Reglement.id == foreign(remote(Reglement.annule_id))", viewonly=True, uselist=False
    )

    @classmethod
    def receive(
        cls,
        tiers: Tiers,
        montant: Decimal,
        recu_le: date,
        mode: str,
        par: Membre | None,
        now: datetime,
        *,
        devise: str = EURO,
        montant_eur: Decimal | None = None,
        imputer: dict[int, Decimal] | None = None,
        jeton: str | None = None,
        **words: str | None,
    ) -> Self:
        """Record money received and pay the factures of `imputer` (facture → amount); the rest is the client's.

        `words`: reference, note. The same `jeton` gives back the règlement already recorded; with another sum, client,
        day or mode it is refused. Raises RegleMetier.
        """
        chaine = Chaine.lock(cls.chaine)
        if jeton and (known := db.session.scalar(select(cls).where(cls.jeton == jeton))):
            return known._ensure_same(tiers, montant, devise, recu_le, mode)
        somme = Somme.of(montant, devise, montant_eur)
        imputer = {key: part for key, part in (imputer or {}).items() if part}
        check(mode, recu_le, now)
        check_cash(mode, somme.euros, recu_le, _cash_paid(somme, imputer) if mode == "especes" else {})
        reglement = cls._append(chaine, tiers, somme, recu_le, mode, par, now, jeton=jeton, **words)
        factures = [find_facture(facture_id) for facture_id in imputer]
        imputations.lock(*factures)
        for facture in factures:
            reglement.impute(facture, imputer[facture.id], recu_le, par)
        reglement._tell(tiers, factures)
        return reglement

    def _tell(self, tiers: Tiers, factures: list[Facture]) -> None:
        """Who follows the client, or a facture that is paid, is told."""
        said = f"{tiers.libelle} a réglé {formats.montant(self.montant, self.devise)}."
        for membre_id in {tiers.responsable_id, *(facture.responsable_id for facture in factures)}:
            notifications.tell(membre_id, "reglement", said, self)

    @classmethod
    def refund(
        cls,
        source: "Reglement | Avoir",
        montant: Decimal,
        le: date,
        mode: str,
        par: Membre | None,
        now: datetime,
        *,
        montant_eur: Decimal | None = None,
        **words: str | None,
    ) -> Self:
        """Give back money of an avoir or of a sum paid in excess: a negative règlement (E-025). Raises RegleMetier."""
        chaine = Chaine.lock(cls.chaine)
        somme = Somme.of(montant, source.devise, montant_eur)
        check(mode, le, now)
        check_cash(mode, somme.euros, le, {})
        is_avoir = isinstance(source, Avoir)
        if is_avoir:
            source.ensure_issued()
            imputations.lock(source)
        left = source.reste if is_avoir else source.disponible
        if montant > left:
            said = formats.montant(left, source.devise)
            raise RegleMetier(f"Il ne reste que {said} à rembourser : réduisez le montant.", "montant")
        reglement = cls._append(chaine, source.tiers.actuel, -somme, le, mode, par, now, **words)
        key = "avoir_id" if is_avoir else "reglement_id"
        imputations.add(remboursement_id=reglement.id, montant=montant, le=le, par=par, **{key: source.id})
        if is_avoir:
            imputations.settle(source, le)
        return reglement

    def impute(self, facture: Facture, montant: Decimal, le: date, par: Membre | None) -> None:
        """Pay a part of a facture of the same client with this règlement. Raises RegleMetier."""
        self.ensure_usable()
        imputations.lock(facture)
        db.session.execute(select(Reglement.id).where(Reglement.id == self.id).with_for_update())
        if self.mode == "especes":
            check_cash(self.mode, self.somme.part(montant), le, _cash_paid(self.somme, {facture.id: montant}))
        source = {"disponible": self.disponible, "devise": self.devise, "tiers_id": self.tiers.actuel.id}
        source["reglement_id"] = self.id
        imputations.impute(facture, montant, le, par, **source)

    def cancel(self, motif: str, le: date, par: Membre | None, now: datetime) -> "Reglement":
        """Undo a règlement by an opposite one, with its reason; the factures it paid await payment again."""
        chaine = Chaine.lock(self.chaine)
        self.ensure_usable()
        if not (motif or "").strip():
            raise RegleMetier("Indiquez pourquoi ce règlement est annulé.", "motif")
        check(self.mode, le, now)
        if le < self.recu_le:
            raise RegleMetier("L’annulation ne peut pas précéder le règlement : corrigez la date.", "le")
        rows = Imputation.of(reglement_id=self.id)
        if any(row.remboursement_id for row in rows):
            raise RegleMetier("Une part de ce règlement est remboursée : annulez d’abord le remboursement.")
        words = {"annule_id": self.id, "motif": motif, "reference": self.reference}
        opposite = type(self)._append(chaine, self.tiers, -self.somme, le, self.mode, par, now, **words)
        imputations.oppose([*rows, *Imputation.of(remboursement_id=self.id)], le, par)
        db.session.expire(self, ["annulation"])
        journal.record(self, "annulation", apres={"motif": opposite.motif})
        return opposite

    @classmethod
    def _append(cls, chaine: Chaine, tiers: Tiers, somme: Somme, le: date, mode: str, par, now, **words) -> Self:
        clean = {name: value.strip() or None if isinstance(value, str) else value for name, value in words.items()}
        reglement = cls(tiers_id=tiers.id, nom_client=tiers.libelle, recu_le=le, mode=mode, **clean)
        reglement.montant, reglement.devise, reglement.montant_eur = somme
        reglement.enregistre_a, reglement.par_id = now, par.id if par else None
        chaine.seal(reglement)
        db.session.add(reglement)
        db.session.flush()
        return reglement

    def _ensure_same(self, tiers: Tiers, *said) -> Self:
        if (self.tiers_id, self.montant, self.devise, self.recu_le, self.mode) != (tiers.id, *said):
            raise RegleMetier(
                f"Ce formulaire a déjà enregistré {formats.montant(self.montant, self.devise)} de {self.nom_client} : "
                "rechargez la page pour enregistrer un autre règlement."
            )
        return self

    @property
    def libelle(self) -> str:
        return f"{MODES.get(self.mode, self.mode)} du {formats.jour(self.recu_le, 'court')}"

    @property
    def somme(self) -> Somme:
        return Somme(self.montant, self.devise, self.montant_eur)

    @property
    def is_remboursement(self) -> bool:
        return self.montant < 0 and self.annule_id is None

    @property
    def is_annule(self) -> bool:
        return self.annulation is not None

    @property
    def disponible(self) -> Decimal:
        """What this règlement has paid of nothing yet: the « trop-perçu »."""
        if self.montant < 0 or self.annule_id or self.is_annule:
            return ZERO
        used = select(func.coalesce(func.sum(Imputation.montant), ZERO)).where(Imputation.reglement_id == self.id)
        return self.montant - db.session.scalar(used)

    @property
    def imputations(self) -> list[Imputation]:
        return Imputation.of(reglement_id=self.id)

    def ensure_usable(self) -> None:
        if self.annule_id or self.is_annule:
            raise RegleMetier("Ce règlement est annulé : il ne sert plus.")

    def ensure_can_be_trashed(self) -> None:
        raise RegleMetier("Un règlement ne se supprime pas : annulez-le, son opposé sera enregistré.")


EN_EUROS = Imputation.montant * Reglement.montant_eur / Reglement.montant
"""What an imputation is worth in euros, not rounded, for a query joined to its règlement."""


def _cash_paid(somme: Somme, imputer: dict[int, Decimal]) -> dict[int, Decimal]:
    """What each facture would have been paid in cash, in euros."""
    cash = select(Imputation.facture_id, func.round(func.sum(EN_EUROS), 2))
    cash = cash.join(Reglement, Reglement.id == Imputation.reglement_id).where(Reglement.mode == "especes")
    cash = cash.where(Imputation.facture_id.in_(imputer)).group_by(Imputation.facture_id)
    paid = dict(db.session.execute(cash).all())
    return {key: somme.part(part) + paid.get(key, ZERO) for key, part in imputer.items()}

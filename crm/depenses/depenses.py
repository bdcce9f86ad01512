from datetime import date, datetime
from decimal import Decimal
from typing import Self

from sqlalchemy import ForeignKey, Index, SmallInteger, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.depenses.cycle import Cycle
from crm.depenses.doublons import Doublon
from crm.depenses.etapes import StatutDepense
from crm.depenses.lues import values_of
from crm.depenses.statuts import DUES, EN_RETARD, ETATS, RECUE
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.etats import Etat
from crm.fiches import Fiche, generated
from crm.reception import Constat, FactureLue, Lecture
from crm.reception.facture_lue import ACOMPTES
from crm.tiers import Tiers
from tenants import db

SAISIE = "saisie"
SEARCHED = (
    "extensions.sans_accent(nom_fournisseur || ' ' || coalesce(numero, '') || ' ' || coalesce(siren, '') || ' ' || "
    "coalesce(categorie, '') || ' ' || coalesce(objet, ''))"
)


class Depense(Cycle, Fiche):
    """What a supplier asks to be paid: an invoice received as a file, or an expense typed with its justificatif.

    A received file and what it says never change; only its life goes on. Amounts of an avoir are negative.
    """

    __tablename__ = "depenses"
    __table_args__ = (
        Index(
            "ix_depenses_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("ix_depenses_emise", "emise_le", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_depenses_statut", "statut", "echeance", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_depenses_echeance", "echeance", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_depenses_tri", "tri_fournisseur", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_depenses_ttc", "ttc", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_depenses_modifie", "modifie_le", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_depenses_corbeille", "tri_fournisseur", "id", postgresql_where=text("supprime_le IS NOT NULL")),
        Index("ix_depenses_tiers", "tiers_id", "id"),
        Index(
            "uq_depenses_numero",
            "cle_fournisseur",
            text("upper(numero)"),
            text("extract(year FROM emise_le)"),
            unique=True,
            postgresql_where=text("numero IS NOT NULL AND supprime_le IS NULL"),
        ),
    )
    module = "depenses"
    genre = "la dépense"
    non_journalises = frozenset({"statut", "statut_le"})

    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"))
    nom_fournisseur: Mapped[str]
    siren: Mapped[str | None]
    cle_fournisseur: Mapped[str]
    numero: Mapped[str | None]
    type: Mapped[str] = mapped_column(server_default=text("'380'"), default="380")
    emise_le: Mapped[date]
    echeance: Mapped[date | None]
    devise: Mapped[str] = mapped_column(server_default=text("'EUR'"), default="EUR")
    ht: Mapped[Decimal]
    tva: Mapped[Decimal]
    ttc: Mapped[Decimal]
    net_a_payer: Mapped[Decimal]
    iban: Mapped[str | None]
    objet: Mapped[str | None]
    categorie: Mapped[str | None]
    format: Mapped[str]
    profil: Mapped[str | None]
    nom_fichier: Mapped[str | None]
    sha256: Mapped[str | None]
    contenu: Mapped[dict | None]
    doutes: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"), default=list)
    statut: Mapped[int] = mapped_column(SmallInteger, server_default=text("203"), default=RECUE)
    statut_le: Mapped[date]
    recue_a: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    tri_fournisseur: Mapped[str] = generated("extensions.tri_fr(nom_fournisseur)")
    recherche: Mapped[str] = generated(SEARCHED)

    tiers: Mapped[Tiers | None] = relationship()
    par: Mapped[Membre | None] = relationship()
    statuts: Mapped[list[StatutDepense]] = relationship(order_by=StatutDepense.id, viewonly=True)

    @classmethod
    def from_lecture(
        cls,
        lecture: Lecture,
        fichier: tuple[str, str],
        tiers: Tiers | None,
        par: Membre | None,
        now: datetime,
        day: date,
    ) -> Self:
        """The dépense a file in order makes; `fichier`: its name and SHA-256. Raises RegleMetier on a duplicate."""
        depense = cls(tiers=tiers, **values_of(lecture))
        depense.nom_fournisseur = tiers.libelle if tiers else lecture.facture.fournisseur.nom
        depense.nom_fichier, depense.sha256 = fichier
        return depense._enter(par, now, day)

    @classmethod
    def record(cls, par: Membre | None, now: datetime, day: date, **values) -> Self:
        """An expense typed by hand. Raises RegleMetier when it is there already, or its amounts do not add up."""
        depense = cls(format=SAISIE)
        depense._fill(**values)
        return depense._enter(par, now, day)

    def _enter(self, par: Membre | None, now: datetime, day: date) -> Self:
        self.ensure_single()
        self.recue_a, self.par, self.statut, self.statut_le = now, par, RECUE, day
        db.session.add(self)
        db.session.flush()
        self._append(RECUE, par, now, day)
        return self

    def revise(self, **values) -> None:
        """Correct an expense typed by hand, as long as nobody has taken it in charge. Raises RegleMetier."""
        self.ensure_can_be_revised()
        self._fill(**values)
        self.ensure_single()

    def _fill(self, *, tiers: Tiers, ht: Decimal, tva: Decimal, **values) -> None:
        if values.get("echeance") and values["echeance"] < values["emise_le"]:
            raise RegleMetier("L’échéance ne peut pas précéder la date de la dépense.", "echeance")
        self.tiers, self.nom_fournisseur, self.siren = tiers, tiers.libelle, tiers.siren
        self.cle_fournisseur = tiers.siren or tiers.tva_intracom or tiers.libelle.casefold()
        self.ht, self.tva, self.ttc = ht, tva, ht + tva
        self.net_a_payer = self.ttc
        super().revise(**values)

    def ensure_single(self) -> None:
        """The same number of the same supplier in the same year is the same invoice."""
        if not self.numero:
            return
        same = select(Depense).where(
            Depense.cle_fournisseur == self.cle_fournisseur,
            func.upper(Depense.numero) == self.numero.upper(),
            func.extract("year", Depense.emise_le) == self.emise_le.year,
            Depense.supprime_le.is_(None),
            Depense.id != (self.id or 0),
        )
        with db.session.no_autoflush:
            known = db.session.scalar(same.limit(1))
        if known is not None:
            raise Doublon(known)

    def classify(self, categorie: str | None) -> None:
        """Say what kind of expense it is: that is ours to say, whatever was received."""
        self.categorie = categorie

    @property
    def libelle(self) -> str:
        return f"{self.nom_fournisseur} {self.numero}" if self.numero else self.nom_fournisseur

    @property
    def facture(self) -> FactureLue | None:
        return FactureLue.from_dict(self.contenu) if self.contenu else None

    @property
    def constats(self) -> list[Constat]:
        return [Constat.from_dict(doute) for doute in self.doutes]

    @property
    def nature(self) -> str:
        return "Avoir" if self.is_avoir else "Facture d’acompte" if self.type in ACOMPTES else "Facture"

    @property
    def is_pdf(self) -> bool:
        return self.format == "Factur-X"

    @property
    def is_avoir(self) -> bool:
        return self.ttc < 0

    @property
    def is_saisie(self) -> bool:
        return self.format == SAISIE

    @property
    def reste(self) -> Decimal:
        """What is still to be paid of it."""
        return self.net_a_payer if self.statut in DUES else Decimal("0.00")

    def etat(self, day: date) -> Etat:
        is_late = self.statut in DUES and self.reste > 0 and self.echeance and self.echeance < day
        return EN_RETARD if is_late else ETATS[self.statut]

    def restore(self) -> None:
        self.ensure_single()
        super().restore()

    def ensure_can_be_revised(self) -> None:
        if not self.is_saisie or self.statut != RECUE:
            raise RegleMetier("Cette dépense ne se modifie plus : ce qui est reçu ou pris en charge reste tel quel.")

    def ensure_can_be_trashed(self) -> None:
        if not self.is_saisie or self.statut != RECUE:
            raise RegleMetier("Une facture reçue se conserve dix ans : refusez-la plutôt que de la supprimer.")

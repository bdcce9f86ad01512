"""Règlements: money received or given back. A mistake is corrected by an opposite row, never by a change (CAI-05)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.equipe import Membre
from crm.fiches import Fiche
from crm.tiers import Tiers

MODES = {
    "virement": "Virement",
    "carte": "Carte",
    "cheque": "Chèque",
    "prelevement": "Prélèvement",
    "especes": "Espèces",
}
SEARCHED = "extensions.sans_accent(coalesce(reference, '') || ' ' || nom_client || ' ' || coalesce(note, ''))"


class Reglement(Fiche):
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
        Index("ix_reglements_montant", "montant", "id"),
        Index("ix_reglements_tri_client", "tri_client", "id"),
        Index("uq_reglements_rang", "rang", unique=True),
        Index("uq_reglements_annule", "annule_id", unique=True, postgresql_where=text("annule_id IS NOT NULL")),
    )
    module = "reglements"
    genre = "le règlement"

    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"))
    nom_client: Mapped[str]
    recu_le: Mapped[date]
    montant: Mapped[Decimal]
    mode: Mapped[str]
    reference: Mapped[str | None]
    note: Mapped[str | None]
    annule_id: Mapped[int | None] = mapped_column(ForeignKey("reglements.id"))
    motif: Mapped[str | None]
    enregistre_a: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    jeton: Mapped[str | None] = mapped_column(unique=True)
    rang: Mapped[int]
    empreinte_precedente: Mapped[str]
    empreinte: Mapped[str]

    tri_client: Mapped[str] = mapped_column(Computed("extensions.tri_fr(nom_client)", persisted=True))
    recherche: Mapped[str] = mapped_column(Computed(SEARCHED, persisted=True))

    tiers: Mapped[Tiers] = relationship()
    par: Mapped[Membre | None] = relationship()

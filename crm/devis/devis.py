from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Computed, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.devis.versions import VersionDevis
from crm.equipe import Membre
from crm.fiches import Fiche
from crm.lignes import Chiffre, LigneChiffree
from crm.tiers import Contact, Tiers
from tenants import Base

SEARCHED = "extensions.sans_accent(coalesce(numero, '') || ' ' || nom_client || ' ' || coalesce(objet, ''))"
LIVE = text("supprime_le IS NULL")


class LigneDevis(LigneChiffree, Base):
    __tablename__ = "lignes_devis"
    __table_args__ = (
        Index("ix_lignes_devis_devis", "devis_id", "ordre"),
        Index("ix_lignes_devis_article", "article_id"),
    )
    devis_id: Mapped[int] = mapped_column(ForeignKey("devis.id", ondelete="CASCADE"))


class Devis(Chiffre, Fiche):
    __tablename__ = "devis"
    __table_args__ = (
        Index(
            "ix_devis_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("uq_devis_numero", "numero", unique=True, postgresql_where=text("numero IS NOT NULL")),
        Index("ix_devis_tiers", "tiers_id", "id"),
        Index("ix_devis_etabli", "etabli_le", "id", postgresql_where=LIVE),
        Index("ix_devis_tri_client", "tri_client", "id", postgresql_where=LIVE),
        Index("ix_devis_total", "total_ttc", "id", postgresql_where=LIVE),
        Index("ix_devis_cree", "cree_le", "id", postgresql_where=LIVE),
        Index("ix_devis_modifie", "modifie_le", "id", postgresql_where=LIVE),
        Index("ix_devis_responsable", "responsable_id"),
        Index(
            "ix_devis_en_attente",
            "validite",
            "id",
            postgresql_where=text(
                "envoye_le IS NOT NULL AND accepte_le IS NULL AND refuse_le IS NULL AND supprime_le IS NULL"
            ),
        ),
    )
    module = "devis"
    genre = "le devis"
    classe_ligne = LigneDevis

    numero: Mapped[str | None]
    indice: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"), default=1)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"))
    nom_client: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    responsable_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    objet: Mapped[str | None]
    introduction: Mapped[str | None]
    conditions: Mapped[str | None]
    langue: Mapped[str] = mapped_column(server_default=text("'fr'"), default="fr")
    etabli_le: Mapped[date | None]
    validite: Mapped[date | None]
    delai_execution: Mapped[str | None]
    mention_exoneration: Mapped[str | None]

    envoye_le: Mapped[datetime | None]
    envoye_par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    accepte_le: Mapped[date | None]
    accepte_par: Mapped[str | None]
    accepte_qualite: Mapped[str | None]
    mention: Mapped[str | None]
    refuse_le: Mapped[date | None]
    motif_refus: Mapped[str | None]
    montant_facture: Mapped[Decimal] = mapped_column(server_default=text("0"), default=Decimal(0))
    origine_id: Mapped[int | None] = mapped_column(ForeignKey("devis.id"))

    tri_client: Mapped[str] = mapped_column(Computed("extensions.tri_fr(nom_client)", persisted=True))
    recherche: Mapped[str] = mapped_column(Computed(SEARCHED, persisted=True))

    tiers: Mapped[Tiers] = relationship()
    contact: Mapped[Contact | None] = relationship()
    responsable: Mapped[Membre | None] = relationship(foreign_keys=[responsable_id])
    lignes: Mapped[list[LigneDevis]] = relationship(cascade="all, delete-orphan", order_by=LigneDevis.ordre)
    versions: Mapped[list[VersionDevis]] = relationship(order_by=VersionDevis.indice)

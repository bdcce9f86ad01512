from datetime import date, datetime
from decimal import Decimal
from typing import Self

from sqlalchemy import ForeignKey, Index, SmallInteger, case, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import etats
from crm.devis.expedition import Expedition
from crm.devis.versions import VersionDevis
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.etats import Etat
from crm.fiches import Fiche, generated
from crm.lignes import LigneChiffree
from crm.parametres import Parametres
from crm.redaction import Redaction
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


class Devis(Expedition, Redaction, Fiche):
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
        Index("ix_devis_validite", "validite", "id", postgresql_where=LIVE),
        Index("ix_devis_total_ht", "total_ht_eur", "id", postgresql_where=LIVE),
        Index("ix_devis_total", "total_ttc_eur", "id", postgresql_where=LIVE),
        Index("ix_devis_modifie", "modifie_le", "id", postgresql_where=LIVE),
        Index("ix_devis_corbeille", "modifie_le", "id", postgresql_where=text("supprime_le IS NOT NULL")),
        Index("ix_devis_responsable", "responsable_id"),
        Index("ix_devis_opportunite", "opportunite_id", postgresql_where=text("opportunite_id IS NOT NULL")),
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
    souche = "devis"
    classe_ligne = LigneDevis
    modifiables = frozenset(
        "contact_id responsable_id objet introduction conditions langue date_prevue serie validite delai_execution "
        "beneficiaire_id prix_ttc travaux_logement devise change change_source change_le".split()
    )

    numero: Mapped[str | None]
    indice: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"), default=1)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"))
    nom_client: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    beneficiaire_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"))
    responsable_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    objet: Mapped[str | None]
    introduction: Mapped[str | None]
    conditions: Mapped[str | None]
    langue: Mapped[str] = mapped_column(server_default=text("'fr'"), default="fr")
    etabli_le: Mapped[date | None]
    validite: Mapped[date | None]
    delai_execution: Mapped[str | None]

    envoye_le: Mapped[datetime | None]
    envoye_par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    parti_le: Mapped[datetime | None]
    accepte_le: Mapped[date | None]
    accepte_par: Mapped[str | None]
    accepte_qualite: Mapped[str | None]
    mention: Mapped[str | None]
    refuse_le: Mapped[date | None]
    motif_refus: Mapped[str | None]
    montant_facture: Mapped[Decimal] = mapped_column(server_default=text("0"), default=Decimal(0))
    origine_id: Mapped[int | None] = mapped_column(ForeignKey("devis.id"))
    opportunite_id: Mapped[int | None] = mapped_column(ForeignKey("opportunites.id"))

    tri_client: Mapped[str] = generated("extensions.tri_fr(nom_client)")
    recherche: Mapped[str] = generated(SEARCHED)

    tiers: Mapped[Tiers] = relationship(foreign_keys=[tiers_id])
    beneficiaire: Mapped[Tiers | None] = relationship(foreign_keys=[beneficiaire_id])
    contact: Mapped[Contact | None] = relationship()
    responsable: Mapped[Membre | None] = relationship(foreign_keys=[responsable_id])
    lignes: Mapped[list[LigneDevis]] = relationship(cascade="all, delete-orphan", order_by=LigneDevis.ordre)
    versions: Mapped[list[VersionDevis]] = relationship(order_by=VersionDevis.indice)

    @classmethod
    def draft(cls, tiers: Tiers, par: Membre | None, **valeurs) -> Self:
        conditions = {"conditions": Parametres.current().conditions_devis}
        devis = super().draft(tiers, par, **(conditions | valeurs))
        devis.indice, devis.montant_facture = 1, Decimal(0)
        return devis

    @property
    def libelle(self) -> str:
        return self.numero_complet if self.numero else "Devis en brouillon"

    @property
    def numero_complet(self) -> str | None:
        """The number, with the version from the second one on."""
        return f"{self.numero}-V{self.indice}" if self.numero and self.indice > 1 else self.numero

    @property
    def is_brouillon(self) -> bool:
        return self.envoye_le is None

    def is_expire(self, day: date) -> bool:
        return bool(self.envoye_le and not self.accepte_le and not self.refuse_le and self.validite < day)

    def etat(self, day: date) -> Etat:
        return etats.DEVIS[self._etat(day)]

    def _etat(self, day: date) -> str:
        if self.envoye_le is None:
            return "brouillon"
        if self.refuse_le:
            return "refuse"
        if self.accepte_le is None:
            return "expire" if self.is_expire(day) else "envoye" if self.parti_le else "valide"
        if self.montant_facture > 0:
            return "facture" if self.montant_facture >= self.total_ht else "facture_en_partie"
        return "accepte"

    @classmethod
    def etat_sql(cls, day: date):
        """The code of the state: what lists filter and sort on."""
        return case(
            (cls.envoye_le.is_(None), "brouillon"),
            (cls.refuse_le.is_not(None), "refuse"),
            (cls.accepte_le.is_(None) & (cls.validite < day), "expire"),
            (cls.accepte_le.is_(None) & cls.parti_le.is_(None), "valide"),
            (cls.accepte_le.is_(None), "envoye"),
            ((cls.montant_facture > 0) & (cls.montant_facture >= cls.total_ht), "facture"),
            (cls.montant_facture > 0, "facture_en_partie"),
            else_="accepte",
        )

    def ensure_brouillon(self) -> None:
        if self.envoye_le:
            raise RegleMetier(f"Le devis {self.libelle} est validé : créez une nouvelle version pour le modifier.")

    @property
    def purge_le(self) -> datetime | None:
        """What was sent once is kept for ever."""
        return None if self.numero else super().purge_le

    def ensure_can_be_trashed(self) -> None:
        if self.accepte_le:
            raise RegleMetier(f"Le devis {self.libelle} est accepté : il vaut contrat et ne se supprime pas.")

    def duplicate(self, par: Membre | None) -> Self:
        """A new draft with the same client, words and lines."""
        copy = type(self).draft(self.tiers, par)
        champs = "contact_id beneficiaire_id objet introduction conditions langue delai_execution"
        self.copy_to(copy, tuple(champs.split()))
        copy.origine_id = self.id
        return copy

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, SmallInteger, exists, text
from sqlalchemy.orm import Mapped, aliased, declared_attr, mapped_column, relationship

from crm.devis import Devis
from crm.documents.contenu import Avancement, Reference, Retenue
from crm.echeances import un_an_apres
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures.deductions import Deduction
from crm.factures.emission import Emission
from crm.factures.suivi import SuiviFacture
from crm.fiches import Fiche, generated
from crm.lignes import CHAMPS, LigneChiffree
from crm.montants import Deduit, Remise
from crm.redaction import Redaction, check_period
from crm.tiers import Contact, Tiers
from tenants import Base

SEARCHED = "extensions.sans_accent(coalesce(numero, '') || ' ' || nom_client || ' ' || coalesce(objet, ''))"
LIVE = text("supprime_le IS NULL")


class LigneFacture(LigneChiffree, Base):
    __tablename__ = "lignes_facture"
    __table_args__ = (
        Index("ix_lignes_facture_facture", "facture_id", "ordre"),
        Index("ix_lignes_facture_article", "article_id"),
        Index("ix_lignes_facture_devis", "devis_id", postgresql_where=text("devis_id IS NOT NULL")),
    )
    champs = (*CHAMPS, "livree_le", "devis_id")
    facture_id: Mapped[int] = mapped_column(ForeignKey("factures.id", ondelete="CASCADE"))
    origine_id: Mapped[int | None] = mapped_column(ForeignKey("lignes_facture.id"))
    devis_id: Mapped[int | None] = mapped_column(ForeignKey("devis.id"))
    livree_le: Mapped[date | None]
    quantite_marche: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    avancement: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    avancement_precedent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))

    @property
    def avancement_imprime(self) -> Avancement | None:
        if self.avancement is None:
            return None
        return Avancement(marche=self.quantite_marche, cumul=self.avancement, precedent=self.avancement_precedent)


class Document(Emission, Redaction, Fiche):
    """What a facture and an avoir have in common: drafted freely, issued once, then frozen by the database."""

    __tablename__ = "factures"
    __table_args__ = (
        Index(
            "ix_factures_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("uq_factures_numero", "numero", unique=True, postgresql_where=text("numero IS NOT NULL")),
        Index("uq_factures_rang", "rang", unique=True, postgresql_where=text("rang IS NOT NULL")),
        Index("ix_factures_tiers", "tiers_id", "id"),
        Index("ix_factures_devis", "devis_id", postgresql_where=text("devis_id IS NOT NULL")),
        Index("ix_factures_origine", "facture_id", postgresql_where=text("facture_id IS NOT NULL")),
        Index("ix_factures_remplace", "remplace_id", postgresql_where=text("remplace_id IS NOT NULL")),
        Index(
            "ix_factures_emise", "nature", "emise_le", "id", postgresql_where=LIVE, postgresql_include=["total_ht_eur"]
        ),
        Index("ix_factures_echeance", "nature", "echeance", "id", postgresql_where=LIVE),
        Index("ix_factures_tri_client", "nature", "tri_client", "id", postgresql_where=LIVE),
        Index("ix_factures_numero", "nature", "numero", "id", postgresql_where=LIVE),
        Index("ix_factures_total_ht", "nature", "total_ht_eur", "id", postgresql_where=LIVE),
        Index("ix_factures_total", "nature", "total_ttc_eur", "id", postgresql_where=LIVE),
        Index("ix_factures_modifie", "nature", "modifie_le", "id", postgresql_where=LIVE),
        Index("ix_factures_corbeille", "nature", "id", postgresql_where=text("supprime_le IS NOT NULL")),
        Index("ix_factures_responsable", "responsable_id"),
    )
    module = "factures"
    classe_ligne = LigneFacture
    identite = None
    accord, correction = "", "il a force de pièce comptable"
    modifiables = frozenset(
        "contact_id responsable_id objet introduction conditions langue date_prevue serie commande_client "
        "beneficiaire_id prestation_le prestation_fin livraison_le terme echeance mode_reglement retenue_pourcent "
        "acquittee_le acquittee_mode prix_ttc travaux_logement devise change change_source change_le".split()
    )
    non_journalises = frozenset(
        "numero nom_client emise_le emise_a emise_par_id fige empreinte empreinte_precedente rang pdf_sha256 "
        "total_ht total_tva total_ht_eur total_tva_eur total_ttc_eur".split()
    )

    nature: Mapped[str]
    forme: Mapped[str] = mapped_column(server_default=text("'simple'"), default="simple")
    numero: Mapped[str | None]
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"))
    nom_client: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    beneficiaire_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"))
    responsable_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    devis_id: Mapped[int | None] = mapped_column(ForeignKey("devis.id"))
    facture_id: Mapped[int | None] = mapped_column(ForeignKey("factures.id"))
    remplace_id: Mapped[int | None] = mapped_column(ForeignKey("factures.id"))
    objet: Mapped[str | None]
    introduction: Mapped[str | None]
    conditions: Mapped[str | None]
    langue: Mapped[str] = mapped_column(server_default=text("'fr'"), default="fr")
    commande_client: Mapped[str | None]
    prestation_le: Mapped[date | None]
    prestation_fin: Mapped[date | None]
    livraison_le: Mapped[date | None]
    terme: Mapped[str | None]
    echeance: Mapped[date | None]
    mode_reglement: Mapped[str | None]
    situation_rang: Mapped[int | None] = mapped_column(SmallInteger)
    retenue_pourcent: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    acquittee_le: Mapped[date | None]
    acquittee_mode: Mapped[str | None]
    motif: Mapped[str | None]
    precision_motif: Mapped[str | None]

    emise_le: Mapped[date | None]
    emise_a: Mapped[datetime | None]
    emise_par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    fige: Mapped[dict | None] = mapped_column(deferred=True)
    cii: Mapped[str | None] = mapped_column(deferred=True)
    rang: Mapped[int | None] = mapped_column()
    empreinte_precedente: Mapped[str | None] = mapped_column()
    empreinte: Mapped[str | None] = mapped_column()
    pdf_sha256: Mapped[str | None]

    tri_client: Mapped[str] = generated("extensions.tri_fr(nom_client)")
    recherche: Mapped[str] = generated(SEARCHED)

    tiers: Mapped[Tiers] = relationship(foreign_keys=[tiers_id])
    beneficiaire: Mapped[Tiers | None] = relationship(foreign_keys=[beneficiaire_id])
    contact: Mapped[Contact | None] = relationship()
    responsable: Mapped[Membre | None] = relationship(foreign_keys=[responsable_id])
    emise_par: Mapped[Membre | None] = relationship(foreign_keys=[emise_par_id])
    lignes: Mapped[list[LigneFacture]] = relationship(cascade="all, delete-orphan", order_by=LigneFacture.ordre)
    deductions: Mapped[list[Deduction]] = relationship(
        cascade="all, delete-orphan", order_by=Deduction.ordre, foreign_keys=[Deduction.facture_id]
    )
    suivi: Mapped[SuiviFacture | None] = relationship(uselist=False, lazy="selectin", viewonly=True)
    devis: Mapped[Devis | None] = relationship()

    @declared_attr.directive
    def __mapper_args__(cls):
        if cls.identite:
            return {"polymorphic_identity": cls.identite, "eager_defaults": True}
        base = {"polymorphic_on": "nature", "polymorphic_abstract": True}
        return base | {"version_id_col": cls.version, "eager_defaults": True}

    @property
    def libelle(self) -> str:
        return self.numero or f"{self.titre} en brouillon"

    @property
    def titre(self) -> str:
        return type(self).__name__

    @property
    def nature_imprimee(self) -> str:
        """Its nature as the frozen content names it."""
        return self.nature

    @classmethod
    def is_replaced(cls, *, drafts: bool = False):
        """Whether another facture replaces it, for a query."""
        new = aliased(Document)
        found = exists().where(new.remplace_id == cls.id, new.supprime_le.is_(None))
        return found if drafts else found.where(new.emise_le.is_not(None))

    @property
    def deduits(self) -> tuple[Deduit, ...]:
        return tuple(row.deduit for row in self.deductions)

    @property
    def devise_liee(self) -> bool:
        return bool(self.devis_id or self.facture_id or self.remplace_id) or self.forme == "periodique"

    @property
    def is_brouillon(self) -> bool:
        return self.emise_le is None

    @property
    def reste(self) -> Decimal:
        """What is left to pay of a facture, or to use of an avoir."""
        return self.suivi.reste if self.suivi else Decimal(0)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The documents this one comes from, as printed."""
        return ()

    def retenue_on(self, day: date) -> Retenue | None:
        """What the client keeps back for a year when the document is issued on `day` (loi 71-584)."""
        if not self.retenue_pourcent:
            return None
        montant = Remise(self.retenue_pourcent).sur(self.total_ttc)
        return Retenue(pourcent=self.retenue_pourcent, montant=montant, le=un_an_apres(day))

    def ensure_brouillon(self) -> None:
        if self.emise_le:
            raise RegleMetier(f"{self.numero} est émis{self.accord} et ne se modifie plus : {self.correction}.")

    def ensure_issued(self) -> None:
        if self.emise_le is None:
            raise RegleMetier(f"Émettez d’abord {self.genre}.")

    def ensure_can_be_trashed(self) -> None:
        self.ensure_brouillon()

    def check_dates(self) -> None:
        check_period(self.prestation_le, self.prestation_fin, "prestation_fin")

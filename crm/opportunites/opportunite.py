from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, SmallInteger, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from crm.champs import Personnalisable
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiches import Fiche, generated
from crm.opportunites.avancement import Avancement
from crm.opportunites.offre import LigneOffre
from crm.opportunites.processus import Processus
from crm.pistes import Piste
from crm.statuts import Statut
from crm.tiers import Contact, Tiers
from tenants import db

SEARCHED = "extensions.sans_accent(nom || ' ' || coalesce(nom_client, '') || ' ' || coalesce(nom_contact, ''))"
ALIVE = text("supprime_le IS NULL")
REPRIS = (
    "tiers_id piste_id contact_id processus_id responsable_id montant au_mieux au_pire cloture_prevue_le "
    "recurrent_montant recurrent_debut recurrent_fin recurrent_mois description proposition conditions prioritaire "
    "champs"
).split()
"""What a copy takes."""


SHOWN = 100


class Opportunite(Avancement, Personnalisable, Fiche):
    """A sale one may make: whose, how much, how far it is, and what is offered (C-010, E-034)."""

    __tablename__ = "opportunites"
    __table_args__ = (
        Index(
            "ix_opportunites_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("ix_opportunites_tri_nom", "tri_nom", "id", postgresql_where=ALIVE),
        Index(
            "ix_opportunites_en_cours",
            "tri_nom",
            "id",
            postgresql_include=["situation", "statut_le"],
            postgresql_where=text("supprime_le IS NULL AND situation IN ('a_relancer', 'gagne')"),
        ),
        Index("ix_opportunites_prefixe", "tri_nom", postgresql_ops={"tri_nom": "text_pattern_ops"}),
        Index("ix_opportunites_tri_client", "tri_client", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_modifie", "modifie_le", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_cree", "cree_le", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_montant", "montant", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_probabilite", "probabilite", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_cloture", "cloture_prevue_le", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_action", "prochaine_action_le", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_situation", "situation", "statut_le", postgresql_where=ALIVE),
        Index("ix_opportunites_tableau", "etape_id", "modifie_le", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_statut", "statut_id", "id", postgresql_where=ALIVE),
        Index("ix_opportunites_responsable", "responsable_id", "situation", postgresql_where=ALIVE),
        Index("ix_opportunites_tiers", "tiers_id", postgresql_where=text("tiers_id IS NOT NULL")),
        Index("ix_opportunites_piste", "piste_id", postgresql_where=text("piste_id IS NOT NULL")),
        Index("ix_opportunites_contact", "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
        Index("ix_opportunites_corbeille", "tri_nom", "id", postgresql_where=text("supprime_le IS NOT NULL")),
    )
    module = "opportunites"
    genre = "l’opportunité"
    riches = frozenset({"description", "notes"})
    non_journalises = frozenset({"situation", "prochaine_action", "prochaine_action_le", "nom_client", "nom_contact"})

    nom: Mapped[str]
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"))
    piste_id: Mapped[int | None] = mapped_column(ForeignKey("pistes.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    nom_client: Mapped[str | None]
    nom_contact: Mapped[str | None]
    processus_id: Mapped[int] = mapped_column(ForeignKey("processus.id"))
    responsable_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    montant: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    au_mieux: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    au_pire: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    cloture_prevue_le: Mapped[date | None]
    recurrent_montant: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    recurrent_debut: Mapped[date | None]
    recurrent_fin: Mapped[date | None]
    recurrent_mois: Mapped[int | None] = mapped_column(SmallInteger)
    description: Mapped[str | None]
    """Of the client (D-138)."""
    notes: Mapped[str | None]
    """The notebook (B-077)."""
    proposition: Mapped[str | None]
    conditions: Mapped[str | None]
    prioritaire: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    prochaine_action: Mapped[str | None]
    prochaine_action_le: Mapped[date | None]

    tri_nom: Mapped[str] = generated("extensions.tri_fr(nom)")
    tri_client: Mapped[str] = generated("extensions.tri_fr(coalesce(nom_client, ''))")
    recherche: Mapped[str] = generated(SEARCHED)

    tiers: Mapped[Tiers | None] = relationship()
    piste: Mapped[Piste | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    processus: Mapped[Processus] = relationship()
    responsable: Mapped[Membre | None] = relationship()
    lignes_: Mapped[list[LigneOffre]] = relationship(order_by=(LigneOffre.ordre, LigneOffre.id), viewonly=True)

    @property
    def libelle(self) -> str:
        return self.nom

    @property
    def lignes(self) -> list[LigneOffre]:
        return [ligne for ligne in self.lignes_ if ligne.supprime_le is None]

    @property
    def pondere(self) -> Decimal | None:
        """The amount times its chances, in euros before tax."""
        return self.montant * self.probabilite / 100 if self.montant is not None else None

    @property
    def recurrent_total(self) -> Decimal | None:
        """What the recurring part brings over its whole duration, in euros before tax."""
        if self.recurrent_montant is None or not self.recurrent_mois:
            return None
        return self.recurrent_montant * self.recurrent_mois

    @classmethod
    def create(cls, *, day: date, **values) -> "Opportunite":
        """A new opportunity, at the first step of its process. Raises RegleMetier when it is nobody's."""
        opportunite = cls.draft(day=day, **values)
        db.session.flush()
        return opportunite

    @classmethod
    def draft(cls, *, day: date, **values) -> "Opportunite":
        """The same, not written yet: who makes many writes them together."""
        statut = Statut.first_open(cls.__tablename__)
        processus_id = values.get("processus_id") or Processus.actifs()[0].id
        processus = db.session.get_one(Processus, processus_id)
        opportunite = cls(
            statut=statut, statut_id=statut.id, statut_le=day, processus=processus, processus_id=processus_id
        )
        opportunite.begin(processus, day)
        opportunite.revise(**values | {"processus_id": processus_id})
        db.session.add(opportunite)
        return opportunite

    @classmethod
    def where(cls, **whose) -> list["Opportunite"]:
        """Those of a tiers, of a piste or of a contact, the last one first (D-131)."""
        query = select(cls).filter_by(**whose).where(cls.supprime_le.is_(None))
        query = query.options(joinedload(cls.statut), joinedload(cls.etape))
        return list(db.session.scalars(query.order_by(cls.id.desc()).limit(SHOWN)))

    def revise(self, **values) -> None:
        """Change the opportunity. Raises RegleMetier when it is nobody's, or its figures contradict one another."""
        chance = values.pop("probabilite", self.probabilite)
        if chance != self.probabilite:
            self.probabilite_manuelle = chance is not None
            self.probabilite = self.etape.probabilite if chance is None else chance
        moved = values.get("processus_id", self.processus_id) != self.processus_id
        super().revise(**values)
        if moved:
            self.begin(db.session.get_one(Processus, self.processus_id), self.etape_le)
        if not (self.tiers_id or self.piste_id or self.contact_id):
            raise RegleMetier("Choisissez le client, ou partez de la fiche d’un prospect ou d’un contact.", "tiers_id")
        self._check_amounts()
        self._check_recurrent()

    def _check_amounts(self) -> None:
        low, high = self.au_pire, self.au_mieux
        if low is not None and high is not None and low > high:
            raise RegleMetier("« Au pire » dépasse « au mieux » : corrigez l’un des deux.", "au_pire")

    def _check_recurrent(self) -> None:
        if self.recurrent_debut and self.recurrent_fin and self.recurrent_fin < self.recurrent_debut:
            raise RegleMetier("La fin du récurrent précède son début : corrigez l’une des dates.", "recurrent_fin")

    def add_ligne(self, **values) -> LigneOffre:
        """A new line at the end of the offer, whose amount follows. Raises RegleMetier."""
        ligne = LigneOffre(opportunite_id=self.id, ordre=len(self.lignes_) + 1)
        ligne.revise(**values)
        db.session.add(ligne)
        self.add_up()
        return ligne

    def change_ligne(self, ligne: LigneOffre, **values) -> None:
        ligne.revise(**values)
        self.add_up()

    def remove_ligne(self, ligne: LigneOffre, now: datetime) -> None:
        ligne.trash(now)
        self.add_up()

    def add_up(self) -> None:
        """The amount is that of the lines, as long as there are any."""
        db.session.flush()
        db.session.refresh(self, ["lignes_"])
        if self.lignes:
            self.montant = sum((ligne.total for ligne in self.lignes), Decimal(0))

    def duplicate(self, day: date) -> "Opportunite":
        """A copy at its beginning, with the offer (B-100)."""
        copy = type(self).create(
            day=day, nom=f"[Copie] {self.nom}"[:200], **{champ: getattr(self, champ) for champ in REPRIS}
        )
        for ligne in self.lignes:
            copy.add_ligne(**ligne.valeurs)
        return copy

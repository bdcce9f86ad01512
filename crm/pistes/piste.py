from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, SmallInteger, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm import identifiants
from crm.champs import Personnalisable
from crm.communes import Situe, situe_indexes
from crm.equipe import Membre
from crm.equipes import Suivi, suivi_indexes
from crm.errors import RegleMetier
from crm.fiches import Fiche, figures, generated
from crm.profils import Profil, profil_indexes
from crm.statuts import Statut
from crm.tiers import Contact, Tiers
from tenants import db
from tenants.accounts import normalise_email

NAMED = "coalesce(entreprise, nom, email, '')"
SEARCHED = (
    "extensions.sans_accent(coalesce(entreprise, '') || ' ' || coalesce(prenom, '') || ' ' || coalesce(nom, '') || "
    f"' ' || coalesce(email, '') || ' ' || {figures('telephone')} || ' ' || {figures('mobile')} || ' ' || "
    "coalesce(code_postal, '') || ' ' || coalesce(ville, '') || ' ' || coalesce(siren, '') || ' ' || "
    "left(regexp_replace(coalesce(description, ''), '<[^>]*>', ' ', 'g'), 2000))"
)
ALIVE = text("supprime_le IS NULL")
A_PART = 2**40
"""Added to their numbers where pistes and tiers are one list."""


class Piste(Situe, Profil, Suivi, Personnalisable, Fiche):
    """A person or a company one may sell to some day. Nothing is mandatory but one way to name it.

    Score, étape, dernier contact and clôture keep themselves (`crm.pistes.regles`, A-055…A-060).
    """

    __tablename__ = "pistes"
    __table_args__ = (
        Index(
            "ix_pistes_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("ix_pistes_tri_nom", "tri_nom", "id", postgresql_where=ALIVE),
        Index("ix_pistes_prefixe", "tri_nom", postgresql_ops={"tri_nom": "text_pattern_ops"}),
        Index("ix_pistes_modifie", "modifie_le", "id", postgresql_where=ALIVE),
        Index("ix_pistes_cree", "cree_le", "id", postgresql_where=ALIVE),
        Index("ix_pistes_score", "score", "id", postgresql_where=ALIVE),
        Index("ix_pistes_etoiles", "etoiles", "id", postgresql_where=ALIVE),
        Index("ix_pistes_montant", "montant_estime", "id", postgresql_where=ALIVE),
        Index("ix_pistes_action", "prochaine_action_le", "id", postgresql_where=ALIVE),
        Index("ix_pistes_contact", "dernier_contact_le", "id", postgresql_where=ALIVE),
        Index("ix_pistes_ville", text("extensions.tri_fr(ville)"), "id", postgresql_where=ALIVE),
        Index("ix_pistes_situation", "situation", "prochaine_action_le", postgresql_where=ALIVE),
        Index("ix_pistes_tableau", "statut_id", "modifie_le", "id", postgresql_where=ALIVE),
        Index("ix_pistes_sommes", "situation", "statut_id", "montant_estime", postgresql_where=ALIVE),
        Index("ix_pistes_responsable", "responsable_id", "situation", postgresql_where=ALIVE),
        Index("ix_pistes_par_statut", "statut_id", "tri_nom", "id", postgresql_where=ALIVE),
        Index("ix_pistes_provenance", "provenance", "id", postgresql_where=ALIVE),
        Index("ix_pistes_email", "email", "id", postgresql_where=ALIVE),
        Index("ix_pistes_siren", "siren", postgresql_where=text("siren IS NOT NULL")),
        *situe_indexes("pistes"),
        *suivi_indexes("pistes"),
        *profil_indexes("pistes"),
        Index("ix_pistes_tiers", "tiers_id", postgresql_where=text("tiers_id IS NOT NULL")),
        Index("ix_pistes_a_part", text(f"(id + {A_PART})")),
        Index("ix_pistes_corbeille", "tri_nom", "id", postgresql_where=text("supprime_le IS NOT NULL")),
    )
    module = "pistes"
    genre = "le prospect"
    non_journalises = frozenset({"score", "situation", "passages"})
    riches = frozenset({"description"})

    civilite: Mapped[str | None]
    prenom: Mapped[str | None]
    nom: Mapped[str | None]
    entreprise: Mapped[str | None]
    fonction: Mapped[str | None]
    departement: Mapped[str | None]
    email: Mapped[str | None]
    telephone: Mapped[str | None]
    mobile: Mapped[str | None]
    site: Mapped[str | None]
    siren: Mapped[str | None]
    ligne1: Mapped[str | None]
    ligne2: Mapped[str | None]
    code_postal: Mapped[str | None]
    ville: Mapped[str | None]
    pays: Mapped[str] = mapped_column(server_default=text("'FR'"), default="FR")
    description: Mapped[str | None]
    etoiles: Mapped[int | None] = mapped_column(SmallInteger)
    montant_estime: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    notes: Mapped[str | None]
    prochaine_action: Mapped[str | None]
    prochaine_action_le: Mapped[date | None]
    responsable_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))

    statut_id: Mapped[int] = mapped_column(ForeignKey("statuts.id"))
    situation: Mapped[str] = mapped_column(server_default=text("'a_relancer'"), default="a_relancer")
    etape: Mapped[str | None]
    etape_manuelle: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    score: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    dernier_contact_le: Mapped[date | None]
    cloture_le: Mapped[date | None]
    passages: Mapped[dict] = mapped_column(server_default=text("'{}'"), default=dict)
    """When each status was reached: its number → day, ISO."""

    convertie_le: Mapped[datetime | None]
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))

    tri_nom: Mapped[str] = generated(f"extensions.tri_fr({NAMED})")
    recherche: Mapped[str] = generated(SEARCHED)

    statut: Mapped[Statut] = relationship()
    responsable: Mapped[Membre | None] = relationship()
    tiers: Mapped[Tiers | None] = relationship()
    contact: Mapped[Contact | None] = relationship()

    @property
    def personne(self) -> str:
        return " ".join(part for part in (self.prenom, self.nom) if part)

    @property
    def libelle(self) -> str:
        """The company, else the person, else the e-mail, else its number (A-024)."""
        return self.entreprise or self.personne or self.email or f"Prospect n° {self.id}"

    @property
    def profil(self) -> str:
        """The tiers it would become: a company once one is named, an individual until then."""
        return "societe" if self.entreprise else "individu"

    @property
    def is_convertie(self) -> bool:
        return self.convertie_le is not None

    @property
    def has_email(self) -> bool:
        """Whether its address is there and well written."""
        return bool(self.email) and identifiants.is_email(self.email)

    @property
    def adresse(self) -> str:
        town = " ".join(part for part in (self.code_postal, self.ville) if part)
        return ", ".join(part for part in (self.ligne1, self.ligne2, town) if part)

    @validates("email")
    def _plain_email(self, key: str, value: str | None) -> str | None:
        """Capitals and outer spaces tell no two addresses apart (tension 5)."""
        return normalise_email(value or "") or None

    @validates("notes")
    def _plain_lines(self, key: str, value: str | None) -> str | None:
        """Browsers end lines in their own way: what nobody changed must stay the same."""
        return value and "\n".join(value.splitlines())

    @validates("siren")
    def _check_siren(self, key: str, value: str | None) -> str | None:
        return identifiants.check_siren(value) if value else None

    @classmethod
    def create(cls, *, statut: Statut | None = None, **values) -> "Piste":
        """A new piste, at the first open status unless one is given. Raises RegleMetier when nothing names it."""
        piste = cls.draft(Statut.first_open(cls.__tablename__), **values)
        if statut:
            piste.pass_to(statut)
        db.session.flush()
        return piste

    @classmethod
    def draft(cls, statut: Statut, **values) -> "Piste":
        """The same at a status of one's own, not written yet: who makes many writes them together."""
        piste = cls(statut=statut, statut_id=statut.id)
        piste.revise(**values)
        db.session.add(piste)
        return piste

    def revise(self, **values) -> None:
        """Change the piste; an `etape` of one's own stays until it is emptied (A-056)."""
        if "etape" in values:
            self.etape_manuelle = bool(values["etape"]) and (self.etape_manuelle or values["etape"] != self.etape)
        if not any(values.get(key, getattr(self, key)) for key in ("entreprise", "nom", "email")):
            raise RegleMetier("Indiquez au moins une entreprise, un nom ou une adresse e-mail.", "entreprise")
        super().revise(**values)

    def pass_to(self, statut: Statut) -> None:
        """Change the status (D-055). Raises RegleMetier for the one that only the conversion gives."""
        if statut.objet != self.__tablename__:
            raise RegleMetier("Choisissez un statut dans la liste.", "statut")
        if statut.code == "convertie" and not self.is_convertie:
            raise RegleMetier("Ce statut vient avec la conversion : cliquez sur « Convertir en client ».")
        if self.is_convertie and statut.code != "convertie":
            raise RegleMetier(f"{self.libelle} est convertie : annulez d’abord sa conversion.")
        self.statut, self.statut_id = statut, statut.id

    @property
    def doublons(self) -> list["Piste"]:
        """The other pistes that have the same e-mail (A-030, tension 5)."""
        if not self.email:
            return []
        query = select(Piste).where(Piste.email == self.email, Piste.id != self.id, Piste.supprime_le.is_(None))
        return list(db.session.scalars(query.order_by(Piste.id).limit(5)))

    @property
    def corrections(self) -> list[str]:
        """What is to be put right, and would deserve « À corriger » (tension 6)."""
        if not self.statut.ouvert:
            return []
        wrong = "l’adresse e-mail est mal écrite" if self.email else "l’adresse e-mail manque"
        return ([] if self.has_email else [wrong]) + [
            f"« {other.libelle} » a la même adresse e-mail" for other in self.doublons
        ]

from datetime import date

from sqlalchemy import ForeignKey, Index, SmallInteger, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm import identifiants
from crm.champs import Personnalisable
from crm.communes import Situe, situe_indexes
from crm.echeances import due_after
from crm.equipe import Membre
from crm.equipes import Suivi, suivi_indexes
from crm.fiches import Fiche, figures, generated
from crm.fusionnables import merged_index
from crm.profils import Profil, profil_indexes
from crm.tiers.absorption import TiersFusionnable
from crm.tiers.adresses import Adressable
from crm.tiers.groupes import Groupe
from tenants import db
from tenants.accounts import normalise_email

NATURES = {"societe": "Société", "individu": "Individu"}
LANGUES = {"fr": "Français", "en": "Anglais"}
QUALIFICATIONS = {
    "assujetti_fr": "Entreprise française",
    "particulier": "Particulier",
    "association": "Association ou organisme non assujetti",
    "public": "Secteur public",
    "assujetti_ue": "Entreprise de l’Union européenne",
    "hors_ue": "Entreprise hors de l’Union européenne",
}
SEARCHED = (
    "extensions.sans_accent(nom || ' ' || coalesce(prenom, '') || ' ' || coalesce(nom_commercial, '') || ' ' || "
    f"coalesce(email, '') || ' ' || {figures('telephone')} || ' ' || coalesce(siren, '') || ' ' || "
    "coalesce(code_postal, '') || ' ' || coalesce(ville, ''))"
)


def _kept(fait: str) -> Index:
    """For the views « Clients », « Prospects », « Fournisseurs », and their counts."""
    where = text(f"supprime_le IS NULL AND {fait} IS NOT NULL")
    return Index(f"ix_tiers_{fait.removesuffix('_depuis')}", "tri_nom", "id", postgresql_where=where)


class Tiers(TiersFusionnable, Groupe, Adressable, Situe, Profil, Suivi, Personnalisable, Fiche):
    """Somebody the company deals with. Being prospect, client or fournisseur are dated facts, and may hold together."""

    __tablename__ = "tiers"
    __table_args__ = (
        Index(
            "ix_tiers_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("ix_tiers_tri_nom", "tri_nom", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_tiers_prefixe", "tri_nom", postgresql_ops={"tri_nom": "text_pattern_ops"}),
        Index("ix_tiers_modifie", "modifie_le", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_tiers_cree", "cree_le", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_tiers_ville", text("extensions.tri_fr(ville)"), "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_tiers_code_postal", "code_postal", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_tiers_client_depuis", "client_depuis", "id", postgresql_where=text("supprime_le IS NULL")),
        *(_kept(fait) for fait in ("client_depuis", "prospect_depuis", "fournisseur_depuis")),
        Index("ix_tiers_corbeille", "tri_nom", "id", postgresql_where=text("supprime_le IS NOT NULL")),
        Index("ix_tiers_siren", "siren", postgresql_where=text("siren IS NOT NULL")),
        Index("ix_tiers_email", "email", postgresql_where=text("email IS NOT NULL")),
        Index("ix_tiers_responsable", "responsable_id", "client_depuis"),
        *situe_indexes("tiers"),
        merged_index("tiers"),
        *suivi_indexes("tiers"),
        *profil_indexes("tiers"),
        Index("ix_tiers_filiales", "societe_mere_id", postgresql_where=text("societe_mere_id IS NOT NULL")),
    )
    module = "clients"
    riches = frozenset({"description"})

    nature: Mapped[str] = mapped_column(server_default=text("'societe'"), default="societe")
    nom: Mapped[str]
    prenom: Mapped[str | None]
    civilite: Mapped[str | None]
    nom_commercial: Mapped[str | None]
    prospect_depuis: Mapped[date | None]
    client_depuis: Mapped[date | None]
    fournisseur_depuis: Mapped[date | None]
    qualification: Mapped[str] = mapped_column(server_default=text("'assujetti_fr'"), default="assujetti_fr")
    siren: Mapped[str | None]
    nic: Mapped[str | None]
    tva_intracom: Mapped[str | None]
    adresse_electronique: Mapped[str | None]
    code_service: Mapped[str | None]
    ape: Mapped[str | None]
    email: Mapped[str | None]
    telephone: Mapped[str | None]
    site: Mapped[str | None]
    iban: Mapped[str | None]
    bic: Mapped[str | None]
    langue: Mapped[str] = mapped_column(server_default=text("'fr'"), default="fr")
    devise: Mapped[str] = mapped_column(server_default=text("'EUR'"), default="EUR")
    delai_paiement: Mapped[int | None] = mapped_column(SmallInteger)
    fin_de_mois: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    mode_reglement: Mapped[str | None]
    description: Mapped[str | None]
    responsable_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    code_postal: Mapped[str | None]
    ville: Mapped[str | None]
    pays: Mapped[str] = mapped_column(server_default=text("'FR'"), default="FR")
    tri_nom: Mapped[str] = generated("extensions.tri_fr(nom)")
    recherche: Mapped[str] = generated(SEARCHED)

    responsable: Mapped[Membre | None] = relationship()
    rattachements: Mapped[list["Rattachement"]] = relationship(back_populates="tiers")  # noqa: F821

    @property
    def libelle(self) -> str:
        return f"{self.prenom} {self.nom}" if self.is_individu and self.prenom else self.nom

    @property
    def is_individu(self) -> bool:
        return self.nature == "individu"

    @property
    def is_client(self) -> bool:
        return self.client_depuis is not None

    @property
    def is_particulier(self) -> bool:
        return self.qualification == "particulier"

    @property
    def is_public(self) -> bool:
        return self.qualification == "public"

    @property
    def siret(self) -> str | None:
        return f"{self.siren}{self.nic}" if self.siren and self.nic else None

    @property
    def contacts(self) -> list["Rattachement"]:  # noqa: F821
        """The people attached, the main one first."""
        links = [link for link in self.rattachements if link.supprime_le is None and not link.contact.is_in_trash]
        return sorted(links, key=lambda link: (not link.principal, link.id))

    @validates("email")
    def _plain_email(self, key: str, value: str | None) -> str | None:
        return normalise_email(value) if value else None

    @validates("siren")
    def _check_siren(self, key: str, value: str | None) -> str | None:
        return identifiants.check_siren(value) if value else None

    @validates("tva_intracom")
    def _check_tva(self, key: str, value: str | None) -> str | None:
        return identifiants.check_tva(value) if value else None

    @validates("adresse_electronique")
    def _check_adresse_electronique(self, key: str, value: str | None) -> str | None:
        return identifiants.check_adresse_electronique(value) if value else None

    @validates("iban")
    def _check_iban(self, key: str, value: str | None) -> str | None:
        return identifiants.check_iban(value) if value else None

    @classmethod
    def create(cls, *, adresse: dict | None = None, day: date, **values) -> "Tiers":
        """A new tiers, with its first address. Raises RegleMetier on a wrong identifier."""
        tiers = cls.draft(adresse=adresse, day=day, **values)
        db.session.flush()
        return tiers

    @classmethod
    def draft(cls, *, adresse: dict | None = None, day: date, **values) -> "Tiers":
        """The same, not written yet: who makes many writes them together."""
        tiers = cls(nom=values.pop("nom"))
        db.session.add(tiers)
        with db.session.no_autoflush:
            tiers.revise(day=day, **values)
            if adresse and any(value for key, value in adresse.items() if key != "pays"):
                tiers.add_adresse(**adresse)
        return tiers

    def revise(self, *, day: date | None = None, siret: str | None = None, roles: list[str] | None = None, **values):
        """Change the tiers. `roles` among prospect, client, fournisseur are dated from `day` when they are new."""
        self.identify(siret)
        if values.get("societe_mere_id"):
            self.check_societe_mere(db.session.get(Tiers, values["societe_mere_id"]))
        for role in ("prospect", "client", "fournisseur") if roles is not None else ():
            since = getattr(self, f"{role}_depuis")
            setattr(self, f"{role}_depuis", (since or day) if role in roles else None)
        super().revise(**values)

    @classmethod
    def latest(cls, limit: int = 5) -> list["Tiers"]:
        query = select(cls).where(cls.supprime_le.is_(None)).order_by(cls.cree_le.desc(), cls.id.desc())
        return list(db.session.scalars(query.limit(limit)))

    @property
    def roles(self) -> list[str]:
        return [role for role in ("prospect", "client", "fournisseur") if getattr(self, f"{role}_depuis")]

    @property
    def form_values(self) -> dict:
        return {"siret": self.siret or self.siren, "roles": self.roles}

    def identify(self, siret: str | None) -> None:
        """Set SIREN and NIC from a SIREN (9 digits) or a SIRET (14). Raises RegleMetier on a wrong key (IDT-05)."""
        plain = "".join((siret or "").split())
        if len(plain) > 9:
            checked = identifiants.check_siret(plain)
            self.siren, self.nic = checked[:9], checked[9:]
        else:
            self.siren, self.nic = (plain or None), None

    def become_client(self, day: date) -> None:
        if self.client_depuis is None:
            self.client_depuis = day

    def become_fournisseur(self, day: date) -> None:
        if self.fournisseur_depuis is None:
            self.fournisseur_depuis = day

    def echeance_for(self, day: date, defaut: int) -> date:
        """When an invoice issued on `day` is due: the client's own terms, else `defaut` days."""
        delai = self.delai_paiement if self.delai_paiement is not None else defaut
        return due_after(day, delai, self.fin_de_mois)

"""What a company says of itself and how it works: identity (IDT-04), bank accounts, e-mails, modules, documents."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Numeric, SmallInteger, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.modules import MODULES
from tenants import db

REGIMES_TVA = {
    "reel_mensuel": "Réel, déclaration mensuelle",
    "reel_trimestriel": "Réel, déclaration trimestrielle",
    "simplifie": "Réel simplifié",
    "franchise": "Franchise en base",
}
TAILLES = {"micro": "Microentreprise", "pme": "PME", "eti": "ETI", "ge": "Grande entreprise"}


class Parametres(Fiche):
    """One row per company."""

    __tablename__ = "parametres"
    module = "configuration"
    non_journalises = frozenset({"smtp_mot_de_passe"})

    raison_sociale: Mapped[str]
    nom_commercial: Mapped[str | None]
    forme_juridique: Mapped[str | None]
    capital: Mapped[Decimal | None]
    capital_variable: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    entrepreneur_individuel: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    siren: Mapped[str | None]
    nic: Mapped[str | None]
    rcs_ville: Mapped[str | None]
    rne: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    tva_intracom: Mapped[str | None]
    ape: Mapped[str | None]
    ape_version: Mapped[str | None]
    adresse: Mapped[str | None]
    code_postal: Mapped[str | None]
    ville: Mapped[str | None]
    pays: Mapped[str] = mapped_column(server_default=text("'FR'"), default="FR")
    etablissement: Mapped[dict | None]
    telephone: Mapped[str | None]
    email: Mapped[str | None]
    site: Mapped[str | None]
    logo: Mapped[str | None]
    comptes_bancaires: Mapped[dict] = mapped_column(server_default=text("'[]'"), default=list)
    decennale: Mapped[dict | None]
    mediateur: Mapped[dict | None]
    regime_tva: Mapped[str] = mapped_column(server_default=text("'reel_mensuel'"), default="reel_mensuel")
    option_debits: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    taille: Mapped[str] = mapped_column(server_default=text("'micro'"), default="micro")
    adresse_electronique: Mapped[str | None]
    plateforme_emission: Mapped[str | None]
    plateforme_reception: Mapped[str | None]

    modules: Mapped[dict] = mapped_column(server_default=text("'{}'"), default=dict)
    langue: Mapped[str] = mapped_column(server_default=text("'fr'"), default="fr")
    delai_paiement: Mapped[int] = mapped_column(SmallInteger, server_default=text("30"), default=30)
    validite_devis: Mapped[int] = mapped_column(SmallInteger, server_default=text("30"), default=30)
    penalites: Mapped[str | None]
    conditions_devis: Mapped[str | None]
    conditions_facture: Mapped[str | None]
    couleur: Mapped[str] = mapped_column(server_default=text("'accent'"), default="accent")
    taux_penalites: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))

    expediteur_nom: Mapped[str | None]
    expediteur_email: Mapped[str | None]
    smtp_hote: Mapped[str | None]
    smtp_port: Mapped[int | None]
    smtp_securite: Mapped[str | None]
    smtp_identifiant: Mapped[str | None]
    smtp_mot_de_passe: Mapped[str | None]
    exercice_debut: Mapped[date | None]

    @property
    def libelle(self) -> str:
        return self.nom_commercial or self.raison_sociale

    @property
    def siret(self) -> str | None:
        return f"{self.siren}{self.nic}" if self.siren and self.nic else None

    @property
    def is_franchise(self) -> bool:
        return self.regime_tva == "franchise"

    def is_active(self, module: str) -> bool:
        known = MODULES.get(module)
        return known is not None and (known.essentiel or self.modules.get(module, {}).get("actif", True))

    def titre_module(self, module: str) -> str:
        """The company's own word for a module (C-004)."""
        return self.modules.get(module, {}).get("nom") or MODULES[module].titre

    def configure_module(self, cle: str, *, actif: bool, nom: str) -> None:
        """Switch a module on or off and name it (C-003…C-005). Raises RegleMetier on an essential one."""
        if cle not in MODULES or MODULES[cle].essentiel:
            raise RegleMetier("Ce module ne peut être ni renommé ni désactivé.")
        nom = " ".join(nom.split())[:40]
        kept = {} if nom in ("", MODULES[cle].titre) else {"nom": nom}
        self.modules = self.modules | {cle: kept | {"actif": actif}}

    @classmethod
    def current(cls) -> "Parametres":
        return db.session.scalars(select(cls).limit(1)).one()

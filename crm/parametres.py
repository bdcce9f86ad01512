"""What a company says of itself and how it works: identity (IDT-04), bank accounts, e-mails, modules, documents."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Numeric, SmallInteger, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm import identifiants
from crm.documents.logo import logo_from
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.modules import MODULES
from tenants import db, mail, storage, vault

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
    filiales: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    delegations: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    agences: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    assignation_limitee: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    contacts_email_requis: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    delai_anonymisation: Mapped[int] = mapped_column(SmallInteger, server_default=text("30"), default=30)
    langue: Mapped[str] = mapped_column(server_default=text("'fr'"), default="fr")
    delai_paiement: Mapped[int] = mapped_column(SmallInteger, server_default=text("30"), default=30)
    validite_devis: Mapped[int] = mapped_column(SmallInteger, server_default=text("30"), default=30)
    penalites: Mapped[str | None]
    conditions_devis: Mapped[str | None]
    conditions_facture: Mapped[str | None]
    couleur: Mapped[str] = mapped_column(server_default=text("'indigo'"), default="indigo")
    taux_penalites: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    escompte_taux: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    escompte_jours: Mapped[int | None] = mapped_column(SmallInteger)
    bareme: Mapped[dict] = mapped_column(server_default=text("'{}'"), default=dict)
    opportunites_gagnees_au_devis: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    opportunites_recurrent: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    opportunites_mois: Mapped[int] = mapped_column(SmallInteger, server_default=text("12"), default=12)
    opportunites_notes_client: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    activites_exonerees: Mapped[dict] = mapped_column(server_default=text("'[]'"), default=list)
    listes_strictes: Mapped[dict] = mapped_column(server_default=text("'[]'"), default=list)

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
    def manques(self) -> list[tuple[str, str]]:
        """What must still be said before a first invoice: (sentence, field)."""
        wanted = (
            (self.siren, "Indiquez votre SIREN", "siren"),
            (self.adresse and self.ville, "Indiquez l’adresse de votre siège", "adresse"),
            (self.comptes_bancaires, "Ajoutez le compte où vos clients vous paient", "comptes_bancaires"),
        )
        return [(text, field) for there, text, field in wanted if not there]

    @property
    def is_franchise(self) -> bool:
        return self.regime_tva == "franchise"

    def is_active(self, module: str) -> bool:
        known = MODULES.get(module)
        return known is not None and (known.essentiel or self.modules.get(module, {}).get("actif", True))

    @property
    def eteints(self) -> frozenset[str]:
        """The modules switched off."""
        return frozenset(module for module in MODULES if not self.is_active(module))

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

    @property
    def assurances(self) -> dict:
        """Décennale and mediator, flat, as the form of the identity shows them."""
        flat = {f"decennale_{key}": value for key, value in (self.decennale or {}).items()}
        return flat | {f"mediateur_{key}": value for key, value in (self.mediateur or {}).items()}

    def identify(self, **values) -> None:
        """Set the legal identity. Raises RegleMetier on a wrong SIREN, NIC, VAT number or APE (IDT-05…IDT-08)."""
        for group in ("decennale", "mediateur"):
            parts = {key.partition("_")[2]: values.pop(key) for key in list(values) if key.startswith(f"{group}_")}
            values[group] = {key: value for key, value in parts.items() if value} or None
        siren, nic = values.get("siren"), values.get("nic")
        if siren:
            values["siren"] = identifiants.check_siren(siren)
        if nic:
            values["nic"] = _check_nic(values["siren"], nic)
        if values.get("tva_intracom"):
            values["tva_intracom"] = identifiants.check_tva(values["tva_intracom"], values["siren"])
        if values.get("ape"):
            values["ape"] = identifiants.check_ape(values["ape"])
        self.revise(**values)

    def set_logo(self, content: bytes) -> None:
        """Keep an image as the logo, redrawn as a PNG. Raises RegleMetier when it is not an image."""
        self.logo = storage.put(logo_from(content).donnees)

    def add_compte(self, *, banque: str, titulaire: str | None, iban: str, bic: str | None) -> None:
        """Add a bank account. Raises RegleMetier on a wrong IBAN or BIC, or one already there."""
        iban = identifiants.check_iban(iban)
        if any(compte["iban"] == iban for compte in self.comptes_bancaires):
            raise RegleMetier("Ce compte est déjà enregistré.", "iban")
        bic = identifiants.check_bic(bic) if bic else None
        self.comptes_bancaires = [
            *self.comptes_bancaires,
            {"banque": banque, "titulaire": titulaire, "iban": iban, "bic": bic},
        ]

    def remove_compte(self, iban: str) -> None:
        self.comptes_bancaires = [compte for compte in self.comptes_bancaires if compte["iban"] != iban]

    def prefer_compte(self, iban: str) -> None:
        """The first account is the one printed on invoices."""
        self.comptes_bancaires = sorted(self.comptes_bancaires, key=lambda compte: compte["iban"] != iban)

    def configure_courriels(self, *, mot_de_passe: str | None, **values) -> None:
        """Set the sender and the SMTP server; an empty password keeps the one there. Raises RegleMetier."""
        if values["smtp_hote"] and not values["expediteur_email"]:
            raise RegleMetier("Indiquez l’adresse d’où partent vos messages.", "expediteur_email")
        self.revise(**values)
        if mot_de_passe:
            self.smtp_mot_de_passe = vault.of_company().encrypt(mot_de_passe)
        elif not values["smtp_identifiant"]:
            self.smtp_mot_de_passe = None

    @property
    def smtp_url(self) -> str | None:
        """Where this company's e-mails leave from, secret included; None for the instance's own server."""
        if not self.smtp_hote:
            return None
        secret = vault.of_company().decrypt(self.smtp_mot_de_passe) if self.smtp_mot_de_passe else None
        return mail.smtp_url(self.smtp_hote, self.smtp_port, self.smtp_securite, self.smtp_identifiant, secret)

    @property
    def serveur_courriels(self) -> tuple[str, tuple[str, str]]:
        """The company's own server, else the instance's; and who the message is from."""
        nom = self.expediteur_nom or self.libelle
        if not self.smtp_hote:
            url, address = mail.instance_smtp()
            return url, (nom, address)
        return self.smtp_url, (nom, self.expediteur_email or self.smtp_identifiant or self.email)

    @classmethod
    def current(cls) -> "Parametres":
        return db.session.scalars(select(cls).limit(1)).one()


def _check_nic(siren: str | None, nic: str) -> str:
    if not siren:
        raise RegleMetier("Indiquez d’abord le SIREN.", "siren")
    try:
        return identifiants.check_siret(siren + "".join(nic.split()), siren)[9:]
    except RegleMetier:
        raise RegleMetier(
            "Ce NIC ne va pas avec le SIREN : recopiez les 5 derniers chiffres du SIRET.", "nic"
        ) from None

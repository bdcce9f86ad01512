"""The company's own plateforme agréée: where it is, who we are there, and the consent that was given to it."""

import hmac
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.evenements import note
from crm.fiches import Fiche
from crm.parametres import Parametres
from crm.plateforme.adaptateur import Plateforme
from crm.plateforme.xp_z12_013 import PlateformeXP
from tenants import db, storage, vault, webcall

RECUL = timedelta(hours=1)
"""How far back each reading starts, since clocks differ and statuses come late."""
DEBUT = datetime(2026, 1, 1, tzinfo=UTC)
ADRESSES = ("url", "url_jeton", "url_annuaire")
"""Where the secret, or what it opens, is sent: a new one asks for the secret again."""


class ConnexionPlateforme(Fiche):
    """At most one row per company."""

    __tablename__ = "connexions_plateforme"
    module = "configuration"
    perissable = False
    non_journalises = frozenset({"secret", "lue_a"})

    nom: Mapped[str]
    url: Mapped[str]
    url_jeton: Mapped[str]
    url_annuaire: Mapped[str | None]
    client: Mapped[str]
    secret: Mapped[str | None]
    lue_a: Mapped[datetime] = mapped_column(default=DEBUT)
    accord_a: Mapped[datetime | None]
    accord_nom: Mapped[str | None]
    accord_qualite: Mapped[str | None]
    accord_sha256: Mapped[str | None]

    @property
    def libelle(self) -> str:
        return f"Plateforme agréée {self.nom}"

    @property
    def is_ready(self) -> bool:
        return bool(self.secret and self.accord_a)

    @classmethod
    def current(cls) -> "ConnexionPlateforme | None":
        return db.session.scalar(select(cls).where(cls.supprime_le.is_(None)).limit(1))

    @classmethod
    def configure(cls, *, secret: str | None, **values: str | None) -> "ConnexionPlateforme":
        """Set where the platform is and who we are there; an empty secret keeps the one there. Raises Refused."""
        connexion = cls.current()
        for champ in ADRESSES:
            if values.get(champ):
                webcall.check_url(values[champ], champ)
        moved = {
            champ for champ in ADRESSES if connexion and values.get(champ) not in (getattr(connexion, champ), None)
        }
        if not secret and (connexion is None or moved or not connexion.secret):
            raise RegleMetier("Saisissez le secret de cette plateforme.", "secret")
        if connexion is None:
            connexion = cls()
            db.session.add(connexion)
        if moved - {"url_annuaire"}:
            connexion.accord_a = connexion.accord_nom = connexion.accord_qualite = connexion.accord_sha256 = None
        connexion.revise(**values)
        if secret:
            connexion.secret = vault.of_company().encrypt(secret)
        db.session.flush()
        return connexion

    def agree(self, nom: str | None, qualite: str | None, par: Membre | None, now: datetime) -> None:
        """Keep the written consent, word for word, signed by who represents the company (FE-53)."""
        if not nom or not qualite:
            raise RegleMetier("Indiquez qui donne l’accord, et en quelle qualité.", "qualite" if nom else "nom_accord")
        digest = storage.put(f"{self.texte_accord}\n{nom}, {qualite}, le {now:%d/%m/%Y}\n".encode())
        self.accord_a, self.accord_nom, self.accord_qualite, self.accord_sha256 = now, nom, qualite, digest
        phrase = f"Accord donné à la plateforme agréée {self.nom} par {nom}, {qualite}."
        note("plateforme", phrase, auteur=par.libelle if par else None, sha256=digest)
        db.session.flush()

    @property
    def texte_accord(self) -> str:
        """What the company agrees to."""
        p = Parametres.current()
        return (
            f"{p.raison_sociale}, SIREN {p.siren or 'à renseigner'}, choisit la plateforme agréée {self.nom} pour "
            "émettre et recevoir ses factures électroniques et transmettre ses données à l’administration. Elle "
            "l’autorise à inscrire ou modifier ses adresses de réception dans l’annuaire, et autorise Comptoir à "
            "échanger avec elle en son nom."
        )

    @property
    def jeton_avertissement(self) -> str:
        """What the platform shows when it calls us; another one as soon as the secret is typed again."""
        return vault.of_company().seal("avertissement", f"{self.id} {self.secret}".encode())

    def is_called_with(self, jeton: str) -> bool:
        return hmac.compare_digest(self.jeton_avertissement.encode(), jeton.encode())

    def open(self) -> Plateforme:
        """The platform itself, ready to be asked. Raises RegleMetier when it is not set up."""
        if not self.secret:
            raise RegleMetier("La plateforme agréée n’est pas encore réglée : voyez Configuration.")
        secret = vault.of_company().decrypt(self.secret)
        return PlateformeXP(self.url, self.url_jeton, self.client, secret, self.url_annuaire)

    def mark_read(self, moment: datetime) -> None:
        """Without a new version of the record: nobody's form is disturbed."""
        db.session.execute(update(ConnexionPlateforme).where(ConnexionPlateforme.id == self.id).values(lue_a=moment))

    @property
    def depuis(self) -> datetime:
        return self.lue_a - RECUL

    def try_now(self) -> dict:
        self.open().essayer()
        return {"phrase": f"{self.nom} répond et nous reconnaît."}


def ready() -> ConnexionPlateforme:
    """Raises RegleMetier when invoices cannot be handed to a platform yet."""
    connexion = ConnexionPlateforme.current()
    if connexion is None or not connexion.is_ready:
        raise RegleMetier("Reliez d’abord votre plateforme agréée : Configuration, Plateforme agréée.")
    return connexion

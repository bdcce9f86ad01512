"""What is asked of any plateforme agréée, whichever it is (FE-52)."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime

from tenants import Refused


class PlateformeRefuse(Refused):
    """The platform said no: asking the same again is of no use."""


class PlateformeIndisponible(PlateformeRefuse):
    """The platform does not answer, or asks to wait: the same may be asked later."""

    is_temporary = True


@dataclass(frozen=True, kw_only=True)
class Envoi:
    """A file for the platform. `jeton`: ours, the same each time this file is sent."""

    nom: str
    contenu: bytes
    syntaxe: str
    genre: str
    regle: str
    jeton: str
    media: str = "application/xml"
    profil: str | None = None


@dataclass(frozen=True, kw_only=True)
class Flux:
    """A file the platform holds, and what it said of it."""

    id: str
    genre: str
    jeton: str | None
    modifie_a: datetime
    nom: str = ""
    est_rejete: bool = False
    motif: str = ""
    commentaire: str = ""
    brut: bytes = b""


class Plateforme(ABC):
    """Every verb raises PlateformeRefuse, or PlateformeIndisponible when it may be asked again."""

    @abstractmethod
    def deposer(self, envoi: Envoi) -> str:
        """Hand an invoice; returns the platform's own name of the flow."""

    @abstractmethod
    def retrouver(self, jeton: str) -> str | None:
        """The name of the flow already deposited under this `jeton`: what makes a retry harmless."""

    @abstractmethod
    def lister(self, depuis: datetime) -> list[Flux]:
        """The flows changed since, the oldest first."""

    @abstractmethod
    def lire(self, flux_id: str) -> bytes:
        """The file of a flow, as it was deposited."""

    @abstractmethod
    def envoyer_statut(self, envoi: Envoi) -> str:
        """Say what becomes of an invoice, by a CDAR message."""

    @abstractmethod
    def declarer(self, envoi: Envoi) -> str:
        """Hand a report of a period (flux 10)."""

    @abstractmethod
    def annuaire(self, siren: str) -> list[str]:
        """The addresses where a company receives invoices; none when the directory does not know it."""

    @abstractmethod
    def essayer(self) -> None:
        """Log in and ask whether the service is there."""

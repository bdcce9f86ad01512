"""What proves that numbers and amounts are whole and unchanged: closings, checks, archives, attestation."""

from crm import VERSION, clock
from crm.conformite import integrite
from crm.conformite.archives import Archive
from crm.conformite.chiffres import Chiffres
from crm.conformite.clotures import Cloture
from crm.conformite.series import EtatSerie, etats
from crm.conformite.verification import Verification
from crm.evenements import Evenement, note

__all__ = ["Archive", "Chiffres", "Cloture", "EtatSerie", "Verification", "etats", "integrite", "look_what_is_due"]


def look_what_is_due() -> None:
    """Each hour: a new version of the software is noted, what has ended is closed, and each month all is
    checked, each fiscal year archived."""
    note_version()
    Cloture.close_due(clock.today())
    if mois := Cloture.last("mois"):
        Verification.run_later(None, cle=f"verification:{mois.fin}")
    if exercice := Cloture.last("exercice"):
        Archive.make_later(exercice, None, cle=f"archive:{exercice.fin}")


def note_version() -> None:
    last = Evenement.last("version")
    if last is None or last.detail["version"] != VERSION:
        note("version", f"Comptoir {VERSION} est en service.", version=VERSION)

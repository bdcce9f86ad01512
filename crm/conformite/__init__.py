"""What proves that numbers and amounts are whole and unchanged: closings, checks, archives, attestation."""

from crm import clock
from crm.conformite.chiffres import Chiffres
from crm.conformite.clotures import Cloture

__all__ = ["Chiffres", "Cloture", "close_due"]


def close_due() -> None:
    """Each hour: the closings of what has ended."""
    Cloture.close_due(clock.today())

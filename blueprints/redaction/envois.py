"""Messages sent about a document."""

from crm.courriels import Courriel
from crm.fiches import Fiche


def sent(fiche: Fiche) -> list[Courriel]:
    return Courriel.of(fiche) if hasattr(Courriel, "of") else []

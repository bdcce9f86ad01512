"""What is found in a received file: a rule that does not hold, in French, and what to ask of the supplier."""

from dataclasses import dataclass

from crm.errors import RegleMetier
from crm.gel import Gelable


@dataclass(frozen=True, slots=True, kw_only=True)
class Constat(Gelable):
    """`motif`: the reason a buyer would give in refusing for it (list of XP Z12-012). Not `bloquant`: a doubt."""

    regle: str
    phrase: str
    demande: str = "Demandez au fournisseur un fichier corrigé."
    motif: str = "NON_CONFORME"
    bloquant: bool = True


class FichierRefuse(RegleMetier):
    """A received file that is not an invoice one may trust: each reason names its rule."""

    def __init__(self, *constats: Constat):
        asked = " ".join(dict.fromkeys(constat.demande for constat in constats))
        super().__init__(" ".join(f"{constat.phrase} ({constat.regle})" for constat in constats) + f" {asked}")
        self.constats = constats

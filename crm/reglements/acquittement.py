"""A facture issued as already paid records its règlement, in the same transaction: at its own rate, in euros."""

from datetime import datetime

from crm.equipe import Membre
from crm.factures import Document
from crm.factures.emission import SUITES
from crm.reglements.reglements import Reglement


def receive(document: Document, par: Membre | None, now: datetime) -> None:
    if document.acquittee_le and document.total_ttc:
        Reglement.receive(
            document.tiers,
            document.total_ttc,
            document.acquittee_le,
            document.acquittee_mode,
            par,
            now,
            devise=document.devise,
            montant_eur=document.total_ttc_eur,
            imputer={document.id: document.total_ttc},
        )


SUITES.append(receive)

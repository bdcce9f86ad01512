"""The rules of a facture that is already paid when it is issued."""

from functools import partial

from crm import formats
from crm.factures.controle import Contexte, regle

ACQUITTEMENTS: list = []
facture = partial(regle, ACQUITTEMENTS)


@facture("FAC-17", "Date du paiement", "CGI ann. II art. 242 nonies A, 10°", "document", "acquittee_le")
def paid_before(c: Contexte) -> str | None:
    d = c.document
    if d.acquittee_le and d.acquittee_le > c.day:
        return "La facture ne peut pas être acquittée après son émission : corrigez la date du paiement."
    return None


@facture("PAY-08", "Paiement en espèces", "C. mon. fin. art. L112-6 et D112-3", "document", "acquittee_mode")
def paid_in_cash(c: Contexte) -> str | None:
    most = c.droit.seuil("especes")
    if c.document.acquittee_mode != "especes" or c.document.total_ttc_eur <= most:
        return None
    return f"Un paiement en espèces ne dépasse pas {formats.euros(most, 0)} par dette : choisissez un autre mode."


@facture("SIT-02", "Paiement entier ou retenue", "Loi n° 71-584 du 16 juillet 1971", "document", "retenue_pourcent")
def paid_whole(c: Contexte) -> str | None:
    if not (c.document.acquittee_le and c.document.retenue_pourcent):
        return None
    return "Une facture déjà payée ne porte pas de retenue de garantie : gardez l’une ou l’autre."

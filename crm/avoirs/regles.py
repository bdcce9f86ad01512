"""The rules an avoir obeys besides those of every document."""

from functools import partial

from crm import formats
from crm.avoirs.restes import ZERO, credited, left_by_line, left_by_vat
from crm.factures.acomptes import deducted_elsewhere
from crm.factures.controle import Contexte, regle
from crm.montants.nombres import CENT

AVOIRS: list = []
MOTIFS = {
    "remboursement_partiel": "Remboursement partiel",
    "retour": "Retour de marchandise",
    "rabais": "Rabais",
    "escompte": "Escompte pour paiement anticipé",
    "annulation": "Annulation de la facture",
}
avoir = partial(regle, AVOIRS)


@avoir("AVO-04", "Facture d’origine", "CGI art. 289 I 5", "document", "facture_id")
def origin(c: Contexte) -> str | None:
    facture = c.document.facture
    if facture is None or facture.emise_le is None:
        return "La facture d’origine manque : créez l’avoir depuis une facture émise."
    if facture.suivi.remplacee_le:
        return f"La facture {facture.numero} est remplacée : faites l’avoir sur celle qui la remplace."
    return "L’avoir précède la facture : choisissez une date plus récente." if c.day < facture.emise_le else None


@avoir("ACO-02", "Facture qui n’est pas déduite d’une autre", "CGI art. 289 I 1 c", "document", "facture_id")
def not_deducted(c: Contexte) -> str | None:
    facture = c.document.facture
    other = deducted_elsewhere(facture.id) if facture else None
    if other is None:
        return None
    return f"La facture {facture.numero} est déduite par {other.numero} : faites l’avoir sur {other.numero}."


@avoir("E-023", "Motif de l’avoir", "", "document", "motif")
def reason(c: Contexte) -> str | None:
    return None if c.document.motif in MOTIFS else "Le motif de l’avoir manque : choisissez-le dans la liste."


@avoir("AVO-05", "Montant dans la limite de la facture", "CGI art. 272", "lignes", "lignes")
def ceiling(c: Contexte) -> str | None:
    facture = c.document.facture
    if facture is None:
        return None
    over = credited(facture) + c.document.total_ttc - facture.total_ttc
    if over > 0:
        said = formats.montant(over, facture.devise)
        return f"Les avoirs dépasseraient la facture {facture.numero} de {said} TTC : réduisez celui-ci."
    left, slack = left_by_vat(facture), CENT if c.document.prix_ttc else ZERO  # the base follows from what is asked
    wrong = [g.taux for g in c.document.totaux.groupes if g.base > left.get(g.cle, ZERO) + slack]
    return f"Le montant à {formats.pourcent(wrong[0])} dépasse ce qui reste à créditer à ce taux." if wrong else None


@avoir("CUR-01", "Devise et cours de la facture d’origine", "CGI art. 289 IV et 266, 1 bis", "document", "change")
def same_rate(c: Contexte) -> str | None:
    d = c.document
    if d.facture is None or (d.devise, d.change) == (d.facture.devise, d.facture.change):
        return None
    return f"L’avoir suit la devise et le cours de la facture {d.facture.numero} : refaites-le depuis elle."


@avoir("AVO-05", "Quantités dans la limite de la facture", "CGI art. 272", "lignes", "quantite")
def quantities(c: Contexte) -> str | None:
    left = left_by_line(c.document.facture) if c.document.facture else {}
    counted = [ligne for ligne in c.document.lignes if ligne.origine_id]
    over = [ligne.designation for ligne in counted if abs(ligne.quantite) > abs(left.get(ligne.origine_id, ZERO))]
    return f"« {over[0]} » : la quantité dépasse ce qui reste à créditer." if over else None

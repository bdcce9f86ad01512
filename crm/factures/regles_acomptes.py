"""The rules of acomptes and of what deducts them."""

from functools import partial

from crm import formats
from crm.factures.acomptes import deducted_elsewhere, deductibles, left_of_devis, parts, rows
from crm.factures.controle import Contexte, regle

ACOMPTES: list = []
facture = partial(regle, ACOMPTES)
ACO = "CGI art. 289 I 1 c"


@facture("ACO-01", "Acomptes dans la limite du devis", ACO, "lignes", "lignes")
def within_rates(c: Contexte) -> str | None:
    d = c.document
    if d.forme != "acompte":
        return None
    left, mine = left_of_devis(d.devis, sauf=d), parts(d.totaux.groupes)
    over = [cle for cle, part in mine.items() if cle not in left or beyond(part, left[cle])]
    if not over:
        return None
    return f"À {formats.pourcent(over[0][1])} de TVA, les acomptes dépassent le devis {d.devis.numero} : réduisez-les."


def beyond(part, left) -> bool:
    return part.base > left.base or part.tva > left.tva


@facture("ACO-02", "Acomptes déduits", ACO, "document", "deductions")
def deducted_once(c: Contexte) -> str | None:
    for facture_id, row in {row.deduite_id: row for row in c.document.deductions}.items():
        if other := deducted_elsewhere(facture_id, sauf=c.document):
            return f"La facture {row.numero} est déjà déduite par {other.numero} : retirez cette déduction."
    return None


@facture("ACO-02", "Montants déduits à jour", ACO, "document", "deductions")
def deducted_rightly(c: Contexte) -> str | None:
    d = c.document
    said = {facture_id: {} for facture_id in (row.deduite_id for row in d.deductions)}
    for row in d.deductions:
        said[row.deduite_id][row.categorie_tva, row.taux_tva] = (row.base, row.tva)
    for row in d.deductions:
        if said[row.deduite_id] != {(r.categorie_tva, r.taux_tva): (r.base, r.tva) for r in rows(row.deduite)}:
            return f"La facture {row.numero} a été créditée depuis : actualisez les déductions."
    return None


@facture("ACO-02", "Tous les acomptes du devis sont déduits", ACO, "document", "deductions", bloquante=False)
def all_deducted(c: Contexte) -> str | None:
    d = c.document
    if d.forme != "solde":
        return None
    left = [one for one in deductibles(d.devis_id) if one.id not in {row.deduite_id for row in d.deductions}]
    return f"L’acompte {left[0].numero} n’est pas déduit : actualisez les déductions." if left else None


@facture("ACO-02", "Déductions dans la limite de la facture", ACO, "lignes", "lignes")
def deducted_within(c: Contexte) -> str | None:
    d = c.document
    wrong = [g.taux for g in d.totaux.groupes if d.deductions and (g.base < 0 or g.tva < 0)]
    if not wrong:
        return None
    return f"À {formats.pourcent(wrong[0])} de TVA, les acomptes dépassent la facture : complétez ses lignes."

"""The rules of acomptes and of what deducts them."""

from functools import partial

from crm import formats
from crm.factures.acomptes import deducted_elsewhere, deductibles, left_of_devis, parts
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


@facture("ACO-02", "Factures déduites une seule fois", ACO, "document", "deductions")
def deducted_once(c: Contexte) -> str | None:
    if c.document.forme == "situation":  # each one deducts all those before it
        return None
    for facture_id, row in {row.deduite_id: row for row in c.document.deductions}.items():
        if other := deducted_elsewhere(facture_id, sauf=c.document):
            return f"La facture {row.numero} est déjà déduite par {other.numero} : retirez cette déduction."
    return None


@facture("ACO-02", "Montants déduits à jour", ACO, "document", "deductions")
def deducted_rightly(c: Contexte) -> str | None:
    d = c.document
    said, right = amounts(d.deductions), amounts(d.expected_deductions())
    wrong = [row.numero for row in d.deductions if said[row.deduite_id] != right.get(row.deduite_id)]
    if wrong:
        return f"Ce qui reste de la facture {wrong[0]} a changé : actualisez les déductions."
    if d.forme == "situation" and right.keys() != said.keys():
        return "Une situation a été émise entre-temps : supprimez ce brouillon et créez la situation suivante."
    return None


def amounts(deductions) -> dict[int, dict]:
    """By facture deducted, what is deducted of each category and rate."""
    found: dict[int, dict] = {}
    for row in deductions:
        found.setdefault(row.deduite_id, {})[row.cle] = (row.base, row.tva)
    return found


@facture("ACO-02", "Tous les acomptes du devis sont déduits", ACO, "document", "deductions", bloquante=False)
def all_deducted(c: Contexte) -> str | None:
    d = c.document
    if d.forme != "solde":
        return None
    left = [one for one in deductibles(d.devis_id) if one.id not in {row.deduite_id for row in d.deductions}]
    return f"L’acompte {left[0].numero} n’est pas déduit : actualisez les déductions." if left else None


@facture("SIT-01", "Avancement des travaux", "CGI art. 289 I 1", "lignes", "lignes")
def progress(c: Contexte) -> str | None:
    if c.document.forme != "situation" or c.document.total_ttc:
        return None
    return "Aucun travail nouveau depuis la situation précédente : saisissez l’avancement."


@facture("ACO-02", "Déductions dans la limite de la facture", ACO, "lignes", "lignes")
def deducted_within(c: Contexte) -> str | None:
    d = c.document
    wrong = [g.taux for g in d.totaux.groupes if d.deductions and (g.base < 0 or g.tva < 0)]
    if not wrong:
        return None
    return f"À {formats.pourcent(wrong[0])} de TVA, les acomptes dépassent la facture : complétez ses lignes."


@facture("SIT-02", "Retenue de garantie", "Loi n° 71-584 du 16 juillet 1971", "document", "retenue_pourcent")
def retention(c: Contexte) -> str | None:
    kept, most = c.document.retenue_pourcent, c.droit.seuil("retenue")
    if not kept or kept <= most:
        return None
    return f"La retenue de garantie est de {formats.pourcent(most)} au plus : réduisez-la."

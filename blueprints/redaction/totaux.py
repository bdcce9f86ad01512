"""The recap beside the lines."""

from crm.devises import EURO
from crm.formats import montant, pourcent
from crm.montants import Totaux


def recap(
    totaux: Totaux, net: str = "Net à payer", exonerations: dict[str, str] | None = None, devise: str = EURO
) -> list[dict]:
    """`exonerations`: the names of the reasons, by code."""
    rows, motifs = [], exonerations or {}
    if totaux.remise:
        rows.append({"nom": "Total avant remise", "montant": totaux.lignes, "genre": "mineur"})
        rows.append({"nom": "Remise", "montant": -totaux.remise, "genre": "mineur"})
    rows.append({"nom": "Total HT", "montant": totaux.ht + totaux.deduit_ht})
    if totaux.deductions:
        rows.append({"nom": "Déjà facturé", "montant": -totaux.deduit_ht, "genre": "mineur"})
        rows.append({"nom": "Reste HT", "montant": totaux.ht})
    if totaux.remises_lignes:
        rows.append({"nom": "dont remises", "montant": -totaux.remises_lignes, "genre": "mineur"})
    for groupe in totaux.groupes:
        nom = f"TVA {pourcent(groupe.taux)}" if groupe.taux else motifs.get(groupe.exoneration, "Sans TVA")
        rows.append(
            {"nom": nom, "note": f"sur {montant(groupe.base, devise)}", "montant": groupe.tva, "genre": "mineur"}
        )
    return [*rows, {"nom": net, "montant": totaux.ttc, "genre": "net", "trait": True}]

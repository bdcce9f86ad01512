"""What the card of a document shows besides its own facts."""

from crm import journal, sujets
from crm.clock import today
from crm.fiches import Fiche

ONGLETS = ("document", "activite", "fichiers", "historique")


def common(fiche: Fiche, onglet: str | None, courriels: list) -> dict:
    return {
        "fiche": fiche,
        "onglet": onglet if onglet in ONGLETS else ONGLETS[0],
        "etat": fiche.etat(today()),
        "jour": today(),
        "etiquettes": sujets.labels_of(fiche.__tablename__, [fiche.id]).get(fiche.id, []),
        "notes": sujets.notes_of(fiche),
        "pieces": sujets.pieces_of(fiche),
        "entrees": journal.history(fiche.__tablename__, fiche.id) if onglet == "historique" else (),
        "actions": journal.ACTIONS,
        "courriels": courriels,
    }

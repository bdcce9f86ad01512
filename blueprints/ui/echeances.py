"""How near what is planned is, as cards and lists show it: overdue, today, later, nothing."""

from datetime import date

from crm.formats import jour


def echeance(fiche, today: date) -> dict:
    """Of a record that has `prochaine_action` and `prochaine_action_le`."""
    if fiche.prochaine_action_le is None:
        undated = fiche.prochaine_action
        return {"etat": "futur" if undated else "aucune", "quand": undated or "Aucune action", "verbe": ""}
    return dated(fiche.prochaine_action_le, today) | {"verbe": fiche.prochaine_action or ""}


def planned(fiche, today: date) -> dict | None:
    """The same, or None when nothing is planned."""
    return echeance(fiche, today) if fiche.prochaine_action or fiche.prochaine_action_le else None


def dated(le: date, today: date) -> dict:
    late = (today - le).days
    etat = "retard" if late > 0 else "jour" if late == 0 else "futur"
    return {"etat": etat, "quand": f"Retard {late} j" if late > 0 else "Aujourd’hui" if late == 0 else jour(le)}

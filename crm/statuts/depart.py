"""The statuses a company starts with."""

from crm.statuts.statut import Statut
from tenants import db

DEPART = {
    "pistes": (
        # libellé, ton, code, ouvert, perdu, convertible, points, étape
        ("À corriger", "orange", "a_corriger", True, False, False, 5, "Prospection"),
        ("À contacter", "bleu", None, True, False, False, 10, "Prospection"),
        ("Contacté", "cyan", None, True, False, False, 20, "Prospection"),
        ("En suivi", "ambre", None, True, False, False, 30, "Qualification"),
        ("Qualifié", "violet", None, True, False, True, 50, "Qualification"),
        ("En discussion", "rose", None, True, False, True, 70, "Négociation"),
        ("Clos", "vert", "clos", False, False, True, 90, "Conclusion"),
        ("Convertie", "vert", "convertie", False, False, False, 100, "Conclusion"),
        ("Perdu", "rouge", "perdu", False, True, False, 0, "Conclusion"),
    ),
    "opportunites": (
        ("Ouverte", "bleu", None, True, False, False, 0, None),
        ("Ajournée", "ambre", None, False, False, False, 0, None),
        ("Fermée gagnée", "vert", "gagnee", False, False, False, 0, None),
        ("Fermée perdue", "rouge", "perdue", False, True, False, 0, None),
        ("Sans suite", "neutre", None, False, True, False, 0, None),
        ("Autre", "neutre", None, False, False, False, 0, None),
    ),
}
"""A status that has a `code` has a process behind it: it cannot be deleted (D-058, D-134)."""


def furnish() -> None:
    keys = ("libelle_", "ton", "code", "ouvert", "perdu", "convertible", "points", "etape")
    for objet, rows in DEPART.items():
        for rang, row in enumerate(rows, 1):
            db.session.add(Statut(objet=objet, sequence=10 * rang, **dict(zip(keys, row, strict=True))))

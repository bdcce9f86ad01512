"""What the demonstration companies know of their clients: a trade is of a sector, and a clinic is no bakery in size."""

import random

SECTEURS = {
    "Bâtiment": ("Menuiserie", "Plomberie", "Isolation", "Architectes", "Ébénisterie"),
    "Industrie": ("Imprimerie", "Atelier", "Laboratoire", "Coopérative"),
    "Service": ("Clinique", "Cabinet", "Transports", "Garage", "Hôtel", "Studio"),
    "Secteur public": ("École",),
}
"""All others are shops."""
TAILLES = {
    "Clinique": "250", "Transports": "50", "Laboratoire": "50", "Coopérative": "50", "Hôtel": "10", "Imprimerie": "10",
    "École": "10", "Domaine": "10", "Isolation": "10",
}  # fmt: skip
CATEGORIES = {"École": "Collectivité", "Coopérative": "Association"}
PROVENANCES = ("Recommandation", "Recommandation", "Site web", "Salon", "Parrainage", "Appel entrant", "Réseau")


def profil(nom: str, *, particulier: bool = False) -> dict:
    """The same for the same name."""
    hasard = random.Random(nom)
    known = {"provenance": hasard.choice(PROVENANCES), "ne_pas_appeler": hasard.random() < 0.04}
    if particulier:
        return known
    metier = nom.partition(" ")[0]
    taille = TAILLES.get(metier, "1")
    return known | {
        "secteur": next((one for one, metiers in SECTEURS.items() if metier in metiers), "Commerce"),
        "taille": taille,
        "categorie": CATEGORIES.get(metier, "PME"),
        "compte_cle": taille in ("50", "250") and hasard.random() < 0.5,
        "nurturing": hasard.random() < 0.08,
        "ne_pas_ecrire": hasard.random() < 0.04,
    }

"""What the card of an issued document says of the plateforme agréée."""

from crm.factures import Document
from crm.plateforme import ConnexionPlateforme, Transmission, canal, etapes


def transmission_of(document: Document) -> dict:
    """Nothing for a draft, nor for a company that has no platform."""
    connexion = ConnexionPlateforme.current() if document.emise_le else None
    if connexion is None:
        return {"plateforme": None}
    transmission = Transmission.of(document)
    chosen = None if transmission else canal(document)
    echec = transmission.echec if transmission else None
    steps = etapes(transmission, connexion.nom) if transmission else []
    return {"plateforme": connexion, "transmission": transmission, "canal": chosen, "echec": echec, "etapes": steps}

from blueprints.redaction import papier
from blueprints.redaction.fiche import common
from blueprints.redaction.transmission import transmission_of
from crm.avoirs import MOTIFS, avoirs_of
from crm.clock import today
from crm.courriels import courriels_of
from crm.factures import Facture
from crm.factures.acomptes import PARTIELLES, deducted_elsewhere
from crm.factures.rectifications import replacing
from crm.imputations import Imputation
from crm.proformas import proformas_of
from crm.reglements import MODES, ecart_de_change
from tenants import db


def context(facture: Facture, onglet: str | None) -> dict:
    """All that the card of a facture shows."""
    issued = facture.fige is not None
    imputations = Imputation.of(facture_id=facture.id) if issued else []
    return (
        common(facture, onglet, courriels_of(facture))
        | transmission_of(facture)
        | {
            "papier": papier.frozen(facture.fige) if issued else papier.of_draft(facture),
            "imputations": imputations,
            "ecart_de_change": ecart_de_change(facture, imputations),
            "avoirs": avoirs_of(facture) if issued else [],
            "echeance": due(facture) if issued else None,
            "deduite_par": deducted_elsewhere(facture.id) if facture.forme in PARTIELLES else None,
            "remplacee_par": db.session.scalar(replacing(facture)) if issued else None,
            "proformas": proformas_of(facture),
            "modes": MODES,
            "motifs": MOTIFS,
        }
    )


def due(facture: Facture) -> dict | None:
    """« En retard de 12 j », « Aujourd’hui », « dans 9 j »; nothing once it is paid."""
    if facture.reste <= 0:
        return None
    days = (today() - facture.suivi.echeance).days
    if days > 0:
        return {"etat": "retard", "verbe": "En retard de", "quand": f"{days}\u00a0j"}
    if days == 0:
        return {"etat": "jour", "verbe": "À payer", "quand": "aujourd’hui"}
    return {"etat": "futur", "verbe": "À payer", "quand": f"dans {-days}\u00a0j"}

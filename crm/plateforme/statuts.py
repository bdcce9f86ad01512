"""The statuses of an invoice on its platforms, and what each changes for who issued it (XP Z12-012, FE-30…FE-33)."""

from crm.depenses.statuts import MOTIFS as MOTIFS_ACHETEUR
from crm.etats import Etat

EN_PARTIE, EN_LITIGE, SUSPENDUE, COMPLETEE = "206", "207", "208", "209"
REFUSEE, ENCAISSEE, REJETEE, IRRECEVABLE = "210", "212", "213", "501"
ETATS = {
    "200": Etat("deposee", "Déposée", "bleu"),
    "201": Etat("emise", "Émise par la plateforme", "bleu"),
    "202": Etat("recue", "Reçue par la plateforme", "bleu"),
    "203": Etat("mise_a_disposition", "Mise à disposition", "cyan"),
    "204": Etat("prise_en_charge", "Prise en charge", "violet"),
    "205": Etat("approuvee", "Approuvée", "vert"),
    "206": Etat("approuvee_en_partie", "Approuvée partiellement", "ambre"),
    "207": Etat("en_litige", "En litige", "orange"),
    "208": Etat("suspendue", "Suspendue", "orange"),
    "209": Etat("completee", "Complétée", "bleu"),
    "210": Etat("refusee", "Refusée", "rouge"),
    "211": Etat("paiement_transmis", "Paiement transmis", "vert"),
    "212": Etat("encaissee", "Encaissée", "vert"),
    "213": Etat("rejetee", "Rejetée", "rouge"),
    "250": Etat("donnees_deposees", "Données déposées à l’administration", "bleu"),
    "251": Etat("donnees_rejetees", "Données rejetées par l’administration", "rouge"),
    "501": Etat("irrecevable", "Irrecevable", "rouge"),
    "601": Etat("statut_rejete", "Statut rejeté", "rouge"),
}
FINALES = (REFUSEE, REJETEE, IRRECEVABLE)
"""The end: the invoice is to be cancelled by an internal avoir, and made again."""
ANNEXES = ("250", "251", "601")
"""About data or messages, not about where the invoice stands."""
MOTIFS = MOTIFS_ACHETEUR | {
    "REJ_SEMAN": "Rejet sémantique",
    "REJ_UNI": "Facture déjà reçue",
    "REJ_COH": "Données incohérentes",
    "REJ_ADR": "Destinataire introuvable",
    "REJ_ENCAISSEMENT": "Encaissement sans montant par taux",
    "NON_TRANSMISE": "Destinataire sans plateforme : non transmise",
}


def etat(code: str, libelle: str | None = None) -> Etat:
    """An unknown code is shown as it came."""
    return ETATS.get(code) or Etat("inconnu", libelle or "Statut inconnu", "neutre")

"""What the directory adds to the « Contrôle avant émission » (FE-13)."""

from crm import clock
from crm.factures import Facture
from crm.factures.controle import Contexte, regle
from crm.plateforme.annuaire import Consultation
from crm.plateforme.canaux import canal
from crm.plateforme.connexion import ConnexionPlateforme


@regle(
    Facture.regles,
    "FE-13",
    "Annuaire de la facture électronique",
    "CGI art. 289 bis",
    "tiers",
    "adresse_electronique",
    bloquante=False,
)
def in_directory(c: Contexte) -> str | None:
    """Nothing is asked while typing: what was learned within a day is told."""
    connexion = ConnexionPlateforme.current()
    if connexion is None or not connexion.url_annuaire or not canal(c.document).est_plateforme:
        return None
    known = Consultation.of(c.tiers.siren)
    if known is None or not known.is_fresh(clock.now()):
        return f"L’annuaire n’a pas été consulté depuis un jour pour {c.tiers.libelle} : consultez-le depuis sa fiche."
    if not known.adresses:
        return f"{c.tiers.libelle} n’est pas dans l’annuaire : la facture partira par e-mail, et sera déclarée."
    address = c.tiers.adresse_electronique or c.tiers.siren
    if address not in known.adresses:
        return f"L’adresse {address} n’est pas dans l’annuaire : choisissez-en une sur la fiche du client."
    return None

"""What the user does of a document and its platform: hand it over; start again what was refused."""

from datetime import date, datetime

from crm.avoirs import Avoir
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures import Document, Facture
from crm.factures.rectifications import COPIES
from crm.plateforme import connexion
from crm.plateforme.canaux import canal
from crm.plateforme.encaissements import report_earlier
from crm.plateforme.transmissions import Transmission

DU_DEVIS = ("acompte", "solde", "situation")


def transmit(document: Document, par: Membre, now: datetime) -> Transmission:
    """Ask that an issued document be deposited. Asked again, it is the same deposit. Raises RegleMetier."""
    document.ensure_issued()
    chosen = canal(document)
    if not chosen.est_plateforme:
        raise RegleMetier(chosen.raison)
    connexion.ready()
    transmission, is_new = Transmission.begin(document, par, now)
    if is_new:
        report_earlier(transmission)
    return transmission


def remake(facture: Facture, par: Membre, day: date, now: datetime) -> Facture:
    """After a refusal or a rejection: issue the internal avoir of all that is left, and draft the same invoice again.

    Raises RegleMetier when the platform has not ended it, or when it is credited already.
    """
    transmission = Transmission.of(facture)
    if transmission is None or not transmission.is_finale:
        raise RegleMetier("Seule une facture refusée ou rejetée par une plateforme se refait ainsi.")
    if facture.forme in DU_DEVIS:
        raise RegleMetier(f"{facture.numero} tient à son devis : créez un avoir, puis facturez depuis lui.")
    if facture.suivi.credite >= facture.total_ttc:
        raise RegleMetier("Cette facture est déjà annulée par un avoir.")
    said = transmission.finale
    precision = f"Avoir interne, {said.etat.libelle.lower()} : {said.raison or said.libelle}"
    avoir = Avoir.from_facture(facture, par, "annulation", precision=precision[:200])
    avoir.issue(day, now, par)
    new = Facture.draft(facture.tiers, par)
    new.devis, new.devis_id = facture.devis, facture.devis_id
    facture.copy_to(new, tuple(COPIES))
    new.responsable_id = facture.responsable_id or new.responsable_id
    return new

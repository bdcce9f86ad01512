"""A client in Zürich, invoiced in Swiss francs: a facture paid by the bank for its euros, and one that waits."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from crm.equipe import Membre
from crm.factures import Facture
from crm.reglements import Reglement
from crm.tiers import Tiers

CLIENT = {
    "nom": "Lichtwerk Zürich AG",
    "qualification": "hors_ue",
    "devise": "CHF",
    "email": "einkauf@lichtwerk.example",
    "adresse": {"ligne1": "Bahnhofstrasse 41", "code_postal": "8001", "ville": "Zürich", "pays": "CH"},
    "roles": ["client"],
    "secteur": "Commerce",
    "taille": "50",
    "categorie": "PME",
    "provenance": "Salon",
    "compte_cle": True,
}
COURS = (Decimal("1.0673"), Decimal("1.0718"))
VENTES = (("Suspension Saône 60", "8", "415"), ("Suspension Saône 60", "3", "415"))


def sell(rang: int, tiers: Tiers, day: date, now: datetime, par: Membre) -> Facture:
    designation, quantite, prix = VENTES[rang]
    facture = Facture.draft(tiers, par, objet="Suspensions pour l’hôtel du lac", livraison_le=day)
    facture.write(change=COURS[rang], change_source="bce", change_le=day - timedelta(days=1))
    row = {"designation": designation, "quantite": Decimal(quantite), "prix_unitaire": Decimal(prix)}
    facture.write_lignes([row | {"unite": "unité", "nature": "bien", "taux_tva": Decimal(0), "exoneration": "export"}])
    facture.issue(day, now, par)
    return facture


def collect(facture: Facture, day: date, now: datetime, par: Membre) -> None:
    """The bank changes the francs at its own rate."""
    euros = (facture.reste * Decimal("1.0655")).quantize(Decimal("0.01"))
    paid = {"devise": facture.devise, "montant_eur": euros, "imputer": {facture.id: facture.reste}}
    Reglement.receive(facture.tiers, facture.reste, day, "virement", par, now, **paid)

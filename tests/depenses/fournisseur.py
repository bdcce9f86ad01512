"""Invoices suppliers send, made by our own generator: another company's identity, its bytes as they would arrive."""

import dataclasses
from datetime import date
from decimal import Decimal

from crm.depenses import Reception
from crm.documents.contenu import Conditions, Contenu, LigneImprimee
from crm.documents.identites import Adresse, Client, CompteBancaire, Emetteur
from crm.facturx import ecrire
from crm.montants import Totaux
from tests.fabrique import MIDI, moi

SIREN, TVA = "443121975", "FR46443121975"
IBAN = "FR7630006000011234567890189"
AUTRE_IBAN = "FR1420041010050500013M02606"
VENDEUR = Emetteur(
    raison_sociale="Papeterie du Rhône",
    siren=SIREN,
    siret="44312197500017",
    tva=TVA,
    adresse=Adresse(lignes=("4 rue Mercière",), code_postal="69002", ville="Lyon"),
    telephone="+33472000000",
    email="compta@papeterie.example",
)
ACHETEUR = Client(
    noms=("Atelier Lumen",),
    adresse=Adresse(lignes=("18 quai Saint-Antoine",), code_postal="69002", ville="Lyon"),
    siren="732829320",
    tva="FR44732829320",
)
CONDITIONS = Conditions(
    paiement="Paiement à 30 jours.",
    penalites="Pénalités au taux de la BCE majoré de 10 points.",
    indemnite="Indemnité forfaitaire de 40 €.",
    escompte="Escompte : néant.",
)


def une_ligne(designation="Ramettes A4", quantite="10", prix="6.90", taux="20") -> LigneImprimee:
    amounts = {"quantite": Decimal(quantite), "prix_unitaire": Decimal(prix), "taux_tva": Decimal(taux)}
    total = (amounts["quantite"] * amounts["prix_unitaire"]).quantize(Decimal("0.01"))
    return LigneImprimee(designation=designation, unite="unité", nature="bien", total_ht=total, **amounts)


def contenu(numero="F-2026-118", le=date(2026, 11, 12), iban=IBAN, lignes=None, **values) -> Contenu:
    lignes = tuple(lignes or (une_ligne(), une_ligne("Livre de compte", "2", "14.50", "5.5")))
    totaux = Totaux.compute(lignes)
    base = {
        "nature": "facture",
        "emetteur": VENDEUR,
        "client": ACHETEUR,
        "numero": numero,
        "emise_le": le,
        "echeance": date(2026, 12, 12),
        "lignes": lignes,
        "totaux": totaux,
        "net_a_payer": totaux.ttc,
        "comptes": (CompteBancaire(iban=iban),),
        "conditions": CONDITIONS,
    }
    return Contenu(**(base | values))


def xml(**values) -> bytes:
    return ecrire(contenu(**values)).encode()


def vendeur(**changes) -> Emetteur:
    return dataclasses.replace(VENDEUR, **changes)


def recue(octets: bytes | None = None, nom="facture.xml", **values) -> Reception:
    """A file received and read at once."""
    reception = Reception.receive(nom, octets or xml(**values), moi(), MIDI)
    reception.read(MIDI, MIDI.date())
    return reception

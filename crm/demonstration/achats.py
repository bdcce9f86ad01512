"""What the demonstration companies are asked to pay: invoices as their suppliers' software would send them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from crm.documents import polices
from crm.documents.contenu import Conditions, Contenu, LigneImprimee
from crm.documents.identites import Adresse, Client, CompteBancaire, Emetteur
from crm.facturx import ecrire
from crm.facturx.pdf import pdf
from crm.identifiants import tva_from_siren
from crm.imprimes import emetteur
from crm.montants import Totaux, arrondi
from crm.parametres import Parametres

CONDITIONS = Conditions(
    paiement="Paiement à 30 jours par virement.",
    penalites="Pénalités de retard : taux de la BCE majoré de 10 points, exigibles sans rappel.",
    indemnite="Indemnité forfaitaire pour frais de recouvrement : 40 €.",
    escompte="Escompte pour paiement anticipé : néant.",
)
GROSSISTE = Emetteur(
    raison_sociale="Comptoir du Laiton",
    forme_juridique="SAS",
    siren="552100554",
    tva=tva_from_siren("552100554"),
    adresse=Adresse(lignes=("27 rue de la Fonderie",), code_postal="42000", ville="Saint-Étienne"),
    telephone="0477001122",
    email="facturation@comptoir-du-laiton.example",
)
TRANSPORTEUR = Emetteur(
    raison_sociale="Transports Bonneval",
    forme_juridique="SARL",
    siren="404833048",
    tva=tva_from_siren("404833048"),
    adresse=Adresse(lignes=("Zone de fret, bâtiment C",), code_postal="69960", ville="Corbas"),
    email="compta@transports-bonneval.example",
)
COMPTE, AUTRE_COMPTE = "FR1420041010050500013M02606", "FR7630004000031234567890143"
FACTURES = (
    (
        GROSSISTE,
        "CL-26-0412",
        COMPTE,
        (("Tube laiton 2 m", "24", "31.80"), ("Douille E27 laiton", "60", "4.35")),
    ),
    (TRANSPORTEUR, "TB/2026/1187", "FR7610107001011234567890129", (("Livraison de palettes", "3", "86"),)),
    (GROSSISTE, "CL-26-0455", AUTRE_COMPTE, (("Tube laiton 2 m", "12", "31.80"),)),
)


def files(days: list[date]) -> Iterator[tuple[str, bytes]]:
    """One invoice of each day: its name and bytes, the first a whole Factur-X, the others bare XML."""
    for rank, (day, (vendeur, numero, iban, lignes)) in enumerate(zip(days, FACTURES, strict=True)):
        contenu = _contenu(vendeur, numero, iban, lignes, day)
        xml = ecrire(contenu).encode()
        if rank == 0 and polices.indisponible() is None:
            yield f"{numero}.pdf", pdf(contenu, xml)
        else:
            yield f"{numero.replace('/', '-')}.xml", xml


def _contenu(vendeur: Emetteur, numero: str, iban: str, lignes: tuple, day: date) -> Contenu:
    printed = tuple(_ligne(*ligne) for ligne in lignes)
    totaux = Totaux.compute(printed)
    return Contenu(
        nature="facture",
        emetteur=replace(vendeur, ape="4674A"),
        client=_client(),
        numero=numero,
        emise_le=day,
        echeance=day + timedelta(days=30),
        lignes=printed,
        totaux=totaux,
        net_a_payer=totaux.ttc,
        comptes=(CompteBancaire(iban=iban, titulaire=vendeur.raison_sociale),),
        conditions=CONDITIONS,
    )


def _client() -> Client:
    us = emetteur(Parametres.current())
    return Client(noms=(us.denomination,), adresse=us.adresse, siren=us.siren, tva=us.tva)


def _ligne(designation: str, quantite: str, prix: str) -> LigneImprimee:
    return LigneImprimee(
        designation=designation,
        quantite=Decimal(quantite),
        unite="unité",
        prix_unitaire=Decimal(prix),
        taux_tva=Decimal(20),
        nature="bien",
        total_ht=arrondi(Decimal(quantite) * Decimal(prix)),
    )

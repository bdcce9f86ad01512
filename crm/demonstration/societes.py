"""Who the demonstration companies are and what they sell."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Societe:
    """`catalogue`: (référence, désignation, description, nature, unité, prix HT, taux)."""

    parametres: dict
    catalogue: tuple[tuple, ...]
    objets: tuple[str, ...]
    etiquettes: tuple[tuple[str, str], ...]
    clients: int
    affaires: int
    particuliers: float
    exporte: bool = False

    def articles(self) -> list[dict]:
        keys = ("reference", "designation", "description", "nature", "unite", "prix_unitaire", "taux_tva")
        return [dict(zip(keys, (*row[:5], Decimal(row[5]), Decimal(row[6])), strict=True)) for row in self.catalogue]


LUMEN = Societe(
    parametres={
        "raison_sociale": "Atelier Lumen",
        "forme_juridique": "SARL",
        "capital": Decimal(10000),
        "siren": "812345676",
        "nic": "00009",
        "rcs_ville": "Lyon",
        "tva_intracom": "FR19812345676",
        "ape": "7410Z",
        "adresse": "18 quai Saint-Antoine",
        "code_postal": "69002",
        "ville": "Lyon",
        "telephone": "0472610833",
        "email": "bonjour@atelier-lumen.example",
        "site": "https://atelier-lumen.example",
        "comptes_bancaires": [
            {
                "banque": "Crédit coopératif",
                "titulaire": "Atelier Lumen",
                "iban": "FR7630006000011234567890189",
                "bic": "AGRIFRPP",
            }
        ],
    },
    catalogue=(
        ("CONSEIL-J", "Prestation de conseil", "Journée sur site", "service", "jour", "680", "20"),
        ("ETUDE", "Étude d’éclairage", "Relevé, simulation et plan d’implantation", "service", "forfait", "1450", "20"),
        ("MAINT", "Maintenance annuelle", "Deux visites, pièces comprises", "service", "forfait", "1440", "20"),
        ("LUM-S60", "Suspension Saône 60", "Laiton brossé, LED 2700 K", "bien", "unité", "389", "20"),
        ("LUM-A20", "Applique Croix-Rousse", "Acier laqué, indice IP44", "bien", "unité", "142.50", "20"),
        ("RAIL-2M", "Rail triphasé 2 m", None, "bien", "unité", "96.40", "20"),
        ("SPOT-12", "Spot orientable 12 W", "Angle 24°, IRC 95", "bien", "unité", "74.90", "20"),
        ("POSE-H", "Pose et raccordement", None, "service", "heure", "58", "20"),
        ("POSE-10", "Pose en rénovation de logement", "Local de plus de deux ans", "service", "heure", "58", "10"),
        ("DEPL", "Forfait de déplacement", "Agglomération lyonnaise", "service", "forfait", "65", "20"),
        ("LIVRET", "Livret d’accompagnement imprimé", None, "bien", "unité", "12.50", "5.5"),
        ("GRADAT", "Gradateur connecté", "Compatible avec les scénarios d’éclairage", "bien", "unité", "119", "20"),
    ),
    objets=(
        "Équipement du showroom", "Éclairage de la salle de restaurant", "Rénovation des bureaux",
        "Mise en lumière de la façade", "Audit énergétique de l’éclairage", "Boutique du centre-ville",
    ),
    etiquettes=(("Compte clé", "violet"), ("Salon Sirha", "ambre"), ("Architecte", "cyan"), ("À revoir", "orange")),
    clients=320,
    affaires=180,
    particuliers=0.12,
    exporte=True,
)  # fmt: skip

DUPONT = Societe(
    parametres={
        "raison_sociale": "Menuiserie Dupont",
        "forme_juridique": "EI",
        "entrepreneur_individuel": True,
        "siren": "443121975",
        "nic": "00009",
        "rne": True,
        "rcs_ville": "Rennes",
        "tva_intracom": "FR46443121975",
        "ape": "4332A",
        "adresse": "4 rue de l’Église",
        "code_postal": "35000",
        "ville": "Rennes",
        "telephone": "0299123456",
        "email": "atelier@menuiserie-dupont.example",
        "decennale": {"assureur": "Mutuelle du bâtiment", "police": "DEC-2024-118", "zone": "France métropolitaine"},
        "mediateur": {"nom": "Médiation de l’artisanat", "site": "https://mediation.example"},
        "comptes_bancaires": [
            {"banque": "Banque postale", "titulaire": "David Dupont", "iban": "FR1420041010050500013M02606"}
        ],
    },
    catalogue=(
        ("PORTE-CH", "Porte d’entrée en chêne", "Sur mesure, isolation renforcée", "bien", "unité", "2350", "10"),
        ("FEN-2V", "Fenêtre deux vantaux", "Double vitrage 4/16/4", "bien", "unité", "780", "5.5"),
        ("ESC-QT", "Escalier quart tournant", "Hêtre massif, limons droits", "bien", "unité", "3900", "10"),
        ("PARQ-M2", "Parquet contrecollé posé", None, "service", "m²", "84", "10"),
        ("DRESS", "Dressing sur mesure", "Panneaux mélaminés, tiroirs à fermeture douce", "bien", "lot", "1850", "20"),
        ("MO-H", "Main-d’œuvre", None, "service", "heure", "46", "10"),
        ("DECH", "Enlèvement des déchets de chantier", None, "service", "forfait", "120", "10"),
    ),
    objets=("Remplacement des menuiseries", "Aménagement des combles", "Escalier et garde-corps", "Cuisine sur mesure"),
    etiquettes=(("Chantier en cours", "bleu"), ("Recommandé", "vert")),
    clients=90,
    affaires=45,
    particuliers=0.7,
)  # fmt: skip

SOCIETES = {"Atelier Lumen": LUMEN, "Menuiserie Dupont": DUPONT}

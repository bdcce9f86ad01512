"""Invented companies and figures for the gallery: long names, accents, every state."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from blueprints.ui.menu import Adresses, Creation, Entree, Espace, Groupe, Moi

TODAY = date(2026, 11, 21)
NOMS = (
    "Menuiserie Delaunay",
    "Architectes Duval Nguyen Sud",
    "Imprimerie du Canal Ouest",
    "Fromagerie Haut-Jura Ouest",
    "Isolation Grand Est Ouest",
    "Laboratoire Phytéa Services",
    "École Montessori Lilas",
    "Pépinière Saint-Gildas",
    "Société coopérative d’Ameublement et d’Ébénisterie de Franche-Comté",
    "Fleurs & Saisons",
    "Ostéo Confluence",
    "Librairie L’Écume",
    "Transports Guérin",
    "Optique Belleville",
    "Clinique Saint-Roch",
    "Brasserie La Goélette",
    "Traiteur Maïa",
    "Cycles Rhodaniens",
    "Piscines Azuréa",
    "Garage Pasteur",
    "Agence Nova",
    "Maison Castel",
    "Nettoyage Clarté",
    "Studio Kerguelen",
    "Photo Lumen",
)
VILLES = ("Lyon", "Rennes", "Dijon", "Grenoble", "Toulouse", "Besançon")
PERSONNES = ("Camille Roussel", "Hugo Lefèvre", "Inès Moreau", "Yanis Bonnet")
ETATS = (("Qualifié", "violet"), ("Contacté", "cyan"), ("Nouveau", "bleu"), ("Client", "vert"), ("Perdu", "neutre"))
ECHEANCES = (
    {"etat": "jour", "quand": "Aujourd’hui", "verbe": "Appeler", "icone": "phone"},
    {"etat": "futur", "quand": "11 déc.", "verbe": "Rendez-vous", "icone": "calendar-event"},
    {"etat": "retard", "quand": "En retard de 9 j", "verbe": "Relancer le devis"},
    {"etat": "aucune"},
)


def clients() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            id=i,
            nom=nom,
            contact=f"{PERSONNES[i % 4].split()[0]} Marchal · {VILLES[i % 6]}",
            etat=ETATS[i % 5],
            score=1 + i % 5,
            action=ECHEANCES[i % 4],
            encours=Decimal(1800 * (1 + i * 7 % 11)),
            source="Salon",
            responsable=PERSONNES[i % 4],
            depuis=TODAY - timedelta(days=31 * i),
            url="/fiche",
        )
        for i, nom in enumerate(NOMS, 1)
    ]


def _entree(cle: str, titre: str, icone: str, url: str = "/liste", touche: str | None = None, compte: int = 0):
    return lambda actif: Entree(cle, titre, icone, url, compte, cle == actif, touche)


MENU = (
    (
        "",
        [
            _entree("accueil", "Accueil", "home", "/", "A"),
            _entree("tableau", "Tableau de bord", "layout-dashboard", "/tableau", "T"),
        ],
    ),
    (
        "Ventes",
        [
            _entree("pistes", "Prospects", "target-arrow", touche="P"),
            _entree("opportunites", "Opportunités", "layout-kanban", "/kanban", "O"),
            _entree("clients", "Clients", "building", "/liste", "C"),
            _entree("contacts", "Contacts", "address-book"),
            _entree("campagnes", "Campagnes", "speakerphone"),
        ],
    ),
    (
        "Facturation",
        [
            _entree("devis", "Devis", "file-text", touche="D"),
            _entree("factures", "Factures", "file-invoice", "/edition", "F"),
            _entree("reglements", "Règlements", "cash-banknote"),
            _entree("contrats", "Contrats", "contract"),
            _entree("articles", "Articles", "package"),
            _entree("depenses", "Dépenses", "receipt"),
        ],
    ),
    (
        "Suivi",
        [
            _entree("actions", "Tâches", "checkbox", compte=6),
            _entree("calendrier", "Calendrier", "calendar"),
            _entree("projets", "Projets", "folders"),
            _entree("tickets", "Tickets", "lifebuoy", compte=2),
        ],
    ),
    (
        "Pilotage",
        [
            _entree("rapports", "Rapports", "chart-bar"),
            _entree("outils", "Outils", "tool"),
            _entree("equipe", "Équipe", "users-group"),
            _entree("configuration", "Configuration", "settings", "/reglages"),
        ],
    ),
)


def coquille(actif: str) -> dict:
    parts = {
        "menu": [Groupe(titre, [e(actif) for e in entrees]) for titre, entrees in MENU],
        "espace": Espace("Atelier Lumen", "atelier-lumen", autres=[{"nom": "Sarl Bonnet et Fils", "url": "/"}]),
        "moi": Moi("Camille Roussel", "Administratrice", "camille@atelier-lumen.fr"),
        "creer": [
            Creation("Un prospect", "/nouveau", "target-arrow", "P", volet=True),
            Creation("Un devis", "/edition", "file-text", "D"),
            Creation("Une facture", "/edition", "file-invoice", "F"),
            Creation("Une tâche", "/nouveau", "checkbox", "T", volet=True),
        ],
        "adresses": Adresses(
            palette="/palette",
            notifications="/notifications",
            aide="/",
            profil="/reglages",
            deconnexion="/connexion",
            nouvel_espace="/connexion",
        ),
        "nouvelles": 3,
    }
    return {"coquille": SimpleNamespace(**parts)}


LIGNES = [
    {
        "cle": 1,
        "designation": "Prestation de conseil",
        "description": "Journée sur site, hors frais de déplacement",
        "qte": "3",
        "unite": "jour",
        "pu": "680,00",
        "remise": "0",
        "tva": "20",
        "total": Decimal(2040),
    },
    {"cle": 2, "genre": "titre", "designation": "Abonnements"},
    {
        "cle": 3,
        "designation": "Maintenance annuelle Sérénité",
        "description": "Assistance illimitée, mises à jour comprises",
        "qte": "1",
        "unite": "forfait",
        "pu": "1440,00",
        "remise": "10",
        "tva": "20",
        "total": Decimal(1296),
    },
    {
        "cle": 4,
        "designation": "Livret d’accompagnement imprimé",
        "qte": "24",
        "unite": "ex.",
        "pu": "12,50",
        "remise": "0",
        "tva": "5.5",
        "total": Decimal(300),
    },
]
TAUX = [("20", "20 %"), ("10", "10 %"), ("5.5", "5,5 %"), ("0", "0 %")]
RECAP = [
    {"nom": "Total HT", "montant": Decimal("3636")},
    {"nom": "dont remises", "montant": Decimal("-144"), "genre": "mineur"},
    {"nom": "TVA 20 %", "note": "sur 3 336,00 €", "montant": Decimal("667.2"), "genre": "mineur"},
    {"nom": "TVA 5,5 %", "note": "sur 300,00 €", "montant": Decimal("16.5"), "genre": "mineur"},
    {"nom": "Total TTC", "montant": Decimal("4319.7"), "trait": True},
    {"nom": "Acompte versé", "montant": Decimal("-500"), "genre": "mineur"},
    {"nom": "Net à payer", "montant": Decimal("3819.7"), "genre": "net", "trait": True},
]
MOIS = ["Janv.", "Févr.", "Mars", "Avr.", "Mai", "Juin", "Juil.", "Août", "Sept.", "Oct.", "Nov.", "Déc."]
CHIFFRES = [41200, 39000, 52300, 47800, 55100, 61500, 39800, 29100, 58700, 64200, 57600, None]
ANNEE_AVANT = [36000, 35500, 44800, 45200, 49000, 52800, 37500, 24300, 50000, 56000, 53000, 60500]


def lien(client: SimpleNamespace) -> str:
    return client.url

"""Invented people, companies and places; every number is valid, none belongs to anybody we know of."""

import random
from dataclasses import dataclass, field

from stdnum import luhn

VILLES = (
    ("69003", "Lyon"), ("35000", "Rennes"), ("21000", "Dijon"), ("38000", "Grenoble"), ("31000", "Toulouse"),
    ("25000", "Besançon"), ("44000", "Nantes"), ("33000", "Bordeaux"), ("59000", "Lille"), ("67000", "Strasbourg"),
    ("34000", "Montpellier"), ("29200", "Brest"), ("63000", "Clermont-Ferrand"), ("37000", "Tours"), ("14000", "Caen"),
    ("42000", "Saint-Étienne"), ("73000", "Chambéry"), ("01000", "Bourg-en-Bresse"), ("13100", "Aix-en-Provence"),
)  # fmt: skip
METIERS = (
    "Menuiserie", "Imprimerie", "Fromagerie", "Librairie", "Clinique", "Brasserie", "Pépinière", "Boulangerie",
    "Cabinet", "Transports", "Garage", "Optique", "Atelier", "Hôtel", "Pharmacie", "École", "Traiteur", "Plomberie",
    "Isolation", "Architectes", "Laboratoire", "Chocolaterie", "Domaine", "Studio", "Coopérative", "Ébénisterie",
)  # fmt: skip
ENSEIGNES = (
    "du Canal", "Delaunay", "Saint-Roch", "de l’Écume", "Guérin", "Belleville", "Phytéa", "Haut-Jura", "Montessori",
    "des Lilas", "Castel", "Pasteur", "de la Goélette", "Vernet et Associés", "Rhodanienne", "Kerguelen", "du Parc",
    "Nguyen", "Sorel", "des Monts d’Or", "Grand Est", "Vasseur", "de l’Abbaye", "Bélier", "d’Ornano", "Côte d’Opale",
)  # fmt: skip
PRENOMS = (
    "Sophie", "Antoine", "Nadia", "Thomas", "Margaux", "Rachid", "Pauline", "Olivier", "Aïcha", "Julien", "Inès",
    "Yanis", "Camille", "Hugo", "Élodie", "François", "Zoé", "Maëlle", "Benoît", "Céline", "Sandrine",
    "Vincent", "Baptiste",
)  # fmt: skip
NOMS = (
    "Delaunay", "Marchal", "Benoît", "Garnier", "Renaud", "Barbier", "Girard", "Faure", "Lebrun", "Haddad", "Lefèvre",
    "Roussel", "Moreau", "Bonnet", "Petit", "Nguyen", "Le Goff", "Traoré", "Fontaine", "Chevalier",
    "Perrin", "Da Silva",
)  # fmt: skip
VOIES = ("rue des Artisans", "avenue Jean-Jaurès", "quai de la Saône", "place du Marché", "rue Neuve")
FONCTIONS = ("Gérante", "Gérant", "Comptable", "Responsable des achats", "Directrice", "Assistante de direction")
NOTES = (
    "Rencontrés au salon de Lyon : projet prévu pour le printemps.",
    "Préfère être rappelé le matin, avant 10 h.",
    "Recommandés par un confrère. Demandent deux références avant de signer.",
    "Budget validé en interne, décision attendue sous quinze jours.",
    "Visite du local faite : prévoir une nacelle pour la pose.",
    "Souhaite regrouper les commandes de ses deux boutiques.",
    "Comptabilité externalisée : envoyer les factures aussi au cabinet.",
)


@dataclass
class Invention:
    """A source of believable values, the same for the same seed."""

    hasard: random.Random
    connus: set[str] = field(default_factory=set)

    def siren(self) -> str:
        stem = f"{self.hasard.randint(30_000_000, 94_999_999)}"
        return stem + luhn.calc_check_digit(stem)

    def societe(self) -> str:
        """A name nobody has been given yet."""
        free = [name for name in (f"{m} {e}" for m in METIERS for e in ENSEIGNES) if name not in self.connus]
        self.connus.add(name := self.hasard.choice(free))
        return name

    def personne(self) -> tuple[str, str]:
        return self.hasard.choice(PRENOMS), self.hasard.choice(NOMS)

    def adresse(self) -> dict:
        code_postal, ville = self.hasard.choice(VILLES)
        voie = f"{self.hasard.randint(1, 140)} {self.hasard.choice(VOIES)}"
        return {"ligne1": voie, "code_postal": code_postal, "ville": ville, "pays": "FR"}

    def mobile(self) -> str:
        return f"0{self.hasard.randint(6, 7)}{self.hasard.randint(10_000_000, 99_999_999)}"

    def telephone(self) -> str:
        return f"0{self.hasard.randint(1, 5)}{self.hasard.randint(10_000_000, 99_999_999)}"

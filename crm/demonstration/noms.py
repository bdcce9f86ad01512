"""Invented people, companies and places; every number is valid, none belongs to anybody we know of."""

import random
from dataclasses import dataclass

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


@dataclass
class Invention:
    """A source of believable values, the same for the same seed."""

    hasard: random.Random

    def siren(self) -> str:
        stem = f"{self.hasard.randint(30_000_000, 94_999_999)}"
        return stem + luhn.calc_check_digit(stem)

    def societe(self) -> str:
        return f"{self.hasard.choice(METIERS)} {self.hasard.choice(ENSEIGNES)}"

    def personne(self) -> tuple[str, str]:
        return self.hasard.choice(PRENOMS), self.hasard.choice(NOMS)

    def adresse(self) -> dict:
        code_postal, ville = self.hasard.choice(VILLES)
        voie = f"{self.hasard.randint(1, 140)} {self.hasard.choice(VOIES)}"
        return {"ligne1": voie, "code_postal": code_postal, "ville": ville, "pays": "FR"}

    def telephone(self) -> str:
        return f"0{self.hasard.randint(1, 5)}{self.hasard.randint(10_000_000, 99_999_999)}"

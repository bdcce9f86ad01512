import pytest

from crm.champs import OBJETS, ChampPersonnalise
from tests.casting import inside

ORIGINES = [{"libelle": "Appel entrant", "valeur": "APL"}, {"libelle": "Salon", "valeur": "SAL"}]
QUESTIONS = {
    "SURNOM": "texte",
    "REMARQUES": "texte_long",
    "EFFECTIF": "nombre",
    "BUDGET": "montant",
    "RAPPEL": "date",
    "FIDELE": "oui_non",
    "ORIGINE": "liste",
    "TAILLE": "puces",
    "OFFRES": "plusieurs",
    "PARRAIN": "tiers",
    "SUIVI": "membre",
}
"""One question of each kind, by code."""


def ask(objet: str, code: str, sorte: str = "texte", **values) -> ChampPersonnalise:
    choix = values.pop("choix", ORIGINES)
    return ChampPersonnalise.add(
        objet, question=values.pop("question", code.capitalize()), code=code, sorte=sorte, choix=choix, **values
    )


@pytest.fixture(scope="module")
def questions(app) -> dict[str, str]:
    """Atelier Lumen asks one question of each kind about the records of each noun."""
    with inside(app, "atelier-lumen"):
        for objet in OBJETS:
            for code, sorte in QUESTIONS.items():
                ask(objet, code, sorte)
    return QUESTIONS

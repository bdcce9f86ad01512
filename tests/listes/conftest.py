import re

import pytest

from crm.tiers import Tiers
from tenants import db

NOMS = (
    "Menuiserie Delaunay",
    "Élan Conseil",
    "Ébénisterie du Rhône",
    "Zinguerie Azur",
    "Boulangerie L’Œuf d’or",
    "100 % Bois",
    "Ateliers_Nord",
)


@pytest.fixture(scope="module")
def clients(app):
    """Seven clients of Atelier Lumen, by name → id."""
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        made = [Tiers(nom=nom, ville="Lyon" if i % 2 else None, email=f"c{i}@exemple.fr") for i, nom in enumerate(NOMS)]
        db.session.add_all(made)
        db.session.flush()
        made[0].identify("732 829 320")
        made[0].telephone = "+33472610833"
        return {tiers.nom: tiers.id for tiers in made}


def names(response) -> list[str]:
    """The names a list shows, in its order."""
    cells = re.findall(r'class="ui-col-nom[^"]*">(.*?)</th>', response.text, re.S)
    return [
        re.search(r"<(?:a|strong)[^>]*>(.*?)</(?:a|strong)>", cell).group(1).replace("&#39;", "'") for cell in cells
    ]


def link(response, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', response.text)
    return found.group(1).replace("&amp;", "&") if found else None

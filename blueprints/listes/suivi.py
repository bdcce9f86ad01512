"""Team and agency, among the columns, the filters and the bulk changes of a list."""

from sqlalchemy import select

from crm.equipe import Membre
from crm.equipes import GENRES, Equipe, assignables, names_of
from crm.listes import Champ, Colonne, FiltreChoix, Groupe
from crm.parametres import Parametres
from tenants import db

ICONES = {"equipe": "users-group", "agence": "building-community"}


def assigner(titre: str) -> Champ:
    """To give many rows to one of those who may be in charge."""
    return Champ("responsable_id", titre, "user-edit", assignables, _number)


def groupe(modele, titre: str) -> Groupe:
    return Groupe("responsable", titre, modele.responsable_id, "Personne", _people)


def _people() -> dict[int, str]:
    return {one.id: one.libelle for one in db.session.scalars(select(Membre))}


def champs(titre: str) -> tuple[Champ, ...]:
    """All that says who is in charge; what the company has none of is not asked."""
    return assigner(titre), *(
        Champ(f"{genre}_id", nom, ICONES[genre], _known(genre), _number) for genre, nom in GENRES.items()
    )


def _known(genre: str):
    return lambda: [] if genre == "agence" and not Parametres.current().agences else list(Equipe.choices(genre).items())


def _number(text: str) -> int | None:
    return int(text) if text else None


def colonnes(modele) -> tuple[Colonne, ...]:
    return tuple(
        Colonne(genre, titre, charge=lambda ids, c=getattr(modele, f"{genre}_id"): names_of(c, ids), defaut=False)
        for genre, titre in GENRES.items()
    )


def filtres(modele) -> tuple[FiltreChoix, ...]:
    return tuple(
        FiltreChoix(
            genre,
            titre,
            ICONES[genre],
            colonne=getattr(modele, f"{genre}_id"),
            choix=lambda genre=genre: Equipe.choices(genre),
            discret=True,
        )
        for genre, titre in GENRES.items()
    )

"""What the questions of a company add to a list: columns, filters, sorts, bulk changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from crm.champs import liens
from crm.champs.champs import ChampPersonnalise
from crm.champs.reponses import reponses
from crm.equipe import Membre
from crm.listes import (
    Champ,
    Colonne,
    Filtre,
    FiltreChoix,
    FiltreDates,
    FiltreMontants,
    FiltreTexte,
    FiltreValeur,
    FiltreVoisin,
    Liste,
)
from tenants import db

OUI_NON = {"oui": "Oui", "non": "Non"}
READABLE = 80


def extend(liste: Liste) -> Liste:
    """The list with the fields of the company at work; the list itself when it has none. Built once a request."""
    champs = ChampPersonnalise.of(liste.table)
    if not champs:
        return liste
    known = db.session.info.setdefault("listes_completes", {})
    if (found := known.get(liste.cle)) is None or found[0] != champs:
        filtres = (FiltreChamp.of(champ, liste) for champ in champs)
        reported = [champ for champ in champs if champ.rapports]
        complete = replace(
            liste,
            cartes=liste.cartes and liste.cartes + tuple(champ.cle for champ in reported),
            tableau=liste.tableau and replace(liste.tableau, carte=_card(liste.tableau.carte, reported)),
            colonnes=liste.colonnes + tuple(column_of(champ, liste) for champ in champs),
            filtres=liste.filtres + tuple(filtre for filtre in filtres if filtre),
            champs=liste.champs + tuple(change_of(champ) for champ in champs if champ.sorte in CHANGES),
        )
        found = known[liste.cle] = (champs, complete)
    return found[1]


def column_of(champ: ChampPersonnalise, liste: Liste) -> Colonne:
    return Colonne(
        champ.cle,
        champ.question,
        champ.type.cellule,
        _reader(champ),
        defaut=champ.rapports,
        charge=_loader(champ) if champ.type.is_lien else None,
        export=_whole(champ) if champ.sorte == "texte_long" else None,
        classe="ui-masque-1",
        **(_sort(champ, liste) if champ.type.can_be_sorted else {}),
    )


def _card(drawn: Callable[[Any], dict], champs: list[ChampPersonnalise]) -> Callable[[Any], dict]:
    """A card of the board with what is answered to these questions; links, read one by one, are left to the table."""
    asked = [champ for champ in champs if not champ.type.is_lien]

    def draw(fiche) -> dict:
        borne = (champ for champ in asked if champ.code in fiche.champs)
        return drawn(fiche) | {"reponses": [(champ.question, _brief(champ, fiche)) for champ in borne]}

    return draw


def _sort(champ: ChampPersonnalise, liste: Liste) -> dict:
    aside = reponses.alias()
    joined = (aside.c.sujet_id == liste.modele.id) & (aside.c.champ_id == champ.id) & (aside.c.rang == 0)
    return {"tri": aside.c[champ.type.rangee], "jointure": (aside, joined), "numero": aside.c.sujet_id}


def _reader(champ: ChampPersonnalise) -> Callable[[Any], Any]:
    def read(fiche) -> Any:
        value = fiche.champs.get(champ.code)
        if value is None:
            return None
        if champ.type.cellule != "texte":
            return champ.type.typed(value)
        return _brief(champ, fiche)

    return read


def _brief(champ: ChampPersonnalise, fiche) -> str:
    said = champ.show(fiche.champs[champ.code]).partition("\n")[0]
    return said if len(said) <= READABLE else said[: READABLE - 1] + "…"


def _whole(champ: ChampPersonnalise) -> Callable[[Any], str]:
    return lambda fiche: champ.show(fiche.champs.get(champ.code))


def _loader(champ: ChampPersonnalise) -> Callable[[list[int]], dict]:
    def load(ids: list[int]) -> dict:
        query = select(reponses.c.sujet_id, reponses.c.nombre)
        query = query.where(reponses.c.champ_id == champ.id, reponses.c.sujet_id.in_(ids))
        linked = {sujet_id: int(number) for sujet_id, number in db.session.execute(query)}
        names = liens.names(champ.sorte, linked.values())
        found = {sujet_id: (names.get(number), number) for sujet_id, number in linked.items()}
        is_card = champ.sorte == "tiers"
        return {key: (name, "clients", number) if is_card else name for key, (name, number) in found.items() if name}

    return load


@dataclass(frozen=True)
class FiltreCle(FiltreTexte):
    """A text whose sort key is kept."""

    @property
    def tri(self):
        return self.colonne


class FiltreNombres(FiltreMontants):
    genre = "nombres"


@dataclass(frozen=True)
class FiltreChamp(FiltreVoisin):
    """A filter on what is answered, asked of the table beside the records."""

    champ_id: int = 0
    dedans: Filtre | None = None
    apart: bool = True

    @classmethod
    def of(cls, champ: ChampPersonnalise, liste: Liste) -> "FiltreChamp | None":
        if champ.sorte not in FILTRES:
            return None
        inner = FILTRES[champ.sorte](champ)
        return cls(champ.cle, champ.question, inner.icone, numero=liste.modele.id, champ_id=champ.id, dedans=inner)

    @property
    def genre(self) -> str:
        return self.dedans.genre

    @property
    def parametres(self) -> tuple[str, ...]:
        return self.dedans.parametres

    def options(self) -> list[tuple]:
        return self.dedans.options()

    def accepte(self, valeur: str) -> bool:
        return self.dedans.accepte(valeur)

    def voisins(self, valeurs, contexte):
        wanted = select(reponses.c.sujet_id).where(reponses.c.champ_id == self.champ_id)
        return wanted.where(self.dedans.condition(valeurs, contexte))


def _choice(column: str, choix: Callable[[ChampPersonnalise], Any]) -> Callable[[ChampPersonnalise], Filtre]:
    return lambda champ: FiltreChoix(
        champ.cle, champ.question, "list-details", colonne=reponses.c[column], choix=choix(champ)
    )


FILTRES = {
    "texte": lambda champ: FiltreCle(champ.cle, champ.question, "forms", colonne=reponses.c.texte),
    "nombre": lambda champ: FiltreNombres(champ.cle, champ.question, "list-numbers", colonne=reponses.c.nombre),
    "montant": lambda champ: FiltreMontants(champ.cle, champ.question, "currency-euro", colonne=reponses.c.nombre),
    "date": lambda champ: FiltreDates(champ.cle, champ.question, "calendar", colonne=reponses.c.jour),
    "oui_non": _choice("texte", lambda champ: OUI_NON),
    "membre": _choice("nombre", lambda champ: lambda: {str(key): nom for key, nom in Membre.choices()}),
    "tiers": lambda champ: FiltreValeur(champ.cle, champ.question, colonne=reponses.c.nombre),
    **dict.fromkeys(("liste", "puces", "plusieurs"), _choice("texte", lambda champ: champ.libelles)),
}
CHANGES = {
    "oui_non": lambda champ: list(OUI_NON.items()),
    "membre": lambda champ: Membre.choices(),
    **dict.fromkeys(("liste", "puces"), lambda champ: list(champ.libelles.items())),
}


def change_of(champ: ChampPersonnalise) -> Champ:
    """The same answer given to many records; one that is not asked refuses."""

    def answer(fiche, value) -> None:
        if not champ.suits(fiche.profil):
            champ.refuse("cette question ne lui est pas posée.")
        fiche.answer({champ.code: value})

    choix = CHANGES[champ.sorte]
    return Champ(champ.cle, champ.question, "forms", lambda: choix(champ), champ.read, answer)

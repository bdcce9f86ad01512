"""What a module says of its list. Everything else (queries, screens, exports, palette) follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement

from crm.listes.filtres import Contexte, Filtre
from crm.listes.groupes import Groupe
from tenants import Base

CELLULES = (
    "texte",
    "nom",
    "nombre",
    "montant",
    "pourcent",
    "date",
    "echeance",
    "moment",
    "etat",
    "oui_non",
    "membre",
    "etiquettes",
    "etoiles",
    "email",
    "telephone",
    "siren",
    "lien",
)
CHIFFRES = ("nombre", "montant", "pourcent")


@dataclass(frozen=True)
class Colonne:
    """One column. `valeur` reads the row (default: the attribute `cle`); `tri` is the SQL expression that sorts.

    `etat` values are (text, tone); an `echeance` says etat, verbe and quand; a `lien` value is (text, module, id); a
    `nom` column may have a second line, `sous`, and the square of another name, `carre`. `charge` loads the values of
    the whole page at once: ids → {id: value}. A `montant` is in euros, or an Argent. `export` gives another value to
    the files. `classe`: ui-mobile (right of the card on phones), ui-mobile-bas (second line), ui-masque-1, ui-masque-2.
    When `tri` is in another table, `jointure` is that table and how it is joined, `numero` where it keeps the number of
    the row.
    """

    cle: str
    titre: str
    genre: str = "texte"
    valeur: Callable[[Any], Any] | None = None
    tri: Any = None
    defaut: bool = True
    somme: ColumnElement | None = None
    sous: Callable[[Any], str | None] | None = None
    carre: Callable[[Any], str | None] | None = None
    charge: Callable[[list[int]], Mapping[int, Any]] | None = None
    export: Callable[[Any], Any] | None = None
    classe: str = ""
    decimales: int = 2
    jointure: tuple | None = None
    numero: Any = None

    def __post_init__(self):
        if self.genre not in CELLULES:
            raise ValueError(f"unknown kind of column: {self.genre}")

    @cached_property
    def lit(self) -> Callable[[Any], Any]:
        return self.valeur or attrgetter(self.cle)

    @property
    def is_chiffre(self) -> bool:
        return self.genre in CHIFFRES

    @property
    def can_be_empty(self) -> bool:
        """Whether the sort expression may be NULL; such rows always come last."""
        return getattr(self.tri, "nullable", True)


PURGE = Colonne("purge_le", "Disparaît le", "date", classe="ui-mobile")
"""What the trash of every list shows besides its columns."""


@dataclass(frozen=True)
class Vue:
    """A predefined view: `condition(contexte)` narrows the list. The trash is a view like another.

    `seule`: the joined table that alone tells which rows it holds; they are counted there. `avis`: said above the rows.
    """

    cle: str
    titre: str
    condition: Callable[[Contexte], ColumnElement | None] = lambda contexte: None
    corbeille: bool = False
    compte: bool = True
    seule: type[Base] | None = None
    avis: str = ""


@dataclass(frozen=True)
class Champ:
    """A field of many rows at once, set by `verbe(fiche, valeur)` or as an attribute. `valeurs`: its list of words."""

    cle: str
    titre: str
    icone: str
    choix: Callable[[], list[tuple[str, str]]]
    lit: Callable[[str], Any] = lambda texte: texte or None
    verbe: Callable[[Any, Any], None] | None = None
    obligatoire: bool = False
    valeurs: str = ""


@dataclass(frozen=True)
class Tirage:
    """What can be made of many rows at once by a form of the module: it is given the selection.

    `ecrit`: the other module it writes in, for those who may.
    """

    titre: str
    icone: str
    endpoint: str
    ecrit: str | None = None


@dataclass(frozen=True)
class Palette:
    """How the records of this list are shown in the palette. Without `titre` their `libelle` is."""

    groupe: str
    icone: str
    detail: Callable[[Any], str | None] = lambda ligne: None
    titre: Callable[[Any], str] = attrgetter("libelle")


@dataclass(frozen=True)
class Tableau:
    """The same rows drawn as a board: `colonne` tells where each stands among `colonnes()`, records with a `ton`.

    `carte(ligne)` gives titre, sous, montant, echeance, personne, prioritaire. `tri` orders a column, latest first.
    `endpoint` of the module moves a card; `filtre` of the list keeps one column. `pondere`: what a row is worth
    when its chances are counted; the rows that are `comptee` make the sums said above the board.
    """

    colonne: Any
    colonnes: Callable[[], list]
    tri: Any
    carte: Callable[[Any], dict]
    endpoint: str
    filtre: str
    somme: Any = None
    pondere: Any = None
    comptee: Any = None


@dataclass(frozen=True)
class Vide:
    """What an empty module says: what it brings in one sentence, and the words of its one button."""

    titre: str
    phrase: str
    bouton: str = "Ajouter"


@dataclass(frozen=True)
class Liste:
    """A list of `modele`. `recherche` is its generated column (GIN trigrams), `prefixe` its sort name (btree).

    `cartes`: the columns shown when it is drawn as cards; `tableau`: how it is drawn as a board; `noms_dessins`: the
    name and the icon of a drawing, when it has its own. `complement` gives the list with what each company adds to it;
    `lisible`: the rows its reader may see, where the right to the module is not enough.
    """

    cle: str
    module: str
    modele: type[Base]
    titre: str
    mot: str
    colonnes: tuple[Colonne, ...]
    tri_defaut: str
    mots: str = ""
    feminin: bool = False
    filtres: tuple[Filtre, ...] = ()
    vues: tuple[Vue, ...] = ()
    recherche: Any = None
    prefixe: Any = None
    indice: str = "Rechercher…"
    options: tuple = ()
    jointures: tuple = ()
    etiquetable: bool = False
    champs: tuple[Champ, ...] = ()
    tirages: tuple[Tirage, ...] = ()
    corbeille: bool = True
    selectionnable: bool = True
    palette: Palette | None = None
    vide: Vide | None = None
    icone: str = "list"
    cartes: tuple[str, ...] = ()
    noms_dessins: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tableau: Tableau | None = None
    groupes: tuple[Groupe, ...] = ()
    nomme: Callable[[Any], str] = field(default=attrgetter("libelle"))
    complement: Callable[["Liste"], "Liste"] | None = None
    lisible: Callable[[Contexte], ColumnElement] | None = None

    @property
    def complete(self) -> "Liste":
        """With what the company at work adds to it."""
        return self.complement(self) if self.complement else self

    def sorted_by(self, tri: str) -> "Liste":
        """Joined to the table it is sorted by, when it is another."""
        jointure = self.par_cle[tri.removeprefix("-")].jointure
        return replace(self, jointures=(*self.jointures, jointure)) if jointure else self

    @property
    def pluriel(self) -> str:
        return self.mots or f"{self.mot}s"

    @property
    def table(self) -> str:
        return self.modele.__tablename__

    @cached_property
    def par_cle(self) -> dict[str, Colonne]:
        return {colonne.cle: colonne for colonne in self.colonnes}

    @cached_property
    def vues_par_cle(self) -> dict[str, Vue]:
        return {vue.cle: vue for vue in self.vues}

    @cached_property
    def vue_defaut(self) -> str:
        return self.vues[0].cle if self.vues else ""

    @cached_property
    def colonnes_defaut(self) -> tuple[str, ...]:
        return tuple(colonne.cle for colonne in self.colonnes if colonne.defaut)

    @cached_property
    def dessins(self) -> tuple[str, ...]:
        """How the same rows can be drawn, the first one by default."""
        return ("table", *(["cartes"] if self.cartes else []), *(["kanban"] if self.tableau else []))

    @cached_property
    def has_trash(self) -> bool:
        return hasattr(self.modele, "supprime_le")

    @property
    def has_selections(self) -> bool:
        return "selection" in self.parametres

    @cached_property
    def parametres(self) -> frozenset[str]:
        return frozenset(nom for filtre in self.filtres for nom in filtre.parametres)

"""What the URL asks of a list: words, filters, sort, view, place, size, columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from sqlalchemy import ColumnElement

from crm.listes import recherche
from crm.listes.colonnes import PURGE, Colonne
from crm.listes.declaration import Liste, Vue
from crm.listes.filtres import Contexte, FiltreVoisin, all_beside
from crm.listes.groupes import Groupe

TAILLES = (25, 50, 100)
LONGEST = 200


@dataclass(frozen=True)
class Requete:
    """Everything in it has been checked against the list; what the URL says wrong is dropped."""

    liste: Liste
    q: str = ""
    valeurs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tri: str = ""
    groupe: str = ""
    vue: str = ""
    base: str = ""
    apres: str = ""
    avant: str = ""
    par: int = TAILLES[0]
    dessin: str = "table"
    colonnes: tuple[str, ...] = ()
    contexte: Contexte = field(default_factory=Contexte)

    @classmethod
    def lire(
        cls,
        args: Mapping[str, list[str]] | str,
        liste: Liste,
        preferences: Mapping | None = None,
        contexte: Contexte = Contexte(),
        enregistrees: Iterable = (),
    ) -> "Requete":
        """Read a query string, or its parsed form. `preferences`: of the member, {listes: {cle: {colonnes, par}}}."""
        brut = _clean(parse_qs(args) if isinstance(args, str) else args)
        kept = ((preferences or {}).get("listes") or {}).get(liste.cle) or {}
        valeurs: dict[str, tuple[str, ...]] = {}
        for filtre in liste.filtres:
            valeurs |= filtre.lire(brut)
        vue, base = _read_vue(_one(brut, "vue"), liste, enregistrees)
        tri = _read_tri(_one(brut, "tri"), liste)
        groupe = _one(brut, "groupe")
        return cls(
            liste.sorted_by(tri),
            q=" ".join(_one(brut, "q").split())[:LONGEST],
            valeurs=valeurs,
            tri=tri,
            groupe=groupe if groupe in {one.cle for one in liste.groupes} else "",
            vue=vue,
            base=base,
            apres=_one(brut, "apres"),
            avant=_one(brut, "avant"),
            par=_read_par(_one(brut, "par") or str(kept.get("par", ""))),
            dessin=_one(brut, "dessin") if _one(brut, "dessin") in liste.dessins else liste.dessins[0],
            colonnes=read_columns(kept.get("colonnes") or (), liste),
            contexte=contexte,
        )

    @property
    def vue_predefinie(self) -> Vue | None:
        return self.liste.vues_par_cle.get(self.base)

    @property
    def groupement(self) -> Groupe | None:
        """How the rows are put together; only the table shows it."""
        shown = self.dessin == "table" and not self.is_corbeille
        return next((one for one in self.liste.groupes if shown and one.cle == self.groupe), None)

    @property
    def colonne_tri(self) -> Colonne:
        if groupe := self.groupement:
            return Colonne(groupe.cle, groupe.titre, tri=groupe.colonne)
        return self.liste.par_cle[self.tri.removeprefix("-")]

    @property
    def nom_tri(self) -> Any:
        """What sorts the rows of one group."""
        return self.liste.prefixe if self.groupement else None

    @property
    def ordre(self) -> str:
        """In what order the rows come: a cursor is good for it alone."""
        return f"groupe:{self.groupe}" if self.groupement else self.tri

    @property
    def is_decroissant(self) -> bool:
        return not self.groupement and self.tri.startswith("-")

    @property
    def is_corbeille(self) -> bool:
        return bool(self.vue_predefinie and self.vue_predefinie.corbeille)

    @property
    def is_filtree(self) -> bool:
        return bool(self.q or self.valeurs)

    @property
    def colonnes_choisies(self) -> list[Colonne]:
        chosen = [self.liste.par_cle[cle] for cle in self.colonnes]
        return [chosen[0], PURGE, *chosen[1:]] if self.is_corbeille else chosen

    @property
    def colonnes_dessinees(self) -> list[Colonne]:
        """Those of the table, or those of the cards."""
        if self.dessin != "cartes":
            return self.colonnes_choisies
        return [self.liste.par_cle[cle] for cle in (self.liste.colonnes[0].cle, *self.liste.cartes)]

    def conditions(self) -> list[ColumnElement]:
        """The filters and the view, without the words."""
        found = [vue_condition(self.liste, self.vue_predefinie, self.contexte)]
        asked = [f for f in self.liste.filtres if any(nom in self.valeurs for nom in f.parametres)]
        beside = [f for f in asked if isinstance(f, FiltreVoisin)]
        found += [f.condition(self.valeurs, self.contexte) for f in asked if f not in beside]
        if beside:
            found.append(beside[0].numero.in_(all_beside([f.voisins(self.valeurs, self.contexte) for f in beside])))
        return [
            condition
            for one in found
            for condition in (one if isinstance(one, list) else [one])
            if condition is not None
        ]

    def mots(self) -> recherche.Mots | None:
        return recherche.read(self.q) if self.q and self.liste.recherche is not None else None

    def avec(self, **changes) -> "Requete":
        """The same with changes; it starts again from the first page unless a cursor is given."""
        return replace(self, **({"apres": "", "avant": ""} | changes))

    def to_query(self, *, resolue: bool = False, **plus: str) -> str:
        """The query string. `resolue` names the predefined view under a saved one: for jobs, and for saving."""
        vue = self.base if resolue else self.vue
        pairs: list[tuple[str, str]] = []
        if vue != self.liste.vue_defaut:
            pairs.append(("vue", vue))
        if self.q:
            pairs.append(("q", self.q))
        pairs += [(nom, valeur) for nom, valeurs in self.valeurs.items() for valeur in valeurs]
        if self.tri != self.liste.tri_defaut:
            pairs.append(("tri", self.tri))
        if self.groupe:
            pairs.append(("groupe", self.groupe))
        if self.par != TAILLES[0]:
            pairs.append(("par", str(self.par)))
        if self.dessin != self.liste.dessins[0]:
            pairs.append(("dessin", self.dessin))
        pairs += [(nom, valeur) for nom in ("apres", "avant") if (valeur := getattr(self, nom))]
        return urlencode([*pairs, *plus.items()])


def vue_condition(liste: Liste, vue: Vue | None, contexte: Contexte) -> list[ColumnElement | None]:
    return [*reach(liste, vue, contexte), vue.condition(contexte) if vue else None]


def reach(liste: Liste, vue: Vue | None, contexte: Contexte) -> list[ColumnElement]:
    """What holds even for rows asked by their number: those of the trash or those out of it, and the rights."""
    conditions = []
    if liste.has_trash:
        gone = liste.modele.supprime_le
        conditions.append(gone.is_not(None) if vue and vue.corbeille else gone.is_(None))
    if liste.lisible:
        conditions.append(liste.lisible(contexte))
    return conditions


def read_columns(asked: Iterable, liste: Liste) -> tuple[str, ...]:
    """The columns kept, in the order asked; the first declared one, which names the row, always comes first."""
    first = liste.colonnes[0].cle
    known = [cle for cle in dict.fromkeys(asked) if cle in liste.par_cle and cle != first]
    return (first, *known) if known else liste.colonnes_defaut


def _clean(args: Mapping[str, list[str]]) -> dict[str, list[str]]:
    readable = {
        nom: [v.replace("\x00", "").strip()[: LONGEST * 10] for v in valeurs if v.isprintable() or v.strip()]
        for nom, valeurs in args.items()
    }
    return {nom: [v for v in valeurs if v and _can_be_sent(v)] for nom, valeurs in readable.items()}


def _can_be_sent(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _one(brut: Mapping[str, list[str]], nom: str) -> str:
    return (brut.get(nom) or [""])[-1]


def _read_vue(asked: str, liste: Liste, enregistrees: Iterable) -> tuple[str, str]:
    """(what the URL says, the predefined view it rests upon)."""
    for enregistree in enregistrees:
        if asked == enregistree.cle:
            inner = (parse_qs(enregistree.requete).get("vue") or [""])[0]
            return asked, inner if inner in liste.vues_par_cle else liste.vue_defaut
    known = asked if asked in liste.vues_par_cle else liste.vue_defaut
    return known, known


def _read_tri(asked: str, liste: Liste) -> str:
    colonne = liste.par_cle.get(asked.removeprefix("-"))
    return asked if colonne is not None and colonne.tri is not None else liste.tri_defaut


def _read_par(asked: str) -> int:
    return int(asked) if asked in map(str, TAILLES) else TAILLES[0]

"""How a word comes into a list of values, whatever the way in: by whoever writes it, or by Configuration alone.

Nobody needs to ask: what is written in a column of `LISTES` enters its list, or is refused (D-022, D-024, D-025).
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import partial

from sqlalchemy import event, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import sans_accent
from crm.parametres import Parametres
from crm.valeurs import LISTES, LONGUEUR, Valeur
from tenants import db

LIKE = 0.75
"""From which likeness on two words may be one: « Gérant » and « Gérante », not « PME » and « PMI »."""
SHOWN = 3
LINKS = frozenset({"de", "des", "du", "la", "le", "les", "l", "d", "et", "a", "au", "aux", "en"})


def folded(word: str) -> str:
    """« Responsable  des Achats » → « responsable des achats »."""
    return " ".join("".join(c if c.isalnum() else " " for c in sans_accent(word).lower()).split())


def is_strict(liste: str) -> bool:
    """Whether only Configuration adds to this list."""
    kept = db.session.info.setdefault("listes_strictes", [])
    if not kept:
        with db.session.no_autoflush:
            kept.append(frozenset(Parametres.current().listes_strictes))
    return liste in kept[0]


def restrict(parametres: Parametres, liste: str, strict: bool) -> None:
    """Keep a list to its values, or let whoever writes add some."""
    others = [one for one in parametres.listes_strictes if one != liste]
    parametres.listes_strictes = sorted([*others, liste]) if strict else others


def can_add(membre: Membre, liste: str) -> bool:
    """Whether this member may add to the list from a form."""
    return not is_strict(liste) and any(membre.can(module, "ecriture") for module in LISTES[liste].modules)


def resembling(liste: str, libelle: str) -> list[Valeur]:
    """The values this word may already be, the likeliest first."""
    likeness = partial(_likeness, folded(libelle))
    found = [(likeness(folded(one.libelle)), one) for one in Valeur.all_of(liste)] if folded(libelle) else []
    found = sorted((pair for pair in found if pair[0] >= LIKE), key=lambda pair: -pair[0])
    return [one for _, one in found[:SHOWN]]


def _likeness(one: str, other: str) -> float:
    mine, theirs = (frozenset(word.split()) - LINKS for word in (one, other))
    if mine and theirs and (mine <= theirs or theirs <= mine):
        return 1.0 if mine == theirs else 0.9
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def find(liste: str, libelle: str) -> str | None:
    """The value this word is, as the list writes it."""
    words = _words(liste)
    return words.get(libelle) or words.get(folded(libelle))


def admit(liste: str, libelle: str, champ: str = "libelle") -> str:
    """The word as the list writes it; a new one joins the list. Raises RegleMetier when it may not."""
    libelle = " ".join(libelle.split())
    if known := find(liste, libelle):
        return known
    ensure_admissible(liste, libelle, champ)
    last = select(func.coalesce(func.max(Valeur.ordre), 0) + 10).where(Valeur.liste == liste).scalar_subquery()
    with db.session.no_autoflush:  # the record that bears it may be half made
        new = insert(Valeur).values({"liste": liste, "libelle": libelle, "ordre": last})
        db.session.execute(new.on_conflict_do_nothing())
    _words(liste).update({libelle: libelle, folded(libelle): libelle})
    return libelle


def ensure_admissible(liste: str, libelle: str, champ: str = "libelle") -> None:
    declared = LISTES[liste]
    if is_strict(liste):
        raise RegleMetier(
            f"« {libelle[:LONGUEUR]} » n’est pas dans la liste « {declared.titre} » : choisissez une de ses valeurs, "
            "ou demandez à un administrateur de l’y ajouter.",
            champ,
        )
    if not folded(libelle):
        raise RegleMetier("Écrivez des lettres ou des chiffres.", champ)
    if len(libelle) > LONGUEUR:
        raise RegleMetier(f"{LONGUEUR} caractères au plus.", champ)


def ensure_units(lignes: Sequence[dict], portees: Iterable[str | None]) -> None:
    """The units typed in the lines of a document are of their list, when it is strict; those it bears already may stay.

    Raises RegleMetier naming the line.
    """
    known = {None, *portees}
    for rang, ligne in enumerate(lignes):
        unite = ligne.get("unite")
        if unite not in known and is_strict("unite") and not find("unite", unite):
            ensure_admissible("unite", unite, f"lignes-{rang}-unite")


def _words(liste: str) -> dict[str, str]:
    """The words of a list, as they are written and as they are compared; read once in a transaction."""
    kept = db.session.info.setdefault("mots", {})
    if liste not in kept:
        with db.session.no_autoflush:
            libelles = [one.libelle for one in reversed(Valeur.all_of(liste))]
        kept[liste] = {folded(one): one for one in libelles} | {one: one for one in libelles}
    return kept[liste]


@event.listens_for(Session, "after_commit")
def _forget(session: Session, previous=None) -> None:
    session.info.pop("mots", None)
    session.info.pop("listes_strictes", None)


event.listen(Session, "after_soft_rollback", _forget)


@event.listens_for(Session, "after_flush")
def _forget_what_changed(session: Session, context) -> None:
    if any(isinstance(one, Valeur | Parametres) for one in (*session.new, *session.dirty, *session.deleted)):
        _forget(session)


def _watch(liste: str, column: InstrumentedAttribute) -> None:
    def enter(fiche: Fiche, word, old, initiator):
        """What a record bears already, it may keep."""
        return admit(liste, word, column.key) if isinstance(word, str) and word.strip() and word != old else word

    event.listen(column, "set", enter, retval=True, active_history=True)


for _cle, _liste in LISTES.items():
    for _column in (*_liste.emplois, *_liste.cites):
        _watch(_cle, _column)

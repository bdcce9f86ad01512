"""Which column fills which field: proposed from the headings, learnt from what the company chose before."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from crm.errors import RegleMetier
from crm.imports.declaration import Champ, simple

CLOSE = 0.86


def propose(entetes: Sequence[str], champs: Sequence[Champ], appris: dict[str, str | None]) -> list[str | None]:
    """For each heading the key of a field, or None. `appris`: what each heading meant last time."""
    keys = {champ.cle for champ in champs}
    found: list[str | None] = [None] * len(entetes)
    known = {_word(entete): cle for entete, cle in appris.items() if cle in keys or cle is None}
    for rank, entete in enumerate(entetes):
        found[rank] = known.get(_word(entete))
    words = {_word(word): champ.cle for champ in reversed(champs) for word in champ.synonymes}
    words |= {_word(word): champ.cle for champ in reversed(champs) for word in (champ.titre, champ.code)}
    for match in (_same, _near):
        for rank, entete in enumerate(entetes):
            if found[rank] is None and _word(entete) not in known:
                cle = match(_word(entete), words)
                found[rank] = cle if cle not in found else None
    return found


def _word(heading: str) -> str:
    return simple(heading.replace("_", " ").replace("-", " ").replace("’", " ").replace("'", " ")).replace(" ", "")


def _same(word: str, words: dict[str, str]) -> str | None:
    return words.get(word)


def _near(word: str, words: dict[str, str]) -> str | None:
    """A plural, a letter too many: the closest word, if it is close."""
    ratios = ((SequenceMatcher(None, word, other).ratio(), cle) for other, cle in words.items() if len(word) > 3)
    ratio, cle = max(ratios, default=(0, None))
    return cle if ratio >= CLOSE else None


def strict(entetes: Iterable[str], champs: Sequence[Champ]) -> list[str]:
    """Headings that are each exactly the code of a field (B-059). Raises RegleMetier naming the first that is not."""
    codes = {champ.code: champ.cle for champ in reversed(champs)}
    found = []
    for entete in entetes:
        if entete not in codes:
            raise RegleMetier(
                f"L’en-tête « {entete} » n’est le code d’aucun champ : écrivez l’un de {', '.join(sorted(codes))}.",
                "strict",
            )
        if codes[entete] in found:
            raise RegleMetier(f"L’en-tête « {entete} » est deux fois dans le fichier : gardez-en un.", "strict")
        found.append(codes[entete])
    return found


def ensure_complete(colonnes: Sequence[str | None], champs: Sequence[Champ], un_de: Iterable[str]) -> None:
    """Raises RegleMetier when a field is filled twice, or when nothing fills any field of `un_de`."""
    chosen = [cle for cle in colonnes if cle]
    for champ in champs:
        if chosen.count(champ.cle) > 1:
            raise RegleMetier(f"« {champ.titre} » est choisi pour deux colonnes : gardez-en une.", "colonnes")
    if not set(un_de).intersection(chosen):
        raise RegleMetier(f"Choisissez la colonne qui donne {titles(champs, un_de)}.", "colonnes")


def titles(champs: Iterable[Champ], cles: Iterable[str]) -> str:
    """« Entreprise », « Nom » ou « E-mail »."""
    par_cle = {champ.cle: champ.titre for champ in champs}
    *firsts, last = (f"« {par_cle[cle]} »" for cle in cles)
    return f"{', '.join(firsts)} ou {last}" if firsts else last

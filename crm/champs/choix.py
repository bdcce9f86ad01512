"""The choices of a field: each has a label, which may change, and a value, which the records keep (B-054)."""

import re
from collections.abc import Iterable

from sqlalchemy import func, select, text

from crm.champs.reponses import reponses
from crm.errors import RegleMetier
from crm.formats import pluriel, sans_accent
from tenants import db
from tenants.jobs import progress

MOST = 200
AT_ONCE = 10_000
"""Answers beyond which they follow their choices by a worker."""
BATCH = 1_000
REWRITE = """UPDATE {table} SET champs = jsonb_set(champs, ARRAY[:code], CASE jsonb_typeof(champs -> :code)
  WHEN 'array' THEN (SELECT jsonb_agg(DISTINCT CASE e WHEN :avant THEN :apres ELSE e END)
                     FROM jsonb_array_elements_text(champs -> :code) e)
  ELSE to_jsonb(CAST(:apres AS text)) END), version = version + 1
WHERE id IN (SELECT sujet_id FROM reponses WHERE champ_id = :champ AND texte = :avant ORDER BY sujet_id LIMIT :batch)"""
RANK = """UPDATE reponses SET place = offert.rang
FROM champs, jsonb_array_elements(champs.choix) WITH ORDINALITY AS offert(un, rang)
WHERE champs.id = :champ AND champ_id = :champ AND texte = un ->> 'valeur' AND place IS DISTINCT FROM offert.rang"""


def read_choix(choix: Iterable[dict]) -> list[dict]:
    """The choices as they are kept. Raises RegleMetier without one, on an empty label, on one said twice."""
    kept, seen = [], set()
    for one in choix:
        libelle = " ".join((one.get("libelle") or "").split())[:100]
        valeur = _value(one.get("valeur") or libelle)
        if not libelle and not valeur:
            continue
        if not libelle or not valeur:
            raise RegleMetier("Donnez un libellé et une valeur à chaque choix.", "choix")
        if twice := seen & {("libelle", libelle.lower()), ("valeur", valeur.lower())}:
            raise RegleMetier(f"« {next(iter(twice))[1]} » est deux fois dans les choix.", "choix")
        seen |= {("libelle", libelle.lower()), ("valeur", valeur.lower())}
        kept.append({"libelle": libelle, "valeur": valeur})
    if not kept:
        raise RegleMetier("Proposez au moins un choix.", "choix")
    if len(kept) > MOST:
        raise RegleMetier(f"{MOST} choix au plus.", "choix")
    return kept


def _value(texte: str) -> str:
    """« Appel entrant » → APPEL_ENTRANT; a value already well written stays."""
    return "_".join(re.findall(r"[A-Z0-9-]+", sans_accent(texte).upper()))[:40]


def uses_of(champ) -> dict[str, int]:
    """How many records bear each value."""
    query = select(reponses.c.texte, func.count()).where(reponses.c.champ_id == champ.id).group_by(reponses.c.texte)
    return dict(db.session.execute(query).all())


def gone(champ, choix: Iterable[dict]) -> list[tuple[dict, int]]:
    """The choices that would go if these were kept, and how many records bear each."""
    kept = {_value(one.get("valeur") or one.get("libelle") or "") for one in choix}
    uses = uses_of(champ)
    return [(one, uses[one["valeur"]]) for one in champ.choix if one["valeur"] not in kept and uses.get(one["valeur"])]


def leaving(champ, kept: list[dict], remplacements: dict[str, str]) -> list[dict]:
    """The choices in use that go, each with the one it gives way to (`vers`). Raises RegleMetier when not said."""
    found = []
    for one, uses in gone(champ, kept):
        apres = _value(remplacements.get(one["valeur"], ""))
        if apres not in {un["valeur"] for un in kept}:
            fiches = pluriel(uses, "fiche")
            raise RegleMetier(f"« {one['libelle']} » sert à {fiches} : choisissez par quoi le remplacer.", "choix")
        found.append(one | {"vers": apres})
    return found


def has_many_answers(champ) -> bool:
    answers = select(reponses.c.sujet_id).where(reponses.c.champ_id == champ.id).limit(AT_ONCE + 1)
    return db.session.scalar(select(func.count()).select_from(answers.subquery())) > AT_ONCE


def settle(champ) -> int:
    """The answers follow their choices: those that leave give way, all take their rank. Returns how many gave way."""
    done = 0
    for one in [one for one in champ.choix if "vers" in one]:
        values = {"code": champ.code, "champ": champ.id, "avant": one["valeur"], "apres": one["vers"], "batch": BATCH}
        while moved := db.session.execute(text(REWRITE.format(table=champ.objet)), values).rowcount:
            done += moved
            progress(done)
    champ.choix = champ.choix_durables
    db.session.flush()
    db.session.execute(text(RANK), {"champ": champ.id})
    db.session.expire_all()
    return done

"""The automatic score of a piste: a table of points that the owner edits, and whose sum each card explains (A-055)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, literal, select, update

from crm.parametres import Parametres
from crm.pistes.piste import Piste
from crm.statuts import Statut
from tenants import db, later

AT_ONCE = 5_000


@dataclass(frozen=True)
class Critere:
    """Something known of a piste that is worth `points`; said in Python for one, in SQL for all."""

    cle: str
    titre: str
    points: int
    vaut: Callable[[Piste], bool]
    sql: ColumnElement


CRITERES = (
    Critere("joignable", "Téléphone connu", 5, lambda p: bool(p.telephone or p.mobile),
            func.coalesce(Piste.telephone, Piste.mobile, "") != ""),
    Critere("interlocuteur", "Interlocuteur nommé", 5, lambda p: bool(p.nom), func.coalesce(Piste.nom, "") != ""),
    Critere("montant", "Montant estimé", 10, lambda p: p.montant_estime is not None, Piste.montant_estime.is_not(None)),
    Critere("compte_cle", "Compte clé", 10, lambda p: bool(p.compte_cle), Piste.compte_cle),
)  # fmt: skip


def points_of(parametres: Parametres) -> dict[str, int]:
    """What each criterion is worth in this company."""
    return {critere.cle: parametres.bareme.get(critere.cle, critere.points) for critere in CRITERES}


def explain(piste: Piste, points: Mapping[str, int]) -> list[tuple[str, int]]:
    """What makes the score: (reason, points). A lost piste is worth nothing."""
    if piste.statut.perdu:
        return [(f"Statut « {piste.statut.libelle} »", 0)]
    met = [(critere.titre, points[critere.cle]) for critere in CRITERES if critere.vaut(piste)]
    return [(f"Statut « {piste.statut.libelle} »", piste.statut.points), *met]


def change_points(parametres: Parametres, points: Mapping[str, int]) -> None:
    """Set what the criteria are worth; the scores follow by `recompute`."""
    parametres.bareme = {critere.cle: points[critere.cle] for critere in CRITERES}


class Bareme:
    """The table of points at work on the pistes that are there."""

    @classmethod
    def apply(cls) -> None:
        """Every score again: at once, or by a worker when there are many."""
        if (
            db.session.scalar(select(func.count()).select_from(select(Piste.id).limit(AT_ONCE + 1).subquery()))
            > AT_ONCE
        ):
            later(cls.recompute_now, titre="Calcul des scores", par_id=db.session.info.get("membre_id"))
        else:
            recompute()

    @classmethod
    def recompute_now(cls) -> None:
        recompute()


def recompute() -> int:
    """Every score again, in one statement, as each would be computed alone. Returns how many pistes."""
    db.session.flush()
    points = points_of(Parametres.current())
    wanted = Statut.points + sum(
        (case((critere.sql, literal(points[critere.cle])), else_=literal(0)) for critere in CRITERES), literal(0)
    )
    score = case((Statut.perdu, literal(0)), else_=wanted)
    changed = update(Piste).where(Piste.statut_id == Statut.id, Piste.score != score)
    result = db.session.execute(
        changed.values(score=score, modifie_le=Piste.modifie_le), execution_options={"synchronize_session": False}
    )
    db.session.expire_all()
    return result.rowcount

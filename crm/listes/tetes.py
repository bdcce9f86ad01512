"""The headings of a list whose rows are put together: what each group is called, and how many rows it holds."""

from dataclasses import dataclass

from sqlalchemy import func, literal, select

from crm.listes.pages import Page, selection
from crm.listes.recherche import join
from tenants import db

COUNTED = 1_000


@dataclass(frozen=True)
class Tete:
    """`nombre`: up to 1 001."""

    titre: str
    nombre: int


def headings(page: Page) -> dict[int, Tete]:
    """The heading above each row that begins a group, by its place on the page."""
    groupe = page.requete.groupement
    if groupe is None or not page.tranche.rows:
        return {}
    values = [row.tri_ for row in page.tranche.rows]
    begins = [rang for rang, value in enumerate(values) if rang == 0 or value != values[rang - 1]]
    noms = groupe.noms() if groupe.noms else {}
    counted = _count(page, [values[rang] for rang in begins])
    said = (groupe.sans if values[rang] is None else str(noms.get(values[rang], values[rang])) for rang in begins)
    return {rang: Tete(titre, nombre) for rang, titre, nombre in zip(begins, said, counted, strict=True)}


def _count(page: Page, values: list) -> list[int]:
    requete = page.requete
    liste, where = requete.liste, selection(requete)
    counts = []
    for value in values:
        same = requete.groupement.colonne.is_(None) if value is None else requete.groupement.colonne == value
        rows = join(select(literal(1)), liste).where(*where, same).limit(COUNTED + 1)
        counts.append(select(func.count()).select_from(rows.subquery()).scalar_subquery())
    return list(db.session.execute(select(*counts)).one())

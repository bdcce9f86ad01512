"""What pistes take from their status besides what it means: their step, their score, the day they are closed."""

from sqlalchemy import update

from crm.clock import today
from crm.pistes.piste import Piste
from crm.pistes.score import Bareme
from crm.statuts import EMPLOIS, Emploi, Statut
from tenants import db


def _follow(statut: Statut) -> None:
    automatic = (Piste.statut_id == statut.id) & ~Piste.etape_manuelle & Piste.etape.is_distinct_from(statut.etape)
    db.session.execute(update(Piste).where(automatic).values(etape=statut.etape, modifie_le=Piste.modifie_le))
    if statut.code == "clos":
        undated = (Piste.statut_id == statut.id) & Piste.cloture_le.is_(None)
        db.session.execute(update(Piste).where(undated).values(cloture_le=today(), modifie_le=Piste.modifie_le))
    Bareme.apply()


EMPLOIS[Piste.__tablename__] = Emploi(Piste, _follow)

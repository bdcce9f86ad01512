"""« Mes exports »: what a member exported, to download again for 30 days; then the files go (B-123)."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from crm import clock
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fichiers import Effacement
from crm.listes.exports import Export
from crm.listes.registre import LISTES
from tenants import Travail, db

GARDE = timedelta(days=30)
MOST = 100
EXPORT = f"{Export.__module__}:{Export.__qualname__}"
HELD = Travail.resultat.has_key("sha256")


def exports_of(membre: Membre, now: datetime) -> list[Travail]:
    """Their own, of the lists they may still read, the last one first: kept, on their way, or failed."""
    mine = Travail.cible == EXPORT, Travail.par_id == membre.id, Travail.demande_le > now - GARDE
    query = select(Travail).where(*mine, or_(Travail.fini_le.is_(None), HELD)).order_by(Travail.id.desc()).limit(MOST)
    return [travail for travail in db.session.scalars(query) if is_of(travail, membre)]


def is_of(travail: Travail, membre: Membre) -> bool:
    """Whether it is an export of this member, of a list they may still read."""
    if travail.cible != EXPORT or travail.par_id != membre.id:
        return False
    liste = LISTES.get(travail.arguments["liste"])
    return liste is not None and membre.can(liste.module)


def expiry(travail: Travail) -> datetime:
    return travail.demande_le + GARDE


def discard(travail: Travail, phrase: str = "Fichier supprimé.") -> None:
    """The file goes, the job stays in the journal. Raises RegleMetier while it is being made."""
    if travail.is_running:
        raise RegleMetier("Cet export est en cours : attendez qu’il soit terminé.")
    digest = (travail.resultat or {}).get("sha256")
    travail.resultat = {"phrase": phrase}
    db.session.flush()
    if digest:
        Effacement.erase_later([digest])


def purge_due() -> None:
    purge(clock.now())


def purge(now: datetime) -> int:
    """Erase the files of more than 30 days. Returns how many."""
    due = select(Travail).where(Travail.cible == EXPORT, HELD, Travail.demande_le <= now - GARDE).limit(500)
    gone = db.session.scalars(due).all()
    for travail in gone:
        discard(travail, "Fichier effacé après 30 jours.")
    return len(gone)

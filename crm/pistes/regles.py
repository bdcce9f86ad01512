"""What keeps itself on a piste, whatever the way in: form, import, automation (A-055…A-060)."""

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from crm import clock
from crm.parametres import Parametres
from crm.pistes.piste import Piste
from crm.pistes.score import explain, points_of
from crm.statuts import Statut
from crm.sujets import Note
from tenants import db

A_NOTER = "Email manquant/invalide"
CONTACTS = ("statut_id", "prochaine_action", "prochaine_action_le", "notes")


@event.listens_for(Session, "before_flush", insert=True)
def _settle(session: Session, context, instances) -> None:
    touched = [one for one in (*session.new, *session.dirty) if isinstance(one, Piste)]
    noted = [one.sujet_id for one in session.new if isinstance(one, Note) and one.sujet_type == Piste.__tablename__]
    if not (touched or noted):
        return
    with session.no_autoflush:
        for sujet_id in noted:
            db.session.get(Piste, sujet_id).dernier_contact_le = clock.today()
        points = points_of(Parametres.current()) if touched else {}
        for piste in touched:
            settle(piste, points)


def settle(piste: Piste, points: dict[str, int]) -> None:
    """Put right what follows from the rest. What was just set by hand, or by an undoing, is left as it is."""
    if piste.statut_id is None:
        piste.statut_id = Statut.first_open(Piste.__tablename__).id
    if piste.statut is None or piste.statut.id != piste.statut_id:
        piste.statut = db.session.get(Statut, piste.statut_id)
    today, moved = clock.today(), _changed(piste, "statut_id")
    if inspect(piste).persistent and any(_changed(piste, key) for key in CONTACTS):
        _unless_set(piste, "dernier_contact_le", today)
    _note_email(piste)
    if moved:
        piste.passages = piste.passages | {str(piste.statut.id): today.isoformat()}
        closed = piste.statut.code in ("clos", "convertie")
        _unless_set(piste, "cloture_le", (piste.cloture_le or today) if closed else None)
    if not piste.etape_manuelle:
        piste.etape = piste.statut.etape
    piste.situation = piste.statut.situation
    piste.score = sum(worth for _, worth in explain(piste, points))


def _changed(piste: Piste, key: str) -> bool:
    history = inspect(piste).attrs[key].history
    return bool(history.added) and list(history.added) != list(history.deleted)


def _unless_set(piste: Piste, key: str, value) -> None:
    if not _changed(piste, key):
        setattr(piste, key, value)


def _note_email(piste: Piste) -> None:
    """« Email manquant/invalide » stands in the notes as long as it is true (A-059)."""
    lines = [line for line in (piste.notes or "").splitlines() if line.strip() != A_NOTER]
    said = "\n".join(lines if piste.has_email else [A_NOTER, *lines]) or None
    if said != piste.notes:
        piste.notes = said

"""What is still to be declared: told before its deadline and once it is late, as a missed report is fined (FE-05)."""

from datetime import date, timedelta

from sqlalchemy import UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from crm import clock
from crm.equipe import Membre
from crm.ereporting.declarations import SUITES, Declaration, suivis
from crm.ereporting.periodes import GENRES, Periode, obligation, periodes
from crm.formats import jour
from crm.notifications import tell
from crm.parametres import Parametres
from tenants import Base, db, later

RECUL = timedelta(days=100)
AVANT = timedelta(days=3)


class Rappel(Base):
    """A period to be declared, as it was found in the night: the first page reads that, not every document."""

    __tablename__ = "rappels_declaration"
    __table_args__ = (UniqueConstraint("genre", "debut"),)

    genre: Mapped[str]
    debut: Mapped[date]
    fin: Mapped[date]
    echeance: Mapped[date]
    dit_avant: Mapped[bool] = mapped_column(default=False)
    dit_apres: Mapped[bool] = mapped_column(default=False)

    @property
    def libelle(self) -> str:
        return f"{GENRES[self.genre]}, {Periode(self.genre, self.debut, self.fin, self.echeance).libelle}"

    @classmethod
    def all(cls) -> list["Rappel"]:
        """The most urgent first."""
        return list(db.session.scalars(select(cls).order_by(cls.echeance, cls.genre.desc())))

    @classmethod
    def refresh_now(cls) -> dict:
        """Look at every period that is over, and tell those who administer. Done twice, nobody is told twice."""
        day, parametres = clock.today(), Parametres.current()
        shown = periodes(parametres.regime_tva, max(obligation(parametres), day - RECUL), day)
        due = {(s.periode.genre, s.periode.debut): s.periode for s in suivis(shown, day) if s.can_declare}
        known = {(one.genre, one.debut): one for one in cls.all()}
        for key in known.keys() - due.keys():
            db.session.delete(known[key])
        for key in due.keys() - known.keys():
            p = due[key]
            known[key] = cls(genre=p.genre, debut=p.debut, fin=p.fin, echeance=p.echeance)
            db.session.add(known[key])
        for key in due:
            known[key]._tell(day)
        return {"phrase": f"{len(due)} à déclarer."}

    def _tell(self, day: date) -> None:
        if self.echeance < day and not self.dit_apres:
            self.dit_apres = self.dit_avant = True
            _tell_all(f"E-reporting en retard : {self.libelle} était à déclarer le {jour(self.echeance)}.")
        elif self.echeance - day <= AVANT and not self.dit_avant:
            self.dit_avant = True
            _tell_all(f"E-reporting : {self.libelle} est à déclarer au plus tard le {jour(self.echeance)}.")


def look_what_is_due() -> None:
    """Once a day, for a company that must report."""
    day = clock.today()
    if day >= obligation(Parametres.current()):
        later(Rappel.refresh_now, titre="Échéances de l’e-reporting", cle=f"rappels:{day}")


def forget(declaration: Declaration) -> None:
    mine = (Rappel.genre == declaration.genre, Rappel.debut == declaration.debut)
    db.session.execute(delete(Rappel).where(*mine))


def _tell_all(phrase: str) -> None:
    for membre in db.session.scalars(Membre.search()):
        if membre.can("configuration", "administration"):
            tell(membre.id, "plateforme", phrase)


SUITES.append(forget)

"""How far an opportunity is: its status, and the steps of its process with the real day of each (B-078…B-086)."""

from datetime import date

from sqlalchemy import ForeignKey, SmallInteger, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from crm.errors import RegleMetier
from crm.formats import jour
from crm.opportunites.processus import Etape, Processus
from crm.statuts import Statut


class Avancement:
    """Columns and verbs. `etape` is the step at work, the next to be validated; `passages`: step number → day, ISO."""

    statut_le: Mapped[date]
    motif: Mapped[str | None]
    situation: Mapped[str] = mapped_column(server_default=text("'a_relancer'"), default="a_relancer")
    etape_le: Mapped[date]
    passages: Mapped[dict] = mapped_column(server_default=text("'{}'"), default=dict)
    probabilite: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"), default=0)
    probabilite_manuelle: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    @declared_attr
    def statut_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("statuts.id"))

    @declared_attr
    def etape_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("etapes.id"))

    @declared_attr
    def statut(cls) -> Mapped[Statut]:
        return relationship()

    @declared_attr
    def etape(cls) -> Mapped[Etape]:
        return relationship()

    def begin(self, processus: Processus, day: date) -> None:
        """Start a process from its first step."""
        self.passages = {}
        self._stand_at(processus.etapes[0], day)

    @property
    def validees(self) -> list[tuple[Etape, date]]:
        """The steps validated, with their days."""
        days = {int(number): date.fromisoformat(day) for number, day in (self.passages or {}).items()}
        return [(etape, days[etape.id]) for etape in self.processus.etapes if etape.id in days]

    @property
    def a_valider(self) -> Etape | None:
        """The next step to be validated; none once the last one is reached."""
        return None if self.etape.finale else self.etape

    def dort(self, day: date) -> int | None:
        """For how many days it has not moved, when that is too long for its step."""
        still = (day - self.etape_le).days
        return still if self.statut.ouvert and still > self.etape.jours else None

    def validate_step(self, day: date, today: date) -> None:
        """Validate the step at work at its real day; the next one begins. Raises RegleMetier on an impossible day."""
        if self.a_valider is None:
            raise RegleMetier("Toutes les étapes sont validées.")
        if day > today:
            raise RegleMetier("La date de l’étape est dans l’avenir : indiquez le jour où elle a eu lieu.", "le")
        if self.validees and day < self.validees[-1][1]:
            name, before = self.validees[-1][0].libelle, jour(self.validees[-1][1])
            raise RegleMetier(f"Cette date précède celle de « {name} » ({before}) : corrigez-la.", "le")
        self.passages = self.passages | {str(self.etape.id): day.isoformat()}
        etapes = self.processus.etapes
        self.reach(etapes[etapes.index(self.etape) + 1], day)

    def step_back(self, day: date) -> None:
        """Cancel the validation of the last step (B-085). Raises RegleMetier when there is none."""
        if not self.validees:
            raise RegleMetier("Aucune étape n’est encore validée.")
        self.reach(self.validees[-1][0], day)

    def reach(self, etape: Etape, day: date) -> None:
        """Stand at this step: those before it are validated, those after are not. The last one wins (D-140).

        Raises RegleMetier on a step of another process.
        """
        if etape.processus_id != self.processus_id:
            raise RegleMetier("Cette étape est d’un autre type d’opportunité.", "etape")
        etapes = self.processus.etapes
        before = [str(one.id) for one in etapes[: etapes.index(etape)]]
        self.passages = {number: self.passages.get(number, day.isoformat()) for number in before}
        self._stand_at(etape, day)
        if etape.finale:
            self._pass_to(Statut.coded("opportunites", "gagnee"), day)
        elif self.statut.code == "gagnee":
            self._pass_to(Statut.first_open("opportunites"), day)

    def pass_to(self, statut: Statut, day: date, motif: str | None = None) -> None:
        """Change the status, dated (B-079); a won one stands at the last step. Raises RegleMetier."""
        if statut.objet != "opportunites":
            raise RegleMetier("Choisissez un statut dans la liste.", "statut_id")
        was_won = self.statut.code == "gagnee"
        self._pass_to(statut, day, motif)
        if statut.code == "gagnee":
            self._stand_at(self.processus.finale, day)
        elif was_won:
            self._stand_at(next(one for one in self.processus.etapes if str(one.id) not in self.passages), day)

    def _pass_to(self, statut: Statut, day: date, motif: str | None = None) -> None:
        self.statut, self.statut_id, self.statut_le = statut, statut.id, day
        self.motif = motif if statut.perdu else None
        self.situation = statut.situation

    def _stand_at(self, etape: Etape, day: date) -> None:
        self.etape, self.etape_id, self.etape_le = etape, etape.id, day
        if not self.probabilite_manuelle or etape.finale:
            self.probabilite = etape.probabilite

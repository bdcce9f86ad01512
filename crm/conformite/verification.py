"""The check of every chain and of every number, by a worker; what it found stays in the events (CAI-06)."""

from dataclasses import dataclass

from crm import formats
from crm.conformite import integrite
from crm.conformite.series import etats
from crm.equipe import Membre
from crm.evenements import Evenement, note
from tenants import Travail, later
from tenants.jobs import progress


@dataclass(frozen=True)
class Verification:
    """`anomalies`: one sentence each, empty when all holds."""

    maillons: dict[str, int]
    anomalies: list[str]

    @classmethod
    def run_later(cls, par: Membre | None, cle: str | None = None) -> Travail | None:
        who = {"par_id": par.id, "auteur": par.libelle} if par else {"auteur": None}
        return later(cls.run_now, titre="Vérification de l’intégrité", cle=cle, **who)

    @classmethod
    def run_now(cls, auteur: str | None) -> dict:
        found = cls.of_all()
        genre = "anomalie" if found.anomalies else "verification"
        note(genre, found.phrase, auteur=auteur, maillons=found.maillons, anomalies=found.anomalies)
        return {"phrase": found.phrase}

    @classmethod
    def of_all(cls) -> "Verification":
        """Read everything again, link by link, telling how far it is."""
        lengths = integrite.lengths()
        progress(0, sum(lengths.values()))
        checked = integrite.check(progress)
        anomalies = [f"{integrite.TITRES[journal]} : {problem}" for journal, _, problem in checked if problem]
        anomalies += [f"{etat.titre} : il manque {', '.join(etat.manquants)}." for etat in etats() if etat.manquants]
        return cls(lengths, anomalies)

    @property
    def phrase(self) -> str:
        if self.anomalies:
            return " ".join(self.anomalies)
        links = formats.pluriel(sum(self.maillons.values()), "maillon")
        return f"{formats.pluriel(len(self.maillons), 'chaîne')}, {links} : tout est intact, aucun numéro ne manque."

    @staticmethod
    def last() -> Evenement | None:
        return next(iter(Evenement.latest("verification", "anomalie", limit=1)), None)

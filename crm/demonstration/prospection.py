"""Whom the demonstration companies are after: pistes met over the last months, moved on day after day."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from crm.clock import today
from crm.pistes import Piste
from crm.statuts import Statut
from tenants import db

PROSPECTS, SINCE, MOVED = 60, 90, 2
PROVENANCES = ("Site web", "Salon", "Parrainage", "Appel entrant", "Recommandation")
ACTIONS = ("Appeler", "Envoyer la brochure", "Relancer le devis", "Proposer un rendez-vous")
SECTEURS = ("Commerce", "Service", "Industrie", "Bâtiment")
CHEMIN = ("À contacter", "Contacté", "En suivi", "Qualifié", "En discussion", "Clos")


class Prospection:
    """`recit` tells the days; `live` is called once for each."""

    def __init__(self, recit, days: list[date]):
        self.recit, self.hasard = recit, recit.hasard
        self.met = Counter(self.hasard.choices(days[-SINCE:], k=PROSPECTS))
        self.pistes: list[Piste] = []

    def live(self, day: date) -> None:
        moved = self.hasard.sample(self.pistes, min(MOVED, len(self.pistes)))
        for piste in moved:
            self.move(piste, day)
        for _ in range(self.met[day]):
            self.meet(day)

    def meet(self, day: date) -> None:
        hasard, invention = self.hasard, self.recit.invention
        par = hasard.choice(self.recit.membres)
        self.recit.at(day, par)
        prenom, nom = invention.personne()
        adresse, has_action = invention.adresse(), hasard.random() < 0.8
        piste = Piste.create(
            entreprise=invention.societe(), prenom=prenom, nom=nom, responsable_id=par.id,
            email=self.recit.email(prenom, nom) if hasard.random() < 0.93 else None,
            telephone=invention.telephone() if hasard.random() < 0.8 else None,
            code_postal=adresse["code_postal"], ville=adresse["ville"],
            provenance=hasard.choice(PROVENANCES), secteur=hasard.choice(SECTEURS),
            etoiles=hasard.randint(1, 5), compte_cle=hasard.random() < 0.1,
            montant_estime=Decimal(hasard.randrange(8, 240) * 100) if hasard.random() < 0.85 else None,
            prochaine_action=hasard.choice(ACTIONS) if has_action else None,
            prochaine_action_le=today() + timedelta(days=hasard.randint(-6, 20)) if has_action else None,
        )  # fmt: skip
        piste.passages = {str(piste.statut_id): day.isoformat()}
        self.pistes.append(piste)

    def move(self, piste: Piste, day: date) -> None:
        """One status further, or lost."""
        if not piste.statut.ouvert:
            return
        self.recit.at(day, piste.responsable or self.recit.membres[0])
        known = {statut.libelle: statut for statut in Statut.of("pistes")}
        further = CHEMIN[CHEMIN.index(piste.statut.libelle) + 1]
        before, statut = piste.passages, known["Perdu" if self.hasard.random() < 0.08 else further]
        piste.pass_to(statut)
        piste.dernier_contact_le, piste.cloture_le = day, day if statut.code == "clos" else None
        db.session.flush()
        piste.passages = before | {str(statut.id): day.isoformat()}

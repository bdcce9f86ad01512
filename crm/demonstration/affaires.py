"""The sales under way of the demonstration companies: at every step, some won, some lost, most with a next action."""

from datetime import date, timedelta
from decimal import Decimal

from crm import sujets
from crm.actions import Action
from crm.clock import today
from crm.opportunites import Opportunite
from crm.statuts import Statut

AFFAIRES = 24
GESTES = (("appel", "Rappeler pour fixer la visite"), ("email", "Envoyer les références"),
          ("rencontre", "Visite sur place"), ("rappel", "Vérifier le budget"))  # fmt: skip
ECHANGES = (("appel", "Intéressé, veut comparer deux solutions."), ("email", "Plaquette envoyée, lue le jour même."),
            ("rendez_vous", "<p><b>Visite des locaux</b></p><ul><li>Tout est faisable avant l’été</li>"
             "<li>Plans à envoyer</li></ul>"))  # fmt: skip
MOTIFS = ("Prix", "Délai", "Projet abandonné")


class Affaires:
    """`recit` tells the days; `live` is called once for each."""

    def __init__(self, recit, days: list[date]):
        self.recit, self.hasard = recit, recit.hasard
        self.begun = set(self.hasard.sample(days[-80:], AFFAIRES))

    def live(self, day: date) -> None:
        if day in self.begun and self.recit.clients:
            self.begin(day)

    def begin(self, day: date) -> None:
        hasard, recit = self.hasard, self.recit
        tiers, par, article = hasard.choice(recit.clients), hasard.choice(recit.membres), hasard.choice(recit.articles)
        recit.at(day, par)
        contacts = tiers.contacts
        affaire = Opportunite.create(
            day=day, nom=hasard.choice(recit.societe.objets), tiers_id=tiers.id, responsable_id=par.id,
            contact_id=contacts[0].contact_id if contacts else None, prioritaire=hasard.random() < 0.2,
            cloture_prevue_le=today() + timedelta(days=hasard.randint(5, 70)),
        )  # fmt: skip
        affaire.add_ligne(article_id=article.id, quantite=Decimal(hasard.randint(2, 30)))
        for genre, texte in hasard.sample(ECHANGES, hasard.randint(0, 2)):
            sujets.write_note(affaire, texte, par, genre)
        self.move(affaire, day)

    def move(self, affaire: Opportunite, day: date) -> None:
        """As far as it went since; what stays open waits for something, four times out of five."""
        etapes, fate = affaire.processus.etapes, self.hasard.random()
        affaire.reach(etapes[self.hasard.randrange(len(etapes) - 1)], day)
        if fate < 0.15:
            affaire.pass_to(Statut.coded("opportunites", "gagnee"), day)
        elif fate < 0.3:
            affaire.pass_to(Statut.coded("opportunites", "perdue"), day, self.hasard.choice(MOTIFS))
        elif fate < 0.85:
            genre, texte = self.hasard.choice(GESTES)
            le = today() + timedelta(days=self.hasard.randint(-4, 15))
            Action.plan(affaire, genre_=genre, texte=texte, prevue_le=le, membre_id=affaire.responsable_id)

"""Two years in the life of a small company: clients come, devis are sent, most are accepted, invoiced and paid."""

import random
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from crm import journal, sujets
from crm.articles import Article
from crm.clock import PARIS, today
from crm.demonstration.noms import FONCTIONS, Invention
from crm.demonstration.societes import SOCIETES, Societe
from crm.devis import Devis
from crm.equipe import Membre
from crm.factures import Facture
from crm.identifiants import tva_from_siren
from crm.parametres import Parametres
from crm.reglements import Reglement
from crm.tiers import Contact, Tiers
from tenants import db

DEUX_ANS = 730


def tell(company: str) -> None:
    """Fill the company at work with its story."""
    Recit(SOCIETES[company]).tell()


class Recit:
    def __init__(self, societe: Societe):
        self.societe = societe
        self.hasard = random.Random(societe.parametres["siren"])
        self.invention = Invention(self.hasard)
        self.membres = list(db.session.scalars(select(Membre).order_by(Membre.id)))
        self.clients: list[Tiers] = []

    def tell(self) -> None:
        journal.sign(self.membres[0].id, self.membres[0].libelle)
        Parametres.current().revise(**self.societe.parametres)
        self.articles = [Article.create(**values) for values in self.societe.articles()]
        self.etiquettes = [sujets.create_label(nom, ton) for nom, ton in self.societe.etiquettes]
        start = today() - timedelta(days=DEUX_ANS)
        for _ in range(self.societe.clients):
            self.meet(start)
        for day in self.working_days(start):
            self.live(day)

    def working_days(self, start: date) -> list[date]:
        days = [start + timedelta(days=number) for number in range(DEUX_ANS)]
        opened = [day for day in days if day.weekday() < 5 and day.month != 8]
        return sorted(self.hasard.sample(opened, min(self.societe.affaires, len(opened))))

    def meet(self, day: date) -> None:
        particulier = self.hasard.random() < self.societe.particuliers
        prenom, nom = self.invention.personne()
        values = (
            {"nature": "individu", "nom": nom, "prenom": prenom, "qualification": "particulier"} if particulier else {}
        )
        if not particulier:
            siren = self.invention.siren()
            values = {"nom": self.invention.societe(), "siret": siren, "tva_intracom": tva_from_siren(siren)}
        tiers = Tiers.create(
            day=day,
            roles=["prospect"],
            email=self.email(prenom, nom),
            telephone=self.invention.telephone(),
            adresse=self.invention.adresse(),
            responsable_id=self.hasard.choice(self.membres).id,
            **values,
        )
        if not particulier:
            fonction = self.hasard.choice(FONCTIONS)
            contact = Contact.create(prenom=prenom, nom=nom, fonction=fonction, email=tiers.email)
            contact.attach(tiers, role="Direction générale", principal=True)
        if self.hasard.random() < 0.4:
            sujets.set_labels(tiers, {self.hasard.choice(self.etiquettes).id})
        self.clients.append(tiers)

    def email(self, prenom: str, nom: str) -> str:
        plain = unicodedata.normalize("NFKD", f"{prenom}.{nom}.{len(self.clients)}".lower())
        return re.sub(r"[^a-z0-9.]", "", plain.encode("ascii", "ignore").decode()) + "@client.example"

    def live(self, day: date) -> None:
        """One deal: a devis, perhaps accepted, then an invoice, perhaps paid."""
        tiers, par = self.hasard.choice(self.clients), self.hasard.choice(self.membres)
        now = datetime.combine(day, time(self.hasard.randint(9, 17), self.hasard.randint(0, 59)), PARIS)
        devis = Devis.draft(tiers, par, objet=self.hasard.choice(self.societe.objets))
        devis.write_lignes(self.lines())
        recent = (today() - day).days < 12
        if recent and self.hasard.random() < 0.4:
            return
        devis.finalise(day, now, par)
        devis.mark_sent(now)
        if recent or self.hasard.random() < 0.12:
            return
        if self.hasard.random() < 0.15:
            devis.refuse(day, "Budget reporté à l’an prochain", par)
            return
        devis.accept(day, self.invention.personne()[0] + " " + tiers.nom, par)
        self.invoice(devis, day, now, par)

    def invoice(self, devis: Devis, day: date, now: datetime, par: Membre) -> None:
        facture = Facture.from_devis(devis, par)
        facture.write(prestation_le=day)
        facture.issue(day, now, par)
        self.collect(facture, par)

    def collect(self, facture: Facture, par: Membre) -> None:
        paid_on = facture.echeance + timedelta(days=self.hasard.choice((-12, -5, -1, 0, 2, 6, 15, 40)))
        paid_on = max(paid_on, facture.emise_le)
        if paid_on >= today() or self.hasard.random() < 0.04:
            return
        share = Decimal("0.5") if self.hasard.random() < 0.05 else Decimal(1)
        amount = (facture.reste * share).quantize(Decimal("0.01"))
        mode = self.hasard.choices(("virement", "carte", "cheque"), (8, 1, 1))[0]
        now = datetime.combine(paid_on, time(10, 30), PARIS)
        Reglement.receive(facture.tiers, amount, paid_on, mode, par, now, imputer={facture.id: amount})

    def lines(self) -> list[dict]:
        chosen = self.hasard.sample(self.articles, self.hasard.randint(1, 4))
        return [
            {
                "article_id": article.id,
                "reference": article.reference,
                "designation": article.designation,
                "description": article.description,
                "quantite": Decimal(self.hasard.choice((1, 1, 2, 3, 4, 6, 10, 12))),
                "unite": article.unite,
                "prix_unitaire": article.prix_unitaire,
                "taux_tva": article.taux_tva,
                "nature": article.nature,
                "remise_pourcent": Decimal(self.hasard.choice((0, 0, 0, 5, 10))),
            }
            for article in chosen
        ]

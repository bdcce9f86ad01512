"""Two years in the life of a small company: clients come, devis are sent, most are accepted, invoiced and paid."""

import random
import re
import unicodedata
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from crm import journal, notifications, sujets
from crm.articles import Article
from crm.clock import PARIS, today
from crm.conformite import Cloture
from crm.demonstration import achats, etranger
from crm.demonstration.affaires import Affaires
from crm.demonstration.noms import FONCTIONS, NOTES, Invention
from crm.demonstration.profils import profil
from crm.demonstration.prospection import Prospection
from crm.demonstration.societes import SOCIETES, Societe
from crm.demonstration.temps import Temps
from crm.depenses import Reception, fournisseurs
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
    Cloture.close_due(today())


class Recit:
    def __init__(self, societe: Societe):
        self.societe = societe
        self.hasard = random.Random(societe.parametres["siren"])
        self.invention = Invention(self.hasard)
        self.membres = list(db.session.scalars(select(Membre).order_by(Membre.id)))
        self.clients: list[Tiers] = []
        self.payments: list[tuple[date, Facture]] = []
        self.etrangere: Facture | None = None
        self.temps = Temps()

    def tell(self) -> None:
        with self.temps.dating():
            days = self.opened_days()
            self.at(days[0], self.membres[0])
            Parametres.current().revise(**self.societe.parametres)
            self.articles = [Article.create(**values) for values in self.societe.articles()]
            self.etiquettes = [sujets.create_label(nom, ton) for nom, ton in self.societe.etiquettes]
            meetings, deals, purchases = self.meetings(days), self.deals(days), self.purchases(days)
            stories = Prospection(self, days), Affaires(self, days)
            for day in days:
                for story in stories:
                    story.live(day)
                if day == days[-3]:
                    self.read_notifications(day)
                self.collect(day)
                for _ in range(meetings[day]):
                    self.meet(day)
                for _ in range(deals[day]):
                    self.live(day)
                if self.societe.exporte and day in (days[-30], days[-8], days[-3]):
                    self.sell_abroad(day, days.index(day) - len(days))
                if day in purchases:
                    (nom, octets), codes = purchases[day]
                    self.buy(day, nom, octets, codes)

    def opened_days(self) -> list[date]:
        start = today() - timedelta(days=DEUX_ANS)
        days = [start + timedelta(days=number) for number in range(DEUX_ANS)]
        return [day for day in days if day.weekday() < 5 and day.month != 8]

    def meetings(self, days: list[date]) -> Counter:
        """A quarter of the clients were there before; the others come along."""
        known = self.societe.clients // 4
        return Counter({days[0]: known}) + Counter(self.hasard.choices(days, k=self.societe.clients - known))

    def deals(self, days: list[date]) -> Counter:
        """A deal a day at most, and a busy fortnight at the end."""
        return Counter(self.hasard.sample(days, self.societe.affaires)) + Counter(days[-10:])

    def at(self, day: date, membre: Membre) -> datetime:
        """It is now some working hour of that day, and this member acts."""
        moment = datetime.combine(day, time(self.hasard.randint(9, 17), self.hasard.randint(0, 59)), PARIS)
        before = self.temps.maintenant
        self.temps.maintenant = max(moment, before + timedelta(minutes=4)) if before else moment
        journal.sign(membre.id, membre.libelle)
        return self.temps.maintenant

    def read_notifications(self, day: date) -> None:
        for membre in self.membres:
            notifications.read_all(membre, self.at(day, membre))

    def meet(self, day: date) -> None:
        par = self.hasard.choice(self.membres)
        self.at(day, par)
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
            responsable_id=par.id,
            **values,
            **profil(values["nom"], particulier=particulier),
        )
        if not particulier:
            fonction = self.hasard.choice(FONCTIONS)
            contact = Contact.create(
                prenom=prenom, nom=nom, fonction=fonction, email=tiers.email, mobile=self.invention.mobile()
            )
            contact.attach(tiers, role="Direction générale", principal=True)
        if self.hasard.random() < 0.4:
            sujets.set_labels(tiers, {self.hasard.choice(self.etiquettes).id})
        if self.hasard.random() < 0.5:
            sujets.write_note(tiers, self.hasard.choice(NOTES), par)
        self.clients.append(tiers)

    def email(self, prenom: str, nom: str) -> str:
        plain = unicodedata.normalize("NFKD", f"{prenom}.{nom}.{len(self.clients)}".lower())
        return re.sub(r"[^a-z0-9.]", "", plain.encode("ascii", "ignore").decode()) + "@client.example"

    def live(self, day: date) -> None:
        """One deal: a devis, perhaps accepted, then an invoice, perhaps paid."""
        tiers, par = self.hasard.choice(self.clients), self.hasard.choice(self.membres)
        now = self.at(day, par)
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
        self.expect_payment(facture)

    def expect_payment(self, facture: Facture) -> None:
        """A few clients forget, some pay half."""
        if self.hasard.random() < 0.04:
            return
        late = self.hasard.choice((-12, -5, -1, 0, 2, 6, 15, 40))
        paid_on = max(facture.echeance + timedelta(days=late), facture.emise_le)
        self.payments.append((paid_on, facture))

    def collect(self, day: date) -> None:
        """Record what has reached the bank."""
        arrived = [payment for payment in self.payments if payment[0] <= day]
        self.payments = [payment for payment in self.payments if payment[0] > day]
        for paid_on, facture in arrived:
            par = self.hasard.choice(self.membres)
            now = self.at(day, par)
            share = Decimal("0.5") if self.hasard.random() < 0.05 else Decimal(1)
            amount = (facture.reste * share).quantize(Decimal("0.01"))
            mode = self.hasard.choices(("virement", "carte", "cheque"), (8, 1, 1))[0]
            Reglement.receive(facture.tiers, amount, paid_on, mode, par, now, imputer={facture.id: amount})

    def purchases(self, days: list[date]) -> dict[date, tuple]:
        """Three invoices of suppliers arrive: one is paid, one approved, one asks for another bank account."""
        chosen = [days[-24], days[-9], days[-2]]
        return dict(zip(chosen, zip(achats.files(chosen), ((204, 205, 211), (204, 205), ()), strict=True), strict=True))

    def buy(self, day: date, nom: str, octets: bytes, codes: tuple[int, ...]) -> None:
        now = self.at(day, self.membres[0])
        reception = Reception.receive(nom, octets, self.membres[0], now)
        reception.read(now, day)
        if reception.depense.tiers is None:
            fournisseurs.create(reception.depense, day)
        for code in codes:
            reception.depense.advance(code, self.membres[0], now, day)

    def sell_abroad(self, day: date, rang: int) -> None:
        """Met and invoiced thirty days before the end, paid eight before, invoiced again three before."""
        par = self.membres[0]
        now = self.at(day, par)
        if rang == -30:
            tiers = Tiers.create(day=day, responsable_id=par.id, **etranger.CLIENT)
            self.etrangere = etranger.sell(0, tiers, day, now, par)
        elif rang == -8:
            etranger.collect(self.etrangere, day, now, par)
        else:
            etranger.sell(1, self.etrangere.tiers, day, now, par)

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

"""Whether the e-mail addresses of contacts can receive: how each is written, then what the DNS says of its domain."""

from collections import Counter

import dns.resolver
from dns.exception import DNSException
from email_validator import EmailNotValidError, EmailUndeliverableError, validate_email
from sqlalchemy import select

from crm import journal
from crm.equipe import Membre
from crm.formats import nombre, pluriel
from crm.listes.lots import count, rehydrate
from crm.listes.pages import selection
from crm.listes.requete import Requete
from crm.tiers import VALIDITES, Contact
from tenants import Travail, db, later
from tenants.jobs import checkpoint, progress

BATCH = 10
LIFETIME = 3
PATIENCE = 5
"""Domains in a row without an answer, after which the DNS is out of order and nobody waits for it any more."""
SILENCE = " Le service des noms de domaine ne répond pas : recommencez plus tard."


class Verificateur:
    """Judges addresses, each domain once. What the DNS cannot say leaves an address as it was: None."""

    def __init__(self, resolver: dns.resolver.Resolver | None = None):
        self.resolver, self.known, self.silences = resolver, {}, 0

    @property
    def is_given_up(self) -> bool:
        return self.silences >= PATIENCE

    def judge(self, email: str) -> str | None:
        """« valide », « non_valide », or None when nobody can say."""
        try:
            domain = validate_email(email, check_deliverability=False).ascii_domain
        except EmailNotValidError:
            return "non_valide"
        if domain not in self.known:
            self.known[domain] = None if self.is_given_up else self._ask(email)
            self.silences = 0 if self.known[domain] else self.silences + 1
        return self.known[domain]

    def _ask(self, email: str) -> str | None:
        try:
            found = validate_email(email, dns_resolver=self._resolver())
        except EmailUndeliverableError as error:
            is_told = isinstance(error.__cause__, dns.resolver.NXDOMAIN | dns.resolver.NoAnswer | None)
            return "non_valide" if is_told else None
        except (DNSException, OSError):
            return None
        return "valide" if getattr(found, "mx", None) else None

    def _resolver(self) -> dns.resolver.Resolver:
        if self.resolver is None:
            self.resolver = dns.resolver.Resolver()
            self.resolver.lifetime = LIFETIME
        return self.resolver


class Verification:
    """The addresses of chosen contacts, verified by a worker."""

    @classmethod
    def verify_later(cls, requete: Requete, ids: list[int] | None, par: Membre) -> Travail:
        total = count(requete, ids)
        return later(
            cls.verify_now,
            titre=f"Vérification des adresses de {pluriel(total, 'contact')}",
            par_id=par.id,
            total=total,
            requete=requete.avec().to_query(resolue=True),
            ids=",".join(map(str, ids or [])),
            jour=requete.contexte.aujourdhui.isoformat(),
        )

    @classmethod
    def verify_now(cls, requete: str, ids: str, jour: str) -> dict:
        asked, par = rehydrate("contacts", requete, jour)
        journal.sign(par.id, par.libelle)
        where = selection(asked, [int(one) for one in ids.split(",")] if ids else None)
        chosen = list(db.session.scalars(select(Contact.id).where(*where).order_by(Contact.id)))
        verificateur = Verificateur()
        return {"phrase": _say(verify(chosen, verificateur)) + (SILENCE if verificateur.is_given_up else "")}


def verify(ids: list[int], verificateur: Verificateur) -> Counter:
    """Judge the addresses of these contacts and write what is known; how many of each validity there are."""
    found: Counter = Counter()
    for start in range(0, len(ids), BATCH):
        some = select(Contact.id, Contact.email).where(Contact.id.in_(ids[start : start + BATCH]))
        rows = db.session.execute(some.where(Contact.email.is_not(None))).all()
        judged = {row.id: (row.email, verificateur.judge(row.email)) for row in rows}
        found.update(_write(judged))
        checkpoint()
        progress(start + BATCH)
    return found


def _write(judged: dict[int, tuple[str, str | None]]) -> list[str]:
    contacts = list(db.session.scalars(select(Contact).where(Contact.id.in_(judged))))
    for contact in contacts:
        email, validite = judged[contact.id]
        if validite and contact.email == email:
            contact.validite_email = validite
    return [contact.validite_email for contact in contacts]


def _say(found: Counter) -> str:
    said = [f"{VALIDITES[code].lower()} : {nombre(found[code])}" for code in VALIDITES if found[code]]
    return f"Adresses vérifiées. {', '.join(said).capitalize()}." if said else "Aucune adresse à vérifier."

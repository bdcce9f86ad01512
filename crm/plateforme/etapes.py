"""The life of a document on its platform, told step by step."""

from datetime import datetime
from typing import NamedTuple

from crm.equipe import Membre
from crm.formats import euros, moment, pluriel
from crm.plateforme.messages import Message
from crm.plateforme.transmissions import Transmission

ICONES = {
    "203": "inbox",
    "204": "user-check",
    "205": "thumb-up",
    "206": "discount",
    "207": "message-circle",
    "208": "clock-pause",
    "209": "paperclip",
    "210": "thumb-down",
    "211": "transfer",
    "212": "coin-euro",
    "213": "ban",
    "251": "ban",
    "501": "ban",
    "601": "ban",
}


class Etape(NamedTuple):
    """`code`: of the status, when it is one; `details`: what was said with it."""

    quand: datetime
    icone: str
    ton: str
    titre: str
    code: str = ""
    details: tuple[str, ...] = ()
    par: Membre | None = None


def etapes(transmission: Transmission, plateforme: str) -> list[Etape]:
    """The latest first."""
    t = transmission
    done = f"Remise à {plateforme}" if t.deposee_a else "Transmission demandée"
    found = [Etape(t.deposee_a or t.demandee_a, "cloud-upload", "bleu", done, par=t.par)]
    for one in t.statuts:
        said = tuple(part for part in (one.raison, one.commentaire) if part)
        found.append(Etape(one.moment, ICONES.get(one.code, "send"), one.etat.ton, one.etat.libelle, one.code, said))
    for one in t.encaissements:
        titre = f"Encaissement de {euros(one.montant)}"
        found.append(Etape(one.demande_a, ICONES["212"], "vert", titre, "212", _sent(one, t)))
    for one in t.reponses:
        said = (pluriel(len(one.pieces), "fichier"), one.commentaire, *_sent(one, t))
        known = tuple(part for part in said if part)
        found.append(Etape(one.moment, ICONES[one.code], one.etat.ton, one.etat.libelle, one.code, known, one.par))
    return sorted(found, key=lambda etape: (etape.quand, etape.code), reverse=True)


def _sent(message: Message, transmission: Transmission) -> tuple[str, ...]:
    if message.transmis_a:
        return (f"Transmis le {moment(message.transmis_a)}",)
    return ("Non transmis : la facture est refusée ou rejetée",) if transmission.is_finale else ("À transmettre",)

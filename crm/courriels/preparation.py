"""The message proposed for a document, to be read again before it leaves."""

from typing import NamedTuple

from sqlalchemy import select

from crm import formats
from crm.avoirs import Avoir
from crm.courriels import copies, gabarits
from crm.courriels.modeles import ModeleMessage
from crm.devis import Devis, VersionDevis
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures import Document, Facture
from crm.parametres import Parametres
from crm.tiers import Contact, Rattachement
from tenants import db


class Proposition(NamedTuple):
    a: list[str]
    objet: str
    texte: str
    pieces: list[str]


def prepare(document: Devis | Document, par: Membre | None = None) -> Proposition:
    """To whom, and what: the text of the company in the language of the document. Raises RegleMetier on a draft."""
    code = type(document).__name__.lower()
    found = _fill(document, *ModeleMessage.text_of(code, document.langue), document.langue, par)
    if not copies.is_copie(document):
        return found
    objet, texte = copies.mark(document, found.objet, found.texte)
    return Proposition(found.a, objet, texte, [copies.name(document, nom) for nom in found.pieces])


def try_out(code: str, langue: str, objet: str, texte: str, par: Membre | None) -> Proposition | None:
    """These texts on the last document of their kind; None while there is none. Raises RegleMetier on a wrong field."""
    for nom, valeur in (("objet", objet), ("texte", texte)):
        gabarits.check(valeur, nom)
    modele, left = {"devis": (Devis, Devis.envoye_le), "facture": (Facture, Facture.emise_le)}.get(
        code, (Avoir, Avoir.emise_le)
    )
    last = select(modele).where(left.is_not(None), modele.supprime_le.is_(None)).order_by(modele.id.desc())
    document = db.session.scalar(last.limit(1))
    return _fill(document, objet, texte, langue, par) if document else None


def _fill(document: Devis | Document, objet: str, texte: str, langue: str, par: Membre | None) -> Proposition:
    printed = imprime(document)
    contact = document.contact or _principal(document.tiers.actuel.id)
    valeurs = _valeurs(document, contact, par, langue)
    to = (contact.email_sur if contact else None) or document.tiers.actuel.email
    filled = [gabarits.fill(part, valeurs) for part in (objet, texte)]
    return Proposition([to] if to else [], " ".join(filled[0].split()), filled[1], [printed.nom_pdf])


def imprime(document: Devis | Document) -> VersionDevis | Document:
    """What bears the PDF of a document that may leave."""
    if not isinstance(document, Devis):
        document.ensure_issued()
        return document
    if document.is_brouillon:
        raise RegleMetier("Ce devis est un brouillon : validez-le avant de l’envoyer.")
    return document.derniere_version


def _principal(tiers_id: int) -> Contact | None:
    """The first person to write to at this client."""
    query = select(Contact).join(Rattachement).where(Rattachement.tiers_id == tiers_id, Rattachement.principal)
    return db.session.scalar(query.where(Contact.supprime_le.is_(None), Contact.email.is_not(None)).limit(1))


def _valeurs(document, contact: Contact | None, par: Membre | None, langue: str) -> dict[str, str]:
    d = document
    parametres = Parametres.current()
    ei = " EI" if parametres.entrepreneur_individuel else ""
    origine = d.facture if isinstance(d, Avoir) else None
    return {
        "client": d.tiers.libelle,
        "contact": (contact.personne if contact else "") or d.tiers.libelle,
        "numero": d.numero_complet if isinstance(d, Devis) else d.numero,
        "objet": d.objet or "",
        "date": formats.jour(d.etabli_le if isinstance(d, Devis) else d.emise_le, "long", langue),
        "montant": formats.montant(d.total_ttc, d.devise, langue),
        "montant_ht": formats.montant(d.total_ht, d.devise, langue),
        "echeance": formats.jour(getattr(d, "echeance", None), "long", langue),
        "reste": formats.montant(getattr(d, "reste", d.total_ttc), d.devise, langue),
        "validite": formats.jour(getattr(d, "validite", None), "long", langue),
        "facture": origine.numero if origine else "",
        "entreprise": f"{parametres.libelle}{ei}",
        "signature": par.libelle if par else parametres.libelle,
    }

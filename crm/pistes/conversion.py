"""A piste becomes a tiers of the base, with its contact; both keep the trace of each other (D-103…D-118, E-007)."""

from datetime import datetime

from crm import richtexte, sujets
from crm.champs import carry
from crm.clock import PARIS
from crm.errors import RegleMetier
from crm.pistes.piste import Piste
from crm.statuts import Statut
from crm.tiers import Contact, Tiers
from tenants import db

ROLES = {"prospect": "Prospect de la base", "client": "Client"}
"""What a converted piste may become (D-109)."""


def convert(
    piste: Piste,
    *,
    now: datetime,
    tiers: Tiers | None = None,
    contact: Contact | None = None,
    role: str = "prospect",
    langue: str = "fr",
    responsable_id: int | None = None,
    personne: dict | None = None,
) -> Tiers:
    """Make the piste a tiers, or attach it to one that exists; its person becomes a contact (D-107…D-109, D-115),
    or is one of those there, when the tiers is one too. `personne`: what is known of them now, by field of a contact.

    An individual makes one record only (D-116). Raises RegleMetier when the piste is not qualified (D-105, tension 18).
    """
    if (reason := why_not(piste)) is not None:
        raise RegleMetier(reason)
    day = now.astimezone(PARIS).date()
    contact = contact if tiers else None
    tiers = tiers or _make_tiers(piste, day, role, langue, responsable_id or piste.responsable_id)
    if role == "client":
        tiers.become_client(day)
    tiers.learn_profile(piste)
    contact = contact or _make_contact(piste, tiers, personne or {})
    if contact and contact.id not in {link.contact_id for link in tiers.contacts}:
        contact.attach(tiers)
    _hand_over(piste, tiers)
    for made in (tiers, contact):
        if made:
            carry(piste, made)
    piste.convertie_le, piste.tiers_id, piste.contact_id = now, tiers.id, contact.id if contact else None
    piste.pass_to(Statut.coded("pistes", "convertie"))
    db.session.flush()
    return tiers


def why_not(piste: Piste) -> str | None:
    """Why this piste cannot be converted now, if it cannot."""
    if piste.is_convertie:
        return f"{piste.libelle} est déjà convertie."
    if not piste.statut.convertible:
        ready = [f"« {statut.libelle} »" for statut in Statut.of("pistes") if statut.convertible]
        choix = " ou ".join(part for part in (", ".join(ready[:-1]), *ready[-1:]) if part)
        return f"Passez d’abord le prospect au statut {choix} : il pourra alors être converti."
    return None


def _make_tiers(piste: Piste, day, role: str, langue: str, responsable_id: int | None) -> Tiers:
    individual = not piste.entreprise
    adresse = {key: getattr(piste, key) for key in ("ligne1", "ligne2", "code_postal", "ville", "pays")}
    return Tiers.create(
        nature="individu" if individual else "societe",
        nom=piste.entreprise or piste.nom or piste.libelle,
        prenom=piste.prenom if individual else None,
        civilite=piste.civilite if individual else None,
        qualification="particulier" if individual else "assujetti_fr",
        siret=piste.siren,
        email=piste.email if piste.has_email else None,
        telephone=piste.telephone or (piste.mobile if individual else None),
        site=piste.site,
        langue=langue,
        description="".join(map(richtexte.to_html, (piste.description, piste.notes))),
        responsable_id=responsable_id,
        equipe_id=piste.equipe_id,
        agence_id=piste.agence_id,
        roles=[role],
        adresse=adresse if piste.ville else None,
        day=day,
    )


def _make_contact(piste: Piste, tiers: Tiers, personne: dict) -> Contact | None:
    kept = ("civilite", "prenom", "nom", "fonction", "departement", "telephone", "mobile", "responsable_id")
    values = {key: getattr(piste, key) for key in kept} | {"email": piste.email if piste.has_email else None} | personne
    if tiers.is_individu or not (values["nom"] or values["prenom"]):
        return None
    if not values["nom"]:
        raise RegleMetier("Indiquez le nom du contact.", "contact_nom")
    return Contact.create(**values, langue=tiers.langue)


def _hand_over(piste: Piste, tiers: Tiers) -> None:
    """Labels and files follow."""
    worn = sujets.labels_of(piste.__tablename__, [piste.id]).get(piste.id, [])
    sujets.label(tiers, {etiquette.id for etiquette in worn}, set())
    for piece in sujets.pieces_of(piste):
        kept = {key: getattr(piece, key) for key in ("nom", "type_mime", "taille", "sha256", "membre_id")}
        db.session.add(sujets.Piece(sujet_type=tiers.__tablename__, sujet_id=tiers.id, **kept))

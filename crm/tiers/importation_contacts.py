"""What a file may say of contacts, and of the company of each (B-024, B-061)."""

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm import saisie
from crm.errors import RegleMetier
from crm.imports import Champ, Importable, ParLot, Passage, Repere
from crm.imports import lecteurs as lit
from crm.imports.declaration import simple
from crm.tiers import LANGUES, PROFILS_CONTACT, VALIDITES, Consentement, Contact, Tiers
from crm.tiers.importation import CIVILITES, CODE, EMAILS, TELEPHONES, said
from tenants import db


class Organisation(ParLot):
    """The client of this name, else the name of one to be made; two of the same name cannot be told apart."""

    def __init__(self, passage: Passage):
        self.known: dict[str, list[Tiers]] = {}

    def gather(self, cells: Iterable[str]) -> None:
        self.known = {}
        for tiers in _clients(Tiers.tri_nom.in_({simple(cell) for cell in cells})):
            self.known.setdefault(simple(tiers.nom), []).append(tiers)

    def __call__(self, cell: str) -> Tiers | str:
        name = " ".join(cell.split())
        known = self.known.get(simple(name), [])
        if len(name) > 120:
            raise RegleMetier("120 caractères au plus.")
        if len(known) > 1:
            raise RegleMetier(f"Plusieurs clients s’appellent « {name} » : donnez leur code dans « Code client ».")
        return known[0] if known else name


class CodeClient(ParLot):
    """The client of this code."""

    def __init__(self, passage: Passage):
        self.read, self.known = CODE.prepare(passage), {}

    def gather(self, cells: Iterable[str]) -> None:
        codes = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 19]
        self.known = {tiers.id: tiers for tiers in _clients(Tiers.id.in_(codes))}

    def __call__(self, cell: str) -> Tiers:
        tiers = self.known.get(self.read(cell))
        if tiers is None:
            raise RegleMetier("aucun client ne porte ce code.")
        return tiers


def _clients(which) -> list[Tiers]:
    query = select(Tiers).where(which, Tiers.supprime_le.is_(None)).options(selectinload(Tiers.rattachements))
    return list(db.session.scalars(query))


def consentement(passage: Passage) -> Callable[[str], Consentement]:
    """« oui », « non », or the day it was given."""

    def read(text: str) -> Consentement:
        if any(char.isdigit() for char in text.strip()[1:]):
            return Consentement(True, saisie.read_jour(text), passage.jour)
        return Consentement(saisie.read_oui_non(text), None, passage.jour)

    return read


CHAMPS_CONTACT = (
    Champ("code_contact", "Code contact", lit.entier(1, 2**62), ("code", "id", "identifiant", "code unique")),
    Champ("civilite", "Civilité", lit.valeur("civilite", CIVILITES), ("titre", "civ", "m/mme")),
    Champ("prenom", "Prénom", lit.texte(80), ("first name", "firstname")),
    Champ("nom", "Nom", lit.texte(80), ("nom de famille", "last name", "lastname", "contact")),
    Champ("organisation", "Société", Organisation,
          ("organisation", "entreprise", "raison sociale", "client", "company", "employeur", "sociétés"),
          module="clients"),
    Champ("code_client", "Code client de la société", CodeClient, ("code client", "code société"),
          module="clients"),
    Champ("role", "Rôle dans la société", lit.valeur("role_contact"), ("rôle",), module="clients"),
    Champ("fonction", "Fonction", lit.valeur("fonction"), ("poste", "job title", "métier")),
    Champ("departement", "Département", lit.valeur("departement"), ("service",)),
    Champ("email", "E-mail", lit.toujours(saisie.read_email), EMAILS),
    Champ("validite_email", "Validité de l’e-mail", lit.choix(VALIDITES), ("validité", "validité email")),
    Champ("email2", "Deuxième e-mail", lit.toujours(saisie.read_email), ("email 2", "e-mail 2", "autre e-mail")),
    Champ("telephone", "Téléphone", lit.toujours(lit.telephone), TELEPHONES),
    Champ("mobile", "Mobile", lit.toujours(lit.telephone), ("portable", "gsm", "téléphone mobile", "tel mobile")),
    Champ("type_contact", "Type de client", lit.valeur("type_contact"), ("type", "type de contact")),
    Champ("nature", "Profil", lit.choix(PROFILS_CONTACT), ("btob ou btoc",)),
    Champ("consentement", "Opt-in", consentement, ("optin", "consentement", "newsletter")),
    Champ("langue", "Langue", lit.choix(LANGUES)),
    Champ("responsable_id", "Responsable", lit.membre, ("assigné à", "commercial", "suivi par")),
    Champ("etiquettes", "Étiquettes", lit.etiquettes, ("tags", "étiquette", "labels")),
    Champ("description", "Notes", lit.texte_long(), ("note", "commentaire", "remarques", "observations")),
)  # fmt: skip
LIENS = ("organisation", "code_client", "role", "code_contact")


def _create_contact(values: dict, passage: Passage) -> Contact:
    contact = Contact.draft(**{key: value for key, value in values.items() if key not in LIENS})
    _tie(contact, values, passage)
    return contact


def _change_contact(contact: Contact, values: dict, passage: Passage) -> None:
    contact.revise(**{key: value for key, value in values.items() if key not in LIENS})
    _tie(contact, values, passage)


def _tie(contact: Contact, values: dict, passage: Passage) -> None:
    """Attach the person to their company, made when nobody knows it."""
    tiers = values.get("code_client") or values.get("organisation")
    if isinstance(tiers, str):
        tiers = _made_by_a_row_above(tiers, passage) or _new_company(tiers, passage)
    if tiers is not None and all(one.tiers is not tiers for one in contact.tiers_actifs):
        contact.tie(tiers, role=values.get("role"))


def _made_by_a_row_above(nom: str, passage: Passage) -> Tiers | None:
    """Unless the row that made it was refused since."""
    made = passage.memoire.get(simple(nom))
    return made if made is not None and made in db.session else None


def _new_company(nom: str, passage: Passage) -> Tiers:
    if not passage.par.can("clients", "ecriture"):
        raise RegleMetier(f"Société : « {nom} » n’existe pas, et vous ne pouvez pas créer de client.")
    passage.memoire[simple(nom)] = tiers = Tiers.draft(nom=nom, day=passage.jour, roles=["prospect"])
    return tiers


def _full_name(values: dict) -> tuple | None:
    return (simple(values.get("nom")), values["prenom"]) if values.get("nom") and values.get("prenom") else None


CONTACTS = Importable(
    cle="contacts",
    module="contacts",
    modele=Contact,
    mot="contact",
    mots="contacts",
    fixes=CHAMPS_CONTACT,
    un_de=("nom", "email"),
    reperes=(
        Repere("Même code", "code_contact", (Contact.id,), said("code_contact"), certain=True),
        Repere("Même e-mail", "email", (Contact.email,), said("email")),
        Repere("Même nom et même prénom", "nom", (Contact.tri_nom, Contact.prenom), _full_name),
    ),
    creer=_create_contact,
    modifier=_change_contact,
    avec=(Contact.rattachements,),
)

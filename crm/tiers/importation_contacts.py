"""What a file may say of contacts, and of the company of each (B-024, B-061)."""

from sqlalchemy import select

from crm import saisie
from crm.errors import RegleMetier
from crm.imports import Champ, Importable, Passage, Repere
from crm.imports import lecteurs as lit
from crm.imports.declaration import Lecteur, simple
from crm.tiers import LANGUES, Contact, Tiers
from crm.tiers.importation import CODE, TELEPHONES, put_labels, said
from tenants import db


def _organisation(passage: Passage) -> Lecteur:
    """The name of a client; two of the same name cannot be told apart."""

    def read(text: str) -> str:
        name = " ".join(text.split())
        if len(name) > 120:
            raise RegleMetier("120 caractères au plus.")
        if len(_named(name)) > 1:
            raise RegleMetier(f"Plusieurs clients s’appellent « {name} » : donnez leur code dans « Code client ».")
        return name

    return read


def _named(name: str) -> list[Tiers]:
    query = select(Tiers).where(Tiers.tri_nom == simple(name), Tiers.supprime_le.is_(None))
    return list(db.session.scalars(query.limit(2)))


def _code_client(passage: Passage) -> Lecteur:
    read = CODE.prepare(passage)

    def known(text: str) -> int:
        tiers = db.session.get(Tiers, read(text))
        if tiers is None or tiers.is_in_trash:
            raise RegleMetier("aucun client ne porte ce code.")
        return tiers.id

    return known


CHAMPS_CONTACT = (
    Champ("code_contact", "Code contact", lit.entier(1, 2**62), ("code", "id", "identifiant", "code unique")),
    Champ("civilite", "Civilité", lit.valeur("civilite"), ("titre", "civ", "m/mme")),
    Champ("prenom", "Prénom", lit.texte(80), ("first name", "firstname")),
    Champ("nom", "Nom", lit.texte(80), ("nom de famille", "last name", "lastname", "contact"), obligatoire=True),
    Champ("organisation", "Société", _organisation,
          ("organisation", "entreprise", "raison sociale", "client", "company", "employeur", "sociétés")),
    Champ("code_client", "Code client de la société", _code_client, ("code client", "code société")),
    Champ("role", "Rôle dans la société", lit.valeur("role_contact"), ("rôle",)),
    Champ("fonction", "Fonction", lit.texte(80), ("poste", "job title", "métier")),
    Champ("email", "E-mail", lit.toujours(saisie.read_email),
          ("email", "mail", "courriel", "adresse e-mail", "adresse mail", "e mail")),
    Champ("telephone", "Téléphone", lit.toujours(lit.telephone), TELEPHONES),
    Champ("mobile", "Mobile", lit.toujours(lit.telephone), ("portable", "gsm", "téléphone mobile", "tel mobile")),
    Champ("langue", "Langue", lit.choix(LANGUES)),
    Champ("responsable_id", "Responsable", lit.membre, ("commercial", "suivi par")),
    Champ("etiquettes", "Étiquettes", lit.etiquettes, ("tags", "étiquette", "labels")),
    Champ("description", "Notes", lit.texte_long(), ("note", "commentaire", "remarques", "observations")),
)  # fmt: skip
LIENS = ("organisation", "code_client", "role", "code_contact", "etiquettes")


def _create_contact(values: dict, passage: Passage) -> Contact:
    contact = Contact.create(**{key: value for key, value in values.items() if key not in LIENS})
    return _tie(contact, values, passage)


def _change_contact(contact: Contact, values: dict, passage: Passage) -> Contact:
    contact.revise(**{key: value for key, value in values.items() if key not in LIENS})
    return _tie(contact, values, passage)


def _tie(contact: Contact, values: dict, passage: Passage) -> Contact:
    """Attach the person to their company, made when nobody knows it."""
    tiers = db.session.get(Tiers, values["code_client"]) if "code_client" in values else None
    if tiers is None and values.get("organisation"):
        known = _named(values["organisation"])
        tiers = known[0] if known else _new_company(values["organisation"], passage)
    if tiers is not None and all(one.tiers_id != tiers.id for one in contact.tiers_actifs):
        contact.attach(tiers, role=values.get("role"))
    put_labels(contact, values.get("etiquettes"))
    return contact


def _new_company(nom: str, passage: Passage) -> Tiers:
    if not passage.par.can("clients", "ecriture"):
        raise RegleMetier(f"Société : « {nom} » n’existe pas, et vous ne pouvez pas créer de client.")
    return Tiers.create(nom=nom, day=passage.jour, roles=["prospect"])


def _full_name(values: dict) -> tuple | None:
    return (simple(values.get("nom")), values["prenom"]) if values.get("nom") and values.get("prenom") else None


CONTACTS = Importable(
    cle="contacts",
    module="contacts",
    modele=Contact,
    mot="contact",
    mots="contacts",
    fixes=CHAMPS_CONTACT,
    reperes=(
        Repere("Même code", "code_contact", (Contact.id,), said("code_contact"), certain=True),
        Repere("Même e-mail", "email", (Contact.email,), said("email")),
        Repere("Même nom et même prénom", "nom", (Contact.tri_nom, Contact.prenom), _full_name),
    ),
    creer=_create_contact,
    modifier=_change_contact,
)

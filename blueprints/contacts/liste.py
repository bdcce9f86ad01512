from dataclasses import replace
from datetime import date
from functools import lru_cache

from flask import g
from sqlalchemy.orm import joinedload, selectinload

from blueprints.contacts import bp
from blueprints.listes import install
from crm import sujets
from crm.champs import listes as champs
from crm.equipe import Membre
from crm.listes import (
    Champ,
    Colonne,
    FiltreChoix,
    FiltreConditions,
    FiltreDates,
    FiltreEtiquettes,
    FiltreMembre,
    FiltreSelections,
    FiltreTexte,
    Liste,
    Palette,
    Tirage,
    Vide,
    Vue,
    tri_fr,
)
from crm.parametres import Parametres
from crm.tiers import PROFILS_CONTACT, VALIDITES, Contact, Rattachement
from crm.valeurs import Valeur


def societes(contact: Contact) -> str:
    return ", ".join(un.tiers.libelle for un in contact.rattachements if not un.is_in_trash)


def validite(contact: Contact) -> tuple[str, str] | None:
    return (contact.validite.libelle, contact.validite.ton) if contact.validite else None


def optin(contact: Contact) -> date | str | None:
    """As an import reads it again."""
    return "non" if contact.optin is False else contact.optin_le


def types() -> dict[str, str]:
    return {valeur.libelle: valeur.libelle for valeur in Valeur.all_of("type_contact")}


def known() -> list[tuple[str, str]]:
    return [(valeur.libelle, valeur.libelle) for valeur in Valeur.of("type_contact")]


def detail(contact: Contact) -> str:
    return " · ".join(part for part in (contact.fonction, contact.email) if part)


A_ANONYMISER = Contact.anonymiser_le.is_not(None) & Contact.anonymise_le.is_(None)
EFFACES = "Leurs données personnelles seront effacées au jour dit. D’ici là, ouvrez la fiche pour annuler."
OPTINS = {
    "oui": ("Donné", Contact.optin_le.is_not(None) & Contact.optout_le.is_(None)),
    "non": ("Retiré", Contact.optout_le.is_not(None)),
    "inconnu": ("Non demandé", Contact.optin_le.is_(None) & Contact.optout_le.is_(None)),
}
LISTE = Liste(
    cle="contacts",
    module="contacts",
    modele=Contact,
    titre="Contacts",
    mot="contact",
    icone="address-book",
    recherche=Contact.recherche,
    prefixe=Contact.tri_nom,
    indice="Nom, fonction, e-mail, téléphone…",
    tri_defaut="nom",
    options=(
        joinedload(Contact.responsable),
        selectinload(Contact.rattachements).joinedload(Rattachement.tiers),
    ),
    etiquetable=True,
    complement=lambda liste: champs.extend(called(organisation())),
    colonnes=(
        Colonne("nom", "Nom", "nom", lambda contact: contact.libelle, Contact.tri_nom, sous=detail),
        Colonne("societes", "Sociétés", valeur=societes, tri=Contact.tri_organisation, classe="ui-mobile-bas"),
        Colonne("fonction", "Fonction", tri=tri_fr(Contact.fonction), defaut=False),
        Colonne("departement", "Département", defaut=False),
        Colonne("email", "E-mail", "email", tri=Contact.email, classe="ui-masque-2"),
        Colonne("validite_email", "Validité de l’e-mail", "etat", validite, Contact.validite_email,
                classe="ui-masque-2", export=lambda contact: contact.validite and contact.validite.libelle),
        Colonne("anonymiser_le", "À anonymiser le", "date", defaut=False),
        Colonne("email2", "Deuxième e-mail", "email", defaut=False),
        Colonne("telephone", "Téléphone", "telephone", classe="ui-masque-1"),
        Colonne("mobile", "Mobile", "telephone", classe="ui-mobile"),
        Colonne("type_contact", "Type de client", tri=Contact.type_contact, defaut=False),
        Colonne("profil", "Profil", valeur=lambda contact: PROFILS_CONTACT[contact.nature], defaut=False),
        Colonne("optin", "Opt-in", "date", lambda contact: contact.optin_le if contact.optin else None, defaut=False,
                export=optin),
        Colonne("responsable", "Assigné à", "membre", classe="ui-masque-1"),
        Colonne("etiquettes", "Étiquettes", "etiquettes", charge=lambda ids: sujets.labels_of("contacts", ids)),
        Colonne("cree_le", "Créé le", "date", tri=Contact.cree_le, defaut=False),
        Colonne("modifie_le", "Modifié le", "date", tri=Contact.modifie_le, defaut=False, classe="ui-masque-2"),
    ),
    filtres=(
        FiltreTexte("fonction", "Fonction", "briefcase", colonne=Contact.fonction),
        FiltreChoix(
            "departement",
            "Département",
            "users-group",
            colonne=Contact.departement,
            discret=True,
            choix=lambda: {one.libelle: one.libelle for one in Valeur.all_of("departement")},
        ),
        FiltreMembre("responsable", "Assigné à", "user", colonne=Contact.responsable_id),
        FiltreChoix("validite", "Validité de l’e-mail", "mail", colonne=Contact.validite_email, choix=VALIDITES),
        FiltreChoix("type", "Type de client", "users", colonne=Contact.type_contact, choix=types, discret=True),
        FiltreConditions("optin", "Opt-in", "check", choix=OPTINS),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Contact),
        FiltreSelections(liste="contacts", modele=Contact),
        FiltreDates("cree", "Créé", "calendar", colonne=Contact.cree_le),
    ),
    vues=(
        Vue("tous", "Tous"),
        Vue("miens", "Mes contacts", lambda contexte: Contact.responsable_id == contexte.membre_id),
        Vue("corbeille", "Corbeille", lambda contexte: Contact.anonymiser_le.is_(None), corbeille=True, compte=False),
        Vue("a_anonymiser", "À anonymiser", lambda contexte: A_ANONYMISER, corbeille=True, compte=False, avis=EFFACES),
    ),
    champs=(
        Champ("responsable_id", "Assigné à", "user-edit", Membre.choices, lambda v: int(v) if v else None),
        Champ("type_contact", "Type de client", "users", known, valeurs="type_contact"),
    ),
    tirages=(
        Tirage("Vérifier les adresses", "mail-check", "new_verification", "contacts"),
        Tirage("Fusionner", "arrows-join", "new_fusion_choisie", "contacts"),
    ),
    cartes=("societes", "email", "validite_email", "telephone", "responsable", "cree_le"),
    noms_dessins={"cartes": ("Liste", "layout-list")},
    palette=Palette("Contacts", "address-book", detail),
    vide=Vide(
        "Gardez le nom de vos interlocuteurs",
        "Chaque personne, sa fonction et ses coordonnées, dans une société ou dans plusieurs.",
        "Ajouter un contact",
    ),
)  # fmt: skip


def organisation() -> str | None:
    """The company's word for its clients, to which contacts are attached; None where it does without (C-009)."""
    parametres = g.get("parametres") or Parametres.current()
    return parametres.titre_module("clients") if parametres.is_active("clients") else None


@lru_cache(64)
def called(mot: str | None) -> Liste:
    """The list, the organisations of each contact under this word; without them when there is none."""
    titled = (replace(one, titre=mot) if one.cle == "societes" else one for one in LISTE.colonnes)
    columns = tuple(one for one in titled if mot or one.cle != "societes")
    return replace(LISTE, colonnes=columns, cartes=tuple(one for one in LISTE.cartes if mot or one != "societes"))


ECRAN = install(bp, LISTE)

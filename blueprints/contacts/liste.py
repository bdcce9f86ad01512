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
    FiltreDates,
    FiltreEtiquettes,
    FiltreMembre,
    FiltreTexte,
    Liste,
    Palette,
    Tirage,
    Vide,
    Vue,
    tri_fr,
)
from crm.tiers import Contact, Rattachement
from crm.valeurs import Valeur


def societes(contact: Contact) -> str:
    return ", ".join(un.tiers.libelle for un in contact.rattachements if not un.is_in_trash)


def detail(contact: Contact) -> str:
    return " · ".join(part for part in (contact.fonction, contact.email) if part)


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
    complement=champs.extend,
    colonnes=(
        Colonne("nom", "Nom", "nom", lambda contact: contact.libelle, Contact.tri_nom, sous=detail),
        Colonne("societes", "Sociétés", valeur=societes, classe="ui-mobile-bas"),
        Colonne("fonction", "Fonction", tri=tri_fr(Contact.fonction), defaut=False),
        Colonne("departement", "Département", defaut=False),
        Colonne("email", "E-mail", "email", tri=Contact.email, classe="ui-masque-2"),
        Colonne("telephone", "Téléphone", "telephone", classe="ui-masque-1"),
        Colonne("mobile", "Mobile", "telephone", classe="ui-mobile"),
        Colonne("responsable", "Responsable", "membre", classe="ui-masque-1"),
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
        FiltreMembre("responsable", "Responsable", "user", colonne=Contact.responsable_id),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Contact),
        FiltreDates("cree", "Créé", "calendar", colonne=Contact.cree_le),
    ),
    vues=(
        Vue("tous", "Tous"),
        Vue("miens", "Mes contacts", lambda contexte: Contact.responsable_id == contexte.membre_id),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    champs=(Champ("responsable_id", "Responsable", "user-edit", Membre.choices, lambda v: int(v) if v else None),),
    tirages=(Tirage("Fusionner", "arrows-join", "new_fusion_choisie", "contacts"),),
    palette=Palette("Contacts", "address-book", detail),
    vide=Vide(
        "Gardez le nom de vos interlocuteurs",
        "Chaque personne, sa fonction et ses coordonnées, dans une société ou dans plusieurs.",
        "Ajouter un contact",
    ),
)
ECRAN = install(bp, LISTE)

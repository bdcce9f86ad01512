from sqlalchemy.orm import joinedload

from blueprints.clients import bp
from blueprints.listes import install, profil, suivi
from crm import sujets
from crm.champs import listes as champs
from crm.communes import filtres as lieux
from crm.listes import (
    Colonne,
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
from crm.tiers import Tiers


def roles(tiers: Tiers) -> list[tuple[str, str]]:
    known = [
        (tiers.client_depuis, "Client", "vert"),
        (tiers.prospect_depuis if not tiers.client_depuis else None, "Prospect", "bleu"),
        (tiers.fournisseur_depuis, "Fournisseur", "violet"),
    ]
    return [(texte, ton) for depuis, texte, ton in known if depuis]


def detail(tiers: Tiers) -> str:
    return " · ".join(part for part in (tiers.ville, tiers.email) if part)


IS_CLIENT = Tiers.client_depuis.is_not(None)
IS_PROSPECT = Tiers.prospect_depuis.is_not(None) & Tiers.client_depuis.is_(None)
IS_FOURNISSEUR = Tiers.fournisseur_depuis.is_not(None)

LISTE = Liste(
    cle="clients",
    module="clients",
    modele=Tiers,
    titre="Clients",
    mot="client",
    icone="building",
    recherche=Tiers.recherche,
    prefixe=Tiers.tri_nom,
    indice="Nom, e-mail, ville, SIREN…",
    tri_defaut="nom",
    options=(joinedload(Tiers.responsable),),
    etiquetable=True,
    complement=champs.extend,
    colonnes=(
        Colonne("nom", "Nom", "nom", lambda tiers: tiers.libelle, Tiers.tri_nom, sous=detail),
        Colonne(
            "type",
            "Type",
            "etat",
            roles,
            export=lambda tiers: ", ".join(texte for texte, _ in roles(tiers)),
            classe="ui-mobile",
        ),
        Colonne("ville", "Ville", tri=tri_fr(Tiers.ville), defaut=False),
        Colonne("code_postal", "Code postal", tri=Tiers.code_postal, defaut=False),
        *lieux.colonnes(Tiers),
        Colonne("telephone", "Téléphone", "telephone", classe="ui-masque-1"),
        Colonne("email", "E-mail", "email", tri=Tiers.email, defaut=False),
        Colonne("siren", "SIREN", "siren", tri=Tiers.siren, defaut=False),
        Colonne("responsable", "Responsable", "membre", classe="ui-masque-1"),
        Colonne(
            "etiquettes",
            "Étiquettes",
            "etiquettes",
            charge=lambda ids: sujets.labels_of("tiers", ids),
            classe="ui-mobile-bas",
        ),
        *suivi.colonnes(Tiers),
        Colonne("provenance", "Provenance", defaut=False),
        *profil.colonnes(),
        Colonne("client_depuis", "Client depuis", "date", tri=Tiers.client_depuis, defaut=False),
        Colonne("cree_le", "Créé le", "date", tri=Tiers.cree_le, defaut=False),
        Colonne("modifie_le", "Modifié le", "date", tri=Tiers.modifie_le, classe="ui-masque-2"),
    ),
    filtres=(
        FiltreConditions(
            "type",
            "Type",
            "circle-dashed",
            choix={
                "client": ("Client", IS_CLIENT, "vert"),
                "prospect": ("Prospect", IS_PROSPECT, "bleu"),
                "fournisseur": ("Fournisseur", IS_FOURNISSEUR, "violet"),
            },
        ),
        FiltreTexte("ville", "Ville", "map-pin", colonne=Tiers.ville),
        *lieux.filtres(Tiers),
        FiltreMembre("responsable", "Responsable", "user", colonne=Tiers.responsable_id),
        *suivi.filtres(Tiers),
        *profil.filtres(Tiers),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Tiers),
        FiltreSelections(liste="clients", modele=Tiers),
        FiltreDates("cree", "Créé", "calendar", colonne=Tiers.cree_le),
    ),
    vues=(
        Vue("tous", "Tous"),
        Vue("clients", "Clients", lambda contexte: IS_CLIENT),
        Vue("prospects", "Prospects", lambda contexte: IS_PROSPECT),
        Vue("fournisseurs", "Fournisseurs", lambda contexte: IS_FOURNISSEUR),
        Vue("miens", "Mes clients", lambda contexte: IS_CLIENT & (Tiers.responsable_id == contexte.membre_id)),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    tirages=(
        Tirage("Enveloppes", "mail", "new_enveloppes"),
        Tirage("Fusionner", "arrows-join", "new_fusion_choisie", "clients"),
    ),
    champs=(*suivi.champs("Responsable"), *profil.champs()),
    groupes=(suivi.groupe(Tiers, "Responsable"), *profil.groupes(Tiers)),
    palette=Palette("Clients", "building", detail),
    vide=Vide(
        "Rassemblez vos clients et vos prospects",
        "Leurs coordonnées, leurs contacts, leurs devis et leurs factures, au même endroit.",
        "Ajouter un client",
    ),
)
ECRAN = install(bp, LISTE)

from sqlalchemy.orm import joinedload

from blueprints.devis import bp
from blueprints.listes import install
from crm import sujets
from crm.clock import today
from crm.devis import Devis
from crm.devises import argent
from crm.equipe import Membre
from crm.formats import montant
from crm.listes import (
    Champ,
    Colonne,
    FiltreChoix,
    FiltreDates,
    FiltreEtiquettes,
    FiltreMembre,
    FiltreMontants,
    FiltreTexte,
    Liste,
    Palette,
    Tirage,
    Vide,
    Vue,
)
from crm.souches import Souche

HT = Devis.total_ht_eur
SENT, ACCEPTED = Devis.envoye_le.is_not(None), Devis.accepte_le.is_not(None)
WAITING = SENT & Devis.accepte_le.is_(None) & Devis.refuse_le.is_(None)


def etat(devis: Devis) -> tuple[str, str]:
    found = devis.etat(today())
    return found.libelle, found.ton


def detail(devis: Devis) -> str:
    return " · ".join(part for part in (devis.nom_client, montant(devis.total_ttc, devis.devise)) if part)


LISTE = Liste(
    cle="devis",
    module="devis",
    modele=Devis,
    titre="Devis",
    mot="devis",
    mots="devis",
    icone="file-text",
    recherche=Devis.recherche,
    indice="Numéro, client, objet…",
    tri_defaut="-modifie_le",
    options=(joinedload(Devis.responsable),),
    etiquetable=True,
    colonnes=(
        Colonne(
            "numero",
            "Devis",
            "nom",
            lambda d: d.numero_complet or "Brouillon",
            Devis.numero,
            sous=lambda d: d.nom_client,
            carre=lambda d: d.nom_client,
        ),
        Colonne("client", "Client", valeur=lambda d: d.nom_client, tri=Devis.tri_client, defaut=False),
        Colonne("objet", "Objet", classe="ui-masque-2"),
        Colonne("etat", "État", "etat", etat, classe="ui-mobile-bas"),
        Colonne("etabli_le", "Date", "date", tri=Devis.etabli_le, classe="ui-masque-1"),
        Colonne("validite", "Valable jusqu’au", "date", tri=Devis.validite),
        Colonne("total_ht", "Total HT", "montant", argent("total_ht"), HT, somme=HT, classe="ui-mobile"),
        Colonne("total_ttc", "Total TTC", "montant", argent("total_ttc"), Devis.total_ttc_eur, defaut=False),
        Colonne("responsable", "Responsable", "membre", classe="ui-masque-1"),
        Colonne(
            "etiquettes", "Étiquettes", "etiquettes", charge=lambda ids: sujets.labels_of("devis", ids), defaut=False
        ),
        Colonne("modifie_le", "Modifié le", "date", tri=Devis.modifie_le, defaut=False),
    ),
    filtres=(
        FiltreDates("etabli", "Date", "calendar", colonne=Devis.etabli_le),
        FiltreMontants("total", "Total HT", "currency-euro", colonne=HT),
        FiltreTexte("client", "Client", "building", colonne=Devis.nom_client),
        FiltreMembre("responsable", "Responsable", "user", colonne=Devis.responsable_id),
        FiltreChoix(
            "serie", "Série", "list-numbers", colonne=Devis.serie, choix=lambda: Souche.noms("devis"), discret=True
        ),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Devis),
    ),
    vues=(
        Vue("tous", "Tous"),
        Vue("brouillons", "Brouillons", lambda contexte: Devis.envoye_le.is_(None)),
        Vue("a_envoyer", "À envoyer", lambda contexte: WAITING & Devis.parti_le.is_(None)),
        Vue("en_attente", "En attente", lambda contexte: WAITING & (Devis.validite >= contexte.aujourdhui)),
        Vue("expires", "Expirés", lambda contexte: WAITING & (Devis.validite < contexte.aujourdhui)),
        Vue("a_facturer", "À facturer", lambda contexte: ACCEPTED & (Devis.montant_facture == 0)),
        Vue("refuses", "Refusés", lambda contexte: Devis.refuse_le.is_not(None)),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    champs=(Champ("responsable_id", "Responsable", "user-edit", Membre.choices, lambda v: int(v) if v else None),),
    tirages=(Tirage("Facture périodique", "stack-2", "new_facture_periodique", "factures"),),
    palette=Palette("Devis", "file-text", detail),
    vide=Vide(
        "Proposez, puis facturez en un clic",
        "Vos devis, leurs versions et les réponses de vos clients.",
        "Créer un devis",
    ),
)
ECRAN = install(bp, LISTE, en_volet=False)

from sqlalchemy.orm import joinedload

from blueprints.factures import bp
from blueprints.listes import install
from crm import sujets
from crm.clock import today
from crm.devises import argent, reste
from crm.equipe import Membre
from crm.factures import Facture, SuiviFacture
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
    Vide,
    Vue,
)
from crm.souches import Souche

S = SuiviFacture
DUE = (S.nature == Facture.identite) & (S.reste > 0)

PAID = (S.nature == Facture.identite) & (S.reste <= 0) & S.remplacee_le.is_(None)
TTC = Facture.total_ttc_eur


def etat(facture: Facture) -> tuple[str, str]:
    found = facture.etat(today())
    return found.libelle, found.ton


def detail(facture: Facture) -> str:
    return " · ".join(part for part in (facture.nom_client, montant(facture.total_ttc, facture.devise)) if part)


LISTE = Liste(
    cle="factures",
    module="factures",
    modele=Facture,
    titre="Factures",
    mot="facture",
    feminin=True,
    icone="file-invoice",
    recherche=Facture.recherche,
    indice="Numéro, client, objet…",
    tri_defaut="-emise_le",
    options=(joinedload(Facture.suivi), joinedload(Facture.responsable)),
    jointures=(SuiviFacture,),
    etiquetable=True,
    colonnes=(
        Colonne(
            "numero",
            "Facture",
            "nom",
            lambda f: f.numero or "Brouillon",
            Facture.numero,
            sous=lambda f: f.nom_client,
            carre=lambda f: f.nom_client,
        ),
        Colonne("client", "Client", valeur=lambda f: f.nom_client, tri=Facture.tri_client, defaut=False),
        Colonne("objet", "Objet", classe="ui-masque-2"),
        Colonne("etat", "État", "etat", etat, classe="ui-mobile-bas"),
        Colonne("emise_le", "Émise le", "date", tri=Facture.emise_le, classe="ui-masque-1"),
        Colonne("echeance", "Échéance", "date", tri=Facture.echeance),
        Colonne("total_ht", "Total HT", "montant", argent("total_ht"), Facture.total_ht_eur, defaut=False),
        Colonne("total_ttc", "Total TTC", "montant", argent("total_ttc"), TTC, somme=TTC, classe="ui-mobile"),
        Colonne("reste", "Reste à payer", "montant", reste, tri=S.reste_eur, somme=S.reste_eur),
        Colonne("responsable", "Responsable", "membre", defaut=False),
        Colonne(
            "etiquettes", "Étiquettes", "etiquettes", charge=lambda ids: sujets.labels_of("factures", ids), defaut=False
        ),
        Colonne("modifie_le", "Modifiée le", "date", tri=Facture.modifie_le, defaut=False),
    ),
    filtres=(
        FiltreDates("emise", "Émise", "calendar", colonne=Facture.emise_le),
        FiltreDates("echeance", "Échéance", "calendar-due", colonne=Facture.echeance),
        FiltreMontants("total", "Total TTC", "currency-euro", colonne=TTC),
        FiltreTexte("client", "Client", "building", colonne=Facture.nom_client),
        FiltreMembre("responsable", "Responsable", "user", colonne=Facture.responsable_id),
        FiltreChoix(
            "serie", "Série", "list-numbers", colonne=Facture.serie, choix=lambda: Souche.noms("facture"), discret=True
        ),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Facture),
    ),
    vues=(
        Vue("toutes", "Toutes"),
        Vue("brouillons", "Brouillons", lambda contexte: Facture.emise_le.is_(None)),
        Vue("a_encaisser", "À encaisser", lambda contexte: DUE, seule=S),
        Vue("en_retard", "En retard", lambda contexte: DUE & (S.echeance < contexte.aujourdhui), seule=S),
        Vue("payees", "Payées", lambda contexte: PAID, seule=S),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    champs=(Champ("responsable_id", "Responsable", "user-edit", Membre.choices, lambda v: int(v) if v else None),),
    palette=Palette("Factures", "file-invoice", detail),
    vide=Vide(
        "Facturez et soyez payé",
        "Vos factures conformes, leurs échéances et leurs règlements, au même endroit.",
        "Créer une facture",
    ),
)
install(bp, LISTE, actions="factures/_actions_liste.html", en_volet=False)

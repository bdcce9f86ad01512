from sqlalchemy.orm import joinedload

from blueprints.avoirs import bp
from blueprints.listes import install
from crm.avoirs import MOTIFS, Avoir
from crm.clock import today
from crm.devises import argent, reste
from crm.factures import SuiviFacture
from crm.listes import Colonne, FiltreChoix, FiltreDates, FiltreMontants, FiltreTexte, Liste, Vide, Vue
from crm.souches import Souche

S = SuiviFacture


def etat(avoir: Avoir) -> tuple[str, str]:
    found = avoir.etat(today())
    return found.libelle, found.ton


LISTE = Liste(
    cle="avoirs",
    module="factures",
    modele=Avoir,
    titre="Avoirs (notes de crédit)",
    mot="avoir",
    icone="receipt-refund",
    recherche=Avoir.recherche,
    indice="Numéro, client…",
    tri_defaut="-emise_le",
    jointures=(SuiviFacture,),
    options=(joinedload(Avoir.suivi),),
    selectionnable=False,
    colonnes=(
        Colonne(
            "numero",
            "Avoir",
            "nom",
            lambda a: a.numero or "Brouillon",
            Avoir.numero,
            sous=lambda a: a.nom_client,
            carre=lambda a: a.nom_client,
        ),
        Colonne("client", "Client", valeur=lambda a: a.nom_client, tri=Avoir.tri_client, defaut=False),
        Colonne("motif", "Motif", valeur=lambda a: MOTIFS.get(a.motif), classe="ui-masque-1"),
        Colonne("etat", "État", "etat", etat, classe="ui-mobile-bas"),
        Colonne("emise_le", "Émis le", "date", tri=Avoir.emise_le),
        Colonne("total_ttc", "Total TTC", "montant", argent("total_ttc"), Avoir.total_ttc_eur, classe="ui-mobile"),
        Colonne("reste", "Reste à utiliser", "montant", reste, tri=S.reste_eur),
    ),
    filtres=(
        FiltreChoix("motif", "Motif", "tag", colonne=Avoir.motif, choix=MOTIFS),
        FiltreDates("emis", "Émis", "calendar", colonne=Avoir.emise_le),
        FiltreMontants("total", "Total TTC", "currency-euro", colonne=Avoir.total_ttc_eur),
        FiltreTexte("client", "Client", "building", colonne=Avoir.nom_client),
        FiltreChoix(
            "serie", "Série", "list-numbers", colonne=Avoir.serie, choix=lambda: Souche.noms("avoir"), discret=True
        ),
    ),
    vues=(
        Vue("tous", "Tous"),
        Vue("brouillons", "Brouillons", lambda contexte: Avoir.emise_le.is_(None)),
        Vue("disponibles", "Disponibles", lambda contexte: Avoir.emise_le.is_not(None) & (S.reste > 0)),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    vide=Vide("Corrigez une facture émise", "Un avoir se crée depuis la facture qu’il corrige, en tout ou en partie."),
)
install(bp, LISTE)

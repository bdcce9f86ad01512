from sqlalchemy import case
from sqlalchemy.orm import joinedload

from blueprints.depenses import bp
from blueprints.listes import install
from crm import sujets
from crm.clock import today
from crm.depenses import Depense
from crm.depenses.statuts import A_TRAITER, APPROUVEE, DUES, ETATS, PAYEE, REFUSEE
from crm.devises import argent, reste
from crm.formats import montant
from crm.listes import (
    Champ,
    Colonne,
    FiltreChoix,
    FiltreDates,
    FiltreEtiquettes,
    FiltreMontants,
    FiltreTexte,
    Liste,
    Palette,
    Vide,
    Vue,
)
from crm.valeurs import Valeur

FORMATS = {"Factur-X": "Factur-X", "CII": "CII", "UBL": "UBL", "saisie": "Saisie à la main"}
DUE = Depense.statut.in_(DUES)


def categories() -> list[tuple[str, str]]:
    return [(valeur.libelle, valeur.libelle) for valeur in Valeur.of("categorie_depense")]


def etat(depense: Depense) -> tuple[str, str]:
    found = depense.etat(today())
    return found.libelle, found.ton


def en_euros(colonne):
    """What adds up: amounts of another currency do not."""
    return case((Depense.devise == "EUR", colonne), else_=0)


def detail(depense: Depense) -> str:
    return " · ".join(part for part in (depense.categorie, montant(depense.ttc, depense.devise)) if part)


LISTE = Liste(
    cle="depenses",
    module="depenses",
    modele=Depense,
    titre="Dépenses",
    mot="dépense",
    feminin=True,
    icone="receipt",
    recherche=Depense.recherche,
    indice="Fournisseur, numéro, objet…",
    tri_defaut="-emise_le",
    options=(joinedload(Depense.tiers),),
    etiquetable=True,
    colonnes=(
        Colonne(
            "fournisseur",
            "Fournisseur",
            "nom",
            lambda d: d.nom_fournisseur,
            Depense.tri_fournisseur,
            sous=lambda d: d.numero or d.objet,
        ),
        Colonne("etat", "État", "etat", etat, classe="ui-mobile-bas"),
        Colonne("categorie", "Catégorie", classe="ui-masque-2"),
        Colonne("emise_le", "Date", "date", tri=Depense.emise_le, classe="ui-masque-1"),
        Colonne("echeance", "Échéance", "date", tri=Depense.echeance),
        Colonne("ht", "Total HT", "montant", argent("ht"), somme=en_euros(Depense.ht), defaut=False),
        Colonne("tva", "TVA", "montant", argent("tva"), somme=en_euros(Depense.tva), defaut=False),
        Colonne(
            "ttc", "Total TTC", "montant", argent("ttc"), Depense.ttc, somme=en_euros(Depense.ttc), classe="ui-mobile"
        ),
        Colonne(
            "reste",
            "Reste à payer",
            "montant",
            reste,
            somme=en_euros(case((DUE, Depense.net_a_payer), else_=0)),
        ),
        Colonne("format", "Format", valeur=lambda d: FORMATS[d.format], defaut=False),
        Colonne(
            "etiquettes", "Étiquettes", "etiquettes", charge=lambda ids: sujets.labels_of("depenses", ids), defaut=False
        ),
        Colonne("modifie_le", "Modifiée le", "date", tri=Depense.modifie_le, defaut=False),
    ),
    filtres=(
        FiltreChoix(
            "statut",
            "Statut",
            "progress",
            colonne=Depense.statut,
            choix={str(code): etat.libelle for code, etat in ETATS.items()},
        ),
        FiltreDates("emise", "Date", "calendar", colonne=Depense.emise_le),
        FiltreDates("echeance", "Échéance", "calendar-due", colonne=Depense.echeance),
        FiltreMontants("total", "Total TTC", "currency-euro", colonne=Depense.ttc),
        FiltreTexte("fournisseur", "Fournisseur", "building-store", colonne=Depense.nom_fournisseur),
        FiltreTexte("categorie", "Catégorie", "category", colonne=Depense.categorie),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Depense),
    ),
    vues=(
        Vue("toutes", "Toutes"),
        Vue("a_traiter", "À traiter", lambda contexte: Depense.statut.in_(A_TRAITER)),
        Vue("approuvees", "Approuvées", lambda contexte: Depense.statut == APPROUVEE),
        Vue("a_payer", "À payer", lambda contexte: DUE & (Depense.net_a_payer > 0)),
        Vue(
            "en_retard",
            "En retard",
            lambda contexte: DUE & (Depense.net_a_payer > 0) & (Depense.echeance < contexte.aujourdhui),
        ),
        Vue("payees", "Payées", lambda contexte: Depense.statut == PAYEE),
        Vue("refusees", "Refusées", lambda contexte: Depense.statut == REFUSEE),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    champs=(Champ("categorie", "Catégorie", "category", categories),),
    palette=Palette("Dépenses", "receipt", detail),
    vide=Vide(
        "Recevez vos factures d’achat",
        "Déposez une facture électronique : elle est contrôlée, lue et rangée avec son original.",
        "Saisir une dépense",
    ),
)
install(bp, LISTE, actions="depenses/_actions_liste.html")

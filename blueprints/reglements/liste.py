from sqlalchemy.orm import selectinload

from blueprints.listes import install
from blueprints.reglements import bp
from crm.devises import argent
from crm.listes import (
    Colonne,
    FiltreChoix,
    FiltreDates,
    FiltreMontants,
    FiltreTexte,
    Liste,
    Vide,
    Vue,
)
from crm.reglements import MODES, Reglement

EUROS = Reglement.montant_eur


def etat(reglement: Reglement) -> tuple[str, str]:
    if reglement.annule_id:
        return "Annulation", "neutre"
    if reglement.is_annule:
        return "Annulé", "rouge"
    return ("Remboursement", "orange") if reglement.montant < 0 else ("Reçu", "vert")


LISTE = Liste(
    cle="reglements",
    module="reglements",
    modele=Reglement,
    titre="Règlements",
    mot="règlement",
    icone="cash-banknote",
    recherche=Reglement.recherche,
    indice="Client, référence…",
    tri_defaut="-recu_le",
    corbeille=False,
    selectionnable=False,
    options=(selectinload(Reglement.annulation),),
    colonnes=(
        Colonne("client", "Client", "nom", lambda r: r.nom_client, Reglement.tri_client, sous=lambda r: MODES[r.mode]),
        Colonne("recu_le", "Date", "date", tri=Reglement.recu_le, classe="ui-mobile-bas"),
        Colonne("mode", "Mode", valeur=lambda r: MODES[r.mode], defaut=False),
        Colonne("reference", "Référence", classe="ui-masque-1"),
        Colonne("etat", "État", "etat", etat),
        Colonne("montant", "Montant", "montant", argent("montant"), EUROS, somme=EUROS, classe="ui-mobile"),
    ),
    filtres=(
        FiltreChoix("mode", "Mode", "credit-card", colonne=Reglement.mode, choix=MODES),
        FiltreDates("recu", "Date", "calendar", colonne=Reglement.recu_le),
        FiltreMontants("montant", "Montant", "currency-euro", colonne=EUROS),
        FiltreTexte("client", "Client", "building", colonne=Reglement.nom_client),
    ),
    vues=(
        Vue("tous", "Tous"),
        Vue("recus", "Reçus", lambda contexte: EUROS > 0),
        Vue("rendus", "Rendus et annulés", lambda contexte: EUROS < 0),
    ),
    vide=Vide(
        "Suivez ce qui est payé",
        "Chaque règlement solde une ou plusieurs factures, et met à jour le solde du client.",
        "Enregistrer un règlement",
    ),
)
install(bp, LISTE)

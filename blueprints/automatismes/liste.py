from blueprints.automatismes import bp
from blueprints.listes import install
from crm import travaux
from crm.listes import (
    Colonne,
    FiltreConditions,
    FiltreDates,
    FiltreMembre,
    FiltreValeur,
    Liste,
    Vide,
    Vue,
)
from tenants import Travail

FAIT = Travail.fini_le.is_not(None)
ECHOUE = Travail.echoue_le.is_not(None)
EN_COURS = Travail.fini_le.is_(None) & Travail.echoue_le.is_(None)
TONS = {"fait": "vert", "échoué": "rouge", "nouvel essai prévu": "ambre", "en cours": "bleu", "demandé": "neutre"}


def etat(travail: Travail) -> tuple[str, str]:
    return travail.etat.capitalize(), TONS[travail.etat]


LISTE = Liste(
    cle="automatismes",
    module="automatismes",
    modele=Travail,
    titre="Journal des automatismes",
    mot="automatisme",
    icone="robot",
    tri_defaut="-demande_le",
    selectionnable=False,
    corbeille=False,
    nomme=lambda travail: travail.titre,
    colonnes=(
        Colonne("demande_le", "Date", "moment", tri=Travail.id, classe="ui-mobile"),
        Colonne("titre", "Action", classe="ui-mobile-bas"),
        Colonne("sujet", "Fiche", "lien", charge=travaux.subjects_of, classe="ui-mobile-bas"),
        Colonne("etat", "Résultat", "etat", etat, classe="ui-mobile"),
        Colonne("raison", "Détail", valeur=travaux.outcome, classe="ui-mobile-bas"),
        Colonne("par", "Demandé par", "membre", charge=travaux.askers_of, defaut=False, classe="ui-masque-1"),
        Colonne("essais", "Essais", "nombre", defaut=False),
        Colonne("fini_le", "Terminé le", "moment", defaut=False),
        Colonne("gestes", "Actions", valeur=lambda travail: travail, export=lambda travail: None),
    ),
    filtres=(
        FiltreConditions(
            "etat",
            "Résultat",
            "circle-dashed",
            choix={
                "fait": ("Fait", FAIT, "vert"),
                "echoue": ("Échoué", ECHOUE, "rouge"),
                "en_cours": ("En cours ou prévu", EN_COURS, "bleu"),
            },
        ),
        FiltreMembre("par", "Demandé par", "user", colonne=Travail.par_id),
        FiltreDates("demande", "Date", colonne=Travail.demande_le),
        FiltreValeur("sujet_type", "Type de fiche", colonne=Travail.sujet_type),
        FiltreValeur("sujet_id", "Fiche", colonne=Travail.sujet_id),
    ),
    vues=(
        Vue("tous", "Tous"),
        Vue("echecs", "Échecs", lambda contexte: ECHOUE),
        Vue("en_cours", "En cours", lambda contexte: EN_COURS),
    ),
    vide=Vide(
        "Rien n’a encore été fait automatiquement",
        "Les envois, les relances, les imports et les exports seront notés ici, avec leur résultat.",
    ),
)
install(bp, LISTE, cellules="automatismes/_cellules.html")

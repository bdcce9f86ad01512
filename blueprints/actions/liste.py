from sqlalchemy import false
from sqlalchemy.orm import joinedload

from blueprints.actions import bp
from blueprints.listes import install
from crm.actions import GENRES, Action, about_readable, subjects
from crm.equipe import Membre
from crm.listes import Champ, Colonne, FiltreChoix, FiltreDates, FiltreMembre, Liste, Vide, Vue
from tenants import db

A_FAIRE = Action.faite_le.is_(None)


def readable(contexte):
    """About what the reader may open."""
    membre = db.session.get(Membre, contexte.membre_id) if contexte.membre_id else None
    return about_readable(membre) if membre else false()


LISTE = Liste(
    cle="actions",
    module="actions",
    modele=Action,
    titre="À traiter",
    mot="action",
    feminin=True,
    icone="checkbox",
    indice="Action…",
    tri_defaut="prevue_le",
    options=(joinedload(Action.membre),),
    lisible=readable,
    selectionnable=False,
    colonnes=(
        Colonne("texte", "Action", "nom", lambda a: a.libelle, sous=lambda a: a.titre),
        Colonne("prevue_le", "Prévue le", "date", tri=Action.prevue_le, classe="ui-mobile"),
        Colonne("sujet", "Pour", "lien", charge=subjects, classe="ui-mobile-bas"),
        Colonne("heure", "À", valeur=lambda a: a.heure.strftime("%H:%M") if a.heure else None, classe="ui-masque-1"),
        Colonne("membre", "À faire par", "membre", classe="ui-masque-1"),
        Colonne("gestes", "Gestes", valeur=lambda a: a.id, export=lambda a: None),
        Colonne("faite_le", "Faite le", "moment", defaut=False),
        Colonne("modifie_le", "Modifiée le", "date", tri=Action.modifie_le, defaut=False),
    ),
    filtres=(
        FiltreMembre("membre", "À faire par", "user", colonne=Action.membre_id),
        FiltreChoix("genre", "Genre", "circle-dashed", colonne=Action.genre_,
                    choix={cle: genre[0] for cle, genre in GENRES.items()}),
        FiltreDates("prevue", "Prévue", "calendar", colonne=Action.prevue_le),
    ),
    vues=(
        Vue("a_faire", "À faire", lambda c: A_FAIRE),
        Vue("miennes", "Mes actions", lambda c: A_FAIRE & (Action.membre_id == c.membre_id)),
        Vue("en_retard", "En retard", lambda c: A_FAIRE & (Action.prevue_le < c.aujourdhui)),
        Vue("faites", "Faites", lambda c: Action.faite_le.is_not(None), compte=False),
    ),
    champs=(Champ("membre_id", "À faire par", "user-edit", Membre.choices, lambda v: int(v) if v else None),),
    vide=Vide("Rien à traiter", "Planifiez une action depuis la fiche d’un prospect, d’un client, d’une opportunité."),
)  # fmt: skip
ECRAN = install(bp, LISTE, cellules="actions/_cellules.html")

from sqlalchemy.orm import joinedload

from blueprints.listes import install
from blueprints.pipeline import bp
from crm.communes import filtres as lieux
from crm.listes import Colonne, FiltreChoix, FiltreMembre, Liste, Tirage, Vide, Vue
from crm.pays import pays
from crm.pipeline import TYPES, Interlocuteur, readable
from crm.valeurs import Valeur


def sectors() -> dict[str, str]:
    return {valeur.libelle: valeur.libelle for valeur in Valeur.all_of("secteur")}


LISTE = Liste(
    cle="pipeline",
    module="opportunites",
    modele=Interlocuteur,
    titre="Suivi pipeline",
    mot="interlocuteur",
    icone="route",
    recherche=Interlocuteur.recherche,
    prefixe=Interlocuteur.tri_nom,
    indice="Nom, e-mail, ville, SIREN…",
    tri_defaut="nom",
    options=(joinedload(Interlocuteur.responsable),),
    corbeille=False,
    colonnes=(
        Colonne("nom", "Nom", "nom", lambda one: one.libelle, Interlocuteur.tri_nom, sous=lambda one: one.email),
        Colonne("genre", "Type", "etat", lambda one: TYPES[one.genre], export=lambda one: TYPES[one.genre][0],
                classe="ui-mobile"),
        Colonne("ville", "Ville", classe="ui-mobile-bas"),
        Colonne("departement_postal", "Département (code postal)", classe="ui-masque-1"),
        Colonne("region", "Région", classe="ui-masque-2"),
        Colonne("pays", "Pays", valeur=lambda one: one.nom_du_pays, defaut=False),
        Colonne("secteur", "Secteur d’activité", classe="ui-masque-1"),
        Colonne("responsable", "Assigné à", "membre", classe="ui-masque-2"),
        Colonne("telephone", "Téléphone", "telephone", defaut=False),
        Colonne("code_postal", "Code postal", defaut=False),
    ),
    filtres=(
        FiltreChoix("type", "Type", "circle-dashed", colonne=Interlocuteur.genre, choix=TYPES),
        FiltreChoix("pays", "Pays", "world", colonne=Interlocuteur.pays, choix=pays),
        *lieux.filtres(Interlocuteur, apart=False),
        FiltreChoix("secteur", "Secteur", "building", colonne=Interlocuteur.secteur, choix=sectors, discret=True),
        FiltreMembre("responsable", "Assigné à", "user", colonne=Interlocuteur.responsable_id),
    ),
    lisible=lambda contexte: readable(contexte.membre_id),
    vues=(Vue("tous", "Tous", compte=False),),
    tirages=(
        Tirage("Voir les opportunités", "layout-kanban", "redirect_opportunites"),
        Tirage("Voir les événements", "calendar-event", "redirect_evenements"),
    ),
    vide=Vide("Personne à suivre", "Vos prospects et vos clients se retrouvent ici, ensemble."),
)  # fmt: skip
ECRAN = install(bp, LISTE, actions="pipeline/_actions.html")

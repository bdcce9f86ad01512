from blueprints.communes import bp
from blueprints.listes import install
from crm.communes import SOURCES, Commune
from crm.listes import Colonne, FiltreChoix, FiltreTexte, Liste, Vide, Vue

LISTE = Liste(
    cle="communes",
    module="configuration",
    modele=Commune,
    titre="Communes ajoutées",
    mot="commune",
    feminin=True,
    icone="map-pin",
    recherche=Commune.recherche,
    prefixe=Commune.tri_nom,
    indice="Commune, code postal, région…",
    tri_defaut="nom",
    colonnes=(
        Colonne("nom", "Commune", "nom", tri=Commune.tri_nom),
        Colonne("code_postal", "Code postal", tri=Commune.code_postal, classe="ui-mobile"),
        Colonne("departement", "Département", classe="ui-mobile-bas"),
        Colonne("region", "Région", classe="ui-masque-1"),
        Colonne("pays", "Pays", valeur=lambda commune: commune.nom_du_pays, tri=Commune.pays),
        Colonne("source", "Origine", valeur=lambda commune: commune.nom_source, classe="ui-masque-2"),
        Colonne("modifie_le", "Modifiée le", "date", tri=Commune.modifie_le, defaut=False),
    ),
    filtres=(
        FiltreChoix("pays", "Pays", "world", colonne=Commune.pays, choix=Commune.countries),
        FiltreTexte("commune", "Commune", "map-pin", colonne=Commune.nom),
        FiltreChoix("source", "Origine", "download", colonne=Commune.source, choix=SOURCES),
    ),
    vues=(Vue("toutes", "Toutes"), Vue("corbeille", "Corbeille", corbeille=True, compte=False)),
    vide=Vide(
        "Ajoutez les communes qui vous manquent",
        "Celles de France sont déjà connues ; ajoutez ici une commune étrangère ou nouvelle, ou importez un pays.",
        "Ajouter une commune",
    ),
)
install(bp, LISTE, actions="communes/_actions.html")

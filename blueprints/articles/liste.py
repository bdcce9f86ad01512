from blueprints.articles import bp
from blueprints.listes import install
from crm import sujets
from crm.articles import NATURES, Article
from crm.formats import euros, pourcent
from crm.listes import (
    Champ,
    Colonne,
    FiltreBooleen,
    FiltreChoix,
    FiltreEtiquettes,
    FiltreMontants,
    Liste,
    Palette,
    Vide,
    Vue,
    tri_fr,
)


def taux() -> dict[str, str]:
    return {str(t).rstrip("0").rstrip("."): pourcent(t) for t in Article.taux_en_usage()}


def detail(article: Article) -> str:
    return " · ".join(part for part in (article.reference, euros(article.prix_unitaire)) if part)


LISTE = Liste(
    cle="articles",
    module="articles",
    modele=Article,
    titre="Articles",
    mot="article",
    icone="package",
    recherche=Article.recherche,
    prefixe=Article.tri_nom,
    indice="Référence, désignation…",
    tri_defaut="designation",
    etiquetable=True,
    colonnes=(
        Colonne(
            "designation",
            "Désignation",
            "nom",
            lambda article: article.designation,
            Article.tri_nom,
            sous=lambda article: article.reference,
        ),
        Colonne("reference", "Référence", tri=tri_fr(Article.reference), defaut=False),
        Colonne(
            "nature",
            "Nature",
            "etat",
            lambda a: (NATURES[a.nature], "bleu" if a.nature == "service" else "cyan"),
            classe="ui-masque-1",
        ),
        Colonne("unite", "Unité", classe="ui-masque-2"),
        Colonne("prix_unitaire", "Prix HT", "montant", tri=Article.prix_unitaire, classe="ui-mobile"),
        Colonne("cout", "Coût", "montant", tri=Article.cout, defaut=False),
        Colonne("taux_tva", "TVA", "pourcent", tri=Article.taux_tva),
        Colonne(
            "inactif",
            "État",
            "etat",
            lambda a: ("Inactif", "neutre") if a.inactif else ("Actif", "vert"),
            classe="ui-mobile-bas",
        ),
        Colonne(
            "etiquettes", "Étiquettes", "etiquettes", charge=lambda ids: sujets.labels_of("articles", ids), defaut=False
        ),
        Colonne("modifie_le", "Modifié le", "date", tri=Article.modifie_le, defaut=False),
    ),
    filtres=(
        FiltreChoix("nature", "Nature", "category", colonne=Article.nature, choix=NATURES),
        FiltreChoix("tva", "TVA", "receipt-tax", colonne=Article.taux_tva, choix=taux),
        FiltreMontants("prix", "Prix HT", "currency-euro", colonne=Article.prix_unitaire),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Article),
        FiltreBooleen("inactif", "Inactifs", "eye-off", si=Article.inactif),
    ),
    vues=(
        Vue("actifs", "Actifs", lambda contexte: ~Article.inactif),
        Vue("tous", "Tous"),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    champs=(
        Champ(
            "inactif",
            "État",
            "eye-off",
            lambda: [("non", "Actif"), ("oui", "Inactif")],
            lambda v: v == "oui",
            obligatoire=True,
        ),
    ),
    palette=Palette("Articles", "package", detail),
    vide=Vide(
        "Préparez votre catalogue",
        "Vos biens et services avec leurs prix et leur TVA, prêts à entrer dans un devis.",
        "Ajouter un article",
    ),
)
install(bp, LISTE)

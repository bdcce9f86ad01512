"""The profile of prospects and clients, among the columns, the filters and the bulk changes of their lists."""

from crm.listes import Champ, Colonne, FiltreBooleen, FiltreChoix, Groupe
from crm.profils import CASES, GROUPES, TAILLES
from crm.valeurs import Valeur

ICONES = {"provenance": "world", "secteur": "building", "categorie": "category", "compte_cle": "star",
          "nurturing": "leaf", "ne_pas_appeler": "phone-off", "ne_pas_ecrire": "mail-off"}  # fmt: skip
TITRES = {"provenance": "Provenance", "secteur": "Secteur d’activité", "categorie": "Catégorie"}


def words(liste: str) -> dict[str, str]:
    return {valeur.libelle: valeur.libelle for valeur in Valeur.all_of(liste)}


def colonnes() -> tuple[Colonne, ...]:
    return (
        *(Colonne(cle, titre, defaut=False) for cle, titre in TITRES.items() if cle != "provenance"),
        Colonne("taille", "Taille", valeur=lambda fiche: fiche.nom_taille, defaut=False),
        *(Colonne(cle, titre, "oui_non", defaut=False) for cle, titre in CASES.items()),
    )


def filtres(modele) -> tuple:
    return (
        *(
            FiltreChoix(
                cle,
                titre,
                ICONES[cle],
                colonne=getattr(modele, cle),
                choix=lambda cle=cle: words(cle),
                discret=True,
                apart=cle == "categorie",
            )
            for cle, titre in TITRES.items()
        ),
        FiltreChoix("taille", "Taille", "users", colonne=modele.taille, choix=TAILLES, apart=True),
        *(
            FiltreBooleen(cle, titre, ICONES[cle], si=getattr(modele, cle).is_(True), apart=True)
            for cle, titre in CASES.items()
        ),
    )


def groupes(modele) -> tuple[Groupe, ...]:
    sans = {"secteur": "Sans secteur", "categorie": "Sans catégorie", "provenance": "Sans provenance"}
    return tuple(Groupe(cle, TITRES[cle], getattr(modele, cle), sans[cle]) for cle in GROUPES)


def champs() -> tuple[Champ, ...]:
    return tuple(
        Champ(cle, titre, ICONES[cle], lambda cle=cle: [(one.libelle,) * 2 for one in Valeur.of(cle)], valeurs=cle)
        for cle, titre in TITRES.items()
    )

from sqlalchemy.orm import joinedload

from blueprints.find import find
from blueprints.listes import install, profil, suivi
from blueprints.pistes import bp
from blueprints.ui.echeances import echeance, planned
from crm import sujets
from crm.champs import listes as champs
from crm.clock import today
from crm.communes import filtres as lieux
from crm.formats import jour
from crm.listes import (
    Champ,
    Colonne,
    FiltreChoix,
    FiltreDates,
    FiltreEtiquettes,
    FiltreMembre,
    FiltreMontants,
    FiltreSelections,
    FiltreTexte,
    Groupe,
    Liste,
    Palette,
    Tableau,
    Vide,
    Vue,
    tri_fr,
)
from crm.pistes import Piste
from crm.richtexte import to_text
from crm.statuts import Statut

OUVERTS = Piste.situation.in_(("a_relancer", "bloque"))
RANGES = Piste.situation.in_(("clos", "perdu"))


def statuts() -> dict[int, tuple[str, str]]:
    return {statut.id: (statut.libelle, statut.ton) for statut in Statut.of("pistes")}


def sous(piste: Piste) -> str:
    return " · ".join(part for part in (piste.personne if piste.entreprise else "", piste.ville) if part)


def action(piste: Piste) -> str | None:
    quand = jour(piste.prochaine_action_le) if piste.prochaine_action_le else None
    return " · ".join(part for part in (piste.prochaine_action, quand) if part) or None


def carte(piste: Piste) -> dict:
    return {
        "titre": piste.libelle,
        "sous": sous(piste) or piste.email,
        "montant": piste.montant_estime,
        "echeance": echeance(piste, today()),
        "personne": piste.responsable.libelle if piste.responsable else None,
        "prioritaire": piste.compte_cle,
    }


def pass_to(piste: Piste, statut_id: int) -> None:
    piste.pass_to(find(Statut, statut_id))


LISTE = Liste(
    cle="pistes",
    module="pistes",
    modele=Piste,
    titre="Prospects",
    mot="prospect",
    icone="target-arrow",
    recherche=Piste.recherche,
    prefixe=Piste.tri_nom,
    indice="Société, contact, e-mail, ville…",
    tri_defaut="nom",
    options=(joinedload(Piste.responsable), joinedload(Piste.statut, innerjoin=True)),
    etiquetable=True,
    complement=champs.extend,
    colonnes=(
        Colonne("nom", "Société ou nom", "nom", lambda piste: piste.libelle, Piste.tri_nom, sous=sous),
        Colonne("statut", "Statut", "etat", lambda p: (p.statut.libelle, p.statut.ton), classe="ui-mobile",
                export=lambda p: p.statut.libelle),
        Colonne("etoiles", "Intérêt", "etoiles", tri=Piste.etoiles, classe="ui-masque-1"),
        Colonne("score", "Score", "nombre", tri=Piste.score, classe="ui-masque-1"),
        Colonne("prochaine_action", "Prochaine action", "echeance", lambda un: planned(un, today()),
                Piste.prochaine_action_le, classe="ui-mobile-bas", export=action),
        Colonne("montant_estime", "Montant estimé", "montant", tri=Piste.montant_estime, somme=Piste.montant_estime,
                decimales=0),
        Colonne("provenance", "Source", tri=Piste.provenance, classe="ui-masque-1"),
        Colonne("responsable", "Assigné à", "membre", classe="ui-masque-2"),
        *suivi.colonnes(Piste),
        Colonne("entreprise", "Entreprise", defaut=False),
        Colonne("personne", "Contact", defaut=False),
        Colonne("fonction", "Fonction", defaut=False),
        Colonne("email", "E-mail", "email", tri=Piste.email, defaut=False),
        Colonne("telephone", "Téléphone", "telephone", defaut=False),
        Colonne("ville", "Ville", tri=tri_fr(Piste.ville), defaut=False),
        *lieux.colonnes(Piste),
        *profil.colonnes(),
        Colonne("description", "Description", valeur=lambda p: to_text(p.description), defaut=False),
        Colonne("etape", "Étape", defaut=False),
        Colonne("etiquettes", "Étiquettes", "etiquettes", charge=lambda ids: sujets.labels_of("pistes", ids),
                defaut=False),
        Colonne("dernier_contact_le", "Dernier contact", "date", tri=Piste.dernier_contact_le, defaut=False),
        Colonne("cree_le", "Créé le", "date", tri=Piste.cree_le, defaut=False),
        Colonne("modifie_le", "Modifié le", "date", tri=Piste.modifie_le, defaut=False),
    ),
    filtres=(
        FiltreChoix("statut", "Statut", "circle-dashed", colonne=Piste.statut_id, choix=statuts),
        FiltreMembre("responsable", "Assigné à", "user", colonne=Piste.responsable_id),
        *profil.filtres(Piste),
        FiltreTexte("ville", "Ville", "map-pin", colonne=Piste.ville),
        *lieux.filtres(Piste),
        FiltreMontants("montant", "Montant estimé", "coin", colonne=Piste.montant_estime),
        *suivi.filtres(Piste),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Piste),
        FiltreSelections(liste="pistes", modele=Piste),
        FiltreDates("cree", "Créé", "calendar", colonne=Piste.cree_le),
    ),
    vues=(
        Vue("ouverts", "Prospects", lambda contexte: OUVERTS),
        Vue("miens", "Mes prospects", lambda contexte: OUVERTS & (Piste.responsable_id == contexte.membre_id)),
        Vue("a_relancer", "À relancer", lambda contexte: Piste.situation == "a_relancer"),
        Vue("sans_action", "Sans action prévue", lambda contexte: OUVERTS & Piste.prochaine_action_le.is_(None)),
        Vue("historique", "Historique", lambda contexte: RANGES),
        Vue("tous", "Tous", compte=False),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    champs=(
        Champ("statut_id", "Statut", "circle-dashed", lambda: [(s.id, s.libelle) for s in Statut.of("pistes")],
              int, pass_to, obligatoire=True),
        *suivi.champs("Assigné à"),
        *profil.champs(),
    ),
    groupes=(
        suivi.groupe(Piste, "Assigné à"),
        Groupe("statut", "Statut", Piste.statut_id, noms=lambda: {one.id: one.libelle for one in Statut.of("pistes")}),
        *profil.groupes(Piste),
    ),
    cartes=("entreprise", "email", "provenance", "prochaine_action", "statut"),
    tableau=Tableau(
        Piste.statut_id, lambda: Statut.of("pistes"), Piste.modifie_le, carte, "update_statut", "statut",
        Piste.montant_estime,
    ),
    palette=Palette("Prospects", "target-arrow", sous),
    vide=Vide(
        "Gardez la trace de chaque contact prometteur",
        "Une société croisée au salon, une demande du site : qualifiez-les pas à pas, puis convertissez-les.",
        "Ajouter un prospect",
    ),
)  # fmt: skip
ECRAN = install(bp, LISTE)

from datetime import timedelta

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from blueprints.find import find
from blueprints.listes import install
from blueprints.opportunites import bp
from blueprints.ui.echeances import echeance, planned
from crm import sujets
from crm.champs import listes as champs
from crm.clock import today
from crm.equipe import Membre
from crm.formats import jour
from crm.listes import (
    Champ,
    Colonne,
    FiltreBooleen,
    FiltreChoix,
    FiltreDates,
    FiltreEtiquettes,
    FiltreMembre,
    FiltreMontants,
    FiltreSelections,
    FiltreValeur,
    Liste,
    Palette,
    Tableau,
    Vide,
    Vue,
)
from crm.opportunites import Etape, Opportunite, Processus
from crm.pipeline import FiltrePipeline
from crm.statuts import Statut

RECENTES = timedelta(days=31)
"""For how long what was won stays beside what is open."""
OUVERTES = Opportunite.situation == "a_relancer"
PONDERE = Opportunite.montant * Opportunite.probabilite / 100


def en_cours(contexte):
    """Walked by the index that holds the two situations alone."""
    recent = Opportunite.statut_le >= (contexte.aujourdhui or today()) - RECENTES
    return Opportunite.situation.in_(("a_relancer", "gagne")) & (OUVERTES | recent)


def statuts() -> dict[int, tuple[str, str]]:
    return {statut.id: (statut.libelle, statut.ton) for statut in Statut.of("opportunites")}


def types() -> dict[int, str]:
    """Nothing to choose when there is one only."""
    known = Processus.all()
    return {one.id: one.libelle for one in known} if len(known) > 1 else {}


def etapes() -> dict[int, tuple[str, str]]:
    """The steps of the types in use; said with their type when there are several."""
    processus = Processus.actifs()
    prefix = {one.id: f"{one.libelle} : " if len(processus) > 1 else "" for one in processus}
    return {etape.id: (prefix[one.id] + etape.libelle, etape.ton) for one in processus for etape in one.etapes}


def colonnes() -> list[Etape]:
    return [etape for processus in Processus.actifs() for etape in processus.etapes]


def action(opportunite: Opportunite) -> str | None:
    quand = jour(opportunite.prochaine_action_le) if opportunite.prochaine_action_le else None
    return " · ".join(part for part in (opportunite.prochaine_action, quand) if part) or None


def carte(opportunite: Opportunite) -> dict:
    dort = opportunite.dort(today())
    signee = {"etat": "futur", "quand": "Signée", "verbe": "", "icone": "circle-check"}
    return {
        "titre": opportunite.libelle,
        "sous": opportunite.nom_client or opportunite.nom_contact,
        "montant": opportunite.montant,
        "echeance": signee if opportunite.situation == "gagne" else echeance(opportunite, today()),
        "personne": opportunite.responsable.libelle if opportunite.responsable else None,
        "prioritaire": opportunite.prioritaire,
        "dort": f"Sans mouvement depuis {dort} j" if dort else None,
    }


def pass_to(opportunite: Opportunite, statut_id: int) -> None:
    opportunite.pass_to(find(Statut, statut_id), today())


LISTE = Liste(
    cle="opportunites",
    module="opportunites",
    modele=Opportunite,
    titre="Opportunités",
    mot="opportunité",
    feminin=True,
    icone="layout-kanban",
    recherche=Opportunite.recherche,
    prefixe=Opportunite.tri_nom,
    indice="Objet, client, contact…",
    tri_defaut="nom",
    options=(
        joinedload(Opportunite.responsable),
        joinedload(Opportunite.statut, innerjoin=True),
        joinedload(Opportunite.etape, innerjoin=True),
    ),
    etiquetable=True,
    complement=champs.extend,
    colonnes=(
        Colonne("nom", "Objet", "nom", lambda o: o.libelle, Opportunite.tri_nom, sous=lambda o: o.nom_client),
        Colonne("etape", "Étape", "etat", lambda o: (o.etape.libelle, o.etape.ton), classe="ui-mobile",
                export=lambda o: o.etape.libelle),
        Colonne("statut", "Statut", "etat", lambda o: (o.statut.libelle, o.statut.ton), classe="ui-masque-1",
                export=lambda o: o.statut.libelle),
        Colonne("prochaine_action", "Prochaine action", "echeance", lambda un: planned(un, today()),
                Opportunite.prochaine_action_le, classe="ui-mobile-bas", export=action),
        Colonne("montant", "Montant HT", "montant", tri=Opportunite.montant, somme=Opportunite.montant, decimales=0),
        Colonne("probabilite", "Chances", "pourcent", tri=Opportunite.probabilite, classe="ui-masque-1"),
        Colonne("cloture_prevue_le", "Clôture prévue", "date", tri=Opportunite.cloture_prevue_le,
                classe="ui-masque-1"),
        Colonne("responsable", "Suivie par", "membre", classe="ui-masque-2"),
        Colonne("nom_client", "Client", tri=Opportunite.tri_client, defaut=False),
        Colonne("nom_contact", "Contact", defaut=False),
        Colonne("pondere", "Montant pondéré", "montant", lambda o: o.pondere, somme=PONDERE, decimales=0,
                defaut=False),
        Colonne("au_mieux", "Au mieux", "montant", somme=Opportunite.au_mieux, decimales=0, defaut=False),
        Colonne("au_pire", "Au pire", "montant", somme=Opportunite.au_pire, decimales=0, defaut=False),
        Colonne("recurrent_montant", "Récurrent par mois", "montant", somme=Opportunite.recurrent_montant,
                decimales=0, defaut=False),
        Colonne("statut_le", "Statut depuis", "date", defaut=False),
        Colonne("motif", "Motif de perte", defaut=False),
        Colonne("etiquettes", "Étiquettes", "etiquettes", charge=lambda ids: sujets.labels_of("opportunites", ids),
                defaut=False),
        Colonne("cree_le", "Créée le", "date", tri=Opportunite.cree_le, defaut=False),
        Colonne("modifie_le", "Modifiée le", "date", tri=Opportunite.modifie_le, defaut=False),
    ),
    filtres=(
        FiltreMembre("responsable", "Suivie par", "user", colonne=Opportunite.responsable_id),
        FiltreChoix("processus", "Type", "route", colonne=Opportunite.processus_id,
                    choix=types, discret=True),
        FiltreChoix("etape", "Étape", "timeline", colonne=Opportunite.etape_id, choix=etapes),
        FiltreChoix("statut", "Statut", "circle-dashed", colonne=Opportunite.statut_id, choix=statuts),
        FiltreDates("cloture", "Clôture prévue", "calendar", colonne=Opportunite.cloture_prevue_le),
        FiltreMontants("montant", "Montant HT", "coin", colonne=Opportunite.montant),
        FiltreBooleen("en_retard", "En retard", "alert-circle",
                      si=Opportunite.prochaine_action_le < func.current_date()),
        FiltreEtiquettes("etiquette", "Étiquette", "tag", modele=Opportunite),
        FiltreSelections(liste="opportunites", modele=Opportunite),
        FiltreValeur("tiers", "Client", colonne=Opportunite.tiers_id),
        FiltrePipeline("pipeline", "Suivi pipeline",
                       colonnes={"pistes": Opportunite.piste_id, "tiers": Opportunite.tiers_id}),
    ),
    vues=(
        Vue("en_cours", "En cours", en_cours),
        Vue("miennes", "Mes opportunités", lambda c: OUVERTES & (Opportunite.responsable_id == c.membre_id)),
        Vue("sans_action", "Sans action prévue", lambda c: OUVERTES & Opportunite.prochaine_action_le.is_(None)),
        Vue("gagnees", "Gagnées", lambda c: Opportunite.situation == "gagne"),
        Vue("perdues", "Perdues", lambda c: Opportunite.situation == "perdu"),
        Vue("toutes", "Toutes", compte=False),
        Vue("corbeille", "Corbeille", corbeille=True, compte=False),
    ),
    champs=(
        Champ("statut_id", "Statut", "circle-dashed", lambda: [(s.id, s.libelle) for s in Statut.of("opportunites")],
              int, pass_to, obligatoire=True),
        Champ("responsable_id", "Suivie par", "user-edit", Membre.choices, lambda v: int(v) if v else None),
    ),
    cartes=("etape", "statut", "montant", "prochaine_action", "responsable"),
    tableau=Tableau(
        Opportunite.etape_id, colonnes, Opportunite.modifie_le, carte, "update_etape", "etape",
        Opportunite.montant, pondere=PONDERE, comptee=OUVERTES,
    ),
    palette=Palette("Opportunités", "layout-kanban", lambda o: o.nom_client),
    vide=Vide(
        "Suivez chaque affaire jusqu’à la signature",
        "Montant, chances, prochaine action : vos ventes en cours sur un tableau, étape par étape.",
        "Ajouter une opportunité",
    ),
)  # fmt: skip
ECRAN = install(bp, LISTE)

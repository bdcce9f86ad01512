"""What a file may say of opportunities (B-023). Their steps, chances and names keep themselves, as on any way in."""

from crm import saisie
from crm.errors import RegleMetier
from crm.imports import Champ, Importable, Passage, Repere
from crm.imports import lecteurs as lit
from crm.imports.declaration import Lecteur, plain_lower, simple
from crm.opportunites.opportunite import Opportunite
from crm.opportunites.processus import Etape, Processus
from crm.statuts import Statut
from crm.tiers import Tiers
from crm.tiers.importation import said
from crm.tiers.importation_contacts import CodeClient, Organisation


class Client(Organisation):
    """The client of this name: an opportunity makes no client."""

    def __call__(self, cell: str) -> Tiers:
        found = super().__call__(cell)
        if isinstance(found, str):
            raise RegleMetier(f"aucun client ne s’appelle « {found[:60]} » : importez d’abord vos clients.")
        return found


def _statut(passage: Passage) -> Lecteur:
    return lit.un_de([(statut.libelle, statut) for statut in Statut.of(Opportunite.__tablename__)])


def _type(passage: Passage) -> Lecteur:
    return lit.un_de([(processus.libelle, processus) for processus in Processus.actifs()])


CHAMPS_OPPORTUNITE = (
    Champ("code_opportunite", "Code opportunité", lit.entier(1, 2**62), ("code", "id", "identifiant", "code unique")),
    Champ("nom", "Objet", lit.texte(200), ("nom", "opportunité", "affaire", "intitulé", "sujet")),
    Champ("client", "Client", Client, ("société", "entreprise", "organisation", "compte", "raison sociale")),
    Champ("code_client", "Code client", CodeClient, ("code société",)),
    Champ("processus", "Type d’opportunité", _type, ("type", "processus", "workflow")),
    Champ("etape", "Étape", lit.texte(40), ("phase", "stade")),
    Champ("statut", "Statut", _statut, ("état", "status")),
    Champ("motif", "Motif de perte", lit.valeur("motif_perte"), ("raison de perte",)),
    Champ("montant", "Montant HT", lit.montant, ("montant", "ca", "chiffre d’affaires", "budget")),
    Champ("probabilite", "Chances", lit.entier(0, 100), ("probabilité", "probabilité %", "chances %")),
    Champ("au_mieux", "Au mieux", lit.montant, ("montant maximum",)),
    Champ("au_pire", "Au pire", lit.montant, ("montant minimum",)),
    Champ("cloture_prevue_le", "Clôture prévue", lit.toujours(saisie.read_jour),
          ("date de clôture", "clôture prévue le", "échéance")),
    Champ("responsable_id", "Suivie par", lit.membre, ("responsable", "commercial", "assigné à")),
    Champ("prioritaire", "Prioritaire", lit.toujours(saisie.read_oui_non), ("priorité",)),
    Champ("recurrent_montant", "Récurrent par mois", lit.montant, ("montant récurrent",)),
    Champ("recurrent_mois", "Durée du récurrent en mois", lit.entier(1, 600)),
    Champ("etiquettes", "Étiquettes", lit.etiquettes, ("tags", "étiquette", "labels")),
    Champ("notes", "Carnet de notes", lit.texte_long(20_000), ("notes", "commentaire", "remarques")),
    Champ("description", "Description du client", lit.texte_long(), ("description",)),
    Champ("proposition", "Proposition de valeur", lit.texte_long()),
    Champ("conditions", "Conditions commerciales", lit.texte_long(4000), ("conditions",)),
)  # fmt: skip
A_PART = frozenset({"code_opportunite", "client", "code_client", "processus", "etape", "statut", "motif"})


def _create(values: dict, passage: Passage) -> Opportunite:
    opportunite = Opportunite.draft(day=passage.jour, **_own(values))
    _advance(opportunite, values, passage)
    return opportunite


def _change(opportunite: Opportunite, values: dict, passage: Passage) -> None:
    opportunite.revise(**_own(values))
    _advance(opportunite, values, passage)


def _own(values: dict) -> dict:
    own = {key: value for key, value in values.items() if key not in A_PART}
    tiers = values.get("code_client") or values.get("client")
    own |= {"tiers_id": tiers.id} if tiers else {}
    return own | ({"processus_id": values["processus"].id} if "processus" in values else {})


def _advance(opportunite: Opportunite, values: dict, passage: Passage) -> None:
    """To the step, then to the status that the row says, as of the day of the import."""
    if "etape" in values:
        opportunite.reach(_named(opportunite, values["etape"]), passage.jour)
    if "statut" in values:
        opportunite.pass_to(values["statut"], passage.jour, values.get("motif"))


def _named(opportunite: Opportunite, libelle: str) -> Etape:
    etapes = opportunite.processus.etapes
    for etape in etapes:
        if plain_lower(etape.libelle) == plain_lower(libelle):
            return etape
    shown = ", ".join(f"« {etape.libelle} »" for etape in etapes)
    raise RegleMetier(f"« {libelle} » n’est pas une étape : écrivez {shown}.", "etape")


def _same(values: dict) -> tuple | None:
    tiers = values.get("code_client") or values.get("client")
    return (simple(values["nom"]), str(tiers.id)) if values.get("nom") and tiers else None


OPPORTUNITES = Importable(
    cle="opportunites",
    module="opportunites",
    modele=Opportunite,
    mot="opportunité",
    mots="opportunités",
    fixes=CHAMPS_OPPORTUNITE,
    un_de=("nom",),
    et_un_de=("client", "code_client"),
    reperes=(
        Repere("Même code", "code_opportunite", (Opportunite.id,), said("code_opportunite"), certain=True),
        Repere("Même objet, même client", "nom", (Opportunite.tri_nom, Opportunite.tiers_id), _same),
    ),
    creer=_create,
    modifier=_change,
    avec=(Opportunite.statut, Opportunite.etape),
)

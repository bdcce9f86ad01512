"""What a file may say of communes (D-030)."""

from crm.communes.commune import Commune
from crm.imports import Champ, Importable, Passage, Repere
from crm.imports import lecteurs as lit
from crm.imports.declaration import simple
from crm.pays import pays
from crm.tiers.importation import said

CHAMPS = (
    Champ("code_fiche", "Code fiche", lit.entier(1, 2**62)),
    Champ("nom", "Commune", lit.texte(80), ("nom", "ville", "nom de la commune", "localité", "city", "place name")),
    Champ("code_postal", "Code postal", lit.texte(10), ("cp", "postal code", "zip", "codes postaux"),
          apres=lit.complete_code_postal),
    Champ("pays", "Pays", lit.choix(pays()), ("country", "code pays")),
    Champ("departement", "Département", lit.texte(80), ("nom du département", "county", "province")),
    Champ("region", "Région", lit.texte(80), ("nom de la région", "state", "canton")),
)  # fmt: skip


def _create(values: dict, passage: Passage) -> Commune:
    return Commune.draft(**_own(values))


def _change(commune: Commune, values: dict, passage: Passage) -> None:
    commune.revise(**_own(values))


def _own(values: dict) -> dict:
    return {key: value for key, value in values.items() if key != "code_fiche"}


def _place(values: dict) -> tuple | None:
    if not (values.get("nom") and values.get("code_postal")):
        return None
    return simple(values["nom"]), values["code_postal"], values.get("pays", "FR")


COMMUNES = Importable(
    cle="communes",
    module="configuration",
    modele=Commune,
    mot="commune",
    mots="communes",
    fixes=CHAMPS,
    un_de=("nom",),
    et_un_de=("code_postal",),
    reperes=(
        Repere("Même code", "code_fiche", (Commune.id,), said("code_fiche"), certain=True),
        Repere("Même commune", "nom", (Commune.tri_nom, Commune.code_postal, Commune.pays), _place),
    ),
    creer=_create,
    modifier=_change,
    supprimable=False,
)

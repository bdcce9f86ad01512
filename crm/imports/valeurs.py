"""What a file may say of the values of one list (D-021)."""

from sqlalchemy import func

from crm import saisie
from crm.imports import lecteurs as lit
from crm.imports.declaration import Champ, Importable, Passage, Repere, register, simple
from crm.sujets import TONS
from crm.valeurs import LISTES, LONGUEUR, Liste, Valeur


def importable(cle: str, liste: Liste) -> Importable:
    mots = liste.titre[0].lower() + liste.titre[1:]
    nom = Champ("libelle", "Nom", lit.texte(LONGUEUR), (liste.titre, liste.mot, cle, "libellé", "valeur", "intitulé"))
    ton = Champ("ton", "Couleur", lit.choix({ton: ton.capitalize() for ton in TONS}), ("ton",))
    retrait = Champ("inactif", "N’est plus proposé", lit.toujours(saisie.read_oui_non), ("inactif", "archivé"))
    same = (func.extensions.tri_fr(Valeur.libelle_), Valeur.liste)

    def create(values: dict, passage: Passage) -> Valeur:
        return Valeur.add(cle, **values)

    def change(valeur: Valeur, values: dict, passage: Passage) -> None:
        """Its name is known already: only the rest may change."""
        valeur.revise(**{"ton": valeur.ton, "inactif": valeur.inactif} | values | {"libelle": valeur.libelle})

    return Importable(
        cle=f"valeurs-{cle}",
        module="configuration",
        modele=Valeur,
        mot=liste.mot,
        mots=mots,
        fixes=(nom, ton, retrait) if liste.teintee else (nom, retrait),
        un_de=("libelle",),
        reperes=(Repere("Même nom", "libelle", same, lambda v: (simple(v.get("libelle")), cle), certain=True),),
        creer=create,
        modifier=change,
        supprimable=False,
    )


VALEURS = {cle: register(importable(cle, liste)) for cle, liste in LISTES.items()}

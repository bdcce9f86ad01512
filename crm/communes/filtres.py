"""The filters and the columns of whoever has an address, for the lists."""

from sqlalchemy import ColumnElement

from crm.communes.departements import choices
from crm.communes.referentiel import departements_of, regions
from crm.listes.colonnes import Colonne
from crm.listes.filtres import FiltreChoix


class FiltreRegion(FiltreChoix):
    """The regions are those of their départements, which the index knows."""

    def condition(self, valeurs, contexte) -> ColumnElement:
        return self.colonne.in_([code for region in valeurs[self.cle] for code in departements_of(region)])


def filtres(modele, *, apart: bool = True) -> tuple[FiltreChoix, ...]:
    colonne = modele.code_departement
    return (
        FiltreChoix("departement", "Département", "map-pin", colonne=colonne, choix=choices, apart=apart),
        FiltreRegion("region", "Région", "map", colonne=colonne, choix=regions, apart=apart),
    )


def colonnes(modele) -> tuple[Colonne, ...]:
    """« Département » alone would be read, in a file, as the service somebody works in."""
    departement = Colonne("departement_postal", "Département (code postal)", tri=modele.code_departement, defaut=False)
    return departement, Colonne("region", "Région", defaut=False)

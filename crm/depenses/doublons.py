from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import jour


class Doublon(RegleMetier):
    """The same invoice is there already: `depense`."""

    def __init__(self, depense: Fiche):
        super().__init__(
            f"La facture {depense.numero} de {depense.nom_fournisseur}, du {jour(depense.emise_le, 'court')}, "
            "est déjà dans vos dépenses.",
            "numero",
        )
        self.depense = depense

"""The lines of the offer (E-033)."""

from decimal import Decimal

from blueprints import parties
from blueprints.opportunites import bp
from blueprints.opportunites.forms import LigneForm
from crm.opportunites import LigneOffre, Opportunite

parties.install(
    bp,
    parties.Partie(
        mot="ligne",
        onglet="offre",
        de=Opportunite,
        dans=LigneOffre.opportunite_id,
        formulaire=LigneForm,
        ajouter=Opportunite.add_ligne,
        changer=Opportunite.change_ligne,
        retirer=Opportunite.remove_ligne,
        initial={"quantite": Decimal(1)},
    ),
)

from blueprints import parties
from blueprints.clients import bp
from blueprints.clients.forms import AdresseForm
from crm.tiers import Adresse, Tiers

parties.install(
    bp,
    parties.Partie(
        mot="adresse",
        onglet="adresses",
        de=Tiers,
        dans=Adresse.tiers_id,
        formulaire=AdresseForm,
        ajouter=Tiers.add_adresse,
        changer=Tiers.change_adresse,
        retirer=Tiers.remove_adresse,
    ),
)

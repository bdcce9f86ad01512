from flask import g
from wtforms import SelectField
from wtforms.validators import Optional

from blueprints.forms import TexteField
from blueprints.redaction import Atelier, JourField, RedactionForm
from crm.clock import today
from crm.factures import Facture
from crm.reglements import MODES


class FactureForm(RedactionForm):
    hors_brouillon = frozenset({"emise_le"})

    emise_le = JourField("Date d’émission", propose=True)
    echeance = JourField("Échéance")
    commande_client = TexteField("N° de commande", [Optional()], maximum=60)
    prestation_le = JourField("Date de prestation")
    prestation_fin = JourField("Fin de la prestation")
    livraison_le = JourField("Date de livraison")
    mode_reglement = SelectField("Mode de règlement", choices=[("", "Selon le client"), *MODES.items()])


ATELIER = Atelier(
    nom="factures",
    modele=Facture,
    formulaire=FactureForm,
    titre="Nouvelle facture",
    finir="factures/_finir.html",
    champs="factures/_champs.html",
    initial=lambda: {"emise_le": today(), "conditions": g.parametres.conditions_facture},
)

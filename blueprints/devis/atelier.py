from flask import g
from wtforms.validators import Optional

from blueprints.forms import JourField, TexteField
from blueprints.redaction import Atelier, RedactionForm
from crm.clock import today
from crm.devis import Devis


class DevisForm(RedactionForm):
    jour, souche = "etabli_le", "devis"

    etabli_le = JourField("Date du devis", propose=True)
    validite = JourField("Valable jusqu’au")
    delai_execution = TexteField("Délai d’exécution", [Optional()], maximum=120)


ATELIER = Atelier(
    nom="devis",
    modele=Devis,
    formulaire=DevisForm,
    titre="Nouveau devis",
    finir="devis/_finir.html",
    champs="devis/_champs.html",
    initial=lambda: {"etabli_le": today(), "conditions": g.parametres.conditions_devis},
)

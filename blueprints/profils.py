"""The fields of a form that say the profile of a prospect or of a client."""

from wtforms import BooleanField, SelectField

from blueprints.forms import Form, ValeurField
from crm.profils import CASES, TAILLES


class ProfilForm(Form):
    provenance = ValeurField("Provenance", "provenance")
    secteur = ValeurField("Secteur d’activité", "secteur")
    taille = SelectField("Taille", choices={"": "—", **TAILLES}, coerce=lambda value: value or None)
    categorie = ValeurField("Catégorie", "categorie")
    compte_cle = BooleanField(CASES["compte_cle"])
    nurturing = BooleanField("Nurturing : à nourrir de contenus, projet en attente")
    ne_pas_appeler = BooleanField(CASES["ne_pas_appeler"])
    ne_pas_ecrire = BooleanField(CASES["ne_pas_ecrire"])

from flask import render_template
from wtforms import HiddenField, SelectField

from blueprints import edition
from blueprints.access import requires
from blueprints.communes import bp
from blueprints.find import find
from blueprints.forms import Form, TexteField, facultatif, requis
from crm import journal
from crm.communes import Commune
from crm.pays import pays


class CommuneForm(Form):
    version = HiddenField()
    nom = TexteField("Commune", [requis("Indiquez le nom de la commune.")], maximum=80)
    code_postal = TexteField("Code postal", [requis("Indiquez le code postal.")], maximum=10)
    pays = SelectField("Pays", choices=pays(), default="FR")
    departement = TexteField("Département", [facultatif()], maximum=80)
    region = TexteField("Région", [facultatif()], maximum=80)


edition.install(
    bp,
    edition.Edition(
        modele=Commune,
        formulaire=CommuneForm,
        creer=Commune.create,
        nouveau="Nouvelle commune",
        cree="Commune ajoutée.",
        modifie="Commune modifiée.",
        stays_in_list=True,
    ),
)


@bp.get("/<int:id>")
@requires("configuration")
def show(id: int):
    return render_template(
        "communes/show.html",
        fiche=find(Commune, id, trashed=True),
        entrees=journal.history("communes", id),
        actions=journal.ACTIONS,
    )

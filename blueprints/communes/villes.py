"""« Import de villes »: from Geonames, or from a file of theirs (D-030…D-032)."""

import tempfile
from pathlib import Path

from flask import abort, g, render_template, url_for
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField

from blueprints.access import requires
from blueprints.communes import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form
from blueprints.ui.reponses import hx_redirect
from crm import clock
from crm.communes.villes import OBJET, TYPES, ImportVilles
from crm.errors import RegleMetier
from crm.imports import Import
from crm.pays import pays


class VillesForm(Form):
    type_fichier = RadioField("Type de fichier source", choices=TYPES, default="automatique")
    pays = SelectField("Import auto", choices=pays(), default="FR")
    fichier = FileField("Fichier source")

    def launch(self) -> Import:
        """Raises RegleMetier, in French, beside the field."""
        if self.type_fichier.data == "automatique":
            return ImportVilles.download_later(self.pays.data, g.membre, clock.now())
        sent = self.fichier.data
        if not sent:
            raise RegleMetier("Choisissez d’abord un fichier.", "fichier")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fichier"
            sent.save(path)
            return ImportVilles.receive(sent.filename, path, g.membre, clock.now())


@bp.get("/villes")
@requires("configuration", "ecriture")
def new_import_villes():
    return draw(VillesForm(formdata=None))


@bp.post("/villes")
@requires("configuration", "ecriture")
@once
def create_import_villes():
    form = VillesForm()
    if not (form.validate() and form.try_to(form.launch)):
        return draw(form), 422
    return hx_redirect(url_for("communes.new_import_villes"))


@bp.post("/villes/<int:id>/annulation")
@requires("configuration", "ecriture")
def create_annulation_villes(id: int):
    made = find(Import, id)
    if made.objet != OBJET:
        abort(404)
    ImportVilles.revert_later(made, clock.now())
    return hx_redirect(url_for("communes.new_import_villes"))


def draw(form: VillesForm) -> str:
    imports = Import.latest(OBJET, 10)
    return render_template("communes/villes.html", form=form, imports=imports)

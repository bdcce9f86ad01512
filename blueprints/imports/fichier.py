"""The first step, and what comes back as a file."""

import csv
import io
import tempfile
from pathlib import Path

from flask import Response, g, request
from flask_wtf.file import FileField, FileRequired

from blueprints.envois_uniques import once
from blueprints.forms import Form
from blueprints.imports.ecran import Ecran
from blueprints.ui.reponses import hx_redirect
from crm import clock
from crm.imports import Import, rows_of
from crm.listes.exports import french

MODES = ("import", "suppression")


class FichierForm(Form):
    fichier = FileField("Fichier", [FileRequired("Choisissez d’abord un fichier.")])


def asked_mode(ecran: Ecran) -> str:
    mode = request.values.get("mode", "import")
    return mode if mode in MODES and ecran.objet.supprimable else "import"


def new_import(ecran: Ecran) -> str:
    return draw(ecran, FichierForm(formdata=None))


def draw(ecran: Ecran, form: FichierForm) -> str:
    return ecran.render("fichier", form=form, mode=asked_mode(ecran), imports=Import.latest(ecran.objet.cle))


@once
def create_import(ecran: Ecran) -> Response | tuple[str, int]:
    form, made = FichierForm(), []
    if not (form.validate() and form.try_to(lambda: made.append(receive(ecran, form.fichier.data)))):
        return draw(ecran, form), 422
    return hx_redirect(ecran.url("edit_correspondance", id=made[0].id))


def receive(ecran: Ecran, sent) -> Import:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fichier"
        sent.save(path)
        return Import.receive(ecran.objet, asked_mode(ecran), sent.filename, path, g.membre, clock.now())


def show_erreurs(ecran: Ecran, id: int) -> Response:
    """The rows that are wrong, as they were, and why: to be corrected and given again."""
    made = ecran.find(id)
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([*made.entetes, "Erreur"])
    for row in rows_of(made, "erreur", limit=None):
        writer.writerow([french(cell) for cell in (*row.cellules, row.raison)])
    name = f"erreurs-{made.objet}-{made.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)

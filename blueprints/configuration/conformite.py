import mimetypes

from flask import Response, abort, g, render_template, request
from wtforms import DateField, ValidationError
from wtforms.validators import InputRequired

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.find import find
from blueprints.forms import Form
from blueprints.travail import progress_of
from crm import VERSION, conformite
from crm.conformite import Archive, Chiffres, Cloture, Verification, tableau
from crm.conformite.attestations import Attestation, of_each_version
from crm.conformite.integrite import TITRES
from crm.conformite.periodes import GENRES
from crm.evenements import Evenement
from crm.reglements import MODES
from crm.souches import Souche
from tenants import storage
from tenants.publisher import publisher

RUBRIQUE = "configuration.show_conformite"


class PeriodeForm(Form):
    class Meta(Form.Meta):
        csrf = False

    debut = DateField("Du", [InputRequired("Choisissez le premier jour.")])
    fin = DateField("Au", [InputRequired("Choisissez le dernier jour.")])

    def validate_fin(self, field) -> None:
        if self.debut.data and field.data and field.data < self.debut.data:
            raise ValidationError("Le dernier jour précède le premier : corrigez l’un des deux.")


@bp.get("/conformite")
@requires("configuration")
def show_conformite():
    asked = "debut" in request.args
    form = PeriodeForm(request.args if asked else None)
    valid = asked and form.validate()
    return render_template(
        "configuration/conformite.html",
        **context(
            RUBRIQUE,
            form=form,
            chiffres=Chiffres.between(form.debut.data, form.fin.data) if valid else None,
            verification=Verification.last(),
            chaines=TITRES,
            series=conformite.etats(),
            souches={one.code: one.titre for one in Souche.all()},
            clotures=tableau.latest_closings(),
            versions=tableau.versions(),
            archives=tableau.archives(),
            attestations=of_each_version(),
            editeur=publisher(),
            version=VERSION,
            evenements=Evenement.latest(limit=8),
            genres=GENRES,
            modes=MODES,
        ),
    ), 422 if asked and not valid else 200


@bp.post("/conformite/verifications")
@requires("configuration", "administration")
def create_verification():
    return progress_of(Verification.run_later(g.membre))


@bp.get("/conformite/clotures")
@requires("configuration")
def index_clotures():
    genre, annees = request.args.get("genre", "mois"), tableau.years()
    annee = request.args.get("annee", type=int) or (annees[0] if annees else None)
    if genre not in GENRES:
        abort(404)
    found = tableau.closings_of(genre, annee) if annee else []
    shown = {"genres": GENRES, "genre": genre, "annees": annees, "annee": annee, "clotures": found, "modes": MODES}
    return render_template("configuration/clotures.html", **context(RUBRIQUE, **shown))


@bp.get("/conformite/evenements")
@requires("configuration")
def index_evenements():
    return render_template("configuration/evenements.html", **context(RUBRIQUE, evenements=Evenement.latest(limit=200)))


@bp.post("/conformite/archives/<int:id>")
@requires("configuration", "administration")
def create_archive(id: int):
    return progress_of(Archive.make_later(find(Cloture, id), g.membre))


@bp.post("/conformite/attestations")
@requires("configuration", "administration")
def create_attestation():
    return progress_of(Attestation.make_later(g.membre))


@bp.get("/conformite/fichiers/<int:rang>")
@requires("configuration")
def show_fichier_conformite(rang: int):
    """The archive or the attestation that an event made."""
    event = Evenement.of_rank(rang, "archive", "attestation") or abort(404)
    nom = event.detail["nom"]
    response = Response(storage.stream(event.detail["sha256"]), mimetype=mimetypes.guess_type(nom)[0])
    response.headers.set("Content-Disposition", "attachment", filename=nom)
    response.headers["Cache-Control"] = "private, no-store"
    return response

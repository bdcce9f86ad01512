from flask import g, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.avoirs import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.redaction import papier
from blueprints.redaction.fiche import common
from blueprints.redaction.transmission import transmission_of
from blueprints.ui.reponses import toast
from crm import clock
from crm.avoirs import MOTIFS, Avoir
from crm.courriels import courriels_of
from crm.imputations import Imputation


@bp.get("/<int:id>")
@requires("factures")
def show(id: int):
    avoir = find(Avoir, id, trashed=True)
    return render_template(
        "avoirs/show.html",
        **common(avoir, request.args.get("onglet"), courriels_of(avoir)),
        **transmission_of(avoir),
        papier=papier.frozen(avoir.fige) if avoir.fige else papier.of_draft(avoir),
        imputations=Imputation.of(avoir_id=id),
        motifs=MOTIFS,
    )


@bp.post("/<int:id>/emission")
@requires("factures", "ecriture")
@once
def create_emission(id: int):
    avoir = find(Avoir, id)
    avoir.issue(clock.today(), clock.now(), g.membre)
    toast(f"Avoir {avoir.numero} émis.")
    return redirect(url_for("avoirs.show", id=id), 303)

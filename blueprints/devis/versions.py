from flask import g, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.devis import bp
from blueprints.devis.atelier import ATELIER
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.pdf import serve
from blueprints.redaction.installation import ended
from blueprints.ui.reponses import hx_redirect, toast
from crm import clock
from crm.devis import Devis, VersionDevis


@bp.post("/<int:id>/versions")
@requires("devis", "ecriture")
@once
def create_version(id: int):
    """The draft is numbered and frozen: it may be sent."""
    return ended(ATELIER, id, finalise, done)


def finalise(devis: Devis, form) -> None:
    devis.finalise(form.etabli_le.data or clock.today(), clock.now(), g.membre)


def done(devis: Devis):
    toast(f"Devis {devis.numero_complet} prêt à envoyer.")
    return hx_redirect(url_for("devis.show", id=devis.id))


@bp.post("/<int:id>/remise")
@requires("devis", "ecriture")
def create_remise(id: int):
    """Handed over, or posted: the client has it."""
    find(Devis, id).mark_sent(clock.now())
    toast("Devis marqué envoyé.")
    return redirect(url_for("devis.show", id=id), 303)


@bp.post("/<int:id>/revision")
@requires("devis", "ecriture")
def create_revision(id: int):
    """Take the devis up again: what was sent stays readable."""
    devis = find(Devis, id)
    devis.new_version(g.membre)
    toast(f"Version {devis.indice} : modifiez-la, puis validez-la.")
    return redirect(url_for("devis.edit", id=id), 303)


@bp.get("/<int:id>/pdf")
@requires("devis")
def show_pdf(id: int):
    version = version_of(find(Devis, id), request.args.get("version", type=int))
    return serve(version and version.pdf_sha256, version.nom_pdf if version else "", inline=False)


@bp.get("/<int:id>/pdf/etat")
@requires("devis")
def show_etat_pdf(id: int):
    devis = find(Devis, id)
    return render_template("_redaction/_pdf.html", document=devis, version=devis.derniere_version)


def version_of(devis: Devis, indice: int | None) -> VersionDevis | None:
    return next((v for v in devis.versions if v.indice == indice), None) if indice else devis.derniere_version

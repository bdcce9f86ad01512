from flask import g, request, url_for

from blueprints.access import requires
from blueprints.contacts import bp
from blueprints.contacts.liste import ECRAN
from blueprints.envois_uniques import once
from blueprints.forms import Form
from blueprints.listes.lots import read_selection
from blueprints.listes.travail import panel
from blueprints.ui.reponses import page_or_partial
from crm.listes import lots
from crm.verification import Verification


@bp.get("/verification")
@requires("contacts", "ecriture")
def new_verification():
    requete, ids = read_selection(ECRAN, request.args)
    return page_or_partial(
        "contacts/verification.html", "contacts/_verification.html", ("volet-contenu", "form"),
        form=Form(formdata=None), requete=requete, ids=ids, total=lots.count(requete, ids),
        retour=url_for("contacts.index"),
    )  # fmt: skip


@bp.post("/verification")
@requires("contacts", "ecriture")
@once
def create_verification():
    return panel(Verification.verify_later(*read_selection(ECRAN, request.form), g.membre))

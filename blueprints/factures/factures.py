from flask import redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.factures import bp
from blueprints.factures.fiche import context
from blueprints.find import find
from crm.factures import Document, Facture


@bp.get("/<int:id>")
@requires("factures")
def show(id: int):
    document = find(Document, id, trashed=True)
    if not isinstance(document, Facture):
        return redirect(url_for("avoirs.show", id=id))
    return render_template("factures/show.html", **context(document, request.args.get("onglet")))

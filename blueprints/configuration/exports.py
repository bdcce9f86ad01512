from flask import abort, current_app, g, redirect, render_template, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.listes.titres import title
from crm.listes import LISTES, Liste, ModeleExport
from crm.modules import MODULES


@bp.get("/exports")
@requires("configuration")
def redirect_exports():
    return redirect(url_for("configuration.index_exports", module=next(iter(offered()))))


@bp.get("/exports/<module>")
@requires("configuration")
def index_exports(module: str):
    liste = offered().get(module) or abort(404)
    return render_template(
        "configuration/exports.html",
        **context(
            rubrique="configuration.redirect_exports",
            module=module,
            liste=liste,
            onglets=[
                {"titre": title(cle), "url": url_for("configuration.index_exports", module=cle), "actif": cle == module}
                for cle in offered()
            ],
            titre=title(module),
            modeles=ModeleExport.of(liste, g.membre),
            change=lambda modele: modele.can_be_changed_by(g.membre, liste.module),
        ),
    )


def offered() -> dict[str, Liste]:
    """The lists this member may read, in the order of the menu."""
    order = {cle: rank for rank, cle in enumerate(MODULES)}
    listes = sorted(LISTES.items(), key=lambda item: order.get(item[0], len(order)))
    known = current_app.view_functions
    return {
        cle: liste.complete
        for cle, liste in listes
        if f"{cle}.new_modele_export" in known and g.membre.can(liste.module)
    }

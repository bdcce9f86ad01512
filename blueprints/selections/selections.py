from flask import g, render_template, url_for

from blueprints.access import requires
from blueprints.listes.titres import title
from blueprints.selections import bp
from crm.listes import LISTES, Selection
from crm.listes.selections import counted


@bp.get("")
@requires("accueil")
def index() -> str:
    groups = [(liste, Selection.of(liste, g.membre)) for liste in LISTES.values() if is_readable(liste)]
    return render_template(
        "selections/index.html",
        groupes=[(liste, found) for liste, found in groups if found],
        comptes=counted([one for _, found in groups for one in found]),
        titre_liste=title,
        can_write=lambda liste: g.membre.can(liste.module, "ecriture"),
        adresse=lambda one: f"{url_for(f'{one.liste}.index')}?{one.ancre}",
    )


def is_readable(liste) -> bool:
    return liste.has_selections and g.membre.can(liste.module)

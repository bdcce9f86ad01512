"""The towns that addresses propose: the official reference, and those the company has added (D-029)."""

from flask import render_template, request

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from crm import communes
from crm.communes import Commune
from crm.pays import pays

PAGE = 50
FIGURES = 5


@bp.get("/communes")
@requires("configuration")
def index_communes():
    asked = {name: " ".join(request.args.get(name, "").split())[:80] for name in ("q", "departement", "region")}
    after = request.args.get("apres", 0, type=int)
    found = communes.listed(**criteria(asked), after=min(after, 2**31), limit=PAGE + 1)
    return render_template(
        "configuration/communes.html",
        **context(
            asked=asked,
            lieux=found[:PAGE],
            suite=found[PAGE - 1].numero if len(found) > PAGE else None,
            debut=after <= 0,
            ajoutees=Commune.count(),
            pays=pays(),
            departements=communes.choices(),
            regions=communes.regions(),
        ),
    )


def criteria(asked: dict[str, str]) -> dict[str, str]:
    """Figures are a postal code, letters a name."""
    q = asked["q"]
    said = {"code_postal": q[:FIGURES]} if q[:1].isdigit() else {"nom": q}
    return said | {"departement": asked["departement"], "region": asked["region"]}

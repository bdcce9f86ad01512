from flask import g, request

from blueprints import edition
from blueprints.access import requires
from blueprints.champs import answers_from
from blueprints.find import find
from blueprints.opportunites import bp
from blueprints.opportunites.fiche import draw
from blueprints.opportunites.forms import EtapeForm, OpportuniteForm
from crm.clock import today
from crm.opportunites import Opportunite
from crm.pistes import Piste


def initial() -> dict:
    """A new opportunity of a prospect begins with what is known of it."""
    piste_id = request.args.get("piste_id", type=int)
    piste = find(Piste, piste_id) if piste_id else None
    known = {"nom": f"Vente à {piste.libelle}", "montant": piste.montant_estime} if piste else {}
    answers = answers_from(piste, Opportunite) if piste else {}
    return {"recurrent_mois": g.parametres.opportunites_mois} | known | answers


edition.install(
    bp,
    edition.Edition(
        modele=Opportunite,
        formulaire=OpportuniteForm,
        creer=lambda **values: Opportunite.create(day=today(), **values),
        nouveau="Nouvelle opportunité",
        cree="Opportunité ajoutée.",
        modifie="Opportunité modifiée.",
        initial=initial,
    ),
)


@bp.get("/<int:id>")
@requires("opportunites")
def show(id: int):
    return draw(find(Opportunite, id, trashed=True), EtapeForm(formdata=None, data={"le": today()}))

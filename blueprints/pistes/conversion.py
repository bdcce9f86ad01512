from flask import abort, g, request, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.pistes import bp
from blueprints.pistes.forms import ConversionForm
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.pistes import Piste, conversion, convert
from crm.tiers import Tiers


@bp.get("/<int:id>/conversion")
@requires("pistes", "ecriture")
def new_conversion(id: int):
    piste = find(Piste, id)
    return draw(piste, ConversionForm(formdata=None, langue=g.parametres.langue, responsable_id=piste.responsable_id))


@bp.post("/<int:id>/conversion")
@requires("pistes", "ecriture")
def create_conversion(id: int):
    """With the window's choices, or with the defaults when the one button was clicked (tension 18)."""
    ensure_may_convert()
    piste, form, made = find(Piste, id), ConversionForm(), []
    if "role" not in request.form:
        made.append(convert(piste, now=now(), langue=g.parametres.langue))
    elif not (form.validate() and form.try_to(lambda: made.append(convert(piste, now=now(), **chosen(form))))):
        return draw(piste, form, 422)
    toast(f"{piste.libelle} est maintenant dans vos clients et prospects.", annuler_url=undo_url())
    if request.args.get("puis") == "devis":
        return hx_redirect(url_for("devis.new", tiers_id=made[0].id))
    return hx_redirect(url_for("clients.show", id=made[0].id))


def ensure_may_convert() -> None:
    """403 for who may not write the tiers and the contacts a conversion makes."""
    wanted = {"clients", "contacts"} - g.parametres.eteints
    if not all(g.membre.can(module, "ecriture") for module in wanted):
        abort(403)


def chosen(form: ConversionForm) -> dict:
    values = form.values
    tiers_id = values.pop("tiers_id") or ""
    return values | {"tiers": find(Tiers, int(tiers_id)) if tiers_id.isdigit() else None}


def draw(piste: Piste, form: ConversionForm, status: int = 200):
    return page_or_partial(
        "pistes/conversion.html", "pistes/_conversion.html", ("volet-contenu", "form"), status,
        form=form, fiche=piste, titre=f"Convertir {piste.libelle}", semblables=conversion.similar(piste),
        empechement=conversion.why_not(piste),
        url=url_for("pistes.create_conversion", id=piste.id), retour=url_for("pistes.show", id=piste.id),
    )  # fmt: skip

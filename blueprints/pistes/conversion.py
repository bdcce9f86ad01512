from flask import abort, g, request, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.pistes import bp
from blueprints.pistes.forms import PERSONNE, ConversionForm
from blueprints.sujets import undo_url
from blueprints.ui.cellules import adresse_fiche
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.champs import carry
from crm.clock import now, today
from crm.fiches import Fiche
from crm.opportunites import Opportunite
from crm.pistes import Piste, conversion, convert, similar_contacts, similar_tiers


@bp.get("/<int:id>/conversion")
@requires("pistes", "ecriture")
def new_conversion(id: int):
    piste = find(Piste, id)
    form = ConversionForm(
        formdata=None, langue=g.parametres.langue, responsable_id=piste.responsable_id, opportunite=may_open_sale(),
        opportunite_nom=f"Vente à {piste.libelle}", opportunite_montant=piste.montant_estime,
        **{f"contact_{cle}": getattr(piste, cle) for cle in PERSONNE if cle != "email" or piste.has_email},
    )  # fmt: skip
    return draw(piste, form)


@bp.post("/<int:id>/conversion")
@requires("pistes", "ecriture")
def create_conversion(id: int):
    """With the window's choices, or with the defaults when the one button was clicked (tension 18)."""
    ensure_may_convert()
    piste, form, made = find(Piste, id), ConversionForm(), []
    if "role" not in request.form:
        made.append(convert(piste, now=now(), langue=g.parametres.langue))
    elif not (form.validate() and form.try_to(lambda: made.extend(convert_as_chosen(piste, form)))):
        return draw(piste, form, 422)
    toast(f"{piste.libelle} est maintenant dans vos clients et prospects.", annuler_url=undo_url())
    if request.args.get("puis") == "devis":
        return hx_redirect(url_for("devis.new", tiers=made[0].id))
    there = next(one for one in (*reversed(made), piste) if g.membre.can(one.module))
    return hx_redirect(adresse_fiche(there.module, there.id))


def convert_as_chosen(piste: Piste, form: ConversionForm) -> list[Fiche]:
    """The tiers, and the opportunity when it is wanted (D-117)."""
    tiers = convert(piste, now=now(), **form.connus, **form.suite)
    if not (form.opportunite.data and may_open_sale()):
        return [tiers]
    sale = Opportunite.create(
        day=today(), nom=form.opportunite_nom.data or f"Vente à {piste.libelle}",
        montant=form.opportunite_montant.data, tiers_id=tiers.id, piste_id=piste.id,
        contact_id=piste.contact_id, responsable_id=form.responsable_id.data,
    )  # fmt: skip
    carry(piste, sale)
    return [tiers, sale]


def may_open_sale() -> bool:
    return g.membre.can("opportunites", "ecriture")


def ensure_may_convert() -> None:
    """403 for who may not write the tiers and the contacts a conversion makes."""
    wanted = {"clients", "contacts"} - g.parametres.eteints
    if not all(g.membre.can(module, "ecriture") for module in wanted):
        abort(403)


def draw(piste: Piste, form: ConversionForm, status: int = 200):
    return page_or_partial(
        "pistes/conversion.html", "pistes/_conversion.html", ("volet-contenu", "form"), status,
        form=form, fiche=piste, titre=f"Convertir {piste.libelle}", semblables=similar_tiers(piste),
        semblables_contacts=similar_contacts(piste), empechement=conversion.why_not(piste),
        url=url_for("pistes.create_conversion", id=piste.id), retour=url_for("pistes.show", id=piste.id),
    )  # fmt: skip

import uuid

from flask import g, render_template, request, url_for

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.redaction.fiche import ONGLETS
from blueprints.reglements import bp
from blueprints.reglements.forms import ReglementForm
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import clock, journal, sujets
from crm.factures import Facture
from crm.reglements import MODES, Reglement
from crm.tiers import Tiers


@bp.get("/nouveau")
@requires("reglements", "ecriture")
def new():
    facture_id, tiers_id = request.args.get("facture", type=int), request.args.get("tiers", type=int)
    facture = find(Facture, facture_id) if facture_id else None
    tiers = facture.tiers.actuel if facture else find(Tiers, tiers_id) if tiers_id else None
    return draw(blank(tiers, facture))


def blank(tiers: Tiers | None, facture: Facture | None = None) -> ReglementForm:
    data = {"recu_le": clock.today(), "jeton": uuid.uuid4().hex, "tiers_id": tiers.id if tiers else None}
    data |= {"montant": facture.reste if facture else None, "mode": tiers.mode_reglement if tiers else None}
    data["devise"] = facture.devise if facture else tiers.devise if tiers else None
    form = ReglementForm(formdata=None, data={k: v for k, v in data.items() if v}, tiers=tiers)
    form.share(form.montant.data, facture)
    return form


@bp.get("/repartition")
@requires("reglements", "ecriture")
def show_repartition():
    """The open invoices of the client chosen, and what each would receive of the sum typed."""
    tiers_id = request.args.get("tiers_id", type=int)
    form = ReglementForm(formdata=request.args, tiers=find(Tiers, tiers_id) if tiers_id else None)
    form.share(form.montant.data if form.montant.data and form.montant.data > 0 else None)
    return render_template("reglements/_repartition.html", form=form, oob=True)


@bp.post("/")
@requires("reglements", "ecriture")
@once
def create():
    tiers_id, made = request.form.get("tiers_id", type=int), []
    form = ReglementForm(tiers=find(Tiers, tiers_id) if tiers_id else None)
    if not (form.validate() and form.try_to(lambda: made.append(receive(form)))):
        return draw(form, 422)
    toast("Règlement enregistré.")
    return hx_redirect((request.form.get("retour") and back(made[0])) or url_for("reglements.show", id=made[0].id))


def receive(form: ReglementForm) -> Reglement:
    words = {"reference": form.reference.data, "note": form.note.data}
    fixed = (form.tiers, form.montant.data, form.recu_le.data, form.mode.data, g.membre, clock.now())
    return Reglement.receive(*fixed, **form.somme, imputer=form.imputer, jeton=form.jeton.data or None, **words)


def back(reglement: Reglement) -> str | None:
    """The invoice one came from, when it is the one that was paid."""
    facture_id = request.form.get("retour", type=int)
    paid = {row.facture_id for row in reglement.imputations}
    return url_for("factures.show", id=facture_id) if facture_id in paid else None


@bp.get("/<int:id>")
@requires("reglements")
def show(id: int):
    reglement, onglet = find(Reglement, id), request.args.get("onglet")
    return render_template(
        "reglements/show.html",
        fiche=reglement,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        modes=MODES,
        notes=sujets.notes_of(reglement),
        pieces=sujets.pieces_of(reglement),
        etiquettes=sujets.labels_of("reglements", [id]).get(id, []),
        entrees=journal.history("reglements", id) if onglet == "historique" else (),
        actions=journal.ACTIONS,
    )


def draw(form: ReglementForm, status: int = 200):
    return page_or_partial(
        "reglements/edit.html", "reglements/_form.html", ("volet-contenu", "form"), status,
        form=form, retour=url_for("reglements.index"), facture=request.values.get("facture", type=int),
    )  # fmt: skip

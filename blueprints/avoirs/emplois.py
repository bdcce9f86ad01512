"""What one does with an avoir: pay another facture, or give the money back (E-025)."""

from decimal import Decimal

from flask import g, url_for
from wtforms import RadioField, SelectField

from blueprints.access import requires
from blueprints.avoirs import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form, JourField, MontantField, TexteField, facultatif, requis
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.avoirs import Avoir
from crm.clock import now, today
from crm.factures import Facture
from crm.formats import montant
from crm.rapports_documents import open_factures
from crm.reglements import MODES, Reglement


class ImputationForm(Form):
    facture_id = SelectField("Facture à régler", [requis("Choisissez la facture.")], coerce=int)
    montant = MontantField("Montant", [requis("Indiquez le montant.")], minimum=Decimal("0.01"))

    def __init__(self, avoir: Avoir, **kwargs):
        super().__init__(**kwargs)
        factures = open_factures(avoir.tiers.actuel, avoir.devise)
        self.facture_id.choices = {f.id: f"{f.numero} · {montant(f.reste, f.devise)} à payer" for f in factures}


class RemboursementForm(Form):
    montant = MontantField("Montant rendu", [requis("Indiquez le montant.")], minimum=Decimal("0.01"))
    montant_eur = MontantField("Débité de votre compte", [facultatif()], minimum=Decimal("0.01"))
    le = JourField("Date", [requis("Indiquez la date.")])
    mode = RadioField("Mode", [requis("Choisissez le mode.")], choices=MODES, default="virement")
    reference = TexteField("Référence", [facultatif()], maximum=80)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.montant_eur.flags.required = True  # asked in another currency alone


@bp.get("/<int:id>/imputation")
@requires("factures", "ecriture")
def new_imputation(id: int):
    avoir = find(Avoir, id)
    return draw(avoir, ImputationForm(avoir, data={"montant": avoir.reste}), "imputation")


@bp.post("/<int:id>/imputation")
@requires("factures", "ecriture")
@once
def create_imputation(id: int):
    avoir = find(Avoir, id)
    form = ImputationForm(avoir)
    if not (form.validate() and form.try_to(lambda: impute(avoir, form))):
        return draw(avoir, form, "imputation", 422)
    return done(avoir, "Avoir imputé sur la facture.")


def impute(avoir: Avoir, form: ImputationForm) -> None:
    avoir.impute(find(Facture, form.facture_id.data), form.montant.data, today(), g.membre)


@bp.get("/<int:id>/remboursement")
@requires("reglements", "ecriture")
def new_remboursement(id: int):
    avoir = find(Avoir, id)
    return draw(avoir, RemboursementForm(data={"montant": avoir.reste, "le": today()}), "remboursement")


@bp.post("/<int:id>/remboursement")
@requires("reglements", "ecriture")
@once
def create_remboursement(id: int):
    avoir, form = find(Avoir, id), RemboursementForm()
    if not (form.validate() and form.try_to(lambda: Reglement.refund(avoir, par=g.membre, now=now(), **form.values))):
        return draw(avoir, form, "remboursement", 422)
    return done(avoir, "Remboursement enregistré.")


def draw(avoir: Avoir, form: Form, nom: str, status: int = 200):
    return page_or_partial(
        f"avoirs/{nom}.html", f"avoirs/_{nom}.html", ("volet-contenu", "form"), status,
        fiche=avoir, form=form, retour=url_for("avoirs.show", id=avoir.id),
    )  # fmt: skip


def done(avoir: Avoir, message: str):
    toast(message)
    return hx_redirect(url_for("avoirs.show", id=avoir.id))

"""« Créer un avoir »: all that is left of a facture, or by lines and quantities, or by amounts (E-022…E-024)."""

from decimal import Decimal
from functools import cached_property

from flask import g, render_template, request, url_for
from wtforms import RadioField, SelectField

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.factures import bp
from blueprints.find import find
from blueprints.forms import Form, TexteField, facultatif, requis
from blueprints.redaction.totaux import recap
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.avoirs import MOTIFS, Avoir, left_by_line, left_by_vat
from crm.factures import Facture
from crm.formats import pourcent
from crm.reperes import Droit
from crm.saisie import read_decimal
from tenants import db

MODES = {"total": "Tout ce qui reste", "lignes": "Par lignes et quantités", "montants": "Par montant"}
DETAILS = {
    "total": "La facture est annulée.",
    "lignes": "Des articles rendus, des heures en trop.",
    "montants": "Un rabais, un geste commercial.",
}


class AvoirForm(Form):
    motif = SelectField("Motif", [requis("Choisissez le motif.")], choices={"": "—", **MOTIFS})
    precision = TexteField("Précision", [facultatif()], maximum=200)
    mode = RadioField("Montant", [requis("Choisissez le montant.")], choices=MODES, default="total")

    def __init__(self, facture: Facture, **kwargs):
        super().__init__(**kwargs)
        self.facture = facture
        self.lignes = {id: left for id, left in left_by_line(facture).items() if left}
        self.taux = {taux: left for taux, left in left_by_vat(facture).items() if left}
        self.fautes: dict[str, str] = {}

    def nom_tva(self, cle: str) -> str:
        """« TVA 20 % », « Exportation de biens »."""
        taux, _, code = cle.partition("-")
        return self.droit.exoneration(code).intitule if code else f"TVA {pourcent(Decimal(taux))}"

    @cached_property
    def droit(self) -> Droit:
        """As it stood when the facture was issued."""
        return Droit.on(self.facture.emise_le)

    def typed(self, name: str) -> str:
        return request.form.get(name, "")

    def read(self, names: dict) -> dict:
        """The numbers typed in the fields of these names; what is not one is kept in `fautes`."""
        found = {}
        for key, name in names.items():
            try:
                found[key] = read_decimal(self.typed(name)) if self.typed(name).strip() else Decimal(0)
            except ValueError as error:
                self.fautes[name] = str(error)
        return {key: value for key, value in found.items() if value}

    @property
    def choix(self) -> dict:
        """What `Avoir.from_facture` takes for the way chosen."""
        if self.mode.data == "lignes":
            return {"quantites": self.read({id: f"quantites-{id}" for id in self.lignes})}
        if self.mode.data == "montants":
            return {"montants": self.read({taux: f"montants-{taux}" for taux in self.taux}) or {"": Decimal(0)}}
        return {}

    def refuse(self, refusal) -> None:
        if (refusal.champ or "").startswith(("quantites-", "montants-")):
            self.fautes[refusal.champ] = refusal.message
        else:
            super().refuse(refusal)


@bp.get("/<int:id>/avoir")
@requires("factures", "ecriture")
def new_avoir(id: int):
    facture = find(Facture, id)
    return draw(facture, AvoirForm(facture))


@bp.post("/<int:id>/avoir")
@requires("factures", "ecriture")
@once
def create_avoir(id: int):
    facture, made = find(Facture, id), []
    form = AvoirForm(facture)
    if not (form.validate() and form.try_to(lambda: made.extend(credit(facture, form)))) or not made:
        return draw(facture, form, 422)
    toast("Brouillon d’avoir créé : relisez-le, puis émettez-le.")
    return hx_redirect(url_for("avoirs.show", id=made[0].id))


@bp.post("/<int:id>/avoir/calcul")
@requires("factures", "ecriture")
def calcul_avoir(id: int):
    """What the avoir would amount to; nothing of it is kept."""
    facture, made = find(Facture, id), []
    form, devise = AvoirForm(facture), facture.devise
    form.motif.data = form.motif.data or next(iter(MOTIFS))
    form.try_to(lambda: made.extend(credit(facture, form)))
    lignes = recap(made[0].totaux, "Total de l’avoir", devise=devise) if made else []
    db.session.rollback()
    refus = [*form.form_errors, *form.fautes.values()]
    return render_template("_redaction/_essai.html", recap=lignes, devise=devise, refus=refus)


def credit(facture: Facture, form: AvoirForm) -> list[Avoir]:
    """The draft; nothing when a number cannot be read."""
    choix = form.choix
    if form.fautes:
        return []
    return [Avoir.from_facture(facture, g.membre, form.motif.data, precision=form.precision.data, **choix)]


def draw(facture: Facture, form: AvoirForm, status: int = 200):
    return page_or_partial(
        "factures/avoir.html", "factures/_avoir.html", ("volet-contenu", "form"), status,
        fiche=facture, form=form, details=DETAILS, retour=url_for("factures.show", id=facture.id),
    )  # fmt: skip

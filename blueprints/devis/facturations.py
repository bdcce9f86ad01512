"""« Facturer » an accepted devis: whole, an acompte, the solde (ACO-01, ACO-02)."""

from decimal import Decimal

from flask import abort, g, render_template, url_for
from wtforms import RadioField, SelectField

from blueprints.access import requires
from blueprints.devis import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form, MontantField, facultatif, requis
from blueprints.redaction.totaux import recap
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.devis import Devis
from crm.errors import RegleMetier
from crm.factures import Facture, possibles
from crm.formats import signe
from tenants import db

FORMES = {
    "simple": ("Tout le devis", "Une facture, toutes les lignes."),
    "acompte": ("Un acompte", "Une part du devis, partagée entre ses taux de TVA."),
    "solde": ("Le solde", "Toutes les lignes, moins les acomptes émis."),
    "situation": ("Une situation", "Les travaux faits, ligne par ligne, moins ce qui est déjà facturé."),
}
VERBES = {"simple": Facture.from_devis, "solde": Facture.solde, "situation": Facture.situation}


class FacturationForm(Form):
    forme = RadioField("À facturer", [requis("Choisissez ce qui est à facturer.")], validate_choice=False)
    valeur = MontantField("Acompte", [facultatif()], decimales=4, minimum=Decimal(0))
    unite = SelectField("Unité de l’acompte", default="pourcent")

    def __init__(self, devis: Devis, **kwargs):
        found = possibles(devis)
        super().__init__(**kwargs)
        self.unite.choices = {"pourcent": "% du devis", "montant": f"{signe(devis.devise)} TTC"}
        self.forme.choices = [(forme, FORMES[forme][0]) for forme in found]
        self.forme.data = self.forme.data or (found[0] if found else None)

    def make(self, devis: Devis) -> Facture:
        """The draft. Raises RegleMetier."""
        if self.forme.data == "acompte":
            return Facture.acompte(devis, g.membre, **{self.unite.data: self.valeur.data})
        verb = {"simple": Facture.from_devis, "solde": Facture.solde, "situation": Facture.situation}.get(
            self.forme.data
        )
        if verb is None:
            raise RegleMetier("Choisissez ce qui est à facturer.", "forme")
        return verb(devis, g.membre)


@bp.get("/<int:id>/facturation")
@requires("factures", "ecriture")
def new_facturation(id: int):
    devis = readable(id)
    return draw(devis, FacturationForm(devis))


@bp.post("/<int:id>/facturation")
@requires("factures", "ecriture")
@once
def create_facturation(id: int):
    devis, made = readable(id), []
    form = FacturationForm(devis)
    if not (form.validate() and form.try_to(lambda: made.append(form.make(devis)))):
        return draw(devis, form, 422)
    toast(f"Brouillon créé : {made[0].titre[:1].lower()}{made[0].titre[1:]}.")
    return hx_redirect(url_for("factures.edit", id=made[0].id))


@bp.post("/<int:id>/facturation/calcul")
@requires("factures", "ecriture")
def calcul_facturation(id: int):
    """What the facture would amount to; nothing of it is kept."""
    devis, made = readable(id), []
    form, devise = FacturationForm(devis), devis.devise
    if form.forme.data == "acompte" and not form.valeur.raw_data[0].strip():
        return render_template("_redaction/_essai.html", recap=[], devise=devise, refus=[])
    if not form.valeur.errors and form.validate():
        form.try_to(lambda: made.append(form.make(devis)))
    lignes = recap(made[0].totaux, devise=devise) if made else []
    db.session.rollback()
    refus = [e for f in form for e in f.errors]
    return render_template("_redaction/_essai.html", recap=lignes, devise=devise, refus=refus)


def readable(id: int) -> Devis:
    if not g.membre.can("devis"):
        abort(403)
    return find(Devis, id)


def draw(devis: Devis, form: FacturationForm, status: int = 200):
    return page_or_partial(
        "devis/facturation.html", "devis/_facturation.html", ("volet-contenu", "form"), status,
        fiche=devis, form=form, retour=url_for("devis.show", id=devis.id),
        details={forme: detail for forme, (_, detail) in FORMES.items()},
    )  # fmt: skip

"""The next step of a dépense: taken in charge, approved, disputed, refused, paid."""

from flask import abort, g, url_for
from wtforms import SelectField

from blueprints.access import requires
from blueprints.depenses import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form, JourField, requis, texte_long
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import clock, plateforme
from crm.depenses import Depense
from crm.depenses.statuts import APPROUVEE, EN_LITIGE, ETATS, MOTIFS_DE, PAYEE, PRISE_EN_CHARGE, REFUSEE

GESTES = {
    PRISE_EN_CHARGE: ("Prendre en charge", "Dépense prise en charge."),
    APPROUVEE: ("Approuver", "Dépense approuvée : elle est bonne à payer."),
    EN_LITIGE: ("Mettre en litige", "Dépense mise en litige."),
    REFUSEE: ("Refuser", "Dépense refusée."),
    PAYEE: ("Marquer payée", "Paiement enregistré."),
}


class StatutForm(Form):
    """The reason of a dispute or of a refusal, or the day of a payment."""

    motif = SelectField("Motif", validate_choice=False)
    commentaire = texte_long("Commentaire", 1000)
    le = JourField("Date du paiement", [requis("Indiquez la date du paiement.")])

    def __init__(self, code: int, depense: Depense, **kwargs):
        choices = MOTIFS_DE.get(code, {})
        suggested = next((doute.motif for doute in depense.constats if doute.motif in choices), "")
        super().__init__(data={"le": clock.today(), "motif": suggested}, **kwargs)
        self.motif.choices = {"": "—", **choices}
        if code == PAYEE:
            del self.motif
        else:
            del self.le
        if code == REFUSEE:
            self.commentaire.validators = [requis("Expliquez le refus au fournisseur.")]
            self.commentaire.flags.required = True


@bp.get("/<int:id>/statuts/<int:code>")
@requires("depenses", "ecriture")
def new_statut(id: int, code: int):
    depense = find(Depense, id)
    return draw(depense, known(code), StatutForm(code, depense))


@bp.post("/<int:id>/statuts/<int:code>")
@requires("depenses", "ecriture")
@once
def create_statut(id: int, code: int):
    depense, form = find(Depense, id), StatutForm(known(code), find(Depense, id))
    is_asked = code in (PRISE_EN_CHARGE, APPROUVEE) or form.validate()
    if not (is_asked and form.try_to(lambda: advance(depense, code, form))):
        return draw(depense, code, form, 422)
    toast(GESTES[code][1])
    return hx_redirect(url_for("depenses.show", id=id))


def known(code: int) -> int:
    return code if code in GESTES else abort(404)


def advance(depense: Depense, code: int, form: StatutForm) -> None:
    day = form.le.data if code == PAYEE else clock.today()
    motif = form.motif.data if code in (EN_LITIGE, REFUSEE) else ""
    depense.advance(code, g.membre, clock.now(), day, motif=motif or "", commentaire=form.commentaire.data)


def draw(depense: Depense, code: int, form: StatutForm, status: int = 200):
    return page_or_partial(
        "depenses/statut.html", "depenses/_statut.html", ("volet-contenu", "form"), status,
        fiche=depense, code=code, form=form, geste=GESTES[code][0], etat=ETATS[code],
        retour=url_for("depenses.show", id=depense.id), par_plateforme=plateforme.came_by_platform(depense),
    )  # fmt: skip

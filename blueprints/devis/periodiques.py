"""« Facture périodique »: several accepted devis of a client on one facture, from their card or from a selection."""

from dataclasses import dataclass
from datetime import date

from flask import abort, g, render_template, request, url_for
from sqlalchemy import select

from blueprints.access import requires
from blueprints.devis import bp
from blueprints.devis.liste import ECRAN
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form
from blueprints.listes.lots import read_selection
from blueprints.redaction.totaux import recap
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.devis import Devis
from crm.devises import EURO
from crm.factures import Facture, facturables
from crm.listes import lots
from crm.listes.lecture import read_day
from crm.tiers import Tiers
from tenants import db
from tenants.ids import read_id

MOST = 100


@dataclass
class Choix:
    """A devis that may be taken, and the day it was delivered or done, as typed."""

    devis: Devis
    pris: bool
    le: str
    faute: str = ""

    @property
    def jour(self) -> date | None:
        found = read_day(self.le)
        if self.le and not found:
            self.faute = "Saisissez une date, par exemple 21/11/2026."
        return found


class PeriodiqueForm(Form):
    def __init__(self, choix: list[Choix], **kwargs):
        super().__init__(**kwargs)
        self.choix = choix

    @classmethod
    def proposed(cls, found: list[Devis], month: date | None = None) -> "PeriodiqueForm":
        """Every devis ticked; of `month` only when it is given."""
        days = [(one, one.accepte_le) for one in found]
        return cls(
            [Choix(d, month is None or same_month(day, month), day.isoformat() if day else "") for d, day in days]
        )

    @classmethod
    def posted(cls) -> "PeriodiqueForm":
        taken = request.form.getlist("devis")
        found = read(request.form.getlist("offert"))
        return cls([Choix(d, str(d.id) in taken, request.form.get(f"le-{d.id}", "")[:20]) for d in found])

    @property
    def fautes(self) -> list[str]:
        return [one.faute for one in self.choix if one.faute]

    def make(self) -> list[Facture]:
        """The draft; nothing when a date cannot be read. Raises RegleMetier."""
        taken = [one for one in self.choix if one.pris]
        jours = {one.devis.id: jour for one in taken if (jour := one.jour)}
        return [] if self.fautes else [Facture.periodique([one.devis for one in taken], g.membre, jours)]


@bp.get("/facture-periodique")
@requires("factures", "ecriture")
def new_facture_periodique():
    ensure_reads_devis()
    if "tiers" in request.args:
        found = facturables(find(Tiers, request.args.get("tiers", 0, int)))[:MOST]
        return draw(PeriodiqueForm.proposed(found, found[-1].accepte_le if found else None))
    return draw(PeriodiqueForm.proposed(read(map(str, lots.numbers(*read_selection(ECRAN, request.args), MOST)))))


@bp.post("/facture-periodique")
@requires("factures", "ecriture")
@once
def create_facture_periodique():
    ensure_reads_devis()
    form, made = PeriodiqueForm.posted(), []
    if not form.try_to(lambda: made.extend(form.make())) or not made:
        return draw(form, 422)
    toast("Brouillon créé : facture périodique.")
    return hx_redirect(url_for("factures.edit", id=made[0].id))


@bp.post("/facture-periodique/calcul")
@requires("factures", "ecriture")
def calcul_facture_periodique():
    """What the facture would amount to; nothing of it is kept."""
    ensure_reads_devis()
    form, made = PeriodiqueForm.posted(), []
    form.try_to(lambda: made.extend(form.make()))
    devise = made[0].devise if made else EURO
    lignes = recap(made[0].totaux, devise=devise) if made else []
    db.session.rollback()
    refus = [*form.form_errors, *form.fautes]
    return render_template("_redaction/_essai.html", recap=lignes, devise=devise, refus=refus)


def ensure_reads_devis() -> None:
    if not g.membre.can("devis"):
        abort(403)


def read(ids) -> list[Devis]:
    """These devis, the oldest agreed first."""
    kept = [id for one in ids if (id := read_id(one))][:MOST]
    query = select(Devis).where(Devis.id.in_(kept), Devis.supprime_le.is_(None))
    return list(db.session.scalars(query.order_by(Devis.accepte_le, Devis.id)))


def same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def draw(form: PeriodiqueForm, status: int = 200):
    clients = {one.devis.tiers_id for one in form.choix}
    retour = url_for("clients.show", id=clients.pop()) if len(clients) == 1 else url_for("devis.index")
    return page_or_partial(
        "devis/periodique.html", "devis/_periodique.html", ("volet-contenu", "form"), status, form=form, retour=retour
    )

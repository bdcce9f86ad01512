"""Making one of two records, the same way in every module: `install(bp, Model, PORTRAIT, ECRAN)`."""

from flask import Blueprint, abort, request, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.forms import Form
from blueprints.historique import champ, texte
from blueprints.listes.ecran import Ecran
from blueprints.listes.lots import read_selection
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import fusions, journal
from crm.clock import now
from crm.formats import pluriel
from crm.fusionnables import Fusionnable
from crm.listes import lots
from crm.semblables import Portrait

NOMS = {
    "adresses": ("adresse", "adresses"),
    "rattachements": ("rattachement de contact", "rattachements de contacts"),
    "pistes": ("prospect converti", "prospects convertis"),
    "devis": ("devis", "devis"),
    "factures": ("facture ou avoir", "factures et avoirs"),
    "reglements": ("règlement", "règlements"),
    "depenses": ("dépense", "dépenses"),
    "courriels": ("e-mail", "e-mails"),
    "notes": ("note", "notes"),
    "pieces": ("fichier", "fichiers"),
    "opportunites": ("opportunité", "opportunités"),
    "actions": ("action prévue", "actions prévues"),
    "delegations": ("délégation", "délégations"),
    "etiquetages": ("étiquette", "étiquettes"),
    "selectionnees": ("sélection", "sélections"),
}
AUTRE = ("autre élément", "autres éléments")
MUETS = frozenset({"suivis_facture", "tiers", "contacts", "notifications"})
"""What is told by another line, or interests nobody."""


class FusionForm(Form):
    """`pris`: the fields the other record says."""

    @property
    def pris(self) -> set[str]:
        return {name.removeprefix("champ-") for name, value in request.form.items() if value == "autre"}


def install(bp: Blueprint, modele: type[Fusionnable], portrait: Portrait, ecran: Ecran) -> None:
    write = requires(modele.module, "ecriture")
    bp.context_processor(lambda: {"annuler_fusion": undo_of})

    @bp.get("/<int:id>/fusion")
    @write
    def new_fusion(id: int):
        garde, autre_id = find(modele, id), request.args.get("autre", type=int)
        if autre_id is None:
            return choose(bp, garde, portrait)
        return draw(bp, garde, other(modele, garde, autre_id), FusionForm(formdata=None))

    @bp.get("/fusion")
    @write
    def new_fusion_choisie():
        chosen = lots.numbers(*read_selection(ecran, request.args), 3)
        if len(chosen) != 2:
            return choose(bp, None, portrait)
        garde, autre = sorted((find(modele, number) for number in chosen), key=lambda fiche: fiche.id)
        return draw(bp, garde, autre, FusionForm(formdata=None))

    @bp.post("/<int:id>/fusion")
    @write
    def create_fusion(id: int):
        garde, form = find(modele, id), FusionForm()
        autre = other(modele, garde, request.form.get("autre", 0, type=int))
        if not (form.validate() and form.try_to(lambda: fusions.merge(garde, autre, form.pris, now()))):
            return draw(bp, garde, autre, form, 422)
        toast(f"« {autre.libelle} » est fusionné dans « {garde.libelle} ».", annuler_url=undo_url())
        return hx_redirect(url_for(f"{bp.name}.show", id=id))


def other(modele: type[Fusionnable], garde: Fusionnable, id: int) -> Fusionnable:
    autre = find(modele, id)
    if autre is garde:
        abort(404)
    return autre


def choose(bp: Blueprint, garde: Fusionnable | None, portrait: Portrait):
    """Which other record: those that look like this one, or any."""
    return page_or_partial(
        "_fusions/page.html", "_fusions/_choix.html", ("volet-contenu", "form"),
        fiche=garde, semblables=portrait.others(garde) if garde else [], module=bp.name,
        titre="Fusionner", partiel="_fusions/_choix.html",
        retour=url_for(f"{bp.name}.show", id=garde.id) if garde else url_for(f"{bp.name}.index"),
    )  # fmt: skip


def draw(bp: Blueprint, garde: Fusionnable, autre: Fusionnable, form: FusionForm, status: int = 200):
    counted = fusions.comptes(autre).items()
    return page_or_partial(
        "_fusions/page.html", "_fusions/_fenetre.html", ("volet-contenu", "form"), status,
        fiche=garde, autre=autre, form=form, module=bp.name, titre="Fusionner deux fiches",
        partiel="_fusions/_fenetre.html",
        champs=[compared(one, form) for one in fusions.champs(garde, autre)],
        suivent=[pluriel(number, *NOMS.get(table, AUTRE)) for table, number in counted if table not in MUETS],
        url=url_for(f"{bp.name}.create_fusion", id=garde.id), retour=url_for(f"{bp.name}.show", id=garde.id),
    )  # fmt: skip


def compared(one: fusions.Champ, form: FusionForm) -> dict:
    """A field as the window shows it."""
    here, there = said_of(one.garde), said_of(one.autre)
    chosen = request.form.get(f"champ-{one.cle}") == "autre" if form.is_submitted() else one.from_autre
    return {"cle": one.cle, "titre": champ(one.cle), "garde": here, "autre": there, "pris": chosen}


def said_of(values: dict) -> str:
    """What goes together is said together, without its blanks."""
    said = [texte(cle, journal.plain(value)) for cle, value in values.items() if value not in (None, "")]
    return " ".join(said) or texte(next(iter(values)), None)


def undo_of(fiche: Fusionnable) -> str | None:
    """Where the merging of this record is undone."""
    entries = (one for one in journal.history(fiche.__tablename__, fiche.id) if one.action == "fusion")
    entry = next(entries, None)
    return url_for("annulations.create", lot=entry.lot) if entry else None

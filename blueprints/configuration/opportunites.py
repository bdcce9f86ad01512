"""How this company sells: the types of opportunities with their steps, the statuses, a few choices (C-011, D-133)."""

from flask import abort, g, redirect, render_template, request, url_for
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import change, context
from blueprints.find import find
from blueprints.forms import Form, TexteField, facultatif, requis
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import statuts
from crm.opportunites import DORMANCE, Etape, Processus, etapes
from crm.statuts import Statut
from crm.sujets import TONS
from tenants.ids import read_id

WHOLE = "Saisissez un nombre entier."


class ChoixForm(Form):
    opportunites_gagnees_au_devis = BooleanField("Fermer l’opportunité comme gagnée quand son devis est accepté")
    opportunites_notes_client = BooleanField("Montrer les notes du client sur ses opportunités")
    opportunites_recurrent = BooleanField("Suivre un montant récurrent sur les opportunités")
    opportunites_mois = IntegerField(
        "Durée du récurrent par défaut, en mois",
        [InputRequired(WHOLE), NumberRange(1, 600, "Durée du récurrent : de 1 à 600 mois.")],
    )


class ProcessusForm(Form):
    libelle = TexteField("Nom", [requis("Indiquez le nom de ce type d’opportunité.")], maximum=60)
    actif = BooleanField("En service : proposé à la création", default=True)


class EtapeForm(Form):
    libelle = TexteField("Nom", [requis("Indiquez le nom de cette étape.")], maximum=40)
    sequence = IntegerField(
        "Séquence", [InputRequired(WHOLE), NumberRange(0, 10_000, "Séquence : de 0 à 10 000.")], default=10
    )
    ton = RadioField("Couleur", choices={ton: ton.capitalize() for ton in TONS}, default="neutre")
    probabilite = IntegerField(
        "Chances de succès", [InputRequired(WHOLE), NumberRange(0, 100, "Chances de succès : de 0 à 100 %.")]
    )
    jours = IntegerField(
        "Sans mouvement après",
        [InputRequired(WHOLE), NumberRange(1, 3650, "Sans mouvement après : de 1 à 3 650 jours.")],
    )


class RetraitEtapeForm(Form):
    remplacement = SelectField("Placer à l’étape", [facultatif()])


@bp.get("/opportunites")
@requires("configuration")
def index_opportunites():
    return draw_all(ChoixForm(formdata=None, obj=g.parametres))


@bp.post("/opportunites")
@requires("configuration", "administration")
def update_opportunites():
    form = ChoixForm()
    if not (form.validate() and form.try_to(lambda: change(g.parametres.revise, form))):
        return draw_all(form, 422)
    toast("Réglages enregistrés.")
    return redirect(url_for("configuration.index_opportunites"), 303)


@bp.get("/opportunites/types/nouveau")
@requires("configuration", "administration")
def new_processus():
    return draw("processus", ProcessusForm(formdata=None), url_for("configuration.create_processus"))


@bp.post("/opportunites/types")
@requires("configuration", "administration")
def create_processus():
    form = ProcessusForm()
    if not (form.validate() and form.try_to(lambda: Processus.add(**form.values))):
        return draw("processus", form, request.path, status=422)
    return done("Type d’opportunité ajouté, avec des étapes à votre main.")


@bp.get("/opportunites/types/<int:id>/modification")
@requires("configuration", "administration")
def edit_processus(id: int):
    one = find(Processus, id)
    return draw("processus", ProcessusForm(obj=one), url_for("configuration.update_processus", id=id), one)


@bp.post("/opportunites/types/<int:id>")
@requires("configuration", "administration")
def update_processus(id: int):
    one, form = find(Processus, id), ProcessusForm()
    if not (form.validate() and form.try_to(lambda: one.revise(**form.values))):
        return draw("processus", form, request.path, one, 422)
    return done("Type d’opportunité modifié.")


@bp.post("/opportunites/types/<int:id>/retrait")
@requires("configuration", "administration")
def destroy_processus(id: int):
    etapes.remove_processus(find(Processus, id))
    return done("Type d’opportunité supprimé.")


@bp.get("/opportunites/types/<int:id>/etapes/nouvelle")
@requires("configuration", "administration")
def new_etape(id: int):
    one = find(Processus, id)
    last = max((etape.sequence for etape in one.etapes if not etape.finale), default=0)
    data = {"sequence": last + 10, "jours": DORMANCE, "probabilite": 50}
    return draw("etape", EtapeForm(formdata=None, data=data), url_for("configuration.create_etape", id=id))


@bp.post("/opportunites/types/<int:id>/etapes")
@requires("configuration", "administration")
def create_etape(id: int):
    one, form = find(Processus, id), EtapeForm()
    if not (form.validate() and form.try_to(lambda: Etape.add(one, **form.values))):
        return draw("etape", form, request.path, status=422)
    return done("Étape ajoutée.")


@bp.get("/opportunites/etapes/<int:id>/modification")
@requires("configuration", "administration")
def edit_etape(id: int):
    etape = find(Etape, id)
    return draw("etape", EtapeForm(obj=etape), url_for("configuration.update_etape", id=id), etape)


@bp.post("/opportunites/etapes/<int:id>")
@requires("configuration", "administration")
def update_etape(id: int):
    etape, form = find(Etape, id), EtapeForm()
    if not (form.validate() and form.try_to(lambda: etape.revise(**form.values))):
        return draw("etape", form, request.path, etape, 422)
    return done("Étape modifiée.")


@bp.get("/opportunites/etapes/<int:id>/retrait")
@requires("configuration", "administration")
def new_retrait_etape(id: int):
    return draw_removal(find(Etape, id), RetraitEtapeForm())


@bp.post("/opportunites/etapes/<int:id>/retrait")
@requires("configuration", "administration")
def destroy_etape(id: int):
    etape, form = find(Etape, id), RetraitEtapeForm()
    chosen = read_id(form.remplacement.data)
    remplacement = find(Etape, chosen) if chosen else None
    if not form.try_to(lambda: etapes.remove_etape(etape, remplacement)):
        return draw_removal(etape, form, 422)
    return done("Étape supprimée.")


def draw_all(choix: ChoixForm, status: int = 200):
    known = context(
        rubrique="configuration.index_opportunites", choix=choix, processus=Processus.all(),
        statuts=Statut.of("opportunites"), emplois=statuts.uses("opportunites"), places=etapes.uses(),
    )  # fmt: skip
    return render_template("configuration/opportunites.html", **known), status


def draw(quoi: str, form: Form, url: str, fiche: Processus | Etape | None = None, status: int = 200):
    nouveau = {"processus": "Nouveau type d’opportunité", "etape": "Nouvelle étape"}[quoi]
    return page_or_partial(
        "configuration/vente.html", "configuration/_vente.html", ("volet-contenu", "form"), status,
        form=form, fiche=fiche, url=url, retour=url_for("configuration.index_opportunites"),
        titre=f"Modifier « {fiche.libelle} »" if fiche else nouveau,
    )  # fmt: skip


def draw_removal(etape: Etape, form: RetraitEtapeForm, status: int = 200):
    if etape.finale:
        abort(404)
    others = [one for one in etape.processus.etapes if one is not etape]
    form.remplacement.choices = {"": "Choisir…", **{str(one.id): one.libelle for one in others}}
    form.remplacement.flags.required = True
    return page_or_partial(
        "configuration/retrait.html", "configuration/_retrait.html", ("volet-contenu", "form"), status,
        form=form, valeur=etape, emplois=etapes.uses().get(etape.id, 0), titre=f"Supprimer « {etape.libelle} »",
        url=url_for("configuration.destroy_etape", id=etape.id), retour=url_for("configuration.index_opportunites"),
    )  # fmt: skip


def done(message: str):
    toast(message)
    return hx_redirect(url_for("configuration.index_opportunites"))

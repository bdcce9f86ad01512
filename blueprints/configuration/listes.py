from flask import abort, g, redirect, render_template, request, url_for
from wtforms import BooleanField, RadioField, SelectField

from blueprints import imports
from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.find import find
from blueprints.forms import Form, TexteField, facultatif, requis
from blueprints.listes.travail import panel
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import admissions, valeurs
from crm.imports.valeurs import VALEURS
from crm.sujets import TONS
from crm.valeurs import LISTES, LONGUEUR, Valeur
from tenants.ids import read_id

CREATIONS = {"libre": "Création libre", "stricte": "Valeurs de la liste seulement"}
DETAILS = {
    "libre": "Qui remplit une fiche peut ajouter une valeur depuis le champ ; un fichier importé aussi.",
    "stricte": "Seule cette page ajoute des valeurs. Ailleurs, ce qui n’est pas dans la liste est refusé.",
}


class ValeurForm(Form):
    libelle = TexteField("Nom", [requis("Indiquez le nom de cette valeur.")], maximum=LONGUEUR)
    ton = RadioField("Couleur", choices={ton: ton.capitalize() for ton in TONS}, default="neutre")
    inactif = BooleanField("Ne plus proposer dans les formulaires")

    @classmethod
    def of(cls, liste: str, **kwargs) -> "ValeurForm":
        form, declared = cls(**kwargs), known(liste)
        if not declared.teintee:
            del form.ton
        return form


class CreationForm(Form):
    creation = RadioField(
        "Ajout de valeurs", choices=CREATIONS, validators=[requis("Choisissez qui ajoute des valeurs à cette liste.")]
    )


class RetraitForm(Form):
    remplacement = SelectField("Remplacer par", [facultatif()])


@bp.get("/listes")
@requires("configuration")
def index_listes():
    return redirect(url_for("configuration.index_valeurs", liste=next(iter(LISTES))))


@bp.get("/listes/<liste>")
@requires("configuration")
def index_valeurs(liste: str):
    known(liste)
    creation = "stricte" if admissions.is_strict(liste) else "libre"
    return show(liste, CreationForm(formdata=None, creation=creation))


def show(liste: str, form: CreationForm) -> str:
    return render_template(
        "configuration/listes.html",
        **context(
            rubrique="configuration.index_listes",
            liste=known(liste),
            cle=liste,
            listes=LISTES,
            valeurs=Valeur.all_of(liste),
            emplois=valeurs.uses_of(liste),
            form=form,
            details=DETAILS,
        ),
    )


@bp.post("/listes/<liste>/creation")
@requires("configuration", "administration")
def update_creation(liste: str):
    declared, form = known(liste), CreationForm()
    if not form.validate():
        return show(liste, form), 422
    admissions.restrict(g.parametres, liste, form.creation.data == "stricte")
    toast(f"{declared.titre} : {CREATIONS[form.creation.data].lower()}.", undo_url())
    return hx_redirect(url_for("configuration.index_valeurs", liste=liste))


@bp.get("/listes/<liste>/nouvelle")
@requires("configuration", "administration")
def new_valeur(liste: str):
    return draw(liste, ValeurForm.of(liste), url_for("configuration.create_valeur", liste=liste))


@bp.post("/listes/<liste>")
@requires("configuration", "administration")
def create_valeur(liste: str):
    form = ValeurForm.of(liste)
    if not (form.validate() and form.try_to(lambda: Valeur.add(liste, **form.values))):
        return draw(liste, form, request.path, status=422)
    return done(liste, "Valeur ajoutée.")


@bp.get("/listes/<liste>/<int:id>/modification")
@requires("configuration", "administration")
def edit_valeur(liste: str, id: int):
    valeur = find_in(liste, id)
    return draw(
        liste, ValeurForm.of(liste, obj=valeur), url_for("configuration.update_valeur", liste=liste, id=id), valeur
    )


@bp.post("/listes/<liste>/<int:id>")
@requires("configuration", "administration")
def update_valeur(liste: str, id: int):
    valeur, form, asked = find_in(liste, id), ValeurForm.of(liste), []
    if not (form.validate() and form.try_to(lambda: asked.append(valeur.revise(**form.values)))):
        return draw(liste, form, request.path, valeur, 422)
    return panel(asked[0]) if asked[0] else done(liste, "Valeur modifiée.")


@bp.post("/listes/<liste>/ordre")
@requires("configuration", "administration")
def update_ordre(liste: str):
    known(liste)
    valeurs.put_in_order(liste, [id for one in request.form.getlist("valeur") if (id := read_id(one))])
    return "", 204


@bp.get("/listes/<liste>/<int:id>/retrait")
@requires("configuration", "administration")
def new_retrait(liste: str, id: int):
    return draw_removal(liste, find_in(liste, id), RetraitForm())


@bp.post("/listes/<liste>/<int:id>/retrait")
@requires("configuration", "administration")
def destroy_valeur(liste: str, id: int):
    valeur, form, asked = find_in(liste, id), RetraitForm(), []
    chosen = read_id(form.remplacement.data)
    remplacement = find_in(liste, chosen) if chosen else None
    if not form.try_to(lambda: asked.append(valeur.remove(remplacement))):
        return draw_removal(liste, valeur, form, 422)
    return panel(asked[0]) if asked[0] else done(liste, "Valeur supprimée.")


def known(liste: str) -> valeurs.Liste:
    return LISTES.get(liste) or abort(404)


def find_in(liste: str, id: int) -> Valeur:
    known(liste)
    valeur = find(Valeur, id)
    if valeur.liste != liste:
        abort(404)
    return valeur


def draw(liste: str, form: ValeurForm, url: str, valeur: Valeur | None = None, status: int = 200):
    declared = known(liste)
    return page_or_partial(
        "configuration/valeur.html", "configuration/_valeur.html", ("volet-contenu", "form"), status,
        form=form, liste=declared, url=url, titre=f"Modifier « {valeur.libelle} »" if valeur else declared.nouvelle,
        retour=url_for("configuration.index_valeurs", liste=liste),
    )  # fmt: skip


def draw_removal(liste: str, valeur: Valeur, form: RetraitForm, status: int = 200):
    others = [one for one in Valeur.all_of(liste) if one is not valeur]
    form.remplacement.choices = {"": "Choisir…", **{str(one.id): one.libelle for one in others}}
    form.remplacement.flags.required = True
    return page_or_partial(
        "configuration/retrait.html", "configuration/_retrait.html", ("volet-contenu", "form"), status,
        form=form, valeur=valeur, emplois=valeur.emplois, titre=f"Supprimer « {valeur.libelle} »", url=request.path,
        retour=url_for("configuration.index_valeurs", liste=liste),
    )  # fmt: skip


def done(liste: str, message: str):
    toast(message)
    return hx_redirect(url_for("configuration.index_valeurs", liste=liste))


def import_screen(liste: str) -> imports.Ecran:
    known(liste)
    return imports.Ecran("configuration", VALEURS[liste], "index_valeurs", {"liste": liste})


imports.install_under(bp, "/listes/<liste>", import_screen, ("configuration", "administration"))

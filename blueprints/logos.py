"""The logo of a record, shown on its card: `install(bp, Model)`."""

from flask import Blueprint, Response, abort, request, url_for
from flask_wtf.file import FileField, FileRequired

from blueprints.access import requires
from blueprints.find import find
from blueprints.forms import Form
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.profils import Profil
from tenants import storage


class LogoForm(Form):
    logo = FileField("Image", [FileRequired("Choisissez d’abord une image.")])


def install(bp: Blueprint, modele: type[Profil]) -> None:
    read, write = requires(modele.module), requires(modele.module, "ecriture")

    @bp.get("/<int:id>/logo/<empreinte>.png")
    @read
    def logo(id: int, empreinte: str):
        if empreinte != find(modele, id, trashed=True).logo:
            abort(404)
        response = Response(storage.get(empreinte), mimetype="image/png")
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return response

    @bp.get("/<int:id>/logo")
    @write
    def edit_logo(id: int):
        return draw(bp, find(modele, id), LogoForm(formdata=None))

    @bp.post("/<int:id>/logo")
    @write
    def update_logo(id: int):
        fiche, form = find(modele, id), LogoForm()
        if not (form.validate() and form.try_to(lambda: fiche.set_logo(form.logo.data.read()))):
            return draw(bp, fiche, form, 422)
        return done(bp, fiche, "Logo enregistré.")

    @bp.delete("/<int:id>/logo")
    @write
    def destroy_logo(id: int):
        fiche = find(modele, id)
        fiche.logo = None
        return done(bp, fiche, "Logo retiré.")


def done(bp: Blueprint, fiche: Profil, message: str):
    toast(message, annuler_url=undo_url())
    return hx_redirect(url_for(f"{bp.name}.show", id=fiche.id))


def draw(bp: Blueprint, fiche: Profil, form: LogoForm, status: int = 200):
    return page_or_partial(
        "_sujets/logo.html", "_sujets/_logo_form.html", ("volet-contenu", "form"), status,
        form=form, fiche=fiche, titre=f"Logo de {fiche.libelle}", url=request.path,
        retour=url_for(f"{bp.name}.show", id=fiche.id),
    )  # fmt: skip

from flask import Response, abort, g, request
from wtforms import BooleanField

from blueprints.forms import Form, TexteField, requis
from blueprints.listes.ecran import Ecran
from blueprints.ui.reponses import hx_redirect, toast
from crm.listes import VueEnregistree
from tenants import db


class VueForm(Form):
    nom = TexteField("Nom de la vue", [requis("Donnez un nom à cette vue.")], maximum=60)
    partagee = BooleanField("Partager avec toute l’équipe")


def new_vue(ecran: Ecran) -> str:
    return ecran.render("vue", form=VueForm(formdata=None), requete=ecran.read(request.args.get("requete", "")))


def create_vue(ecran: Ecran) -> Response | tuple[str, int]:
    form, requete = VueForm(), ecran.read(request.form.get("requete", ""))
    saved: list[VueEnregistree] = []
    if not form.validate() or not form.try_to(
        lambda: saved.append(VueEnregistree.save(requete, form.nom.data, g.membre, partagee=form.partagee.data))
    ):
        return ecran.render("vue", form=form, requete=requete), 422
    toast("Vue enregistrée.")
    return hx_redirect(ecran.url_vue(saved[0]))


def edit_vue(ecran: Ecran, id: int) -> str:
    vue = find_vue(ecran, id)
    return ecran.render("vue", form=VueForm(formdata=None, obj=vue, partagee=vue.is_partagee), vue=vue)


def update_vue(ecran: Ecran, id: int) -> Response | tuple[str, int]:
    vue, form = find_vue(ecran, id), VueForm()
    if not form.validate() or not form.try_to(
        lambda: vue.rename(ecran.liste, form.nom.data, g.membre, partagee=form.partagee.data)
    ):
        return ecran.render("vue", form=form, vue=vue), 422
    toast("Vue modifiée.")
    return hx_redirect(ecran.url_vue(vue))


def destroy_vue(ecran: Ecran, id: int) -> Response:
    db.session.delete(find_vue(ecran, id))
    toast("Vue supprimée.")
    return hx_redirect(ecran.url())


def find_vue(ecran: Ecran, id: int) -> VueEnregistree:
    """The saved view, if this member sees it (else 404) and may change it (else 403)."""
    vue = next((vue for vue in ecran.enregistrees() if vue.id == id), None) or abort(404)
    if not vue.can_be_changed_by(g.membre, ecran.liste.module):
        abort(403)
    return vue

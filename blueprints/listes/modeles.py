"""Models of exports, written in the panel of an export, that is then shown again, or in « Configuration »."""

from collections.abc import Callable, Sequence

from flask import Response, abort, g, request, url_for
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField

from blueprints.forms import Form, TexteField, requis
from blueprints.listes import exports
from blueprints.listes.colonnes import offered
from blueprints.listes.ecran import Ecran
from blueprints.listes.lots import read_selection
from blueprints.ui.reponses import hx_redirect, toast
from crm.listes import ModeleExport
from crm.listes.exports import FORMATS
from crm.listes.requete import read_columns
from tenants import db


class ModeleForm(Form):
    nom = TexteField("Nom du modèle", [requis("Donnez un nom à ce modèle.")], maximum=60)
    forme = RadioField("Format", choices={cle: nom for cle, (nom, _) in FORMATS.items()}, default="xlsx")
    partagee = BooleanField("Partager avec toute l’équipe")

    @property
    def values(self) -> dict:
        return super().values | {"membre": g.membre, "colonnes": request.form.getlist("colonne")}


def new_modele_export(ecran: Ecran) -> str:
    asked = request.args.get("format", "")
    form = ModeleForm(formdata=None, forme=asked if asked in FORMATS else "xlsx")
    base = exports.chosen(ecran, request.args.get("modele", ""))
    colonnes = base.colonnes if base else ecran.read(request.args.get("requete", "")).colonnes
    return draw(ecran, form, request.args, colonnes)


def create_modele_export(ecran: Ecran) -> Response | str | tuple[str, int]:
    form, saved = ModeleForm(), []
    if not kept(form, lambda: saved.append(ModeleExport.save(ecran.liste, **form.values))):
        return draw(ecran, form, request.form, request.form.getlist("colonne")), 422
    return done(ecran, "Modèle enregistré.", saved[0])


def edit_modele_export(ecran: Ecran, id: int) -> str:
    modele = find_modele(ecran, id)
    form = ModeleForm(formdata=None, obj=modele, partagee=modele.is_partagee)
    return draw(ecran, form, request.args, modele.colonnes, modele)


def update_modele_export(ecran: Ecran, id: int) -> Response | str | tuple[str, int]:
    modele, form = find_modele(ecran, id), ModeleForm()
    if not kept(form, lambda: modele.revise(ecran.liste, **form.values)):
        return draw(ecran, form, request.form, request.form.getlist("colonne"), modele), 422
    return done(ecran, "Modèle modifié.", modele)


def destroy_modele_export(ecran: Ecran, id: int) -> Response | str:
    db.session.delete(find_modele(ecran, id))
    db.session.flush()
    return done(ecran, "Modèle supprimé.")


def kept(form: ModeleForm, verb: Callable[[], object]) -> bool:
    return form.validate() and form.try_to(verb)


def find_modele(ecran: Ecran, id: int) -> ModeleExport:
    """The model, if this member sees it (else 404) and may change it (else 403)."""
    modele = exports.chosen(ecran, str(id)) or abort(404)
    if not ecran.can_change(modele):
        abort(403)
    return modele


def draw(
    ecran: Ecran, form: ModeleForm, values: MultiDict, colonnes: Sequence[str], modele: ModeleExport | None = None
) -> str:
    """The form; asked from an export, it carries the rows chosen."""
    requete, ids = read_selection(ecran, values) if "requete" in values else (None, None)
    chosen = (ecran.liste.colonnes[0].cle,) if form.errors and not colonnes else read_columns(colonnes, ecran.liste)
    return ecran.render(
        "modele_export",
        form=form,
        modele=modele,
        requete=requete,
        ids=ids or None,
        choisies=chosen,
        colonnes=offered(ecran.liste, chosen),
    )


def done(ecran: Ecran, message: str, modele: ModeleExport | None = None) -> Response | str:
    toast(message)
    if "requete" in request.form:
        return exports.draw(ecran, *read_selection(ecran, request.form), modele)
    return hx_redirect(url_for("configuration.index_exports", module=ecran.nom))

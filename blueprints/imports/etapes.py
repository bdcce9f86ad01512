"""The steps that follow the file: what its columns mean, what its rows will be, what they became."""

from flask import Response, request

from blueprints.forms import Form
from blueprints.imports.ecran import Ecran
from blueprints.ui.reponses import hx_redirect
from crm import clock
from crm.imports import ISSUES, Import, rows_of

PAGE = 50


def edit_correspondance(ecran: Ecran, id: int) -> str | Response:
    made = ecran.find(id)
    if made.lance_le:
        return hx_redirect(ecran.url("show_import", id=id))
    return draw(ecran, made, Form(formdata=None), made.colonnes)


def draw(ecran: Ecran, made: Import, form: Form, colonnes: list[str | None]) -> str:
    return ecran.render("correspondance", fiche=made, form=form, colonnes=colonnes)


def update_correspondance(ecran: Ecran, id: int) -> Response | tuple[str, int]:
    made, form = ecran.find(id), Form()
    chosen = [cle or None for cle in request.form.getlist("colonne")]
    if not (form.validate() and form.try_to(lambda: made.match(chosen, is_strict="strict" in request.form))):
        return draw(ecran, made, form, chosen), 422
    return hx_redirect(ecran.url("show_import", id=id))


def show_import(ecran: Ecran, id: int) -> str | Response:
    """The preview, or the result; while a job works, how far it is."""
    made, travail = ecran.find(id), None
    travail = made.travail
    if travail and travail.is_running:
        return ecran.render("travail", fiche=made, travail=travail)
    if made.examine_le is None and not (travail and travail.echoue_le):
        return hx_redirect(ecran.url("edit_correspondance", id=id))
    return draw_rows(ecran, made, Form(formdata=None))


def draw_rows(ecran: Ecran, made: Import, form: Form) -> str:
    issue = request.args.get("issue") if request.args.get("issue") in ISSUES else None
    after = request.args.get("apres", 0, type=int)
    lignes = rows_of(made, issue, after, PAGE + 1)
    return ecran.render(
        "resultat" if made.lance_le else "apercu",
        fiche=made,
        form=form,
        travail=made.travail,
        issue=issue,
        lignes=lignes[:PAGE],
        suite=lignes[PAGE - 1].numero if len(lignes) > PAGE else None,
    )


def create_lancement(ecran: Ecran, id: int) -> Response | tuple[str, int]:
    made, form = ecran.find(id), Form()
    chosen = request.form.get("doublons", made.doublons)
    if not (form.validate() and form.try_to(lambda: made.launch(chosen, clock.now()))):
        return draw_rows(ecran, made, form), 422
    return hx_redirect(ecran.url("show_import", id=id))


def create_annulation(ecran: Ecran, id: int) -> Response:
    ecran.find(id).revert_later(clock.now())
    return hx_redirect(ecran.url("show_import", id=id))

"""The answers on a card, each edited where it is read."""

from flask import Blueprint, abort, render_template

from blueprints.access import requires
from blueprints.champs.formulaires import AvecChamps
from blueprints.champs.saisie import field_of
from blueprints.find import find
from blueprints.forms import Form
from blueprints.sujets import undo_url
from blueprints.ui.reponses import toast
from crm.champs import ChampPersonnalise
from crm.fiches import Fiche


def install(bp: Blueprint, modele: type[Fiche]) -> None:
    write = requires(modele.module, "ecriture")

    @bp.get("/<int:id>/champs/<champ>")
    @requires(modele.module)
    def show_champ(id: int, champ: str):
        fiche = find(modele, id, trashed=True)
        return render_template("_champs/_lu.html", fiche=fiche, question=question_of(fiche, champ))

    @bp.get("/<int:id>/champs/<champ>/modification")
    @write
    def edit_champ(id: int, champ: str):
        fiche = find(modele, id)
        question = question_of(fiche, champ)
        return draw(fiche, question, one_field(question)(formdata=None, data={question.cle: fiche.champs.get(champ)}))

    @bp.put("/<int:id>/champs/<champ>")
    @write
    def update_champ(id: int, champ: str):
        fiche = find(modele, id)
        question = question_of(fiche, champ)
        form = one_field(question)()
        if not form.validate():
            return draw(fiche, question, form), 422
        fiche.answer({champ: form[question.cle].data})
        toast("Réponse enregistrée.", annuler_url=undo_url())
        return render_template("_champs/_lu.html", fiche=fiche, question=question)


def question_of(fiche: Fiche, code: str) -> ChampPersonnalise:
    """The question of this code, if the record bears it; else 404."""
    return next((one for one in fiche.questions if one.code == code), None) or abort(404)


def one_field(question: ChampPersonnalise) -> type[Form]:
    return type("ChampForm", (AvecChamps, Form), {question.cle: field_of(question, en_liste=True)})


def draw(fiche: Fiche, question: ChampPersonnalise, form: Form) -> str:
    return render_template("_champs/_edite.html", fiche=fiche, question=question, field=form[question.cle])

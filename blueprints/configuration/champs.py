from flask import abort, g, redirect, render_template, request, url_for
from wtforms import BooleanField, RadioField, SelectField

from blueprints.access import requires
from blueprints.champs.saisie import field_of
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.find import find
from blueprints.forms import Form, TexteField, facultatif, requis
from blueprints.listes.travail import panel
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import champs
from crm.champs import OBJETS, PROFILS, SORTES, ChampPersonnalise, Objet
from tenants.ids import read_id

RANGS = 3
"""Empty rows after the choices, to write others."""


class QuestionForm(Form):
    question = TexteField("Question", [requis("Écrivez la question.")], maximum=120)
    code = TexteField("Code enregistrement", [facultatif()], maximum=40)
    sorte = SelectField("Type de réponse", choices={cle: sorte.titre for cle, sorte in SORTES.items()})
    aide = TexteField("Aide à la saisie", [facultatif()], maximum=200)
    profil = RadioField("Posée aux", choices=PROFILS, default="tous")
    rapports = BooleanField("Afficher dans les rapports", description="La liste montre d’emblée sa colonne.")
    inactif = BooleanField("Ne plus poser cette question", description="Les réponses déjà données restent.")

    @classmethod
    def of(cls, objet: str, **kwargs) -> "QuestionForm":
        form = cls(**kwargs)
        if not known(objet).profile:
            del form.profil
        return form

    @property
    def values(self) -> dict:
        return super().values | {"choix": read_choix(), "remplacements": read_replacements()}


def read_choix() -> list[dict]:
    pairs = zip(request.form.getlist("libelle"), request.form.getlist("valeur"), strict=False)
    return [{"libelle": libelle, "valeur": valeur} for libelle, valeur in pairs]


def read_replacements() -> dict[str, str]:
    """The value that takes the place of each that goes."""
    return dict(zip(request.form.getlist("partie"), request.form.getlist("remplacement"), strict=False))


@bp.get("/champs")
@requires("configuration")
def index_champs():
    return redirect(url_for("configuration.index_questions", objet=next(iter(offered() or OBJETS))))


@bp.get("/champs/<objet>")
@requires("configuration")
def index_questions(objet: str):
    questions = ChampPersonnalise.all_of(known(objet).cle)
    return render_template(
        "configuration/champs.html",
        **context(
            rubrique="configuration.index_champs",
            objet=known(objet),
            objets=offered(),
            questions=questions,
            profils=PROFILS,
            apercu=preview([one for one in questions if not one.inactif]),
        ),
    )


@bp.get("/champs/<objet>/nouvelle")
@requires("configuration", "administration")
def new_question(objet: str):
    return draw(objet, QuestionForm.of(objet, formdata=None))


@bp.post("/champs/<objet>")
@requires("configuration", "administration")
def create_question(objet: str):
    form = QuestionForm.of(objet)
    if not (form.validate() and form.try_to(lambda: ChampPersonnalise.add(objet, **form.values))):
        return draw(objet, form, status=422)
    return done(objet, "Question ajoutée.")


@bp.get("/champs/<objet>/<int:id>/modification")
@requires("configuration", "administration")
def edit_question(objet: str, id: int):
    question = find_in(objet, id)
    return draw(objet, QuestionForm.of(objet, obj=question), question)


@bp.post("/champs/<objet>/<int:id>")
@requires("configuration", "administration")
def update_question(objet: str, id: int):
    question, form, asked = find_in(objet, id), QuestionForm.of(objet), []
    if not (form.validate() and form.try_to(lambda: asked.append(question.revise(**form.values)))):
        return draw(objet, form, question, 422)
    if asked[0]:
        return panel(asked[0])
    return done(objet, "Question modifiée.")


@bp.post("/champs/<objet>/ordre")
@requires("configuration", "administration")
def update_ordre_questions(objet: str):
    ids = [id for one in request.form.getlist("question") if (id := read_id(one))]
    champs.put_in_order(known(objet).cle, ids)
    return "", 204


@bp.post("/champs/<objet>/<int:id>/retrait")
@requires("configuration", "administration")
def destroy_question(objet: str, id: int):
    find_in(objet, id).remove()
    return done(objet, "Question supprimée.")


def offered() -> dict[str, Objet]:
    """The nouns whose module this company uses."""
    return {cle: objet for cle, objet in OBJETS.items() if g.parametres.is_active(objet.module)}


def known(objet: str) -> Objet:
    return OBJETS.get(objet) or abort(404)


def find_in(objet: str, id: int) -> ChampPersonnalise:
    question = find(ChampPersonnalise, id)
    if question.objet != known(objet).cle:
        abort(404)
    return question


def preview(questions: list[ChampPersonnalise]) -> Form | None:
    """The fields as forms show them."""
    return (
        type("ApercuForm", (Form,), {one.cle: field_of(one) for one in questions})(formdata=None) if questions else None
    )


def draw(objet: str, form: QuestionForm, question: ChampPersonnalise | None = None, status: int = 200):
    choix = read_choix() if request.method == "POST" else (question.choix_durables if question else [])
    target = {"id": question.id} if question else {}
    return page_or_partial(
        "configuration/question.html", "configuration/_question.html", ("volet-contenu", "form"), status,
        form=form, question=question, titre=f"Modifier « {question.question} »" if question else "Nouvelle question",
        choix=[*choix, *({"libelle": "", "valeur": ""} for _ in range(RANGS))],
        parties=champs.gone(question, read_choix()) if question and status == 422 else [],
        avec_choix=[cle for cle, sorte in SORTES.items() if sorte.has_choix],
        url=url_for(f"configuration.{'update' if question else 'create'}_question", objet=objet, **target),
        retour=url_for("configuration.index_questions", objet=objet),
    )  # fmt: skip


def done(objet: str, message: str):
    toast(message)
    return hx_redirect(url_for("configuration.index_questions", objet=objet))

"""Creating and changing a record in the side panel or on its own page, the same way in every module.

`install(bp, Edition(...))` adds new, create, edit and update. The record is made by `creer(**values)` and changed by
its own `revise(**values)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, request, url_for

from blueprints.access import requires
from blueprints.champs import answers_of, completed
from blueprints.conflits import ensure_unchanged
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form
from blueprints.sujets import undo_url
from blueprints.ui.reponses import fait, hx_redirect, page_or_partial, toast, trigger
from crm.fiches import Fiche


@dataclass(frozen=True)
class Edition:
    """`nouveau` and `cree` are what the user reads: « Nouveau client », « Client créé. ».

    `option`: what a list of choices says of a record made from it.
    """

    modele: type[Fiche]
    formulaire: type[Form]
    creer: Callable[..., Fiche]
    nouveau: str
    cree: str
    modifie: str
    formulaire_nouveau: type[Form] | None = None
    stays_in_list: bool = False
    initial: Callable[[], dict] = dict
    option: Callable[[Fiche], dict] = lambda fiche: {"valeur": fiche.id, "texte": fiche.libelle}

    @property
    def a_creer(self) -> type[Form]:
        return completed(self.formulaire_nouveau or self.formulaire, self.modele)

    @property
    def a_modifier(self) -> type[Form]:
        return completed(self.formulaire, self.modele)


def install(bp: Blueprint, edition: Edition) -> None:
    write = requires(edition.modele.module, "ecriture")

    @bp.get("/nouveau")
    @write
    def new():
        return draw(bp, edition, edition.a_creer(formdata=None, data=edition.initial() | request.args.to_dict()))

    @bp.post("/")
    @write
    @once
    def create():
        form, made = edition.a_creer(), []
        if not (form.validate() and form.try_to(lambda: made.append(edition.creer(**form.values)))):
            return draw(bp, edition, form, status=422)
        return created(bp, edition, made[0])

    @bp.get("/<int:id>/modification")
    @write
    def edit(id: int):
        fiche = find(edition.modele, id)
        return draw(bp, edition, edition.a_modifier(obj=fiche, data=fiche.form_values | answers_of(fiche)), fiche)

    @bp.post("/<int:id>")
    @write
    def update(id: int):
        fiche, form = find(edition.modele, id), edition.a_modifier()
        if not (form.validate() and form.try_to(lambda: revise(fiche, form))):
            return draw(bp, edition, form, fiche, status=422)
        if request.args.get("choisir"):
            return fait(f"{bp.name}:maj", message=edition.modifie)
        toast(edition.modifie, annuler_url=undo_url())
        return hx_redirect(url_for(f"{bp.name}.show", id=fiche.id))


def revise(fiche: Fiche, form: Form) -> None:
    ensure_unchanged(fiche)
    fiche.revise(**form.values)


def created(bp: Blueprint, edition: Edition, fiche: Fiche):
    if request.form.get("encore"):
        toast(edition.cree)
        return draw(bp, edition, edition.a_creer(formdata=None, data=edition.initial()))
    if request.args.get("choisir"):
        return trigger(fait(f"{bp.name}:maj", message=edition.cree), **{"choix:cree": edition.option(fiche)})
    if edition.stays_in_list:
        return fait(f"{bp.name}:maj", message=edition.cree)
    toast(edition.cree)
    return hx_redirect(url_for(f"{bp.name}.show", id=fiche.id))


def draw(bp: Blueprint, edition: Edition, form: Form, fiche: Fiche | None = None, status: int = 200):
    args = {"choisir": request.args.get("choisir")}
    return page_or_partial(
        f"{bp.name}/edit.html", f"{bp.name}/_form.html", ("volet-contenu", "form"), status,
        form=form, fiche=fiche, titre=f"Modifier {fiche.libelle}" if fiche else edition.nouveau,
        url=url_for(f"{bp.name}.update", id=fiche.id, **args) if fiche else url_for(f"{bp.name}.create", **args),
        retour=url_for(f"{bp.name}.show", id=fiche.id) if fiche else url_for(f"{bp.name}.index"),
    )  # fmt: skip

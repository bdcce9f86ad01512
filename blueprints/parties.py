"""A part of a record (the address of a client, the line of an offer) added, changed and taken away in the side panel.

`install(bp, Partie(...))` adds new_x, create_x, edit_x, update_x and destroy_x, x being its word.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, url_for
from sqlalchemy.orm import InstrumentedAttribute

from blueprints.access import requires
from blueprints.conflits import ensure_unchanged
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.fiches import Fiche


@dataclass(frozen=True)
class Partie:
    """`dans`: the column of the part that names its record. `mot` is feminine; `onglet`: where the card shows them.

    The record adds, changes and removes its parts.
    """

    mot: str
    onglet: str
    de: type[Fiche]
    dans: InstrumentedAttribute
    formulaire: type[Form]
    ajouter: Callable[..., Any]
    changer: Callable[..., Any]
    retirer: Callable[[Any, Any, datetime], None]
    initial: dict = field(default_factory=dict)

    def find(self, fiche: Fiche, id: int) -> Fiche:
        part = find(self.dans.class_, id)
        return part if getattr(part, self.dans.key) == fiche.id else abort(404)


def install(bp: Blueprint, partie: Partie) -> None:
    write, rule = requires(partie.de.module, "ecriture"), f"/<int:id>/{partie.mot}s"
    one = f"{rule}/<int:partie_id>"

    @bp.get(f"{rule}/nouvelle", endpoint=f"new_{partie.mot}")
    @write
    def new(id: int):
        return draw(bp, partie, find(partie.de, id), partie.formulaire(formdata=None, data=partie.initial))

    @bp.post(rule, endpoint=f"create_{partie.mot}")
    @write
    @once
    def create(id: int):
        fiche, form = find(partie.de, id), partie.formulaire()
        if not (form.validate() and form.try_to(lambda: partie.ajouter(fiche, **form.values))):
            return draw(bp, partie, fiche, form, status=422)
        return done(bp, partie, fiche, "ajoutée")

    @bp.get(f"{one}/modification", endpoint=f"edit_{partie.mot}")
    @write
    def edit(id: int, partie_id: int):
        fiche = find(partie.de, id)
        part = partie.find(fiche, partie_id)
        return draw(bp, partie, fiche, partie.formulaire(obj=part), part)

    @bp.post(one, endpoint=f"update_{partie.mot}")
    @write
    def update(id: int, partie_id: int):
        fiche, form = find(partie.de, id), partie.formulaire()
        part = partie.find(fiche, partie_id)
        if not (form.validate() and form.try_to(lambda: change(partie, fiche, part, form))):
            return draw(bp, partie, fiche, form, part, 422)
        return done(bp, partie, fiche, "modifiée")

    @bp.post(f"{one}/retrait", endpoint=f"destroy_{partie.mot}")
    @write
    def destroy(id: int, partie_id: int):
        fiche = find(partie.de, id)
        partie.retirer(fiche, partie.find(fiche, partie_id), now())
        return done(bp, partie, fiche, "retirée")


def change(partie: Partie, fiche: Fiche, part: Fiche, form: Form) -> None:
    ensure_unchanged(part)
    partie.changer(fiche, part, **form.values)


def draw(bp: Blueprint, partie: Partie, fiche: Fiche, form: Form, part: Fiche | None = None, status: int = 200):
    nom, which = partie.mot, {"id": fiche.id} | ({"partie_id": part.id} if part else {})
    fragment = f"{bp.name}/_{nom}.html"
    return page_or_partial(
        "page_partie.html", fragment, ("volet-contenu", "form"), status,
        form=form, fiche=fiche, partie=part, fragment=fragment, accueil=url_for(f"{bp.name}.index"),
        titre=f"Modifier {part.genre}" if part else f"Nouvelle {nom}", retour=show_url(bp, partie, fiche),
        url=url_for(f"{bp.name}.{'update' if part else 'create'}_{nom}", **which),
    )  # fmt: skip


def done(bp: Blueprint, partie: Partie, fiche: Fiche, verb: str) -> Response:
    toast(f"{partie.mot.capitalize()} {verb}.", annuler_url=undo_url())
    return hx_redirect(show_url(bp, partie, fiche))


def show_url(bp: Blueprint, partie: Partie, fiche: Fiche) -> str:
    return url_for(f"{bp.name}.show", id=fiche.id, onglet=partie.onglet)

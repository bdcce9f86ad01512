"""The field of a rich text: without scripts, a plain text area; with them, an editor in its place."""

from flask import url_for
from markupsafe import Markup
from wtforms import TextAreaField
from wtforms.validators import Length

from blueprints.forms import facultatif, requis
from crm import richtexte


class RicheField(TextAreaField):
    """What is typed, plain or not; the model cleans it (`crm.richtexte.read`). `sans`: what is said when it may not be
    empty."""

    def __init__(self, label: str, sans: str | None = None, **kwargs):
        limit = Length(max=richtexte.LARGEST, message=f"{label} : ce texte est trop long, allégez-le.")
        validators = [requis(sans) if sans else facultatif(), limit]
        super().__init__(label, validators, filters=[lambda value: (value or "").strip() or None], **kwargs)

    def _value(self) -> str:
        return richtexte.to_text(self.data)

    @property
    def html(self) -> Markup:
        return drawn(self.data)


def drawn(kept: str | None) -> Markup:
    """Safe to show: only what `crm.richtexte` lets through."""
    return Markup(richtexte.drawn(kept, lambda empreinte: url_for("images.show", empreinte=empreinte)))

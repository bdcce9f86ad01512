"""Forms: French messages, French numbers, and the trade's refusals shown beside the field they name."""

from collections.abc import Callable
from decimal import Decimal

from flask import g
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.utils import unset_value
from wtforms.validators import Email, InputRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from crm.admissions import can_add
from crm.equipe import Membre
from crm.equipes import Equipe, assignables
from crm.formats import nombre
from crm.saisie import EMAIL, read_decimal
from crm.valeurs import LISTES, LONGUEUR, Valeur
from tenants import Refused


class Form(FlaskForm):
    """Fills a record (`populate_obj`) and carries the trade's refusals to their fields."""

    class Meta(FlaskForm.Meta):
        locales = ["fr"]

    def try_to(self, verb: Callable[[], object]) -> bool:
        """Run `verb`; a refusal becomes an error of the field it names, else of the whole form. Returns success."""
        try:
            verb()
        except Refused as refusal:
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: Refused) -> None:
        field = self._fields.get(refusal.champ or "")
        if field is None:
            self.form_errors = [*self.form_errors, refusal.message]
        else:
            field.errors = [*field.errors, refusal.message]

    def is_posted_valid(self) -> bool:
        """True for a POST, PUT or PATCH whose every field is right."""
        return bool(self.validate_on_submit())

    @property
    def values(self) -> dict:
        """What the record is given."""
        return {name: value for name, value in self.data.items() if name not in ("csrf_token", "version")}


def strip(value: str | None) -> str | None:
    """Outer spaces never count; nothing typed is None."""
    return (" ".join(value.split()) or None) if isinstance(value, str) else value


class TexteField(StringField):
    """One line of text; None when empty."""

    def __init__(self, label: str, validators=(), *, maximum: int = 200, **kwargs):
        limit = Length(max=maximum, message=f"{label} : {maximum} caractères au plus.")
        kwargs.setdefault("filters", [strip])
        super().__init__(label, [*validators, limit], **kwargs)


class EmailField(TexteField):
    def __init__(self, label: str = "Adresse e-mail", validators=(), **kwargs):
        kwargs.setdefault("render_kw", {"type": "email", "autocomplete": "email", "inputmode": "email"})
        super().__init__(label, [*validators, Email(message=EMAIL)], **kwargs)


class MontantField(DecimalField):
    """An amount as the French type it: « 1 234,56 », with or without €. `decimales` at most."""

    def __init__(self, label: str, validators=(), *, decimales: int = 2, minimum: Decimal | None = None, **kwargs):
        super().__init__(label, list(validators), places=None, **kwargs)
        self.decimales, self.minimum = decimales, minimum
        self.render_kw = {"inputmode": "decimal", "type": "text"} | (self.render_kw or {})

    def _value(self) -> str:
        """What was typed; else the amount with its two decimals, and more when it has them."""
        if self.raw_data:
            return self.raw_data[0]
        if self.data is None:
            return ""
        return nombre(self.data, max(2, -self.data.normalize().as_tuple().exponent))

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = read_decimal(valuelist[0]) if valuelist and valuelist[0].strip() else None

    def post_validate(self, form, validation_stopped: bool) -> None:
        if self.data is None or self.errors:
            return
        if -self.data.as_tuple().exponent > self.decimales:
            raise ValidationError(f"{self.label.text} : {self.decimales} décimales au plus.")
        if self.minimum is not None and self.data < self.minimum:
            raise ValidationError(f"{self.label.text} : saisissez au moins {self.minimum}.")
        if abs(self.data) >= Decimal(10) ** 11:
            raise ValidationError(f"{self.label.text} : ce nombre est trop grand.")


class requis(InputRequired):
    """Something must be typed, and spaces are nothing. `message` says what."""

    def __call__(self, form, field) -> None:
        if field.raw_data and isinstance(field.raw_data[0], str) and not field.raw_data[0].strip():
            field.errors[:] = []
            raise StopValidation(self.message)
        super().__call__(form, field)


def texte_long(label: str, maximum: int = 2000, sans: str | None = None, **kwargs) -> TextAreaField:
    """Several lines of text; None when empty. `sans`: what is said when it may not be."""
    limit = Length(max=maximum, message=f"{label} : {maximum} caractères au plus.")
    filters = [lambda value: (value or "").strip() or None]
    return TextAreaField(label, [requis(sans) if sans else facultatif(), limit], filters=filters, **kwargs)


def facultatif() -> Optional:
    return Optional()


class JourField(DateField):
    """A day, or None; `propose`: one is always proposed."""

    def __init__(self, label: str, validators=(), *, propose: bool = False, **kwargs):
        super().__init__(label, list(validators) or [facultatif()], **kwargs)
        if propose:  # never empty, so never said to be optional
            self.flags.required = True

    def process_formdata(self, valuelist):
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Saisissez une date, par exemple 21/11/2026.") from None


class CasesField(SelectMultipleField):
    """Several choices, each a box to tick."""

    widget, option_widget = ListWidget(), CheckboxInput()

    def process_data(self, value) -> None:
        """One word, as an address gives it, is one choice."""
        super().process_data([value] if isinstance(value, str) else value)


class ResponsableField(SelectField):
    """A member of the team, or nobody; whoever fills a new form is proposed."""

    def __init__(self, label: str = "Responsable", **kwargs):
        super().__init__(label, coerce=lambda value: int(value) if value not in (None, "", "None") else None, **kwargs)

    def process(self, formdata, data=unset_value, extra_filters=None) -> None:
        self.choices = {"": "—", **dict(Membre.choices())}
        super().process(formdata, g.membre.id if data is unset_value else data, extra_filters)


class AssigneField(ResponsableField):
    """Who is in charge, among those the company lets be; whoever has it already may keep it, the trade says."""

    def process(self, formdata, data=unset_value, extra_filters=None) -> None:
        super().process(formdata, data, extra_filters)
        allowed = dict(assignables())
        if not formdata and data is unset_value and str(self.data) not in allowed:
            self.data = None
        self.choices = {key: nom for key, nom in self.choices.items() if not key or key in {*allowed, str(self.data)}}


class EquipeField(SelectField):
    """A team or an agency, or none; not asked where the company has none."""

    def __init__(self, label: str, genre: str, **kwargs):
        super().__init__(label, coerce=lambda value: int(value) if value not in (None, "", "None") else None, **kwargs)
        self.genre = genre

    def process(self, formdata, data=unset_value, extra_filters=None) -> None:
        self.choices = {"": "—", **Equipe.choices(self.genre)}
        super().process(formdata, data, extra_filters)


class SuiviForm(Form):
    """Who is in charge of a prospect or of a client."""

    responsable_id = AssigneField("Assigné à")
    equipe_id = EquipeField("Équipe", "equipe")
    agence_id = EquipeField("Agence", "agence")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if len(self.equipe_id.choices) < 2:
            del self.equipe_id
        if not g.parametres.agences or len(self.agence_id.choices) < 2:
            del self.agence_id


class ValeurField(SelectField):
    """One word of a list of values, or None; one retired since stays on the record that bears it.

    Whoever may adds to the list from the field itself.
    """

    def __init__(self, label: str, liste: str, **kwargs):
        limit = Length(max=LONGUEUR, message=f"{label} : {LONGUEUR} caractères au plus.")
        super().__init__(label, [Optional(), limit], coerce=lambda word: word or None, validate_choice=False, **kwargs)
        self.liste, self.declaree = liste, LISTES[liste]

    def process(self, formdata, data=unset_value, extra_filters=None) -> None:
        words = [valeur.libelle for valeur in Valeur.of(self.liste)]
        borne = formdata.get(self.name) if formdata and self.name in formdata else data
        kept = [borne] if isinstance(borne, str) and borne and borne not in words else []
        self.choices = {"": "—", **{word: word for word in [*words, *kept]}}
        self.ajout = can_add(g.membre, self.liste)
        super().process(formdata, data, extra_filters)

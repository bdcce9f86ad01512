"""One field of a form for each kind of answer. What is typed is read by the company's field itself."""

from wtforms import Field, RadioField, SelectField, StringField
from wtforms.fields.choices import Choice
from wtforms.widgets import DateInput, TextArea, TextInput

from blueprints.forms import CasesField
from crm.champs import ChampPersonnalise
from crm.equipe import Membre
from crm.errors import RegleMetier

OUI_NON = {"oui": "Oui", "non": "Non"}
HINTS = {"nombre": {"inputmode": "decimal"}, "montant": {"inputmode": "decimal"}}
HINTS |= {"texte_long": {"rows": "3", "data-autosize": ""}}
WIDGETS = {"texte_long": TextArea(), "date": DateInput()}


class Reponse:
    """What a field of the company adds to a field of a form: it reads and writes as the company's field says."""

    def __init__(self, champ: ChampPersonnalise, **kwargs):
        super().__init__(champ.question, description=champ.aide or "", **kwargs)
        self.champ = champ

    @property
    def is_posted(self) -> bool:
        return bool(self.raw_data)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        try:
            self.data = self.champ.read(";".join(valuelist))
        except RegleMetier as refusal:
            self.data = None
            raise ValueError(refusal.message) from None


class SaisieField(Reponse, StringField):
    def __init__(self, champ: ChampPersonnalise, **kwargs):
        super().__init__(champ, widget=WIDGETS.get(champ.sorte) or TextInput(), **kwargs)
        self.render_kw = HINTS.get(champ.sorte, {})

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return (self.data or "") if self.champ.sorte == "date" else self.champ.write(self.data)


class LienField(SaisieField):
    """A record chosen by searching; `texte` is the name of the one chosen."""

    @property
    def texte(self) -> str:
        return self.champ.show(self.data)


class ListeField(Reponse, SelectField):
    def __init__(self, champ: ChampPersonnalise, **kwargs):
        super().__init__(champ, coerce=lambda value: value, validate_choice=False, **kwargs)
        self.choices = choices_of(champ)

    def process_data(self, value) -> None:
        self.data = value

    def iter_choices(self):
        chosen = {True: "oui", False: "non"}.get(self.data, self.data) if self.champ.sorte == "oui_non" else self.data
        for value, label in self.choices.items():
            yield Choice(str(value), label, str(value) == str(chosen or ""), {})


class PucesField(ListeField, RadioField):
    pass


class PlusieursField(Reponse, CasesField):
    def __init__(self, champ: ChampPersonnalise, **kwargs):
        super().__init__(champ, choices=champ.libelles, coerce=str, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([one for one in valuelist if one] or [""])


def choices_of(champ: ChampPersonnalise) -> dict:
    nobody = {"": "Sans réponse" if champ.sorte == "puces" else "—"}
    if champ.sorte == "oui_non":
        return nobody | OUI_NON
    return nobody | (dict(Membre.choices()) if champ.sorte == "membre" else champ.libelles)


FIELDS = {
    "liste": ListeField,
    "oui_non": ListeField,
    "membre": ListeField,
    "puces": PucesField,
    "plusieurs": PlusieursField,
    "tiers": LienField,
}


def field_of(champ: ChampPersonnalise, *, en_liste: bool = False) -> Field:
    """`en_liste`: bullets are drawn as a drop-down list, where there is little room."""
    kind = FIELDS.get(champ.sorte, SaisieField)
    return (ListeField if en_liste and kind is PucesField else kind)(champ)

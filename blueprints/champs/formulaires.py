from wtforms import Field

from blueprints.champs.saisie import Reponse, field_of
from blueprints.forms import Form
from crm.champs import ChampPersonnalise, Personnalisable, carried
from crm.fiches import Fiche


class AvecChamps:
    """What a form gains with the company's fields. Those of the other profile, or not shown, stay as they are."""

    @property
    def reponses(self) -> list[Field]:
        return [field for field in self if isinstance(field, Reponse)]

    @property
    def profil(self) -> str:
        """That of the record being written, when its form tells one."""
        return getattr(super(), "profil", "tous")

    def validate(self, *args, **kwargs) -> bool:
        for field in self.reponses:
            if not field.champ.suits(self.profil):
                field.process_errors = []
        return super().validate(*args, **kwargs)

    @property
    def values(self) -> dict:
        given = {field.champ.code: field.data for field in self.reponses if self._is_given(field)}
        others = {name: value for name, value in super().values.items() if not name.startswith("c_")}
        return others | {"champs": given}

    def _is_given(self, field: Field) -> bool:
        return field.is_posted and field.champ.suits(self.profil)


def completed(form: type[Form], modele: type[Fiche]) -> type[Form]:
    """The form of a noun with the fields its company added; the form itself when there are none."""
    champs = ChampPersonnalise.of(modele.__tablename__) if issubclass(modele, Personnalisable) else []
    return type(form.__name__, (AvecChamps, form), {one.cle: field_of(one) for one in champs}) if champs else form


def answers_of(fiche: Fiche) -> dict:
    """What its form shows of the company's fields."""
    return {f"c_{code}": value for code, value in getattr(fiche, "champs", {}).items()}


def answers_from(source: Fiche, modele: type[Fiche]) -> dict:
    """What a new record's form takes of the one it is made from."""
    asked = ChampPersonnalise.of(modele.__tablename__)
    given = carried(source, asked)
    return {champ.cle: given[champ.code] for champ in asked if given.get(champ.code) is not None}

"""The company's own questions as columns of a file, each under its « code enregistrement » (B-059…B-061)."""

from crm.champs import ChampPersonnalise, Personnalisable
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.imports.declaration import Champ, Lecteur, Passage


def questions_of(modele: type[Fiche]) -> tuple[Champ, ...]:
    asked = ChampPersonnalise.of(modele.__tablename__) if issubclass(modele, Personnalisable) else ()
    return tuple(_field(champ) for champ in asked)


def _field(question: ChampPersonnalise) -> Champ:
    def prepare(passage: Passage) -> Lecteur:
        def lit(text: str):
            try:
                return question.read(text, strict=passage.strict)
            except RegleMetier as refused:
                raise RegleMetier(refused.message.removeprefix(f"{question.question} : ")) from None

        return lit

    return Champ(question.cle, question.question, prepare, propre=question.code)

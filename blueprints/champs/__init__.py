"""« Champs de personnalisation » of any record that bears some: in its forms, and on its card, edited in place.

`completed(form, Model)` is the form with the company's fields; `install(bp, Model)` adds the routes of the card.
"""

from blueprints.champs.fiche import install
from blueprints.champs.formulaires import answers_from, answers_of, completed

__all__ = ["answers_from", "answers_of", "completed", "install"]

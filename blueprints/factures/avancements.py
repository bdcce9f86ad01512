"""The percentages of a situation as typed: read without losing a character."""

import re
from decimal import Decimal

from flask import request

from crm.saisie import read_decimal

NOM = re.compile(r"avancement-(\d+)")


class Avancements:
    """What was typed, by the name of the cell; what it is worth, by the rank of the line; what is wrong."""

    def __init__(self):
        self.brut: dict[str, str] = {name: request.form[name] for name in request.form if NOM.fullmatch(name)}
        self.valeurs: dict[int, Decimal] = {}
        self.fautes: dict[str, str] = {}
        for name, typed in self.brut.items():
            try:
                self.valeurs[int(NOM.fullmatch(name)[1])] = read_decimal(typed) if typed.strip() else Decimal(0)
            except ValueError as error:
                self.fautes[name] = str(error)

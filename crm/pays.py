"""The countries of an address: ISO 3166-1 codes with their French names."""

from functools import cache
from unicodedata import normalize

from babel import Locale

NOT_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())
"""Codes the CLDR names that are no country: unions, islands of others, tests."""


@cache
def pays() -> dict[str, str]:
    """Code → name, France first, then by name without regard to accents."""
    names = Locale("fr").territories
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES]
    codes.sort(key=lambda code: (code != "FR", normalize("NFD", names[code]).casefold()))
    return {code: names[code] for code in codes}

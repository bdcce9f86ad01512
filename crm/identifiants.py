"""The numbers that identify a company: each `check_x` gives back the number without its spaces, or says what is wrong.

A right key proves that the number is well formed, never that it was assigned.
"""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email
from stdnum import iban as norme_iban
from stdnum import luhn
from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.fr import siret as norme_siret
from stdnum.fr import tva as norme_tva

from crm.errors import RegleMetier

ALPHABET_TVA = re.compile(r"[0-9A-HJ-NP-Z]{2}[0-9]{9}")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
NAF_2 = re.compile(r"[0-9]{4}[A-Z]")
ADRESSE_ELECTRONIQUE = re.compile(r"[0-9]{9}(_[A-Za-z0-9+\-_/]{1,100})?")
RNA = re.compile(r"W[0-9][0-9AB][0-9]{7}")


def compact(value: str) -> str:
    """Without the spaces, dots and dashes people type, nor the invisible characters of a copy."""
    return re.sub(r"[\s.\-\u2010-\u2015\u200b-\u200f\u2060\ufeff/]", "", value or "").upper()


def _digits(value: str, length: int, nom: str, champ: str) -> str:
    number = compact(value)
    if not re.fullmatch(r"[0-9]*", number):
        raise RegleMetier(f"Le {nom} ne contient que des chiffres : retirez les lettres et les signes.", champ)
    if len(number) != length:
        raise RegleMetier(
            f"Le {nom} compte {length} chiffres ; {_compte(len(number))} : complétez ou corrigez la saisie.", champ
        )
    return number


def _compte(count: int) -> str:
    return "aucun n’est saisi" if not count else "1 seul est saisi" if count == 1 else f"{count} sont saisis"


def check_adresse_electronique(value: str) -> str:
    """An address of the directory of e-invoicing: a SIREN, then what refines it (FE-12, FE-13); or an e-mail."""
    address = "".join(value.split())
    if "@" in address or ADRESSE_ELECTRONIQUE.fullmatch(address):
        return address
    raise RegleMetier(
        "L’adresse de facturation commence par un SIREN, suivi au besoin de « _ » et d’un suffixe : corrigez-la.",
        "adresse_electronique",
    )


def check_siren(value: str) -> str:
    number = _digits(value, 9, "SIREN", "siren")
    if not luhn.is_valid(number) or number == "000000000":
        raise RegleMetier("La clé de contrôle du SIREN ne correspond pas : vérifiez chaque chiffre.", "siren")
    return number


def check_siret(value: str, siren: str | None = None) -> str:
    """The SIRET of an establishment; La Poste's own are summed instead of keyed. `siren`: whose it must be."""
    number = _digits(value, 14, "SIRET", "siret")
    if siren and number[:9] != compact(siren):
        raise RegleMetier("Le SIRET ne commence pas par le SIREN de l’entreprise : corrigez l’un ou l’autre.", "siret")
    if not luhn.is_valid(number[:9]) or not norme_siret.is_valid(number) or number.startswith("000000000"):
        raise RegleMetier("La clé de contrôle du SIRET ne correspond pas : vérifiez chaque chiffre.", "siret")
    return number


def tva_from_siren(siren: str) -> str:
    """The VAT number a French SIREN gives. Only a proposal: that it was assigned is for the company to say."""
    number = check_siren(siren)
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"


def check_tva(value: str, siren: str | None = None) -> str:
    """A VAT number of the European Union (and XI, Northern Ireland), with its country letters."""
    number = compact(value)
    if not re.match(r"[A-Z]{2}", number):
        raise RegleMetier(
            "Le numéro de TVA commence par les deux lettres du pays, par exemple FR : ajoutez-les.", "tva_intracom"
        )
    if number.startswith("FR"):
        return _check_tva_francaise(number, siren)
    if number.startswith("GR"):
        number = f"EL{number[2:]}"
    try:
        return vat.validate(number)
    except ValidationError as error:
        raise RegleMetier(_tva_etrangere(number, error), "tva_intracom") from error


def _check_tva_francaise(number: str, siren: str | None) -> str:
    if len(number) != 13:
        raise RegleMetier(
            "Le numéro de TVA français compte 13 caractères (FR, une clé de 2 caractères, puis les 9 chiffres "
            f"du SIREN) ; {_compte(len(number))} : complétez ou corrigez la saisie.",
            "tva_intracom",
        )
    if not ALPHABET_TVA.fullmatch(number[2:]):
        raise RegleMetier(
            "Le numéro de TVA français porte, après FR, une clé de 2 caractères (sans O ni I) puis 9 chiffres : "
            "vérifiez que des lettres ne sont pas prises pour des chiffres.",
            "tva_intracom",
        )
    if siren and number[4:] != compact(siren):
        raise RegleMetier(
            "Le numéro de TVA ne finit pas par le SIREN de l’entreprise : corrigez l’un ou l’autre.", "tva_intracom"
        )
    if not norme_tva.is_valid(number):
        raise RegleMetier(
            "La clé de contrôle du numéro de TVA ne correspond pas : vérifiez chaque caractère.", "tva_intracom"
        )
    return number


def _tva_etrangere(number: str, error: ValidationError) -> str:
    pays = number[:2]
    if pays not in {code.upper() for code in vat.MEMBER_STATES} | {"EL"}:
        return f"« {pays} » n’est pas un pays de l’Union européenne : laissez le numéro vide, ou corrigez ses lettres."
    if isinstance(error, InvalidLength):
        return f"Le numéro de TVA ({pays}) n’a pas la longueur de ce pays : complétez ou corrigez la saisie."
    if isinstance(error, InvalidChecksum):
        return f"La clé de contrôle du numéro de TVA ({pays}) ne correspond pas : vérifiez chaque caractère."
    return f"Le numéro de TVA ({pays}) n’a pas la forme de ce pays : vérifiez les lettres et les chiffres."


@lru_cache(4096)
def is_email(value: str) -> bool:
    """Whether an address is well written; nobody is asked whether it exists."""
    try:
        validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def check_iban(value: str) -> str:
    number = compact(value)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", number):
        raise RegleMetier(
            "L’IBAN commence par deux lettres de pays et deux chiffres, par exemple FR76 : recopiez-le du RIB.", "iban"
        )
    if number.startswith("FR") and len(number) != 27:
        raise RegleMetier(
            f"L’IBAN français compte 27 caractères ; {_compte(len(number))} : complétez ou corrigez la saisie.", "iban"
        )
    try:
        norme_iban.validate(number)
    except InvalidChecksum as error:
        raise RegleMetier(
            "La clé de contrôle de l’IBAN ne correspond pas : vérifiez chaque caractère.", "iban"
        ) from error
    except ValidationError as error:
        raise RegleMetier("L’IBAN n’a pas la forme de son pays : recopiez-le du RIB.", "iban") from error
    return number


def check_bic(value: str) -> str:
    number = compact(value)
    if len(number) not in (8, 11):
        raise RegleMetier(f"Le BIC compte 8 ou 11 caractères ; {_compte(len(number))} : recopiez-le du RIB.", "bic")
    if not BIC.fullmatch(number):
        raise RegleMetier(
            "Le BIC commence par 6 lettres (banque et pays) : vérifiez que des chiffres n’y sont pas mêlés.", "bic"
        )
    return number


def check_ape(value: str) -> str:
    """An APE code: 4 digits and a letter, the same shape in NAF rév. 2 and NAF 2025."""
    code = compact(value)
    if not NAF_2.fullmatch(code):
        raise RegleMetier(
            "Le code APE se compose de 4 chiffres et d’une lettre, par exemple 62.01Z : corrigez-le.", "ape"
        )
    return code


def check_rna(value: str) -> str:
    """The number of an association in the national directory: W and 9 digits (2A and 2B in Corsica)."""
    number = compact(value)
    if not RNA.fullmatch(number):
        raise RegleMetier(
            "Le numéro RNA se compose d’un W et de 9 chiffres, par exemple W751234567 : corrigez-le.", "rna"
        )
    return number

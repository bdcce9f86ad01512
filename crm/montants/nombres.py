"""Exact decimals: the rounding of the house, and how a sum is shared without losing a cent."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

# Wide enough for a quantity times a price times a rate of the largest amounts the law allows (19 digits).
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
CENT = Decimal("0.01")


def _checked(x: Decimal | int) -> Decimal:
    if isinstance(x, bool) or not isinstance(x, Decimal | int):
        raise TypeError(f"a Decimal is expected, not {type(x).__name__}")
    value = Decimal(x)
    if not value.is_finite():
        raise ValueError("an amount is a finite number")
    return value


def arrondi(x: Decimal | int, decimales: int = 2) -> Decimal:
    """Half up, away from zero: 0.125 gives 0.13 and −0.125 gives −0.13. Never a negative zero."""
    return EXACT.plus(_checked(x).quantize(Decimal(1).scaleb(-decimales), context=EXACT))


def produit(*factors: Decimal) -> Decimal:
    result = Decimal(1)
    for factor in factors:
        result = EXACT.multiply(result, factor)
    return result


def decimales_de(x: Decimal) -> int:
    """How many decimals are significant: one for 1.5000."""
    return max(0, -x.normalize(EXACT).as_tuple().exponent)


def repartir(montant: Decimal, poids: Sequence[Decimal]) -> list[Decimal]:
    """Share an amount pro rata: the shares add up to it exactly, each within a cent of its exact value.

    The cents left over go to the largest remainders, the first of equals. To share successive payments over the
    rates of a document, share the running total and take the difference with what was already shared.
    """
    montant, poids = arrondi(montant), [_checked(p) for p in poids]
    total = sum(poids)
    if any(p < 0 for p in poids) or (montant and not total):
        raise ValueError("weights are positive and one at least is not zero")
    if not montant:
        return [arrondi(0) for _ in poids]
    exact = [EXACT.divide(produit(abs(montant), p), total) for p in poids]
    shares = [share.quantize(CENT, rounding=ROUND_DOWN, context=EXACT) for share in exact]
    left = int((abs(montant) - sum(shares)) / CENT)
    for i in sorted(range(len(poids)), key=lambda i: shares[i] - exact[i])[:left]:
        shares[i] += CENT
    return [arrondi(share.copy_sign(montant)) for share in shares]


def repartir_au_dernier(montant: Decimal, poids: Sequence[Decimal]) -> list[Decimal]:
    """Share pro rata, the last weight that is not zero absorbing the cents. Weights may be of both signs."""
    montant, total = arrondi(montant), sum(poids)
    if not montant or not total:
        return [arrondi(0) for _ in poids]
    shares = [arrondi(EXACT.divide(produit(montant, p), total)) for p in poids]
    last = max(i for i, p in enumerate(poids) if p)
    shares[last] += montant - sum(shares)
    return [arrondi(share) for share in shares]

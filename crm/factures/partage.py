"""What an acompte asks of each VAT rate of a devis: a share of it, never beyond what is left."""

from decimal import Decimal

from crm import formats
from crm.devis import Devis
from crm.errors import RegleMetier
from crm.factures.acomptes import ZERO, Cle, Part, Parts, deductibles, left_of_devis, parts
from crm.montants import arrondi, net, repartir
from crm.montants.nombres import CENT, produit


def share(devis: Devis, pourcent: Decimal | None, montant: Decimal | None) -> Parts:
    """What an acompte asks of each category and rate, never beyond what is left of the devis."""
    whole, left = parts(devis.totaux.groupes), left_of_devis(devis)
    if any(part.base < 0 for part in whole.values()):
        raise RegleMetier("Un taux de ce devis a un total négatif : facturez le devis en entier.")
    if (pourcent is None) == (montant is None) or min(v for v in (pourcent, montant) if v is not None) <= 0:
        raise RegleMetier("Indiquez un pourcentage du devis, ou un montant TTC.", "valeur")
    asked = arrondi(produit(devis.total_ttc, pourcent, CENT)) if pourcent else arrondi(montant)
    free = sum((part.ttc for part in left.values()), ZERO)
    slack = CENT * len(whole) * (1 + len(deductibles(devis.id))) if pourcent else ZERO  # what rounding may take
    if free <= 0 or asked > free + slack:
        said = formats.montant(max(free, ZERO), devis.devise)
        raise RegleMetier(f"Il reste {said} TTC à facturer sur ce devis : réduisez l’acompte.", "valeur")
    if pourcent:
        asked = arrondi(produit(devis.total_ht, pourcent, CENT))
        bases = repartir(asked, [part.base for part in whole.values()])
    else:
        ttcs = repartir(asked, [part.ttc for part in whole.values()])
        bases = exact(
            asked, [nearest(ttc, cle[1]) for ttc, cle in zip(ttcs, whole, strict=True)], [c[1] for c in whole]
        )
    chosen = {cle: fit(base, cle[1], left[cle]) for cle, base in zip(whole, bases, strict=True)}
    if not any(part.base for part in chosen.values()):
        raise RegleMetier("Cet acompte est nul : augmentez-le.", "valeur")
    return {cle: part for cle, part in chosen.items() if part.base}


def tva(base: Decimal, taux: Decimal) -> Decimal:
    return arrondi(produit(base, taux, CENT))


def nearest(ttc: Decimal, taux: Decimal) -> Decimal:
    """The base whose total with tax is this amount; a cent away from it when no base gives it."""
    base = arrondi(ttc / (1 + taux / 100))
    return min((base, base - CENT, base + CENT), key=lambda one: abs(one + tva(one, taux) - ttc))


def exact(asked: Decimal, bases: list[Decimal], taux: list[Decimal]) -> list[Decimal]:
    """These bases, one of them moved by a cent or two when that makes the whole what is asked, tax included."""
    for rang in range(len(bases)):
        for step in (ZERO, CENT, -CENT, 2 * CENT, -2 * CENT):
            tried = [base + step if i == rang else base for i, base in enumerate(bases)]
            if sum(base + tva(base, rate) for base, rate in zip(tried, taux, strict=True)) == asked:
                return tried
    return bases


def fit(base: Decimal, taux: Decimal, left: Part) -> Part:
    """At most what is left, VAT included."""
    base = max(min(base, left.base), ZERO)
    while base and tva(base, taux) > left.tva:
        base -= CENT
    return Part(base, tva(base, taux))


def by_nature(devis: Devis, cle: Cle, part: Part) -> list[dict]:
    """A line for goods and one for services, as the lines of the devis share that rate."""
    categorie, taux, exoneration = cle
    nets: dict[str, Decimal] = {}
    for ligne in devis.lignes_chiffrees:
        if (ligne.categorie_tva, arrondi(ligne.taux_tva), ligne.exoneration or "") == cle:
            nets[ligne.nature] = max(nets.get(ligne.nature, ZERO) + net(ligne), ZERO)
    amounts = repartir(part.base, list(nets.values()))
    vat = {"taux_tva": taux, "categorie_tva": categorie, "exoneration": exoneration or None}
    return [
        {"prix_unitaire": amount, "nature": nature, **vat}
        for nature, amount in zip(nets, amounts, strict=True)
        if amount
    ]

"""The totals of a document: VAT once per category and rate, never per line."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from crm.gel import Gelable
from crm.montants.deductions import Deduit
from crm.montants.lignes import LigneMontant, Remise, check, net, remise_de
from crm.montants.nombres import arrondi, produit, repartir_au_dernier
from crm.montants.ttc import hors_taxe

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class GroupeTVA(Gelable):
    """What a document says of one category, one rate, one reason to bear no VAT. `base` and `tva` are net of what was
    invoiced before."""

    categorie: str
    taux: Decimal
    lignes: Decimal
    remise: Decimal
    base: Decimal
    tva: Decimal
    exoneration: str = ""

    @property
    def cle(self) -> str:
        """« 20 », « 5.5 », « 0-export »: how the group is named on a screen."""
        return cle_tva(self.taux, self.exoneration)

    @property
    def ttc(self) -> Decimal:
        return self.base + self.tva


@dataclass(frozen=True, slots=True)
class Totaux(Gelable):
    """Totals are made by `Totaux.compute`, and kept with the document when it is issued."""

    groupes: tuple[GroupeTVA, ...] = ()
    lignes: Decimal = ZERO
    remises_lignes: Decimal = ZERO
    remise: Decimal = ZERO
    ht: Decimal = ZERO
    tva: Decimal = ZERO
    ttc: Decimal = ZERO
    natures: tuple[str, ...] = ()
    deductions: tuple[Deduit, ...] = ()

    @property
    def deduit_ht(self) -> Decimal:
        return sum((d.base for d in self.deductions), ZERO)

    @property
    def deduit_tva(self) -> Decimal:
        return sum((d.tva for d in self.deductions), ZERO)

    @property
    def remises(self) -> Decimal:
        """Every discount granted: those of the lines (already in their net) and that of the document."""
        return self.remises_lignes + self.remise

    def en_euros(self, change: Decimal) -> Self:
        """The same in euros at this rate: each group is converted, and they add up (CGI art. 266, 1 bis)."""
        if change == 1:
            return self
        groupes = tuple(_converted(groupe, change) for groupe in self.groupes)
        ht, tva = sum((g.base for g in groupes), ZERO), sum((g.tva for g in groupes), ZERO)
        deductions = tuple(_converted(deduit, change) for deduit in self.deductions)
        return type(self)(groupes, ht=ht, tva=tva, ttc=ht + tva, natures=self.natures, deductions=deductions)

    @classmethod
    def compute(
        cls,
        lignes: Iterable[LigneMontant],
        remise: Remise | None = None,
        deductions: Iterable[Deduit] = (),
        prix_ttc: bool = False,
    ) -> Self:
        """VAT is that of the whole, less what each deduction says of it: a facture and its acomptes add up.

        `prix_ttc`: the prices of the lines, and the discount, include VAT.
        """
        lignes, deductions = list(lignes), tuple(deductions)
        for ligne in lignes:
            check(ligne)
        sommes = _sommes(lignes, deductions)
        total = sum(sommes.values(), ZERO)
        deduit = remise.sur(total) if remise else ZERO
        parts = repartir_au_dernier(deduit, list(sommes.values()))
        groupe = _groupe_ttc if prix_ttc else _groupe
        whole = [groupe(cle, somme, part) for (cle, somme), part in zip(sommes.items(), parts, strict=True)]
        groupes = tuple(_net(one, deductions) for one in whole)
        ht, tva = sum((g.base for g in groupes), ZERO), sum((g.tva for g in groupes), ZERO)
        return cls(
            groupes=groupes,
            lignes=sum((one.lignes for one in whole), ZERO),
            remises_lignes=sum((_remise(ligne, prix_ttc) for ligne in lignes), ZERO),
            remise=sum((one.remise for one in whole), ZERO),
            ht=ht,
            tva=tva,
            ttc=ht + tva,
            natures=tuple(sorted({ligne.nature for ligne in lignes})),
            deductions=deductions,
        )


def _converted(of: GroupeTVA | Deduit, change: Decimal) -> GroupeTVA | Deduit:
    amounts = [name for name in ("lignes", "remise", "base", "tva") if hasattr(of, name)]
    return replace(of, **{name: arrondi(produit(getattr(of, name), change)) for name in amounts})


def cle_tva(taux: Decimal, exoneration: str | None = None) -> str:
    plain = f"{taux.normalize():f}"
    return f"{plain}-{exoneration}" if exoneration else plain


def _sommes(lignes: list[LigneMontant], deductions: tuple[Deduit, ...]) -> dict[tuple[Decimal, str, str], Decimal]:
    """The nets by (rate, category, reason), highest rate first; 20 and 20.00 are one rate (EN 16931 BR-S-08)."""
    sommes: dict[tuple[Decimal, str, str], Decimal] = {_cle(d): ZERO for d in deductions}
    for ligne in lignes:
        cle = (arrondi(ligne.taux_tva), ligne.categorie_tva, ligne.exoneration or "")
        sommes[cle] = sommes.get(cle, ZERO) + net(ligne)
    return dict(sorted(sommes.items(), key=lambda item: (-item[0][0], *item[0][1:])))


def _groupe(cle: tuple[Decimal, str, str], somme: Decimal, remise: Decimal) -> GroupeTVA:
    taux, categorie, exoneration = cle
    base = somme - remise
    tva = arrondi(produit(base, taux, Decimal("0.01")))
    return GroupeTVA(categorie, taux, somme, remise, base, tva, exoneration)


def _groupe_ttc(cle: tuple[Decimal, str, str], somme: Decimal, remise: Decimal) -> GroupeTVA:
    """The same from amounts that include VAT, which stay exact (ARR-03)."""
    taux, categorie, exoneration = cle
    lignes, base = hors_taxe(somme, taux), hors_taxe(somme - remise, taux)
    return GroupeTVA(categorie, taux, lignes, lignes - base, base, somme - remise - base, exoneration)


def _remise(ligne: LigneMontant, prix_ttc: bool) -> Decimal:
    return hors_taxe(remise_de(ligne), ligne.taux_tva) if prix_ttc else remise_de(ligne)


def _cle(of: GroupeTVA | Deduit) -> tuple[Decimal, str, str]:
    return arrondi(of.taux), of.categorie, of.exoneration


def _net(groupe: GroupeTVA, deductions: tuple[Deduit, ...]) -> GroupeTVA:
    mine = [d for d in deductions if _cle(d) == _cle(groupe)]
    base, tva = sum((d.base for d in mine), ZERO), sum((d.tva for d in mine), ZERO)
    return replace(groupe, base=groupe.base - base, tva=groupe.tva - tva) if mine else groupe

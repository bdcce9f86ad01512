"""What the factures of a devis have already invoiced: what acomptes deduct, and what is left to invoice."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Subquery, func, select, union
from sqlalchemy.orm import selectinload

from crm.factures.deductions import Deduction
from crm.factures.documents import Document, LigneFacture
from crm.montants import GroupeTVA, Totaux
from crm.montants.nombres import repartir_au_dernier
from tenants import db

ZERO = Decimal("0.00")
PARTIELLES = ("acompte", "situation")
"""The factures of a devis that a later one deducts."""


@dataclass(frozen=True)
class Part:
    """An amount before tax and its VAT, in one category and one rate."""

    base: Decimal = ZERO
    tva: Decimal = ZERO

    def __add__(self, other: "Part") -> "Part":
        return Part(self.base + other.base, self.tva + other.tva)

    def __sub__(self, other: "Part") -> "Part":
        return Part(self.base - other.base, self.tva - other.tva)

    @property
    def ttc(self) -> Decimal:
        return self.base + self.tva


Cle = tuple[str, Decimal, str]
"""Category, rate, reason to bear no VAT."""
Parts = dict[Cle, Part]


def parts(groupes: Iterable[GroupeTVA]) -> Parts:
    return {(g.categorie, g.taux, g.exoneration): Part(g.base, g.tva) for g in groupes}


def less(whole: Parts, others: Iterable[Parts]) -> Parts:
    """What is left of each category and rate."""
    left = dict(whole)
    for other in others:
        for cle, part in other.items():
            left[cle] = left.get(cle, Part()) - part
    return left


def links(devis_ids: Iterable[int]) -> Subquery:
    """(facture_id, devis_id): the factures drawn from these devis, and those that bear lines of them."""
    ids, ligne = list(devis_ids), LigneFacture
    drawn = select(Document.id.label("facture_id"), Document.devis_id).where(Document.devis_id.in_(ids))
    return union(drawn, select(ligne.facture_id, ligne.devis_id).where(ligne.devis_id.in_(ids))).subquery()


def live_factures(devis_id: int, sauf: Document | None = None) -> list[Document]:
    """The factures of a devis that count: drafts included, those cancelled or replaced not."""
    drawn = Document.id.in_(select(links([devis_id]).c.facture_id))
    query = select(Document).where(drawn, Document.supprime_le.is_(None))
    query = query.options(selectinload(Document.lignes), selectinload(Document.deductions)).order_by(Document.id)
    return [one for one in db.session.scalars(query) if one is not sauf and counts(one, devis_id)]


def counts(facture: Document, devis_id: int) -> bool:
    """Whether it still invoices something of this devis."""
    return not is_settled(facture) and (facture.forme != "periodique" or devis_id in shares(facture))


def is_settled(facture: Document) -> bool:
    """Credited whole, or replaced: it no longer counts."""
    s = facture.suivi
    return bool(s and (s.remplacee_le or (s.credite and s.credite >= s.total)))


def shares(facture: Document) -> dict[int, Decimal]:
    """What a facture périodique invoices of each devis, before tax, less its share of the discount of the whole;
    nothing of a devis whose every line is credited."""
    lignes: dict[int | None, list[LigneFacture]] = {}
    for ligne in facture.lignes_chiffrees:
        lignes.setdefault(ligne.devis_id, []).append(ligne)
    parts = {cle: Totaux.compute(mine, prix_ttc=facture.prix_ttc).ht for cle, mine in lignes.items()}
    remises = repartir_au_dernier(facture.totaux.remise, list(parts.values()))
    less = {cle: part - remise for (cle, part), remise in zip(parts.items(), remises, strict=True)}
    done = _quantities_credited(facture)
    return {
        cle: less[cle] for cle, mine in lignes.items() if cle and any(x.quantite != done.get(x.id, ZERO) for x in mine)
    }


def _quantities_credited(facture: Document) -> dict[int, Decimal]:
    if not (facture.suivi and facture.suivi.credite):
        return {}
    query = select(LigneFacture.origine_id, func.sum(LigneFacture.quantite)).join(Document)
    query = query.where(Document.facture_id == facture.id, Document.emise_le.is_not(None))
    return dict(db.session.execute(query.group_by(LigneFacture.origine_id)).all())


def invoiced(facture: Document) -> Parts:
    """What a facture has invoiced and no issued avoir has credited."""
    issued = (Document.facture_id == facture.id, Document.emise_le.is_not(None))
    query = select(Document).where(*issued).options(selectinload(Document.lignes), selectinload(Document.deductions))
    return less(parts(facture.totaux.groupes), (parts(one.totaux.groupes) for one in db.session.scalars(query)))


def left_of_devis(devis, sauf: Document | None = None) -> Parts:
    """What is left to invoice of a devis, by category and rate."""
    return less(parts(devis.totaux.groupes), (invoiced(one) for one in live_factures(devis.id, sauf)))


def deductibles(devis_id: int) -> list[Document]:
    """The acomptes a solde deducts."""
    found = live_factures(devis_id)
    return [one for one in found if one.emise_le and one.forme == "acompte"]


def rows(facture: Document) -> list[Deduction]:
    """The deductions of what a facture leaves to deduct."""
    told = {"deduite_id": facture.id, "nature": facture.nature_imprimee, "numero": facture.numero}
    return [
        Deduction(
            categorie_tva=cle[0],
            taux_tva=cle[1],
            exoneration=cle[2],
            base=part.base,
            tva=part.tva,
            le=facture.emise_le,
            **told,
        )
        for cle, part in invoiced(facture).items()
        if part.base or part.tva
    ]


def deducted_elsewhere(facture_id: int, sauf: Document | None = None) -> Document | None:
    """The issued document, not cancelled, that deducts this facture."""
    query = select(Document).join(Deduction, Deduction.facture_id == Document.id)
    query = query.where(
        Deduction.deduite_id == facture_id, Document.emise_le.is_not(None), Document.nature == "facture"
    )
    return next((one for one in db.session.scalars(query) if one is not sauf and not is_settled(one)), None)

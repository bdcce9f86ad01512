"""Situations: works invoiced as they progress, each line at its cumulative percentage, less what came before."""

from decimal import Decimal
from typing import Self

from crm import formats
from crm.devis import Devis
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures.acomptes import ZERO, Part, Parts, deductibles, invoiced, less, live_factures, parts, rows
from crm.factures.deductions import Deduction
from crm.montants import Totaux, arrondi, net
from crm.montants.nombres import CENT, produit

CENT_POUR_CENT = Decimal(100)


class Situations:
    """The verbs of a situation (SIT-01). Its lines are those of the devis, in their order; percentages are written."""

    @classmethod
    def situation(cls, devis: Devis, par: Membre | None) -> Self:
        """The next situation: each line at what the one before reached. Raises RegleMetier."""
        cls.hold(devis)
        cls.ensure_none_open(devis)
        if any(one.forme in ("simple", "solde") for one in live_factures(devis.id)):
            raise RegleMetier(f"Le devis {devis.numero} est entièrement facturé : ouvrez ses factures.")
        before = earlier(devis.id)
        facture = cls._begun(devis, par, "situation")
        facture.situation_rang = len(before) + 1
        facture.remise_pourcent = devis.remise_pourcent
        reached = {ligne.ordre: ligne.avancement for ligne in before[-1].lignes} if before else {}
        facture._advance({ligne.ordre: reached.get(ligne.ordre) or ZERO for ligne in devis.lignes}, reached)
        return facture

    @property
    def lignes_fixes(self) -> bool:
        return self.forme == "situation"

    def write_avancements(self, avancements: dict[int, Decimal]) -> None:
        """The percentage each line has reached in all, by the rank of the line. Raises RegleMetier naming the line."""
        self.ensure_brouillon()
        reached = {ligne.ordre: ligne.avancement_precedent for ligne in self.lignes}
        for ligne in self.lignes_chiffrees:
            check(ligne, avancements.get(ligne.ordre, ligne.avancement))
        kept = {ligne.ordre: avancements.get(ligne.ordre, ligne.avancement) for ligne in self.lignes}
        self._advance(kept, reached)

    def _advance(self, avancements: dict[int, Decimal], reached: dict[int, Decimal]) -> None:
        self.write_lignes([at(ligne, avancements[ligne.ordre]) for ligne in self.devis.lignes])
        for mine, ligne in zip(self.lignes, self.devis.lignes, strict=True):
            if mine.is_chiffree:
                mine.quantite_marche, mine.avancement = ligne.quantite, avancements[ligne.ordre] or ZERO
                mine.avancement_precedent = reached.get(ligne.ordre) or ZERO
        self.remise_montant = self._part_of_discount()
        self.refresh_deductions()

    def _part_of_discount(self) -> Decimal | None:
        """An amount of discount follows the works."""
        whole = sum((net(ligne) for ligne in self.devis.lignes_chiffrees), ZERO)
        if not self.devis.remise_montant or not whole:
            return None
        done = sum((net(ligne) for ligne in self.lignes_chiffrees), ZERO)
        return arrondi(self.devis.remise_montant * done / whole) or None


def at(ligne, avancement: Decimal | None) -> dict:
    """A line of the devis at this percentage."""
    quantite = arrondi(produit(ligne.quantite, avancement or ZERO, CENT), 4)
    return ligne.valeurs | ({"quantite": quantite} if ligne.is_chiffree else {})


def check(ligne, avancement: Decimal) -> None:
    champ, nom = f"avancement-{ligne.ordre}", ligne.designation
    if not ligne.avancement_precedent <= avancement <= CENT_POUR_CENT:
        least = formats.nombre(ligne.avancement_precedent)
        raise RegleMetier(f"« {nom} » : l’avancement va de {least} % (déjà facturé) à 100 %.", champ)
    if arrondi(avancement) != avancement:
        raise RegleMetier(f"« {nom} » : l’avancement a 2 décimales au plus.", champ)


def earlier(devis_id: int) -> list:
    """The situations issued of a devis, those cancelled left out."""
    return [one for one in live_factures(devis_id) if one.forme == "situation" and one.emise_le]


def expected(situation) -> list[Deduction]:
    """What a situation deducts: each one before, and the acomptes in proportion of the works."""
    before = earlier(situation.devis_id)
    whole = parts(situation.devis.totaux.groupes)
    done = parts(Totaux.compute(situation.lignes_chiffrees, situation.remise, prix_ttc=situation.prix_ttc).groupes)
    found = [row for one in before for row in rows(one)]
    acomptes = deductibles(situation.devis_id)
    if not acomptes:
        return found
    free = less(done, (invoiced(one) for one in before))
    return found + prorata(acomptes, {cle: (whole[cle], part, free[cle]) for cle, part in done.items() if cle in whole})


def prorata(acomptes: list, groupes: dict) -> list[Deduction]:
    """Acomptes are used up in their order, by what the works have reached of each category and rate."""
    owed = {one.id: invoiced(one) for one in acomptes}
    todo: Parts = {}
    for cle, (whole, done, free) in groupes.items():
        total = sum((mine.get(cle, Part()) for mine in owed.values()), Part())
        base = within(total.base, whole.base, done.base, free.base)
        todo[cle] = Part(base, within(total.tva, whole.tva, done.tva, free.tva))
    found = []
    for acompte in acomptes:
        for row in rows(acompte):
            cle = row.cle
            used = Part(min(row.base, todo[cle].base), min(row.tva, todo[cle].tva))
            todo[cle] -= used
            if used != Part(row.base, row.tva):
                row.base, row.tva, row.nature = used.base, used.tva, f"{row.nature}_prorata"
            found += [row] if used.base or used.tva else []
    return found


def within(owed: Decimal, whole: Decimal, done: Decimal, free: Decimal) -> Decimal:
    """The share of what is owed that the works have reached: never more than what this situation invoices, never so
    little that the last one could not deduct the rest."""
    share = arrondi(owed * done / whole) if whole else owed
    return max(min(share, free), owed - (whole - done))

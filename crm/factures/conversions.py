"""From an accepted devis to its factures: whole, by acomptes, then the solde that deducts them (DEV-16, ACO-01)."""

from decimal import Decimal
from typing import Self

from crm import formats, journal
from crm.devis import Devis
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures.acomptes import ZERO, Part, Parts, deductibles, left_of_devis, live_factures, parts, rows
from crm.montants import arrondi, net, repartir
from crm.montants.nombres import CENT, produit
from tenants import db

COPIES = ("contact_id", "objet", "introduction", "langue", "mention_exoneration")
TEXTES = {
    "fr": ("Acompte de {pourcent} sur le devis {numero}", "Acompte sur le devis {numero}"),
    "en": ("{pourcent} deposit on quotation {numero}", "Deposit on quotation {numero}"),
}


class Conversions:
    """The verbs that make a facture of a devis. Each returns a draft, and raises RegleMetier."""

    @classmethod
    def from_devis(cls, devis: Devis, par: Membre | None) -> Self:
        """The whole devis, when nothing of it is invoiced (DEV-17)."""
        hold(devis)
        if devis.montant_facture > 0:
            raise RegleMetier(f"Le devis {devis.numero} est déjà facturé : ouvrez sa facture, ou facturez le solde.")
        return cls._drawn(devis, par)

    @classmethod
    def acompte(
        cls, devis: Devis, par: Membre | None, *, pourcent: Decimal | None = None, montant: Decimal | None = None
    ) -> Self:
        """A part of the devis: a percentage of it, or an amount tax included, shared over its VAT rates."""
        hold(devis)
        ensure_no_situation(devis)
        wanted = share(devis, pourcent, montant)
        facture = cls._begun(devis, par, "acompte")
        label = TEXTES[facture.langue][0 if pourcent else 1]
        said = label.format(pourcent=formats.pourcent(pourcent or ZERO, facture.langue), numero=devis.numero_complet)
        lignes = [{"designation": said, **row} for cle, part in wanted.items() for row in by_nature(devis, cle, part)]
        facture.write_lignes(lignes)
        return facture

    @classmethod
    def solde(cls, devis: Devis, par: Membre | None) -> Self:
        """All the lines of the devis, less each acompte issued (ACO-02)."""
        hold(devis)
        ensure_no_situation(devis)
        for one in live_factures(devis.id):
            if one.emise_le is None:
                raise RegleMetier(f"« {one.libelle} » existe déjà pour ce devis : émettez-la ou supprimez-la d’abord.")
        if not deductibles(devis.id):
            raise RegleMetier(f"Le devis {devis.numero} n’a pas d’acompte à déduire : facturez-le en entier.")
        if not any(part.base for part in left_of_devis(devis).values()) and has_solde(devis):
            raise RegleMetier(f"Le devis {devis.numero} est entièrement facturé : ouvrez ses factures.")
        facture = cls._drawn(devis, par, "solde")
        facture.refresh_deductions()
        return facture

    def refresh_deductions(self) -> None:
        """Deduct each acompte of the devis for what its avoirs leave of it."""
        self.ensure_brouillon()
        found = [row for acompte in deductibles(self.devis_id) for row in rows(acompte)]
        self.write_deductions(found)

    def write_deductions(self, found: list) -> None:
        self.ensure_brouillon()
        for rang, row in enumerate(found, 1):
            row.ordre = rang
        self.deductions[:] = found
        self.add_up()

    def remove_deduction(self, deduite_id: int) -> None:
        """Deduct an acompte no longer: it will be on another facture."""
        self.write_deductions([row for row in self.deductions if row.deduite_id != deduite_id])

    @classmethod
    def _begun(cls, devis: Devis, par: Membre | None, forme: str) -> Self:
        facture = cls.draft(devis.tiers, par)
        facture.devis, facture.devis_id, facture.forme = devis, devis.id, forme
        facture.write(**{champ: getattr(devis, champ) for champ in COPIES})
        facture.responsable_id = devis.responsable_id or facture.responsable_id
        journal.record(devis, "facturation", apres={"facture_id": facture.id})
        return facture

    @classmethod
    def _drawn(cls, devis: Devis, par: Membre | None, forme: str = "simple") -> Self:
        facture = cls._begun(devis, par, forme)
        devis.copy_to(facture, ())
        return facture


def possibles(devis: Devis) -> tuple[str, ...]:
    """The forms a facture of this devis may take now."""
    live = live_factures(devis.id)
    formes = {one.forme for one in live}
    if devis.accepte_le is None or formes - {"acompte"}:
        return ()
    started = ("solde",) if live and all(one.emise_le for one in live) else ()
    left = sum((part.ttc for part in left_of_devis(devis).values()), ZERO) > 0
    return (*(("simple",) if not live else started), *(("acompte",) if left else ()))


def hold(devis: Devis) -> None:
    """One facture of a devis at a time."""
    db.session.flush()
    db.session.refresh(devis, with_for_update=True)
    if devis.accepte_le is None:
        raise RegleMetier("Seul un devis accepté se facture : enregistrez d’abord l’accord du client.")


def has_solde(devis: Devis) -> bool:
    return any(one.forme != "acompte" for one in live_factures(devis.id))


def ensure_no_situation(devis: Devis) -> None:
    if any(one.forme == "situation" for one in live_factures(devis.id)):
        raise RegleMetier(f"Le devis {devis.numero} se facture par situations : créez la situation suivante.")


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
        said = f"Il reste {formats.euros(max(free, ZERO))} TTC à facturer sur ce devis : réduisez l’acompte."
        raise RegleMetier(said, "valeur")
    if pourcent:
        asked = arrondi(produit(devis.total_ht, pourcent, CENT))
        bases = repartir(asked, [part.base for part in whole.values()])
    else:
        ttcs = repartir(asked, [part.ttc for part in whole.values()])
        bases = [nearest(ttc, taux) for ttc, (_, taux) in zip(ttcs, whole, strict=True)]
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


def fit(base: Decimal, taux: Decimal, left: Part) -> Part:
    """At most what is left, VAT included."""
    base = max(min(base, left.base), ZERO)
    while base and tva(base, taux) > left.tva:
        base -= CENT
    return Part(base, tva(base, taux))


def by_nature(devis: Devis, cle: tuple[str, Decimal], part: Part) -> list[dict]:
    """A line for goods and one for services, as the lines of the devis share that rate."""
    categorie, taux = cle
    nets: dict[str, Decimal] = {}
    for ligne in devis.lignes_chiffrees:
        if (ligne.categorie_tva, arrondi(ligne.taux_tva)) == cle:
            nets[ligne.nature] = max(nets.get(ligne.nature, ZERO) + net(ligne), ZERO)
    amounts = repartir(part.base, list(nets.values()))
    return [
        {"prix_unitaire": amount, "taux_tva": taux, "categorie_tva": categorie, "nature": nature}
        for nature, amount in zip(nets, amounts, strict=True)
        if amount
    ]

"""From an accepted devis to its factures: whole, by acomptes, then the solde that deducts them (DEV-16, ACO-01)."""

from decimal import Decimal
from typing import Self

from crm import formats, journal
from crm.devis import Devis
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures import situations
from crm.factures.acomptes import ZERO, deductibles, left_of_devis, live_factures, rows
from crm.factures.deductions import Deduction
from crm.factures.partage import by_nature, share
from tenants import db

COPIES = ("contact_id", "beneficiaire_id", "objet", "introduction", "langue", "travaux_logement")
TEXTES = {
    "fr": ("Acompte de {pourcent} sur le devis {numero}", "Acompte sur le devis {numero}"),
    "en": ("{pourcent} deposit on quotation {numero}", "Deposit on quotation {numero}"),
}


class Conversions(situations.Situations):
    """The verbs that make a facture of a devis. Each returns a draft, and raises RegleMetier."""

    @classmethod
    def from_devis(cls, devis: Devis, par: Membre | None) -> Self:
        """The whole devis, when nothing of it is invoiced (DEV-17)."""
        cls.hold(devis)
        if devis.montant_facture > 0:
            raise RegleMetier(f"Le devis {devis.numero} est déjà facturé : ouvrez sa facture, ou facturez le solde.")
        return cls._drawn(devis, par)

    @classmethod
    def acompte(
        cls, devis: Devis, par: Membre | None, *, pourcent: Decimal | None = None, montant: Decimal | None = None
    ) -> Self:
        """A part of the devis: a percentage of it, or an amount tax included, shared over its VAT rates."""
        cls.hold(devis)
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
        cls.hold(devis)
        ensure_no_situation(devis)
        cls.ensure_none_open(devis)
        if not deductibles(devis.id):
            raise RegleMetier(f"Le devis {devis.numero} n’a pas d’acompte à déduire : facturez-le en entier.")
        if any(one.forme != "acompte" for one in live_factures(devis.id)):
            raise RegleMetier(f"Le devis {devis.numero} est entièrement facturé : ouvrez ses factures.")
        facture = cls._drawn(devis, par, "solde")
        facture.refresh_deductions()
        return facture

    def expected_deductions(self) -> list[Deduction]:
        """What the factures of the devis make this one deduct: of each, what its avoirs leave."""
        if self.forme == "situation":
            return situations.expected(self)
        return [row for acompte in deductibles(self.devis_id) for row in rows(acompte)] if self.forme == "solde" else []

    def refresh_deductions(self) -> None:
        self.ensure_brouillon()
        self.write_deductions(self.expected_deductions())

    def write_deductions(self, found: list[Deduction]) -> None:
        self.ensure_brouillon()
        for rang, row in enumerate(found, 1):
            row.ordre = rang
        self.deductions[:] = found
        self.add_up()

    def remove_deduction(self, deduite_id: int) -> None:
        """Deduct an acompte no longer: it will be on another facture."""
        if self.forme != "solde":
            raise RegleMetier("Les déductions d’une situation ne se retirent pas : la suivante en dépend.")
        self.write_deductions([row for row in self.deductions if row.deduite_id != deduite_id])

    @staticmethod
    def hold(devis: Devis) -> None:
        """One facture of a devis at a time, once it is accepted."""
        db.session.flush()
        db.session.refresh(devis, with_for_update=True)
        if devis.accepte_le is None:
            raise RegleMetier("Seul un devis accepté se facture : enregistrez d’abord l’accord du client.")
        for one in live_factures(devis.id):
            if one.forme == "periodique":
                raise RegleMetier(f"Le devis {devis.numero} est sur « {one.libelle} » : ouvrez cette facture.")

    @staticmethod
    def ensure_none_open(devis: Devis) -> None:
        for one in live_factures(devis.id):
            if one.emise_le is None:
                raise RegleMetier(f"« {one.libelle} » existe déjà pour ce devis : émettez-la ou supprimez-la d’abord.")

    @classmethod
    def _begun(cls, devis: Devis, par: Membre | None, forme: str) -> Self:
        facture = cls.draft(devis.tiers, par)
        facture.devis, facture.devis_id, facture.forme = devis, devis.id, forme
        facture.take_devise(devis.devise)
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
    formes, issued = {one.forme for one in live}, all(one.emise_le for one in live)
    if devis.accepte_le is None or formes & {"simple", "solde", "periodique"}:
        return ()
    left = sum((part.ttc for part in left_of_devis(devis).values()), ZERO) > 0
    if "situation" in formes:
        return ("situation",) if issued and left else ()
    found = [("simple", not live), ("solde", live and issued), ("acompte", left), ("situation", issued and left)]
    return tuple(forme for forme, is_possible in found if is_possible)


def ensure_no_situation(devis: Devis) -> None:
    if any(one.forme == "situation" for one in live_factures(devis.id)):
        raise RegleMetier(f"Le devis {devis.numero} se facture par situations : créez la situation suivante.")

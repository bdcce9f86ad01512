"""A facture périodique: several accepted devis of a client, each whole, on one facture (CGI art. 289 I 3)."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Self

from sqlalchemy import select

from crm import formats, journal
from crm.devis import Devis
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures.decomptes import count_in_devis, lock_devis
from crm.lignes import MAXIMUM, ZERO
from crm.montants import GroupeTVA, arrondi, net
from crm.tiers import LANGUES, Tiers
from tenants import db

TEXTES = {
    "fr": ("Devis {numero} du {date}", "Remise du devis {numero}", "court"),
    "en": ("Quotation {numero} of {date}", "Discount of quotation {numero}", "moyen"),
}
PRIX = {False: "hors taxes", True: "toutes taxes comprises"}


class Periodiques:
    """What makes a facture périodique, and what it keeps of its devis: each of its lines knows its own."""

    @classmethod
    def periodique(cls, devis: Iterable[Devis], par: Membre | None, jours: dict[int, date] | None = None) -> Self:
        """A draft of these devis; `jours`: by number of devis, when it was delivered or done, if not the day it was
        accepted. Raises RegleMetier naming the devis."""
        found, jours = lock_devis(one.id for one in devis), jours or {}
        ensure_together(found)
        found.sort(key=lambda one: (jours.get(one.id) or one.accepte_le, one.id))
        first = found[0]
        facture = cls.draft(first.tiers, par)
        facture.forme, facture.prix_ttc = "periodique", first.prix_ttc
        facture.take_devise(first.devise)
        shared = {name: common(found, name) for name in ("contact_id", "responsable_id")}
        works = any(one.travaux_logement for one in found)
        facture.write(langue=first.langue, contact_id=shared["contact_id"], travaux_logement=works)
        facture.responsable_id = shared["responsable_id"] or facture.responsable_id
        facture.write_lignes([row for one in found for row in rows(one, jours.get(one.id) or one.accepte_le)])
        for one in found:
            journal.record(one, "facturation", apres={"facture_id": facture.id})
        return facture

    @property
    def devis_ids(self) -> set[int]:
        """The devis it invoices, whole or in part."""
        if self.forme == "periodique":
            return {ligne.devis_id for ligne in self.lignes if ligne.devis_id}
        return {self.devis_id} if self.devis_id else set()

    @property
    def devis_factures(self) -> list[Devis]:
        if self.forme != "periodique":
            return [self.devis] if self.devis else []
        return list(db.session.scalars(select(Devis).where(Devis.id.in_(self.devis_ids)).order_by(Devis.id)))

    def write_lignes(self, lignes: Iterable[dict]) -> None:
        """The devis whose lines are taken away are to be invoiced again; the period is that of the dates."""
        before = self.devis_ids
        super().write_lignes(self._of_devis(list(lignes)))
        count_in_devis(before - self.devis_ids)
        if self.forme == "periodique":
            days = sorted(ligne.livree_le for ligne in self.lignes if ligne.livree_le)
            self.prestation_le = days[0] if days else None
            self.prestation_fin = days[-1] if days and days[-1] != days[0] else None

    def _of_devis(self, lignes: list[dict]) -> list[dict]:
        """Only a facture périodique has lines of a devis, and of an accepted one."""
        if self.forme != "periodique":
            return [{name: value for name, value in row.items() if name != "devis_id"} for row in lignes]
        wanted = {row["devis_id"] for row in lignes if row.get("devis_id")}
        query = select(Devis.id).where(Devis.id.in_(wanted), Devis.accepte_le.is_not(None))
        if wanted - set(db.session.scalars(query)):
            raise RegleMetier("Une ligne vient d’un devis qui n’est plus accepté : retirez-la.", "lignes")
        return lignes


def common(devis: list[Devis], champ: str):
    """What all of them say, None when they differ."""
    said = {getattr(one, champ) for one in devis}
    return said.pop() if len(said) == 1 else None


def rows(devis: Devis, jour: date) -> Iterator[dict]:
    """Its lines under a title that names it, and its discount as lines, one by VAT rate."""
    titre, remise, forme = TEXTES[devis.langue]
    le = formats.jour(devis.etabli_le, forme, devis.langue)
    said = ", ".join(text for text in (titre.format(numero=devis.numero_complet, date=le), devis.objet) if text)
    mark = {"livree_le": jour, "devis_id": devis.id}
    yield {"genre": "titre", "designation": said}
    for ligne in devis.lignes:
        yield ligne.valeurs | (mark if ligne.is_chiffree else {})
    for groupe in devis.totaux.groupes if devis.remise else ():
        yield from discount(devis, groupe, mark | {"designation": remise.format(numero=devis.numero_complet)})


def discount(devis: Devis, groupe: GroupeTVA, told: dict) -> Iterator[dict]:
    """In the prices of the devis: before tax, or with it."""
    cle = (groupe.categorie, groupe.taux, groupe.exoneration)
    mine = [x for x in devis.lignes_chiffrees if (x.categorie_tva, arrondi(x.taux_tva), x.exoneration or "") == cle]
    montant = sum(map(net, mine), ZERO) - (groupe.ttc if devis.prix_ttc else groupe.base)
    vat = {"taux_tva": groupe.taux, "categorie_tva": groupe.categorie, "exoneration": groupe.exoneration or None}
    if montant:
        priced = {"quantite": Decimal(-1).copy_sign(-montant), "prix_unitaire": abs(montant)}
        yield {"nature": mine[0].nature, **priced, **vat, **told}


def ensure_together(devis: list[Devis]) -> None:
    """Raises RegleMetier when these devis cannot be on one facture."""
    if len(devis) < 2:
        raise RegleMetier("Une facture périodique réunit plusieurs devis : choisissez-en au moins deux.", "devis")
    for one in devis:
        ensure_whole(one)
    same(devis, "tiers_id", lambda one: one.nom_client, "est pour {}, le devis {} pour {} : un seul client par facture")
    same(devis, "prix_ttc", lambda one: PRIX[one.prix_ttc], "a des prix {}, le devis {} {} : facturez-les à part")
    same(devis, "langue", lambda one: LANGUES[one.langue].lower(), "est en {}, le devis {} en {} : facturez-les à part")
    same(devis, "devise", lambda one: one.devise, "est en {}, le devis {} en {} : facturez-les à part")
    count = sum(1 + len(one.lignes) for one in devis)
    if count > MAXIMUM:
        said = f"Ces devis ont {formats.nombre(Decimal(count))} lignes, titres compris"
        raise RegleMetier(f"{said}, et une facture {MAXIMUM} au plus : faites-en plusieurs.", "devis")


def ensure_whole(devis: Devis) -> None:
    """Accepted, and nothing of it is invoiced."""
    said = f"Le devis {devis.numero_complet or 'en brouillon'}"
    if devis.is_in_trash or devis.accepte_le is None:
        raise RegleMetier(f"{said} n’est pas accepté : enregistrez d’abord l’accord du client.", "devis")
    if devis.montant_facture >= devis.total_ht and devis.montant_facture > 0:
        raise RegleMetier(f"{said} est déjà facturé : retirez-le de la sélection.", "devis")
    if devis.montant_facture > 0:
        raise RegleMetier(f"{said} est déjà facturé en partie : facturez son solde depuis sa fiche.", "devis")


def same(devis: list[Devis], champ: str, tell, phrase: str) -> None:
    first = devis[0]
    for one in devis[1:]:
        if getattr(one, champ) != getattr(first, champ):
            said = phrase.format(tell(first), one.numero_complet, tell(one))
            raise RegleMetier(f"Le devis {first.numero_complet} {said}.", "devis")


def facturables(tiers: Tiers) -> list[Devis]:
    """The accepted devis of a client of which nothing is invoiced, the oldest first."""
    waiting = (Devis.accepte_le.is_not(None), Devis.montant_facture == 0, Devis.supprime_le.is_(None))
    query = select(Devis).where(Devis.tiers_id == tiers.id, *waiting).order_by(Devis.accepte_le, Devis.id)
    return list(db.session.scalars(query))

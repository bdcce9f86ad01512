"""Envelopes to print for chosen clients (D-147)."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm import imprimes
from crm.documents.enveloppe import enveloppes
from crm.documents.gabarits import ENVELOPPES
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.parametres import Parametres
from crm.tiers import Tiers
from tenants import Travail, db, later, storage


class Enveloppes:
    """One envelope per client, in the order given, as one PDF."""

    @classmethod
    def print_later(
        cls, tiers_ids: list[int], par: Membre | None, *, format: str = "dl", expediteur: bool = True
    ) -> Travail:
        """Ask for the PDF; the result of the job names the file. Raises RegleMetier when an address is missing."""
        if format not in ENVELOPPES:
            raise RegleMetier("Le format d’enveloppe n’est pas connu : choisissez DL, C5 ou C4.", "format")
        chosen = _tiers(tiers_ids)
        if not chosen:
            raise RegleMetier("Aucun destinataire : choisissez au moins un client.")
        without = [tiers.libelle for tiers in chosen if not tiers.adresse_facturation]
        if without:
            raise RegleMetier(f"Aucune adresse pour {', '.join(without[:5])} : complétez sa fiche.", "adresses")
        titre = "Enveloppe" if len(chosen) == 1 else f"{len(chosen)} enveloppes"
        values = {"tiers_ids": [tiers.id for tiers in chosen], "format": format, "expediteur": expediteur}
        return later(cls.print_now, titre=titre, par_id=par.id if par else None, **values)

    @classmethod
    def print_now(cls, tiers_ids: list[int], format: str, expediteur: bool) -> dict:
        parametres = Parametres.current()
        octets = enveloppes(
            [imprimes.client(tiers) for tiers in _tiers(tiers_ids)],
            imprimes.emetteur(parametres) if expediteur else None,
            format,
            avec_logo=bool(parametres.logo),
            fichier=storage.get,
        )
        return {"sha256": storage.put(octets), "nom": "enveloppes.pdf" if len(tiers_ids) > 1 else "enveloppe.pdf"}


def _tiers(ids: list[int]) -> list[Tiers]:
    query = select(Tiers).where(Tiers.id.in_(ids), Tiers.supprime_le.is_(None)).options(selectinload(Tiers.adresses))
    found = {tiers.id: tiers for tiers in db.session.scalars(query)}
    return [found[key] for key in ids if key in found]

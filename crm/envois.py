"""Envelopes to print for chosen clients (D-147)."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm import imprimes
from crm.documents import identites
from crm.documents.enveloppe import enveloppes
from crm.documents.gabarits import ENVELOPPES
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.formats import nombre
from crm.parametres import Parametres
from crm.tiers import Tiers
from tenants import Travail, db, later, storage
from tenants.jobs import progress

MOST = 1000
BATCH = 50
SAID = 5


class Enveloppes:
    """One envelope per client, in the order given, as one PDF."""

    @classmethod
    def print_later(
        cls, tiers_ids: list[int], par: Membre | None, *, format: str = "dl", expediteur: bool = True, passer=False
    ) -> Travail:
        """Ask for the PDF; the result of the job names the file. `passer`: leave out who has no address.

        Raises RegleMetier when an address is missing, or when there are too many.
        """
        if format not in ENVELOPPES:
            raise RegleMetier("Le format d’enveloppe n’est pas connu : choisissez DL, C5 ou C4.", "format")
        if len(tiers_ids) > MOST:
            raise RegleMetier(f"{nombre(MOST)} enveloppes au plus à la fois : choisissez moins de clients.")
        chosen = _tiers(tiers_ids)
        without = [tiers.libelle for tiers in chosen if not tiers.adresse_facturation]
        if without and not passer:
            raise RegleMetier(f"Aucune adresse pour {_named(without)} : complétez sa fiche.", "adresses")
        ready = [tiers.id for tiers in chosen if tiers.adresse_facturation]
        if not ready:
            raise RegleMetier("Aucun destinataire : choisissez au moins un client qui a une adresse.")
        titre = "Enveloppe" if len(ready) == 1 else f"{len(ready)} enveloppes"
        values = {"tiers_ids": ready, "format": format, "expediteur": expediteur, "sans": _named(without)}
        return later(cls.print_now, titre=titre, par_id=par.id if par else None, total=len(ready), **values)

    @classmethod
    def print_now(cls, tiers_ids: list[int], format: str, expediteur: bool, sans: str = "") -> dict:
        parametres = Parametres.current()
        octets = enveloppes(
            _recipients(tiers_ids),
            imprimes.emetteur(parametres) if expediteur else None,
            format,
            avec_logo=bool(parametres.logo),
            fichier=storage.get,
        )
        nom = "enveloppes.pdf" if len(tiers_ids) > 1 else "enveloppe.pdf"
        left_out = {"phrase": f"Sans adresse, donc sans enveloppe : {sans}."} if sans else {}
        return {"sha256": storage.put(octets), "nom": nom} | left_out


def _recipients(tiers_ids: list[int]) -> Iterator[identites.Client]:
    for start in range(0, len(tiers_ids), BATCH):
        for tiers in _tiers(tiers_ids[start : start + BATCH]):
            yield imprimes.client(tiers)
        progress(min(start + BATCH, len(tiers_ids)))


def _named(noms: list[str]) -> str:
    more = f" et {nombre(len(noms) - SAID)} autres" if len(noms) > SAID else ""
    return ", ".join(noms[:SAID]) + more


def _tiers(ids: list[int]) -> list[Tiers]:
    query = select(Tiers).where(Tiers.id.in_(ids), Tiers.supprime_le.is_(None)).options(selectinload(Tiers.adresses))
    found = {tiers.id: tiers for tiers in db.session.scalars(query)}
    return [found[key] for key in ids if key in found]

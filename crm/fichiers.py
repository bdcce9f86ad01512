"""The end of a file: its bytes are erased once no record of the company names them any more."""

from collections.abc import Iterable

from sqlalchemy import Text, cast, func, select, union_all

from crm.courriels import Courriel
from crm.depenses import Depense, Reception
from crm.devis import VersionDevis
from crm.ereporting import Declaration
from crm.evenements import Evenement
from crm.factures import Document
from crm.formats import pluriel
from crm.imports import Import
from crm.journal import Entree
from crm.parametres import Parametres
from crm.pistes import Piste
from crm.plateforme import ConnexionPlateforme, EchangePlateforme, Reponse, StatutFacture, Transmission
from crm.proformas import Proforma
from crm.sujets import Piece
from crm.tiers import Tiers
from tenants import Travail, db, later, storage

NOMMENT = (
    Piece.sha256,
    Import.sha256,
    Document.pdf_sha256,
    Document.fige,
    Depense.sha256,
    Reception.sha256,
    VersionDevis.pdf_sha256,
    VersionDevis.fige,
    Proforma.pdf_sha256,
    Proforma.fige,
    Parametres.logo,
    Piste.logo,
    Tiers.logo,
    ConnexionPlateforme.accord_sha256,
    EchangePlateforme.envoye_sha256,
    EchangePlateforme.recu_sha256,
    StatutFacture.sha256,
    Transmission.sha256,
    Reponse.pieces,
    Declaration.sha256,
    Entree.avant,
    Entree.apres,
    Evenement.detail,
    Courriel.pieces,
    Travail.resultat,
)
"""Every column where the name of a stored file may be, alone or within JSON; undoing a logo reads it in the journal."""


class Effacement:
    @classmethod
    def erase_later(cls, empreintes: Iterable[str]) -> None:
        """Ask that these files go once the present transaction has ended, but those a record still names."""
        if names := sorted(set(empreintes)):
            titre = f"Effacement de {pluriel(len(names), 'fichier')} de la corbeille"
            later(cls.erase_now, titre=titre, empreintes=" ".join(names))

    @classmethod
    def erase_now(cls, empreintes: str) -> dict:
        """One that somebody is storing again at this moment stays."""
        free = storage.claim(empreintes.split())
        gone = set(free) - named(free)
        for digest in gone:
            storage.delete(digest)
        return {"phrase": f"{pluriel(len(gone), 'fichier effacé', 'fichiers effacés')}."}


def named(empreintes: list[str]) -> set[str]:
    """Those of these files that a record of the company names, in the trash or not."""
    found = (func.unnest(func.regexp_matches(cast(column, Text), "[0-9a-f]{64}", "g")) for column in NOMMENT)
    said = union_all(*(select(name.label("nom")) for name in found)).subquery()
    return set(db.session.scalars(select(said.c.nom).where(said.c.nom.in_(empreintes))))

"""The publisher's individual attestation, ready to be signed: what a company shows to the tax office (CAI-03)."""

import hashlib
from datetime import date

from crm import VERSION
from crm.clock import today
from crm.documents import moteur, rendu
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.evenements import Evenement, note
from crm.parametres import Parametres
from tenants import Travail, later, storage, vault
from tenants.publisher import Publisher, publisher


class Attestation:
    @classmethod
    def make_later(cls, par: Membre) -> Travail:
        """Ask for the one of this version. Raises RegleMetier when the publisher or the company is not known."""
        _check(publisher(), Parametres.current())
        titre = f"Attestation de la version {VERSION}"
        return later(cls.make_now, titre=titre, par_id=par.id, auteur=par.libelle)

    @classmethod
    def make_now(cls, auteur: str) -> dict:
        content = pdf(publisher(), Parametres.current(), today())
        found = {"sha256": storage.put(content), "nom": f"attestation-comptoir-{VERSION}.pdf"}
        note("attestation", f"Attestation de la version {VERSION}.", auteur=auteur, version=VERSION, **found)
        return found | {"phrase": "L’attestation est prête : faites-la signer par l’éditeur, puis signez-la."}


def of_each_version() -> list[Evenement]:
    """The latest attestation of each version, the present one first."""
    found: dict[str, Evenement] = {}
    for event in Evenement.latest("attestation", limit=50):
        found.setdefault(event.detail["version"], event)
    return list(found.values())


def pdf(editeur: Publisher | None, parametres: Parametres, day: date) -> bytes:
    """Both parts, filled with all that is known. Raises RegleMetier."""
    _check(editeur, parametres)
    racine, _, subdivision = VERSION.partition(".")
    page = moteur.html(
        "attestation.html",
        editeur=editeur,
        societe=parametres,
        version=VERSION,
        racine=racine,
        subdivision=subdivision,
        le=day,
        cle=hashlib.sha256(vault.of_company().public_key).hexdigest(),
    )
    try:
        return moteur.render(page, "attestation.css", variante=moteur.PDFA)
    except moteur.GlyphesManquants as error:
        raise rendu.refus((parametres.raison_sociale, parametres.adresse or ""), error.caracteres) from error


def _check(editeur: Publisher | None, parametres: Parametres) -> None:
    if editeur is None:
        raise RegleMetier("L’exploitant de cette instance n’a pas dit qui édite le logiciel : demandez-le-lui.")
    if not (parametres.siren and parametres.adresse and parametres.ville):
        raise RegleMetier("Complétez d’abord l’identité de votre société : SIREN et adresse du siège.")

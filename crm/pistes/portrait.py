"""By what a piste is recognised, and what it tells of whom it may already be."""

from crm.pistes.piste import Piste
from crm.semblables import Portrait, Semblable, Signalement, similar
from crm.tiers import CONTACT, TIERS

PISTE = Portrait(
    Piste,
    "prospect",
    telephones=(Piste.telephone, Piste.mobile),
    personnes=(Piste.prenom + " " + Piste.nom,),
    societes=(Piste.entreprise,),
    siren=Piste.siren,
)


def similar_tiers(piste: Piste) -> list[Semblable]:
    """The tiers this piste may already be (D-107)."""
    return similar((TIERS,), _told(piste))


def similar_contacts(piste: Piste) -> list[Semblable]:
    """The contacts its person may already be (D-108)."""
    return similar((CONTACT,), _told(piste))


def _told(piste: Piste) -> Signalement:
    person = piste.personne if piste.prenom and piste.nom else None
    return Signalement(piste.entreprise, person, piste.email, piste.siren, (piste.telephone, piste.mobile))

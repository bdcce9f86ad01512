"""Envelopes to print: one page per recipient."""

from collections.abc import Iterable, Sequence

from crm.documents import moteur
from crm.documents.adresses_postales import lignes_postales
from crm.documents.gabarits import ENVELOPPES
from crm.documents.identites import Client, Emetteur
from crm.documents.rendu import LOGO, logo_de, refus
from crm.errors import RegleMetier


def enveloppes(
    destinataires: Iterable[Client],
    emetteur: Emetteur | None = None,
    format: str = "dl",
    avec_logo: bool = False,
    fichier=None,
) -> bytes:
    """The PDF of one envelope per recipient, in the order given. Without `emetteur`, no sender is printed."""
    if format not in ENVELOPPES:
        raise RegleMetier("Le format d’enveloppe n’est pas connu : choisissez DL, C5 ou C4.", "format")
    adresses = [lignes_postales(client.noms, client.adresse) for client in destinataires]
    if not adresses:
        raise RegleMetier("Aucun destinataire : choisissez au moins un client.")
    logo = logo_de(emetteur, fichier) if emetteur and avec_logo else None
    page = _page(adresses, emetteur, format, LOGO if logo else "")
    try:
        return moteur.render(page, "enveloppe.css", {LOGO: logo} if logo else {})
    except moteur.GlyphesManquants as error:
        raise refus(tuple(adresses), error.caracteres) from error


def _page(adresses: Sequence[tuple[str, ...]], emetteur: Emetteur | None, format: str, logo: str) -> str:
    return moteur.html("enveloppe.html", adresses=adresses, emetteur=emetteur, format=format, logo=logo)

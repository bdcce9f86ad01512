"""From a frozen content to its PDF."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from crm.documents import moteur
from crm.documents.contenu import Contenu, LigneImprimee
from crm.documents.identites import Adresse, Client, Emetteur
from crm.documents.vue import Vue
from crm.errors import RegleMetier
from crm.montants import Totaux

LOGO = "comptoir:logo"
PNG = b"\x89PNG\r\n\x1a\n"


def pdf(contenu: Contenu, fichier: Callable[[str], bytes] | None = None, joint: moteur.Joint | None = None) -> bytes:
    """The same content gives the same bytes. `fichier`: reads a stored logo by its SHA-256."""
    refuse_control_characters(contenu)
    logo = logo_de(contenu.emetteur, fichier)
    vue = Vue(contenu)
    page = moteur.html("document.html", c=contenu, v=vue, mots=vue.mots, logo=LOGO if logo else "")
    try:
        return moteur.render(page, "document.css", {LOGO: logo} if logo else {}, moteur.PDFA, joint)
    except moteur.GlyphesManquants as error:
        raise refus(contenu, error.caracteres) from error


def warm() -> None:
    """Render an invoice, so that a worker has loaded all it needs before it forks."""
    ici = Adresse(lignes=("1 rue Neuve",), code_postal="69001", ville="Lyon")
    ligne = LigneImprimee(designation="Essai", quantite=Decimal(1), prix_unitaire=Decimal(1), taux_tva=Decimal(20))
    pdf(
        Contenu(
            nature="facture",
            emetteur=Emetteur(raison_sociale="Essai", adresse=ici),
            client=Client(noms=("Essai",), adresse=ici),
            emise_le=date(2026, 1, 1),
            totaux=Totaux(),
            net_a_payer=Decimal(0),
            lignes=(ligne,),
        )
    )


def logo_de(emetteur: Emetteur, fichier: Callable[[str], bytes] | None) -> bytes | None:
    logo = emetteur.logo
    if logo is None:
        return None
    octets = logo.donnees if logo.donnees is not None else fichier(logo.sha256) if fichier else None
    if octets is None or not logo.matches(octets):
        raise RegleMetier("Le logo enregistré ne correspond plus à son empreinte : déposez-le de nouveau.", "logo")
    if not octets.startswith(PNG):
        raise RegleMetier("Le logo n’est pas une image PNG : déposez-le de nouveau.", "logo")
    return octets


def textes(of, chemin: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a content with its path, « lignes.3.designation »: lines are counted from 1."""
    if isinstance(of, str):
        yield chemin, of
    elif isinstance(of, tuple):
        for i, item in enumerate(of, 1):
            yield from textes(item, f"{chemin}.{i}")
    elif dataclasses.is_dataclass(of):
        for field in dataclasses.fields(of):
            yield from textes(getattr(of, field.name), f"{chemin}.{field.name}".lstrip("."))


def refuse_control_characters(contenu: Contenu) -> None:
    for chemin, texte in textes(contenu):
        if any((ord(c) < 32 and c not in "\n\r\t") or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 for c in texte):
            visible = "".join(c for c in texte if c.isprintable())
            raise RegleMetier(f"« {_extrait(visible)} » contient un caractère invisible : retapez ce texte.", chemin)


def refus(contenu, caracteres: set[str]) -> RegleMetier:
    for chemin, texte in textes(contenu):
        if found := [c for c in texte if c in caracteres]:
            signes = " ".join(dict.fromkeys(found))
            return RegleMetier(
                f"« {_extrait(texte)} » contient un signe qui ne s’imprime pas ({signes}) : retirez-le.", chemin
            )
    return RegleMetier("Un texte contient un signe qui ne s’imprime pas : retirez-le.")


def _extrait(texte: str) -> str:
    return texte if len(texte) <= 60 else f"{texte[:59]}…"

"""The cells of a list, drawn in Python: two hundred a page, each is a few microseconds instead of a macro call."""

from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup, escape

from blueprints.ui.noms import initiales, ton_de
from crm import formats
from crm.clock import PARIS

VIDE = Markup('<span class="ui-discret">—</span>')


def cellule(colonne, valeur: Any) -> Markup:
    if valeur is None or valeur == "" or valeur == []:
        return VIDE
    return DESSINS[colonne.genre](valeur, colonne)


def nom(texte: str, url: str | None, sous: str | None) -> Markup:
    """Initial square, link to the card, second line."""
    texte = texte or "Sans nom"
    square = _carre(initiales(texte)[0], ton_de(texte))
    title = Markup('<a href="{}">{}</a>').format(url, texte) if url else Markup("<strong>{}</strong>").format(texte)
    line = Markup("<small>{}</small>").format(sous) if sous else ""
    return Markup('<span class="ui-nom">{}<span>{}{}</span></span>').format(square, title, line)


def _carre(lettre: str, ton: str) -> Markup:
    return Markup('<span class="ui-carre ton-{}" aria-hidden="true">{}</span>').format(ton, lettre)


def _texte(valeur, colonne) -> Markup:
    return escape(valeur)


def _montant(valeur, colonne) -> Markup:
    return Markup('<span class="ui-montant">{}</span>').format(formats.euros(valeur, colonne.decimales))


def _date(valeur, colonne) -> Markup:
    return _jour(formats._local(valeur))


@lru_cache(4096)
def _jour(valeur: date) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(valeur.isoformat(), formats.jour(valeur))


def _moment(valeur, colonne) -> Markup:
    local = valeur.astimezone(PARIS)
    day = _jour(local.date())[:-7]
    return Markup("{} à {}</time>").format(day, local.strftime("%H:%M"))


def _etat(valeur, colonne) -> Markup:
    texte, ton = valeur
    return Markup('<span class="ui-etiq ton-{}"><i aria-hidden="true"></i>{}</span>').format(ton, texte)


def _etats(valeur, colonne) -> Markup:
    if isinstance(valeur, list):
        dessins = Markup("").join(_etat(un, colonne) for un in valeur)
        return Markup('<span class="ui-etiqs">{}</span>').format(dessins)
    return _etat(valeur, colonne)


def _etiquettes(valeur, colonne) -> Markup:
    labels = Markup("").join(Markup('<span class="ui-etiq ton-{}">{}</span>').format(e.ton, e.nom) for e in valeur)
    return Markup('<span class="ui-etiqs">{}</span>').format(labels)


@lru_cache(512)
def _personne(libelle: str) -> Markup:
    avatar = '<span class="ui-avatar ton-{}" aria-hidden="true">{}</span><span class="ui-coupe">{}</span>'
    return Markup('<span class="ui-rang">' + avatar + "</span>").format(ton_de(libelle), initiales(libelle), libelle)


def _oui_non(valeur, colonne) -> Markup:
    return Markup("Oui") if valeur else Markup("Non")


def _email(valeur, colonne) -> Markup:
    return Markup('<a class="ui-lien-nu" href="mailto:{0}">{0}</a>').format(valeur)


@lru_cache(4096)
def _telephone(valeur: str) -> Markup:
    return Markup('<a class="ui-lien-nu" href="tel:{}">{}</a>').format(valeur, formats.telephone(valeur))


def _siren(valeur, colonne) -> Markup:
    return Markup('<span class="ui-nombre">{}</span>').format(formats.siren(valeur))


def _lien(valeur, colonne) -> Markup:
    """(text, endpoint, id): plain text while the card does not exist."""
    texte, endpoint, identifiant = valeur
    url = adresse_fiche(endpoint, identifiant)
    return Markup('<a href="{}">{}</a>').format(url, texte) if url else escape(texte)


def adresse_fiche(endpoint: str, identifiant: int) -> str | None:
    """The address of a record's card, when its module has one."""
    return url_for(endpoint, id=identifiant) if endpoint in current_app.view_functions else None


DESSINS = {
    "texte": _texte,
    "nombre": lambda valeur, colonne: escape(formats.nombre(valeur)),
    "montant": _montant,
    "pourcent": lambda valeur, colonne: escape(formats.pourcent(valeur)),
    "date": _date,
    "moment": _moment,
    "etat": _etats,
    "oui_non": _oui_non,
    "membre": lambda valeur, colonne: _personne(valeur.libelle),
    "etiquettes": _etiquettes,
    "email": _email,
    "telephone": lambda valeur, colonne: _telephone(valeur),
    "siren": _siren,
    "lien": _lien,
}

"""The cells of a list, drawn in Python as escaped HTML: two hundred a page, and Jinja takes ten times longer."""

from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup, escape

from blueprints.ui.noms import initiales, ton_de
from crm import formats
from crm.clock import PARIS
from crm.devises import Argent

VIDE = '<span class="ui-discret">—</span>'
DUES = {"retard": "alert-circle", "jour": "clock", "futur": "calendar", "aucune": "clock"}


def cellule(colonne, valeur: Any) -> str:
    if valeur is None or valeur == "" or valeur == []:
        return VIDE
    return DESSINS[colonne.genre](valeur, colonne)


def nom(texte: str, url: str | None, sous: str | None, de: str | None = None) -> str:
    """Initial square (of `de`, else of the name), link to the card, second line."""
    texte = texte or "Sans nom"
    title = f'<a href="{escape(url)}">{escape(texte)}</a>' if url else f"<strong>{escape(texte)}</strong>"
    line = f"<small>{escape(sous)}</small>" if sous else ""
    return f'<span class="ui-nom">{_carre(de or texte)}<span>{title}{line}</span></span>'


@lru_cache(1024)
def _carre(texte: str) -> str:
    letter = escape(initiales(texte)[0])
    return f'<span class="ui-carre ton-{ton_de(texte)}" aria-hidden="true">{letter}</span>'


def rangee(ligne_id: int, url: str | None, libelle: str | None, cellules: list[tuple]) -> str:
    """One row: [(column, cell)]; with a `libelle` it may be selected."""
    href = f' data-href="{escape(url)}"' if url else ""
    case = (
        '<td class="ui-col-case"><input type="checkbox" class="form-check-input ui-case ui-case-ligne" form="lot"'
        f' name="ids" value="{ligne_id}" aria-label="Sélectionner {escape(libelle)}"></td>'
        if libelle is not None
        else ""
    )
    cells = "".join(_case(colonne, cell) for colonne, cell in cellules)
    return f'<tr id="l-{ligne_id}"{href}>{case}{cells}</tr>'


def tete(groupe, largeur: int) -> str:
    """The heading of the rows that are put together."""
    nombre = formats.nombre(groupe.nombre) if groupe.nombre <= 1000 else "1\u202f000 +"
    titre = f'{escape(groupe.titre)} <span class="ui-compte">{nombre}</span>'
    return f'<tr class="ui-groupe"><th scope="rowgroup" colspan="{largeur}">{titre}</th></tr>'


def _case(colonne, cell: str) -> str:
    if colonne.genre == "nom":
        return f'<th scope="row" class="ui-col-nom {colonne.classe}">{cell}</th>'
    classe = f"ui-droite {colonne.classe}" if colonne.is_chiffre else colonne.classe
    return f'<td class="{classe}">{cell}</td>' if classe else f"<td>{cell}</td>"


def _montant(valeur, colonne) -> str:
    said = formats.montant(*valeur) if isinstance(valeur, Argent) else formats.euros(valeur, colonne.decimales)
    return f'<span class="ui-montant">{said}</span>'


@lru_cache(4096)
def _jour(valeur: date) -> str:
    return f'<time datetime="{valeur.isoformat()}">{formats.jour(valeur)}</time>'


def _date(valeur, colonne) -> str:
    return _jour(valeur.astimezone(PARIS).date() if hasattr(valeur, "astimezone") else valeur)


def _moment(valeur, colonne) -> str:
    local = valeur.astimezone(PARIS)
    return f"{_jour(local.date()).removesuffix('</time>')} à {local:%H:%M}</time>"


def _echeance(valeur, colonne) -> str:
    return _due(valeur["etat"], valeur["verbe"], valeur["quand"])


@lru_cache(4096)
def _due(etat: str, verbe: str, quand: str) -> str:
    """Where there is not room enough for both, the verb is cut short: the day is what presses."""
    icone = current_app.jinja_env.globals["ic"](DUES[etat])
    parts = [f"<span>{escape(part)}</span>" for part in (verbe, quand) if part]
    if verbe:
        parts[-1] = f'<span class="ui-quand"> · {escape(quand)}</span>'
    said = "".join(parts)
    return f'<span class="ui-ech e-{etat}">{icone}{said}</span>'


def _etat(valeur, colonne) -> str:
    if isinstance(valeur, list):
        return f'<span class="ui-etiqs">{"".join(_etat(un, colonne) for un in valeur)}</span>'
    return f'<span class="ui-etiq ton-{valeur[1]}"><i aria-hidden="true"></i>{escape(valeur[0])}</span>'


def _etiquettes(valeur, colonne) -> str:
    labels = "".join(f'<span class="ui-etiq ton-{e.ton}">{escape(e.nom)}</span>' for e in valeur)
    return f'<span class="ui-etiqs">{labels}</span>'


@lru_cache(512)
def _personne(libelle: str) -> str:
    avatar = f'<span class="ui-avatar ton-{ton_de(libelle)}" aria-hidden="true">{escape(initiales(libelle))}</span>'
    return f'<span class="ui-rang">{avatar}<span class="ui-coupe">{escape(libelle)}</span></span>'


def _email(valeur, colonne) -> str:
    return f'<a class="ui-lien-nu" href="mailto:{escape(valeur)}">{escape(valeur)}</a>'


@lru_cache(4096)
def _telephone(valeur: str) -> str:
    return f'<a class="ui-lien-nu" href="tel:{escape(valeur)}">{escape(formats.telephone(valeur))}</a>'


@lru_cache(8)
def _etoiles(valeur: int) -> str:
    said = f"Intérêt : {valeur} sur 5"
    marks = '<i class="plein"></i>' * valeur + "<i></i>" * (5 - valeur)
    return f'<span class="ui-score" role="img" aria-label="{said}" title="{said}">{marks}</span>'


def _lien(valeur, colonne) -> str:
    """(text, module, id): plain text when the module has no card."""
    texte, module, identifiant = valeur
    url = adresse_fiche(module, identifiant)
    return f'<a href="{escape(url)}">{escape(texte)}</a>' if url else str(escape(texte))


def adresse_fiche(module: str, identifiant: int) -> str | None:
    """The address of a record's card, when its module has one."""
    endpoint = f"{module}.show"
    return url_for(endpoint, id=identifiant) if endpoint in current_app.view_functions else None


def assemble(rows: list[str]) -> Markup:
    """What the functions above drew, and nothing else: each has escaped what it was given."""
    return Markup("\n".join(rows))


DESSINS = {
    "texte": lambda valeur, colonne: str(escape(valeur)),
    "nombre": lambda valeur, colonne: formats.nombre(valeur),
    "montant": _montant,
    "pourcent": lambda valeur, colonne: formats.pourcent(valeur),
    "date": _date,
    "echeance": _echeance,
    "moment": _moment,
    "etat": _etat,
    "oui_non": lambda valeur, colonne: "Oui" if valeur else "Non",
    "membre": lambda valeur, colonne: _personne(valeur.libelle),
    "etiquettes": _etiquettes,
    "etoiles": lambda valeur, colonne: _etoiles(valeur),
    "email": _email,
    "telephone": lambda valeur, colonne: _telephone(valeur),
    "siren": lambda valeur, colonne: f'<span class="ui-nombre">{escape(formats.siren(valeur))}</span>',
    "lien": _lien,
}

"""The lines as typed: read without losing a character, checked, added up."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from crm import formats
from crm.errors import RegleMetier
from crm.lignes import CHAMPS as COMMUNS
from crm.lignes import GENRES, MAXIMUM, LigneChiffree
from crm.listes.lecture import read_day
from crm.montants import Deduit, Ligne, Remise, Totaux, cle_tva, net
from crm.saisie import read_decimal
from tenants.ids import read_id

CLE = re.compile(r"[a-z0-9]{1,20}")
TEXTES = ("designation", "description", "unite", "article", "nature", "reference", "livree", "devis")
NOMBRES = {"qte": "quantite", "pu": "prix_unitaire", "remise": "remise_pourcent", "eco": "eco_participation"}
CHAMPS = {
    "quantite": "qte",
    "prix_unitaire": "pu",
    "remise_pourcent": "remise",
    "taux_tva": "tva",
    "livree_le": "livree",
}
ZERO = Decimal(0)


@dataclass
class Saisie:
    """A row: what was typed (`brut`, by name of cell), what it is worth, what is wrong in it."""

    cle: str
    genre: str
    brut: dict[str, str]
    valeurs: dict = field(default_factory=dict)
    fautes: dict[str, str] = field(default_factory=dict)
    total: Decimal | None = None

    def __getattr__(self, name: str) -> str:
        """The cell of that name, for the template."""
        try:
            return self.__dict__["brut"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def is_chiffree(self) -> bool:
        return self.genre == "ligne"

    @property
    def is_vide(self) -> bool:
        """A row nobody has filled yet: it is kept on the screen, and not in the draft."""
        if self.genre == "sous_total":
            return False
        names = ("designation", "description", "pu") if self.is_chiffree else ("designation", "description")
        return not any(self.brut[name].strip() for name in names)

    def calculable(self) -> Ligne | None:
        """The priced line, or None when a number is wrong."""
        if not self.is_chiffree or self.is_vide or self.fautes:
            return None
        v = self.valeurs
        remise = Remise(v["remise_pourcent"]) if v["remise_pourcent"] else None
        categorie = "S" if v["taux_tva"] else "E"  # no amount depends on which reason exempts
        return Ligne(v["quantite"], v["prix_unitaire"], v["taux_tva"], remise, categorie, v["nature"], v["exoneration"])


def read(form: MultiDict, champs: tuple[str, ...] = COMMUNS) -> list[Saisie]:
    """The lines of a posted form, in its order. `champs`: what they may say; their dates are asked for by « dates »."""
    keys = dict.fromkeys(cle for cle in form.getlist("ligne") if CLE.fullmatch(cle))
    dated = "livree_le" in champs and bool(form.get("dates"))
    return [_read_one(form, cle, dated) for cle in list(keys)[:MAXIMUM]]


def show(ligne: LigneChiffree, rang: int) -> Saisie:
    """A saved line, as its cells show it."""
    brut = {
        "designation": ligne.designation or "",
        "description": ligne.description or "",
        "unite": ligne.unite or "",
        "article": str(ligne.article_id or ""),
        "reference": ligne.reference or "",
        "nature": ligne.nature,
        "eco": formats.nombre(ligne.eco_participation),
        "qte": formats.nombre(ligne.quantite),
        "pu": price(ligne.prix_unitaire),
        "remise": formats.nombre(ligne.remise_pourcent),
        "tva": cle_tva(ligne.taux_tva, ligne.exoneration),
        "livree": ligne.livree_le.isoformat() if ligne.livree_le else "",
        "devis": str(ligne.valeurs.get("devis_id") or ""),
    }
    return Saisie(str(rang), ligne.genre, brut, ligne.valeurs, total=ligne.total)


def price(value: Decimal) -> str:
    """A unit price shows its 3rd and 4th decimals when it has them."""
    return formats.nombre(value, max(2, -value.normalize().as_tuple().exponent))


def _read_one(form: MultiDict, cle: str, dated: bool) -> Saisie:
    genre = form.get(f"genre-{cle}", "ligne")
    names = (*TEXTES, *NOMBRES, "tva")
    brut = {name: form.get(f"{name}-{cle}", "")[:5000].replace("\r\n", "\n") for name in names}
    saisie = Saisie(cle, genre if genre in GENRES else "ligne", brut)
    saisie.valeurs = {"genre": saisie.genre, "designation": brut["designation"].strip()}
    saisie.valeurs["description"] = brut["description"].strip() or None
    if saisie.is_chiffree:
        _read_numbers(saisie)
        if dated:
            _read_delivery(saisie)
    return saisie


def _read_delivery(saisie: Saisie) -> None:
    """When it was delivered or done, and the devis it comes from."""
    typed, devis = saisie.brut["livree"].strip(), saisie.brut["devis"]
    saisie.valeurs["devis_id"] = read_id(devis)
    saisie.valeurs["livree_le"] = read_day(typed)
    if typed and not saisie.valeurs["livree_le"]:
        saisie.fautes["livree"] = "Saisissez une date, par exemple 21/11/2026."


def _read_numbers(saisie: Saisie) -> None:
    brut, valeurs = saisie.brut, saisie.valeurs
    for name, champ in NOMBRES.items():
        try:
            valeurs[champ] = read_decimal(brut[name]) if brut[name].strip() else None
        except ValueError as error:
            saisie.fautes[name] = str(error)
    valeurs["quantite"] = ZERO if valeurs.get("quantite", ZERO) is None else valeurs.get("quantite", ZERO)
    valeurs["prix_unitaire"] = valeurs.get("prix_unitaire") or ZERO
    taux, _, exoneration = brut["tva"].partition("-")
    try:
        valeurs["taux_tva"] = Decimal(taux or 0)
    except InvalidOperation:
        saisie.fautes["tva"] = "Choisissez le taux de TVA dans la liste."
        return
    valeurs["exoneration"] = exoneration or None
    valeurs["nature"] = brut["nature"] if brut["nature"] in ("bien", "service") else "service"
    valeurs["unite"], valeurs["reference"] = brut["unite"].strip() or None, brut["reference"].strip() or None
    valeurs["article_id"] = read_id(brut["article"])
    _check(saisie)


def _check(saisie: Saisie) -> None:
    """The total of the row; what the arithmetic refuses is said on the cell it names."""
    try:
        if ligne := saisie.calculable():
            Totaux.compute([ligne])
            saisie.total = net(ligne)
    except RegleMetier as error:
        saisie.fautes[CHAMPS.get(error.champ or "", "remise" if error.champ == "remise" else "qte")] = error.message


def add_up(
    saisies: list[Saisie], remise: Remise | None, deductions: tuple[Deduit, ...] = (), prix_ttc: bool = False
) -> Totaux:
    """The totals of all that can be read; sub-totals are written in their rows."""
    running = ZERO
    for saisie in saisies:
        if saisie.genre in ("titre", "sous_total"):
            saisie.total = running if saisie.genre == "sous_total" else None
            running = ZERO
        running += saisie.total or ZERO if saisie.is_chiffree else ZERO
    lignes = [ligne for saisie in saisies if (ligne := saisie.calculable())]
    try:
        return Totaux.compute(lignes, remise, deductions, prix_ttc)
    except RegleMetier:
        return Totaux.compute(lignes, None, deductions, prix_ttc)

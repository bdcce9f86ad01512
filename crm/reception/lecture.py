"""From the bytes a supplier sent to an invoice one may enter in the books, or the precise reasons not to."""

from dataclasses import dataclass

from lxml import etree

from crm.facturx import regles
from crm.facturx.regles import Ecart, Jeu
from crm.reception import interpretation, syntaxes, xml
from crm.reception.constats import Constat, FichierRefuse
from crm.reception.conteneur import Conteneur, open_pdf
from crm.reception.doutes import doutes
from crm.reception.facture_lue import FactureLue
from crm.reception.francais import constat
from crm.reception.syntaxes import Syntaxe

INVITE = "Déposez une facture Factur-X, CII ou UBL, ou saisissez la dépense à la main avec son justificatif."
AVANT_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
"""Byte order marks and blanks."""
MAXIMUM = 30
"""Findings told at most: after that, the file is to be made again."""


@dataclass(frozen=True)
class Lecture:
    """A file in order: what it says, in which format, and the doubts one must have."""

    facture: FactureLue
    format: str
    profil: str
    xml: bytes
    doutes: tuple[Constat, ...]


def lire(contenu: bytes) -> Lecture:
    """The invoice of a received PDF or XML, told by its bytes. Raises FichierRefuse with every reason."""
    is_pdf = contenu.startswith(b"%PDF-")
    if not is_pdf and not contenu.lstrip(AVANT_XML).startswith(b"<"):
        phrase = "Ce fichier n’est ni un PDF ni un fichier XML."
        raise FichierRefuse(Constat(regle="Format", phrase=phrase, demande=INVITE, motif="AUTRE"))
    conteneur = open_pdf(contenu) if is_pdf else None
    received = conteneur.xml if conteneur else contenu
    found = list(conteneur.constats) if conteneur else []
    try:
        root = xml.parse(received)
        syntaxe = syntaxes.syntaxe_of(root)
        profil = syntaxes.profil_of(root, syntaxe)
    except FichierRefuse as refused:
        raise FichierRefuse(*_blocking(found), *refused.constats) from refused
    found += [*_coherence(conteneur, syntaxe, profil), *_official(root, syntaxe, profil, conteneur is not None)]
    if blocking := _blocking(found):
        raise FichierRefuse(*blocking[:MAXIMUM])
    facture = _read(root, syntaxe)
    found += doutes(facture, conteneur.texte if conteneur else "")
    return Lecture(facture, "Factur-X" if conteneur else syntaxe.libelle, profil, received, tuple(found[:MAXIMUM]))


def _blocking(found: list[Constat]) -> list[Constat]:
    return [one for one in found if one.bloquant]


def _read(root: etree._Element, syntaxe: Syntaxe) -> FactureLue:
    try:
        return interpretation.facture(root, syntaxe.saveur)
    except (ValueError, KeyError, ArithmeticError) as error:
        phrase = "Une date ou un montant du fichier ne se lit pas."
        raise FichierRefuse(Constat(regle="EN 16931 · valeurs", phrase=phrase)) from error


def _coherence(conteneur: Conteneur | None, syntaxe: Syntaxe, profil: str):
    if conteneur is None:
        return
    if syntaxe.libelle != "CII":
        phrase = "Le fichier joint au PDF est en UBL : une facture Factur-X porte du CII."
        yield Constat(regle="Factur-X · syntaxe", phrase=phrase)
    if conteneur.profil and conteneur.profil not in (profil, "XRECHNUNG"):
        phrase = f"Le PDF annonce le profil {conteneur.profil}, le fichier joint est au profil {profil}."
        yield Constat(regle="Factur-X · profil", phrase=phrase)


def _official(root: etree._Element, syntaxe: Syntaxe, profil: str, is_facturx: bool):
    """Factur-X restricts the lists of the norm further: that judges a Factur-X only."""
    seen, jeu = syntaxes.judged(root, syntaxe, profil)
    if profil in syntaxes.SANS_LIGNES:
        yield _short(root, syntaxe, profil)
    said: dict[tuple[str, str], Ecart] = {}
    for ecart in _ecarts(seen, jeu, syntaxes.are_both_french(root, syntaxe)):
        said.setdefault((ecart.regle, ecart.texte), ecart)
    for ecart in said.values():
        if ecart.bloquant and (is_facturx or not ecart.regle.startswith("FX-SCH")):
            yield constat(ecart)


def _short(root: etree._Element, syntaxe: Syntaxe, profil: str) -> Constat:
    has_lines = root.find(syntaxe.ligne, syntaxes.ESPACES) is not None
    what = "porte pourtant des lignes" if has_lines else "ne porte pas de lignes : lisez-les sur le PDF"
    phrase = f"Le fichier se dit au profil {profil} et {what}."
    demande = "Demandez au fournisseur d’émettre au profil EN 16931."
    return Constat(regle=f"Profil {profil}", phrase=phrase, demande=demande, bloquant=False)


def _ecarts(seen: bytes, jeu: Jeu, is_french: bool) -> list[Ecart]:
    """On a shape the schema refuses, the rules of the norm say more than it, when they can run at all."""
    if shape := regles.ecarts_xsd(seen, jeu):
        return [*_norme_of_misshapen(seen, jeu), *shape]
    return [*regles.run(jeu.norme, seen), *(regles.run(jeu.france, seen) if is_french else ())]


def _norme_of_misshapen(seen: bytes, jeu: Jeu) -> list[Ecart]:
    from saxonche import PySaxonApiError

    try:
        return [ecart for ecart in regles.run(jeu.norme, seen) if ecart.regle.startswith("BR-")]
    except PySaxonApiError:
        return []

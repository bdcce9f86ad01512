"""The PDF of a Factur-X: the invoice it carries, and whether it carries it as the specification says."""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from crm.reception.constats import Constat, FichierRefuse
from crm.reception.xml import SAFE

OUVERTURE = Path(__file__).with_name("ouverture.py")
PATIENCE = 40
NOMS = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
ADMISES, TOLEREES = ("Data", "Alternative"), ("Source",)
FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}part"
PROFILS = ("MINIMUM", "BASIC WL", "BASIC", "EN 16931", "EXTENDED", "XRECHNUNG")
SAISIE = "Demandez au fournisseur une facture électronique, ou saisissez celle-ci à la main."


@dataclass(frozen=True)
class Conteneur:
    """`profil`: what its metadata announce; `texte`: what a person reads on it, blank when it cannot be had."""

    xml: bytes
    profil: str
    texte: str
    constats: tuple[Constat, ...]


def open_pdf(contenu: bytes) -> Conteneur:
    """What a received PDF carries. Raises FichierRefuse when it carries no invoice."""
    said = _opened(contenu)
    joint = _invoice(said["fichiers"])
    announced = _announced(said["xmp"])
    doubts = (*_attachment_doubts(joint, said["associes"]), *_metadata_doubts(announced, said["sortie"]))
    profil = announced.get("ConformanceLevel", "").upper()
    return Conteneur(base64.b64decode(joint["contenu"]), profil, said["texte"], doubts)


def _opened(contenu: bytes) -> dict:
    command = [sys.executable, "-I", str(OUVERTURE)]
    try:
        done = subprocess.run(command, input=contenu, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        raise FichierRefuse(
            Constat(regle="PDF", phrase="Le PDF est abîmé, ou trop lourd à ouvrir.", demande=SAISIE, motif="AUTRE")
        )
    said = json.loads(done.stdout)
    if said.get("protege"):
        raise FichierRefuse(Constat(regle="PDF/A-3", phrase="Le PDF est protégé par un mot de passe.", demande=SAISIE))
    return said


def _invoice(fichiers: list[dict]) -> dict:
    """The attachment that is the invoice: by its name, else by being the only XML, whose name is then refused."""
    xml = [one for one in fichiers if one["contenu"]]
    if not xml:
        phrase = "Ce PDF ne porte aucune facture électronique : aucun fichier factur-x.xml n’y est joint."
        raise FichierRefuse(Constat(regle="Factur-X · fichier joint", phrase=phrase, demande=SAISIE))
    return next((one for one in xml if one["nom"].lower() in NOMS), xml[0])


def _attachment_doubts(joint: dict, associes: list[str]):
    if joint["nom"].lower() not in NOMS:
        phrase = f"Le fichier joint au PDF se nomme « {joint['nom']} » au lieu de factur-x.xml."
        yield Constat(regle="Factur-X · nom du fichier", phrase=phrase)
    if not joint["relation"]:
        phrase = "Le fichier joint au PDF ne dit pas sa relation au document (AFRelationship)."
        yield Constat(regle="PDF/A-3 · AFRelationship", phrase=phrase)
    elif joint["relation"] not in ADMISES:
        phrase = f"La relation du fichier joint (AFRelationship) est « {joint['relation']} » au lieu de Data."
        yield Constat(regle="Factur-X · AFRelationship", phrase=phrase, bloquant=joint["relation"] not in TOLEREES)
    if joint["nom"] not in associes:
        phrase = "Le fichier joint n’est pas déclaré parmi les fichiers associés du PDF (entrée AF du catalogue)."
        yield Constat(regle="Factur-X · entrée AF", phrase=phrase)


def _metadata_doubts(announced: dict[str, str], sortie: bool):
    if not sortie or announced.get("part") != "3":
        lacks = "aucune intention de sortie des couleurs" if not sortie else "métadonnées de PDF/A-3 absentes"
        yield Constat(regle="PDF/A-3", phrase=f"Le PDF n’est pas un PDF/A-3 : {lacks}.")
    if not announced.get("ConformanceLevel"):
        phrase = "Les métadonnées du PDF (XMP) n’annoncent pas une facture Factur-X."
        yield Constat(regle="Factur-X · métadonnées XMP", phrase=phrase)
    elif announced["ConformanceLevel"].upper() not in PROFILS:
        phrase = f"Les métadonnées du PDF annoncent un profil inconnu : « {announced['ConformanceLevel']} »."
        yield Constat(regle="Factur-X · métadonnées XMP", phrase=phrase)


def _announced(xmp: str) -> dict[str, str]:
    """The Factur-X and PDF/A properties of the metadata, as elements or as attributes."""
    try:
        root = etree.fromstring(base64.b64decode(xmp), SAFE)
    except etree.XMLSyntaxError:
        return {}
    found = {}
    for described in root.iter(RDF):
        values = {**described.attrib, **{child.tag: child.text or "" for child in described if _is_tag(child)}}
        found |= {key.rsplit("}", 1)[1]: v.strip() for key, v in values.items() if key.startswith(FX) or key == PDFA}
    return found


def _is_tag(node: etree._Element) -> bool:
    return isinstance(node.tag, str)

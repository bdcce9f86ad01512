"""XML from strangers: read without entities, network nor document type, and no larger than an invoice is."""

import re

from lxml import etree

from crm.reception.constats import Constat, FichierRefuse

LARGEST = 10_000_000
SAFE = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_pis=True)
ENTITES = "Demandez au fournisseur un fichier XML simple, sans déclaration DOCTYPE ni entité."
LIGNE = re.compile(r",? line (\d+), column (\d+).*")


def parse(contenu: bytes) -> etree._Element:
    """The root of a received XML. Raises FichierRefuse when it is not well formed, too large, or has a DOCTYPE."""
    if len(contenu) > LARGEST:
        raise FichierRefuse(Constat(regle="XML", phrase="Le fichier XML dépasse 10 Mo."))
    try:
        root = etree.fromstring(contenu, SAFE)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FichierRefuse(_malformed(error)) from error
    if root.getroottree().docinfo.doctype:
        raise FichierRefuse(_doctype())
    return root


def _doctype() -> Constat:
    return Constat(regle="XML · DOCTYPE", phrase="Le fichier XML déclare un DOCTYPE.", demande=ENTITES)


def _malformed(error: Exception) -> Constat:
    said = str(error)
    at = LIGNE.search(said)
    where = f", ligne {at[1]}, colonne {at[2]}" if at else ""
    if "encoding" in said.lower():
        phrase = f"Le fichier XML n’est pas écrit dans l’encodage qu’il déclare{where}."
        return Constat(regle="XML · encodage", phrase=phrase)
    phrase = f"Le fichier XML est tronqué ou mal formé{where} : des caractères (&, <) y sont peut-être mal écrits."
    return Constat(regle="XML · syntaxe", phrase=phrase)

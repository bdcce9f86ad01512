"""From a frozen content to its Factur-X file: the CII at issue, the PDF and the official rules by a worker."""

from crm.documents.contenu import Contenu
from crm.errors import RegleMetier
from crm.facturx import cii, regles
from crm.facturx.pdf import pdf
from crm.facturx.regles import Ecart
from tenants import storage


def ecrire(contenu: Contenu) -> str:
    """The CII of a content. Raises RegleMetier when it has not the shape the norm wants."""
    xml = cii.xml(contenu)
    _refuse(regles.ecarts_xsd(xml))
    return xml.decode()


def render(fige: dict, xml: str) -> bytes:
    """The Factur-X file of what is frozen. Raises RegleMetier naming the official rule that does not hold."""
    _refuse([ecart for ecart in regles.ecarts(xml.encode()) if ecart.bloquant])
    return pdf(Contenu.from_dict(fige), xml.encode(), storage.get)


def warm() -> None:
    """Load what takes seconds, once, in a process that will fork."""
    regles.compile_all()


def _refuse(ecarts: list[Ecart]) -> None:
    if ecarts:
        said = " ; ".join(f"{ecart.regle} : {ecart.texte}" for ecart in ecarts[:3])
        raise RegleMetier(f"Le document ne respecte pas le format Factur-X. {said}")

"""What the official rules let pass and a buyer must see: arithmetic, keys of identifiers, and what the PDF shows.

These are doubts, never refusals: the file is in order, its content is for the buyer to approve or to dispute.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from crm import identifiants
from crm.errors import RegleMetier
from crm.formats import montant, nombre
from crm.montants import arrondi
from crm.reception.constats import Constat
from crm.reception.facture_lue import FactureLue, Partie

CENT = Decimal("0.01")
SIRET = re.compile(r"SIRET[ :\xa0\u202f]*((?:\d[ .\xa0\u202f]?)+)", re.IGNORECASE)
RAPPEL = "Vérifiez avec le fournisseur avant d’approuver."


def doutes(facture: FactureLue, texte: str = "") -> Iterator[Constat]:
    """Each doubt on what was read; `texte`: what the PDF shows, when it has one."""
    yield from _lignes(facture)
    yield from _groupes(facture)
    yield from _cles(facture)
    if texte:
        yield from _lisible(facture, texte)


def _doute(regle: str, phrase: str, motif: str) -> Constat:
    return Constat(regle=regle, phrase=phrase, demande=RAPPEL, motif=motif, bloquant=False)


def _lignes(facture: FactureLue) -> Iterator[Constat]:
    for ligne in facture.lignes:
        expected = arrondi(ligne.quantite * ligne.prix / ligne.base) - ligne.remises + ligne.frais
        if abs(expected - ligne.net) > CENT:
            right, said = (montant(one, facture.devise) for one in (expected, ligne.net))
            yield _doute(
                "Calcul · ligne",
                f"Ligne {ligne.numero}, « {ligne.designation[:60]} » : {nombre(ligne.quantite)} × "
                f"{nombre(ligne.prix)} donne {right}, la facture dit {said}.",
                "CALCUL_ERR",
            )


def _groupes(facture: FactureLue) -> Iterator[Constat]:
    """VAT may have been rounded line by line: half a cent a line is let pass."""
    for groupe in facture.groupes:
        count = sum((ligne.categorie, ligne.taux) == (groupe.categorie, groupe.taux) for ligne in facture.lignes)
        expected = arrondi(groupe.base * groupe.taux / 100)
        if abs(expected - groupe.tva) > max(CENT, CENT * count / 2):
            base, right, said = (montant(one, facture.devise) for one in (groupe.base, expected, groupe.tva))
            phrase = f"TVA à {nombre(groupe.taux)} % : {base} donne {right}, la facture dit {said}."
            yield _doute("Calcul · TVA", phrase, "TX_TVA_ERR")


def _cles(facture: FactureLue) -> Iterator[Constat]:
    vendeur = facture.fournisseur
    yield from _cle("Clé · SIREN", vendeur, vendeur.siren, identifiants.check_siren, "SIRET_ERR")
    yield from _cle("Clé · SIRET", vendeur, vendeur.siret, identifiants.check_siret, "SIRET_ERR")
    if vendeur.tva.startswith("FR"):
        yield from _cle("Clé · TVA", vendeur, vendeur.tva, identifiants.check_tva, "SIRET_ERR")
    yield from _cle("Clé · IBAN", vendeur, facture.iban, identifiants.check_iban, "COORD_BANC_ERR")


def _cle(regle: str, partie: Partie, value: str, check: Callable, motif: str) -> Iterator[Constat]:
    try:
        if value:
            check(value)
    except RegleMetier as error:
        yield _doute(regle, f"{partie.nom}, {value} : {error.message}", motif)


def _lisible(facture: FactureLue, texte: str) -> Iterator[Constat]:
    """The PDF must show what machines read: its number and its total."""
    shown = re.sub(r"[\s.,]", "", texte)
    if re.sub(r"[\s.,]", "", facture.numero) not in shown:
        phrase = f"Le PDF n’affiche pas le numéro {facture.numero} que porte le fichier."
        yield _doute("PDF · numéro", phrase, "NON_CONFORME")
    if f"{abs(facture.ttc):.2f}".replace(".", "") not in shown:
        phrase = f"Le PDF n’affiche pas le total TTC de {montant(facture.ttc, facture.devise)} que porte le fichier."
        yield _doute("PDF · total", phrase, "MONTANTTOTAL_ERR")
    for siret in {re.sub(r"\D", "", found) for found in SIRET.findall(texte)}:
        if len(siret) != 14:
            phrase = f"Le PDF affiche un SIRET de {len(siret)} chiffres au lieu de 14 : {siret}."
            yield _doute("PDF · SIRET", phrase, "SIRET_ERR")

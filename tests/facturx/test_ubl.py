"""Every kind of document the product issues passes the official rules in UBL too, and says the same as its CII."""

import pytest
from lxml import etree

from crm.documents.contenu import Contenu
from crm.facturx import regles, ubl
from crm.reception import lire
from crm.reception.syntaxes import syntaxe_of
from tests.facturx.cas import CAS


@pytest.mark.parametrize("nom", CAS)
def test_it_passes_the_official_rules_in_ubl(essai, nom):
    written = ubl.xml(Contenu.from_dict(CAS[nom]().fige))
    jeu = syntaxe_of(etree.fromstring(written)).jeux["EN 16931"]
    assert [f"{e.regle} {e.texte}" for e in regles.ecarts(written, jeu) if e.bloquant] == []


@pytest.mark.parametrize("nom", CAS)
def test_both_syntaxes_say_the_same(essai, nom):
    document = CAS[nom]()
    in_cii, in_ubl = lire(document.cii.encode()), lire(ubl.xml(Contenu.from_dict(document.fige)))
    assert (in_cii.format, in_ubl.format) == ("CII", "UBL")
    assert in_cii.facture == in_ubl.facture

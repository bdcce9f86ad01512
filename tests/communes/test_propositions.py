"""Typing a postal code or a town proposes towns in every address form, and forces nothing."""

import re
from html import unescape

import pytest

from crm.communes import Commune
from crm.pistes import Piste
from tenants import db


def proposed(someone, champ: str, **typed) -> list[tuple[str, str, str]]:
    """(what is read, the postal code and the town it writes)."""
    page = someone.get(f"/communes/choix/{champ}", target="liste", query_string=typed).text
    rows = re.findall(r'data-texte="([^"]*)" data-code_postal="([^"]*)" data-ville="([^"]*)"', page)
    return [tuple(unescape(one) for one in row) for row in rows]


@pytest.mark.covers("D-029")
def test_a_postal_code_or_a_town_proposes_both(chloe):
    assert ("69003 Lyon", "69003", "Lyon") in proposed(chloe, "code_postal", code_postal="690", pays="FR")
    assert proposed(chloe, "ville", ville="villeurb")[0] == ("69100 Villeurbanne", "69100", "Villeurbanne")
    long = proposed(chloe, "ville", ville="La Chapelle-Saint-Martin-en-P")
    assert long == [("41500 La Chapelle-Saint-Martin-en-Plaine", "41500", "La Chapelle-St-Martin-en-Plaine")]


def test_one_letter_an_unknown_word_or_a_foreign_country_propose_nothing(alice):
    assert proposed(alice, "ville", ville="l") == [] == proposed(alice, "ville", ville="xyzxyz")
    assert proposed(alice, "ville", ville="Lyon", pays="DE") == []
    assert alice.get("/communes/choix/ville?ville=%00&pays=XX", target="liste").status_code == 200


def test_the_company_s_own_towns_come_first(alice, lumen, david):
    with lumen():
        Commune.create(nom="Lyonnet-le-Neuf", code_postal="69999")
        Commune.create(nom="Köln", code_postal="50667", pays="DE", region="Nordrhein-Westfalen")
    assert proposed(alice, "ville", ville="lyon")[0] == ("69999 Lyonnet-le-Neuf", "69999", "Lyonnet-le-Neuf")
    assert proposed(alice, "ville", ville="kol", pays="DE") == [("50667 Köln", "50667", "Köln")]
    assert proposed(alice, "code_postal", code_postal="506", pays="DE") == [("50667 Köln", "50667", "Köln")]
    assert proposed(david, "ville", ville="kol", pays="DE") == []


@pytest.mark.parametrize("path", ["/prospects/nouveau", "/clients/nouveau", "/configuration/"])
def test_every_address_form_proposes_them(alice, path):
    page = alice.get(path).text
    assert "/communes/choix/code_postal" in page and "/communes/choix/ville" in page


def test_a_town_that_nothing_knows_is_kept_as_it_is_typed(bruno, lumen):
    sent = {"entreprise": "Comptoir du bout", "code_postal": "99-999", "ville": "Bout-du-Monde", "pays": "IS"}
    assert bruno.post("/prospects/", sent).status_code in (204, 303)
    with lumen():
        piste = db.session.query(Piste).filter_by(entreprise="Comptoir du bout").one()
        assert (piste.code_postal, piste.ville, piste.region) == ("99-999", "Bout-du-Monde", None)

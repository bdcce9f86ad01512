"""The statuses and the table of points are the owner's (D-052…D-059)."""

import re

import pytest

from crm.pistes import Piste
from tenants import db
from tests.pistes.test_ecrans import read, statut

STATUT = {"libelle": "Appel de qualification", "sequence": "15", "ton": "cyan", "points": "15", "ouvert": "1"}


@pytest.mark.covers("D-052", "D-053", "D-056", "D-057")
def test_a_status_is_added_at_its_place(alice, bruno, piste):
    assert alice.post("/configuration/statuts", STATUT).status_code in (204, 303)
    page = bruno.get(f"/prospects/{piste}").text
    strip = re.findall(r"<span>([^<]+)</span>", page[page.index('id="jalons"') :])
    assert strip[:3] == ["À corriger", "Appel de qualification", "À contacter"]
    assert "existe déjà" in alice.post("/configuration/statuts", STATUT | {"libelle": "contacté"}).text


def test_the_table_of_points_is_the_owner_s(alice, bruno, lumen, piste):
    bareme = {"joignable": "0", "interlocuteur": "20", "montant": "30", "compte_cle": "0"}
    assert alice.post("/configuration/statuts/bareme", bareme).status_code == 303
    with lumen():
        one = db.session.get(Piste, piste)
        assert one.score == one.statut.points + 20 + 30
    assert "Interlocuteur nommé" in bruno.get(f"/prospects/{piste}").text
    assert bruno.post("/configuration/statuts/bareme", bareme).status_code == 403
    assert "de -100 à 100 points" in alice.post("/configuration/statuts/bareme", bareme | {"montant": "1000"}).text


@pytest.mark.covers("D-058")
def test_standard_statuses_stay_and_the_others_are_replaced(alice, lumen, piste):
    perdu, suivi, ici = (statut(lumen, one) for one in ("Perdu", "En suivi", "À contacter"))
    for standard in (perdu, statut(lumen, "Convertie")):
        answer = alice.post(f"/configuration/statuts/{standard}/retrait", {"remplacement": suivi})
        assert answer.status_code == 422 and "statut standard" in answer.text
    assert alice.post(f"/configuration/statuts/{ici}/retrait", {}).status_code == 422
    assert alice.post(f"/configuration/statuts/{ici}/retrait", {"remplacement": suivi}).status_code in (204, 303)
    assert read(lumen, piste, "statut_id", "etape") == [suivi, "Qualification"]

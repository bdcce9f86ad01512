"""The statuses and the table of points are the owner's (D-052…D-059)."""

import re

import pytest

from crm.clock import today
from crm.pistes import Piste
from crm.statuts import Statut
from tenants import db
from tests.fabrique import make_piste
from tests.pistes.test_ecrans import read, statut

STATUT = {"libelle": "Appel de qualification", "sequence": "15", "ton": "cyan", "points": "15", "ouvert": "1"}


@pytest.mark.covers("D-052", "D-056", "D-057")
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


@pytest.mark.covers("A-058", "A-060")
def test_prospects_of_a_status_replaced_by_clos_are_closed_and_none_is_converted_so(alice, lumen, piste):
    assert alice.post("/configuration/statuts", STATUT | {"libelle": "En attente"}).status_code in (204, 303)
    waiting = statut(lumen, "En attente")
    alice.put(f"/prospects/{piste}/statut", {"statut": waiting})
    asked = f"/configuration/statuts/{waiting}/retrait"
    convertie, clos = (statut(lumen, one) for one in ("Convertie", "Clos"))
    window = alice.get(asked).text
    assert f'value="{clos}"' in window and f'value="{convertie}"' not in window
    assert alice.post(asked, {"remplacement": str(convertie)}).status_code == 422
    assert read(lumen, piste, "cloture_le", "is_convertie") == [None, False]
    assert alice.post(asked, {"remplacement": str(clos)}).status_code in (204, 303)
    assert read(lumen, piste, "statut_id", "cloture_le", "situation") == [clos, today(), "clos"]


@pytest.mark.covers("D-053", "D-054")
@pytest.mark.parametrize(("box", "ouvert", "situation"), [("ouvert", True, "a_relancer"), ("perdu", False, "perdu")])
def test_the_boxes_of_a_status_tell_where_its_prospects_are(alice, bruno, lumen, piste, box, ouvert, situation):
    form = alice.get("/configuration/statuts/nouveau").text
    assert 'name="ouvert"' in form and 'name="perdu"' in form
    boxes = {key: value for key, value in STATUT.items() if key != "ouvert"} | {"libelle": f"Coché {box}", box: "1"}
    assert alice.post("/configuration/statuts", boxes).status_code in (204, 303)
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, f"Coché {box}")})
    assert read(lumen, piste, "situation") == [situation]
    for view, shown in (("ouverts", ouvert), ("historique", not ouvert)):
        assert (f'id="l-{piste}"' in bruno.get(f"/prospects?vue={view}&q=muller").text) == shown
    both = boxes | {"libelle": "Les deux", "ouvert": "1", "perdu": "1"}
    assert "décochez l’un des deux" in alice.post("/configuration/statuts", both).text


@pytest.mark.covers("D-058")
def test_standard_statuses_stay_and_the_others_are_replaced(alice, lumen, piste):
    perdu, suivi, ici = (statut(lumen, one) for one in ("Perdu", "En suivi", "À contacter"))
    for standard in (perdu, statut(lumen, "Convertie")):
        answer = alice.post(f"/configuration/statuts/{standard}/retrait", {"remplacement": suivi})
        assert answer.status_code == 422 and "statut standard" in answer.text
    assert alice.post(f"/configuration/statuts/{ici}/retrait", {}).status_code == 422
    assert alice.post(f"/configuration/statuts/{ici}/retrait", {"remplacement": suivi}).status_code in (204, 303)
    assert read(lumen, piste, "statut_id", "etape") == [suivi, "Qualification"]


@pytest.mark.covers("E-006")
def test_a_prospect_goes_from_interested_to_negotiating_to_converted_in_the_words_of_the_company(alice, bruno, lumen):
    with lumen():
        number = make_piste(entreprise="Chocolaterie Ker Avel").id
    for rank, libelle in (("41", "Intéressé"), ("42", "En négociation")):
        form = STATUT | {"libelle": libelle, "sequence": rank, "convertible": "1" if rank == "42" else ""}
        assert alice.post("/configuration/statuts", form).status_code in (204, 303)
    for libelle in ("Intéressé", "En négociation"):
        with lumen():
            asked = next(one.id for one in Statut.of("pistes") if one.libelle == libelle)
        assert bruno.put(f"/prospects/{number}/statut", {"statut": asked}, htmx=True).status_code == 204
        assert re.search(rf'<li class="actuel">.*?<span>{libelle}', bruno.get(f"/prospects/{number}").text, re.S)
    assert bruno.post(f"/prospects/{number}/conversion", htmx=True).status_code == 204
    with lumen():
        piste = db.session.get(Piste, number)
        assert piste.statut.libelle == "Convertie" and piste.tiers.prospect_depuis
        passed = {one.libelle for one in Statut.of("pistes") if str(one.id) in piste.passages}
        assert {"Intéressé", "En négociation"} <= passed

import re
from datetime import timedelta

from sqlalchemy import func, select

from crm import clock, corbeille
from crm.listes import Selection
from crm.listes.selections import Selectionnee
from crm.tiers import Tiers
from tenants import db
from tests.listes.conftest import names
from tests.listes.test_lots import said as told


def said(response) -> str:
    return told(response)["message"].replace("\xa0", " ")


def ids_of(company, *noms: str) -> list[int]:
    with company():
        return list(db.session.scalars(select(Tiers.id).where(Tiers.nom.in_(noms)).order_by(Tiers.id)))


def keep(client, ids, nom="Salon", **values):
    return client.post("/clients/selections", {"ids": ids, "nom": nom, **values}, htmx=True)


def selection_id(company, nom: str) -> int:
    with company():
        return db.session.scalar(select(Selection.id).where(Selection.nom == nom))


def test_rows_chosen_are_kept_under_a_name_and_found_again(bruno, clients, lumen):
    all_names = names(bruno.get("/clients"))
    answer = keep(bruno, ids_of(lumen, *all_names[:2]), "Salon 2021")
    assert answer.status_code == 204 and "2 clients de plus dans « Salon 2021 »" in said(answer)
    page = bruno.get(f"/clients?selection={selection_id(lumen, 'Salon 2021')}")
    assert names(page) == all_names[:2]
    index = bruno.get("/selections").text.replace("\xa0", " ")
    assert "Salon 2021" in index and "2 clients" in index


def test_all_that_a_filter_finds_is_kept_and_stays_when_the_filter_no_longer_finds_it(bruno, clients, lumen):
    found = names(bruno.get("/clients?ville=lyon"))
    assert found
    bruno.post("/clients/selections", {"tous": "1", "requete": "ville=lyon", "nom": "Lyonnais"}, htmx=True)
    with lumen():
        for tiers in db.session.scalars(select(Tiers).where(Tiers.ville == "Lyon")):
            tiers.ville = "Bron"
    assert sorted(names(bruno.get(f"/clients?selection={selection_id(lumen, 'Lyonnais')}"))) == sorted(found)


def test_rows_are_added_once_and_taken_out(bruno, clients, lumen):
    ids = ids_of(lumen, *names(bruno.get("/clients"))[:3])
    keep(bruno, ids[:2], "Salon 2023")
    number = selection_id(lumen, "Salon 2023")
    assert "1 client de plus" in said(keep(bruno, ids, "", mettre=[number]))
    assert "2 clients de moins" in said(keep(bruno, ids[:2], "", retirer=[number]))
    assert len(names(bruno.get(f"/clients?selection={number}"))) == 1


def test_own_selection_is_nobody_elses_even_by_its_number(alice, bruno, david, clients, lumen):
    keep(bruno, ids_of(lumen, *names(bruno.get("/clients"))[:2]), "À moi seul")
    number = selection_id(lumen, "À moi seul")
    assert "À moi seul" in bruno.get("/clients").text
    assert "À moi seul" not in alice.get("/clients").text + alice.get("/selections").text
    assert names(alice.get(f"/clients?selection={number}")) == []
    assert alice.post(f"/clients/selections/{number}/retrait", htmx=True).status_code == 404
    assert keep(alice, [], "", mettre=[number]).status_code == 422
    assert "À moi seul" not in david.get("/selections").text


def test_shared_selection_is_read_by_all_and_changed_by_writers(alice, bruno, chloe, clients, lumen):
    keep(bruno, ids_of(lumen, *names(bruno.get("/clients"))[:2]), "Commune", partagee="y")
    number = selection_id(lumen, "Commune")
    assert "Commune" in chloe.get("/selections").text and len(names(chloe.get(f"/clients?selection={number}"))) == 2
    assert chloe.get("/clients/selections/nouvelle").status_code == 403
    assert keep(chloe, [1], "Non").status_code == 403
    assert chloe.post(f"/clients/selections/{number}/retrait", htmx=True).status_code == 403
    assert alice.post(f"/clients/selections/{number}", {"nom": "À tous"}, htmx=True).status_code == 204
    assert bruno.get("/selections").text.count("À tous") == 0  # it is Alice's alone now
    assert alice.post(f"/clients/selections/{number}/retrait", htmx=True).status_code == 204
    with lumen():
        assert db.session.scalar(select(func.count()).where(Selectionnee.selection_id == number)) == 0


def test_selection_without_a_name_or_twice_is_refused_and_nothing_typed_is_lost(bruno, clients, lumen):
    ids = ids_of(lumen, *names(bruno.get("/clients"))[:1])
    answer = keep(bruno, ids, " ")
    assert answer.status_code == 422 and "donnez un nom à une nouvelle" in answer.text
    keep(bruno, ids, "Salon 2026")
    again = keep(bruno, ids, "Salon 2026")
    assert again.status_code == 422 and "porte déjà ce nom" in again.text and 'value="Salon 2026"' in again.text


def test_trash_hides_a_row_and_its_purge_takes_it_out(bruno, clients, lumen):
    ids = ids_of(lumen, *names(bruno.get("/clients"))[:2])
    keep(bruno, ids, "Salon 2027")
    number = selection_id(lumen, "Salon 2027")
    bruno.post("/clients/lot/corbeille", {"ids": ids[:1]}, htmx=True)
    assert "1 client<" in bruno.get("/selections").text.replace("\xa0", " ")
    with lumen():
        corbeille.purge(clock.now() + timedelta(days=400))
        kept = select(Selectionnee.sujet_id).where(Selectionnee.selection_id == number)
        assert list(db.session.scalars(kept)) == ids[1:]


def test_selection_is_exported_and_changed_as_any_filter(bruno, clients, lumen):
    ids = ids_of(lumen, *names(bruno.get("/clients"))[:2])
    keep(bruno, ids, "Salon 2028")
    requete = f"selection={selection_id(lumen, 'Salon 2028')}"
    answer = bruno.post("/clients/lot/etiquettes", {"tous": "1", "requete": requete, "nom": "Salon"}, htmx=True)
    assert "Étiquettes modifiées pour 2 clients" in said(answer)


def kept(company, number: int) -> list[int]:
    with company():
        mine = select(Selectionnee.sujet_id).where(Selectionnee.selection_id == number).order_by(Selectionnee.sujet_id)
        return list(db.session.scalars(mine))


def undo(client, answer):
    return client.post(told(answer)["annuler"], htmx=True)


def test_rows_put_and_taken_out_are_put_back_by_the_toast(alice, bruno, clients, lumen):
    ids = ids_of(lumen, *names(bruno.get("/clients"))[:3])
    keep(bruno, ids[:1], "Salon 2029")
    number = selection_id(lumen, "Salon 2029")
    added = keep(bruno, ids, "", mettre=[number])
    assert undo(alice, added).status_code == 422, "it is Bruno’s alone"
    assert undo(bruno, added).status_code == 204 and kept(lumen, number) == ids[:1]
    assert undo(bruno, added).status_code == 422, "there is nothing left to undo"
    keep(bruno, ids, "", mettre=[number])
    gone = keep(bruno, ids[1:], "Salon 2029 bis", retirer=[number])
    assert kept(lumen, number) == ids[:1]
    assert undo(bruno, gone).status_code == 204 and kept(lumen, number) == ids
    assert selection_id(lumen, "Salon 2029 bis") is None, "made by the same gesture"


def test_a_shared_selection_is_put_back_by_who_may_write(bruno, chloe, david, clients, lumen):
    ids = ids_of(lumen, *names(bruno.get("/clients"))[:2])
    put = keep(bruno, ids, "Salon 2030", partagee="y")
    assert undo(chloe, put).status_code == 403 and undo(david, put).status_code == 404
    assert kept(lumen, selection_id(lumen, "Salon 2030")) == ids


def test_many_rows_are_put_by_a_worker_and_put_back(bruno, clients, lumen, work, monkeypatch):
    monkeypatch.setattr("blueprints.listes.selections.AT_ONCE", 2)
    monkeypatch.setattr("crm.listes.selections.BATCH", 2)
    with lumen():
        ids = list(db.session.scalars(select(Tiers.id).where(Tiers.supprime_le.is_(None)).order_by(Tiers.id)))
    asked = {"tous": "1", "requete": "vue=tous", "nom": "Par un travail"}
    panel = bruno.post("/clients/selections", asked, htmx=True)
    assert len(ids) > 2 and panel.status_code == 200 and "Rangement de" in panel.text
    number = selection_id(lumen, "Par un travail")
    assert kept(lumen, number) == []
    work()
    assert kept(lumen, number) == ids
    path = re.search(r"/travaux/\d+", panel.text)[0]
    page = bruno.get(path).text
    assert "de plus dans « Par un travail »" in page.replace("\xa0", " ")
    lot = re.search(r"/annulations/[0-9a-f-]+", page)[0]
    assert bruno.post(lot, htmx=True).status_code == 204 and selection_id(lumen, "Par un travail") is None

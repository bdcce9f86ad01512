"""The bell: each member is told what concerns them, and only that."""

import pytest
from sqlalchemy import delete, func, select

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.journal import sign
from crm.notifications import Notification, latest_of
from tenants import db, later
from tests.fabrique import make_devis, make_facture, make_reglement, make_tiers
from tests.requetes import counted


def bruno_() -> Membre:
    return db.session.scalar(select(Membre).where(Membre.email.startswith("bruno@")))


def told(lumen) -> list[str]:
    with lumen():
        return [one.texte for one in latest_of(bruno_())]


@pytest.fixture(autouse=True)
def silence(lumen):
    with lumen():
        db.session.execute(delete(Notification))


class Casse:
    @classmethod
    def break_now(cls):
        raise RegleMetier("L’adresse n’existe plus.")


def test_accepted_devis_and_money_are_told_to_who_follows_them(lumen):
    with lumen():
        tiers = make_tiers("Bâti Rhône")
        make_devis(tiers, accepte=True, responsable_id=bruno_().id)
        facture = make_facture(tiers, issued=True, responsable_id=bruno_().id)
        make_reglement(facture, "100")
        numero = db.session.scalar(select(func.max(Notification.texte)).where(Notification.genre == "acceptation"))
    assert "accepte le devis DE-" in numero
    assert told(lumen)[0] == "Bâti Rhône a réglé 100,00\xa0€."


def test_nobody_is_told_what_they_did_themselves(lumen):
    with lumen():
        sign(bruno_().id, "Bruno")
        make_devis(make_tiers(), accepte=True, responsable_id=bruno_().id)
        make_tiers().responsable_id = bruno_().id
    assert told(lumen) == []


def test_record_entrusted_is_told_once_a_gesture(alice, lumen):
    with lumen():
        ids = [make_tiers(f"Confié {n}").id for n in range(3)]
        membre = bruno_().id
    alice.post("/clients/lot/responsable_id", {"ids": ids[:1], "valeur": membre}, htmx=True)
    alice.post("/clients/lot/responsable_id", {"ids": ids[1:], "valeur": membre}, htmx=True)
    assert told(lumen) == ["2\xa0fiches vous sont attribuées.", "« Confié 0 » vous est attribué."]
    alice.post("/clients/lot/responsable_id", {"ids": ids, "valeur": ""}, htmx=True)
    assert len(told(lumen)) == 2


def test_job_that_failed_is_told_to_who_asked_for_it(lumen, work, bruno):
    with lumen():
        travail = later(Casse.break_now, titre="Envoi des vœux", par_id=bruno_().id).id
    work()
    assert told(lumen) == ["Envoi des vœux : échec. L’adresse n’existe plus."]
    assert f"/travaux/{travail}" in bruno.get("/notifications").text


def test_bell_counts_what_is_not_read_and_the_panel_reads_it_all(bruno, alice, david, lumen):
    with lumen():
        tiers = make_tiers("Menuiserie Delaunay")
        tiers.responsable_id = bruno_().id
        db.session.flush()
        url = f"/clients/{tiers.id}"
    assert "(1\xa0non lue)" in bruno.get("/").text and "non lue" not in alice.get("/").text
    panel = bruno.get("/notifications", target="volet-contenu").text
    assert "« Menuiserie Delaunay » vous est attribué." in panel and url in panel and "Tout marquer comme lu" in panel
    read = bruno.post("/notifications/lecture", target="notifications")
    assert read.status_code == 200 and "Tout marquer comme lu" not in read.text and "Menuiserie" in read.text
    assert "non lue" not in bruno.get("/").text
    for other in (alice, david):
        assert "Menuiserie Delaunay" not in other.get("/notifications").text


def test_bell_costs_no_query_of_its_own(bruno, lumen, app):
    bruno.get("/clients/nouveau")
    with counted(app) as seen:
        bruno.get("/clients/nouveau")
    assert len([one for one in seen if "notifications" in one]) == 1
    assert "FROM membres" in next(one for one in seen if "notifications" in one)

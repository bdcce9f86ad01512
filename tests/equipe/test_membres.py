from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from crm.equipe import Membre
from tenants import db
from tests.equipe.conftest import ERIC
from tests.navigateur import Navigateur


def member(lumen, email: str) -> int:
    with lumen():
        return db.session.scalar(select(Membre.id).where(Membre.email == email))


@pytest.mark.covers("B-129", "E-050")
def test_invited_person_joins_with_a_new_account(app, visiteur, invite):
    link = invite()
    assert "Alice Moreau vous invite" in visiteur.get(link).text
    joined = visiteur.post(link, {"nom": "Éric Le Goff", "mot_de_passe": "une phrase secrète"})
    assert joined.headers["Location"] == "/atelier-lumen/"
    assert "Bonjour Éric" in visiteur.get("/atelier-lumen/").text
    assert visiteur.post(link, {"nom": "Éric", "mot_de_passe": "une phrase secrète"}).status_code == 404


def test_same_address_twice_is_refused(alice):
    response = alice.post("/equipe/", ERIC | {"email": "BRUNO@atelier-lumen.example"}, target="form")
    assert response.status_code == 422 and "fait déjà partie de l’équipe" in response.text
    assert "Le Goff" in response.text


@pytest.mark.covers("E-051", "E-054")
def test_rights_are_given_module_by_module(app, alice, lumen):
    chloe = member(lumen, "chloe@atelier-lumen.example")
    form = {"prenom": "Chloé", "nom": "Nguyen", "role": "lecture", "droit_configuration": "lecture"}
    reader = Navigateur(app, "atelier-lumen").log_in("chloe@atelier-lumen.example")
    assert reader.get("/configuration/").status_code == 403
    assert alice.post(f"/equipe/{chloe}", form, htmx=True).status_code == 204
    assert reader.get("/configuration/").status_code == 200
    assert reader.post("/configuration/", {"raison_sociale": "X"}).status_code == 403


def test_reader_and_writer_cannot_touch_the_team(bruno, chloe):
    for someone in (bruno, chloe):
        assert someone.get("/equipe/").status_code == 200
        assert someone.get("/equipe/nouveau").status_code == 403
        assert someone.post("/equipe/", ERIC, htmx=True).status_code == 403
        assert someone.post("/equipe/1/retrait").status_code == 403


def test_last_administrator_stays(alice, lumen):
    id = member(lumen, "alice@atelier-lumen.example")
    assert alice.post(f"/equipe/{id}/retrait").status_code == 422
    demoted = alice.post(f"/equipe/{id}", {"nom": "Moreau", "role": "lecture"}, target="form")
    assert demoted.status_code == 422 and "au moins une personne" in demoted.text
    assert alice.get("/equipe/nouveau").status_code == 200


def test_dismissed_person_cannot_come_back(app, alice, lumen, invite, visiteur):
    link = invite(email="parti@atelier-lumen.example")
    visiteur.post(link, {"nom": "Paul Parti", "mot_de_passe": "une phrase secrète"})
    id = member(lumen, "parti@atelier-lumen.example")
    assert alice.post(f"/equipe/{id}/retrait").status_code == 303
    assert visiteur.get("/atelier-lumen/").status_code == 404


def test_other_company_sees_no_member(david, lumen):
    id = member(lumen, "chloe@atelier-lumen.example")
    assert david.get(f"/atelier-lumen/equipe/{id}", root=True).status_code == 404
    assert david.get("/equipe/99").status_code == 404


def test_somebody_who_comes_back_opens_several_pages_at_once(app, lumen):
    with lumen():
        db.session.execute(update(Membre).values(vu_le=None))
        version = db.session.scalar(select(Membre.version).where(Membre.email == "bruno@atelier-lumen.example"))
    browsers = [Navigateur(app, "atelier-lumen").log_in("bruno@atelier-lumen.example") for _ in range(6)]
    with ThreadPoolExecutor(6) as tabs:
        answers = list(tabs.map(lambda browser: browser.get("/").status_code, browsers))
    assert answers == [200] * 6
    with lumen():
        bruno = db.session.scalar(select(Membre).where(Membre.email == "bruno@atelier-lumen.example"))
        assert bruno.vu_le and bruno.version == version

"""What is planned: shown where it matters, done with a report, postponed, dropped (B-091…B-098)."""

import re
from datetime import time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm import journal, sujets
from crm.actions import Action
from crm.clock import now, today
from crm.corbeille import purge
from crm.errors import RegleMetier
from crm.formats import jour
from crm.opportunites import Opportunite
from crm.parametres import Parametres
from crm.pistes import Piste
from tenants import db
from tests.fabrique import identify, make_contact, make_opportunite, make_piste, make_tiers, moi

DEMAIN, HIER = today() + timedelta(days=1), today() - timedelta(days=1)
DONE = (204, 303)


@pytest.fixture
def affaire(lumen) -> int:
    with lumen():
        identify()
        tiers = make_tiers("Studio Kerguelen")
        return make_opportunite(tiers, contact_id=make_contact(tiers).id).id


@pytest.mark.covers("B-091", "B-092", "B-093", "B-094", "B-095")
def test_a_planned_action_shows_wherever_it_matters(alice, lumen, affaire):
    card = alice.get(f"/opportunites/{affaire}").text
    assert re.search(rf'data-volet="[^"]*/opportunites/{affaire}/actions/nouvelle"[^>]*>.*?Planifier une action', card)
    window = alice.get(f"/opportunites/{affaire}/actions/nouvelle").text
    for kind in ("Rappel", "E-mail à envoyer", "Appel téléphonique", "Rencontre"):
        assert kind in window
    with lumen():
        par, contact_id = moi().id, db.session.get(Opportunite, affaire).contact_id
        assert f'value="{par}">{moi().libelle}' in window
    values = {"genre_": "appel", "texte": "Rappeler Zoé", "prevue_le": DEMAIN.isoformat(), "heure": "15:30"}
    answer = alice.post(f"/opportunites/{affaire}/actions", values | {"membre_id": str(par)})
    assert answer.status_code in DONE
    for place in (f"/opportunites/{affaire}", f"/contacts/{contact_id}", "/", "/actions"):
        page = alice.get(place).text
        assert "Rappeler Zoé" in page and "15:30" in page, place
    with lumen():
        kept = db.session.scalars(select(Action).where(Action.texte == "Rappeler Zoé")).one()
        assert (kept.genre_, kept.prevue_le, kept.heure, kept.membre_id) == ("appel", DEMAIN, time(15, 30), par)
    assert "Studio Kerguelen" in alice.get("/actions").text or "showroom" in alice.get("/actions").text
    wrong = alice.post(f"/opportunites/{affaire}/actions", values | {"prevue_le": "", "heure": "25:99"})
    assert wrong.status_code == 422 and "Indiquez le jour prévu." in wrong.text
    assert "Saisissez une heure, par exemple 14:30." in wrong.text and 'value="Rappeler Zoé"' in wrong.text


@pytest.mark.covers("B-096")
def test_an_action_done_leaves_its_report_among_the_exchanges(alice, lumen, affaire):
    with lumen():
        id = Action.plan(db.session.get(Opportunite, affaire), genre_="appel", prevue_le=today()).id
    tick = re.search(
        rf'<a href="([^"]*/actions/{id}/compte-rendu[^"]*)"[^>]*aria-label="Fait : ', alice.get("/actions").text
    )
    assert "C’est fait" in alice.get(tick[1], root=True).text
    assert "Écrivez en un mot" in alice.post(f"/actions/{id}/compte-rendu", {"compte_rendu": " "}).text
    answer = alice.post(f"/actions/{id}/compte-rendu", {"compte_rendu": "Signature promise pour jeudi."})
    assert answer.status_code in DONE
    page = alice.get(f"/opportunites/{affaire}").text
    assert "Signature promise pour jeudi." in page and "a eu un appel" in page
    with lumen():
        opportunite = db.session.get(Opportunite, affaire)
        assert sujets.count_exchanges(opportunite) == {"appel": 1} and opportunite.prochaine_action_le is None
        with pytest.raises(RegleMetier, match="déjà faite"):
            db.session.get(Action, id).do("encore", None, now())
    assert (
        "Signature" not in alice.get("/actions").text and "Appel téléphonique" in alice.get("/actions?vue=faites").text
    )


@pytest.mark.covers("B-097", "B-098")
def test_an_action_is_postponed_and_dropped(alice, lumen, affaire):
    with lumen():
        id = Action.plan(db.session.get(Opportunite, affaire), genre_="rappel", texte="Relire", prevue_le=HIER).id
    late, card = alice.get("/actions?vue=en_retard").text, alice.get(f"/opportunites/{affaire}").text
    for page in (late, card):
        assert re.search(rf'/actions/{id}/modification"[^>]*aria-label="Modifier Relire"', page)
        assert re.search(rf'hx-post="[^"]*/actions/{id}/retrait"[^>]*aria-label="Supprimer Relire"', page)
    values = {"genre_": "rappel", "texte": "Relire à deux", "prevue_le": DEMAIN.isoformat()}
    assert alice.post(f"/actions/{id}", values).status_code in DONE
    assert f"/actions/{id}/modification" not in alice.get("/actions?vue=en_retard").text
    assert "Relire à deux" in alice.get(f"/opportunites/{affaire}").text
    assert alice.post(f"/actions/{id}/retrait", {}).status_code in DONE
    assert "Relire à deux" not in alice.get(f"/opportunites/{affaire}").text


def test_the_most_pressing_action_is_the_next_one_even_undone(lumen):
    with lumen():
        identify()
        piste = make_piste()
        late = Action.plan(piste, genre_="email", texte="Brochure", prevue_le=DEMAIN, heure=time(9))
        lot = journal.begin_lot()
        soon = Action.plan(piste, genre_="appel", texte="Appeler", prevue_le=DEMAIN, heure=time(8))
        assert piste.prochaine_action == "Appeler"
        soon.revise(prevue_le=DEMAIN + timedelta(days=3))
        db.session.flush()
        assert (piste.prochaine_action, piste.prochaine_action_le) == ("Brochure", DEMAIN)
        journal.undo(lot)
        db.session.flush()
        assert soon.is_in_trash and piste.prochaine_action == "Brochure"
        late.do("Envoyée.", moi(), now())
        assert (piste.prochaine_action, piste.prochaine_action_le) == (None, None)


def test_what_is_about_closed_modules_stays_unseen(alice, chloe, david, lumen, affaire):
    with lumen():
        id = Action.plan(db.session.get(Opportunite, affaire), genre_="rappel", texte="Secret", prevue_le=DEMAIN).id
        chloe_id = db.session.scalars(select(type(moi()).id).where(type(moi()).email.like("chloe%"))).one()
        membre = db.session.get(type(moi()), chloe_id)
        membre.grant(membre.role, {"opportunites": "aucun"})
        db.session.get(Action, id).membre_id = chloe_id
    try:
        assert "Secret" not in chloe.get("/").text
        assert "Secret" not in chloe.get("/actions").text and chloe.get(f"/actions/{id}").status_code == 403
    finally:
        with lumen():
            membre = db.session.get(type(moi()), chloe_id)
            membre.grant(membre.role, {})
    assert "Secret" in chloe.get("/actions").text and "Secret" in chloe.get("/").text
    assert chloe.post(f"/actions/{id}/retrait", {}).status_code == 403
    assert david.get(f"/actions/{id}").status_code == 404


@pytest.mark.covers("C-005")
def test_a_module_switched_off_takes_its_functions_away_everywhere(alice, lumen, affaire):
    with lumen():
        tiers_id = db.session.get(Opportunite, affaire).tiers_id
    before = alice.get(f"/clients/{tiers_id}").text
    assert "onglet=opportunites" in before and "opportunites/nouveau?tiers_id=" in before
    with lumen():
        Parametres.current().configure_module("opportunites", actif=False, nom="")
    try:
        page = alice.get(f"/clients/{tiers_id}").text
        assert "opportunites" not in page and alice.get("/opportunites").status_code == 404
        assert "Studio" not in alice.get("/recherche?q=showroom", target="palette").text
    finally:
        with lumen():
            Parametres.current().configure_module("opportunites", actif=True, nom="")


def test_what_was_planned_about_a_record_goes_with_it(lumen):
    with lumen():
        identify()
        affaire = make_opportunite()
        affaire.add_ligne(designation="Pose", prix_unitaire=Decimal(100))
        action = Action.plan(affaire, genre_="appel", prevue_le=HIER)
        action.do("Rien à vendre.", moi(), now())
        ids = affaire.id, action.id
        affaire.trash(now() - timedelta(days=31))
        db.session.flush()
        purge(now())
    with lumen():
        assert db.session.get(Opportunite, ids[0]) is None and db.session.get(Action, ids[1]) is None


def test_what_is_planned_goes_to_the_trash_with_its_record_and_comes_back_with_it(alice, lumen):
    with lumen():
        piste = make_piste(entreprise="Jardins d’Éole")
        piste_id = piste.id
        Action.plan(piste, genre_="appel", texte="Rappeler Éole", prevue_le=HIER, membre_id=moi().id)
        dropped = Action.plan(piste, genre_="appel", texte="Abandonnée", prevue_le=HIER, membre_id=moi().id)
        dropped.trash(now())
    places = ("/actions?vue=en_retard", "/actions", "/")
    assert all("Rappeler Éole" in alice.get(place).text for place in places)
    alice.post("/prospects/lot/corbeille", {"ids": [piste_id]}, htmx=True)
    assert not any("Rappeler Éole" in alice.get(place).text for place in places)
    alice.post("/prospects/lot/restauration", {"ids": [piste_id], "requete": "vue=corbeille"}, htmx=True)
    assert all("Rappeler Éole" in alice.get(place).text for place in places)
    assert not any("Abandonnée" in alice.get(place).text for place in places)


@pytest.mark.covers("D-042")
def test_the_dates_of_the_last_and_next_events_of_a_prospect_fill_by_themselves(alice, lumen):
    with lumen():
        piste_id = make_piste(entreprise="Tissages de Roanne").id

    def said(what: str) -> str:
        return re.search(rf"<dt>{what}</dt><dd>(.*?)</dd>", alice.get(f"/prospects/{piste_id}").text, re.S)[1].strip()

    assert "—" in said("Dernier événement") and "—" in said("Prochain événement")
    alice.post(f"/prospects/{piste_id}/notes", {"type": "info", "texte": "Vu dans la presse"}, htmx=True)
    assert "—" in said("Dernier événement"), "a note is no event"
    alice.post(f"/prospects/{piste_id}/notes", {"type": "appel", "texte": "Rappeler après l’été"}, htmx=True)
    with lumen():
        Action.plan(db.session.get(Piste, piste_id), genre_="rencontre", prevue_le=DEMAIN + timedelta(days=9))
        Action.plan(db.session.get(Piste, piste_id), genre_="appel", prevue_le=DEMAIN)
    assert (said("Dernier événement"), said("Prochain événement")) == (jour(today()), jour(DEMAIN))

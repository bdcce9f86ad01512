from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.equipe import Membre
from crm.tiers import Tiers
from tenants import Travail, db


@pytest.fixture(scope="module")
def travaux(app):
    """A job that was done for a client, and one that failed."""
    from tests.casting import inside

    now = datetime.now(UTC)
    with inside(app, "atelier-lumen"):
        tiers = Tiers(nom="Menuiserie Delaunay")
        alice = db.session.scalars(select(Membre).where(Membre.prenom == "Alice")).one()
        db.session.add(tiers)
        db.session.flush()
        common = {"cible": "crm.listes.exports:Export", "methode": "write_now", "par_id": alice.id}
        done = Travail(
            titre="Envoi d’un devis",
            sujet_type="tiers",
            sujet_id=tiers.id,
            commence_le=now,
            fini_le=now,
            fait=1,
            **common,
        )
        failed = Travail(
            titre="Relance", commence_le=now, echoue_le=now, raison="La boîte du destinataire est pleine.", **common
        )
        db.session.add_all([done, failed])
        db.session.flush()
        return {"tiers": tiers.id, "fait": done.id, "échoué": failed.id}


@pytest.mark.covers("A-042", "A-043")
def test_journal_says_what_was_done_when_and_how_it_ended(alice, travaux):
    page = alice.get("/automatismes").text
    assert "Envoi d’un devis" in page and "Fait</span>" in page
    assert page.index("Relance") < page.index("Envoi d’un devis")


@pytest.mark.covers("A-044")
def test_failure_is_recorded_with_its_reason_and_can_be_asked_again(alice, lumen, travaux):
    page = alice.get("/automatismes?vue=echecs").text
    assert "La boîte du destinataire est pleine." in page and "Envoi d’un devis" not in page
    assert alice.post(f"/automatismes/{travaux['échoué']}/essais", htmx=True).status_code == 204
    with lumen():
        again = db.session.get(Travail, travaux["échoué"])
        assert again.is_running
        again.echoue_le, again.raison = datetime.now(UTC), "La boîte du destinataire est pleine."


@pytest.mark.covers("A-045")
def test_journal_of_one_record_leads_to_its_card(alice, travaux):
    page = alice.get(f"/automatismes?sujet_type=tiers&sujet_id={travaux['tiers']}").text
    assert f'<a href="/atelier-lumen/clients/{travaux["tiers"]}">Menuiserie Delaunay</a>' in page
    assert "Relance" not in page.split('id="liste"')[1]


def test_who_only_reads_asks_nothing_again(bruno, chloe, travaux):
    for someone in (bruno, chloe):
        assert "Réessayer" not in someone.get("/automatismes").text
        assert someone.post(f"/automatismes/{travaux['échoué']}/essais", htmx=True).status_code == 403


def test_job_done_is_not_asked_again(alice, travaux):
    assert alice.post(f"/automatismes/{travaux['fait']}/essais", htmx=True).status_code == 409
    assert alice.post("/automatismes/999999/essais", htmx=True).status_code == 404


def test_the_other_company_sees_none_of_it(david, travaux):
    assert "Relance" not in david.get("/automatismes").text.split('id="liste"')[1]
    assert david.get(f"/travaux/{travaux['fait']}").status_code == 404


def test_job_is_shown_to_who_asked_it_and_to_administrators(alice, chloe, travaux):
    assert "Envoi d’un devis" in alice.get(f"/travaux/{travaux['fait']}").text
    assert chloe.get(f"/travaux/{travaux['fait']}").status_code == 404
    assert alice.get(f"/travaux/{travaux['fait']}/fichier").status_code == 404
    assert alice.get("/travaux/99999999999999999999").status_code == 404

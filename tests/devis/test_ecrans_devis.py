"""A devis on screen: written, validated, sent, answered, taken up again, invoiced."""

import re
import uuid
from datetime import timedelta

import pytest

from crm.clock import now, today
from crm.devis import Devis
from tenants import db
from tests.fabrique import identify, make_devis, make_tiers, moi
from tests.saisie import FormData, ligne, saisie


@pytest.fixture
def sent(lumen) -> int:
    """A devis sent today."""
    with lumen():
        identify()
        devis = make_devis(make_tiers("Boulangerie Sorel"))
        devis.finalise(today(), now(), moi())
        return devis.id


def accept(someone, id: int, **form):
    form = {"accepte_le": today().isoformat(), "accepte_par": "Jeanne Delaunay", "qualite": "gérante"} | form
    return someone.post(f"/devis/{id}/acceptation", form, target="form")


@pytest.mark.covers("E-018", "E-019")
def test_a_devis_is_written_then_validated(bruno, lumen):
    with lumen():
        client = make_tiers("Menuiserie Delaunay").id
    assert "Menuiserie Delaunay" in bruno.get(f"/devis/nouveau?tiers={client}").text
    form = saisie(client, ligne("Pose", "2", "1 250,50"), jeton=uuid.uuid4().hex, conditions="Acompte de 30 %")
    saved = bruno.put("/devis/brouillon", form, target="enregistrement")
    id = int(re.search(r'name="id" value="(\d+)"', saved.text).group(1))
    assert "Acompte de 30 %" in bruno.get(f"/devis/{id}/modification").text
    assert bruno.post(f"/devis/{id}/versions", form, target="redaction").status_code == 204
    card = bruno.get(f"/devis/{id}").text
    assert "DE-" in card and "À envoyer" in card and "3\u202f001,20\u00a0€" in card
    assert bruno.post(f"/devis/{id}/remise").status_code == 303
    card = bruno.get(f"/devis/{id}").text
    assert "Envoyé" in card and "À envoyer" not in card


def test_an_empty_devis_is_not_validated(bruno, lumen):
    with lumen():
        client = make_tiers().id
    form = saisie(client, jeton=uuid.uuid4().hex)
    saved = bruno.put("/devis/brouillon", form, target="enregistrement")
    id = int(re.search(r'name="id" value="(\d+)"', saved.text).group(1))
    refused = bruno.post(f"/devis/{id}/versions", form, target="redaction")
    assert refused.status_code == 422 and "aucune ligne chiffrée" in refused.text


@pytest.mark.covers("E-021")
def test_accepted_then_invoiced_in_one_click(bruno, sent):
    assert accept(bruno, sent).status_code == 204
    card = bruno.get(f"/devis/{sent}").text
    assert "Accepté par Jeanne Delaunay, gérante" in card and "Convertir en facture" in card
    converted = bruno.post(f"/devis/{sent}/facture")
    assert converted.status_code == 303
    assert "Journée de conseil sur site" in bruno.get(converted.headers["Location"]).text
    assert bruno.post(f"/devis/{sent}/facture").status_code == 422
    assert "Facture en brouillon" in bruno.get(f"/devis/{sent}").text


def test_refused_reopened_then_a_new_version(bruno, sent):
    refusal = {"refuse_le": today().isoformat(), "motif": "Trop cher"}
    assert bruno.post(f"/devis/{sent}/refus", refusal, target="form").status_code == 204
    assert "Trop cher" in bruno.get(f"/devis/{sent}").text
    assert accept(bruno, sent).status_code == 422
    assert bruno.post(f"/devis/{sent}/reouverture").status_code == 303
    revised = bruno.post(f"/devis/{sent}/revision")
    assert revised.headers["Location"].endswith(f"/devis/{sent}/modification")
    assert "Versions" in bruno.get(f"/devis/{sent}").text


def test_the_answer_says_what_is_missing(bruno, lumen, sent):
    refused = accept(bruno, sent, accepte_par="")
    assert refused.status_code == 422 and "Indiquez qui donne son accord." in refused.text
    with lumen():
        draft = make_devis().id
        other = make_devis()
        other.finalise(today(), now(), moi())
        other.validite, late = today() - timedelta(days=1), other.id
    assert accept(bruno, draft).status_code == 422
    expired = accept(bruno, late)
    assert expired.status_code == 422 and "a expiré" in expired.text and "Prolonger la validité" in expired.text
    assert accept(bruno, late, validite="2027-01-31").status_code == 204


def test_an_answer_to_a_devis_that_changed_meanwhile_is_told(alice, bruno, lumen, sent):
    opened = {verb: FormData(bruno.get(f"/devis/{sent}/{verb}").text) for verb in ("acceptation", "refus")}
    assert alice.post(f"/devis/{sent}/revision").status_code == 303
    with lumen():
        db.session.get(Devis, sent).finalise(today(), now(), moi())
    late = bruno.post(f"/devis/{sent}/refus", opened["refus"] | {"motif": "Trop cher"}, target="form")
    assert late.status_code == 422 and "modifié entre-temps par Alice" in late.text and "Trop cher" in late.text
    late = accept(bruno, sent, **{**opened["acceptation"], "accepte_par": "Jeanne Delaunay"})
    assert late.status_code == 422 and "modifié entre-temps par Alice" in late.text and "Jeanne Delaunay" in late.text
    assert accept(bruno, sent, version=FormData('id="contenu"' + late.text)["version"]).status_code == 204
    answered = bruno.post(f"/devis/{sent}/refus", opened["refus"], target="form")
    assert answered.status_code == 422 and "déjà enregistrée" in answered.text


def test_an_answer_refused_halfway_is_corrected_in_the_same_form(bruno, sent):
    opened = FormData(bruno.get(f"/devis/{sent}/acceptation").text)
    before = {"accepte_le": (today() - timedelta(days=9)).isoformat(), "validite": "2027-01-31"}
    refused = bruno.post(f"/devis/{sent}/acceptation", opened | before | {"accepte_par": "Jeanne Delaunay"})
    assert refused.status_code == 422 and "ne peut pas précéder" in refused.text
    corrected = FormData(refused.text) | {"accepte_le": today().isoformat()}
    assert bruno.post(f"/devis/{sent}/acceptation", corrected).status_code in (204, 303)


@pytest.mark.covers("E-020")
def test_it_is_sent_by_e_mail(bruno, sent, outbox, work):
    form = bruno.get(f"/devis/{sent}/envoi", target="volet-contenu").text
    assert "DE-" in form
    message = {"a": "sorel@client.example", "objet": "Votre devis", "texte": "Bonjour"}
    assert bruno.post(f"/devis/{sent}/envoi", message, target="form").status_code == 204
    assert "En cours d’envoi" in bruno.get(f"/devis/{sent}").text
    work()
    assert "Votre devis" in bruno.get(f"/devis/{sent}").text
    assert bruno.get(f"/devis/{sent}/pdf").mimetype == "application/pdf"


def test_a_copy(bruno, sent):
    assert bruno.post(f"/devis/{sent}/copie").status_code == 303


def test_reader_and_stranger(chloe, david, bruno, sent):
    assert chloe.get(f"/devis/{sent}").status_code == 200
    for verb in ("acceptation", "refus", "revision", "versions", "copie", "facture", "envoi", "reouverture"):
        assert chloe.post(f"/devis/{sent}/{verb}", htmx=True).status_code == 403
        assert david.post(f"/devis/{sent}/{verb}", htmx=True).status_code == 404
    assert david.get(f"/devis/{sent}").status_code == 404
    for vue in ("tous", "brouillons", "en_attente", "expires", "a_facturer", "refuses"):
        assert bruno.get(f"/devis?vue={vue}").status_code == 200


def test_a_devis_of_another_state_is_not_written(bruno, lumen, sent):
    assert bruno.get(f"/devis/{sent}/modification").status_code == 303
    with lumen():
        client = db.session.get(Devis, sent).tiers_id
    form = saisie(client, ligne(), jeton=uuid.uuid4().hex) | {"id": sent}
    refused = bruno.put("/devis/brouillon", form, target="enregistrement")
    assert refused.status_code == 422 and "est validé" in refused.text

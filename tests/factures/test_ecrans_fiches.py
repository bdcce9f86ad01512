"""The card of a facture: what is paid and left, avoirs, messages, the PDF made by a worker."""

import re

import pytest

from crm.factures import Facture
from tenants import db
from tests.fabrique import make_facture, make_reglement, make_tiers

NNBSP, NBSP = "\u202f", "\u00a0"


@pytest.fixture
def facture(lumen) -> int:
    with lumen():
        return make_facture(make_tiers("Bâti Rhône"), issued=True).id


def reste(lumen, id: int) -> str:
    with lumen():
        return str(db.session.get(Facture, id).reste)


@pytest.mark.covers("E-004")
def test_the_card_waits_for_the_pdf_then_gives_it(bruno, facture, work):
    assert "PDF en préparation" in bruno.get(f"/factures/{facture}").text
    assert bruno.get(f"/factures/{facture}/pdf").status_code == 404
    work()
    assert "Télécharger le PDF" in bruno.get(f"/factures/{facture}/pdf/etat", target="pdf").text
    pdf = bruno.get(f"/factures/{facture}/pdf")
    assert pdf.mimetype == "application/pdf" and "attachment" in pdf.headers["Content-Disposition"]


@pytest.mark.parametrize("onglet", ["", "activite", "fichiers", "historique"])
def test_every_tab_of_the_card_opens(bruno, chloe, facture, onglet):
    for someone in (bruno, chloe):
        page = someone.get(f"/factures/{facture}?onglet={onglet}")
        assert page.status_code == 200 and f"1{NNBSP}200,00{NBSP}€" in page.text


def test_what_is_left_to_pay_is_shown(bruno, lumen, facture):
    with lumen():
        make_reglement(db.session.get(Facture, facture), "200")
    page = bruno.get(f"/factures/{facture}").text
    assert f"1{NNBSP}000,00{NBSP}€" in page and "Payée en partie" in page


@pytest.mark.covers("E-003")
def test_it_is_sent_by_e_mail_with_its_pdf(bruno, facture, outbox, work):
    form = bruno.get(f"/factures/{facture}/envoi", target="volet-contenu").text
    assert re.search(
        r'name="a"[^>]*value="compta\d+@client.example"|value="compta\d+@client.example"[^>]*name="a"', form
    )
    message = {
        "a": "compta@bati.example, patron@bati.example",
        "objet": "Votre facture",
        "texte": "Bonjour,\nla voici.",
    }
    assert bruno.post(f"/factures/{facture}/envoi", message, target="form").status_code == 204
    work()
    received = outbox.messages[-1] if hasattr(outbox, "messages") else list(outbox)[-1]
    assert received["Subject"] == "Votre facture"
    assert any(part.get_filename("").endswith(".pdf") for part in received.iter_attachments())
    assert "Envoyé" in bruno.get(f"/factures/{facture}").text


def test_a_wrong_address_is_refused_and_the_message_kept(bruno, facture):
    message = {"a": "pas une adresse", "objet": "Votre facture", "texte": "Bonjour"}
    refused = bruno.post(f"/factures/{facture}/envoi", message, target="form")
    assert refused.status_code == 422 and "n’est pas une adresse e-mail" in refused.text and "Bonjour" in refused.text


def test_a_copy_is_a_draft(bruno, facture):
    copied = bruno.post(f"/factures/{facture}/copie")
    assert copied.status_code == 303 and "Journée de conseil sur site" in bruno.get(copied.headers["Location"]).text


@pytest.mark.covers("D-147")
def test_an_envelope_is_printed_for_the_client(bruno, lumen, facture, work):
    with lumen():
        client = db.session.get(Facture, facture).tiers_id
    assert "Bâti Rhône" in bruno.get(f"/clients/{client}/enveloppe", target="volet-contenu").text
    panel = bruno.post(f"/clients/{client}/enveloppe", {"format": "dl"}, target="form")
    assert panel.status_code == 200 and "Enveloppe" in panel.text
    work()
    travail = re.search(r"/travaux/(\d+)", panel.text).group(1)
    pdf = bruno.get(f"/travaux/{travail}/fichier")
    assert pdf.data.startswith(b"%PDF")
    wrong = bruno.post(f"/clients/{client}/enveloppe", {"format": "a9"}, target="form")
    assert wrong.status_code == 422


def test_the_list_of_factures(bruno, chloe, facture):
    for someone in (bruno, chloe):
        for vue in ("toutes", "brouillons", "a_encaisser", "en_retard", "payees"):
            assert someone.get(f"/factures?vue={vue}").status_code == 200
    page = bruno.get("/factures?q=bati").text
    assert "Bâti Rhône" in page and "Créer une facture" in page
    assert "Créer une facture" not in chloe.get("/factures").text


def test_nobody_else_sends_or_copies(chloe, david, facture):
    for path in ("envoi", "copie", "avoir"):
        assert chloe.post(f"/factures/{facture}/{path}", htmx=True).status_code == 403
        assert david.post(f"/factures/{facture}/{path}", htmx=True).status_code == 404

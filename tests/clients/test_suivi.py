"""What a client bears: notes, files, labels; and what was done with them."""

import io
import re

import pytest
from sqlalchemy import select

from crm.courriels import Courriel
from crm.equipe import Membre
from tenants import db
from tests.fabrique import (
    MIDI,
    make_avoir,
    make_devis,
    make_facture,
    make_piste,
    make_reglement,
    make_tiers,
    moi,
)


@pytest.mark.covers("D-034")
@pytest.mark.parametrize("module", ["clients", "prospects"])
def test_file_is_kept_and_given_back(bruno, david, lumen, client, module):
    with lumen():
        card = f"/{module}/{client if module == 'clients' else make_piste().id}"
    tab = bruno.get(f"{card}?onglet=fichiers").text
    assert f'hx-post="/atelier-lumen{card}/fichiers"' in tab and 'type="file"' in tab
    files = {"fichiers": (io.BytesIO(b"%PDF-1.7 plan"), "Plan d’accès.pdf")}
    listed = bruno.post(f"{card}/fichiers", files, target="fichiers").text
    path = re.search(rf"{card}/fichiers/\d+", listed)[0]
    response = bruno.get(path)
    assert response.data == b"%PDF-1.7 plan" and "attachment" in response.headers["Content-Disposition"]
    assert david.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("virus.exe", b"MZ\x90"), ("faux.pdf", b"<html>"), ("image.png", b"<svg/>"), ("vide.pdf", b"")],
)
def test_file_that_is_not_what_it_says_is_refused(bruno, client, name, content):
    files = {"fichiers": (io.BytesIO(content), name)}
    response = bruno.post(f"/clients/{client}/fichiers", files, target="fichiers")
    assert response.status_code == 422 and response.headers["HX-Reswap"] == "none"


@pytest.mark.covers("D-050")
def test_label_is_created_and_put(bruno, client):
    form = {"nouvelle": "Compte clé", "ton": "violet"}
    assert "Compte clé" in bruno.put(f"/clients/{client}/etiquettes", form, target="etiquettes").text
    assert "Compte clé" in bruno.get(f"/clients/{client}").text


@pytest.fixture
def busy(lumen) -> int:
    """A client with one of each document, an e-mail, a note and a change."""
    with lumen():
        tiers = make_tiers("Menuiserie Delaunay")
        devis = make_devis(tiers, envoye=True)
        facture = make_facture(tiers, issued=True)
        make_reglement(facture, "100")
        make_avoir(facture)
        Courriel.send_later(facture, a=["x@c.example"], objet="Votre facture", texte="Ci-joint.", par=moi(), now=MIDI)
        tiers.telephone = "+33472610833"
        db.session.flush()
        assert devis.numero
        return tiers.id


def test_history_of_a_client_tells_documents_messages_and_changes(alice, busy):
    page = alice.get(f"/clients/{busy}?onglet=historique").text
    for told in (
        "Devis <a",
        "Facture <a",
        "Avoir <a",
        "Règlement <a",
        "Votre facture",
        "a modifié Menuiserie Delaunay",
    ):
        assert told in page
    assert "1\u202f200,00\xa0€" in page and "+33472610833" in page


def test_who_reads_no_facture_sees_none_of_their_figures(bruno, lumen, busy):
    with lumen():
        member = db.session.scalar(select(Membre).where(Membre.email.startswith("bruno@")))
        member.grant("ecriture", {"factures": "aucun", "reglements": "aucun"})
    try:
        for onglet in ("historique", "documents"):
            page = bruno.get(f"/clients/{busy}?onglet={onglet}").text
            assert "Facture <a" not in page and "Votre facture" not in page and "Solde du client" not in page
            assert "DE-" in page
    finally:
        with lumen():
            db.session.merge(member).grant("ecriture")

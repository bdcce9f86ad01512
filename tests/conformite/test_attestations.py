"""The publisher’s attestation, prefilled (CAI-03); it and the archives are fetched from the page."""

import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from crm.conformite import Cloture
from crm.conformite.attestations import of_each_version
from crm.evenements import Evenement
from tenants import vault
from tenants.config import Config, ConfigurationError
from tenants.publisher import Publisher
from tests.fabrique import identify, make_facture

PAGE = "/configuration/conformite"
EDITEUR = {
    "COMPTOIR_EDITEUR_NOM": "Comptoir Édition SAS",
    "COMPTOIR_EDITEUR_SIREN": "443121975",
    "COMPTOIR_EDITEUR_ADRESSE": "4 place des Terreaux, 69001 Lyon",
    "COMPTOIR_EDITEUR_VILLE": "Lyon",
    "COMPTOIR_EDITEUR_REPRESENTANT": "Inès Carlier, présidente",
}


@pytest.fixture
def published(app):
    config = app.config["COMPTOIR"]
    app.config["COMPTOIR"] = replace(config, publisher=Publisher.read(EDITEUR))
    yield
    app.config["COMPTOIR"] = config


def test_without_publisher_the_page_says_so_and_nothing_is_made(alice, lumen):
    with lumen():
        identify()
    assert "pas encore dit qui édite le logiciel" in alice.get(PAGE).text
    response = alice.post(f"{PAGE}/attestations", {})
    assert response.status_code == 422 and "n’a pas dit qui édite" in response.text


def test_a_company_without_identity_is_asked_for_it(app, published, david):
    response = david.post(f"{PAGE}/attestations", {})
    assert response.status_code == 422 and "Complétez d’abord l’identité" in response.text


def test_the_attestation_names_the_software_the_publisher_and_the_company(alice, published, lumen, work):
    with lumen():
        identify()
        key = hashlib.sha256(vault.of_company().public_key).hexdigest()
    assert alice.post(f"{PAGE}/attestations", {}).status_code == 303
    work()
    with lumen():
        (event,) = of_each_version()
        rang = event.rang
        assert event.detail["version"] == "1.0" and event.auteur == "Alice Moreau"
    assert "Préparée le" in alice.get(PAGE).text
    response = alice.client.get(f"/atelier-lumen{PAGE}/fichiers/{rang}")
    assert response.mimetype == "application/pdf" and "attestation-comptoir-1.0.pdf" in str(response.headers)
    reader = PdfReader(io.BytesIO(response.data))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split()).replace("\u00a0", " ")
    for expected in (
        "Volet 1", "Volet 2", "Comptoir Édition SAS", "443 121 975", "Inès Carlier, présidente", "Atelier Lumen",
        "732 829 320", "article 286, I, 3° bis", "18 quai Saint-Antoine", key, "racine « 1 »", "Fait à Lyon",
    ):  # fmt: skip
        assert expected in text, expected
    assert len(reader.pages) == 1


def test_the_archive_of_a_closed_year_is_made_and_fetched_from_the_page(alice, bruno, lumen, work):
    with lumen():
        make_facture(issued=True)
        Cloture.close_due(date(2027, 1, 2))
        number, month = Cloture.last("exercice").id, Cloture.last("mois").id
    assert "Pas encore archivé" in alice.get(PAGE).text
    assert alice.post(f"{PAGE}/archives/{month}", {}).status_code == 422
    assert bruno.post(f"{PAGE}/archives/{number}", {}).status_code == 403
    assert alice.post(f"{PAGE}/archives/{number}", {}).status_code == 303
    work()
    with lumen():
        archive = Evenement.last("archive")
    assert f"/fichiers/{archive.rang}" in alice.get(PAGE).text
    response = alice.client.get(f"/atelier-lumen{PAGE}/fichiers/{archive.rang}")
    assert response.mimetype == "application/zip"
    assert hashlib.sha256(response.data).hexdigest() == archive.detail["sha256"]


def test_only_archives_and_attestations_are_fetched(alice, david, lumen):
    with lumen():
        archive, other = Evenement.last("archive").rang, Evenement.latest(limit=1)[0]
        assert other.genre != "droits"
    assert alice.client.get(f"/atelier-lumen{PAGE}/fichiers/999999").status_code == 404
    assert david.client.get(f"/menuiserie-dupont{PAGE}/fichiers/{archive}").status_code == 404


def test_a_publisher_described_by_half_stops_the_start_in_one_sentence(monkeypatch):
    for name, value in EDITEUR.items():
        monkeypatch.setenv(name, value)
    for name in ("DATABASE_URL", "REDIS_URL", "COMPTOIR_SECRET"):
        monkeypatch.setenv(name, "x")
    assert Config().publisher.ville == "Lyon"
    monkeypatch.setenv("COMPTOIR_EDITEUR_VILLE", " ")
    with pytest.raises(ConfigurationError, match="définissez aussi COMPTOIR_EDITEUR_VILLE, ou aucune"):
        Config()

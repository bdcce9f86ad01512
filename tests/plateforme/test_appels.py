"""Calls to the platform: who we are, and where we never go."""

from dataclasses import replace

import pytest

from crm import plateforme
from crm.plateforme.adaptateur import PlateformeRefuse
from tenants import db, webcall
from tests.plateforme.conftest import connect


def test_a_wrong_secret_is_said(pa, lumen):
    with lumen():
        connexion = connect(pa.url, "faux")
        with pytest.raises(PlateformeRefuse, match="refuse cet identifiant"):
            connexion.try_now()
        db.session.rollback()


def test_nothing_leads_elsewhere(pa, lumen):
    pa.renvoie = "http://127.0.0.1:1/"
    with lumen(), pytest.raises(PlateformeRefuse, match="renvoie vers une autre adresse"):
        plateforme.ConnexionPlateforme.current().try_now()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://pa.example/", "https"),
        ("ftp://127.0.0.1/", "https"),
        ("https://moi:secret@pa.example/", "adresse complète"),
        ("https://", "adresse complète"),
        ("https://pa.example:port/", "port"),
    ],
)
def test_an_address_is_https(app, url, why):
    with app.app_context(), pytest.raises(webcall.CallRefused, match=why):
        webcall.check_url(url)


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/", "https://[::1]/"]
)
def test_private_addresses_are_refused_outside_development(app, monkeypatch, url):
    monkeypatch.setitem(app.config, "COMPTOIR", replace(app.config["COMPTOIR"], is_development=False))
    with app.app_context():
        with pytest.raises(webcall.CallRefused, match="adresse publique"):
            webcall.call("GET", url, headers={})
        with pytest.raises(webcall.CallRefused, match="https"):
            webcall.check_url("http://127.0.0.1:8000/")

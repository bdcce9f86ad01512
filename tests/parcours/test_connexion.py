"""Logging in by the form, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from tests.casting import PASSWORD
from tests.fenetres import BRUNO

pytestmark = pytest.mark.navigateur


def test_a_member_logs_in_and_arrives_at_their_company(site, navigateur: Browser):
    context = navigateur.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(site + "/connexion")
    page.get_by_label("Adresse e-mail").fill(BRUNO)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour Bruno")
    assert page.url.rstrip("/").endswith("/atelier-lumen")
    context.close()

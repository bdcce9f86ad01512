import re

import pytest

from tenants.links import send_pending_links

ERIC = {"prenom": "Éric", "nom": "Le Goff", "email": "eric@atelier-lumen.example", "role": "lecture"}


@pytest.fixture
def invite(app, alice, outbox):
    """Invite somebody as Alice; returns the path of the link they receive."""

    def _invite(**values) -> str:
        assert alice.post("/equipe/", ERIC | values, htmx=True).status_code == 204
        with app.app_context():
            send_pending_links()
        (message,) = outbox
        return re.search(r"http://localhost(/invitation/\S+)", message.get_body(("plain",)).get_content())[1]

    return _invite

"""Envelopes are printed by a worker for the clients chosen."""

import pytest

from crm.envois import Enveloppes
from crm.errors import RegleMetier
from tenants import Travail, db, storage
from tests.documents.lecture import lire
from tests.fabrique import make_tiers, moi


@pytest.mark.covers("D-147")
def test_one_envelope_per_client_with_its_address(lumen, work):
    with lumen():
        clients = [make_tiers("Bâti Rhône"), make_tiers("Ateliers Vasseur")]
        job_id = Enveloppes.print_later([client.id for client in clients], moi()).id
    work()
    with lumen():
        job = db.session.get(Travail, job_id)
        assert job.etat == "fait", job.raison
        pages = lire(storage.get(job.resultat["sha256"])).pages
        assert len(pages) == 2 and job.resultat["nom"] == "enveloppes.pdf"
        said = pages[0].extract_text()
        assert "RHONE" in said.upper().replace("Ô", "O") and "69003 LYON" in said.upper()


def test_a_client_without_address_is_named(lumen):
    with lumen():
        with pytest.raises(RegleMetier, match="Bâti Rhône"):
            Enveloppes.print_later([make_tiers("Bâti Rhône", adresse=False).id], moi())
        with pytest.raises(RegleMetier, match="Aucun destinataire"):
            Enveloppes.print_later([], moi())
        with pytest.raises(RegleMetier, match="format"):
            Enveloppes.print_later([make_tiers().id], moi(), format="a3")
        db.session.rollback()

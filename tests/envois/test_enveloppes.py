"""Envelopes are printed by a worker for the clients chosen."""

import re

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


@pytest.fixture
def street(lumen) -> dict[str, int]:
    with lumen():
        made = [make_tiers(f"Rue {nom}", adresse=nom != "Sans") for nom in ("Basse", "Haute", "Sans")]
        return {tiers.nom: tiers.id for tiers in made}


def made_by(someone, lumen, work, form: dict) -> tuple[list, str]:
    """(pages of the PDF that is downloaded, the panel when it is ready)."""
    panel = someone.post("/clients/enveloppes", form, target="form")
    assert panel.status_code == 200, panel.text
    number = re.search(r"/travaux/(\d+)", panel.text).group(1)
    work()
    done = someone.get(f"/travaux/{number}", target=f"travail-{number}").text
    return lire(someone.get(f"/travaux/{number}/fichier").data).pages, done


@pytest.mark.covers("D-147")
def test_envelopes_of_a_selection_are_one_pdf_in_the_order_of_the_list(bruno, street, lumen, work):
    assert "Enveloppes" in bruno.get("/clients").text
    chosen = {"ids": [street["Rue Haute"], street["Rue Basse"]], "requete": "tri=nom"}
    panel = bruno.get(f"/clients/enveloppes?ids={chosen['ids'][0]}&ids={chosen['ids'][1]}", target="volet-contenu").text
    assert "2\xa0clients" in panel
    pages, done = made_by(bruno, lumen, work, chosen | {"format": "c5"})
    assert ["BASSE" in page.extract_text().upper() for page in pages] == [True, False]
    assert "Télécharger enveloppes.pdf" in done and "2 sur 2" in done


def test_whole_result_of_a_search_leaves_out_who_has_no_address(bruno, street, lumen, work):
    everyone = {"tous": "1", "requete": "q=rue", "format": "dl"}
    refused = bruno.post("/clients/enveloppes", everyone, target="form")
    assert refused.status_code == 422 and "Aucune adresse pour Rue Sans" in refused.text
    assert 'name="tous" value="1"' in refused.text and "q=rue" in refused.text
    pages, done = made_by(bruno, lumen, work, everyone | {"passer": "y"})
    assert len(pages) % 2 == 0 and "sans enveloppe : Rue Sans" in done


def test_too_many_envelopes_and_another_company_are_refused(lumen, david, street):
    with lumen(), pytest.raises(RegleMetier, match="1\u202f000 enveloppes au plus"):
        Enveloppes.print_later(list(range(1001)), moi())
    refused = david.post("/clients/enveloppes", {"ids": list(street.values()), "format": "dl"}, target="form")
    assert refused.status_code == 422 and "Aucun destinataire" in refused.text

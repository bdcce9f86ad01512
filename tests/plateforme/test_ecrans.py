"""The platform as it is set up and seen."""

import base64
from datetime import datetime, timedelta

from crm import pieces, plateforme, sujets
from crm.clock import PARIS
from crm.factures import Facture
from crm.plateforme import ConnexionPlateforme
from tenants import db
from tests.fabrique import MIDI, identify, make_facture, make_tiers, moi
from tests.plateforme.test_cdar import wrongs
from tests.plateforme_simulee import CLIENT, SECRET

MATIN = datetime(2026, 11, 21, 9, 0, 0, tzinfo=PARIS)


def test_a_company_sets_up_its_platform(serveur, alice, lumen, work):
    values = {"nom": "Essai", "url": serveur.url, "url_jeton": f"{serveur.url}/jeton", "client": CLIENT}
    page = alice.get("/configuration/plateforme").text
    assert "Essayer la connexion" not in page
    refused = alice.post("/configuration/plateforme", values)
    assert refused.status_code == 422 and "Saisissez le secret" in refused.text and CLIENT in refused.text
    wrong = alice.post("/configuration/plateforme", values | {"secret": SECRET, "url": "http://pa.example"})
    assert wrong.status_code == 422 and "https://" in wrong.text
    assert alice.post("/configuration/plateforme", values | {"secret": SECRET}).status_code == 303
    page = alice.get("/configuration/plateforme").text
    assert SECRET not in page and "un secret" not in page
    assert "choisit la plateforme agréée Essai" in page
    assert "Essayer la connexion" in page
    with lumen():
        assert SECRET not in ConnexionPlateforme.current().secret
    assert alice.post("/configuration/plateforme/accord", {"nom_accord": "Alice"}).status_code == 422
    alice.post("/configuration/plateforme/accord", {"nom_accord": "Alice Martin", "qualite": "présidente"})
    assert "par Alice Martin, présidente" in alice.get("/configuration/plateforme").text
    kept = alice.get("/configuration/plateforme/accord").text
    assert "Alice Martin, présidente" in kept and "annuaire" in kept
    tried = alice.post("/configuration/plateforme/essais", {}, htmx=True)
    assert tried.status_code == 200
    work()
    assert ("GET", "/v1/healthcheck") in serveur.appels


def test_another_address_asks_for_the_secret_and_the_consent_again(pa, alice, lumen):
    values = {"nom": "Essai", "url": f"{pa.url}/autre", "url_jeton": f"{pa.url}/jeton", "client": CLIENT}
    assert "Saisissez le secret" in alice.post("/configuration/plateforme", values).text
    alice.post("/configuration/plateforme", values | {"secret": SECRET})
    with lumen():
        assert not ConnexionPlateforme.current().is_ready


def test_who_does_not_administer_changes_nothing(pa, bruno):
    assert bruno.post("/configuration/plateforme", {"nom": "Moi"}).status_code == 403
    assert bruno.post("/configuration/plateforme/accord", {"nom_accord": "Moi"}).status_code == 403


def test_an_invoice_is_transmitted_followed_and_made_again(pa, bruno, lumen, work):
    with lumen():
        facture = make_facture(issued=True)
        facture_id, numero = facture.id, facture.numero
    assert "Transmettre" in bruno.get(f"/factures/{facture_id}").text
    assert bruno.post(f"/factures/{facture_id}/transmission", {}).status_code == 303
    work()
    pa.say(numero, "207", MATIN, motif="QTE_ERR", commentaire="Deux livrés sur trois")
    bruno.post(f"/factures/{facture_id}/releve", {}, htmx=True)
    work()
    page = bruno.get(f"/factures/{facture_id}").text
    assert "En litige" in page and "Quantité erronée" in page and "Deux livrés sur trois" in page
    assert "Annuler et refaire" not in page
    pa.say(numero, "210", MATIN + timedelta(hours=1), motif="QTE_ERR")
    bruno.post(f"/factures/{facture_id}/releve", {}, htmx=True)
    work()
    assert "Annuler et refaire" in bruno.get(f"/factures/{facture_id}").text
    made = bruno.post(f"/factures/{facture_id}/reprise", {})
    assert made.status_code == 303 and made.headers["Location"].endswith("/modification")
    page = bruno.get(f"/factures/{facture_id}").text
    assert "Annulée par avoir" in page and "Annuler et refaire" not in page


def test_the_page_says_why_another_way(pa, bruno, lumen):
    with lumen():
        identify()
        facture_id = make_facture(make_tiers(particulier=True), issued=True).id
    page = bruno.get(f"/factures/{facture_id}").text
    assert "n’est pas une entreprise assujettie" in page and "transmission" not in page
    assert bruno.post(f"/factures/{facture_id}/transmission", {}).status_code == 422


def test_who_reads_transmits_nothing(pa, chloe, lumen):
    with lumen():
        facture_id = make_facture(issued=True).id
    assert f"/factures/{facture_id}/transmission" not in chloe.get(f"/factures/{facture_id}").text
    assert chloe.post(f"/factures/{facture_id}/transmission", {}).status_code == 403


def test_a_suspended_invoice_is_completed_with_its_files(pa, bruno, lumen, work):
    with lumen():
        facture = make_facture(issued=True)
        pieces.attach(facture, "bon de commande.pdf", b"%PDF-1.7 signe", moi().id)
        plateforme.transmit(facture, moi(), MIDI)
        facture_id, numero = facture.id, facture.numero
    work()
    path = f"/factures/{facture_id}/complement"
    assert bruno.post(path, {"pieces": []}, htmx=True).status_code == 422
    pa.say(numero, "208", MATIN, motif="JUSTIF_ABS")
    bruno.post(f"/factures/{facture_id}/releve", {}, htmx=True)
    work()
    page = bruno.get(f"/factures/{facture_id}").text
    assert "Votre client attend des pièces" in page and path in page
    form = bruno.get(path).text
    assert "bon de commande.pdf" in form
    refused = bruno.post(path, {"commentaire": "Voici"}, htmx=True)
    assert refused.status_code == 422 and "au moins un fichier" in refused.text and "Voici" in refused.text
    with lumen():
        piece_id = sujets.pieces_of(db.session.get(Facture, facture_id))[0].id
    assert bruno.post(path, {"pieces": [piece_id], "commentaire": "Voici"}).status_code == 303
    work()
    page = bruno.get(f"/factures/{facture_id}").text
    assert "Complétée" in page and "Voici" in page and path not in page
    sent = pa.messages[-1]
    assert b">209<" in sent and base64.b64encode(b"%PDF-1.7 signe") in sent and wrongs(sent) == []
    assert bruno.post(path, {"pieces": [piece_id]}, htmx=True).status_code == 422


def test_a_partial_approval_proposes_a_partial_avoir(pa, bruno, lumen, work):
    with lumen():
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        facture_id, numero = facture.id, facture.numero
    work()
    pa.say(numero, "206", MATIN, motif="QTE_ERR", commentaire="Une heure de trop")
    bruno.post(f"/factures/{facture_id}/releve", {}, htmx=True)
    work()
    page = bruno.get(f"/factures/{facture_id}").text
    assert "Créer un avoir partiel" in page and "Une heure de trop" in page

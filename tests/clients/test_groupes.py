"""Companies of one group: parents and subsidiaries, who manages for whom, and who is invoiced."""

import re
import uuid

import pytest

from crm import fusions
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.imprimes import client as printed
from crm.parametres import Parametres
from crm.redaction import billed
from tenants import db
from tests.clients.test_fiches import CLIENT
from tests.fabrique import MIDI, ligne, make_devis, make_facture, make_tiers, make_tiers_at, moi
from tests.saisie import ligne as saisie_ligne
from tests.saisie import saisie


@pytest.fixture
def groupe(lumen):
    """A parent that receives the invoices of its subsidiary: their numbers."""
    with lumen():
        Parametres.current().revise(filiales=True, delegations=True)
        mere = make_tiers("Holding Vasseur", siren="443121975", tva_intracom=None)
        fille = make_tiers("Ateliers Vasseur Dole", siren="383474814", tva_intracom=None)
        fille.societe_mere_id, fille.facture_mere = mere.id, True
        db.session.flush()
        return mere.id, fille.id


@pytest.mark.covers("D-124", "D-125")
def test_a_parent_is_said_on_the_card_when_the_company_wants_it(alice, bruno, lumen, groupe):
    mere, fille = groupe
    assert 'name="societe_mere_id"' in bruno.get(f"/clients/{fille}/modification").text
    form = CLIENT | {"nom": "Ateliers Vasseur Lons", "siret": "", "societe_mere_id": str(mere)}
    made = bruno.post("/clients/", form, htmx=True)
    assert "Holding Vasseur" in bruno.get(made.headers["HX-Redirect"], root=True).text
    card = bruno.get(f"/clients/{mere}").text.partition('class="ui-arbre"')[2].partition("</section>")[0]
    assert re.findall(r"<a [^>]*>([^<]+)</a> <small>filiale", card) == [
        "Ateliers Vasseur Dole",
        "Ateliers Vasseur Lons",
    ]
    version = re.search(r'name="version" value="(\d+)"', alice.get("/configuration/clients").text)[1]
    assert bruno.post("/configuration/clients", {"version": version, "delai_anonymisation": "30"}).status_code == 403
    assert alice.post("/configuration/clients", {"version": version, "delai_anonymisation": "30"}).status_code == 303
    assert "societe_mere_id" not in bruno.get(f"/clients/{fille}/modification").text
    assert "ui-arbre" not in bruno.get(f"/clients/{mere}").text


@pytest.mark.parametrize("steps", [1, 2])
def test_nobody_is_above_itself(essai, steps):
    top = make_tiers("A")
    low = top
    for rank in range(steps):
        child = make_tiers(f"B{rank}")
        child.revise(siret=None, societe_mere_id=low.id)
        low = child
    db.session.flush()
    assert low.ancetres[-1] is top
    for chosen in (low, top):
        with pytest.raises(RegleMetier, match="n’est pas sa propre mère"):
            top.revise(siret=None, societe_mere_id=chosen.id)


@pytest.mark.covers("D-126")
def test_who_manages_is_said_both_ways_with_the_kind_of_link(bruno, chloe, david, lumen, groupe):
    one, other = groupe
    form = {"sens": "gere_par", "autre_id": str(other), "lien": "Comptabilité"}
    assert bruno.post(f"/clients/{one}/delegations", form, htmx=True).status_code == 204
    assert re.search(
        r"Géré par <a [^>]*>Ateliers Vasseur Dole</a>.*?Comptabilité", bruno.get(f"/clients/{one}").text, re.S
    )
    card = bruno.get(f"/clients/{other}").text
    assert re.search(r"Gère pour <a [^>]*>Holding Vasseur</a>", card)
    refused = bruno.post(f"/clients/{one}/delegations", form | {"autre_id": str(one)}, target="form")
    assert refused.status_code == 422 and "personne ne se délègue à soi-même" in refused.text
    assert bruno.post(f"/clients/{one}/delegations", form | {"autre_id": ""}, target="form").status_code == 422
    assert chloe.post(f"/clients/{one}/delegations", form, htmx=True).status_code == 403
    retrait = re.search(r'action="([^"]*/delegations/\d+/retrait)"', card)[1]
    assert bruno.post(retrait, root=True).status_code == 303
    assert "Holding Vasseur</a></span>" not in bruno.get(f"/clients/{other}").text
    with lumen():
        Parametres.current().delegations = False
    assert bruno.get(f"/clients/{one}/delegations/nouvelle").status_code == 404
    assert david.get(f"/clients/{one + 5000}/delegations/nouvelle").status_code == 404


@pytest.mark.covers("D-127")
def test_the_editor_proposes_who_is_invoiced_and_delivers_who_orders(bruno, lumen, groupe):
    mere, fille = groupe
    editor = bruno.get(f"/factures/nouveau?tiers={fille}").text
    assert f'name="tiers_id" value="{mere}"' in editor and f'name="beneficiaire_id" value="{fille}"' in editor
    chosen = bruno.get(f"/devis/client?tiers_id={fille}", target="client-choisi").text
    assert "Pour Ateliers Vasseur Dole, qui est livré" in chosen and f'value="{mere}"' in chosen
    direct = bruno.get(f"/devis/client?tiers_id={fille}&direct=1", target="client-choisi").text
    assert f'name="tiers_id" value="{fille}"' in direct and 'name="beneficiaire_id" value=""' in direct
    form = saisie(mere, saisie_ligne(), jeton=uuid.uuid4().hex, beneficiaire_id=str(fille))
    id = int(re.search(r'name="id" value="(\d+)"', bruno.put("/factures/brouillon", form, target="x").text)[1])
    with lumen():
        facture = db.session.get(Facture, id)
        assert (facture.tiers_id, facture.beneficiaire_id) == (mere, fille)
    assert f'name="beneficiaire_id" value="{fille}"' in bruno.get(f"/factures/{id}/modification").text


@pytest.fixture
def mere(essai):
    Parametres.current().revise(filiales=True, delegations=True)
    return make_tiers("Holding Vasseur", siren="443121975", tva_intracom=None)


@pytest.fixture
def fille(mere):
    fille = make_tiers("Ateliers Vasseur Dole", siren="383474814", tva_intracom=None)
    fille.revise(siret=fille.siren, societe_mere_id=mere.id, facture_mere=True)
    db.session.flush()
    return fille


def test_what_is_printed_names_the_buyer_and_where_it_is_delivered(mere, fille):
    assert billed(fille) == (mere, fille)
    devis = make_devis(mere, beneficiaire_id=fille.id, accepte=True, lignes=[ligne(nature="bien")])
    facture = Facture.from_devis(devis, moi())
    facture.issue(MIDI.date(), MIDI, moi())
    client = printed(mere, None, servi=fille)
    said = facture.fige["client"]
    assert (said["noms"], said["siren"]) == (["Holding Vasseur"], mere.siren) and facture.beneficiaire is fille
    assert said["livraison_noms"] == ["Ateliers Vasseur Dole"] == list(client.livraison_noms)
    assert said["livraison"]["lignes"] == [fille.adresse_livraison.ligne1]
    assert "Ateliers Vasseur Dole" in facture.cii and Facture.verify_chain() is None
    assert facture.duplicate(moi()).beneficiaire is fille


def test_who_manages_comes_before_the_parent_and_only_when_asked(mere, fille):
    manager = make_tiers("Cabinet Perret")
    fille.delegate(manager, lien="Gestion")
    assert fille.payeur is mere
    fille.delegate(manager, facturation=True)
    assert fille.payeur is manager
    with pytest.raises(RegleMetier, match="déjà facturé à Cabinet Perret"):
        manager.delegate(fille, facturation=True)
    Parametres.current().delegations = False
    assert fille.payeur is mere
    Parametres.current().filiales = False
    assert fille.payeur is fille


def test_where_vat_differs_who_is_delivered_is_invoiced(mere):
    reunion = make_tiers_at("FR", "97400", "Saint-Denis", nom="Vasseur Réunion")
    reunion.revise(siret=reunion.siren, societe_mere_id=mere.id, facture_mere=True)
    assert billed(reunion) == (reunion, None)
    with pytest.raises(RegleMetier, match="autre régime de TVA"):
        make_facture(mere, beneficiaire_id=reunion.id)
    facture = make_facture(mere, beneficiaire_id=make_tiers().id)
    facture.beneficiaire.adresses[0].code_postal = "97400"
    db.session.flush()
    with pytest.raises(RegleMetier, match="autre régime de TVA"):
        facture.issue(MIDI.date(), MIDI, moi())


def test_a_devis_for_another_client_forgets_who_was_served(mere, fille):
    devis = make_devis(mere, beneficiaire_id=fille.id)
    devis.write(tiers_id=make_tiers().id)
    assert devis.beneficiaire_id is None
    devis.write(beneficiaire_id=devis.tiers_id)
    assert devis.beneficiaire_id is None


def test_a_group_stays_a_tree_when_two_become_one(mere, fille):
    small = make_tiers("Vasseur Lons", siren=None, tva_intracom=None)
    small.revise(siret=None, societe_mere_id=fille.id)
    with pytest.raises(RegleMetier, match="changez d’abord la société mère"):
        fusions.merge(mere, small, set(), MIDI)
    fille.delegate(small, facturation=True)
    fusions.merge(fille, small, {"societe_mere_id"}, MIDI)
    assert fille.societe_mere is None and fille.payeur is fille and fille.filiales == []

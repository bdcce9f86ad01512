"""A prospect becomes a client: by one click, or by the window where everything is chosen."""

import pytest

from crm.parametres import Parametres
from crm.pistes import Piste
from crm.tiers import Tiers
from tenants import db
from tests.fabrique import make_contact, make_devis, make_tiers
from tests.pistes.test_ecrans import read, statut
from tests.pistes.test_regles import pass_to


@pytest.mark.covers("D-060", "D-118", "E-007")
def test_one_click_converts_a_qualified_prospect(bruno, lumen, piste):
    assert "Passez d’abord le prospect au statut" in bruno.get(f"/prospects/{piste}").text
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, "Qualifié")})
    answer = bruno.post(f"/prospects/{piste}/conversion", {})
    tiers_id, contact_id = read(lumen, piste, "tiers_id", "contact_id")
    assert answer.headers.get("HX-Redirect", answer.headers.get("Location")).endswith(f"/clients/{tiers_id}")
    page = bruno.get(f"/prospects/{piste}").text
    assert f"/clients/{tiers_id}" in page and f"/contacts/{contact_id}" in page
    assert f'href="/atelier-lumen/clients/{tiers_id}"' in bruno.get("/clients?vue=prospects").text
    assert f"/contacts/{contact_id}" in bruno.get(f"/clients/{tiers_id}?onglet=contacts").text
    assert f'href="/atelier-lumen/prospects/{piste}"' in bruno.get("/prospects?vue=historique").text


@pytest.mark.covers("D-104")
def test_a_devis_is_asked_of_a_prospect_through_its_conversion(bruno, lumen, piste):
    assert "puis=devis" not in bruno.get(f"/prospects/{piste}").text
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, "Qualifié")})
    assert "puis=devis" in bruno.get(f"/prospects/{piste}").text
    answer = bruno.post(f"/prospects/{piste}/conversion?puis=devis", {})
    (tiers_id,) = read(lumen, piste, "tiers_id")
    there = answer.headers.get("HX-Redirect") or answer.headers["Location"]
    editor = bruno.get(there.removeprefix("/atelier-lumen")).text
    assert f'name="tiers_id" value="{tiers_id}"' in editor, "the devis opens for who the prospect became"


CHOIX = {"role": "prospect", "langue": "fr", "responsable_id": ""}
ZOE = {"contact_prenom": "Zoé", "contact_nom": "Lefèvre", "contact_fonction": "Gérante"}
ZOE |= {"contact_email": "zoe@muller.example", "contact_telephone": "0389000000", "contact_mobile": ""}


@pytest.fixture
def qualifie(lumen, piste) -> int:
    with lumen():
        pass_to(db.session.get(Piste, piste), "Qualifié")
    return piste


@pytest.mark.covers("D-107", "D-108")
def test_any_tiers_and_any_contact_can_be_selected(bruno, lumen, qualifie):
    """Of a large group, the department met has not the name of the prospect."""
    with lumen():
        tiers = make_tiers("Groupe Alsabois")
        contact = make_contact(make_tiers(), prenom="Ève", nom="Kuntz")
        ids = tiers.id, contact.id
    window = bruno.get(f"/prospects/{qualifie}/conversion").text
    for said in ("Sélectionner un tiers", "Sélectionner un contact", "/clients/choix?creer=0", "/contacts/choix"):
        assert said in window
    assert "Groupe Alsabois" in bruno.get("/clients/choix?creer=0&q=alsabois", target="x").text
    assert "Créer «" not in bruno.get("/clients/choix?creer=0&q=alsabois", target="x").text
    other = CHOIX | {"tiers_id": "autre", "contact_id": "autre"}
    refused = bruno.post(f"/prospects/{qualifie}/conversion", other | {"autre_tiers_id": str(ids[0])}, target="form")
    assert refused.status_code == 422 and "Sélectionnez le contact dans la liste." in refused.text
    assert "Groupe Alsabois" in refused.text, "what was chosen is not lost"
    assert "Sélectionnez le tiers" in bruno.post(f"/prospects/{qualifie}/conversion", other, target="form").text
    unknown = other | {"autre_tiers_id": "999999", "autre_contact_id": str(ids[1])}
    assert bruno.post(f"/prospects/{qualifie}/conversion", unknown, target="form").status_code == 404
    both = other | {"autre_tiers_id": str(ids[0]), "autre_contact_id": str(ids[1])}
    assert bruno.post(f"/prospects/{qualifie}/conversion", both, htmx=True).status_code == 204
    assert read(lumen, qualifie, "tiers_id", "contact_id") == list(ids)
    with lumen():
        assert [link.contact_id for link in db.session.get(Tiers, ids[0]).contacts] == [ids[1]]


@pytest.mark.covers("D-115")
def test_the_contact_is_completed_in_the_window(bruno, lumen, qualifie):
    window = bruno.get(f"/prospects/{qualifie}/conversion").text
    assert 'name="contact_nom" type="text" value="Guérin"' in window and 'name="contact_mobile"' in window
    unnamed = CHOIX | ZOE | {"tiers_id": "", "contact_nom": ""}
    refused = bruno.post(f"/prospects/{qualifie}/conversion", unnamed, target="form")
    assert refused.status_code == 422 and "Indiquez le nom du contact." in refused.text and "Zoé" in refused.text
    wrong = bruno.post(f"/prospects/{qualifie}/conversion", CHOIX | ZOE | {"contact_email": "zoe@"}, target="form")
    assert wrong.status_code == 422 and "adresse e-mail valide" in wrong.text
    assert bruno.post(f"/prospects/{qualifie}/conversion", CHOIX | ZOE | {"tiers_id": ""}, htmx=True).status_code == 204
    with lumen():
        contact = db.session.get(Piste, qualifie).contact
        said = contact.prenom, contact.nom, contact.fonction, contact.email, contact.telephone, contact.mobile
        assert said == ("Zoé", "Lefèvre", "Gérante", "zoe@muller.example", "0389000000", None)
        assert [link.contact for link in db.session.get(Piste, qualifie).tiers.contacts] == [contact]
    assert "Zoé Lefèvre" in bruno.get("/contacts?q=lefevre").text


@pytest.mark.covers("C-005")
def test_without_clients_a_conversion_leads_to_what_one_may_see(bruno, lumen, qualifie):
    with lumen():
        Parametres.current().configure_module("clients", actif=False, nom="")
    try:
        assert "/clients" not in bruno.get(f"/prospects/{qualifie}/conversion").text.split("<main")[1]
        answer = bruno.post(f"/prospects/{qualifie}/conversion", {}, htmx=True)
        assert bruno.get(answer.headers["HX-Redirect"], root=True).status_code == 200
        assert "/clients/" not in bruno.get(f"/prospects/{qualifie}").text.split("<main")[1]
    finally:
        with lumen():
            Parametres.current().configure_module("clients", actif=True, nom="")


@pytest.mark.covers("D-106", "D-112", "D-114")
def test_the_whole_window_chooses_the_language_and_who_follows(bruno, lumen, piste):
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, "Qualifié")})
    assert "Langue des documents" in bruno.get(f"/prospects/{piste}/conversion").text
    bruno.post(
        f"/prospects/{piste}/conversion", {"tiers_id": "", "role": "client", "langue": "en", "responsable_id": 2}
    )
    (tiers_id,) = read(lumen, piste, "tiers_id")
    with lumen():
        tiers = db.session.get(Tiers, tiers_id)
        assert (tiers.is_client, tiers.langue, tiers.responsable_id) == (True, "en", 2)
        assert make_devis(tiers).langue == "en"


def test_the_whole_window_attaches_to_a_tiers_that_is_there(bruno, lumen, piste):
    with lumen():
        known = Tiers.create(nom="Menuiserie Müller SARL", day=None, roles=None).id
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, "Qualifié")})
    assert "Menuiserie Müller SARL" in bruno.get(f"/prospects/{piste}/conversion").text
    chosen = {"tiers_id": known, "role": "client", "langue": "fr", "responsable_id": ""}
    bruno.post(f"/prospects/{piste}/conversion", chosen)
    assert read(lumen, piste, "tiers_id") == [known]

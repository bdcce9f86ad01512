from crm.journal import sign
from crm.valeurs import Valeur
from tenants import db
from tests.clients.test_fiches import CLIENT
from tests.equipe.test_membres import member
from tests.fabrique import make_tiers, moi


def test_what_a_member_did_is_read_on_their_card(alice, bruno, chloe, lumen):
    with lumen():
        tiers = make_tiers("Fromagerie Haut-Jura").id
    id = member(lumen, "bruno@atelier-lumen.example")
    form = CLIENT | {"nom": "Fromagerie Haut-Jura", "responsable_id": str(id)}
    assert bruno.post(f"/clients/{tiers}", form, htmx=True).status_code == 204
    page = alice.get(f"/equipe/{id}").text
    assert "Activité récente" in page and "Fromagerie Haut-Jura" in page and "a modifié" in page
    assert f"/atelier-lumen/clients/{tiers}" in page
    assert "Responsable" in page and "Bruno Lefèvre" in page and "responsable_id" not in page


def test_activity_shows_only_what_the_reader_may_open(alice, chloe, lumen):
    with lumen():
        sign(moi().id, "Alice Moreau")
        db.session.add(Valeur(liste="role_contact", libelle_="Secrétariat général"))
    id = member(lumen, "alice@atelier-lumen.example")
    assert "Secrétariat général" in alice.get(f"/equipe/{id}").text
    assert "Secrétariat général" not in chloe.get(f"/equipe/{id}").text

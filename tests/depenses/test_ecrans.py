import io

import pytest

from crm.depenses import Reception
from tenants import db
from tests.casting import inside
from tests.depenses.fournisseur import AUTRE_IBAN, recue, xml
from tests.fabrique import MIDI, identify, make_tiers, moi
from tests.reception.test_echantillons import contenu as echantillon

JOUR = MIDI.date()


@pytest.fixture(autouse=True, scope="module")
def identite(app):
    with inside(app, "atelier-lumen"):
        identify()


def deposes(*files: tuple[str, bytes]) -> dict:
    return {"fichiers": [(io.BytesIO(octets), nom) for nom, octets in files]}


def depense_of(lumen, **values) -> int:
    with lumen():
        depense = recue(**values).depense
        db.session.flush()
        return depense.id


def test_each_file_received_has_its_own_line(alice, lumen, work):
    files = deposes(
        ("bonne.xml", xml(numero="E-1")), ("fausse.pdf", echantillon("CALC-001")), ("photo.png", b"\x89PNG\r\n")
    )
    page = alice.post("/depenses/reception", files, htmx=True, target="receptions").text
    assert page.count("Lecture…") == 3 and 'hx-trigger="every 1s"' in page
    work()
    page = alice.get("/depenses/reception").text
    assert "every 1s" not in page.split('id="receptions"')[1].split(">")[0]
    for said in ("Papeterie du Rhône E-1", "BR-CO-15", "n’est pas le total HT", "ni un PDF ni un fichier XML"):
        assert said in page


def test_what_cannot_be_kept_is_said_and_the_others_are(alice, lumen, work):
    page = alice.post("/depenses/reception", deposes(("vide.xml", b""), ("E2.xml", xml(numero="E-2"))), htmx=True).text
    assert "« vide.xml » est vide" in page and "E2.xml" in page
    assert alice.post("/depenses/reception", {}, htmx=True).status_code == 422
    many = deposes(*((f"{i}.xml", b"<a/>") for i in range(21)))
    assert alice.post("/depenses/reception", many, htmx=True).status_code == 422


def test_too_heavy_an_upload_is_refused(alice):
    assert alice.post("/depenses/reception", deposes(("lourd.xml", b"x" * 21_000_000)), htmx=True).status_code == 413


def test_the_card_shows_the_invoice_and_gives_its_original(alice, lumen):
    octets = echantillon("OK-001")
    with lumen():
        depense_id = recue(octets, "facture.pdf").depense.id
    page = alice.get(f"/depenses/{depense_id}").text
    for said in ("Maintenance preventive CVC", "3\u202f042,00", "507,00", "Atelier Berthier SARL", "Clé · SIREN"):
        assert said in page
    answer = alice.get(f"/depenses/{depense_id}/original")
    assert answer.data == octets and answer.headers["Content-Disposition"].startswith("attachment")
    read = alice.get(f"/depenses/{depense_id}/original?lecture=1")
    assert read.mimetype == "application/pdf" and read.headers["Content-Disposition"].startswith("inline")


def test_an_xml_is_never_shown_by_the_browser(alice, lumen):
    depense_id = depense_of(lumen, numero="E-3")
    answer = alice.get(f"/depenses/{depense_id}/original?lecture=1")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_invoice_is_approved_then_paid(alice, lumen):
    depense_id = depense_of(lumen, numero="E-4")
    alice.post(f"/depenses/{depense_id}/statuts/204")
    alice.post(f"/depenses/{depense_id}/statuts/205")
    answer = alice.post(f"/depenses/{depense_id}/statuts/211", {"le": "2026-11-20", "commentaire": "Virement 118"})
    assert answer.status_code == 303
    page = alice.get(f"/depenses/{depense_id}").text
    assert "Paiement transmis" in page and "Virement 118" in page and "par Alice" in page


def test_a_refusal_needs_its_reason_and_keeps_what_is_typed(alice, lumen):
    depense_id = depense_of(lumen, numero="E-5")
    page = alice.post(f"/depenses/{depense_id}/statuts/210", {"motif": "CMD_ERR", "commentaire": ""}, htmx=True)
    assert page.status_code == 422 and "Expliquez le refus" in page.text
    assert 'selected value="CMD_ERR"' in page.text and "Quantité erronée" not in page.text
    page = alice.post(f"/depenses/{depense_id}/statuts/210", {"motif": "", "commentaire": "Non"}, htmx=True)
    assert page.status_code == 422 and "Choisissez le motif" in page.text
    alice.post(f"/depenses/{depense_id}/statuts/210", {"motif": "CMD_ERR", "commentaire": "Jamais commandé"})
    assert "Jamais commandé" in alice.get(f"/depenses/{depense_id}").text
    assert alice.post(f"/depenses/{depense_id}/statuts/204", htmx=True).status_code == 422
    assert alice.post(f"/depenses/{depense_id}/statuts/999", htmx=True).status_code == 404


def test_a_doubt_proposes_its_reason(alice, lumen):
    with lumen():
        depense_id = recue(echantillon("OK-001"), "facture.pdf").depense.id
    assert '<option selected value="DEST_ERR">' in alice.get(f"/depenses/{depense_id}/statuts/210").text


def test_what_is_received_is_put_in_a_category(alice, lumen):
    depense_id = depense_of(lumen, numero="CAT-1")
    assert "Fournitures" in alice.get(f"/depenses/{depense_id}/categorie", target="volet-contenu").text
    assert alice.post(f"/depenses/{depense_id}/categorie", {"categorie": "Fournitures"}).status_code == 303
    assert "Fournitures" in alice.get(f"/depenses/{depense_id}").text


def test_an_unknown_supplier_gets_a_card(alice, lumen):
    depense_id = depense_of(lumen, numero="E-6")
    assert "n’a pas encore de fiche" in alice.get(f"/depenses/{depense_id}").text
    assert alice.post(f"/depenses/{depense_id}/fournisseur").status_code == 303
    assert "n’a pas encore de fiche" not in alice.get(f"/depenses/{depense_id}").text
    other = depense_of(lumen, numero="E-7", iban=AUTRE_IBAN)
    assert "fraude courante" in alice.get(f"/depenses/{other}").text
    assert "fraude courante" not in alice.get(f"/depenses/{depense_id}").text


@pytest.mark.covers("E-036", "E-037", "E-038")
def test_an_expense_is_typed_with_its_category_and_its_justificatif(alice, lumen):
    with lumen():
        tiers = make_tiers("SNCF").id
    form = {"tiers_id": tiers, "objet": "Paris – Lyon", "categorie": "Déplacements", "emise_le": "2026-11-18"}
    answer = alice.post("/depenses/", form | {"ht": "100,00", "tva": "10,00"})
    path = answer.headers["Location"].removeprefix("/atelier-lumen")
    alice.post(f"{path}/fichiers", deposes(("billet.pdf", b"%PDF-1.7 billet")), htmx=True)
    page = alice.get(path).text
    assert "Déplacements" in page and "110,00" in page and "1\u00a0justificatif joint" in page
    assert "billet.pdf" in alice.get(f"{path}?onglet=fichiers").text
    assert "Fournisseur" in alice.get(f"/clients/{tiers}").text
    page = alice.post("/depenses/", form | {"ht": "cent", "tva": ""}, htmx=True)
    assert page.status_code == 422 and 'value="cent"' in page.text and "Indiquez le total de TVA" in page.text


def test_the_list_sorts_out_what_is_to_do(alice, lumen):
    with lumen():
        depense = recue(numero="VUE-1").depense
        depense.advance(204, moi(), MIDI, JOUR)
    assert "VUE-1" in alice.get("/depenses?vue=a_traiter&q=VUE-1").text
    assert "VUE-1" in alice.get("/depenses?vue=a_payer&q=VUE-1").text
    assert "Aucune dépense" in alice.get("/depenses?vue=payees&q=VUE-1").text
    assert "VUE-1" in alice.get("/recherche?q=VUE-1", target="resultats").text


def test_the_other_company_sees_nothing(david, lumen):
    depense_id = depense_of(lumen, numero="E-8")
    assert david.get(f"/depenses/{depense_id}").status_code == 404
    assert david.get(f"/depenses/{depense_id}/original").status_code == 404
    assert "E-8" not in david.get("/depenses/reception").text


def test_who_reads_sees_and_changes_nothing(chloe, lumen):
    depense_id = depense_of(lumen, numero="E-9")
    page = chloe.get(f"/depenses/{depense_id}").text
    assert "E-9" in page and "Prendre en charge" not in page
    assert chloe.post(f"/depenses/{depense_id}/statuts/204").status_code == 403
    with lumen():
        before = db.session.query(Reception).count()
    assert chloe.post("/depenses/reception", deposes(("a.xml", xml()))).status_code == 403
    with lumen():
        assert db.session.query(Reception).count() == before


def test_uploads_are_limited(alice):
    codes = [alice.post("/depenses/reception", {}, htmx=True).status_code for _ in range(31)]
    assert codes[:30] == [422] * 30 and codes[30] == 429

"""Writing a facture: the editor, its totals, the draft that saves itself, the check and the issue."""

import re
import uuid
from datetime import date

import pytest

from crm.clock import today
from crm.factures import Facture
from crm.parametres import Parametres
from tenants import db
from tests.fabrique import identify, make_article, make_facture, make_tiers
from tests.saisie import ligne, saisie

NNBSP, NBSP = "\u202f", "\u00a0"


@pytest.fixture
def client(lumen) -> int:
    with lumen():
        identify()
        return make_tiers("Menuiserie Delaunay").id


def read(lumen, id: int):
    """What is left of a draft, out of any session."""
    with lumen():
        f = db.session.get(Facture, id)
        return f.objet, f.total_ttc, [(one.genre, one.designation, one.quantite) for one in f.lignes]


def save(someone, form: dict):
    return someone.put("/factures/brouillon", form, target="enregistrement")


def draft_id(response) -> int:
    return int(re.search(r'name="id" value="(\d+)"', response.text).group(1))


def fresh(**others) -> dict:
    return {"jeton": uuid.uuid4().hex} | others


@pytest.mark.covers("E-002")
def test_a_draft_is_made_at_the_first_save_and_recomputed_by_the_server(bruno, lumen, client):
    form = saisie(
        client, ligne("Conseil", "3", "680"), ligne("Livret", "24", "12,50", "5.5"), objet="Showroom", **fresh()
    )
    response = save(bruno, form)
    id = draft_id(response)
    assert response.headers["HX-Replace-Url"] == f"/atelier-lumen/factures/{id}/modification"
    assert "Brouillon enregistré à" in response.text
    objet, ttc, lignes = read(lumen, id)
    assert (objet, str(ttc)) == ("Showroom", "2764.50")
    assert [name for _, name, _ in lignes] == ["Conseil", "Livret"]


def test_the_same_form_sent_twice_makes_one_draft(bruno, lumen, client):
    form = saisie(client, ligne(), **fresh())
    assert draft_id(save(bruno, form)) == draft_id(save(bruno, form))


def test_a_draft_saved_again_is_the_same_draft(bruno, lumen, client):
    form = saisie(client, ligne(), **fresh())
    first = save(bruno, form)
    version = re.search(r'name="version" value="(\d+)"', first.text).group(1)
    again = save(bruno, form | {"id": draft_id(first), "version": version, "objet": "Repris"})
    assert "HX-Replace-Url" not in again.headers
    assert read(lumen, draft_id(first))[0] == "Repris"


def test_two_tabs_are_told_of_each_other(bruno, alice, lumen, client):
    form = saisie(client, ligne(), **fresh())
    first = save(bruno, form)
    seen = {"id": draft_id(first), "version": re.search(r'name="version" value="(\d+)"', first.text).group(1)}
    assert save(alice, form | seen | {"designation-n0": "Celle d’Alice"}).status_code == 200
    late = save(bruno, form | seen | {"designation-n0": "Celle de Bruno"})
    assert late.status_code == 422 and "modifié ailleurs" in late.text
    assert read(lumen, seen["id"])[2][0][1] == "Celle d’Alice"
    forced = save(bruno, form | seen | {"designation-n0": "Celle de Bruno", "remplacer": "1"})
    assert forced.status_code == 200
    assert read(lumen, seen["id"])[2][0][1] == "Celle de Bruno"


def test_a_wrong_number_names_its_line_and_nothing_is_lost(bruno, client):
    form = saisie(client, ligne("Conseil", "trois", "680"), **fresh())
    refused = save(bruno, form)
    assert refused.status_code == 422 and "saisissez un nombre" in refused.text.lower()
    assert "qte-n0" in refused.headers["HX-Trigger"]
    page = bruno.post("/factures/", form)
    assert page.status_code == 422
    assert 'value="trois"' in page.text and 'href="#qte-n0"' in page.text and 'value="Conseil"' in page.text


def test_a_line_without_designation_is_named(bruno, client):
    refused = save(bruno, saisie(client, ligne(), ligne("", pu="50"), **fresh()))
    assert refused.status_code == 422 and "ligne 2 : indiquez une désignation" in refused.text


def test_blank_lines_stay_out_of_the_draft(bruno, lumen, client):
    form = saisie(client, ligne(), ligne("", pu=""), {"genre": "sous_total", "designation": ""}, **fresh())
    assert [genre for genre, _, _ in read(lumen, draft_id(save(bruno, form)))[2]] == ["ligne", "sous_total"]


def test_no_draft_without_a_client(bruno):
    refused = save(bruno, saisie(None, ligne(), **fresh()))
    assert refused.status_code == 422 and "choisissez le client" in refused.text


def test_totals_come_from_the_server_in_french(bruno, client):
    form = saisie(client, ligne("Conseil", "3", "1 680,00"), ligne("Remisé", "1", "1 440", remise="10"), **fresh())
    answer = bruno.post("/factures/calcul", form, target="totaux").text
    assert f"5{NNBSP}040,00{NBSP}€" in answer and f"1{NNBSP}296,00{NBSP}€" in answer
    assert f"TVA 20{NBSP}%" in answer and f"7{NNBSP}603,20{NBSP}€" in answer
    assert '<output id="t-n0" hx-swap-oob="true"' in answer


def test_a_discount_on_the_whole_document(bruno, client):
    form = saisie(client, ligne(pu="1000"), **fresh(remise_valeur="100", remise_genre="montant"))
    assert f"1{NNBSP}080,00{NBSP}€" in bruno.post("/factures/calcul", form, target="totaux").text
    beyond = save(bruno, form | {"remise_valeur": "2000"})
    assert beyond.status_code == 422 and "remise dépasse" in beyond.text


def test_articles_and_clients_are_found_as_one_types(bruno, lumen, client):
    with lumen():
        make_article(designation="Pose de parquet", prix_unitaire="42.5000")
    found = bruno.get("/articles/choix?q=parquet", target="article-liste").text
    assert 'data-designation="Pose de parquet"' in found and 'data-pu="42,50"' in found
    assert "Menuiserie Delaunay" in bruno.get("/clients/choix?q=delaun", target="tiers_id-liste").text
    assert "Créer « Inconnu »" in bruno.get("/clients/choix?q=Inconnu", target="tiers_id-liste").text


@pytest.mark.covers("E-002")
def test_issue_gives_the_number_and_freezes(bruno, lumen, client):
    form = saisie(client, ligne(), **fresh(objet="Showroom"))
    id = draft_id(save(bruno, form))
    issued = bruno.post(
        f"/factures/{id}/emission", form | {"id": id, "objet": "Showroom, tranche 1"}, target="redaction"
    )
    assert issued.status_code == 204, issued.text
    card = bruno.get(f"/factures/{id}").text
    assert "FA-" in card and "Showroom, tranche 1" in card and "Document figé" in card
    assert bruno.get(f"/factures/{id}/modification").status_code == 303
    assert bruno.post(f"/factures/{id}/emission", form, target="redaction").status_code == 409


def test_the_issue_is_refused_naming_the_field(bruno, lumen, client):
    with lumen():
        nowhere = make_tiers("Sans Adresse", adresse=False).id
    form = saisie(nowhere, ligne("Conseil"), **fresh())
    id = draft_id(save(bruno, form))
    assert "L’adresse de facturation de Sans Adresse est incomplète" in bruno.get(f"/factures/{id}/modification").text
    refused = bruno.post(f"/factures/{id}/emission", form, target="redaction")
    assert refused.status_code == 422 and "adresse de facturation" in refused.text
    assert 'value="Conseil"' in refused.text and f"/clients/{nowhere}/modification" in refused.text


def test_reader_and_stranger_cannot_write(chloe, david, lumen, client):
    with lumen():
        id = make_facture(db.session.get(__import__("crm.tiers", fromlist=["Tiers"]).Tiers, client)).id
    form = saisie(client, ligne(), **fresh())
    assert chloe.get(f"/factures/{id}").status_code == 200
    assert chloe.get("/factures/nouveau").status_code == 403
    assert chloe.get(f"/factures/{id}/modification").status_code == 403
    assert save(chloe, form).status_code == 403
    assert chloe.post(f"/factures/{id}/emission", form, htmx=True).status_code == 403
    for path in (f"/factures/{id}", f"/factures/{id}/modification", f"/factures/{id}/pdf"):
        assert david.get(path).status_code == 404
        assert david.get("/atelier-lumen" + path, root=True).status_code == 404


def test_a_preview_is_made_by_a_worker(bruno, lumen, client, work):
    id = draft_id(save(bruno, saisie(client, ligne(), **fresh())))
    asked = bruno.post(f"/factures/{id}/apercu", {})
    waiting = asked.headers["Location"]
    assert "prépare le PDF" in bruno.get(waiting).text
    work()
    pdf = bruno.get(waiting, follow=True)
    assert pdf.mimetype == "application/pdf" and pdf.data.startswith(b"%PDF")


@pytest.mark.parametrize(("module", "champ"), [("factures", "emise_le"), ("devis", "etabli_le")])
def test_date_chosen_for_a_draft_is_still_there_when_it_is_opened_again(bruno, client, module, champ):
    form = fresh(**{champ: "2026-03-02"})
    saved = bruno.put(f"/{module}/brouillon", saisie(client, ligne(), **form), target="enregistrement")
    id = draft_id(saved)
    assert re.search(rf'name="{champ}"[^>]*value="2026-03-02"', bruno.get(f"/{module}/{id}/modification").text)
    assert "02/03/2026" in bruno.get(f"/{module}/{id}").text
    version = re.search(r'name="version" value="(\d+)"', saved.text).group(1)
    form |= {champ: today().isoformat(), "version": version, "id": str(id)}
    bruno.put(f"/{module}/brouillon", saisie(client, ligne(), **form), target="enregistrement")
    assert f'value="{today().isoformat()}"' in bruno.get(f"/{module}/{id}/modification").text


@pytest.mark.parametrize(
    ("choix", "due"),
    [({}, date(2026, 4, 1)), ({"terme": "45f"}, date(2026, 4, 30)), ({"terme": "0"}, date(2026, 3, 2)),
     ({"terme": "date", "echeance": "2026-03-20"}, date(2026, 3, 20))],
)  # fmt: skip
def test_due_date_follows_the_terms_or_the_date_chosen(bruno, lumen, client, choix, due):
    id = draft_id(save(bruno, saisie(client, ligne(), **fresh(emise_le="2026-03-02", **choix))))
    with lumen():
        facture = db.session.get(Facture, id)
        assert facture.echeance_for(facture.jour_prevu(today()), Parametres.current()) == due
    page = bruno.get(f"/factures/{id}/modification").text
    assert "terme" not in choix or f'<option selected value="{choix["terme"]}">' in page


def test_terms_chosen_after_a_date_forget_the_date(bruno, lumen, client):
    dated = saisie(client, ligne(), **fresh(terme="30", echeance="2026-03-20"))
    id = draft_id(save(bruno, dated))
    with lumen():
        assert (db.session.get(Facture, id).terme, db.session.get(Facture, id).echeance) == ("30", None)
    refused = save(bruno, saisie(client, ligne(), **fresh(terme="date")))
    assert refused.status_code == 422 and "choisissez la date d’échéance" in refused.text


def test_a_facture_already_paid(bruno, lumen, client):
    paid = fresh(acquittee_mode="carte", acquittee_le=today().isoformat(), emise_le=today().isoformat())
    form = saisie(client, ligne("Dépannage", pu="100"), **paid)
    id = draft_id(save(bruno, form))
    assert "Déjà payée" in bruno.get(f"/factures/{id}/modification").text
    assert bruno.post(f"/factures/{id}/emission", form, target="redaction").status_code == 204
    card = bruno.get(f"/factures/{id}").text
    assert "Payée" in card and "Acquittée le" in card and "Carte du" in card
    refused = save(bruno, saisie(client, ligne(), **fresh(acquittee_mode="carte", acquittee_le="")))
    assert refused.status_code == 422 and "ndiquez la date du paiement" in refused.text


def test_the_options_few_need_are_folded_until_one_is_used(bruno, lumen, client):
    def is_open(page: str) -> bool:
        return page.split('class="ui-plus mt-3"')[1].startswith(" open")

    assert not is_open(bruno.get("/factures/nouveau").text)
    id = draft_id(save(bruno, saisie(client, ligne(), **fresh(prix="ttc"))))
    assert is_open(bruno.get(f"/factures/{id}/modification").text)

"""Sent twice, done once: double clicks, « Précédent », two tabs. Several clients at once, as browsers do."""

import re
import threading
import uuid

import pytest
from sqlalchemy import func, select

from crm.avoirs import Avoir
from crm.factures import Facture
from crm.imputations import Imputation
from crm.reglements import Reglement
from crm.tiers import Tiers
from tenants import db
from tests.clients.test_fiches import CLIENT
from tests.fabrique import identify, make_avoir, make_devis, make_facture, make_reglement, make_tiers
from tests.navigateur import Navigateur
from tests.saisie import FormData, ligne, saisie

CLICS = 4


@pytest.fixture
def clic(app):
    """Post the same thing from several browsers of Bruno at once; what each was answered."""
    browsers = [Navigateur(app, "atelier-lumen").log_in("bruno@atelier-lumen.example") for _ in range(CLICS)]

    def _clic(path: str, form: dict, **options) -> list:
        answers, start = [], threading.Barrier(CLICS)

        def post(browser):
            start.wait(timeout=60)
            answers.append(browser.post(path, form, **options))

        threads = [threading.Thread(target=post, args=(browser,)) for browser in browsers]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        return answers

    for browser in browsers:
        browser.get("/")
        browser._find_token()
    return _clic


def errors(page) -> list[str]:
    return re.findall(
        r"<li>(?:<a[^>]*>)?([^<]+)",
        (re.findall(r'class="ui-resume".*?</ul>', page.text, re.S) or [page.text[-200:]])[0],
    )


def envoi(page, action: str) -> dict:
    """The token of the form that posts to `action` in a page."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page.text, re.S).group(0)
    return {"envoi": re.search(r'name="envoi" value="(\w+)"', form).group(1)}


def leading(answers) -> set:
    """Where the answers lead: all of them somewhere, and to the same place."""
    assert {answer.status_code for answer in answers} <= {204, 303}, [errors(a) for a in answers]
    return {answer.headers.get("HX-Redirect") or answer.headers.get("Location") for answer in answers}


def count(lumen, model, *where) -> int:
    with lumen():
        return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_converting_a_devis_four_times_at_once_makes_one_facture(lumen, bruno, clic):
    with lumen():
        devis_id = make_devis(accepte=True).id
    path = f"/atelier-lumen/devis/{devis_id}/facture"
    token = envoi(bruno.get(f"/devis/{devis_id}"), path)
    assert len(leading(clic(path, token))) == 1
    assert count(lumen, Facture, Facture.devis_id == devis_id) == 1


def test_issuing_four_times_at_once_gives_one_number(lumen, bruno, clic):
    with lumen():
        identify()
        tiers_id = make_tiers().id
        before = db.session.scalar(select(func.count(Facture.numero)))
    form = saisie(tiers_id, ligne(), jeton=uuid.uuid4().hex)
    drawn = bruno.put("/factures/brouillon", form, target="enregistrement")
    id = int(re.search(r'name="id" value="(\d+)"', drawn.text).group(1))
    form |= {"id": id, "envoi": uuid.uuid4().hex, "emise_le": "2026-11-20"}
    assert leading(clic(f"/factures/{id}/emission", form, target="redaction")) == {f"/atelier-lumen/factures/{id}"}
    assert count(lumen, Facture, Facture.numero.is_not(None)) == before + 1


def test_creating_an_avoir_four_times_at_once_makes_one_draft(lumen, bruno, clic):
    with lumen():
        id = make_facture(issued=True).id
    path = f"/atelier-lumen/factures/{id}/avoir"
    form = envoi(bruno.get(f"/factures/{id}/avoir"), path) | {"motif": "rabais", "mode": "total"}
    assert len(leading(clic(path, form))) == 1
    assert count(lumen, Avoir, Avoir.facture_id == id) == 1


def test_recording_a_reglement_four_times_at_once_records_one(lumen, bruno, clic):
    with lumen():
        facture = make_facture(issued=True)
        id, tiers_id = facture.id, facture.tiers_id
    page = bruno.get(f"/reglements/nouveau?facture={id}").text
    jeton = re.search(r'name="jeton" value="(\w+)"', page).group(1)
    form = {"tiers_id": tiers_id, "jeton": jeton, "montant": "100", "recu_le": "2026-11-20", "mode": "virement"}
    assert len(leading(clic("/reglements/", form | {f"part-{id}": "100"}))) == 1
    assert count(lumen, Reglement, Reglement.tiers_id == tiers_id) == 1
    changed = bruno.post("/reglements/", form | {"montant": "250"})
    assert changed.status_code == 422 and "a déjà enregistré" in changed.text and 'value="250"' in changed.text
    assert count(lumen, Reglement, Reglement.tiers_id == tiers_id) == 1


def test_giving_money_back_twice_gives_it_once(lumen, bruno, clic):
    with lumen():
        make_reglement(facture := make_facture(issued=True))
        id = make_avoir(facture).id
    form = envoi(bruno.get(f"/avoirs/{id}/remboursement"), f"/atelier-lumen/avoirs/{id}/remboursement")
    form |= {"montant": "10", "le": "2026-11-20", "mode": "virement"}
    assert leading(clic(f"/avoirs/{id}/remboursement", form)) == {f"/atelier-lumen/avoirs/{id}"}
    assert count(lumen, Imputation, Imputation.avoir_id == id, Imputation.remboursement_id.is_not(None)) == 1


def test_issuing_an_avoir_four_times_at_once_gives_one_number(lumen, bruno, clic):
    with lumen():
        id = make_avoir(make_facture(issued=True), issued=False).id
    path = f"/atelier-lumen/avoirs/{id}/emission"
    assert leading(clic(path, envoi(bruno.get(f"/avoirs/{id}"), path))) == {f"/atelier-lumen/avoirs/{id}"}
    assert count(lumen, Imputation, Imputation.avoir_id == id) == 1


def test_the_back_button_after_a_creation_does_not_create_twice(lumen, bruno):
    nom = f"Menuiserie {uuid.uuid4().hex[:6]}"
    form = envoi(bruno.get("/clients/nouveau"), "/atelier-lumen/clients/")
    form |= CLIENT | {"nom": nom}
    first, again = bruno.post("/clients/", form), bruno.post("/clients/", form)
    assert len(leading([first, again])) == 1
    assert count(lumen, Tiers, Tiers.nom == nom) == 1
    other = bruno.post("/clients/", form | {"nom": nom + " bis"})
    assert leading([other]) != leading([first]), "another content is another record"
    assert count(lumen, Tiers, Tiers.nom.startswith(nom)) == 2


def test_a_refused_form_may_be_sent_again(lumen, bruno):
    form = envoi(bruno.get("/clients/nouveau"), "/atelier-lumen/clients/") | CLIENT | {"nom": ""}
    assert bruno.post("/clients/", form).status_code == 422
    assert bruno.post("/clients/", form).status_code == 422
    assert bruno.post("/clients/", form | {"nom": f"Enfin {uuid.uuid4().hex[:6]}"}).status_code == 303


def test_the_same_words_of_two_people_are_two_records(lumen, bruno, alice):
    nom, token = f"Jumeaux {uuid.uuid4().hex[:6]}", {"envoi": "0" * 32}
    for person in (bruno, alice):
        person.post("/clients/", CLIENT | token | {"nom": nom})
    assert count(lumen, Tiers, Tiers.nom == nom) == 2


def version(page) -> str:
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def test_two_tabs_on_a_client_are_told_of_each_other(lumen, bruno, alice):
    with lumen():
        tiers = make_tiers()
        id, adresse_id = tiers.id, tiers.adresses[0].id
    edit = f"/clients/{id}/modification"
    seen = version(bruno.get(edit))
    assert seen == version(alice.get(edit))
    form = CLIENT | {"nom": "Celui d’Alice", "version": seen}
    assert alice.post(f"/clients/{id}", form).status_code == 303
    late = bruno.post(f"/clients/{id}", form | {"nom": "Celui de Bruno"})
    assert late.status_code == 422 and "par Alice" in late.text and 'value="Celui de Bruno"' in late.text
    forced = form | {"nom": "Celui de Bruno", "version": version(late)}
    assert bruno.post(f"/clients/{id}", forced).status_code == 303
    adresse = f"/clients/{id}/adresses/{adresse_id}"
    form = {"ligne1": "1 rue d’Alice", "code_postal": "69001", "ville": "Lyon", "pays": "FR"}
    form["version"] = version(bruno.get(adresse + "/modification"))
    assert alice.post(adresse, form).status_code == 303
    assert bruno.post(adresse, form | {"ligne1": "2 rue de Bruno"}).status_code == 422


SETTINGS = {
    "": {"raison_sociale": "Atelier Lumen", "forme_juridique": "", "regime_tva": "reel_mensuel", "taille": "micro"},
    "courriels": {"expediteur_nom": "Atelier Lumen", "smtp_securite": "starttls"},
    "documents": {"langue": "fr", "couleur": "indigo", "delai_paiement": "30", "validite_devis": "30"},
}


@pytest.mark.parametrize(("page", "form"), SETTINGS.items())
def test_two_tabs_on_the_settings_are_told_of_each_other(alice, page, form):
    path = f"/configuration/{page}"
    form = form | {"version": version(alice.get(path))}
    change = {"telephone": "0478000001", "expediteur_nom": "Lumen", "conditions_devis": "Valable un mois."}
    first = alice.post(path, form | change)
    assert first.status_code == 303, errors(first)
    late = alice.post(path, form | {"conditions_devis": "Valable deux mois."})
    assert late.status_code == 422 and "modifié entre-temps" in late.text


def test_two_tabs_on_the_modules_are_told_of_each_other(alice):
    shown = FormData(alice.get("/configuration/modules").text)
    try:
        assert alice.post("/configuration/modules", shown | {"nom_articles": "Prestations"}).status_code == 303
        late = alice.post("/configuration/modules", shown | {"nom_clients": "Adhérents"})
        assert late.status_code == 422 and "modifié entre-temps par Alice" in late.text
        forced = FormData(late.text)
        assert (forced["nom_clients"], forced["nom_articles"]) == ("Adhérents", "Articles")
        assert alice.post("/configuration/modules", forced).status_code == 303
        assert "Adhérents" in alice.get("/").text
    finally:
        alice.post("/configuration/modules", shown | {"version": ""})


def test_two_tabs_on_a_member_are_told_and_being_seen_is_no_change(lumen, alice, chloe):
    from crm.equipe import Membre

    with lumen():
        id = db.session.scalar(select(Membre.id).where(Membre.prenom == "Chloé"))
        db.session.get(Membre, id).vu_le = None
    seen = version(alice.get(f"/equipe/{id}/modification"))
    chloe.get("/")
    form = {"prenom": "Chloé", "nom": "Rivière", "role": "lecture", "version": seen}
    assert alice.post(f"/equipe/{id}", form | {"telephone": "0478000003"}).status_code == 204
    assert alice.post(f"/equipe/{id}", form).status_code == 422

"""Who is in charge of a record, where it belongs, and who supplies."""

import re

import pytest
from sqlalchemy import select

from crm.equipes import Equipe
from crm.parametres import Parametres
from crm.tiers import Tiers
from tenants import accounts, db
from tenants.registry import Account, Tenant
from tests.fabrique import make_piste, make_tiers, moi


def block(page: str) -> dict[str, str]:
    """What the card « Suivi » says: title → words."""
    here = page[page.index(">Suivi<") :].split("</dl>")[0]
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", here, re.S)
    return {title: " ".join(re.sub(r"<[^>]+>", " ", said).split()) for title, said in pairs}


@pytest.fixture
def fiches(lumen) -> tuple[str, str]:
    with lumen():
        Parametres.current().agences = True
        known = {one.nom: one for one in Equipe.of()}
        equipe = known.get("Terrain") or Equipe.add("equipe", nom="Terrain", membres=[])
        agence = known.get("Lyon") or Equipe.add("agence", nom="Lyon", membres=[])
        suivi = {"responsable_id": moi().id, "equipe_id": equipe.id, "agence_id": agence.id}
        return f"/prospects/{make_piste(**suivi).id}", f"/clients/{make_tiers(**suivi).id}"


@pytest.mark.covers("D-037")
def test_the_card_says_who_is_in_charge_and_since_when_it_is_there(bruno, lumen, fiches):
    with lumen():
        alice = moi().libelle
    for path, assigne in zip(fiches, ("Assigné à", "Responsable"), strict=True):
        said = block(bruno.get(path).text)
        assert said[assigne].endswith(alice) and (said["Équipe"], said["Agence"]) == ("Terrain", "Lyon")
        assert re.search(r"\d{4}", said["Créé le"])


@pytest.mark.covers("D-037", "D-041")
def test_who_has_several_companies_is_told_to_which_a_record_belongs(app, alice, bruno, fiches):
    def membership(change) -> None:
        with app.app_context():
            account = db.session.scalar(select(Account).where(Account.email == "alice@atelier-lumen.example"))
            change(account, db.session.scalar(select(Tenant).where(Tenant.slug == "menuiserie-dupont")))
            db.session.commit()

    membership(accounts.join)
    try:
        for path in fiches:
            assert block(alice.get(path).text)["Société"] == "Atelier Lumen"
            assert "Société" not in block(bruno.get(path).text)
    finally:
        membership(lambda account, tenant: accounts.leave(account.id, tenant))
    assert "Société" not in block(alice.get(fiches[0]).text)


@pytest.mark.covers("D-111")
def test_a_supplier_who_is_no_client_is_proposed_first_in_purchasing(bruno, lumen):
    with lumen():
        make_tiers("Quincaillerie Cliente", client_depuis=moi().cree_le.date())
        fournisseur = make_tiers("Quincaillerie Fournie", client_depuis=None)
        fournisseur.become_fournisseur(moi().cree_le.date())
        id = fournisseur.id
    form = bruno.get("/depenses/nouveau").text
    url = re.search(r'hx-get="/atelier-lumen(/clients/choix\?role=fournisseur)"', form)[1]
    at_once = bruno.get(url, target="x").text
    assert "Quincaillerie Fournie" in at_once and "Quincaillerie Cliente" not in at_once
    typed = re.findall(r'data-texte="(Quincaillerie [^"]*)"', bruno.get(f"{url}&q=quincaillerie", target="x").text)
    assert typed == ["Quincaillerie Fournie", "Quincaillerie Cliente"]
    values = {"tiers_id": id, "emise_le": "2026-11-20", "ht": "100", "tva": "20", "categorie": ""}
    assert bruno.post("/depenses/", values, htmx=True).status_code == 204
    assert "Quincaillerie Fournie" in bruno.get("/depenses").text
    with lumen():
        kept = db.session.get(Tiers, id)
        assert kept.roles == ["fournisseur"]


@pytest.mark.covers("D-111")
def test_who_is_made_from_purchasing_is_a_supplier_and_nothing_else(bruno, lumen):
    choices = bruno.get("/clients/choix?role=fournisseur&q=Tréfilerie", target="x").text
    volet = re.search(r'data-volet="/atelier-lumen([^"]*)"', choices)[1].replace("&amp;", "&")
    form = bruno.get(volet, target="volet-contenu").text
    boxes = re.findall(r'<input( checked)?[^>]*name="roles"[^>]*value="(\w+)"', form)
    assert [value for checked, value in boxes if checked] == ["fournisseur"]
    assert "role" not in bruno.get("/clients/choix?role=autre&q=Tréfilerie", target="x").text.split("nouveau?")[1][:60]

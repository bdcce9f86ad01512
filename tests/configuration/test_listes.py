"""« Listes de valeurs »: what forms offer is named, ordered, coloured, retired and replaced by the company."""

import re

import pytest
from sqlalchemy import select

from crm.articles import Article
from crm.tiers import Contact, Rattachement
from crm.valeurs import Valeur
from tenants import db
from tests.fabrique import ligne, make_article, make_contact, make_facture, make_tiers

UNITES = "/configuration/listes/unite"
ROLES = "/configuration/listes/role_contact"
TYPES = "/configuration/listes/type_contact"


def named(lumen, libelle: str) -> int:
    with lumen():
        return db.session.scalar(select(Valeur.id).where(Valeur.libelle_ == libelle))


def offered(someone) -> list[str]:
    page = someone.get("/articles/nouveau").text
    return re.findall(r'<option[^>]*value="([^"]*)"', page.split('id="unite"')[1].split("</select>")[0])[1:]


def test_value_is_added_and_offered_last(alice):
    assert alice.post(UNITES, {"libelle": "  palette "}, htmx=True).status_code == 204
    assert offered(alice)[-1] == "palette"


@pytest.mark.parametrize(("libelle", "said"), [(" ", "Indiquez le nom"), ("HEURE", "est déjà dans la liste")])
def test_empty_or_known_name_is_refused(alice, libelle, said):
    refused = alice.post(UNITES, {"libelle": libelle}, target="form")
    assert refused.status_code == 422 and said in refused.text


def test_new_name_reaches_the_records_and_no_document(alice, lumen):
    with lumen():
        article = make_article(unite="m²")
        facture = make_facture(lignes=[ligne(unite="m²")], issued=True)
        ids = article.id, facture.id
    assert alice.post(f"{UNITES}/{named(lumen, 'm²')}", {"libelle": "mètre carré"}, htmx=True).status_code == 204
    with lumen():
        article = db.session.get(Article, ids[0])
        assert (article.unite, article.version) == ("mètre carré", 2)
        assert db.session.get(type(facture), ids[1]).lignes[0].unite == "m²"
    assert "mètre carré" in offered(alice) and "m²" not in offered(alice)


def test_retired_value_is_offered_no_longer_and_stays_on_its_records(alice, lumen):
    with lumen():
        article_id = make_article(unite="lot").id
    alice.post(f"{UNITES}/{named(lumen, 'lot')}", {"libelle": "lot", "inactif": "y"}, htmx=True)
    assert "lot" not in offered(alice)
    assert "N’est plus proposée" in alice.get(UNITES).text
    page = alice.get(f"/articles/{article_id}/modification").text
    assert '<option selected value="lot">' in page
    values = {"designation": "Pose", "nature": "service", "prix_unitaire": "10", "tva": "20", "unite": "lot"}
    assert alice.post(f"/articles/{article_id}", values, htmx=True).status_code == 204
    with lumen():
        assert db.session.get(Article, article_id).unite == "lot"


def test_value_in_use_goes_only_with_a_replacement(alice, lumen):
    with lumen():
        make_contact(tiers := make_tiers())
        tiers_id = tiers.id
    gone, kept = named(lumen, "Direction générale"), named(lumen, "Achats")
    panel = alice.get(f"{ROLES}/{gone}/retrait").text
    assert "sert à 1\xa0fiche" in panel
    refused = alice.post(f"{ROLES}/{gone}/retrait", {"remplacement": ""}, target="form")
    assert refused.status_code == 422 and "choisissez par quoi la remplacer" in refused.text
    other = named(lumen, "heure")
    assert alice.post(f"{ROLES}/{gone}/retrait", {"remplacement": other}, htmx=True).status_code == 404
    assert alice.post(f"{ROLES}/{gone}/retrait", {"remplacement": kept}, htmx=True).status_code == 204
    with lumen():
        assert db.session.scalar(select(Rattachement.role).where(Rattachement.tiers_id == tiers_id)) == "Achats"
        assert db.session.get(Valeur, gone) is None
    assert alice.post(ROLES, {"libelle": "Direction générale", "ton": "bleu"}, htmx=True).status_code == 204


@pytest.fixture
def borne(lumen, monkeypatch) -> list[int]:
    """Three contacts of a type, more than a request changes."""
    monkeypatch.setattr("crm.valeurs.AT_ONCE", 2)
    monkeypatch.setattr("crm.valeurs.BATCH", 2)
    with lumen():
        Valeur.add("type_contact", libelle="Mécène")
        return [make_contact(make_tiers(), nom=f"Mécène {rank}", type_contact="Mécène").id for rank in range(3)]


def typed(lumen, libelle: str) -> int:
    with lumen():
        return next(one.id for one in Valeur.all_of("type_contact") if one.libelle == libelle)


def types_of(lumen, ids: list[int]) -> set[str]:
    with lumen():
        return set(db.session.scalars(select(Contact.type_contact).where(Contact.id.in_(ids))))


def test_a_value_of_many_records_is_replaced_by_a_worker(alice, lumen, work, borne):
    gone, kept = typed(lumen, "Mécène"), typed(lumen, "Partenaire")
    panel = alice.post(f"{TYPES}/{gone}/retrait", {"remplacement": kept}, htmx=True)
    assert panel.status_code == 200 and "« Mécène » devient « Partenaire »" in panel.text
    assert types_of(lumen, borne) == {"Mécène"} and "Mécène" not in alice.get(TYPES).text
    early = alice.post(f"{TYPES}/{kept}/retrait", {"remplacement": typed(lumen, "Client")}, target="form")
    assert early.status_code == 422 and "attendez que ce soit fini" in early.text
    work()
    assert types_of(lumen, borne) == {"Partenaire"}
    page = alice.get(re.search(r"/travaux/\d+", panel.text)[0]).text.replace("\xa0", " ")
    assert "« Partenaire » est dans 3 fiches de plus." in page


def test_a_value_renamed_again_before_the_worker_comes_gives_its_last_name(alice, lumen, work, borne):
    value = typed(lumen, "Mécène")
    assert alice.post(f"{TYPES}/{value}", {"libelle": "Donateur"}, htmx=True).status_code == 200
    assert alice.post(f"{TYPES}/{value}", {"libelle": "Bienfaiteur"}, htmx=True).status_code == 204
    work()
    assert types_of(lumen, borne) == {"Bienfaiteur"}
    assert alice.post(f"{TYPES}/{value}", {"libelle": "Mécène"}, htmx=True).status_code == 200
    assert alice.post(f"{TYPES}/{value}", {"libelle": "Bienfaiteur"}, htmx=True).status_code == 204
    work()
    assert types_of(lumen, borne) == {"Bienfaiteur"}


def test_unused_value_goes_at_once(alice, lumen):
    assert alice.post(f"{UNITES}/{named(lumen, 'kg')}/retrait", {}, htmx=True).status_code == 204
    assert "kg" not in offered(alice)


def test_order_given_is_the_order_offered(alice, lumen):
    before = offered(alice)
    with lumen():
        ids = [one.id for one in Valeur.all_of("unite")]
    assert alice.post(f"{UNITES}/ordre", {"valeur": [str(one) for one in ids[::-1]]}, htmx=True).status_code == 204
    assert offered(alice)[0] == before[-1]


def test_tone_of_a_role_is_that_of_its_badge(alice, lumen):
    with lumen():
        make_contact(tiers := make_tiers())
        tiers.rattachements[0].role = "Technique"
        tiers_id = tiers.id
    role = named(lumen, "Technique")
    assert alice.post(f"{ROLES}/{role}", {"libelle": "Technique", "ton": "orange"}, htmx=True).status_code == 204
    assert 'ton-orange">Technique' in alice.get(f"/clients/{tiers_id}?onglet=contacts").text
    refused = alice.post(f"{ROLES}/{role}", {"libelle": "Technique", "ton": "#ff0000"}, target="form")
    assert refused.status_code == 422


def test_only_who_administers_changes_a_list(bruno, chloe, david, lumen):
    assert chloe.get(UNITES).status_code == bruno.get(UNITES).status_code == 403
    assert bruno.post(UNITES, {"libelle": "x"}, htmx=True).status_code == 403
    david.post(UNITES, {"libelle": "chez David"}, htmx=True)
    assert named(lumen, "chez David") is None


def test_value_of_another_list_is_not_found_here(alice, lumen):
    assert alice.get(f"{ROLES}/{named(lumen, 'heure')}/modification").status_code == 404
    assert alice.get("/configuration/listes/inconnue").status_code == 404

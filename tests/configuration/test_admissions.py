"""A list of values that grows from the forms, and one kept to its values, whatever the way in."""

import json
import re
import uuid

import pytest
from sqlalchemy import select

from crm.admissions import restrict
from crm.articles import Article
from crm.clock import now
from crm.errors import RegleMetier
from crm.opportunites import Opportunite
from crm.parametres import Parametres
from crm.pistes import Piste, convert
from crm.statuts import Statut
from crm.tiers import Contact
from crm.valeurs import LISTES, Valeur
from tenants import db
from tests import fabrique
from tests.fabrique import identify, make_article, make_contact, make_facture, make_opportunite, make_piste, make_tiers
from tests.saisie import FormData, ligne, saisie

FONCTION = "/valeurs/fonction"


def words(lumen, liste: str) -> list[str]:
    with lumen():
        return [valeur.libelle for valeur in Valeur.of(liste)]


@pytest.fixture
def stricte(lumen):
    """Keeps lists to their values until the end of the test."""

    def keep(*listes: str, strict: bool = True) -> None:
        with lumen():
            for liste in listes:
                restrict(Parametres.current(), liste, strict)

    yield keep
    keep(*LISTES, strict=False)


@pytest.mark.covers("D-022")
def test_a_function_is_created_from_its_field_and_chosen(bruno, lumen):
    form = bruno.get("/prospects/nouveau").text
    assert 'aria-label="Nouvelle fonction"' in form
    made = bruno.post(FONCTION, {"libelle": " Chef  d’atelier "}, htmx=True)
    assert made.status_code == 204 and "valeur:creee" in made.headers["HX-Trigger"]
    assert words(lumen, "fonction")[-1] == "Chef d’atelier"
    assert '<option value="Chef d’atelier">' in bruno.get("/contacts/nouveau").text


@pytest.mark.covers("D-025")
@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Responsable achats", "Responsable des achats"),
        ("responsable des  ACHAT", "Responsable des achats"),
        ("Gerante", "Gérante"),
        ("Comptables", "Comptable"),
        ("Assistante", "Assistante de direction"),
    ],
)
def test_a_close_value_is_proposed_before_another_is_made(bruno, lumen, typed, known):
    before = words(lumen, "fonction")
    while_typing = bruno.get(f"{FONCTION}/semblables?libelle={typed}", target="x").text
    assert f'data-valeurs-choisir="{known}"' in while_typing
    refused = bruno.post(FONCTION, {"libelle": typed}, htmx=True)
    assert refused.status_code == 422 and f"« {known} »" in refused.text and "Choisir celle-ci" in refused.text
    assert words(lumen, "fonction") == before


@pytest.mark.covers("D-025")
def test_it_is_made_all_the_same_when_one_insists_but_never_twice(bruno, lumen):
    assert "Créer quand même" in bruno.post(FONCTION, {"libelle": "Gérants"}, htmx=True).text
    assert bruno.post(FONCTION, {"libelle": "Gérants", "quand_meme": "1"}, htmx=True).status_code == 204
    again = bruno.post(FONCTION, {"libelle": "GERANTS", "quand_meme": "1"}, htmx=True)
    assert again.status_code == 422 and "Déjà dans la liste" in again.text and "quand même" not in again.text
    assert words(lumen, "fonction").count("Gérants") == 1


def test_different_words_are_not_said_to_be_one(bruno):
    for word in ("Juriste", "Pilote de ligne", "Gestionnaire"):
        assert "Ressemble" not in bruno.get(f"{FONCTION}/semblables?libelle={word}", target="x").text


@pytest.mark.parametrize(
    ("typed", "said"), [(" ", "Écrivez la nouvelle valeur"), ("x" * 61, "60 caractères"), ("!!", "lettres")]
)
def test_what_is_no_name_is_refused(bruno, typed, said):
    refused = bruno.post(FONCTION, {"libelle": typed}, htmx=True)
    assert refused.status_code == 422 and said in refused.text


def test_who_may_not_write_neither_sees_the_plus_nor_adds(chloe, david, lumen):
    assert chloe.post(FONCTION, {"libelle": "Guetteur"}, htmx=True).status_code == 403
    assert chloe.get(f"{FONCTION}/semblables?libelle=G").status_code == 403
    assert david.post(FONCTION, {"libelle": "Guetteur"}, htmx=True).status_code == 204
    assert "Guetteur" not in words(lumen, "fonction")
    assert david.post("/valeurs/inconnue", {"libelle": "Guetteur"}, htmx=True).status_code == 404


@pytest.mark.covers("D-024")
def test_the_administrator_keeps_a_list_to_its_values(alice, bruno, lumen, stricte):
    stricte()  # so that it is given back
    page = "/configuration/listes/secteur"
    assert bruno.post(f"{page}/creation", {"creation": "stricte"}).status_code == 403
    refused = alice.post(f"{page}/creation", {"creation": "peut-être"})
    assert refused.status_code == 422
    assert alice.post(f"{page}/creation", {"creation": "stricte"}).status_code == 303
    assert re.search(r'<input checked[^>]*value="stricte"', alice.get(page).text)
    assert bruno.post("/valeurs/secteur", {"libelle": "Nautisme"}, htmx=True).status_code == 403
    form = bruno.get("/prospects/nouveau").text
    assert 'aria-label="Nouveau secteur"' not in form and 'aria-label="Nouvelle fonction"' in form
    assert alice.post(page, {"libelle": "Nautisme"}, htmx=True).status_code == 204
    assert "Nautisme" in bruno.get("/prospects/nouveau").text


@pytest.mark.covers("D-024")
def test_a_strict_list_refuses_what_a_form_sends_and_keeps_what_was_typed(bruno, lumen, stricte):
    stricte("secteur")
    refused = bruno.post("/prospects/", {"entreprise": "Voiles Kerviel", "secteur": "Voilerie"}, target="form")
    assert refused.status_code == 422 and "Voiles Kerviel" in refused.text
    assert "« Voilerie » n’est pas dans la liste « Secteurs d’activité »" in refused.text
    assert (
        bruno.post("/prospects/", {"entreprise": "Voiles Kerviel", "secteur": "INDUSTRIE"}, htmx=True).status_code
        == 204
    )
    with lumen():
        assert (
            db.session.scalars(select(Piste.secteur).where(Piste.entreprise == "Voiles Kerviel")).one() == "Industrie"
        )


def test_in_a_free_list_what_a_form_sends_joins_it(bruno, lumen):
    assert (
        bruno.post("/prospects/", {"entreprise": "Ruches Morvan", "secteur": "Apiculture"}, htmx=True).status_code
        == 204
    )
    assert words(lumen, "secteur")[-1] == "Apiculture"


def write(lumen, what: str) -> None:
    """An unknown word, in a column of each list."""
    with lumen(), db.session.no_autoflush:
        {
            "fonction": lambda: Contact.create(nom="Kerviel", fonction="Voilier"),
            "motif_perte": lambda: setattr(make_opportunite(), "motif", "Voilier"),
            "unite": lambda: make_article(unite="Voilier"),
            "provenance": lambda: make_piste(provenance="Voilier"),
            "role_contact": lambda: make_contact(make_tiers()).rattachements[0].revise(role="Voilier"),
        }[what]()


@pytest.mark.covers("D-024")
@pytest.mark.parametrize("liste", ["fonction", "motif_perte", "unite", "provenance", "role_contact"])
def test_the_rule_holds_at_the_record_itself(lumen, stricte, liste):
    stricte(liste)
    with pytest.raises(RegleMetier, match="n’est pas dans la liste"):
        write(lumen, liste)
    assert "Voilier" not in words(lumen, liste)
    stricte(liste, strict=False)
    write(lumen, liste)
    assert "Voilier" in words(lumen, liste)


def test_a_lost_opportunity_takes_its_reason_from_the_list(bruno, lumen, stricte):
    stricte("motif_perte")
    with lumen():
        lost = next(one.id for one in Statut.of("opportunites") if one.perdu)
        id = make_opportunite().id
    values = {"statut_id": lost, "motif": "Mauvaise humeur"}
    refused = bruno.post(f"/opportunites/{id}/statut", values, target="form")
    assert refused.status_code == 422 and "n’est pas dans la liste « Motifs de perte »" in refused.text
    with lumen():
        assert db.session.get(Opportunite, id).motif is None


def test_a_record_keeps_the_retired_word_it_bears_and_hands_it_over(bruno, lumen, stricte):
    """A list kept to its values takes nothing back from what is written."""
    with lumen():
        piste = make_piste(entreprise="Forges", nom="Martin", fonction="Gérant")
        piste.pass_to(next(one for one in Statut.of("pistes") if one.convertible))
        next(one for one in Valeur.of("fonction") if one.libelle == "Gérant").inactif = True
        id = piste.id
    stricte("fonction")
    with lumen():
        piste = db.session.get(Piste, id)
        piste.revise(fonction="Gérant", ville="Brest")
        convert(piste, now=now())
        assert piste.contact.fonction == "Gérant"
        next(one for one in Valeur.all_of("fonction") if one.libelle == "Gérant").inactif = False


def test_a_word_takes_the_writing_of_its_list(lumen):
    with lumen():
        article = make_article(unite="  HEURE ")
        assert article.unite == "heure"
        assert db.session.scalar(select(Article.unite).where(Article.id == article.id)) == "heure"


@pytest.mark.parametrize("module", ["factures", "devis"])
def test_what_is_typed_in_a_document_has_a_unit_of_the_strict_list(bruno, lumen, stricte, module):
    with lumen():
        tiers_id = make_tiers().id
    stricte("unite")
    form = saisie(tiers_id, ligne(unite="heure"), ligne(unite="palette"), jeton=uuid.uuid4().hex)
    refused = bruno.put(f"/{module}/brouillon", form, target="enregistrement")
    assert refused.status_code == 422
    fautes = json.loads(refused.headers["HX-Trigger"])["redaction:fautes"]
    assert list(fautes) == ["unite-n1"]
    assert "« palette » n’est pas dans la liste « Unités »" in fautes["unite-n1"]
    for unite in ("Jour", ""):
        kept = bruno.put(f"/{module}/brouillon", form | {"unite-n1": unite}, target="enregistrement")
        assert kept.status_code == 200, kept.text
        form |= FormData(kept.text)


def test_a_copy_keeps_the_units_of_its_document_whatever_the_list_is(bruno, lumen, stricte):
    with lumen():
        identify()
        id = make_facture(lignes=[fabrique.ligne(unite="palette")], issued=True).id
    stricte("unite")
    copy = bruno.post(f"/factures/{id}/copie").headers["Location"].removeprefix("/atelier-lumen")
    form = FormData(bruno.get(copy).text)
    assert form["unite-1"] == "palette"
    kept = bruno.put("/factures/brouillon", form, target="enregistrement")
    assert kept.status_code == 200
    typed = form | FormData(kept.text) | {"unite-1": "caisse"}
    refused = bruno.put("/factures/brouillon", typed, target="enregistrement")
    assert list(json.loads(refused.headers["HX-Trigger"])["redaction:fautes"]) == ["unite-1"]

"""« Champs de personnalisation »: questions are added, coded, ordered, renamed, retired by who administers."""

import pytest
from sqlalchemy import select, text

from crm.champs import ChampPersonnalise
from crm.parametres import Parametres
from crm.tiers import Tiers
from tenants import db
from tests.champs.conftest import ORIGINES, ask
from tests.fabrique import make_tiers

ICI = "/configuration/champs/tiers"
CHOIX = {"libelle": ["Appel entrant", "Salon", ""], "valeur": ["APL", "", ""]}
QUESTION = {"question": "Origine du contact", "sorte": "liste", "code": "", "profil": "tous"} | CHOIX


@pytest.fixture(autouse=True)
def blank(lumen):
    """No question, no client."""
    yield
    with lumen():
        for table in ("champs", "reponses"):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.execute(text("UPDATE tiers SET champs = '{}'"))


def saved(lumen, objet: str = "tiers") -> list[ChampPersonnalise]:
    with lumen():
        return ChampPersonnalise.all_of(objet)


@pytest.mark.covers("B-051", "B-052", "B-053", "B-054")
def test_question_is_added_with_its_kind_and_its_choices(alice, bruno, lumen):
    assert "Ajouter une question" in alice.get(ICI).text
    form = alice.get(f"{ICI}/nouvelle").text
    for kind in ("liste déroulante", "puces", "cases à cocher", "Texte long", "Montant", "Oui ou non", "Lien vers"):
        assert kind in form
    assert alice.post(ICI, QUESTION, htmx=True).status_code == 204
    (champ,) = saved(lumen)
    assert (champ.code, champ.sorte) == ("ORIGINE_DU_CONTACT", "liste")
    assert champ.choix == [
        {"libelle": "Appel entrant", "valeur": "APL"},
        {"libelle": "Salon", "valeur": "SALON"},
    ]
    asked = bruno.get("/clients/nouveau").text
    assert '<option value="APL">Appel entrant</option>' in asked
    alice.post(ICI, QUESTION | {"question": "Intérêt", "sorte": "puces"}, htmx=True)
    assert 'type="radio" value="APL"' in bruno.get("/clients/nouveau").text


@pytest.mark.covers("B-055")
@pytest.mark.parametrize(
    ("code", "kept"), [("origine-contact", "ORIGINE-CONTACT"), (" ORIGINE_2 ", "ORIGINE_2"), ("", "ORIGINE_DU_CONTACT")]
)
def test_code_is_upper_case_without_space(alice, lumen, code, kept):
    assert alice.post(ICI, QUESTION | {"code": code}, htmx=True).status_code == 204
    assert saved(lumen)[0].code == kept


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"question": "  "}, "Écrivez la question"),
        ({"code": "ORIGINE CONTACT"}, "sans espace ni accent"),
        ({"code": "ÉTÉ"}, "sans espace ni accent"),
        ({"code": "_X"}, "sans espace ni accent"),
        ({"sorte": "inconnu"}, "un choix valide"),
        ({"libelle": ["", ""], "valeur": ["", ""]}, "Proposez au moins un choix"),
        ({"libelle": ["", "Salon"], "valeur": ["APL", "SAL"]}, "un libellé et une valeur à chaque choix"),
        ({"libelle": ["Salon", "salon"], "valeur": ["A", "B"]}, "est deux fois dans les choix"),
        ({"libelle": ["Salon", "Foire"], "valeur": ["A", "A"]}, "est deux fois dans les choix"),
    ],
)
def test_wrong_question_is_refused_and_nothing_typed_is_lost(alice, lumen, changed, said):
    refused = alice.post(ICI, QUESTION | changed, target="form")
    assert refused.status_code == 422 and said in refused.text and saved(lumen) == []
    typed = [one for one in (QUESTION | changed)["libelle"] if one]
    assert all(f'value="{one}"' in refused.text for one in typed)


def test_code_is_of_one_question_of_its_noun(alice, lumen):
    alice.post(ICI, QUESTION, htmx=True)
    refused = alice.post(ICI, QUESTION | {"code": "ORIGINE_DU_CONTACT"}, target="form")
    assert refused.status_code == 422 and "sert déjà à une autre question" in refused.text
    alice.post(ICI, QUESTION, htmx=True)
    assert [champ.code for champ in saved(lumen)] == ["ORIGINE_DU_CONTACT", "ORIGINE_DU_CONTACT_2"]
    assert alice.post("/configuration/champs/contacts", QUESTION, htmx=True).status_code == 204
    assert saved(lumen, "contacts")[0].code == "ORIGINE_DU_CONTACT"


@pytest.fixture
def origine(lumen) -> int:
    """A question with two choices, of which a client bears one."""
    with lumen():
        champ = ask("tiers", "ORIGINE", "liste", choix=ORIGINES)
        make_tiers("Vial").answer({"ORIGINE": "APL"})
        return champ.id


KEPT = {"question": "Origine", "code": "ORIGINE", "sorte": "liste", "profil": "tous"}


@pytest.mark.parametrize(("changed", "said"), [({"code": "AUTRE"}, "son code"), ({"sorte": "texte"}, "son type")])
def test_code_and_kind_stay_once_a_record_answers(alice, origine, changed, said):
    form = KEPT | {"libelle": ["Appel entrant", "Salon"], "valeur": ["APL", "SAL"]} | changed
    refused = alice.post(f"{ICI}/{origine}", form, target="form")
    assert refused.status_code == 422 and f"{said}" in refused.text and "ne change plus" in refused.text


def version(lumen) -> tuple:
    with lumen():
        query = select(Tiers.champs, Tiers.version).where(Tiers.nom == "Vial").order_by(Tiers.id.desc())
        return tuple(db.session.execute(query).first())


def test_new_label_rewrites_no_record(alice, bruno, lumen, origine):
    before = version(lumen)
    form = KEPT | {"libelle": ["Appel reçu", "Salon"], "valeur": ["APL", "SAL"]}
    assert alice.post(f"{ICI}/{origine}", form, htmx=True).status_code == 204
    assert version(lumen) == before
    assert "Appel reçu" in bruno.get("/clients/nouveau").text


def test_choice_in_use_goes_only_with_a_replacement(alice, lumen, origine):
    form = KEPT | {"libelle": ["Salon", "Foire"], "valeur": ["SAL", ""]}
    refused = alice.post(f"{ICI}/{origine}", form, target="form")
    assert refused.status_code == 422 and "« Appel entrant » sert à 1\xa0fiche" in refused.text
    assert "Remplacer « Appel entrant »" in refused.text
    with_other = form | {"partie": "APL", "remplacement": "Foire"}
    assert alice.post(f"{ICI}/{origine}", with_other, htmx=True).status_code == 204
    assert version(lumen)[0] == {"ORIGINE": "FOIRE"}
    with lumen():
        assert db.session.scalar(text("SELECT texte FROM reponses")) == "FOIRE"


def test_ticked_choice_is_replaced_among_the_others(alice, lumen):
    with lumen():
        champ = ask("tiers", "OFFRES", "plusieurs", choix=[*ORIGINES, {"libelle": "Pub", "valeur": "PUB"}])
        make_tiers("Vial").answer({"OFFRES": ["APL", "SAL"]})
        champ_id = champ.id
    form = KEPT | {"code": "OFFRES", "sorte": "plusieurs", "libelle": ["Salon", "Pub"], "valeur": ["SAL", "PUB"]}
    alice.post(f"{ICI}/{champ_id}", form | {"partie": "APL", "remplacement": "SAL"}, htmx=True)
    assert version(lumen)[0] == {"OFFRES": ["SAL"]}


def test_order_given_is_that_of_forms_and_cards(alice, bruno, lumen):
    with lumen():
        ids = [str(ask("tiers", code).id) for code in ("UN", "DEUX", "TROIS")]
    assert alice.post(f"{ICI}/ordre", {"question": ids[::-1]}, htmx=True).status_code == 204
    page = bruno.get("/clients/nouveau").text
    assert page.index("c_TROIS") < page.index("c_DEUX") < page.index("c_UN")


def test_question_retired_is_asked_no_longer_and_its_answers_stay(alice, bruno, lumen, origine):
    form = KEPT | {"libelle": ["Appel entrant", "Salon"], "valeur": ["APL", "SAL"], "inactif": "y"}
    assert alice.post(f"{ICI}/{origine}", form, htmx=True).status_code == 204
    assert "c_ORIGINE" not in bruno.get("/clients/nouveau").text
    assert "c_ORIGINE" not in bruno.get("/clients").text
    assert version(lumen)[0] == {"ORIGINE": "APL"} and "N’est plus posée" in alice.get(ICI).text


def test_answered_question_cannot_be_removed(alice, lumen, origine):
    assert alice.post(f"{ICI}/{origine}/retrait", htmx=True).status_code == 422
    with lumen():
        autre = ask("tiers", "AUTRE").id
    assert alice.post(f"{ICI}/{autre}/retrait", htmx=True).status_code == 204
    assert [champ.code for champ in saved(lumen)] == ["ORIGINE"]


@pytest.mark.covers("B-043")
def test_profile_tells_who_is_asked(alice, bruno, lumen):
    for code, profil in (("EFFECTIF", "societe"), ("LOISIRS", "individu"), ("SURNOM", "tous")):
        form = {"question": code, "code": code, "sorte": "texte", "profil": profil}
        assert alice.post(ICI, form, htmx=True).status_code == 204
    page = bruno.get("/clients/nouveau").text
    assert 'data-profil="societe"><' in page.replace("\n", "") and 'data-profil="individu" hidden><' in page
    values = {"nom": "Perrin", "nature": "individu", "langue": "fr", "devise": "EUR", "qualification": "particulier"}
    values |= {"pays": "FR", "mode_reglement": "", "c_EFFECTIF": "12", "c_LOISIRS": "Voile", "c_SURNOM": "Pépé"}
    made = bruno.post("/clients/", values, target="form")
    card = bruno.get(made.headers["HX-Redirect"], root=True).text
    assert "champ-LOISIRS" in card and "champ-SURNOM" in card and "champ-EFFECTIF" not in card
    with lumen():
        assert db.session.scalar(select(Tiers.champs).where(Tiers.nom == "Perrin")) == {
            "LOISIRS": "Voile",
            "SURNOM": "Pépé",
        }


def test_only_who_administers_changes_the_questions(bruno, chloe, david, lumen, origine):
    assert chloe.get(ICI).status_code == bruno.get(ICI).status_code == 403
    assert bruno.post(ICI, QUESTION, htmx=True).status_code == 403
    assert david.post(f"{ICI}/{origine}", KEPT, htmx=True).status_code == 404
    david.post(ICI, QUESTION, htmx=True)
    assert [champ.code for champ in saved(lumen)] == ["ORIGINE"]


def test_question_of_another_noun_is_not_found_here(alice, origine):
    assert alice.get(f"/configuration/champs/contacts/{origine}/modification").status_code == 404
    assert alice.get("/configuration/champs/inconnu").status_code == 404


def test_noun_switched_off_has_no_questions_left(alice, lumen):
    with lumen():
        Parametres.current().configure_module("pistes", actif=False, nom="")
    page = alice.get(ICI).text
    assert "/champs/contacts" in page and "/champs/pistes" not in page
    assert alice.get("/configuration/champs").headers["Location"].endswith("/champs/tiers")
    with lumen():
        Parametres.current().configure_module("pistes", actif=True, nom="Leads")
    assert "Leads" in alice.get(ICI).text

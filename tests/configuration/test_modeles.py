"""« Modèles d’e-mails »: the company's own words, tried on a real document before they are kept."""

import pytest

from crm.courriels import ModeleMessage, prepare
from tests.fabrique import make_devis, make_facture, make_tiers, moi

FACTURE = "/configuration/modeles/facture/fr"
PROPRE = {"objet": "Votre facture {{ numero }}", "texte": "Bonjour {{contact}},\n\nMerci ! Reste dû : {{ reste }}."}


@pytest.fixture
def facture(lumen) -> str:
    with lumen():
        return make_facture(make_tiers("Bâti Rhône <Sud>"), issued=True).numero


def test_own_text_is_kept_and_proposed_with_the_document(alice, lumen, facture):
    assert alice.post(FACTURE, PROPRE).status_code == 303
    with lumen():
        proposed = prepare(make_facture(make_tiers("Bâti Rhône"), issued=True), moi())
        assert proposed.objet.startswith("Votre facture FA-") and "Reste dû : 1\u202f200,00\xa0€" in proposed.texte
    index = alice.get("/configuration/modeles").text
    assert index.count("Personnalisé") == 1 and index.count("D’origine") == 5


def test_preview_is_made_on_the_last_document_and_keeps_nothing(alice, lumen, facture):
    shown = alice.post(f"{FACTURE}/apercu", PROPRE | {"objet": "{{ client }} : {{ numero }}"}, target="apercu").text
    assert f"Bâti Rhône &lt;Sud&gt; : {facture}" in shown and f"{facture}.pdf" in shown
    with lumen():
        assert "{{ client }} :" not in ModeleMessage.text_of("facture", "fr")[0]
    english = alice.post("/configuration/modeles/facture/en/apercu", PROPRE, target="apercu").text
    assert "€1,200.00" in english


def test_preview_names_what_is_wrong_and_says_when_there_is_no_document(alice, david):
    wrong = alice.post(f"{FACTURE}/apercu", PROPRE | {"texte": "{{ montnt }}"}, target="apercu").text
    assert "Champ inconnu : {{ montnt }}" in wrong
    assert "pas encore" in david.post("/configuration/modeles/avoir/fr/apercu", PROPRE, target="apercu").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"objet": " "}, "Écrivez l’objet"),
        ({"texte": ""}, "Écrivez le texte"),
        ({"texte": "{{ x }}"}, "inconnu"),
    ],
)
def test_wrong_model_is_refused_and_nothing_typed_is_lost(alice, change, said):
    refused = alice.post(FACTURE, {"objet": "Mon objet", "texte": "Mon texte"} | change)
    assert refused.status_code == 422 and said in refused.text
    assert "Mon objet" in refused.text or "Mon texte" in refused.text


def test_text_of_origin_comes_back_and_that_is_undone(alice, lumen):
    alice.post(FACTURE, PROPRE)
    assert alice.post(f"{FACTURE}/retrait").status_code == 303
    page = alice.get(FACTURE).text
    assert "Facture {{ numero }} — {{ entreprise }}" in page and "Revenir au texte" not in page
    assert alice.post(f"{FACTURE}/retrait").status_code == 404
    alice.post(FACTURE, PROPRE)
    with lumen():
        assert ModeleMessage.find("facture", "fr").texte == PROPRE["texte"]


def test_every_field_offered_is_one_the_message_knows(alice, lumen):
    with lumen():
        make_devis(envoye=True)
    from crm.courriels import CHAMPS

    texte = " ".join(f"{{{{ {cle} }}}}" for cle in CHAMPS)
    page = alice.get("/configuration/modeles/devis/fr").text
    assert all(f'data-inserer="{{{{ {cle} }}}}"' in page for cle in CHAMPS)
    assert (
        "inconnu"
        not in alice.post("/configuration/modeles/devis/fr/apercu", {"objet": "o", "texte": texte}, target="x").text
    )


def test_unknown_model_is_not_found_and_only_who_administers_writes(alice, bruno):
    assert alice.get("/configuration/modeles/relance/fr").status_code == 404
    assert alice.get("/configuration/modeles/facture/de").status_code == 404
    assert bruno.post(FACTURE, PROPRE).status_code == 403

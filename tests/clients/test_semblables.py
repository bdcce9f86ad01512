"""While somebody is typed, those already there whom it may be are told, with the reason."""

import pytest

from crm.parametres import Parametres
from crm.pistes import PISTE
from crm.semblables import Signalement, similar
from crm.tiers import CONTACT, TIERS
from tests.fabrique import MIDI, make_contact, make_piste, make_tiers


def found(signalement: Signalement, *portraits) -> dict:
    return {one.fiche.libelle: one.raisons for one in similar(portraits or (TIERS, CONTACT), signalement)}


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        (Signalement(siren="404 833 048 00010"), ["même SIREN"]),
        (Signalement(email=" Compta@Arbois.EXAMPLE"), ["même e-mail"]),
        (Signalement(telephones=("03 84 66 12 50",)), ["même téléphone"]),
        (Signalement(telephones=(None, "+33 (0)3.84.66.12.50")), ["même téléphone"]),
        (Signalement(societe="Sarl Fromagerie d’Arbois"), ["nom proche"]),
        (Signalement(societe="fromagerie d arbois"), ["nom proche"]),
        (Signalement(societe="Fromajerie d’Arbois"), ["nom proche"]),
        (Signalement(societe="Maison du Comté"), ["nom proche"]),
        (Signalement(societe="Fromagerie d’Arbois", siren="404833048"), ["même SIREN", "nom proche"]),
    ],
)
def test_a_company_is_recognised(essai, typed, reasons):
    make_tiers("Fromagerie d’Arbois", siren="404833048", email="compta@arbois.example", telephone="+33 3 84 66 12 50",
               nom_commercial="Maison du Comté")  # fmt: skip
    assert found(typed) == {"Fromagerie d’Arbois": reasons}


@pytest.mark.parametrize(
    "typed",
    [
        Signalement(),
        Signalement(societe="SARL"),
        Signalement(societe="Fromagerie de Poligny", email="autre@arbois.example", siren="552100554"),
        Signalement(email="compta@", siren="40483304", telephones=("03 84",)),
    ],
)
def test_what_differs_or_is_half_typed_looks_like_nobody(essai, typed):
    make_tiers("Fromagerie d’Arbois", siren="404833048", email="compta@arbois.example", telephone="+33384661250")
    assert found(typed) == {}


def test_a_person_is_recognised_whatever_they_are_here(essai):
    make_contact(make_tiers(), prenom="Apolline", nom="Vuillemin", mobile="06 12 34 56 78")
    make_tiers("Vuillemin", particulier=True, prenom="Apolline", email="apo@v.example")
    make_piste(entreprise=None, prenom="Apolline", nom="Vuillemin")
    seen = similar((TIERS, CONTACT, PISTE), Signalement(personne="apoline vuillemin", telephones=("0612345678",)))
    assert (seen[0].mot, seen[0].raisons) == ("contact", ["même téléphone", "nom proche"])
    assert {one.mot for one in seen} == {"client", "contact", "prospect"}


def test_what_is_in_the_trash_is_not_proposed_and_five_are_enough(essai):
    gone, *others = [make_tiers(email="double@client.example", adresse=False) for _ in range(7)]
    gone.trash(MIDI)
    seen = [one.fiche for one in similar((TIERS,), Signalement(email="double@client.example"))]
    assert len(seen) == 5 and set(seen) < set(others)


@pytest.mark.parametrize("module", ["clients", "contacts", "prospects"])
def test_forms_that_create_say_whom_it_looks_like(bruno, chloe, david, lumen, module):
    with lumen():
        id = make_tiers("Scierie Ravel", email="compta@ravel.example").id
    typed = f"/{module}/semblables?nom=x&email=compta@ravel.example"
    panel = bruno.get(typed, target="semblables").text
    assert f'href="/atelier-lumen/clients/{id}"' in panel and "(client : même e-mail)" in panel
    assert f'hx-get="/atelier-lumen/{module}/semblables"' in bruno.get(f"/{module}/nouveau").text
    assert bruno.get(f"/{module}/semblables?nom=x&email=", target="semblables").text.strip() == ""
    assert chloe.get(typed).status_code == 403
    assert david.get(typed, target="semblables").text.strip() == ""


def test_a_module_that_is_closed_is_not_told(bruno, lumen):
    with lumen():
        make_contact(make_tiers("Scierie Ravel"), email="bois@ravel.example")
    asked = "/clients/semblables?nature=societe&nom=x&email=bois@ravel.example"
    assert "contact : même e-mail" in bruno.get(asked, target="semblables").text
    with lumen():
        Parametres.current().configure_module("contacts", actif=False, nom="")
    assert "contact" not in bruno.get(asked, target="semblables").text
    with lumen():
        Parametres.current().configure_module("contacts", actif=True, nom="")

"""How one may write to a contact: e-mails and their validity, consent, type, profile."""

from datetime import date

import pytest
from sqlalchemy import select

from crm.champs import ChampPersonnalise
from crm.errors import RegleMetier
from crm.tiers import Consentement, Contact
from tenants import db
from tests.fabrique import make_contact, make_tiers

JOUR = date(2026, 11, 21)
CONTACT = {"nom": "Delaunay", "prenom": "Sophie", "email": "sophie@delaunay.fr", "langue": "fr", "nature": "societe"}


@pytest.fixture
def contact(lumen) -> int:
    with lumen():
        return make_contact(make_tiers(), email="sophie@delaunay.fr").id


def of(lumen, id: int, *names: str) -> list:
    with lumen():
        return [getattr(db.session.get(Contact, id), name) for name in names]


@pytest.mark.covers("B-042")
def test_additional_fields_are_filled_and_shown(bruno, lumen, contact):
    form = CONTACT | {
        "email2": "perso@delaunay.fr",
        "type_contact": "Partenaire",
        "nature": "individu",
        "consentement": "oui",
        "consentement_le": "2026-01-15",
    }
    assert bruno.post(f"/contacts/{contact}", form, htmx=True).status_code == 204
    assert of(lumen, contact, "email2", "type_contact", "nature", "optin_le") == [
        "perso@delaunay.fr",
        "Partenaire",
        "individu",
        date(2026, 1, 15),
    ]
    card = bruno.get(f"/contacts/{contact}").text
    for said in ("perso@delaunay.fr", "Partenaire", "BtoC", "Donné le 15 janv. 2026"):
        assert said in card, said


def test_a_wrong_second_address_is_refused_and_nothing_is_lost(bruno, contact):
    answer = bruno.post(f"/contacts/{contact}", CONTACT | {"email2": "perso@", "fonction": "Gérante"}, target="form")
    assert answer.status_code == 422 and "adresse e-mail valide" in answer.text and "Gérante" in answer.text


def test_consent_is_dated_and_keeps_its_date(lumen, contact):
    with lumen():
        sophie = db.session.get(Contact, contact)
        assert sophie.optin is None
        sophie.consent(Consentement(True, None, JOUR))
        sophie.consent(Consentement(True, None, date(2026, 12, 1)))
        assert (sophie.optin, sophie.optin_le) == (True, JOUR)
        sophie.consent(Consentement(False, None, date(2026, 12, 2)))
        assert (sophie.optin, sophie.optin_le, sophie.optout_le) == (False, JOUR, date(2026, 12, 2))
        sophie.consent(Consentement(True, None, date(2026, 12, 5)))
        assert (sophie.optin, sophie.optin_le, sophie.optout_le) == (True, date(2026, 12, 5), None)
        with pytest.raises(RegleMetier, match="à venir"):
            sophie.consent(Consentement(True, date(2027, 1, 1), JOUR))


def test_consent_of_a_day_to_come_is_refused_by_the_form(bruno, contact):
    form = CONTACT | {"consentement": "oui", "consentement_le": "2999-01-01"}
    answer = bruno.post(f"/contacts/{contact}", form, target="form")
    assert answer.status_code == 422 and "à venir" in answer.text


@pytest.mark.covers("B-037")
def test_validity_of_the_address_has_three_values_set_by_hand(bruno, lumen, contact):
    page = bruno.get(f"/contacts/{contact}/modification").text
    for code, said in (("valide", "Valide"), ("non_valide", "Non valide"), ("non_verifie", "Non vérifié")):
        assert f'value="{code}">{said}' in page.replace("selected ", "")
        bruno.post(f"/contacts/{contact}", CONTACT | {"validite_email": code}, htmx=True)
        assert of(lumen, contact, "validite_email") == [code]
        assert f"</i>{said}" in bruno.get(f"/contacts/{contact}").text
    assert bruno.post(f"/contacts/{contact}", CONTACT | {"validite_email": "sûre"}, target="form").status_code == 422


def test_another_address_is_to_be_verified_again(bruno, lumen, contact):
    bruno.post(f"/contacts/{contact}", CONTACT | {"validite_email": "valide"}, htmx=True)
    bruno.post(f"/contacts/{contact}", CONTACT | {"validite_email": "valide", "email": "SOPHIE@delaunay.fr"}, htmx=True)
    assert of(lumen, contact, "validite_email") == ["valide"], "the same address, written otherwise"
    bruno.post(f"/contacts/{contact}", CONTACT | {"validite_email": "valide", "email": "autre@delaunay.fr"}, htmx=True)
    assert of(lumen, contact, "email", "validite_email") == ["autre@delaunay.fr", "non_verifie"]


@pytest.mark.covers("B-043")
def test_a_contact_bears_the_fields_of_its_profile_and_passes_to_the_other(bruno, chloe, david, lumen, contact):
    with lumen():
        for code, profil in (("EFFECTIF", "societe"), ("LOISIRS", "individu"), ("SURNOM", "tous")):
            ChampPersonnalise.add("contacts", question=code.capitalize(), code=code, sorte="texte", profil=profil)
    card = bruno.get(f"/contacts/{contact}").text
    assert "champ-EFFECTIF" in card and "champ-SURNOM" in card and "champ-LOISIRS" not in card
    assert "Passer à l’onglet BtoC" in card and "Passer à l’onglet" not in chloe.get(f"/contacts/{contact}").text
    assert chloe.put(f"/contacts/{contact}/profil", {"nature": "individu"}, htmx=True).status_code == 403
    assert david.put(f"/contacts/{contact}/profil", {"nature": "individu"}, htmx=True).status_code == 404
    assert bruno.put(f"/contacts/{contact}/profil", {"nature": "x"}, htmx=True).status_code == 422
    assert bruno.put(f"/contacts/{contact}/profil", {"nature": "individu"}, htmx=True).status_code == 204
    card = bruno.get(f"/contacts/{contact}").text
    assert "champ-LOISIRS" in card and "champ-SURNOM" in card and "champ-EFFECTIF" not in card
    assert "Passer à l’onglet BtoB" in card


def test_new_contact_answers_the_fields_of_the_profile_chosen(bruno, lumen):
    with lumen():
        for code, profil in (("METIER", "societe"), ("SPORT", "individu")):
            ChampPersonnalise.add("contacts", question=code, code=code, sorte="texte", profil=profil)
    page = bruno.get("/contacts/nouveau").text.replace("\n", "")
    assert 'data-profil="societe"><' in page and 'data-profil="individu" hidden><' in page
    form = CONTACT | {"nom": "Perrin", "nature": "individu", "c_METIER": "x", "c_SPORT": "Voile"}
    assert bruno.post("/contacts/", form, htmx=True).status_code == 204
    with lumen():
        assert db.session.scalar(select(Contact.champs).where(Contact.nom == "Perrin")) == {"SPORT": "Voile"}


@pytest.mark.covers("B-040")
def test_the_pencil_beside_the_address_opens_what_can_be_changed(bruno, chloe, contact):
    pencil = f'href="/atelier-lumen/contacts/{contact}/modification"'
    card = bruno.get(f"/contacts/{contact}").text
    after_email = card.split("sophie@delaunay.fr</span>")[1].split("</dd>")[0]
    assert "Modifier les coordonnées" in after_email and pencil in after_email
    assert "Modifier les coordonnées" not in chloe.get(f"/contacts/{contact}").text

"""A contact is duplicated: what cannot be the same says « à modifier » until it is changed, and receives nothing."""

import re

import pytest

from crm.courriels import Courriel, prepare
from crm.errors import RegleMetier
from crm.tiers import Contact
from tenants import db
from tests.fabrique import MIDI, make_contact, make_facture, make_tiers, moi


@pytest.fixture
def contact(lumen) -> int:
    with lumen():
        made = make_contact(make_tiers(), email="jeanne@delaunay.fr", fonction="Gérante", telephone="04 72 61 08 33")
        return made.id


def copy_of(someone, id: int) -> int:
    answer = someone.post(f"/contacts/{id}/copie", htmx=True)
    return int(re.search(r"/contacts/(\d+)", answer.headers["HX-Redirect"])[1])


@pytest.mark.covers("B-048", "B-049")
def test_a_copy_says_what_is_to_be_changed(bruno, lumen, contact):
    assert "Dupliquer" in bruno.get(f"/contacts/{contact}").text
    id = copy_of(bruno, contact)
    with lumen():
        copy, source = db.session.get(Contact, id), db.session.get(Contact, contact)
        assert (copy.prenom, copy.nom) == ("à modifier Jeanne", "à modifier Delaunay")
        assert copy.email == "à modifier jeanne@delaunay.fr"
        assert (copy.fonction, copy.telephone, copy.civilite) == ("Gérante", "04 72 61 08 33", "Madame")
        assert [link.tiers for link in copy.tiers_actifs] == [link.tiers for link in source.tiers_actifs]
        assert [link.principal for link in copy.tiers_actifs] == [False]
    card = bruno.get(f"/contacts/{id}").text
    assert "à modifier Jeanne à modifier Delaunay" in card and "Personne ne reçoit d’e-mail" in card
    assert "mailto:" not in card
    form = {"nom": "Martin", "prenom": "Paul", "langue": "fr", "nature": "societe"}
    refused = bruno.post(f"/contacts/{id}", form | {"email": "à modifier jeanne@delaunay.fr"}, target="form")
    assert refused.status_code == 422 and "adresse e-mail valide" in refused.text
    assert bruno.post(f"/contacts/{id}", form | {"email": "paul@delaunay.fr"}, htmx=True).status_code == 204
    assert "à modifier" not in bruno.get(f"/contacts/{id}").text.split("<main")[1].split("Historique")[0]


@pytest.mark.covers("B-049")
def test_nobody_is_written_to_at_the_address_of_a_copy(lumen, contact):
    with lumen():
        source = db.session.get(Contact, contact)
        copy, tiers = source.duplicate(), source.tiers_actifs[0].tiers
        facture = make_facture(tiers, issued=True, contact_id=copy.id)
        assert copy.email_sur is None and prepare(facture).a == [tiers.email]
        with pytest.raises(RegleMetier, match="n’est pas une adresse"):
            Courriel.send_later(facture, a=[copy.email], objet="Facture", texte="Bonjour", par=moi(), now=MIDI)


def test_a_copy_of_a_copy_says_it_once(lumen, contact):
    with lumen():
        copy = db.session.get(Contact, contact).duplicate().duplicate()
        assert (copy.prenom, copy.email) == ("à modifier Jeanne", "à modifier jeanne@delaunay.fr")
        assert copy.email2 is None


def test_only_who_writes_here_duplicates(chloe, david, contact):
    assert "Dupliquer" not in chloe.get(f"/contacts/{contact}").text
    assert chloe.post(f"/contacts/{contact}/copie", htmx=True).status_code == 403
    assert david.post(f"/contacts/{contact}/copie", htmx=True).status_code == 404

"""A qualified piste becomes a tiers and its contact, traceably, and back."""

import pytest

from crm import journal, sujets
from crm.errors import RegleMetier
from crm.pistes import Piste, convert, similar_contacts, similar_tiers
from crm.tiers import Tiers
from tenants import db
from tests.fabrique import MIDI, identify, make_contact, make_piste, make_tiers
from tests.pistes.test_regles import pass_to


@pytest.fixture
def chez(lumen):
    with lumen():
        identify()
        yield


@pytest.fixture
def qualifiee(chez) -> Piste:
    piste = make_piste(
        entreprise="Menuiserie Müller", prenom="Zoé", nom="Lefèvre", fonction="Gérante", telephone="0472610833",
        email="zoe@muller.example", ligne1="3 rue Haute", code_postal="68000", ville="Colmar",
    )  # fmt: skip
    sujets.set_labels(piste, {sujets.Etiquette.named("Salon", "ambre").id})
    pass_to(piste, "Qualifié")
    return piste


@pytest.mark.covers("D-105")
def test_only_a_qualified_piste_is_converted(chez):
    with pytest.raises(RegleMetier, match="Passez d’abord le prospect au statut « Qualifié »"):
        convert(make_piste(), now=MIDI)


@pytest.mark.covers("D-115", "D-109")
def test_everything_follows_to_the_tiers_and_its_contact(qualifiee):
    tiers = convert(qualifiee, now=MIDI)
    (contact,) = [link.contact for link in tiers.contacts]
    assert (tiers.nom, tiers.nature, tiers.roles, tiers.ville) == (
        "Menuiserie Müller",
        "societe",
        ["prospect"],
        "Colmar",
    )
    assert (contact.prenom, contact.nom, contact.fonction, contact.email) == (
        "Zoé", "Lefèvre", "Gérante", "zoe@muller.example",
    )  # fmt: skip
    assert [one.nom for one in sujets.labels_of("tiers", [tiers.id])[tiers.id]] == ["Salon"]
    assert (qualifiee.statut.libelle, qualifiee.tiers, qualifiee.contact, qualifiee.convertie_le) == (
        "Convertie", tiers, contact, MIDI,
    )  # fmt: skip
    with pytest.raises(RegleMetier, match="déjà convertie"):
        convert(qualifiee, now=MIDI)


@pytest.mark.covers("D-116")
def test_an_individual_makes_one_record(chez):
    piste = make_piste(entreprise=None, prenom="Zoé", nom="Lefèvre")
    pass_to(piste, "Qualifié")
    tiers = convert(piste, now=MIDI, role="client")
    assert (tiers.libelle, tiers.is_individu, tiers.contacts, tiers.roles) == ("Zoé Lefèvre", True, [], ["client"])


@pytest.mark.covers("D-107")
def test_it_is_attached_to_a_tiers_that_exists_and_that_looks_like_it(qualifiee):
    known, other = make_tiers("Menuiserie Müller et fils"), make_tiers("Boulangerie Sorel")
    found = [one.fiche for one in similar_tiers(qualifiee)]
    assert known in found and other not in found
    assert convert(qualifiee, now=MIDI, tiers=known) is known
    assert [link.contact.nom for link in known.contacts] == ["Lefèvre"]


@pytest.mark.covers("D-108")
def test_its_person_is_a_contact_that_exists_when_the_tiers_is_one_too(chez):
    piste = make_piste(entreprise="Tuilerie Vauban", prenom="Solène", nom="Vauban", email="solene@vauban.example")
    pass_to(piste, "Qualifié")
    known = make_tiers("Tuilerie Vauban")
    contact = make_contact(make_tiers(), prenom="Solène", nom="Vauban", email="Solene@vauban.example")
    assert [(one.fiche, one.raisons) for one in similar_contacts(piste)] == [(contact, ["même e-mail", "nom proche"])]
    convert(piste, now=MIDI, tiers=known, contact=contact)
    assert piste.contact is contact and [link.contact for link in known.contacts] == [contact]


def test_a_new_tiers_takes_a_new_contact(qualifiee):
    contact = make_contact(make_tiers(), prenom="Zoé", nom="Lefèvre")
    convert(qualifiee, now=MIDI, contact=contact)
    assert qualifiee.contact is not contact


def test_the_window_proposes_the_tiers_and_the_contacts_that_exist(lumen, bruno):
    with lumen():
        identify()
        known = make_tiers("Ferronnerie Oberkampf")
        contact = make_contact(known, prenom="Ève", nom="Oberkampf")
        piste = make_piste(entreprise="Ferronnerie Oberkampf", prenom="Ève", nom="Oberkampf")
        pass_to(piste, "Qualifié")
        ids = piste.id, known.id, contact.id
    window = bruno.get(f"/prospects/{ids[0]}/conversion").text
    assert f'name="tiers_id" value="{ids[1]}"' in window and f'name="contact_id" value="{ids[2]}"' in window
    form = {"tiers_id": str(ids[1]), "contact_id": str(ids[2]), "role": "prospect", "langue": "fr"}
    form["responsable_id"] = ""
    assert bruno.post(f"/prospects/{ids[0]}/conversion", form, htmx=True).status_code == 204
    with lumen():
        assert [link.contact_id for link in db.session.get(Tiers, ids[1]).contacts] == [ids[2]]


def test_a_conversion_is_undone_whole(qualifiee):
    lot = journal.begin_lot()
    tiers, contact = convert(qualifiee, now=MIDI), qualifiee.contact
    journal.begin_lot()
    journal.undo(lot)
    db.session.flush()
    assert (qualifiee.statut.libelle, qualifiee.tiers_id, qualifiee.is_convertie) == ("Qualifié", None, False)
    assert tiers.is_in_trash and contact.is_in_trash
    assert convert(qualifiee, now=MIDI) is not tiers


def test_its_status_comes_and_goes_with_the_conversion_only(qualifiee):
    with pytest.raises(RegleMetier, match="vient avec la conversion"):
        pass_to(qualifiee, "Convertie")
    convert(qualifiee, now=MIDI)
    with pytest.raises(RegleMetier, match="annulez d’abord sa conversion"):
        pass_to(qualifiee, "En suivi")

"""The towns a company adds: by hand, by file, each once."""

import pytest
from sqlalchemy import select

from crm.communes import Commune
from crm.errors import RegleMetier
from tenants import db
from tests.fabrique import MIDI

KOLN = {"nom": "Köln", "code_postal": "50667", "pays": "DE"}


def kept(lumen) -> dict[str, tuple]:
    with lumen():
        query = select(Commune).where(Commune.supprime_le.is_(None)).order_by(Commune.id)
        return {one.nom: (one.code_postal, one.pays, one.departement, one.region) for one in db.session.scalars(query)}


@pytest.mark.covers("D-029")
def test_configuration_shows_the_reference_by_name_postal_code_departement_and_region(alice):
    page = alice.get("/configuration/communes?q=villeurbanne").text
    assert "69100" in page and "Rhône" in page and "Auvergne-Rhône-Alpes" in page and "Licence Ouverte" in page
    assert "Ajaccio" in alice.get("/configuration/communes?q=20000").text
    page = alice.get("/configuration/communes?departement=69&region=84&q=saint").text
    assert "Saint-Priest" in page and "Saint-Malo" not in page
    assert "Aucune commune" in alice.get("/configuration/communes?q=xyzxyz").text


def test_the_reference_is_walked_page_after_page(alice):
    page = alice.get("/configuration/communes?departement=2A").text
    after = int(page.partition("apres=")[2].partition('"')[0])
    assert "Afa" in page and "Zonza" not in page
    page = alice.get(f"/configuration/communes?departement=2A&apres={after}").text
    assert "Afa" not in page and "Première page" in page


def test_a_town_is_added_changed_and_thrown_away_by_hand(alice, lumen):
    assert alice.post("/communes/", KOLN, htmx=True).status_code == 204
    assert kept(lumen)["Köln"] == ("50667", "DE", None, None)
    with lumen():
        number = db.session.scalar(select(Commune.id))
    assert "Köln" in alice.get("/communes/").text and "Allemagne" in alice.get(f"/communes/{number}").text
    changed = KOLN | {"nom": "Cologne", "region": "Rhénanie", "version": "1"}
    assert alice.post(f"/communes/{number}", changed).status_code == 303
    assert kept(lumen) == {"Cologne": ("50667", "DE", None, "Rhénanie")}
    alice.post(f"/communes/{number}/corbeille")
    assert kept(lumen) == {}


def test_a_new_french_town_is_given_its_departement(lumen):
    with lumen():
        commune = Commune.create(nom="Sainte-Nouvelle", code_postal="38999")
        assert (commune.departement, commune.region) == ("Isère", "Auvergne-Rhône-Alpes")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (KOLN | {"nom": ""}, "Indiquez le nom de la commune"),
        (KOLN | {"code_postal": " "}, "Indiquez le code postal"),
        (KOLN | {"nom": "KOELN", "code_postal": "1" * 11}, "10 caractères au plus"),
        ({"nom": "lyon", "code_postal": "69003", "pays": "FR"}, "référentiel officiel"),
        (KOLN | {"nom": "koln"}, "déjà parmi vos communes"),
    ],
)
def test_what_is_wrong_or_already_there_is_refused(alice, lumen, sent, said):
    with lumen():
        known = Commune.create(**KOLN).id
    answer = alice.post("/communes/", sent, target="form")
    assert answer.status_code == 422 and said in answer.text and sent["code_postal"].strip() in answer.text
    with lumen():
        db.session.get(Commune, known).trash(MIDI)


def test_a_town_taken_back_from_the_trash_is_not_there_twice(lumen):
    with lumen():
        first = Commune.create(**KOLN)
        first.trash(MIDI)
        db.session.flush()
        Commune.create(**KOLN)
        with pytest.raises(RegleMetier, match="déjà"):
            first.restore()
        db.session.rollback()


def test_only_who_may_configure_sees_and_writes(bruno, chloe, david, alice, lumen):
    with lumen():
        number = Commune.create(nom="Bruxelles", code_postal="1000", pays="BE").id
    for someone in (bruno, chloe):
        assert someone.get("/communes/").status_code == 403 == someone.post("/communes/", KOLN).status_code
        assert someone.get("/configuration/communes").status_code == 403
    assert david.get(f"/communes/{number}").status_code == 404
    assert alice.get("/configuration/communes").status_code == 200

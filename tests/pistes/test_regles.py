"""What keeps itself on a piste whatever the way in: score, étape, dernier contact, clôture, the note on its e-mail."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from crm import journal, sujets
from crm.clock import today
from crm.errors import RegleMetier
from crm.parametres import Parametres
from crm.pistes import Piste, explain, score
from crm.statuts import Statut
from tenants import db
from tests.fabrique import identify, make_piste, moi

HIER = today() - timedelta(days=1)


def statut(libelle: str) -> Statut:
    return db.session.scalars(select(Statut).where(Statut.libelle_ == libelle)).one()


def pass_to(piste: Piste, libelle: str) -> None:
    piste.pass_to(statut(libelle))
    db.session.flush()


@pytest.fixture
def chez(lumen):
    with lumen():
        identify()
        yield


@pytest.mark.covers("A-055")
def test_the_score_is_the_sum_of_its_reasons_and_follows(chez):
    piste = make_piste(telephone="0472610833", montant_estime=Decimal(5000))
    points = score.points_of(Parametres.current())
    assert piste.score == sum(worth for _, worth in explain(piste, points)) == 10 + 5 + 5 + 10
    pass_to(piste, "Qualifié")
    assert piste.score == 50 + 20
    piste.revise(montant_estime=None)
    db.session.flush()
    assert piste.score == 60
    pass_to(piste, "Perdu")
    assert piste.score == 0


def test_all_the_scores_again_are_those_each_would_have(chez):
    pistes = [make_piste(), make_piste(nom=None, compte_cle=True), make_piste(montant_estime=Decimal(1), mobile="06")]
    pass_to(pistes[1], "En discussion")
    pass_to(pistes[2], "Perdu")
    before = [piste.score for piste in pistes]
    assert score.recompute() == 0
    score.change_points(Parametres.current(), {critere.cle: 7 for critere in score.CRITERES})
    db.session.execute(update(Statut).values(points=Statut.points + 1))
    assert score.recompute() == 2
    points = score.points_of(Parametres.current())
    after = [piste.score for piste in pistes]
    assert after == [sum(worth for _, worth in explain(piste, points)) for piste in pistes] != before


def test_many_scores_are_left_to_a_worker(lumen, work, monkeypatch):
    monkeypatch.setattr(score, "AT_ONCE", 0)
    with lumen():
        identify()
        piste = make_piste(montant_estime=Decimal(1))
        number, before = piste.id, piste.score
        score.change_points(Parametres.current(), {critere.cle: 3 for critere in score.CRITERES})
        score.Bareme.apply()
        db.session.flush()
        assert db.session.scalar(select(Piste.score).where(Piste.id == number)) == before
    work()
    with lumen():
        piste = db.session.get(Piste, number)
        assert piste.score == piste.statut.points + 6 != before


@pytest.mark.covers("A-056")
def test_the_step_follows_the_status_until_it_is_set_by_hand(chez):
    piste = make_piste()
    assert piste.etape == "Prospection"
    pass_to(piste, "Qualifié")
    assert piste.etape == "Qualification"
    piste.revise(etape="Visite du chantier")
    pass_to(piste, "En discussion")
    assert (piste.etape, piste.etape_manuelle) == ("Visite du chantier", True)
    piste.revise(etape=None)
    db.session.flush()
    assert (piste.etape, piste.etape_manuelle) == ("Négociation", False)


@pytest.mark.covers("A-057")
@pytest.mark.parametrize(
    ("change", "contact"),
    [
        ({"notes": "Rappelle jeudi"}, True),
        ({"prochaine_action": "Envoyer la brochure"}, True),
        ({"ville": "Besançon"}, False),
        ({"email": "autre@client.example"}, False),
        ({"email": None}, False),
    ],
)
def test_the_last_contact_follows_what_is_said_and_nothing_else(chez, change, contact):
    piste = make_piste()
    assert piste.dernier_contact_le is None
    piste.revise(**change)
    db.session.flush()
    assert piste.dernier_contact_le == (today() if contact else None)


@pytest.mark.covers("A-057")
def test_a_status_and_a_note_are_contacts(chez):
    moved, noted = make_piste(), make_piste()
    pass_to(moved, "Contacté")
    sujets.write_note(noted, "Vu au salon", moi())
    assert moved.dernier_contact_le == noted.dernier_contact_le == today()


@pytest.mark.covers("A-058")
def test_closing_dates_the_closing_and_reopening_takes_it_back(chez):
    piste = make_piste()
    pass_to(piste, "Clos")
    assert piste.cloture_le == today()
    pass_to(piste, "En suivi")
    assert piste.cloture_le is None


@pytest.mark.covers("A-059", "A-060")
@pytest.mark.parametrize("email", [None, "pas une adresse"])
def test_a_missing_or_wrong_email_is_said_in_the_notes(chez, email):
    piste = Piste(nom="Guérin", email=email, notes="Vu au salon", statut_id=statut("À contacter").id)
    db.session.add(piste)
    db.session.flush()
    assert piste.notes == "Email manquant/invalide\nVu au salon"
    piste.email = "guerin@client.example"
    db.session.flush()
    assert (piste.notes, piste.dernier_contact_le) == ("Vu au salon", None)


def test_what_must_be_put_right_is_proposed_not_done(chez):
    first, second = (
        make_piste(email="a@ex.fr", entreprise="Un"),
        make_piste(email="A@EX.fr ".strip(), entreprise="Deux"),
    )
    assert second.corrections == ["« Un » a la même adresse e-mail"]
    assert second.statut.libelle == "À contacter" and first.doublons == [second]


def test_an_undone_move_puts_back_what_followed_from_it(chez):
    piste = make_piste(dernier_contact_le=HIER)
    score_avant = piste.score
    lot = journal.begin_lot()
    pass_to(piste, "Clos")
    assert (piste.dernier_contact_le, piste.cloture_le, piste.etape) == (today(), today(), "Conclusion")
    journal.begin_lot()
    journal.undo(lot)
    db.session.flush()
    assert (piste.statut.libelle, piste.dernier_contact_le, piste.cloture_le, piste.score) == (
        "À contacter", HIER, None, score_avant,
    )  # fmt: skip


def test_nothing_names_it_nothing_is_made(chez):
    with pytest.raises(RegleMetier, match="au moins une entreprise, un nom ou une adresse"):
        Piste.create(prenom="Zoé")


def test_without_a_name_it_shows_its_number(chez):
    piste = Piste(statut_id=statut("À contacter").id)
    db.session.add(piste)
    db.session.flush()
    assert piste.libelle == f"Prospect n° {piste.id}"

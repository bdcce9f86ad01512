import pytest
from sqlalchemy.exc import DatabaseError

from crm import journal
from crm.depenses import Depense
from crm.depenses.statuts import ETATS, MOTIFS, SUITES
from crm.errors import RegleMetier
from tenants import db
from tests.depenses.fournisseur import recue
from tests.fabrique import MIDI, D, identify, make_depense, moi

JOUR = MIDI.date()


@pytest.fixture(autouse=True)
def lumiere(lumen):
    with lumen():
        identify()
        yield
        db.session.rollback()


@pytest.fixture
def depense() -> Depense:
    return recue().depense


def advance(depense: Depense, *codes: int, **why) -> None:
    for code in codes:
        depense.advance(code, moi(), MIDI, JOUR, **why)


def test_an_invoice_lives_from_reception_to_payment(depense):
    advance(depense, 204, 205, 211)
    assert [(row.code, row.par_id) for row in depense.statuts] == [(code, moi().id) for code in (203, 204, 205, 211)]
    assert depense.reste == 0 and depense.etat(JOUR).code == "payee"


def test_a_dispute_has_its_reason_and_may_be_settled(depense):
    advance(depense, 204)
    with pytest.raises(RegleMetier, match="motif"):
        advance(depense, 207)
    advance(depense, 207, motif="QTE_ERR", commentaire="2 ramettes manquent")
    assert (depense.statuts[-1].motif, depense.statuts[-1].commentaire) == ("QTE_ERR", "2 ramettes manquent")
    advance(depense, 205)
    assert depense.statut == 205


def test_a_refusal_says_why_and_is_the_end(depense):
    with pytest.raises(RegleMetier, match="motif"):
        advance(depense, 210, commentaire="Jamais commandé")
    with pytest.raises(RegleMetier, match="commentaire est obligatoire"):
        advance(depense, 210, motif="CMD_ERR", commentaire="  ")
    with pytest.raises(RegleMetier, match="en litige"):
        advance(depense, 210, motif="QTE_ERR", commentaire="Deux de moins")
    advance(depense, 210, motif="CMD_ERR", commentaire="Jamais commandé")
    assert depense.suites == () and depense.reste == 0


@pytest.mark.parametrize(
    ("before", "code"), [((), 205), ((), 211), ((204,), 211), ((204, 205), 204), ((204, 205, 211), 210)]
)
def test_a_status_that_cannot_follow_is_refused(depense, before, code):
    advance(depense, *before)
    with pytest.raises(RegleMetier, match="ne peut pas suivre"):
        advance(depense, code, motif="AUTRE", commentaire="x")


def test_every_status_and_reason_is_known():
    assert set(SUITES) == set(ETATS) and all(set(after) <= set(ETATS) for after in SUITES.values())
    assert len(MOTIFS) == 27


@pytest.mark.parametrize("change", ["UPDATE statuts_depense SET code = 211", "DELETE FROM statuts_depense"])
def test_a_step_is_never_changed(depense, change):
    db.session.flush()
    with pytest.raises(DatabaseError, match="statut de dépense"), db.session.begin_nested():
        db.session.execute(db.text(change))


def test_a_step_cannot_be_undone(depense):
    db.session.flush()
    lot = journal.begin_lot()
    advance(depense, 204)
    db.session.flush()
    with pytest.raises(RegleMetier, match="ne peut pas être annulé"):
        journal.undo(lot)


def test_an_expense_may_be_typed_corrected_and_thrown_away():
    depense = make_depense(objet="Taxi", categorie="Déplacements")
    depense.revise(tiers=depense.tiers, ht=D(50), tva=D(5), emise_le=JOUR)
    assert (depense.ttc, depense.libelle) == (D(55), depense.tiers.libelle)
    depense.trash(MIDI)
    db.session.flush()
    depense.restore()
    advance(depense, 204)
    with pytest.raises(RegleMetier, match="ne se modifie plus"):
        depense.revise(tiers=depense.tiers, ht=D(1), tva=D(0), emise_le=JOUR)


def test_a_typed_expense_is_not_entered_twice():
    depense = make_depense(numero="R-12")
    with pytest.raises(RegleMetier, match=r"R-12 .*déjà dans vos dépenses"):
        make_depense(numero="R-12", tiers=depense.tiers)


def test_a_thrown_away_expense_does_not_come_back_beside_its_copy():
    depense = make_depense(numero="R-13")
    depense.trash(MIDI)
    db.session.flush()
    make_depense(numero="R-13", tiers=depense.tiers)
    with pytest.raises(RegleMetier, match="déjà dans vos dépenses"):
        depense.restore()


def test_what_is_late_is_said(depense):
    late = depense.echeance.replace(year=depense.echeance.year + 1)
    assert depense.etat(late).code == "en_retard"
    advance(depense, 204, 205, 211)
    assert depense.etat(late).code == "payee"

"""Two records that are one: everything goes to the one kept, what is sealed stays sealed, and all comes back."""

import pytest

from crm import fusions, journal, sujets
from crm.clock import today
from crm.errors import RegleMetier
from crm.factures import Document
from crm.rapports import historique_client
from crm.rapports_documents import documents_of, dossier, open_factures
from crm.reglements import Reglement, propose
from tenants import db
from tests.fabrique import (
    MIDI,
    D,
    make_avoir,
    make_contact,
    make_depense,
    make_devis,
    make_facture,
    make_piste,
    make_reglement,
    make_tiers,
    moi,
)

pytestmark = pytest.mark.usefixtures("essai")


def merge(garde, autre, *pris: str):
    lot = journal.begin_lot()
    fusions.merge(garde, autre, set(pris), MIDI)
    db.session.flush()
    journal.begin_lot()
    return lot


@pytest.fixture
def deux():
    siren = "552100554"
    kept = make_tiers("Menuiserie Delaunay", siren=siren, tva_intracom=None, telephone=None)
    other = make_tiers("Menuiserie Delauney", siren=siren, tva_intracom=None, telephone="+33472610833")
    return kept, other


def test_what_was_attached_follows_and_what_was_empty_is_filled(deux):
    kept, other = deux
    contact, devis, draft = make_contact(other), make_devis(other, envoye=True), make_facture(other)
    depense, piste = make_depense(other), make_piste(email="x@delaunay.example")
    piste.tiers_id = other.id
    note = sujets.write_note(other, "Rappeler lundi", moi())
    sujets.set_labels(other, {sujets.Etiquette.named("Salon").id})
    email, told = kept.email, {one.cle: one.from_autre for one in fusions.champs(kept, other)}
    assert told == {"nom": False, "email": False, "telephone": True}
    counted = fusions.comptes(other)
    assert {"adresses", "rattachements", "devis", "factures", "depenses", "notes", "etiquetages"} <= set(counted)
    merge(kept, other, "telephone")
    assert (kept.nom, kept.email, kept.telephone) == ("Menuiserie Delaunay", email, "+33472610833")
    assert {one.tiers_id for one in (devis, draft, depense, piste)} == {kept.id}
    assert [link.contact for link in kept.contacts] == [contact] and note.sujet_id == kept.id
    assert [one.nom for one in sujets.labels_of("tiers", [kept.id])[kept.id]] == ["Salon"]
    assert [one.facturation for one in kept.adresses_actives] == [True, False]
    assert other.is_in_trash and other.actuel is kept and kept.actuel is kept


def test_what_is_issued_and_paid_keeps_its_seal_and_is_read_on_the_card_kept(deux):
    kept, other = deux
    mine, theirs = make_facture(kept, issued=True), make_facture(other, issued=True)
    paid, frozen = make_reglement(theirs, "100"), theirs.fige
    excess = make_reglement(tiers=other, montant="500")
    avoir = make_avoir(theirs, montants={"20": D("50")})
    merge(kept, other)
    assert Document.verify_chain() is None and Reglement.verify_chain() is None
    assert (theirs.tiers_id, theirs.fige, theirs.nom_client) == (other.id, frozen, "Menuiserie Delauney")
    seen = dossier(kept, today())
    assert {*seen.factures, *seen.avoirs} == {mine, theirs, avoir} and set(seen.reglements) == {paid, excess}
    assert seen.solde.trop_percu == D("500") and seen.solde.du > mine.total_ttc
    assert set(open_factures(kept)) == {mine, theirs} and set(propose(kept, D(9000))) == {mine.id, theirs.id}
    assert {one.genre for one in historique_client(kept, today(), moi())} >= {"factures", "reglements", "avoirs"}


def test_money_and_documents_go_on_under_the_card_kept(deux):
    kept, other = deux
    theirs = make_facture(other, issued=True)
    merge(kept, other)
    received = make_reglement(tiers=kept, montant="100")
    received.impute(theirs, D("100"), MIDI.date(), moi())
    avoir = make_avoir(theirs)
    assert theirs.duplicate(moi()).tiers is kept and avoir.tiers is kept
    assert theirs.suivi.regle == D("100")


def test_it_is_undone_whole(deux):
    kept, other = deux
    contact, devis, note = make_contact(other), make_devis(other), sujets.write_note(other, "Rappeler", moi())
    before = {
        one.key: getattr(kept, one.key) for one in kept.__mapper__.column_attrs if one.key in ("nom", "telephone")
    }
    journal.undo(merge(kept, other, "nom", "telephone"))
    db.session.flush()
    db.session.expire_all()
    assert {key: getattr(kept, key) for key in before} == before
    assert not other.is_in_trash and other.actuel is other and devis.tiers is other and note.sujet_id == other.id
    assert [link.contact for link in other.contacts] == [contact] and other.contacts[0].principal
    assert [(one.tiers_id, one.defaut) for one in other.adresses_actives] == [(other.id, True)]


def test_it_is_undone_no_more_once_something_went_elsewhere(deux):
    kept, other = deux
    devis = make_devis(other)
    lot = merge(kept, other)
    devis.write(tiers_id=make_tiers().id)
    db.session.flush()
    with pytest.raises(RegleMetier, match="ne s’annule plus"):
        journal.undo(lot)


def test_what_both_have_is_there_once(deux):
    kept, other = deux
    contact, label = make_contact(kept), sujets.Etiquette.named("Salon").id
    contact.attach(other, role="Achats", principal=True)
    for one in deux:
        sujets.set_labels(one, {label})
    merge(kept, other)
    assert [link.contact for link in kept.contacts] == [contact]
    assert len(sujets.labels_of("tiers", [kept.id])[kept.id]) == 1


def test_three_become_one_and_the_links_are_not_chained(deux):
    kept, other = deux
    third, facture = make_tiers("Delaunay", siren=kept.siren, tva_intracom=None), make_facture(other, issued=True)
    merge(third, other)
    merge(kept, third)
    assert other.actuel is kept and facture in dossier(kept, today()).factures


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"siren": "404833048"}, "deux numéros sont deux personnes"),
        ({"tva_intracom": "FR44732829320"}, "numéro de TVA FR44732829320"),
        ({"siren": None, "qualification": "particulier"}, "un particulier et une entreprise"),
    ],
)
def test_two_persons_who_were_invoiced_are_not_one(values, said):
    kept = make_tiers("Delaunay", siren="552100554", tva_intracom="FR83404833048")
    other = make_tiers("Delauney", **{"siren": "552100554", "tva_intracom": None} | values)
    for one in (kept, other):
        make_facture(one, issued=True)
    with pytest.raises(RegleMetier, match=said):
        merge(kept, other)
    assert not other.is_in_trash


def test_the_number_of_who_was_invoiced_is_kept():
    kept = make_tiers("Delaunay", siren="404833048", tva_intracom=None)
    other = make_tiers("Delauney", siren="552100554", tva_intracom=None)
    make_facture(other, issued=True)
    with pytest.raises(RegleMetier, match="SIREN 552100554"):
        merge(kept, other)
    merge(kept, other, "siren")
    assert kept.siren == "552100554"


def test_one_is_not_merged_with_itself_nor_from_the_trash(deux):
    kept, other = deux
    with pytest.raises(RegleMetier, match="elle-même"):
        merge(kept, kept)
    merge(kept, other)
    with pytest.raises(RegleMetier, match="à la corbeille"):
        merge(kept, other)
    with pytest.raises(RegleMetier, match="est fusionné dans Menuiserie Delaunay : annulez la fusion"):
        other.restore()


def test_two_contacts_are_one():
    tiers, elsewhere = make_tiers(), make_tiers()
    kept, other = make_contact(tiers, mobile=None), make_contact(tiers, prenom="J.", mobile="0612345678")
    other.attach(elsewhere, role="Achats")
    devis = make_devis(elsewhere, contact_id=other.id)
    facture = make_facture(elsewhere, contact_id=other.id, issued=True)
    merge(kept, other, "mobile")
    assert kept.mobile == "0612345678" and {link.tiers for link in kept.tiers_actifs} == {tiers, elsewhere}
    assert devis.contact is kept and facture.contact_id == other.id
    assert documents_of(kept) == ([devis], [facture]) and Document.verify_chain() is None


def test_every_column_that_refers_to_a_tiers_is_known():
    found = {lien.cle for lien in fusions.liens(make_tiers())}
    assert {
        "devis.tiers_id",
        "factures.tiers_id",
        "notes.sujet_id",
        "pistes.tiers_id",
        "tiers.fusionne_dans_id",
    } <= found
    sealed = {lien.cle for lien in fusions.liens(make_tiers()) if lien.is_sealed}
    assert sealed == {"factures.tiers_id", "factures.beneficiaire_id", "reglements.tiers_id"}

"""A devis is written, sent, answered; what was sent never changes."""

from datetime import timedelta

import pytest

from crm.errors import RegleMetier
from crm.factures import Facture
from tenants import db
from tests.fabrique import (
    LE_2_MARS,
    MIDI,
    D,
    ligne,
    make_article,
    make_contact,
    make_devis,
    make_facture,
    make_tiers,
    moi,
)

DEMAIN = LE_2_MARS + timedelta(days=1)


@pytest.mark.covers("E-018", "E-019", "E-031")
def test_a_devis_is_for_a_prospect_or_a_client_with_prices_and_conditions(essai):
    prospect = make_tiers(prospect_depuis=LE_2_MARS)
    article = make_article(prix_unitaire=D("42.5"))
    lignes = [{"article_id": article.id, "quantite": D(10)}, ligne(quantite="1", prix="75", remise_pourcent=D(20))]
    devis = make_devis(prospect, lignes=lignes, conditions="30 % à la commande")
    devis.write_remise(montant=D("35"))
    assert (devis.total_ht, devis.total_tva, devis.total_ttc) == (D("450.00"), D("90.00"), D("540.00"))
    assert devis.conditions == "30 % à la commande" and devis.etat(LE_2_MARS).code == "brouillon"


def test_a_wrong_line_names_its_row_and_its_field(essai):
    devis = make_devis()
    with pytest.raises(RegleMetier, match="Ligne 2 : indiquez une désignation") as refusal:
        devis.write_lignes([ligne(), ligne(designation=" ")])
    assert refusal.value.champ == "lignes-1-designation"
    with pytest.raises(RegleMetier, match="Ligne 1 : le prix unitaire ne peut pas être négatif"):
        devis.write_lignes([ligne(prix="-5")])


def test_a_discount_is_a_percentage_or_an_amount(essai):
    with pytest.raises(RegleMetier, match="gardez l’un des deux"):
        make_devis().write_remise(pourcent=D(5), montant=D(5))


def test_sending_numbers_dates_and_freezes(essai):
    devis = make_devis(envoye=True)
    assert devis.numero.startswith("DE-2026-")
    assert devis.validite == LE_2_MARS + timedelta(days=30)
    assert devis.etat(LE_2_MARS).code == "envoye" and devis.etat(devis.validite + timedelta(days=1)).code == "expire"
    with pytest.raises(RegleMetier, match="nouvelle version"):
        devis.write_lignes([ligne()])


def test_a_devis_without_line_is_not_sent(essai):
    devis = make_devis()
    devis.write_lignes([])
    with pytest.raises(RegleMetier, match="aucune ligne"):
        devis.finalise(LE_2_MARS, MIDI, moi())


def test_a_new_version_keeps_the_one_before(essai):
    devis = make_devis(envoye=True)
    devis.new_version(moi())
    devis.write_lignes([ligne(quantite="1")])
    devis.finalise(DEMAIN, MIDI, moi())
    first, second = devis.versions
    assert second.numero == f"{devis.numero}-V2" == devis.libelle and first.numero == devis.numero
    assert first.fige["totaux"]["ht"] == "1000.00" and second.fige["totaux"]["ht"] == "500.00"


@pytest.mark.covers("D-110")
def test_a_prospect_becomes_a_client_when_they_accept(essai):
    prospect = make_tiers(prospect_depuis=LE_2_MARS)
    devis = make_devis(prospect, envoye=True)
    assert not prospect.is_client
    devis.accept(DEMAIN, "Jeanne Delaunay", moi(), qualite="gérante")
    assert prospect.client_depuis == DEMAIN
    assert (devis.accepte_par, devis.mention, devis.etat(DEMAIN).code) == (
        "Jeanne Delaunay",
        "Bon pour accord",
        "accepte",
    )


def test_an_expired_devis_is_not_accepted_until_it_is_prolonged(essai):
    devis = make_devis(envoye=True)
    late = devis.validite + timedelta(days=1)
    with pytest.raises(RegleMetier, match="expiré"):
        devis.accept(late, "Jeanne Delaunay", moi())
    devis.revalidate(late + timedelta(days=10), late, moi())
    devis.accept(late, "Jeanne Delaunay", moi())


def test_only_a_sent_devis_is_answered_and_once(essai):
    with pytest.raises(RegleMetier, match="brouillon"):
        make_devis().accept(LE_2_MARS, "Jeanne", moi())
    devis = make_devis(envoye=True)
    with pytest.raises(RegleMetier, match="nom de la personne"):
        devis.accept(LE_2_MARS, " ", moi())
    with pytest.raises(RegleMetier, match="précéder"):
        devis.accept(LE_2_MARS - timedelta(days=1), "Jeanne", moi())
    devis.refuse(DEMAIN, "Trop cher", moi())
    assert (devis.motif_refus, devis.etat(DEMAIN).code) == ("Trop cher", "refuse")
    with pytest.raises(RegleMetier, match="déjà enregistrée"):
        devis.accept(DEMAIN, "Jeanne", moi())
    devis.reopen(moi())
    devis.accept(DEMAIN, "Jeanne", moi())
    with pytest.raises(RegleMetier, match="vaut contrat"):
        devis.trash(MIDI)


def test_a_contact_of_another_client_is_refused(essai):
    stranger = make_contact(make_tiers())
    with pytest.raises(RegleMetier, match="pas rattaché") as refusal:
        make_devis(contact_id=stranger.id)
    assert refusal.value.champ == "contact_id"


def test_a_duplicate_is_a_fresh_draft(essai):
    devis = make_devis(accepte=True)
    copy = devis.duplicate(moi())
    assert copy.numero is None and copy.accepte_le is None and copy.total_ttc == devis.total_ttc
    assert copy.origine_id == devis.id and copy.etat(LE_2_MARS).code == "brouillon"


@pytest.mark.covers("E-021")
def test_an_accepted_devis_becomes_a_facture_once(essai):
    devis = make_devis(accepte=True, lignes=[ligne(), ligne("Livraison", "1", "80", "20", nature="bien")])
    facture = Facture.from_devis(devis, moi())
    assert facture.total_ttc == devis.total_ttc and facture.tiers_id == devis.tiers_id
    assert [x.designation for x in facture.lignes] == [x.designation for x in devis.lignes]
    assert facture.references[0].numero == devis.numero and devis.etat(LE_2_MARS).code == "facture"
    with pytest.raises(RegleMetier, match="déjà facturé"):
        Facture.from_devis(devis, moi())
    with pytest.raises(RegleMetier, match="facturé"):
        devis.reopen(moi())
    facture.trash(MIDI)
    assert devis.etat(LE_2_MARS).code == "accepte"
    other = Facture.from_devis(devis, moi())
    assert other.devis_id == devis.id
    with pytest.raises(RegleMetier, match="entre-temps"):
        facture.restore()


def test_a_devis_that_is_not_accepted_is_not_invoiced(essai):
    with pytest.raises(RegleMetier, match="accepté"):
        Facture.from_devis(make_devis(envoye=True), moi())


def test_a_list_sees_the_state_the_record_says(essai):
    from sqlalchemy import select

    from crm.devis import Devis
    from crm.factures import SuiviFacture

    for kind in ({}, {"envoye": True}, {"accepte": True}):
        make_devis(**kind)
    Facture.from_devis(make_devis(accepte=True), moi())
    late = LE_2_MARS + timedelta(days=60)
    for day in (LE_2_MARS, late):
        for devis, code in db.session.execute(select(Devis, Devis.etat_sql(day))):
            assert devis.etat(day).code == code
    make_facture(issued=True)
    for day in (LE_2_MARS, late, late + timedelta(days=365)):
        query = select(Facture, Facture.etat_sql(day)).outerjoin(SuiviFacture, SuiviFacture.facture_id == Facture.id)
        for facture, code in db.session.execute(query):
            assert facture.etat(day).code == code


def test_a_sent_version_and_a_draft_preview_are_printed_by_workers(lumen, work):
    with lumen():
        sent = make_devis(envoye=True).id
        preview = make_devis().preview_later(LE_2_MARS, moi()).id
    work()
    with lumen():
        from crm.devis import Devis
        from tenants import Travail, storage

        assert db.session.get(Devis, sent).read_pdf().startswith(b"%PDF")
        made = db.session.get(Travail, preview)
        assert made.etat == "fait", made.raison
        assert storage.get(made.resultat["sha256"]).startswith(b"%PDF") and "brouillon" in made.resultat["nom"]

"""An issued invoice goes to its platform once, as it is kept."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from crm import plateforme
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.plateforme import EchangePlateforme
from tenants import Travail, db, storage, webcall
from tests.fabrique import (
    MIDI,
    make_avoir,
    make_facture,
    make_tiers,
    make_zurich,
    moi,
)
from tests.plateforme.suivi import transmission_of
from tests.plateforme_simulee import SECRET


def test_an_invoice_is_deposited_as_it_is_kept(pa, lumen, transmise):
    with lumen():
        transmission = transmission_of(transmise[0])
        (depot,) = [one for one in pa.depots if one["trackingId"] == transmission.jeton]
        pdf = db.session.get(Facture, transmise[0]).read_pdf()
        assert pa.fichiers[depot["flowId"]] == pdf and pdf.startswith(b"%PDF")
        assert depot["flowSyntax"] == "Factur-X" and depot["name"] == f"{transmise[1]}.pdf"
        assert transmission.flux_id == depot["flowId"] and transmission.deposee_a


def test_asked_twice_there_is_one_deposit(pa, lumen, work, transmise):
    before = len(pa.depots)
    with lumen():
        facture = db.session.get(Facture, transmise[0])
        first = transmission_of(facture.id)
        assert plateforme.transmit(facture, moi(), MIDI) is first
        first.deposit_now()
    work()
    assert len(pa.depots) == before


def test_an_answer_that_was_lost_is_found_again(pa, lumen, work):
    pa.perd = True
    with lumen():
        facture_id = make_facture(issued=True).id
        plateforme.transmit(db.session.get(Facture, facture_id), moi(), MIDI)
    before = len(pa.depots)
    work()
    assert len(pa.depots) == before + 1
    with lumen():
        transmission = transmission_of(facture_id)
        assert transmission.flux_id is None and transmission.etat.code == "en_cours"
    pa.behave()
    with lumen():
        transmission_of(facture_id).deposit_now()
    assert len(pa.depots) == before + 1
    with lumen():
        assert transmission_of(facture_id).flux_id


@pytest.mark.parametrize("trouble", ["en_panne", "lenteur"])
def test_a_platform_that_is_down_or_slow_is_asked_again_later(pa, lumen, work, monkeypatch, trouble):
    monkeypatch.setattr(webcall, "READ", 0.3)
    setattr(pa, trouble, 1)
    with lumen():
        facture_id = make_facture(issued=True).id
        plateforme.transmit(db.session.get(Facture, facture_id), moi(), MIDI)
    work()
    with lumen():
        transmission = transmission_of(facture_id)
        travail = db.session.scalar(select(Travail).where(Travail.cle == transmission.cle))
        assert travail.etat == "nouvel essai prévu" and transmission.echec is None


def test_a_refusal_of_the_file_is_said_and_may_be_tried_again(pa, lumen, work):
    pa.refuse = "flowProfile ne correspond pas"
    with lumen():
        facture_id = make_facture(issued=True).id
        plateforme.transmit(db.session.get(Facture, facture_id), moi(), MIDI)
    work()
    with lumen():
        assert "flowProfile ne correspond pas" in transmission_of(facture_id).echec
    pa.behave()
    with lumen():
        plateforme.transmit(db.session.get(Facture, facture_id), moi(), MIDI)
    work()
    with lumen():
        assert transmission_of(facture_id).flux_id and transmission_of(facture_id).echec is None


def test_every_exchange_is_kept_and_no_secret(pa, lumen, transmise):
    with lumen():
        rows = db.session.scalars(select(EchangePlateforme)).all()
        kept = b"".join(storage.get(one.envoye_sha256) + storage.get(one.recu_sha256) for one in rows)
        assert {("POST", 200), ("POST", 202)} <= {(one.methode, one.statut) for one in rows}
        assert SECRET.encode() not in kept and b"acces-a-ne-pas-ecrire" not in kept
        assert transmission_of(transmise[0]).jeton.encode() in kept
        with pytest.raises(DatabaseError):
            rows[0].statut = 500
            db.session.flush()
        db.session.rollback()


def test_an_avoir_of_an_accepted_invoice_is_transmitted(pa, lumen, work, transmise):
    with lumen():
        avoir = make_avoir(db.session.get(Facture, transmise[0]))
        assert plateforme.canal(avoir).est_plateforme
        plateforme.transmit(avoir, moi(), MIDI)
        avoir_id = avoir.id
    work()
    with lumen():
        assert transmission_of(avoir_id).flux_id


def test_other_clients_are_written_to_and_told_why(pa, lumen):
    with lumen():
        for tiers, why in (
            (make_tiers(particulier=True), "n’est pas une entreprise"),
            (make_zurich(), "n’est pas une entreprise"),
            (make_tiers(qualification="public"), "Chorus Pro"),
            (make_tiers(siren=None), "SIREN"),
        ):
            facture = make_facture(tiers)
            assert why in plateforme.canal(facture).raison and not plateforme.canal(facture).est_plateforme


def test_a_draft_is_not_transmitted(pa, lumen):
    with lumen(), pytest.raises(RegleMetier, match="Émettez"):
        plateforme.transmit(make_facture(), moi(), MIDI)


def test_the_directory_is_asked(pa, lumen):
    with lumen():
        plateforme_ouverte = plateforme.ConnexionPlateforme.current().open()
        assert plateforme_ouverte.annuaire("443121975") == ["443121975", "443121975_44312197500011"]
        pa.absents.add("552100554")
        assert plateforme_ouverte.annuaire("552100554") == []

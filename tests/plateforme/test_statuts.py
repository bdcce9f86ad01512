"""What is said of an invoice on its platform, in its order, and what follows from its end."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from crm import plateforme
from crm.avoirs import avoirs_of
from crm.clock import PARIS
from crm.devis import Devis
from crm.errors import RegleMetier
from crm.factures import Facture
from tenants import Travail, db, storage
from tests.fabrique import (
    MIDI,
    D,
    identify,
    make_devis,
    moi,
)
from tests.plateforme.suivi import codes, read, transmission_of

MATIN = datetime(2026, 11, 21, 9, 0, 0, tzinfo=PARIS)


def test_statuses_come_in_any_order_and_twice(pa, lumen, work, transmise):
    facture_id, numero = transmise
    later = [MATIN + timedelta(hours=hour) for hour in range(5)]
    pa.say(numero, "204", later[3])
    pa.say(numero, "999", later[2], nom="Vue par la voisine")
    read(lumen, work)
    with lumen():
        assert transmission_of(facture_id).courant.code == "204"
    pa.say(numero, "200", later[0])
    pa.say(numero, "204", later[3])
    pa.say(numero, "203", later[1])
    read(lumen, work)
    read(lumen, work)
    with lumen():
        transmission = transmission_of(facture_id)
        assert codes(facture_id) == ["200", "203", "999", "204"] and transmission.courant.code == "204"
        assert transmission.statuts[2].libelle == "Vue par la voisine"
        assert transmission.statuts[2].etat.libelle == "Vue par la voisine"


def test_what_is_said_is_kept_word_for_word(pa, lumen, work, transmise):
    facture_id, numero = transmise
    said = {"motif": "PU_ERR", "raison": "Prix", "commentaire": "45 € convenus"}
    xml = pa.say(numero, "207", MATIN, **said)
    read(lumen, work)
    with lumen():
        (statut,) = transmission_of(facture_id).statuts
        assert (statut.motif, statut.raison, statut.commentaire) == (
            "PU_ERR",
            "Prix unitaire erroné",
            "Prix 45 € convenus",
        )
        assert storage.get(statut.sha256) == xml and statut.moment == MATIN
        assert transmission_of(facture_id).is_litige and not transmission_of(facture_id).is_finale
        with pytest.raises(DatabaseError):
            statut.code = "205"
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize("code", ["210", "213"])
def test_a_refusal_or_a_rejection_is_the_end_and_is_made_again(pa, lumen, work, transmise, code):
    facture_id, numero = transmise
    pa.say(numero, code, MATIN, motif="MONTANTTOTAL_ERR", commentaire="Deux fois le même article")
    pa.say(numero, "205", MATIN + timedelta(hours=2))
    read(lumen, work)
    with lumen():
        facture = db.session.get(Facture, facture_id)
        assert transmission_of(facture_id).courant.code == code
        new = plateforme.remake(facture, moi(), MIDI.date(), MIDI)
        assert new.is_brouillon and new.total_ttc == facture.total_ttc and new.tiers_id == facture.tiers_id
        assert facture.suivi.credite == facture.total_ttc and facture.reste == 0
        (avoir,) = avoirs_of(facture)
        assert avoir.emise_le and "Avoir interne" in plateforme.canal(avoir).raison
        with pytest.raises(RegleMetier, match="Avoir interne"):
            plateforme.transmit(avoir, moi(), MIDI)
        with pytest.raises(RegleMetier, match="déjà annulée"):
            plateforme.remake(facture, moi(), MIDI.date(), MIDI)


def test_a_file_that_could_not_be_read_is_the_end_too(pa, lumen, work, transmise):
    with lumen():
        jeton = transmission_of(transmise[0]).jeton
    pa.reject(jeton, "REJ_SEMAN", "BR-FR-05")
    read(lumen, work)
    with lumen():
        end = transmission_of(transmise[0]).finale
        assert (end.code, end.motif, end.commentaire) == ("501", "REJ_SEMAN", "BR-FR-05")


def test_a_message_that_cannot_be_read_stops_nothing(pa, lumen, work, transmise):
    facture_id, numero = transmise
    info = {"flowType": "CustomerInvoiceLC", "flowSyntax": "CDAR", "trackingId": None}
    pa.keep(info, b"<!DOCTYPE x><x/>", "In")
    del pa.fichiers[pa.keep(info, b"", "In")]
    pa.flux["sans date"] = info | {"flowId": "sans date", "updatedAt": "9999", "flowDirection": "In"}
    pa.say("FA-INCONNUE", "204", MATIN)
    pa.say(numero, "203", MATIN)
    read(lumen, work)
    del pa.flux["sans date"]
    with lumen():
        assert codes(facture_id) == ["203"]


def test_only_an_ended_invoice_is_made_again(pa, lumen, transmise):
    with lumen(), pytest.raises(RegleMetier, match="refusée ou rejetée"):
        plateforme.remake(db.session.get(Facture, transmise[0]), moi(), MIDI.date(), MIDI)


def rejected(pa, lumen, work, make: Callable[[Devis], Facture]) -> int:
    """The id of a facture made of an accepted devis, sent, and that the platform rejected."""
    with lumen():
        identify()
        facture = make(make_devis(accepte=True))
        facture.issue(MIDI.date(), MIDI, moi())
        plateforme.transmit(facture, moi(), MIDI)
        facture_id, numero = facture.id, facture.numero
    work()
    pa.say(numero, "213", MATIN, motif="REJ_ADR")
    read(lumen, work)
    return facture_id


def test_an_invoice_of_a_devis_stays_its_own(pa, lumen, work):
    facture_id = rejected(pa, lumen, work, lambda devis: Facture.from_devis(devis, moi()))
    with lumen():
        facture = db.session.get(Facture, facture_id)
        new = plateforme.remake(facture, moi(), MIDI.date(), MIDI)
        assert new.devis_id == facture.devis_id and facture.devis.montant_facture == facture.total_ht


def test_an_acompte_is_made_again_from_its_devis(pa, lumen, work):
    facture_id = rejected(pa, lumen, work, lambda devis: Facture.acompte(devis, moi(), pourcent=D(30)))
    with lumen(), pytest.raises(RegleMetier, match="tient à son devis"):
        plateforme.remake(db.session.get(Facture, facture_id), moi(), MIDI.date(), MIDI)


def test_each_hour_reads_once(pa, lumen, work):
    with lumen():
        plateforme.look_what_is_due()
        plateforme.look_what_is_due()
        asked = select(Travail).where(Travail.cle.like("releve:%"))
        assert len(db.session.scalars(asked).all()) == 1

"""The directory decides whether an invoice goes by the platform (FE-13, FE-51)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crm import clock, plateforme
from crm.ereporting import Periode, rapport
from crm.factures import Facture
from crm.plateforme import Consultation, Transmission
from crm.tiers import Tiers
from tenants import db
from tests.fabrique import MIDI, D, make_facture, make_reglement, make_tiers, moi

SIREN = "552100554"
NOVEMBRE = Periode.around("transactions", "reel_mensuel", MIDI.date())


def searches(pa) -> int:
    return pa.appels.count(("POST", "/v1/directory-line/search"))


def test_who_is_not_there_is_written_to_and_reported(pa, bruno, lumen, work):
    pa.absents.add(SIREN)
    with lumen():
        facture = make_facture(make_tiers("Boulangerie Sorel", siren=SIREN), issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        facture_id, before = facture.id, rapport(NOVEMBRE).montants.get("10.3", D(0))
    work()
    page = bruno.get(f"/factures/{facture_id}").text
    assert "Client hors annuaire" in page and "Boulangerie Sorel n’est pas dans l’annuaire" in page
    with lumen():
        assert rapport(NOVEMBRE).montants["10.3"] - before == D("1000.00")
        make_reglement(db.session.get(Facture, facture_id))
        paid = rapport(Periode.around("paiements", "reel_mensuel", MIDI.date()))
        assert paid.montants["10.4"] >= D("1200.00")
    pa.behave()
    assert bruno.post(f"/factures/{facture_id}/transmission", {}).status_code == 303
    work()
    with lumen():
        transmission = db.session.scalar(select(Transmission).where(Transmission.facture_id == facture_id))
        assert transmission.flux_id and transmission.hors_annuaire_a is None
        assert rapport(NOVEMBRE).montants.get("10.3", D(0)) == before


def test_it_is_asked_once_a_day(pa, lumen, work):
    with lumen():
        tiers = make_tiers(siren="404833048")
        for _ in range(2):
            plateforme.transmit(make_facture(tiers, issued=True), moi(), MIDI)
    before = searches(pa)
    work()
    assert searches(pa) == before + 1
    with lumen():
        yesterday = Consultation.of("404833048").consulte_a - timedelta(days=1)
        db.session.execute(update(Consultation).values(consulte_a=yesterday))
        plateforme.transmit(make_facture(tiers, issued=True), moi(), MIDI)
    work()
    assert searches(pa) == before + 2


def test_a_directory_that_is_down_loses_nothing(pa, lumen, work):
    with lumen():
        db.session.execute(update(Consultation).values(adresses=[]))
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        facture_id = facture.id
    pa.en_panne = True
    work()
    with lumen():
        transmission = db.session.scalar(select(Transmission).where(Transmission.facture_id == facture_id))
        assert transmission.etat.code == "en_cours" and transmission.hors_annuaire_a is None
    pa.behave()


def test_the_card_of_a_client_finds_the_address(pa, bruno, chloe, lumen, work):
    with lumen():
        tiers_id = make_tiers(siren=SIREN).id
    path, fine = f"/clients/{tiers_id}/annuaire", f"{SIREN}_{SIREN}00011"
    assert path in bruno.get(f"/clients/{tiers_id}").text and path not in chloe.get(f"/clients/{tiers_id}").text
    assert chloe.post(path, {}).status_code == 403
    bruno.post(path, {}, htmx=True)
    work()
    page = bruno.get(f"/clients/{tiers_id}").text
    assert fine in page and "_ANCIENNE" not in page and "Retenue" in page
    choose = f"/clients/{tiers_id}/adresse-electronique"
    assert bruno.post(choose, {"adresse": "443121975"}).status_code == 422
    assert bruno.post(choose, {"adresse": fine}).status_code == 303
    with lumen():
        assert db.session.get(Tiers, tiers_id).adresse_electronique == fine


def test_clients_of_drafts_are_looked_up_ahead(pa, lumen, work):
    with lumen():
        make_facture(make_tiers(siren="356000000"))
        plateforme.look_what_is_due()
        plateforme.look_what_is_due()
    before = searches(pa)
    work()
    assert searches(pa) > before
    with lumen():
        assert Consultation.of("356000000").adresses


@pytest.mark.parametrize(
    ("adresses", "adresse", "why"),
    [
        ([SIREN], None, None),
        ([], None, "n’est pas dans l’annuaire : la facture partira par e-mail"),
        ([SIREN], f"{SIREN}_COMPTA", "L’adresse 552100554_COMPTA n’est pas dans l’annuaire"),
        (None, None, "consultez-le depuis sa fiche"),
    ],
)
def test_the_control_before_issue_doubts(pa, lumen, adresses, adresse, why):
    with lumen():
        db.session.execute(update(Consultation).values(consulte_a=MIDI - timedelta(days=9)))
        if adresses is not None:
            say(adresses)
        facture = make_facture(make_tiers(siren=SIREN, adresse_electronique=adresse))
        (point,) = [point for point in facture.controle(MIDI.date()) if point.code == "FE-13"]
        assert point.niveau == ("douteux" if why else "ok") and (why or "Annuaire de la facture") in point.texte
        db.session.rollback()


def say(adresses: list[str]) -> None:
    """What the directory said just now."""
    row = Consultation.of(SIREN) or Consultation(siren=SIREN)
    row.adresses, row.consulte_a = adresses, clock.now()
    db.session.add(row)

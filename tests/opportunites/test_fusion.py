"""Two clients merged: their opportunities are the kept one's, under its name."""

from crm import fusions, journal
from crm.clock import now
from tenants import db
from tests.fabrique import identify, make_opportunite, make_tiers


def test_opportunities_follow_a_merge_and_bear_the_name_kept(lumen):
    with lumen():
        identify()
        kept, gone = make_tiers("Imprimerie du Port", siren=None, tva_intracom=None), make_tiers("Imp. du Port")
        affaire = make_opportunite(gone)
        lot = journal.begin_lot()
        fusions.merge(kept, gone, set(), now())
        db.session.flush()
        db.session.refresh(affaire)
        assert (affaire.tiers_id, affaire.nom_client) == (kept.id, "Imprimerie du Port")
        db.session.flush()
        journal.undo(lot)
        db.session.flush()
        db.session.refresh(affaire)
        assert (affaire.tiers_id, affaire.nom_client) == (gone.id, "Imp. du Port")

from decimal import Decimal

import pytest
from sqlalchemy import func, update

from crm.pistes import Piste
from crm.tiers import Tiers
from tenants import db
from tests.fabrique import identify, make_piste
from tests.pistes.test_regles import pass_to


@pytest.fixture
def piste(lumen) -> int:
    with lumen():
        identify()
        for modele in (Piste, Tiers):
            db.session.execute(update(modele).values(supprime_le=func.now()))
        piste = make_piste(entreprise="Menuiserie Müller", ville="Colmar", montant_estime=Decimal(18000))
        pass_to(piste, "À contacter")
        return piste.id

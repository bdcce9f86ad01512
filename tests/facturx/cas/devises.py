"""Documents in another currency."""

from crm.factures import Facture
from tests.fabrique import (
    DOLLARS,
    D,
    identify,
    issue,
    make_avoir,
    make_devis,
    make_facture,
    make_zurich,
    moi,
    sans_tva,
)
from tests.facturx.cas.simples import LIGNES


def cas_dollars():
    """Several rates, whose taxes are converted one by one."""
    return make_facture(lignes=LIGNES, issued=True, **DOLLARS)


def cas_dollars_en_anglais_par_la_banque():
    return make_facture(make_zurich(langue="en"), issued=True, **DOLLARS | {"change_source": "banque"})


def cas_export_en_francs_suisses():
    lignes = [sans_tva("export", nature="bien")]
    return make_facture(make_zurich(), lignes=lignes, issued=True, **DOLLARS | {"devise": "CHF"})


def cas_avoir_en_dollars():
    return make_avoir(cas_dollars(), montants={"20": D("10.01")})


def cas_rectificative_en_dollars():
    return issue(cas_dollars().rectify(moi()))


def cas_acompte_en_dollars():
    return dollars(Facture.acompte(devis_en_dollars(), moi(), pourcent=D(30)))


def cas_avoir_d_acompte_en_dollars():
    return make_avoir(cas_acompte_en_dollars())


def cas_solde_en_dollars():
    devis = devis_en_dollars()
    dollars(Facture.acompte(devis, moi(), pourcent=D(30)))
    return dollars(Facture.solde(devis, moi()), change=D("0.95"))


def cas_situation_en_dollars():
    devis = devis_en_dollars()
    facture = Facture.situation(devis, moi())
    facture.write_avancements({ligne.ordre: D(40) for ligne in facture.lignes})
    return dollars(facture)


def devis_en_dollars():
    identify()
    return make_devis(lignes=LIGNES, accepte=True, **DOLLARS)


def dollars(facture, **cours):
    """The draft issued at the rate of its day."""
    facture.write(**DOLLARS | cours)
    return issue(facture)

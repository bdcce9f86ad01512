"""Avoirs, acomptes, soldes, situations, rectificatives, périodiques: what follows from other documents."""

from datetime import date, timedelta

from crm.factures import Facture
from crm.numerotation import Serie
from tests.fabrique import (
    LE_2_MARS,
    MIDI,
    D,
    identify,
    issue,
    ligne,
    make_avoir,
    make_devis,
    make_facture,
    make_tiers,
    moi,
)
from tests.facturx.cas.simples import LIGNES, cas_domestique, cas_livraison_ue, cas_remises, cas_services_hors_ue


def cas_periodique():
    return periodique()


def cas_periodique_en_anglais():
    return periodique(langue="en")


def cas_avoir_de_periodique():
    return make_avoir(periodique())


def cas_lignes_datees():
    return make_facture(lignes=[ligne(livree_le=MIDI.date()), *LIGNES], issued=True)


def cas_autre_serie():
    return make_facture(serie=boutique(), issued=True)


def cas_avoir_total():
    return make_avoir(cas_remises())


def cas_avoir_par_montant():
    return make_avoir(cas_domestique(), montants={"20": D("10.01")})


def cas_avoir_de_livraison_ue():
    return make_avoir(cas_livraison_ue(), montants={"0-livraison_ue": D("10")})


def cas_avoir_hors_champ():
    return make_avoir(cas_services_hors_ue())


def cas_acompte():
    return acompte(make_devis(accepte=True, lignes=LIGNES))


def cas_avoir_d_acompte():
    return make_avoir(cas_acompte())


def cas_solde_de_deux_acomptes():
    devis = make_devis(accepte=True, lignes=LIGNES)
    acompte(devis)
    acompte(devis)
    return issue(Facture.solde(devis, moi()))


def cas_situation():
    return situation(make_devis(accepte=True, lignes=LIGNES), "40", retenue_pourcent=D(5))


def cas_deuxieme_situation():
    devis = make_devis(accepte=True, lignes=LIGNES)
    situation(devis, "40")
    return situation(devis, "75")


def cas_rectificative():
    return issue(cas_domestique().rectify(moi()))


def cas_acquittee():
    hier = MIDI.date() - timedelta(days=1)
    return make_facture(acquittee_le=hier, acquittee_mode="carte", issued=True)


def acompte(devis):
    return issue(Facture.acompte(devis, moi(), pourcent=D(30)))


def situation(devis, cumul: str, **values):
    facture = Facture.situation(devis, moi())
    facture.write_avancements({one.ordre: D(cumul) for one in facture.lignes_chiffrees})
    facture.write(**values)
    return issue(facture)


def boutique() -> str:
    """A further series of factures."""
    return Serie.open("facture", "Boutique", "FB-{annee}-{numero:05d}", "Vente au comptoir", MIDI.date()).code


def periodique(**values):
    """Two devis delivered on two days, the second with a discount of the whole."""
    identify()
    tiers, found = make_tiers(), []
    for day, lignes in ((3, None), (17, LIGNES)):
        devis = make_devis(tiers, lignes=lignes, validite=date(2026, 12, 31), **values)
        if lignes:
            devis.write_remise(montant=D("33.33"))
        devis.finalise(LE_2_MARS, MIDI, moi())
        devis.accept(date(2026, 11, day), "Jeanne Delaunay", moi())
        found.append(devis)
    return issue(Facture.periodique(found, moi()))

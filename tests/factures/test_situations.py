"""Situations always add up to the devis, with acomptes, avoirs and retenue de garantie."""

import random
from datetime import date

import pytest

from crm.errors import RegleMetier
from crm.factures import MANQUANT, Facture, possibles
from crm.factures.acomptes import live_factures
from crm.facturx.regles import ecarts
from tests.fabrique import (
    GRAINES,
    MIDI,
    D,
    issue,
    ligne,
    make_avoir,
    make_devis,
    make_facture,
    make_reglement,
    moi,
)

JOUR = MIDI.date()
CHANTIER = [
    {"genre": "titre", "designation": "Cloisons"},
    ligne("Cloison acoustique", "40", "62.5", "10", unite="m²"),
    ligne("Porte", "3", "410", "20", nature="bien"),
]


def situation(devis, *pourcents, **values):
    """The next situation, its priced lines at these percentages."""
    facture = Facture.situation(devis, moi())
    rangs = [one.ordre for one in facture.lignes_chiffrees]
    facture.write_avancements({rang: D(p) for rang, p in zip(rangs, pourcents, strict=True)})
    facture.write(**values)
    return facture


def officially_right(*factures):
    return [e for one in factures for e in ecarts(one.cii.encode()) if e.bloquant] == []


def red(facture):
    return " ".join(point.texte for point in facture.controle(JOUR) if point.niveau == MANQUANT)


def test_each_situation_invoices_what_is_new(essai):
    devis = make_devis(accepte=True, lignes=CHANTIER)
    first = issue(situation(devis, 30, 0))
    assert (first.total_ht, first.total_tva) == (D(750), D(75)) and first.titre == "Situation n° 1"
    second = issue(situation(devis, 60, "33.33"))
    assert second.total_ht == D("750.00") + D("409.96") and second.titre == "Situation n° 2"
    assert second.fige["lignes"][1]["avancement"] == {"marche": "40.0000", "cumul": "60.00", "precedent": "30.00"}
    third = issue(situation(devis, 100, 100))
    for name in ("total_ht", "total_tva", "total_ttc"):
        assert sum(getattr(one, name) for one in (first, second, third)) == getattr(devis, name)
    assert [d["numero"] for d in third.fige["totaux"]["deductions"]] == [first.numero, second.numero, second.numero]
    assert officially_right(first, second, third) and f">{second.numero}<" in third.cii
    assert devis.etat(JOUR).code == "facture" and possibles(devis) == ()


def test_progress_never_goes_back_nor_beyond_the_whole(essai):
    devis = make_devis(accepte=True, lignes=CHANTIER)
    issue(situation(devis, 30, 0))
    for wrong in ("29.99", "100.01", "50.001"):
        with pytest.raises(RegleMetier) as refusal:
            situation(devis, wrong, 0)
        assert refusal.value.champ == "avancement-2" and "Cloison acoustique" in refusal.value.message
        live_factures(devis.id)[-1].trash(MIDI)
    still = situation(devis, 30, 0)
    assert "Aucun travail nouveau" in red(still)
    with pytest.raises(RegleMetier, match="saisissez l’avancement"):
        issue(still)


def test_one_situation_at_a_time(essai):
    devis = make_devis(accepte=True, lignes=CHANTIER)
    draft = situation(devis, 30, 0)
    with pytest.raises(RegleMetier, match="émettez-la ou supprimez-la"):
        Facture.situation(devis, moi())
    with pytest.raises(RegleMetier, match="situation suivante"):
        Facture.acompte(devis, moi(), pourcent=D(10))
    draft.trash(MIDI)
    issue(situation(devis, 10, 10))
    draft.restore()
    assert "émise entre-temps" in red(draft)


def test_the_last_situation_credited_is_invoiced_again(essai):
    devis = make_devis(accepte=True, lignes=CHANTIER)
    first = issue(situation(devis, 30, 0))
    second = issue(situation(devis, 60, 50))
    with pytest.raises(RegleMetier, match=f"faites l’avoir sur {second.numero}"):
        make_avoir(first, "annulation")
    avoir = make_avoir(second, "annulation")
    assert avoir.total_ttc == second.total_ttc and second.etat(JOUR).code == "annulee" and officially_right(avoir)
    again = issue(situation(devis, 60, 50))
    assert again.total_ttc == second.total_ttc and again.lignes[1].avancement_precedent == 30


def test_an_acompte_is_used_up_as_the_works_go(essai):
    devis = make_devis(accepte=True, lignes=CHANTIER)
    acompte = issue(Facture.acompte(devis, moi(), pourcent=D(30)))
    first = issue(situation(devis, 50, 50))
    assert first.total_ht == devis.total_ht / 2 - acompte.total_ht / 2
    assert first.deductions[0].nature == "facture_acompte_prorata"
    last = issue(situation(devis, 100, 100))
    assert sum(one.total_ttc for one in (acompte, first, last)) == devis.total_ttc
    assert officially_right(acompte, first, last)


def test_a_discount_follows_the_works(essai):
    devis = make_devis(lignes=CHANTIER)
    devis.write_remise(montant=D(100))
    devis.finalise(JOUR, MIDI, moi())
    devis.accept(JOUR, "Jeanne Delaunay", moi())
    first, last = issue(situation(devis, 50, 50)), issue(situation(devis, 100, 100))
    assert first.remise_montant == D(50) and first.total_ttc + last.total_ttc == devis.total_ttc
    assert officially_right(first, last)


def test_the_lines_of_a_situation_are_those_of_its_devis(essai):
    devis = make_devis(accepte=True, lignes=CHANTIER)
    assert situation(devis, 10, 10).lignes_fixes
    whole = issue(Facture.from_devis(make_devis(accepte=True), moi()))
    with pytest.raises(RegleMetier, match="entièrement facturé"):
        Facture.situation(whole.devis, moi())


def test_a_retenue_de_garantie_is_due_a_year_later(essai):
    devis = make_devis(accepte=True, lignes=CHANTIER)
    facture = issue(situation(devis, 100, 100, retenue_pourcent=D(5)))
    kept = (facture.total_ttc * 5 / 100).quantize(D("0.01"))
    assert facture.fige["net_a_payer"] == str(facture.total_ttc - kept)
    assert "loi n° 71-584" in facture.fige["conditions"]["paiement"]
    assert f"<ram:DuePayableAmount>{facture.total_ttc}<" in facture.cii and officially_right(facture)
    make_reglement(facture, str(facture.total_ttc - kept))
    a_year_later = date(JOUR.year + 1, JOUR.month, JOUR.day)
    assert facture.suivi.echeance == a_year_later and facture.reste == kept
    assert facture.etat(a_year_later).code == "payee_en_partie"
    make_reglement(facture, str(kept))
    assert facture.etat(JOUR).code == "payee"


def test_a_retenue_is_at_most_five_percent(essai):
    facture = make_facture(retenue_pourcent=D("5.01"))
    assert "5\u00a0% au plus" in red(facture)


@pytest.mark.parametrize("graine", range(GRAINES))
def test_situations_always_sum_to_the_whole(essai, graine):
    """To the cent, before tax, in VAT and with tax, whatever the lines, the steps, the discount and the acomptes."""
    hasard = random.Random(graine)
    lignes = [
        ligne(f"L{i}", str(hasard.randint(1, 99_999) / 10_000), str(hasard.randint(1, 99_999) / 100), taux)
        for i, taux in enumerate(hasard.choices(["20", "10", "5.5"], k=hasard.randint(1, 4)))
    ]
    devis = make_devis(lignes=lignes)
    if hasard.random() < 0.3:
        devis.write_remise(pourcent=D(hasard.randint(1, 999)) / 100)
    devis.finalise(JOUR, MIDI, moi())
    devis.accept(JOUR, "Jeanne Delaunay", moi())
    made = []
    if hasard.random() < 0.5:
        made.append(issue(Facture.acompte(devis, moi(), pourcent=D(hasard.randint(1, 90)))))
    reached = [D(0)] * len(lignes)
    for _ in range(hasard.randint(1, 3)):
        reached = [one + (100 - one) * D(hasard.randint(1, 60)) / 100 for one in reached]
        reached = [one.quantize(D("0.01")) for one in reached]
        draft = situation(devis, *reached)
        if red(draft):  # a step of less than a cent
            draft.trash(MIDI)
            break
        made.append(issue(draft))
    made.append(issue(situation(devis, *[100] * len(lignes))))
    for name in ("total_ht", "total_tva", "total_ttc"):
        assert sum(getattr(one, name) for one in made) == getattr(devis, name)
    assert officially_right(*made)

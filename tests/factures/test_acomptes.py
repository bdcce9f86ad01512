"""Acomptes and the solde that deducts them always add up to the devis."""

import random

import pytest

from crm.errors import RegleMetier
from crm.factures import MANQUANT, Facture
from crm.factures.acomptes import left_of_devis
from crm.facturx.regles import ecarts
from tests.fabrique import GRAINES, MIDI, D, issue, ligne, make_avoir, make_devis, moi

JOUR = MIDI.date()
DEUX_TAUX = [ligne(), ligne("Livret imprimé", "24", "12.5", "5.5", nature="bien")]


def acompte(devis, pourcent="30", **values):
    return issue(Facture.acompte(devis, moi(), **(values or {"pourcent": D(pourcent)})))


def red(facture):
    return {point.texte for point in facture.controle(JOUR) if point.niveau == MANQUANT}


def officially_right(*factures):
    return all(not [e for e in ecarts(one.cii.encode()) if e.bloquant] for one in factures)


def amounts(facture):
    return facture.total_ht, facture.total_tva, facture.total_ttc


def test_an_acompte_then_its_solde(essai):
    devis = make_devis(accepte=True)
    first = acompte(devis)
    assert first.numero.startswith("FA-") and first.fige["nature"] == "facture_acompte"
    assert amounts(first) == (D(300), D(60), D(360)) and "<ram:TypeCode>386<" in first.cii
    assert devis.etat(JOUR).code == "facture_en_partie"
    solde = issue(Facture.solde(devis, moi()))
    assert amounts(solde) == (D(700), D(140), D(840)) and solde.reste == D(840)
    assert "<ram:TypeCode>380<" in solde.cii and ">S4<" in solde.cii and f">{first.numero}<" in solde.cii
    assert devis.etat(JOUR).code == "facture" and officially_right(first, solde)


def test_an_acompte_is_an_amount_with_tax_shared_over_the_rates(essai):
    devis = make_devis(accepte=True, lignes=DEUX_TAUX)
    first = acompte(devis, montant=D(500))
    assert first.total_ttc == D(500) and [g.taux for g in first.totaux.groupes] == [D(20), D("5.5")]
    assert {one.nature for one in first.lignes} == {"bien", "service"}
    second = acompte(devis, "20")
    solde = issue(Facture.solde(devis, moi()))
    assert sum(one.total_ttc for one in (first, second, solde)) == devis.total_ttc
    assert len(solde.fige["totaux"]["deductions"]) == 4 and officially_right(first, second, solde)


@pytest.mark.parametrize("asked", [1, 7, 100, 333, 499, 500, 501, 1000])
def test_an_amount_with_tax_is_exact_over_several_rates(essai, asked):
    devis = make_devis(accepte=True, lignes=[ligne(prix="1580", quantite="1"), ligne(taux="10", prix="2500")])
    assert Facture.acompte(devis, moi(), montant=D(asked)).total_ttc == asked


def test_a_solde_may_be_nothing_to_pay(essai):
    devis = make_devis(accepte=True)
    acompte(devis, "100")
    solde = issue(Facture.solde(devis, moi()))
    assert amounts(solde) == (0, 0, 0) and solde.etat(JOUR).code == "payee" and officially_right(solde)
    with pytest.raises(RegleMetier, match="entièrement facturé"):
        Facture.solde(devis, moi())


def test_acomptes_never_exceed_the_devis(essai):
    devis = make_devis(accepte=True)
    acompte(devis, "60")
    with pytest.raises(RegleMetier, match="Il reste 480,00"):
        Facture.acompte(devis, moi(), pourcent=D(50))
    draft = Facture.acompte(devis, moi(), montant=D(480))
    draft.write_lignes([ligne(quantite="1", prix="401")])
    assert any("dépassent le devis" in texte for texte in red(draft))
    with pytest.raises(RegleMetier, match="dépassent le devis"):
        issue(draft)


@pytest.mark.parametrize("wrong", [{}, {"pourcent": D(0)}, {"montant": D(-1)}, {"pourcent": D(5), "montant": D(5)}])
def test_an_acompte_is_a_percentage_or_an_amount(essai, wrong):
    with pytest.raises(RegleMetier, match="pourcentage du devis, ou un montant"):
        Facture.acompte(make_devis(accepte=True), moi(), **wrong)


def test_there_is_one_solde_and_it_waits_for_the_drafts(essai):
    devis = make_devis(accepte=True)
    with pytest.raises(RegleMetier, match="pas d’acompte"):
        Facture.solde(devis, moi())
    draft = Facture.acompte(devis, moi(), pourcent=D(30))
    with pytest.raises(RegleMetier, match="émettez-la ou supprimez-la"):
        Facture.solde(devis, moi())
    issue(draft)
    Facture.solde(devis, moi())
    with pytest.raises(RegleMetier, match="émettez-la ou supprimez-la"):
        Facture.solde(devis, moi())
    with pytest.raises(RegleMetier, match="déjà facturé"):
        Facture.from_devis(devis, moi())


def test_an_acompte_is_deducted_for_what_its_avoir_leaves(essai):
    devis = make_devis(accepte=True)
    first = acompte(devis)
    solde = Facture.solde(devis, moi())
    make_avoir(first, montants={"20": D(100)})
    assert any("actualisez les déductions" in texte for texte in red(solde))
    solde.refresh_deductions()
    assert amounts(issue(solde)) == (D(800), D(160), D(960)) and officially_right(solde)
    assert devis.montant_facture == devis.total_ht


def test_a_cancelled_acompte_is_not_deducted(essai):
    devis = make_devis(accepte=True)
    first, _ = acompte(devis), acompte(devis, "10")
    make_avoir(first, "annulation")
    solde = issue(Facture.solde(devis, moi()))
    assert amounts(solde) == (D(900), D(180), D(1080))


def test_an_acompte_is_deducted_once(essai):
    devis = make_devis(accepte=True)
    first = acompte(devis)
    solde = Facture.solde(devis, moi())
    other = Facture.draft(devis.tiers, moi())
    other.write_lignes([ligne()])
    other.write_deductions([row.copy() for row in solde.deductions])
    issue(solde)
    assert any(f"{first.numero} est déjà déduite par {solde.numero}" in texte for texte in red(other))
    with pytest.raises(RegleMetier, match="déjà déduite"):
        issue(other)


def test_a_deduction_may_be_removed_and_is_then_missed(essai):
    devis = make_devis(accepte=True)
    first = acompte(devis)
    solde = Facture.solde(devis, moi())
    solde.remove_deduction(first.id)
    assert solde.total_ht == D(1000) and any("dépassent son montant" in texte for texte in red(solde))
    assert any("n’est pas déduit" in p.texte for p in solde.controle(JOUR))


def test_lines_below_the_acompte_are_refused(essai):
    devis = make_devis(accepte=True)
    acompte(devis, "50")
    solde = Facture.solde(devis, moi())
    solde.write_lignes([ligne(prix="10")])
    assert any("les acomptes dépassent la facture" in texte for texte in red(solde))


def test_a_cancelled_solde_frees_its_acompte(essai):
    devis = make_devis(accepte=True)
    acompte(devis)
    solde = issue(Facture.solde(devis, moi()))
    avoir = make_avoir(solde, "annulation")
    assert avoir.total_ttc == D(840) and solde.etat(JOUR).code == "annulee" and officially_right(avoir)
    again = issue(Facture.solde(devis, moi()))
    assert amounts(again) == (D(700), D(140), D(840))


def test_the_avoir_of_an_acompte_is_of_a_type_of_its_own(essai):
    devis = make_devis(accepte=True)
    first = acompte(devis)
    part = make_avoir(first, montants={"20": D(100)})
    assert "<ram:TypeCode>503<" in part.cii and part.fige["nature"] == "avoir_acompte"
    with pytest.raises(RegleMetier, match="Il reste 200,00"):
        make_avoir(first, montants={"20": D("200.01")})
    rest = make_avoir(first, "annulation")
    assert part.total_ttc + rest.total_ttc == first.total_ttc and first.etat(JOUR).code == "annulee"
    assert officially_right(part, rest) and devis.montant_facture == 0


def test_an_acompte_deducted_is_corrected_on_its_solde(essai):
    devis = make_devis(accepte=True)
    first = acompte(devis)
    solde = issue(Facture.solde(devis, moi()))
    with pytest.raises(RegleMetier, match=f"faites l’avoir sur {solde.numero}"):
        make_avoir(first, "annulation")
    with pytest.raises(RegleMetier, match="reste 700,00"):
        make_avoir(solde, montants={"20": D("700.01")})
    part = make_avoir(solde, montants={"20": D(100)})
    rest = make_avoir(solde, "annulation")
    assert part.total_ttc + rest.total_ttc == solde.total_ttc and officially_right(part, rest)
    make_avoir(first, "annulation")


def test_the_discount_of_the_devis_is_in_its_solde(essai):
    devis = make_devis(lignes=DEUX_TAUX)
    devis.write_remise(montant=D("33.33"))
    devis.finalise(JOUR, MIDI, moi())
    devis.accept(JOUR, "Jeanne Delaunay", moi())
    first = acompte(devis, "30")
    solde = issue(Facture.solde(devis, moi()))
    assert first.total_ttc + solde.total_ttc == devis.total_ttc and officially_right(first, solde)


@pytest.mark.parametrize("graine", range(GRAINES))
def test_acomptes_and_solde_always_sum_to_the_whole(essai, graine):
    """To the cent, before tax, in VAT and with tax, whatever the rates, the shares and the avoirs."""
    hasard = random.Random(graine)
    lignes = [
        ligne(f"L{i}", str(hasard.randint(1, 99_999) / 10_000), str(hasard.randint(1, 99_999) / 100), taux)
        for i, taux in enumerate(hasard.choices(["20", "10", "5.5", "2.1"], k=hasard.randint(1, 5)))
    ]
    devis = make_devis(accepte=True, lignes=lignes)
    made = []
    for _ in range(hasard.randint(1, 4)):
        left = sum((part.ttc for part in left_of_devis(devis).values()), D(0))
        if hasard.random() < 0.5:
            wanted = {"pourcent": D(hasard.randint(1, 2500)) / 100}
        else:
            wanted = {"montant": max(D("0.01"), (left * D(hasard.randint(1, 100)) / 100).quantize(D("0.01")))}
        try:
            made.append(acompte(devis, **wanted))
        except RegleMetier:
            continue
    made = made or [acompte(devis, "100")]
    solde = issue(Facture.solde(devis, moi()))
    for name in ("total_ht", "total_tva", "total_ttc"):
        assert sum(getattr(one, name) for one in [*made, solde]) == getattr(devis, name)
    assert all(g.base >= 0 and g.tva >= 0 for g in solde.totaux.groupes)
    assert officially_right(*made, solde)

"""A facture périodique invoices several accepted devis of a client, each whole, each line with its day."""

from datetime import date, timedelta

import pytest

from crm.avoirs import left_by_line
from crm.corbeille import purge
from crm.errors import RegleMetier
from crm.factures import MANQUANT, Facture, possibles
from crm.facturx.regles import ecarts
from crm.rapports_documents import factures_of
from tests.fabrique import MIDI, D, identify, issue, ligne, make_avoir, make_devis, make_facture, moi
from tests.factures.periodiques import BIEN, JOUR, LE_3, LE_17, deux, periodique, said


def test_it_gathers_devis_under_their_names_each_line_with_its_day(essai):
    devis = deux()
    facture = periodique(devis[::-1], jours={devis[1].id: date(2026, 11, 12)})
    assert [one.genre for one in facture.lignes] == ["titre", "ligne", "titre", "ligne"]
    assert facture.lignes[0].designation == f"Devis {devis[0].numero} du 03/11/2026, Aménagement du showroom"
    assert [one.livree_le for one in facture.lignes_chiffrees] == [LE_3, date(2026, 11, 12)]
    assert (facture.prestation_le, facture.prestation_fin) == (LE_3, date(2026, 11, 12))
    assert [(one.montant_facture, one.etat(JOUR).code) for one in devis] == [(1000, "facture"), (300, "facture")]
    assert facture.titre == "Facture périodique" and factures_of(devis[1]) == [facture]
    assert said(facture, MANQUANT) == []


def test_what_is_frozen_printed_and_sent_says_the_days(essai):
    facture = issue(periodique())
    assert facture.fige["nature"] == "facture_periodique"
    assert [one["livree_le"] for one in facture.fige["lignes"]] == [None, "2026-11-03", None, "2026-11-17"]
    assert "<ram:TypeCode>380<" in facture.cii and ">M1<" in facture.cii
    billed = facture.cii.split("<ram:BillingSpecifiedPeriod>")
    assert len(billed) == 4 and "20261103" in billed[1] and "20261117" in billed[2]
    assert "20261103" in billed[3] and "20261117" in billed[3]
    assert [e for e in ecarts(facture.cii.encode()) if e.bloquant] == []


def test_in_english(essai):
    devis = deux(langue="en")
    facture = periodique(devis)
    assert facture.lignes[0].designation.startswith(f"Quotation {devis[0].numero} of 3 Nov 2026")


@pytest.mark.parametrize("prix_ttc", [False, True])
@pytest.mark.parametrize("remise", [{"pourcent": D("3.33")}, {"montant": D("33.33")}])
def test_the_discount_of_a_devis_becomes_lines_exact_to_the_cent(essai, remise, prix_ttc):
    devis = deux()
    for one in devis:
        one.envoye_le = None
        one.prix_ttc = prix_ttc
        one.write_lignes([ligne(prix="333.33"), BIEN])
        one.write_remise(**remise)
        one.envoye_le = MIDI
    facture = periodique(devis)
    assert [one.montant_facture - one.total_ht for one in devis] == [0, 0]
    assert abs(facture.total_ht - sum(one.total_ht for one in devis)) <= (D("0.02") if prix_ttc else 0)
    if prix_ttc:
        assert facture.total_ttc == sum(one.total_ttc for one in devis)
    named = [one.designation for one in facture.lignes_chiffrees if one.quantite < 0]
    assert named == [f"Remise du devis {one.numero}" for one in devis for _ in range(2)]
    assert said(facture, MANQUANT) == [] and [e for e in ecarts(issue(facture).cii.encode()) if e.bloquant] == []


def test_what_cannot_be_together_is_refused_by_name(essai):
    first, second = deux()
    other = make_devis(accepte=True, jour=LE_17)
    english = make_devis(first.tiers, accepte=True, jour=LE_17, langue="en")
    ttc = make_devis(first.tiers, accepte=True, jour=LE_17, prix_ttc=True)
    waiting = make_devis(first.tiers, envoye=True, jour=LE_17)
    for strange, why in [
        (other, "un seul client par facture"),
        (english, "est en français, le devis .* en anglais"),
        (ttc, "a des prix hors taxes, le devis .* toutes taxes comprises"),
        (waiting, f"{waiting.numero} n’est pas accepté"),
    ]:
        with pytest.raises(RegleMetier, match=why):
            periodique([first, strange])
    with pytest.raises(RegleMetier, match="au moins deux"):
        periodique([second])
    assert first.montant_facture == 0


def test_what_is_invoiced_in_part_has_its_solde(essai):
    first, second = deux()
    identify()
    issue(Facture.acompte(first, moi(), pourcent=D(30)))
    with pytest.raises(RegleMetier, match=f"{first.numero} est déjà facturé en partie : facturez son solde"):
        periodique([first, second])
    Facture.from_devis(second, moi())
    with pytest.raises(RegleMetier, match=f"{second.numero} est déjà facturé : retirez-le"):
        periodique([second, make_devis(second.tiers, accepte=True, jour=LE_17)])


@pytest.mark.parametrize(
    "verb",
    [
        Facture.from_devis,
        Facture.solde,
        Facture.situation,
        lambda devis, par: Facture.acompte(devis, par, pourcent=D(10)),
    ],
)
def test_a_devis_on_a_periodique_is_not_invoiced_again(essai, verb):
    devis = deux()
    periodique(devis)
    assert possibles(devis[0]) == ()
    with pytest.raises(RegleMetier, match="Facture périodique en brouillon"):
        verb(devis[0], moi())


def test_lines_taken_away_are_to_be_invoiced_again(essai):
    devis = deux()
    facture = periodique(devis)
    facture.write_lignes([one.valeurs for one in facture.lignes[:2]])
    assert [one.montant_facture for one in devis] == [1000, 0] and facture.prestation_fin is None
    facture.write_lignes([one.valeurs | ({"quantite": D(1)} if one.is_chiffree else {}) for one in facture.lignes])
    assert devis[0].montant_facture == 500 and devis[0].etat(JOUR).code == "facture_en_partie"
    facture.write_lignes([one.valeurs | ({"quantite": D(3)} if one.is_chiffree else {}) for one in facture.lignes])
    assert f"Les factures du devis {devis[0].numero} dépassent" in " ".join(said(facture, MANQUANT))


def test_the_discount_of_the_whole_is_shared(essai):
    devis = deux()
    facture = periodique(devis)
    facture.write_remise(pourcent=D(10))
    assert [one.montant_facture for one in devis] == [900, 270]


def test_trash_and_restore(essai):
    devis = deux()
    facture = periodique(devis)
    facture.trash(MIDI)
    assert [one.montant_facture for one in devis] == [0, 0]
    facture.restore()
    assert [one.montant_facture for one in devis] == [1000, 300]
    facture.trash(MIDI)
    Facture.acompte(devis[1], moi(), pourcent=D(30))
    with pytest.raises(RegleMetier, match=f"{devis[1].numero} a été facturé entre-temps"):
        facture.restore()


def test_a_trashed_one_holds_its_devis_back_from_the_purge_only_while_it_lasts(essai):
    devis = deux()
    facture = periodique(devis)
    facture.trash(MIDI)
    purge(MIDI + timedelta(days=31))
    assert factures_of(devis[0]) == []


def test_two_in_the_trash_cannot_both_come_back(essai):
    devis = deux()
    first = periodique(devis)
    first.trash(MIDI)
    second = periodique(devis)
    second.write_lignes([one.valeurs | ({"quantite": D("0.1")} if one.is_chiffree else {}) for one in second.lignes])
    with pytest.raises(RegleMetier, match="entre-temps"):
        first.restore()


def test_a_duplicate_is_of_no_devis_and_of_no_day(essai):
    devis = deux()
    copy = periodique(devis).duplicate(moi())
    assert copy.forme == "simple" and [one.montant_facture for one in devis] == [1000, 300]
    assert [(one.devis_id, one.livree_le) for one in copy.lignes_chiffrees] == [(None, None)] * 2


def test_an_avoir_of_the_whole_frees_the_devis(essai):
    devis = deux()
    facture = issue(periodique(devis))
    make_avoir(facture, "annulation")
    assert [one.montant_facture for one in devis] == [0, 0] and facture.etat(JOUR).code == "annulee"
    again = issue(periodique(devis))
    assert [one.montant_facture for one in devis] == [1000, 300] and again.numero != facture.numero


def test_an_avoir_of_every_line_of_a_devis_frees_it_alone(essai):
    devis = deux()
    facture = issue(periodique(devis))
    mine = [one for one in facture.lignes_chiffrees if one.devis_id == devis[1].id]
    avoir = make_avoir(facture, "retour", quantites={one.id: left_by_line(facture)[one.id] for one in mine})
    assert [one.livree_le for one in avoir.lignes] == [LE_17] and avoir.lignes[0].devis_id is None
    assert [one.montant_facture for one in devis] == [1000, 0]
    assert possibles(devis[0]) == () and Facture.from_devis(devis[1], moi()).total_ht == 300


def test_an_avoir_of_an_amount_frees_nothing(essai):
    devis = deux()
    make_avoir(issue(periodique(devis)), montants={"20": D(100)})
    assert [one.montant_facture for one in devis] == [1000, 300]


def test_it_may_be_replaced_and_its_devis_stay_with_the_new_one(essai):
    devis = deux()
    old = issue(periodique(devis))
    new = old.rectify(moi())
    assert [one.montant_facture for one in devis] == [1000, 300] and said(new, MANQUANT) == []
    issue(new)
    assert new.fige["nature"] == "facture_rectificative" and [one.montant_facture for one in devis] == [1000, 300]
    assert [one.livree_le for one in new.lignes_chiffrees] == [LE_3, LE_17]


def test_any_facture_may_date_its_lines(essai):
    identify()
    facture = make_facture(lignes=[ligne(livree_le=LE_3), ligne("Vis", nature="bien")])
    assert said(facture, MANQUANT) == [] and facture.prestation_le is None
    issue(facture)
    assert facture.cii.count("<ram:BillingSpecifiedPeriod>") == 1
    assert [e for e in ecarts(facture.cii.encode()) if e.bloquant] == []

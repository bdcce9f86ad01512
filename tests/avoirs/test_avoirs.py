"""An avoir corrects a facture: whole, by articles or by amount, never beyond it."""

import pytest

from crm.avoirs import Avoir, avoirs_of, left_by_line
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.reglements import Reglement, solde_client
from tests.fabrique import MIDI, D, ligne, make_avoir, make_devis, make_facture, make_reglement, make_tiers, moi

JOUR = MIDI.date()


@pytest.mark.covers("E-022", "E-023")
def test_an_avoir_is_made_from_an_issued_facture_with_a_reason(essai):
    facture = make_facture(issued=True)
    avoir = make_avoir(facture, "remboursement_partiel", montants={"20": D("150")}, precision="Retard de livraison")
    assert avoir.numero.startswith("AV-2026-") and avoir.total_ttc == D("180.00") and avoir.facture is facture
    (reference,) = avoir.fige["references"]
    assert reference == {"nature": "facture", "numero": facture.numero, "le": JOUR.isoformat()}
    assert avoir.fige["conditions"]["autres"] == ["Remboursement partiel : Retard de livraison"]
    with pytest.raises(RegleMetier, match="motif"):
        Avoir.from_facture(facture, moi(), "parce que")
    with pytest.raises(RegleMetier, match="Émettez d’abord"):
        Avoir.from_facture(make_facture(), moi(), "rabais")


@pytest.mark.covers("E-024")
def test_an_avoir_takes_back_articles_up_to_what_was_sold(essai):
    facture = make_facture(issued=True, lignes=[ligne("Chaise Oslo", "4", "90", nature="bien"), ligne()])
    chaise = facture.lignes[0].id
    avoir = make_avoir(facture, "retour", quantites={chaise: D(3)})
    assert avoir.total_ht == D("270.00") and avoir.lignes[0].origine_id == chaise
    assert left_by_line(facture)[chaise] == 1
    with pytest.raises(RegleMetier, match="il reste 1 à créditer") as refusal:
        make_avoir(facture, "retour", quantites={chaise: D(2)})
    assert refusal.value.champ == f"quantites-{chaise}"


def test_avoirs_never_exceed_the_facture_in_all(essai):
    facture = make_facture(issued=True)
    make_avoir(facture, montants={"20": D("600")})
    with pytest.raises(RegleMetier, match="Il reste 400,00"):
        make_avoir(facture, montants={"20": D("401")})
    draft = make_avoir(facture, issued=False, montants={"20": D("400")})
    other = make_avoir(facture, issued=False, montants={"20": D("400")})
    draft.issue(JOUR, MIDI, moi())
    with pytest.raises(RegleMetier, match="dépasseraient"):
        other.issue(JOUR, MIDI, moi())
    assert sum(avoir.total_ttc for avoir in avoirs_of(facture) if avoir.emise_le) == facture.total_ttc


def test_an_avoir_bears_the_rates_of_its_facture(essai):
    facture = make_facture(issued=True)
    with pytest.raises(RegleMetier, match="ne porte pas cette TVA"):
        make_avoir(facture, montants={"10": D("5")})
    draft = make_avoir(facture, issued=False, montants={"20": D("100")})
    draft.write_lignes([ligne(quantite="1", prix="100", taux="10")])
    with pytest.raises(RegleMetier, match="à ce taux"):
        draft.issue(JOUR, MIDI, moi())


def test_a_facture_credited_whole_is_cancelled_and_frees_its_devis(essai):
    devis = make_devis(accepte=True)
    facture = Facture.from_devis(devis, moi())
    make_facture(issued=True)
    facture.issue(JOUR, MIDI, moi())
    avoir = make_avoir(facture, "annulation")
    assert (avoir.total_ttc, facture.reste, avoir.reste) == (facture.total_ttc, 0, 0)
    assert facture.etat(JOUR).code == "annulee" and avoir.etat(JOUR).code == "utilise"
    assert devis.montant_facture == 0 and devis.etat(JOUR).code == "accepte"


def test_the_discount_of_the_facture_is_shared_by_its_avoir(essai):
    facture = make_facture(lignes=[ligne("A", "1", "300"), ligne("B", "1", "100")])
    facture.write_remise(montant=D("40"))
    make_facture(issued=True)
    facture.issue(JOUR, MIDI, moi())
    avoir = make_avoir(facture, "retour", quantites={facture.lignes[1].id: D(1)})
    assert avoir.total_ht == D("90.00")
    assert make_avoir(facture, "annulation").total_ht == D("270.00")
    assert facture.etat(JOUR).code == "annulee"


@pytest.mark.covers("E-025")
def test_an_avoir_pays_a_future_facture_or_is_refunded(essai):
    client = make_tiers()
    first = make_facture(client, issued=True)
    make_reglement(first)
    avoir = make_avoir(first, montants={"20": D("500")})
    assert (first.reste, avoir.reste, avoir.etat(JOUR).code) == (0, D("600.00"), "disponible")
    second = make_facture(client, issued=True)
    avoir.impute(second, D("250"), JOUR, moi())
    assert (second.reste, avoir.reste, avoir.etat(JOUR).code) == (D("950.00"), D("350.00"), "utilise_en_partie")
    with pytest.raises(RegleMetier, match="Il ne reste que 350,00"):
        Reglement.refund(avoir, D("351"), JOUR, "virement", moi(), MIDI)
    refund = Reglement.refund(avoir, D("350"), JOUR, "virement", moi(), MIDI)
    assert refund.montant == -350 and refund.is_remboursement and avoir.reste == 0
    assert solde_client([client.id], JOUR)[client.id].solde == D("950.00")
    refund.cancel("Virement rejeté", JOUR, moi(), MIDI)
    assert avoir.reste == D("350.00")


def test_an_avoir_pays_no_other_client(essai):
    paid = make_facture(issued=True)
    make_reglement(paid)
    avoir = make_avoir(paid, montants={"20": D("100")})
    stranger = make_facture(issued=True)
    with pytest.raises(RegleMetier, match="autre client"):
        avoir.impute(stranger, D("10"), JOUR, moi())


def test_an_issued_avoir_is_frozen(essai):
    avoir = make_avoir(make_facture(issued=True))
    with pytest.raises(RegleMetier, match="ne se modifie plus"):
        avoir.write_lignes([ligne()])
    with pytest.raises(RegleMetier, match="ne se modifie plus"):
        avoir.trash(MIDI)

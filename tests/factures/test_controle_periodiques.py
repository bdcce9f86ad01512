"""What « Contrôle avant émission » says of a facture périodique (C. com. art. L441-10; CGI art. 289 I 3)."""

from datetime import date, timedelta

import pytest

from crm.errors import RegleMetier
from crm.factures import DOUTEUX, MANQUANT
from tests.fabrique import issue, ligne, make_devis, make_facture, make_tiers
from tests.factures.periodiques import JOUR, LE_3, LE_17, deux, periodique, said


def test_a_line_of_a_devis_that_is_not_accepted_is_refused(essai):
    facture = periodique()
    waiting = make_devis(facture.tiers, envoye=True, jour=LE_17)
    with pytest.raises(RegleMetier, match="plus accepté"):
        facture.write_lignes([ligne(devis_id=waiting.id, livree_le=LE_3)])
    simple = make_facture(lignes=[ligne(devis_id=waiting.id)])
    assert simple.lignes[0].devis_id is None and waiting.montant_facture == 0


def test_the_rules_of_the_month(essai):
    devis = deux()
    facture = periodique(devis, jours={devis[0].id: date(2026, 10, 30)})
    doubts = " ".join(said(facture, DOUTEUX))
    assert "Du 30 oct. 2026 au 17 nov. 2026 : une facture périodique tient dans un mois civil" in doubts
    rows = [one.valeurs | ({"livree_le": LE_17} if one.is_chiffree else {}) for one in facture.lignes]
    facture.write_lignes(rows)
    assert "mois civil" not in " ".join(said(facture, DOUTEUX))
    assert "le 30 nov. 2026 au plus tard" in " ".join(said(facture, DOUTEUX, date(2026, 12, 1)))


def test_each_line_says_its_day_and_none_is_to_come(essai):
    facture = periodique(deux())
    rows = [one.valeurs for one in facture.lignes]
    facture.write_lignes([*rows[:1], rows[1] | {"livree_le": None}, *rows[2:]])
    assert said(facture, MANQUANT) == [
        "« Journée de conseil sur site » n’a pas de date : dites quand ce fut livré ou réalisé."
    ]
    facture.write_lignes([*rows[:1], rows[1] | {"livree_le": JOUR + timedelta(days=1)}, *rows[2:]])
    assert "est à venir" in " ".join(said(facture, MANQUANT))


def test_it_is_paid_within_45_days_of_issue(essai):
    devis = deux()
    devis[0].tiers.delai_paiement, devis[0].tiers.fin_de_mois = 45, True
    facture = periodique(devis)
    assert "une facture périodique se paie en 45" in " ".join(said(facture, MANQUANT))
    facture.write(echeance=JOUR + timedelta(days=46))
    with pytest.raises(RegleMetier, match="à 46 jours"):
        issue(facture)
    facture.write(echeance=JOUR + timedelta(days=45))
    issue(facture)


def test_a_consumer_pays_when_it_is_agreed(essai):
    tiers = make_tiers(particulier=True, delai_paiement=60)
    facture = periodique([make_devis(tiers, accepte=True, jour=LE_17) for _ in range(2)])
    assert said(facture, MANQUANT) == []


def test_one_client_only(essai):
    facture = periodique(deux())
    facture.write(tiers_id=make_tiers().id)
    assert "retirez ses lignes" in " ".join(said(facture, MANQUANT))

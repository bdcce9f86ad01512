"""What the check shows is what issue refuses."""

from datetime import timedelta

import pytest

from crm.errors import RegleMetier
from crm.factures import DOUTEUX, MANQUANT
from crm.reperes import Repere
from tenants import db
from tests.fabrique import MIDI, D, identify, ligne, make_article, make_devis, make_facture, make_tiers, moi

JOUR = MIDI.date()


def missing(facture):
    return {(point.code, point.champ) for point in facture.controle(JOUR) if point.niveau == MANQUANT}


def refused(facture) -> RegleMetier:
    with pytest.raises(RegleMetier) as refusal:
        facture.issue(JOUR, MIDI, moi())
    assert facture.numero is None and facture.emise_le is None
    return refusal.value


def test_a_complete_facture_lacks_nothing(essai):
    facture = make_facture(prestation_le=JOUR)
    assert {point.niveau for point in facture.controle(JOUR)} == {"ok"}


def test_each_point_names_the_law_and_where_to_put_it_right(essai):
    for point in make_facture().controle(JOUR):
        assert point.texte and point.cible in ("parametres", "tiers", "document", "lignes") and point.champ
        assert point.article or point.code == "PAY-01"


@pytest.mark.parametrize(
    ("champ", "code"),
    [
        ("siren", "FAC-10"),
        ("ville", "FAC-10"),
        ("tva_intracom", "FAC-12"),
        ("capital", "FAC-24"),
        ("rcs_ville", "IDT-01"),
    ],
)
def test_an_issuer_that_is_not_identified_issues_nothing(essai, champ, code):
    facture = make_facture()
    identify(**{champ: None})
    (found,) = missing(facture)
    assert found[0] == code
    assert "votre entreprise" in refused(facture).message or "complétez votre identité" in refused(facture).message


def test_a_sole_trader_needs_neither_form_nor_capital_and_prints_ei(essai):
    identify(entrepreneur_individuel=True, forme_juridique=None, capital=None, rcs_ville=None, rne=True)
    facture = make_facture()
    facture.issue(JOUR, MIDI, moi())
    assert facture.fige["emetteur"]["entrepreneur_individuel"] is True


def test_a_french_business_is_named_by_its_siren(essai):
    facture = make_facture(make_tiers("Bâti Rhône", siren=None))
    assert missing(facture) == {("FAC-20a", "siren")}
    refusal = refused(facture)
    assert refusal.champ == "siren" and "Bâti Rhône" in refusal.message and "242 nonies A" in refusal.message


def test_a_consumer_needs_no_siren_and_is_asked_no_penalty(essai):
    facture = make_facture(make_tiers(particulier=True))
    facture.issue(JOUR, MIDI, moi())
    conditions = facture.fige["conditions"]
    assert conditions["penalites"].endswith("sans objet.") and conditions["escompte"]
    assert conditions["indemnite"].endswith("sans objet.") and "40" not in conditions["indemnite"]


def test_a_business_reads_the_penalty_the_40_euros_and_the_discount(essai):
    facture = make_facture()
    facture.issue(JOUR, MIDI, moi())
    conditions = facture.fige["conditions"]
    assert "L441-10" in conditions["penalites"] and "40\u00a0€" in conditions["indemnite"]
    assert conditions["escompte"] == "Escompte pour paiement anticipé : néant."


def test_a_client_without_address_is_refused(essai):
    assert missing(make_facture(make_tiers(adresse=False))) == {("FAC-11", "adresses")}


def test_a_facture_without_priced_line_is_refused(essai):
    facture = make_facture()
    facture.write_lignes([{"genre": "titre", "designation": "Lot 1"}])
    assert missing(facture) == {("FAC-15", "lignes")}
    assert "ajoutez au moins une ligne" in refused(facture).message


def test_a_rate_that_does_not_exist_is_refused(essai):
    facture = make_facture(lignes=[ligne(taux="19.6")])
    assert missing(facture) == {("TVA-02", "taux_tva")}


def test_a_rate_holds_between_its_days(essai):
    db.session.add(
        Repere(
            nature="taux_tva",
            code="19.6",
            intitule="Ancien taux",
            valeur=D("19.6"),
            debut=JOUR - timedelta(days=400),
            fin=JOUR - timedelta(days=1),
        )
    )
    facture = make_facture(lignes=[ligne(taux="19.6")])
    assert missing(facture) == {("TVA-02", "taux_tva")}
    assert not [p for p in facture.controle(JOUR - timedelta(days=1)) if p.code == "TVA-02" and p.niveau != "ok"]


def test_franchise_charges_no_vat_and_says_so(essai):
    identify(regime_tva="franchise", tva_intracom=None)
    wrong = make_facture(lignes=[ligne(taux="20")])
    assert missing(wrong) == {("FAC-38", "taux_tva")}
    right = make_facture(lignes=[ligne(taux="0")])
    right.issue(JOUR, MIDI, moi())
    assert right.fige["mentions"] == ["TVA non applicable, art. 293 B du CGI"]
    assert right.total_ttc == right.total_ht


def test_an_article_of_the_catalogue_comes_without_vat_in_franchise(essai):
    identify(regime_tva="franchise")
    facture = make_facture(lignes=[{"article_id": make_article(taux_tva=D("20")).id}])
    assert facture.total_tva == 0 and not missing(facture)


def test_a_line_without_vat_needs_its_reason(essai):
    facture = make_facture(lignes=[ligne(taux="0")])
    assert missing(facture) == {("FAC-19", "taux_tva")}
    identify(activites_exonerees=["cgi_261_4_4"])
    facture.write_lignes([ligne(taux="0", exoneration="cgi_261_4_4")])
    assert not missing(facture)


def test_a_negative_total_is_an_avoir(essai):
    assert missing(make_facture(lignes=[ligne(quantite="-1")])) == {("FAC-18", "lignes")}


def test_a_due_date_before_the_issue_is_refused(essai):
    facture = make_facture(echeance=JOUR - timedelta(days=1))
    assert missing(facture) == {("FAC-21", "echeance")}


def test_a_long_term_is_a_doubt_and_does_not_stop(essai):
    facture = make_facture(make_tiers(delai_paiement=75))
    doubts = [point.texte for point in facture.controle(JOUR) if point.niveau == DOUTEUX]
    assert any("75 jours dépasse 60 jours" in texte for texte in doubts)
    facture.issue(JOUR, MIDI, moi())


def test_every_missing_point_is_said_at_once(essai):
    facture = make_facture(make_tiers(siren=None, adresse=False))
    message = refused(facture).message
    assert "SIREN de" in message and "adresse de facturation" in message


def test_more_than_the_devis_is_refused(essai):
    from crm.factures import Facture

    devis = make_devis(accepte=True)
    facture = Facture.from_devis(devis, moi())
    facture.write_lignes([ligne(quantite="3")])
    assert missing(facture) == {("DEV-17", "lignes")}
    assert devis.numero in refused(facture).message

"""A document in another currency: its rate, its VAT in euros, and what its chain takes of it (CUR-01)."""

from datetime import timedelta

import pytest
from lxml import etree

from crm.articles import Article
from crm.devises import DEVISES
from crm.documents.contenu import Contenu
from crm.documents.vue import Vue
from crm.errors import RegleMetier
from crm.factures import DOUTEUX, MANQUANT, Facture
from crm.factures.franchise import franchise_said
from crm.facturx import regles, ubl
from crm.imprimes import render
from crm.proformas.proformas import Proforma
from crm.reception import lire
from crm.reperes import Droit
from tenants import db
from tests.documents import lecture
from tests.fabrique import (
    DOLLARS,
    MIDI,
    D,
    identify,
    issue,
    ligne,
    make_article,
    make_avoir,
    make_devis,
    make_facture,
    make_tiers,
    make_zurich,
    moi,
    sans_tva,
)

JOUR = MIDI.date()
TAUX = DOLLARS["change"]
DEUX_TAUX = [ligne(prix="33.33", quantite="1"), ligne(prix="77.77", quantite="1", taux="5.5")]


def says(facture, niveau: str) -> set[str]:
    return {p.champ for p in facture.controle(JOUR) if p.niveau == niveau and p.code == "CUR-01"}


def test_each_vat_group_is_converted_and_they_add_up(essai):
    facture = make_facture(lignes=DEUX_TAUX, issued=True, **DOLLARS)
    assert (facture.total_ht, facture.total_tva) == (D("111.10"), D("10.95"))  # 6.67 + 4.28
    euros = facture.fige["conversion"]["totaux"]
    assert [(g["base"], g["tva"]) for g in euros["groupes"]] == [("30.71", "6.15"), ("71.65", "3.94")]
    assert (facture.total_ht_eur, facture.total_tva_eur, facture.total_ttc_eur) == (
        D("102.36"),
        D("10.09"),
        D("112.45"),
    )
    assert facture.suivi.total_eur == facture.total_ttc_eur


def test_the_xml_says_both_currencies(essai):
    facture = make_facture(lignes=DEUX_TAUX, issued=True, **DOLLARS)
    for written in (facture.cii.encode(), ubl.xml(Contenu.from_dict(facture.fige))):
        lue = lire(written).facture
        assert (lue.devise, lue.tva, lue.tva_euros, lue.ttc) == ("USD", D("10.95"), D("10.09"), facture.total_ttc)
    assert b">30<" in facture.cii.encode() and b"<ram:TypeCode>58<" not in facture.cii.encode()  # SEPA is in euros


def test_the_official_rules_want_the_vat_in_euros(essai):
    """Break it once: without BT-111 the French rules refuse."""
    root = etree.fromstring(make_facture(issued=True, **DOLLARS).cii.encode())
    total = next(e for e in root.iter("{*}TaxTotalAmount") if e.get("currencyID") == "EUR")
    total.getparent().remove(total)
    assert [e.regle for e in regles.ecarts(etree.tostring(root)) if e.bloquant]


def test_a_facture_in_euros_says_nothing_of_it(essai):
    facture = make_facture(lignes=DEUX_TAUX, issued=True)
    assert facture.fige["conversion"] is None and facture.fige["devise"] == "EUR"
    assert "TaxCurrencyCode" not in facture.cii
    assert (facture.total_ht_eur, facture.total_ttc_eur) == (facture.total_ht, facture.total_ttc)
    assert not says(make_facture(), MANQUANT) | says(make_facture(), DOUTEUX)


def test_without_rate_source_and_date_it_is_not_issued(essai):
    facture = make_facture(devise="USD")
    assert says(facture, MANQUANT) == {"change", "change_source"} and facture.total_ttc_eur == 0
    with pytest.raises(RegleMetier, match=r"Le cours manque.*289 IV"):
        issue(facture)
    facture.write(change=TAUX)
    assert says(facture, MANQUANT) == {"change_source"} and facture.total_ttc_eur == D("1105.62")
    facture.write(change_source="bce", change_le=JOUR)
    assert says(facture, MANQUANT) == says(facture, DOUTEUX) == set()
    issue(facture)


def test_a_rate_to_come_is_refused_and_an_old_one_doubtful(essai):
    facture = make_facture(**DOLLARS | {"change_le": JOUR + timedelta(days=1)})
    assert says(facture, MANQUANT) == {"change_le"}
    facture.write(change_le=JOUR - timedelta(days=5))
    assert not says(facture, DOUTEUX)
    facture.write(change_le=JOUR - timedelta(days=6))
    assert says(facture, DOUTEUX) == {"change_le"} and not says(facture, MANQUANT)


def test_going_back_to_euros_forgets_the_rate_and_keeps_the_lines(essai):
    facture = make_facture(lignes=DEUX_TAUX, **DOLLARS)
    facture.write(devise="EUR")
    assert (facture.change, facture.change_source, facture.change_le) == (1, None, None)
    assert facture.total_ttc_eur == facture.total_ttc and len(facture.lignes) == 2


@pytest.mark.parametrize(
    ("valeurs", "champ"),
    [({"devise": "JPY"}, "devise"), ({"devise": "USD", "change": D(0)}, "change"),
     ({"devise": "USD", "change": D(-1)}, "change"), ({"devise": "USD", "change": D("0.123456789")}, "change"),
     ({"devise": "USD", "change_source": "rumeur"}, "change_source")],
)  # fmt: skip
def test_what_is_wrong_is_named(essai, valeurs, champ):
    with pytest.raises(RegleMetier) as refused:
        make_facture(**valeurs)
    assert refused.value.champ == champ


def test_the_client_s_currency_is_taken_by_their_drafts(essai):
    tiers = make_tiers(devise="GBP")
    assert make_devis(tiers).devise == make_facture(tiers).devise == "GBP"
    facture = make_facture()
    facture.write(tiers_id=tiers.id)
    assert (facture.devise, facture.change, facture.total_ttc_eur) == ("GBP", None, 0)


def test_a_price_of_the_catalogue_is_in_euros_and_is_not_taken(essai):
    article = make_article(eco_participation=D("1.20"))
    assert db.session.get(Article, article.id).prix_unitaire
    facture = make_facture(lignes=[{"article_id": article.id}], **DOLLARS)
    assert (facture.lignes[0].prix_unitaire, facture.lignes[0].eco_participation) == (0, None)
    ttc = make_facture(lignes=[{"article_id": article.id}], prix_ttc=True, **DOLLARS)
    assert ttc.lignes[0].prix_unitaire == 0


def test_a_devis_is_sent_with_its_rate_and_its_factures_have_their_own(essai):
    with pytest.raises(RegleMetier, match="combien d’euros vaut 1 USD"):
        make_devis(devise="USD", envoye=True)
    devis = make_devis(accepte=True, **DOLLARS)
    assert devis.derniere_version.fige["devise"] == "USD"
    acompte = Facture.acompte(devis, moi(), pourcent=D(30))
    assert (acompte.devise, acompte.change) == ("USD", None)
    with pytest.raises(RegleMetier, match="document d’origine"):
        acompte.write(devise="EUR")
    acompte.write(**DOLLARS)
    issue(acompte)
    solde = Facture.solde(devis, moi())
    solde.write(**DOLLARS | {"change": D("0.95")})
    issue(solde)
    assert solde.total_ht == D("700.00") and solde.total_ht_eur == D("665.00")  # what it invoices, at its own rate
    assert devis.etat(JOUR).code == "facture"


def test_an_avoir_bears_the_rate_of_its_facture(essai):
    facture = make_facture(issued=True, **DOLLARS | {"change_le": JOUR - timedelta(days=30)})
    avoir = make_avoir(facture, issued=False)
    assert (avoir.devise, avoir.change, avoir.change_le) == ("USD", TAUX, facture.change_le)
    assert not says(avoir, DOUTEUX)
    avoir.change = D(1)
    assert says(avoir, MANQUANT) == {"change"}
    avoir.change = TAUX
    issue(avoir)
    assert (avoir.total_ttc_eur, facture.reste) == (facture.total_ttc_eur, 0)


def test_a_rectificative_takes_away_what_the_other_said_in_euros(essai):
    facture = make_facture(issued=True, **DOLLARS)
    new = facture.rectify(moi())
    assert (new.devise, new.change) == ("USD", TAUX)
    new.write(change=D("0.9"))
    issue(new)
    assert new.fige["remplace"]["ttc"] == str(facture.total_ttc_eur) and new.total_ttc_eur == D("1080.00")


def test_a_rectificative_issued_as_it_is_says_the_same_euros(essai):
    facture = make_facture(lignes=DEUX_TAUX, issued=True, **DOLLARS)
    new = facture.rectify(moi())
    assert new.total_tva_eur == facture.total_tva_eur
    issue(new)
    assert (new.total_ttc_eur, new.suivi.total_eur) == (facture.total_ttc_eur, facture.total_ttc_eur)


def test_it_prints_its_currency_its_rate_and_the_vat_in_euros(essai):
    facture = make_facture(lignes=DEUX_TAUX, issued=True, **DOLLARS)
    said = " ".join(page.extract_text() for page in lecture.lire(render(facture.fige)).pages)
    said = " ".join(said.split())
    assert "122,05 USD" in said and "capital de 10 000 €" in said and ": 40 €" in said
    assert "1 USD = 0,92134567 € — cours de la Banque centrale européenne du 20 novembre 2026." in said
    assert "TVA en euros : 10,09 € (6,15 € à 20 %, 3,94 € à 5,5 %)." in said


def test_it_says_so_in_english(essai):
    lignes = [sans_tva("export", nature="bien")]
    facture = make_facture(
        make_zurich(langue="en"), lignes=lignes, issued=True, **DOLLARS | {"change_source": "banque"}
    )
    vue = Vue(Contenu.from_dict(facture.fige))
    assert vue.montant(facture.total_ttc) == "USD\xa01,000.00"
    rate = "1 USD = €0.92134567, rate of our bank of 20 November 2026."
    assert vue.conversion == (rate, "VAT in euros: €0.00.")


def test_a_pro_forma_is_in_the_currency_of_its_draft(essai):
    proforma = Proforma.of(make_facture(devise="CHF"), JOUR, MIDI, moi())
    assert (proforma.devise, proforma.fige["conversion"]) == ("CHF", None)


def test_only_currencies_with_two_decimals_are_offered():
    from babel.numbers import get_currency_precision

    assert {get_currency_precision(code) for code in DEVISES} == {2}
    assert "JPY" not in DEVISES


def test_a_periodique_is_of_one_currency(essai):
    client = make_tiers()
    devis = [make_devis(client, accepte=True, **values) for values in (DOLLARS, DOLLARS, {})]
    with pytest.raises(RegleMetier, match=r"est en USD, le devis .* en EUR"):
        Facture.periodique(devis, moi())
    facture = Facture.periodique(devis[:2], moi())
    assert (facture.devise, facture.change, facture.devise_liee) == ("USD", None, True)


def test_the_threshold_of_franchise_counts_euros(essai):
    """CHF 25,000 at 1.50 are beyond the threshold that 25 000 € do not reach."""
    identify(regime_tva="franchise")
    lignes = [ligne(prix="25000", quantite="1", taux="0")]
    droit = Droit.on(JOUR)
    francs = make_facture(lignes=lignes, **DOLLARS | {"devise": "CHF", "change": D("1.5")})
    assert "37\u202f500,00\xa0€" in franchise_said(francs, JOUR, droit)

"""The pages « Conformité » and « Numérotation »: who administers acts, who may read reads."""

from datetime import date

import pytest

from crm.conformite import Cloture, Verification
from crm.evenements import Evenement
from crm.numerotation import Serie
from tenants import Travail, db
from tests.casting import inside
from tests.effraction import broken_into
from tests.fabrique import D, make_avoir, make_facture, make_reglement
from tests.requetes import counted

PAGE = "/configuration/conformite"


@pytest.fixture(scope="module")
def business(app):
    with inside(app, "atelier-lumen"):
        facture = make_facture(issued=True)
        make_reglement(facture, "100")
        make_avoir(facture, montants={"20": D(100)})
        Cloture.close_due(date(2027, 1, 2))
        return facture.id


def said(response) -> str:
    return response.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_page_tells_numbers_closings_and_versions(app, alice, business):
    with counted(app) as seen:
        page = said(alice.get(PAGE))
    for expected in (
        "Factures 2026", "FA-2026-00001", "Aucun trou", "Avoirs 2026", "Exercice 2026", "Novembre 2026",
        "20 nov. 2026", "Comptoir 1.0", "2 documents", "1 080,00 €", "Les chaînes n’ont pas encore été vérifiées",
    ):  # fmt: skip
        assert expected in page, expected
    assert len(seen) < 25


def test_who_administers_asks_for_the_check_and_reads_what_it_found(alice, work, lumen, business):
    response = alice.post(f"{PAGE}/verifications", {})
    assert response.status_code == 303 and "/travaux/" in response.location
    work()
    page = said(alice.get(PAGE))
    assert "par Alice Moreau : 5 chaînes" in page and "tout est intact" in page
    with lumen():
        assert db.session.query(Travail).filter_by(titre="Vérification de l’intégrité").one().etat == "fait"


def test_a_broken_chain_is_shown_with_its_first_broken_link(alice, lumen, business):
    with lumen():
        Verification.run_now(None)
    with broken_into(lumen, "UPDATE factures SET total_ht = 1 WHERE id = %s", business):
        with lumen():
            Verification.run_now(None)
        page = said(alice.get(PAGE))
    assert "Factures et avoirs : maillon 1, FA-2026-00001 : Le contenu a changé" in page
    assert "tout est intact" in said(alice.get(PAGE))


def test_the_turnover_of_a_period_is_told_by_rate_and_by_mode(alice, business):
    page = said(alice.get(f"{PAGE}?debut=2026-11-01&fin=2026-11-30"))
    assert "900,00 €" in page and "180,00 €" in page and "1 facture, 1 avoir" in page and "Virement" in page


@pytest.mark.parametrize(
    ("debut", "fin", "expected"),
    [
        ("2026-11-30", "2026-11-01", "Le dernier jour précède le premier"),
        ("hier", "2026-11-01", "date"),
        ("", "2026-11-01", "Choisissez le premier jour."),
    ],
)
def test_a_period_that_means_nothing_is_refused(alice, business, debut, fin, expected):
    response = alice.get(f"{PAGE}?debut={debut}&fin={fin}")
    assert response.status_code == 422 and expected in response.text


def test_every_closing_is_read_by_kind_and_year(alice, business):
    assert "20 nov. 2026" in said(alice.get(f"{PAGE}/clotures?genre=jour&annee=2026"))
    assert "Aucune clôture de ce genre" in alice.get(f"{PAGE}/clotures?genre=jour&annee=2019").text
    assert alice.client.get(f"/atelier-lumen{PAGE}/clotures?genre=siecle").status_code == 404


def test_who_may_not_read_the_configuration_sees_nothing(bruno, chloe):
    for someone in (bruno, chloe):
        for path in (PAGE, f"{PAGE}/clotures", f"{PAGE}/evenements", "/configuration/numerotation"):
            assert someone.client.get(f"/atelier-lumen{path}").status_code == 403


def test_who_only_reads_the_configuration_cannot_act(lumen, chloe):
    from crm.equipe import Membre

    with lumen():
        membre = db.session.query(Membre).filter_by(email="chloe@atelier-lumen.example").one()
        membre.grant("lecture", {"configuration": "lecture"})
        assert Evenement.last("droits").phrase == f"{membre.libelle} a d’autres droits : Droits choisis."
    assert "Vérifier maintenant" not in chloe.get(PAGE).text
    assert "Raison du changement" in chloe.get("/configuration/numerotation").text
    assert chloe.post(f"{PAGE}/verifications", {}).status_code == 403
    assert chloe.post("/configuration/numerotation/avoir", {}).status_code == 403
    with lumen():
        db.session.query(Membre).filter_by(email="chloe@atelier-lumen.example").one().grant("lecture")


def test_the_form_of_numbers_changes_with_its_reason_and_the_change_stays(alice, lumen):
    body = {"devis-motif": "D{annee}/{numero:03d}", "devis-premier": "57", "devis-raison": "Suite de l’ancien logiciel"}
    assert alice.post("/configuration/numerotation/devis", body).status_code == 303
    page = said(alice.get("/configuration/numerotation"))
    assert "/057</strong>" in page and "Devis : le prochain numéro est D" in page
    with lumen():
        assert Serie.last("devis").depart == 56


@pytest.mark.parametrize(
    ("code", "changed", "expected"),
    [
        ("facture", {"motif": "FA {annee} {numero}"}, "35 caractères au plus"),
        ("facture", {"motif": ""}, "Saisissez la forme"),
        ("facture", {"raison": ""}, "Dites pourquoi"),
        ("facture", {"premier": "12"}, "déjà pris"),
        ("facture", {"premier": "douze"}, "entier"),
        ("facture", {"motif": "AV-{annee}-{numero:05d}"}, "écrit déjà AV-2026-"),
    ],
)
def test_a_wrong_form_of_numbers_is_refused_beside_its_field(alice, business, code, changed, expected):
    body = {"motif": "F{annee}-{numero}", "raison": "Pour voir"} | changed
    response = alice.post(f"/configuration/numerotation/{code}", {f"{code}-{k}": v for k, v in body.items()})
    assert response.status_code == 422 and expected in response.text
    assert body["raison"] in response.text


def test_the_example_follows_what_is_typed(alice, business):
    path = "/configuration/numerotation/facture/exemple?facture-motif="
    for motif, expected in (("FA-{annee}-{numero:05d}", "FA-2026-00002<"), ("F{annee}-{numero}", "F2026-1<")):
        assert expected in alice.get(path + motif, target="exemple-facture").text
    assert "une fois" in alice.get(path + "F", target="exemple-facture").text
    assert alice.client.get("/atelier-lumen/configuration/numerotation/tarte/exemple").status_code == 404

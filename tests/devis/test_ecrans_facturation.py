"""« Facturer » a devis from its card: an acompte, then the solde, to a file that the official rules accept."""

import re

import pytest

from crm.clock import now, today
from crm.factures import Facture
from crm.facturx.regles import ecarts
from tenants import db
from tests.fabrique import identify, ligne, make_devis, make_facture, make_tiers, moi
from tests.saisie import FormData

LIGNES = [ligne(), ligne("Livret imprimé", "24", "12.5", "5.5", nature="bien")]


@pytest.fixture
def devis(lumen) -> int:
    with lumen():
        identify()
        made = make_devis(make_tiers("Boulangerie Sorel"), lignes=LIGNES)
        made.finalise(today(), now(), moi())
        made.accept(today(), "Jeanne Delaunay", moi())
        return made.id


def ask(someone, devis: int, **form):
    return someone.post(f"/devis/{devis}/facturation", form, target="form")


def draft_of(response) -> int:
    assert response.status_code == 204, response.text
    return int(re.search(r"/factures/(\d+)/", response.headers["HX-Redirect"]).group(1))


def issue(someone, id: int) -> None:
    """As the editor does: the form as it stands."""
    form = FormData(someone.get(f"/factures/{id}/modification").text)
    assert someone.post(f"/factures/{id}/emission", form, target="redaction").status_code == 204


def right(lumen, id: int) -> bool:
    with lumen():
        facture = db.session.get(Facture, id)
        return bool(facture.emise_le) and [e for e in ecarts(facture.cii.encode()) if e.bloquant] == []


def test_an_acompte_then_the_solde(bruno, lumen, devis):
    assert "Facturer en partie" in bruno.get(f"/devis/{devis}").text
    assert "Un acompte" in bruno.get(f"/devis/{devis}/facturation").text
    tried = bruno.post(
        f"/devis/{devis}/facturation/calcul", {"forme": "acompte", "valeur": "30", "unite": "pourcent"}, target="essai"
    )
    assert "Net à payer" in tried.text and "454,95" in tried.text
    first = draft_of(ask(bruno, devis, forme="acompte", valeur="30", unite="pourcent"))
    assert "Acompte de 30" in bruno.get(f"/factures/{first}/modification").text
    issue(bruno, first)
    solde = draft_of(ask(bruno, devis, forme="solde", valeur="", unite="pourcent"))
    editor = bruno.get(f"/factures/{solde}/modification").text
    assert "Factures déduites" in editor and "Déjà facturé" in editor
    issue(bruno, solde)
    card = bruno.get(f"/factures/{solde}").text
    assert "Facture de solde" in card and "Total de l’opération" in card and "Acompte facture FA-" in card
    assert "Déduite par" in bruno.get(f"/factures/{first}").text
    assert right(lumen, first) and right(lumen, solde)
    assert "Facturer" not in bruno.get(f"/devis/{devis}").text.split("<main")[1]


def test_a_double_click_makes_one_draft(bruno, lumen, devis):
    form = {"forme": "acompte", "valeur": "30", "unite": "pourcent", "envoi": "un-seul"}
    assert draft_of(ask(bruno, devis, **form)) == draft_of(ask(bruno, devis, **form))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"forme": "acompte", "valeur": "", "unite": "pourcent"}, "pourcentage du devis, ou un montant"),
        ({"forme": "acompte", "valeur": "trente", "unite": "pourcent"}, "Saisissez un nombre"),
        ({"forme": "acompte", "valeur": "99999", "unite": "montant"}, "Il reste"),
        ({"forme": "solde"}, "pas d’acompte à déduire"),
        ({"forme": "autre"}, "Choisissez ce qui est à facturer"),
    ],
)
def test_a_wrong_demand_says_why_and_keeps_what_was_typed(bruno, devis, form, said):
    refused = ask(bruno, devis, **form)
    assert refused.status_code == 422 and re.search(said, refused.text)
    assert f'value="{form.get("valeur", "")}"' in refused.text


def test_a_deduction_is_removed_then_brought_back(bruno, lumen, devis):
    first = draft_of(ask(bruno, devis, forme="acompte", valeur="50", unite="montant"))
    issue(bruno, first)
    solde = draft_of(ask(bruno, devis, forme="solde"))
    assert bruno.delete(f"/factures/{solde}/deductions/{first}", htmx=True).status_code == 204
    editor = bruno.get(f"/factures/{solde}/modification").text
    assert "Aucune facture déduite" in editor and "n’est pas déduit" in editor
    assert bruno.post(f"/factures/{solde}/deductions", htmx=True).status_code == 204
    assert "n’est pas déduit" not in bruno.get(f"/factures/{solde}/modification").text


def test_who_only_reads_invoices_nothing(chloe, devis):
    assert "Facturer" not in chloe.get(f"/devis/{devis}").text.split("<main")[1]
    assert ask(chloe, devis, forme="simple").status_code == 403


def test_another_company_invoices_nothing(david, devis):
    assert ask(david, devis, forme="simple").status_code == 404


def test_an_issued_facture_keeps_its_deductions(bruno, lumen):
    with lumen():
        id = make_facture(issued=today(), now=now()).id
    refused = bruno.post(f"/factures/{id}/deductions", htmx=True)
    assert refused.status_code == 422 and "ne se modifie plus" in str(refused.headers)


def test_a_situation_is_written_by_its_percentages(bruno, lumen, devis):
    first = draft_of(ask(bruno, devis, forme="situation"))
    editor = bruno.get(f"/factures/{first}/modification").text
    assert "Avancement des travaux" in editor and "Aucun travail nouveau" in editor
    form = FormData(editor) | {"avancement-1": "50", "avancement-2": "12,5", "retenue_pourcent": "5"}
    tried = bruno.post("/factures/calcul", form, target="totaux").text
    assert "537,50" in tried.replace("\u202f", "") and '<output id="t-1"' in tried
    wrong = bruno.put("/factures/brouillon", form | {"avancement-1": "cent"}, target="enregistrement")
    assert wrong.status_code == 422 and "saisissez un nombre" in wrong.text
    over = bruno.put("/factures/brouillon", form | {"avancement-1": "101"}, target="enregistrement")
    assert over.status_code == 422 and "à 100" in over.text
    assert bruno.put("/factures/brouillon", form, target="enregistrement").status_code == 200
    assert 'value="12,5"' in bruno.get(f"/factures/{first}/modification").text
    issue(bruno, first)
    card = bruno.get(f"/factures/{first}").text
    assert "situation n° 1" in card and "Retenue de garantie 5" in card and "Avancement 12,5" in card
    second = draft_of(ask(bruno, devis, forme="situation"))
    assert "Factures déduites" in bruno.get(f"/factures/{second}/modification").text
    assert right(lumen, first)

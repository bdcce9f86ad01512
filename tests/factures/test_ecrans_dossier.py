"""The client's card gathers their documents and says what they owe."""

import pytest

from tests.fabrique import make_devis, make_facture, make_reglement, make_tiers


@pytest.mark.covers("E-028")
def test_documents_and_balance_of_a_client(bruno, lumen):
    with lumen():
        tiers = make_tiers("Ateliers Vasseur")
        make_devis(tiers, objet="Verrière")
        facture = make_facture(tiers, issued=True)
        numero = facture.numero
        make_reglement(facture, "200")
        id = tiers.id
    page = bruno.get(f"/clients/{id}?onglet=documents")
    assert page.status_code == 200
    for said in ("Verrière", numero, "Virement", "Solde du client", "1\u202f000,00\u00a0€"):
        assert said in page.text
    assert bruno.get(f"/reglements/nouveau?tiers={id}", target="volet-contenu").text.count(numero) == 1

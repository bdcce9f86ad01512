"""Where imports and exports are found."""

import pytest


@pytest.mark.covers("B-023")
@pytest.mark.parametrize(("mots", "module"), [("contacts", "contacts"), ("opportunités", "opportunites")])
def test_contacts_and_opportunities_are_imported_and_exported_from_one_place(bruno, chloe, mots, module):
    found = bruno.get("/recherche?q=importer", target="palette-resultats").text
    assert f"Importer des {mots}" in found and f"/{module}/imports" in found
    page = bruno.get(f"/{module}").text
    assert f"/{module}/imports" in page and f"/{module}/export" in page
    assert f"/{module}/imports" not in chloe.get(f"/{module}").text


@pytest.mark.covers("B-027")
@pytest.mark.parametrize("objet", ["contacts", "opportunites"])
def test_codes_of_the_fields_are_in_configuration(alice, objet):
    ici = f"/configuration/champs/{objet}"
    form = {"question": "Budget mensuel", "code": "BUDGET_MENSUEL", "sorte": "montant", "profil": "tous"}
    assert alice.post(ici, form, htmx=True).status_code == 204
    assert "BUDGET_MENSUEL" in alice.get(ici).text

"""Where imports and exports are found."""

import pytest


@pytest.mark.covers("B-023", "B-024", "B-064", "B-119", "B-121")
def test_every_list_is_imported_exported_and_cleared_by_file_from_one_page(bruno, chloe):
    page, reader = (someone.get("/exports").text for someone in (bruno, chloe))
    assert "Imports et exports</a>" in page, "in the menu of the person"
    for module in ("clients", "contacts", "pistes", "opportunites"):
        path = "prospects" if module == "pistes" else module
        assert f'"/atelier-lumen/{path}/imports"' in page and f'/{path}/imports"' not in reader
        assert f"/{path}/imports?mode=suppression" in page and "mode=suppression" not in reader
        assert f'data-volet="/atelier-lumen/{path}/export"' in page and f"/{path}/export" in reader
    assert "Supprimer des contacts par fichier" in bruno.get("/contacts/imports?mode=suppression").text
    assert "Exporter" in bruno.get("/contacts/export", target="volet-contenu").text


@pytest.mark.parametrize(("mots", "module"), [("contacts", "contacts"), ("opportunités", "opportunites")])
def test_the_palette_and_each_list_lead_to_their_imports(bruno, chloe, mots, module):
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

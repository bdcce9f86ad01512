"""A group of companies at the screen: its tree on the card, and who is invoiced in the editor."""

import pytest
from playwright.sync_api import expect

from crm.equipes import Equipe
from crm.parametres import Parametres
from tests.accessibilite import too_wide, violations
from tests.fabrique import identify, make_tiers, moi
from tests.fenetres import ALICE
from tests.parcours.test_doublons import photo

pytestmark = pytest.mark.navigateur


@pytest.mark.parametrize(("theme", "largeur"), [("clair", 1440), ("sombre", 390)])
def test_what_a_subsidiary_orders_is_invoiced_to_its_parent(lumen, ouvrir, theme, largeur):
    with lumen():
        identify()
        Parametres.current().revise(filiales=True, delegations=True)
        mere = make_tiers("Holding Vasseur", siren="443121975", tva_intracom=None)
        fille, soeur, cabinet = (make_tiers(nom, siren=None, tva_intracom=None) for nom in ("Dole", "Lons", "Perret"))
        for one in (fille, soeur):
            one.revise(siret=None, societe_mere_id=mere.id, facture_mere=True)
        mere.delegate(cabinet, lien="Comptabilité")
        ids = mere.id, fille.id
    page = ouvrir(f"/clients/{ids[0]}", largeur, 1200, theme)
    expect(page.locator(".ui-arbre")).to_contain_text("Dole filiale")
    photo(page, f"groupe-{theme}-{largeur}")
    assert violations(page) == [] and too_wide(page) == []
    page.goto(page.url.replace(f"/clients/{ids[0]}", f"/factures/nouveau?tiers={ids[1]}"))
    box = page.locator("#client-choisi")
    expect(box).to_contain_text("Pour Dole, qui est livré")
    photo(page, f"groupe-facture-{theme}-{largeur}")
    assert violations(page) == []
    box.get_by_role("button", name="Facturer plutôt Dole").press("Enter")
    expect(box).not_to_contain_text("Holding Vasseur")
    expect(box.locator("#tiers_id")).to_have_value(str(ids[1]))


@pytest.mark.parametrize(("theme", "largeur"), [("clair", 1440), ("sombre", 390)])
def test_teams_and_agencies_in_configuration(lumen, ouvrir, theme, largeur):
    with lumen():
        Parametres.current().revise(agences=True, assignation_limitee=True)
        for genre, nom in (("equipe", f"Nord {theme}"), ("agence", f"Dole {theme}")):
            Equipe.add(genre, nom=nom, membres=[moi().id]).assignable = True
    page = ouvrir("/configuration/equipes", largeur, 900, theme, ALICE)
    expect(page.get_by_role("main")).to_contain_text(f"Dole {theme}")
    photo(page, f"equipes-{theme}-{largeur}")
    assert violations(page) == []
    page.get_by_role("link", name=f"Modifier Nord {theme}").press("Enter")
    expect(page.locator("#volet").get_by_label("Alice Moreau")).to_be_checked()
    page.goto(page.url.replace("/equipes", "/clients"))
    expect(page.get_by_label(f"Nord {theme}")).to_be_checked()
    photo(page, f"configuration-clients-{theme}-{largeur}")
    assert violations(page) == [] and too_wide(page) == []
    page.get_by_label("Tous les utilisateurs").check()
    expect(page.get_by_text("Groupes assignables")).to_be_hidden()
    with lumen():
        Parametres.current().revise(assignation_limitee=False)

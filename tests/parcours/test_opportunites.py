"""Opportunities in a browser: every screen in both themes and sizes; from a lead to its facture without the mouse."""

import os
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from crm.actions import Action
from crm.clock import today
from crm.opportunites import Opportunite
from tenants import db
from tests.accessibilite import too_wide, violations
from tests.fabrique import identify, make_contact, make_opportunite, make_piste, make_tiers, moi
from tests.fenetres import ALICE
from tests.pistes.test_regles import pass_to

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")
AFFAIRES = (
    ("Audit énergétique", "Plomberie Aubert Sud", 3900, 0, 8, True),
    ("Migration des données", "Photo Lumen", 18000, 0, 0, False),
    ("Refonte du site vitrine", "Cabinet Vernet et Associés de la Croix-Rousse", 3900, 0, None, False),
    ("Application de réservation", "Imprimerie du Canal", 12000, 1, -1, True),
    ("Campagne de fin d’année", "Électricité Morvan", 6200, 1, 8, False),
    ("Équipement du showroom", "Boulangerie Chez Zoé", 12000, 2, 8, True),
    ("Contrat de maintenance annuel", "Traiteur Maïa", 4800, 3, 1, False),
    ("Pack communication", "Électricité Morvan Sud", 26000, 4, None, False),
)


def photo(page, nom: str) -> None:
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png")


def fill(lumen) -> int:
    """A few sales here and there on the board, once; the number of the fourth."""
    with lumen():
        identify()
        if not db.session.scalar(select(func.count(Opportunite.id))):
            for rang, affaire in enumerate(AFFAIRES):
                sell(rang, *affaire)
        return db.session.scalar(select(func.min(Opportunite.id))) + 3


def sell(rang: int, nom: str, client: str, montant: int, etape: int, dans: int | None, prioritaire: bool) -> None:
    tiers = make_tiers(client)
    affaire = make_opportunite(
        tiers, nom=nom, montant=Decimal(montant), prioritaire=prioritaire, au_mieux=Decimal(montant * 2),
        contact_id=make_contact(tiers).id, cloture_prevue_le=today() + timedelta(days=20 + rang),
        description="Douze postes sur deux sites.", proposition="Moins de saisies, plus de temps.",
    )  # fmt: skip
    affaire.add_ligne(designation="Étude et mise en route", quantite=Decimal(1), prix_unitaire=Decimal(montant))
    affaire.reach(affaire.processus.etapes[etape], today())
    if etape:
        affaire.passages = {cle: date(2026, 11, 3).isoformat() for cle in affaire.passages}
    if dans is not None:
        le = today() + timedelta(days=dans)
        Action.plan(affaire, genre_="appel", texte="Rappeler pour la visite", prevue_le=le, membre_id=moi().id)


@pytest.mark.parametrize(("largeur", "hauteur", "theme"), [(1440, 900, "clair"), (390, 844, "sombre")])
def test_every_screen_is_readable_by_all(ouvrir, lumen, largeur, hauteur, theme):
    number = fill(lumen)
    page = ouvrir("/opportunites", largeur, hauteur, theme, ALICE)
    base = page.url.split("/opportunites")[0]
    for nom, path in (
        ("liste", "/opportunites"), ("cartes", "/opportunites?dessin=cartes"),
        ("kanban", "/opportunites?dessin=kanban"), ("fiche", f"/opportunites/{number}"),
        ("offre", f"/opportunites/{number}?onglet=offre"), ("statut", f"/opportunites/{number}/statut"),
        ("nouvelle", "/opportunites/nouveau"), ("actions", "/actions"), ("accueil", "/"),
        ("configuration", "/configuration/opportunites"),
    ):  # fmt: skip
        page.goto(base + path)
        page.set_viewport_size({"width": largeur, "height": hauteur})
        photo(page, f"opportunites-{nom}-{theme}-{largeur}")
        assert violations(page, shell=False) == [] and not too_wide(page), nom


def test_a_card_is_moved_with_the_keyboard_and_the_pipeline_follows(ouvrir, lumen):
    fill(lumen)
    page = ouvrir("/opportunites?dessin=kanban")
    before = page.locator("#pipeline").inner_text()
    card = page.locator("[data-colonne]").nth(0).locator("[data-carte]").first
    nom = card.get_attribute("aria-label")
    card.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#pipeline")).not_to_have_text(before)
    page.reload()
    expect(page.locator("[data-colonne]").nth(1)).to_contain_text(nom)


@pytest.mark.covers("D-117")
def test_from_a_lead_to_its_facture_without_the_mouse(ouvrir, lumen):
    """Lead, conversion, opportunity, devis, facture: nothing is typed twice, and no click is needed."""
    fill(lumen)
    with lumen():
        piste = make_piste(entreprise="Brasserie Œdipe", prenom="Zoé", nom="Müller", montant_estime=Decimal(2400))
        piste.revise(ligne1="1 quai du Rhône", code_postal="69001", ville="Lyon", siren="552100554")
        pass_to(piste, "Qualifié")
        number = piste.id
    page = ouvrir(f"/prospects/{number}")
    press(page, page.get_by_role("link", name="Choisir…"))
    volet = page.locator("#volet")
    expect(volet.get_by_label("Créer une opportunité")).to_be_checked()
    expect(volet.get_by_label("Objet de l’opportunité")).to_have_value("Vente à Brasserie Œdipe")
    press(page, volet.get_by_role("button", name="Convertir"))
    page.wait_for_url("**/opportunites/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vente à Brasserie Œdipe")
    press(page, page.get_by_role("link", name="Offre"))
    press(page, page.get_by_role("link", name="Ajouter une ligne"))
    expect(volet).to_be_visible()
    volet.get_by_label("Désignation").focus()
    page.keyboard.type("Tireuse à bière")
    volet.get_by_label("Prix unitaire HT").focus()
    page.keyboard.type("1200")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("rowheader", name="Tireuse à bière")).to_be_visible()
    press(page, page.get_by_role("button", name="Transformer en devis"))
    page.wait_for_url("**/devis/*/modification")
    expect(page.get_by_label("Désignation").first).to_have_value("Tireuse à bière")
    press(page, page.get_by_role("button", name="Valider le devis"))
    page.wait_for_url(lambda url: "/modification" not in url)
    press(page, page.get_by_role("link", name="Marquer accepté"))
    press(page, volet.get_by_role("button", name="Enregistrer l’accord"))
    press(page, page.get_by_role("button", name="Convertir en facture"))
    page.wait_for_url("**/factures/*/modification")
    expect(page.get_by_label("Désignation").first).to_have_value("Tireuse à bière")
    with lumen():
        sale = db.session.scalars(select(Opportunite).where(Opportunite.piste_id == number)).one()
        assert (sale.statut.code, sale.montant, sale.nom_contact) == ("gagnee", Decimal(1200), "Zoé Müller")


def press(page, control) -> None:
    control.focus()
    page.keyboard.press("Enter")

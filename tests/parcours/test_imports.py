"""An import in a real browser: file, columns, preview, work followed, result, errors taken back, undoing."""

import csv
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from crm.pistes import Piste
from crm.tiers import Tiers
from tenants import db
from tests.accessibilite import too_wide, violations
from tests.fabrique import identify

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")
SIZES = [(1440, 900, "clair"), (390, 844, "sombre")]


def seen(page: Page, nom: str) -> None:
    """A step of the import: nothing is out of the screen, nothing is barred to anybody."""
    size = page.viewport_size
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png")
    assert violations(page, shell=False) == [] and not too_wide(page), nom
    page.set_viewport_size(size)


def companies(lumen, nom: str) -> list[tuple]:
    with lumen():
        rows = select(Tiers.nom, Tiers.telephone).where(Tiers.nom.like(f"{nom}%"), Tiers.supprime_le.is_(None))
        return [tuple(row) for row in db.session.execute(rows.order_by(Tiers.nom))]


def file_of(folder: Path, suffix: str, code: int) -> Path:
    path = folder / "clients.csv"
    rows = [
        ("Raison sociale", "Code client", "Mél", "Téléphone", "Ville"),
        (f"Neuve {suffix}", "", f"neuve{suffix}@exemple.fr", "01 02 03 04 05", "Nîmes"),
        (f"Connue {suffix}", code, "", "06 00 00 00 00", ""),
        (f"Semblable {suffix}", "", f"connue{suffix}@exemple.fr", "", "Lyon"),
        (f"Fausse {suffix}", "", "pas une adresse", "", "Lyon"),
    ]
    with path.open("w", encoding="cp1252", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows(rows)
    return path


@pytest.mark.parametrize(("largeur", "hauteur", "theme"), SIZES)
def test_a_file_becomes_records_and_goes_back(ouvrir, lumen, work, tmp_path, largeur, hauteur, theme):
    suffix = f"{theme}{largeur}"
    with lumen():
        identify()
        known = {"email": f"connue{suffix}@exemple.fr", "telephone": "0102030405"}
        code = Tiers.create(nom=f"Connue {suffix}", day=None, **known).id
    page = ouvrir("/clients", largeur, hauteur, theme)
    page.get_by_role("link", name="Importer", exact=True).click()
    seen(page, f"import-fichier-{suffix}")
    page.get_by_label("Fichier Excel ou CSV").set_input_files(file_of(tmp_path, suffix, code))
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_label("Raison sociale")).to_have_value("nom")
    page.get_by_label("Mél").select_option("email")
    seen(page, f"import-colonnes-{suffix}")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work()
    page.get_by_role("button", name="Importer", exact=True).wait_for()
    lines = page.get_by_role("table", name="Lignes du fichier").get_by_role("row")
    for rang, (words, tone) in enumerate(
        [("Création", "vert"), ("Mise à jour", "bleu"), ("Doublon", "ambre"), ("Erreur", "rouge")], 1
    ):
        badge = lines.nth(rang).get_by_text(words, exact=True)
        expect(badge).to_be_visible()
        assert badge.locator(f"xpath=ancestor-or-self::*[contains(@class, 'ton-{tone}')]").count()
    expect(lines.nth(3)).to_contain_text(f"Même e-mail que « Connue {suffix} »")
    seen(page, f"import-apercu-{suffix}")
    assert companies(lumen, f"Neuve {suffix}") == []
    page.get_by_label("Mettre à jour la fiche qui existe").check()
    page.get_by_role("button", name="Importer", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work()
    expect(page.locator("#contenu").get_by_text("1 création, 2 mises à jour, 1 erreur.")).to_be_visible()
    seen(page, f"import-resultat-{suffix}")
    assert companies(lumen, f"Neuve {suffix}") == [(f"Neuve {suffix}", "01 02 03 04 05")]
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les erreurs").click()
    (wrong,) = csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    assert wrong["Raison sociale"] == f"Fausse {suffix}" and wrong["Erreur"].startswith("E-mail : Saisissez")
    page.get_by_role("button", name="Annuler cet import").click()
    page.locator("[data-confirmer-oui]").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work()
    expect(page.locator("#contenu").get_by_text("L’import est annulé.")).to_be_visible()
    assert companies(lumen, f"Neuve {suffix}") == [] and companies(lumen, f"Semblable {suffix}") == []
    assert companies(lumen, f"Connue {suffix}") == [(f"Connue {suffix}", "0102030405")]


@pytest.mark.covers("B-024")
def test_the_palette_leads_to_the_import_of_contacts(ouvrir):
    page = ouvrir("/prospects")
    page.keyboard.press("Control+k")
    page.keyboard.type("importer des con")
    page.get_by_role("option", name="Importer des contacts").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Importer des contacts")).to_be_visible()


def test_prospects_are_imported_from_their_list(ouvrir, lumen, work, tmp_path):
    path = tmp_path / "salon.csv"
    path.write_text("Entreprise;Nom;Statut;Provenance\nStand A;Durand;Contacté;Salon\nStand B;Petit;;\n")
    page = ouvrir("/prospects")
    page.get_by_role("link", name="Importer", exact=True).click()
    page.get_by_label("Fichier Excel ou CSV").set_input_files(path)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Voir l’aperçu").click()
    work()
    page.get_by_role("button", name="Importer", exact=True).click()
    work()
    expect(page.locator("#contenu").get_by_text("2 créations.")).to_be_visible()
    page.get_by_role("link", name="Voir les prospects").click()
    expect(page.get_by_role("link", name="Stand A")).to_be_visible()
    with lumen():
        assert db.session.scalar(select(func.count(Piste.id)).where(Piste.entreprise.like("Stand %"))) == 2

"""The PDF says what the content says, always with the same bytes, and reaches for nothing outside."""

import dataclasses
import hashlib
import json
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal

import pytest

from crm.documents import moteur, polices
from crm.documents.contenu import TONS, Conditions, Contenu, LigneImprimee, Signature
from crm.documents.gabarits import ADRESSE, FENETRE_C5, FENETRE_DL, VISIBLE
from crm.documents.identites import Adresse, Client, Emetteur
from crm.documents.libelles import LIBELLES
from crm.documents.rendu import pdf
from crm.montants import Remise
from tests.documents import exemples
from tests.documents.lecture import lire, positions, texte

pytestmark = pytest.mark.skipif(polices.indisponible() is not None, reason=str(polices.indisponible()))


def test_an_invoice_says_all_the_law_wants():
    lu = texte(exemples.facture(reglements=(exemples.ACOMPTE,)))
    for mots in (
        "Facture FA-2026-00042",
        "21/11/2026",
        "Échéance 21/12/2026",
        "Votre commande BC-7781",
        "DE-2026-0184 du 03/10/2026",
        "Menuiserie Delaunay",
        "443 121 975",
        "Livraison de biens et prestation de services",
        "TVA 20 % 667,20 €",
        "TVA 5,5 % 16,50 €",
        "Total TTC 4 319,70 €",
        "Acompte du 12/10/2026 −500,00 €",
        "Net à payer 3 819,70 €",
        "FR76 3000 6000 0112 3456 7890 189",
        "40 €",
        "Escompte pour paiement anticipé : néant",
        "Atelier Lumen SAS au capital de 10 000 €",
        "RCS Lyon 732 829 320",
        "TVA FR44732829320",
        "APE 74.10Z",
        "Page 1/1",
    ):
        assert mots in lu


def test_a_devis_awaits_its_signature_then_shows_it():
    lu = texte(exemples.devis())
    assert "Devis DE-2026-0184" in lu and "Valable jusqu’au 21/12/2026" in lu
    assert "Bon pour accord" in lu and "Signature et cachet" in lu and "Net à payer" not in lu
    signe = Signature(mention="Bon pour accord", nom="Jeanne Delaunay", qualite="gérante", le=date(2026, 12, 1))
    assert "Bon pour accord, le 1er décembre 2026 Jeanne Delaunay, gérante" in texte(exemples.devis(signature=signe))


def test_an_avoir_names_the_invoice_it_corrects_and_its_date():
    lu = texte(exemples.avoir())
    assert "Avoir AV-2026-00007" in lu
    assert "Facture d’origine FA-2026-00042 du 21/11/2026" in lu
    assert "Net en votre faveur 316,50 €" in lu


def test_a_document_in_english_has_no_french_label():
    lu = texte(exemples.facture(langue="en", conditions=Conditions()))
    assert "Invoice FA-2026-00042" in lu and "Amount due €4,319.70" in lu and "VAT 20%" in lu and "21 Nov 2026" in lu
    for mot in ("Facture", "Échéance", "Désignation", "Net à payer", "Total HT"):
        assert mot not in lu
    assert LIBELLES["fr"].keys() == LIBELLES["en"].keys()


def test_without_vat_a_line_shows_no_rate():
    lignes = (
        exemples.ligne("Reportage", "1", "850", "0", categorie_tva="E"),
        exemples.ligne("Tirages", "1", "100", "20"),
    )
    lu = texte(exemples.facture(lignes=lignes))
    assert "1 850,00 — 850,00" in lu and "Exonéré 850,00 € —" in lu
    seul = texte(exemples.facture(lignes=lignes[:1], mentions=("TVA non applicable, art. 293 B du CGI",)))
    assert "0 %" not in seul and "art. 293 B du CGI" in seul


def test_a_sole_trader_is_named_as_such():
    emetteur = Emetteur(
        raison_sociale="Camille Roussel",
        entrepreneur_individuel=True,
        siren="443121975",
        rne=True,
        adresse=exemples.EMETTEUR.adresse,
    )
    assert "Camille Roussel EI · 18 quai" in texte(exemples.facture(emetteur=emetteur))


def test_a_document_discount_and_titles_and_subtotals_are_shown():
    lignes = (
        LigneImprimee(genre="titre", designation="Gros œuvre"),
        exemples.ligne("Dalle", "2", "50.1234", numero="1.1", reference="DAL-1"),
        LigneImprimee(genre="sous_total", total_ht=Decimal("100.25")),
        LigneImprimee(genre="commentaire", designation="Accès par la cour."),
    )
    lu = texte(exemples.devis(lignes=lignes, remise=Remise(Decimal(10))))
    for mots in ("Gros œuvre", "DAL-1", "50,1234", "Sous-total 100,25", "Accès par la cour.", "Remise (10 %) −10,03 €"):
        assert mots in lu


def test_the_same_content_gives_the_same_bytes_even_elsewhere():
    contenu = exemples.facture()
    octets = pdf(contenu)
    assert octets == pdf(Contenu.from_dict(json.loads(json.dumps(contenu.to_dict()))))
    code = (
        "import hashlib; from tests.documents import exemples; from crm.documents.rendu import pdf;"
        "print(hashlib.sha256(pdf(exemples.facture())).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(octets).hexdigest()


def test_the_content_comes_back_equal_from_json():
    emetteur = dataclasses.replace(exemples.EMETTEUR, logo=exemples.logo())
    contenu = exemples.facture(emetteur=emetteur, reglements=(exemples.ACOMPTE,), remise=Remise(Decimal("5.5")))
    assert Contenu.from_dict(json.loads(json.dumps(contenu.to_dict()))) == contenu


@pytest.mark.parametrize("faute", [{"nature": "contrat"}, {"langue": "de"}, {"ton": "#ff0000"}])
def test_an_unknown_nature_language_or_tone_is_refused(faute):
    with pytest.raises(ValueError):
        dataclasses.replace(exemples.facture(), **faute)


def test_every_sign_of_french_and_its_neighbours_is_drawn():
    assert "Łódź ș œ Œ æ ÿ € ½ ² → ✓ « » “ ” … ’ – —" in texte(
        exemples.facture(objet="Łódź ș œ Œ æ ÿ € ½ ² → ✓ « » “ ” … ’ – —")
    )


def test_the_address_is_whole_in_the_windows_and_alone_there():
    noms = ("Établissements Vandenbroucke et Cie", "Direction des achats")
    adresse = Adresse(lignes=("Entrée C", "1250 avenue Foch", "BP 40123"), code_postal="59700", ville="Marcq")
    textes = positions(pdf(exemples.facture(client=Client(noms=noms, adresse=adresse))))
    attendu = [*noms, *adresse.en_lignes()]
    bloc = [p for p in textes if VISIBLE.gauche <= p[1] <= VISIBLE.droite and VISIBLE.haut <= p[2] <= VISIBLE.bas]
    assert [p[0] for p in bloc] == attendu
    for fenetre in (FENETRE_DL, FENETRE_C5):
        for _, x, y in bloc:
            assert fenetre.gauche <= x and ADRESSE.droite <= fenetre.droite
            assert fenetre.haut <= y - 2.5 and y + 0.7 <= fenetre.bas


def test_a_long_address_keeps_its_town():
    noms = ("Établissements Vandenbroucke-Lefebvre et compagnie réunis", "Direction des achats")
    adresse = Adresse(lignes=("Entrée C", "Bâtiment 4", "1250 avenue Foch", "BP 1"), code_postal="59700", ville="Marcq")
    textes = positions(pdf(exemples.facture(client=Client(noms=noms, adresse=adresse))))
    assert any(t == "59700 Marcq" and y < VISIBLE.bas for t, _, y in textes)


def test_two_hundred_and_fifty_lines_are_numbered_page_by_page():
    octets = pdf(exemples.facture(lignes=tuple(exemples.ligne(f"Article {i}") for i in range(250))))
    pages = [" ".join(page.extract_text().split()) for page in lire(octets).pages]
    assert 6 <= len(pages) <= 12
    for i, page in enumerate(pages, 1):
        assert f"Page {i}/{len(pages)}".replace(" ", "") in page.replace("\u00a0", "").replace(" ", "")
        assert "SIRET" in page
    assert all("Désignation" in page for page in pages[:-1])
    assert "Article 249" in " ".join(pages)


def test_a_line_is_never_cut_by_the_end_of_a_page():
    description = "Une phrase assez longue pour tenir sur plusieurs lignes de la colonne. " * 4
    lignes = tuple(exemples.ligne(f"Début{i}.", description=f"{description} Fin{i}.") for i in range(40))
    for page in lire(pdf(exemples.facture(lignes=lignes))).pages:
        lu = page.extract_text()
        for i in range(40):
            assert (f"Début{i}." in lu) == (f"Fin{i}." in lu)


def test_the_file_is_tagged_dated_and_titled():
    reader = lire(pdf(exemples.facture(version_logicielle="Comptoir 1.2")))
    assert reader.root_object["/Lang"] == "fr" and "/StructTreeRoot" in reader.root_object
    assert "/OutputIntents" in reader.root_object
    assert reader.metadata.title == "Facture FA-2026-00042 — Atelier Lumen"
    assert reader.metadata.creator == "Comptoir 1.2"
    assert str(reader.metadata.creation_date).startswith("2026-11-21")


def test_a_draft_says_so_on_the_page():
    lu = texte(exemples.facture(numero="", filigrane="BROUILLON"))
    assert "BROUILLON" in lu and "Facture Brouillon" in lu


@pytest.mark.parametrize("ton", TONS)
def test_every_tone_has_its_colour(ton):
    css = (moteur.MODELES / "document.css").read_text()
    assert ton == "indigo" or f"html.ton-{ton} " in css


def test_a_page_is_quick_once_warm():
    contenu = exemples.facture()
    pdf(contenu)
    start = time.process_time()
    pdf(contenu)
    assert time.process_time() - start < 1.5

import io
import re
from datetime import date

import pytest
from PIL import Image

from crm import modules as known_modules
from crm.parametres import Parametres
from tests.saisie import FormData

IDENTITE = {
    "raison_sociale": "Atelier Lumen",
    "forme_juridique": "SARL",
    "capital": "10 000,00",
    "siren": "732 829 320",
    "nic": "00074",
    "tva_intracom": "FR 44 732829320",
    "rcs_ville": "Lyon",
    "regime_tva": "reel_mensuel",
    "taille": "micro",
    "adresse": "12 rue des Artisans",
    "code_postal": "69003",
    "ville": "Lyon",
}
BANQUE = {"banque": "Crédit coopératif", "iban": "FR76 3000 6000 0112 3456 7890 189", "bic": "AGRIFRPP"}


def picture(format: str = "PNG") -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (300, 100), "#4f46e5").save(content, format)
    content.seek(0)
    return content


def test_identity_is_kept_with_its_numbers_normalised(alice, lumen):
    assert alice.post("/configuration/", IDENTITE).status_code == 303
    with lumen():
        kept = Parametres.current()
        assert (kept.siren, kept.siret, kept.tva_intracom) == ("732829320", "73282932000074", "FR44732829320")
        assert kept.capital == 10000


def test_the_fiscal_year_is_the_calendar_s_unless_its_first_day_is_said(alice, lumen):
    for typed, expected in (("2026-04-01", date(2026, 4, 1)), ("", None)):
        assert alice.post("/configuration/", IDENTITE | {"exercice_debut": typed}).status_code == 303
        with lumen():
            assert Parametres.current().exercice_debut == expected
    assert alice.post("/configuration/", IDENTITE | {"exercice_debut": "avril"}).status_code == 422


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("siren", "732829321", "SIREN"),
        ("nic", "00075", "NIC"),
        ("tva_intracom", "FR45732829320", "clé de contrôle"),
        ("capital", "dix mille", "Saisissez un nombre"),
        ("site", "pas une adresse", "adresse complète"),
        ("raison_sociale", " ", "raison sociale"),
    ],
)
def test_wrong_identity_names_the_field_and_keeps_the_rest(alice, field, value, expected):
    response = alice.post("/configuration/", IDENTITE | {field: value})
    assert response.status_code == 422 and expected in response.text
    assert "12 rue des Artisans" in response.text


def test_bank_account_is_added_and_printed_first(alice, lumen):
    alice.post("/configuration/banques", BANQUE)
    second = BANQUE | {"banque": "Banque postale", "iban": "FR1420041010050500013M02606"}
    alice.post("/configuration/banques", second)
    assert alice.post(f"/configuration/banques/{second['iban']}/defaut").status_code == 303
    with lumen():
        assert [compte["banque"] for compte in Parametres.current().comptes_bancaires] == [
            "Banque postale",
            "Crédit coopératif",
        ]


def test_wrong_iban_is_refused(alice):
    response = alice.post("/configuration/banques", BANQUE | {"iban": "FR7630006000011234567890188"})
    assert response.status_code == 422 and "IBAN" in response.text and "Crédit coopératif" in response.text


def test_logo_is_stored_and_shown(alice, lumen):
    assert alice.post("/configuration/logo", {"logo": (picture(), "logo.png")}).status_code == 303
    with lumen():
        digest = Parametres.current().logo
    response = alice.get(f"/configuration/logo/{digest}.png")
    assert response.data.startswith(b"\x89PNG")


def test_logo_of_the_other_company_does_not_exist(alice, david, lumen):
    alice.post("/configuration/logo", {"logo": (picture(), "logo.png")})
    with lumen():
        digest = Parametres.current().logo
    assert david.get(f"/configuration/logo/{digest}.png").status_code == 404


def test_file_that_only_claims_to_be_a_picture_is_refused(alice):
    fake = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    response = alice.post("/configuration/logo", {"logo": (fake, "logo.png")})
    assert response.status_code == 422 and "PNG, JPEG" in response.text


def test_smtp_password_is_sealed_and_never_shown(alice, lumen):
    form = {
        "expediteur_email": "bonjour@atelier-lumen.example",
        "smtp_hote": "smtp.example",
        "smtp_port": "587",
        "smtp_securite": "starttls",
        "smtp_identifiant": "lumen",
        "mot_de_passe": "très secret",
    }
    assert alice.post("/configuration/courriels", form).status_code == 303
    assert "très secret" not in alice.get("/configuration/courriels").text
    with lumen():
        kept = Parametres.current()
        assert "très" not in kept.smtp_mot_de_passe
        assert kept.smtp_url == "smtp+starttls://lumen:tr%C3%A8s%20secret@smtp.example:587"


MODULES = tuple(cle for cle, module in known_modules.MODULES.items() if not module.essentiel)


def modules(off: str = "", **noms: str) -> dict:
    actifs = {f"actif_{cle}": "1" for cle in MODULES if cle != off}
    return actifs | {f"nom_{cle}": noms.get(cle, "") for cle in MODULES}


@pytest.mark.covers("B-004", "C-017", "D-010")
def test_a_module_is_renamed_and_switched_off_in_one_company_only(alice, bruno, david):
    try:
        alice.post("/configuration/modules", modules(off="articles", clients="Adhérents"))
        home = bruno.get("/").text
        assert "Adhérents" in home and "/articles" not in home
        assert bruno.get("/articles").status_code == 404 and bruno.get("/articles/nouveau").status_code == 404
        assert "<h1>Adhérents</h1>" in bruno.get("/clients").text.replace("\n", "")
        other = david.get("/").text
        assert "Adhérents" not in other and david.get("/articles").status_code == 200
    finally:
        alice.post("/configuration/modules", modules())


OBJETS = {"clients": "/clients", "contacts": "/contacts", "opportunites": "/opportunites", "pistes": "/prospects"}


@pytest.fixture
def reglages(alice, lumen):
    """Sends the form of the modules as it stands, with changes; then gives everything back."""

    def send(off: str = "", **changes) -> None:
        kept = FormData(alice.get("/configuration/modules").text)
        sent = {name: value for name, value in kept.items() if name != f"actif_{off}"}
        assert alice.post("/configuration/modules", sent | changes).status_code == 303

    with lumen():
        before = dict(Parametres.current().modules)
    yield send
    with lumen():
        Parametres.current().modules = before


@pytest.mark.covers("C-003", "C-004", "C-005")
@pytest.mark.parametrize("cle", OBJETS)
def test_each_object_of_the_crm_is_renamed_and_switched_off(bruno, david, reglages, cle):
    path = OBJETS[cle]
    reglages(**{f"nom_{cle}": "Adhérences"})
    menu = re.search(r'<nav[^>]*aria-label="[^"]*"[^>]*>.*?</nav>', bruno.get("/").text, re.S)[0]
    assert re.search(rf'href="/atelier-lumen{path}/?"[^>]*>.*?Adhérences', menu, re.S)
    assert "Adhérences</h1>" in bruno.get(path).text.replace("\n", "")
    assert "Adhérences" not in david.get(path).text
    reglages(off=cle)
    closed = (path, f"{path}/nouveau", f"{path}/imports", f"{path}/export", f"{path}/choix")
    assert {bruno.get(one).status_code for one in closed} <= {404} and david.get(path).status_code == 200
    for page in ("/", "/exports", "/actions"):
        assert f'"/atelier-lumen{path}' not in bruno.get(page).text, page
    for q in ("", "cr%C3%A9er", "importer"):
        assert f'"/atelier-lumen{path}' not in bruno.get(f"/recherche?q={q}", target="palette-resultats").text, q


@pytest.mark.covers("C-017", "D-113")
def test_the_default_language_of_tiers_is_a_setting_of_the_company(alice, bruno, david, lumen):
    with lumen():
        before = Parametres.current().langue
    try:
        form = FormData(alice.get("/configuration/documents").text) | {"langue": "en"}
        assert alice.post("/configuration/documents", form).status_code == 303
        assert FormData(bruno.get("/clients/nouveau").text)["langue"] == "en"
        assert FormData(david.get("/clients/nouveau").text)["langue"] == "fr"
    finally:
        with lumen():
            Parametres.current().langue = before


def test_essential_module_cannot_be_switched_off(lumen):
    from crm.errors import RegleMetier

    with lumen(), pytest.raises(RegleMetier):
        Parametres.current().configure_module("equipe", actif=False, nom="")


def test_reader_cannot_open_and_writer_cannot_change(bruno, chloe):
    for path in ("", "logo", "banques", "documents", "courriels", "modules"):
        assert chloe.get(f"/configuration/{path}").status_code == 403
        assert bruno.post(f"/configuration/{path}", {}).status_code == 403

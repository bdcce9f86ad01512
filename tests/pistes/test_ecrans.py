"""Prospects on screen: added, listed in three drawings, moved along, converted, configured; and refused."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from crm.pistes import Piste
from crm.statuts import Statut
from crm.tiers import Tiers
from tenants import db
from tests.fabrique import identify, make_piste
from tests.pistes.test_regles import pass_to


@pytest.fixture
def piste(lumen) -> int:
    with lumen():
        identify()
        db.session.execute(update(Piste).values(supprime_le=func.now()))
        piste = make_piste(entreprise="Menuiserie Müller", ville="Colmar", montant_estime=Decimal(18000))
        pass_to(piste, "À contacter")
        return piste.id


def read(lumen, id: int, *names: str):
    with lumen():
        piste = db.session.get(Piste, id)
        return [getattr(piste, name) for name in names]


def statut(lumen, libelle: str) -> int:
    with lumen():
        return db.session.scalars(select(Statut.id).where(Statut.libelle_ == libelle)).one()


@pytest.mark.covers("E-005", "D-018")
def test_a_prospect_is_added_with_what_is_known(bruno, lumen):
    values = {"entreprise": "Ferronnerie d’Ø", "nom": "Nguyễn", "email": "", "montant_estime": "1 234,56", "pays": "FR"}
    answer = bruno.post("/prospects/", values)
    with lumen():
        piste = db.session.scalars(select(Piste).where(Piste.entreprise == "Ferronnerie d’Ø")).one()
        assert (piste.montant_estime, piste.notes, piste.statut.libelle) == (
            Decimal("1234.56"), "Email manquant/invalide", "À contacter",
        )  # fmt: skip
    assert answer.status_code in (204, 303)


def test_a_prospect_without_a_name_is_refused_and_nothing_typed_is_lost(bruno):
    answer = bruno.post("/prospects/", {"prenom": "Zoé", "ville": "Colmar", "pays": "FR"})
    assert answer.status_code == 422 and 'value="Colmar"' in answer.text
    assert "Indiquez au moins une entreprise, un nom ou une adresse e-mail." in answer.text


@pytest.mark.covers("A-022", "A-023")
def test_the_same_rows_are_drawn_as_table_cards_and_board(bruno, piste):
    table, cards, board = (bruno.get(f"/prospects?q=muller&dessin={one}").text for one in ("table", "cartes", "kanban"))
    for page in (table, cards, board):
        assert "Menuiserie Müller" in page and "Piste" not in re.sub(r"<script.*?</script>", "", page)
    assert "ui-carte-fiche" in cards and all(titre in cards for titre in ("Entreprise", "E-mail", "Source"))
    assert "data-carte" in board and re.search(r'id="s-\d+">18\s000\s€', board)


def test_a_card_moved_on_the_board_tells_the_new_numbers(bruno, lumen, piste):
    contacte = statut(lumen, "Contacté")
    answer = bruno.put(
        f"/prospects/{piste}/statut", {"etape": contacte, "requete": "q=muller&dessin=kanban"}, target="k"
    )
    assert re.search(rf'id="n-{contacte}" hx-swap-oob="true">1<', answer.text)
    assert read(lumen, piste, "statut_id") == [contacte]


@pytest.mark.covers("D-051", "D-055")
def test_the_strip_of_the_card_shows_where_it_is_and_moves_it(bruno, lumen, piste):
    qualifie = statut(lumen, "Qualifié")
    assert f'{{"statut": {qualifie}}}' in bruno.get(f"/prospects/{piste}").text.replace("&#34;", '"')
    assert bruno.put(f"/prospects/{piste}/statut", {"statut": qualifie}).status_code in (204, 303)
    page = bruno.get(f"/prospects/{piste}").text
    assert re.search(r'class="actuel"><button type="button" aria-current="step"[^>]*><span>Qualifié', page)


@pytest.mark.covers("D-054", "D-059", "D-060")
def test_what_is_not_open_is_in_the_history(bruno, lumen, piste):
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, "Perdu")})
    link = f'href="/atelier-lumen/prospects/{piste}"'
    assert link not in bruno.get("/prospects?q=muller").text
    assert link in bruno.get("/prospects?vue=historique").text


@pytest.mark.covers("D-106", "D-118", "E-007")
def test_one_click_converts_a_qualified_prospect(bruno, lumen, piste):
    assert "Passez d’abord le prospect au statut" in bruno.get(f"/prospects/{piste}").text
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, "Qualifié")})
    answer = bruno.post(f"/prospects/{piste}/conversion", {})
    tiers_id, contact_id = read(lumen, piste, "tiers_id", "contact_id")
    assert answer.headers.get("HX-Redirect", answer.headers.get("Location")).endswith(f"/clients/{tiers_id}")
    page = bruno.get(f"/prospects/{piste}").text
    assert f"/clients/{tiers_id}" in page and f"/contacts/{contact_id}" in page
    assert "Müller" in bruno.get("/clients?vue=prospects").text


@pytest.mark.covers("D-112", "D-114")
def test_the_whole_window_chooses_language_kind_and_existing_tiers(bruno, lumen, piste):
    with lumen():
        known = db.session.get(Tiers, Tiers.create(nom="Menuiserie Müller SARL", day=None, roles=None).id).id
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, "Qualifié")})
    assert "Menuiserie Müller SARL" in bruno.get(f"/prospects/{piste}/conversion").text
    chosen = {"tiers_id": known, "role": "client", "langue": "en", "responsable_id": ""}
    bruno.post(f"/prospects/{piste}/conversion", chosen)
    assert read(lumen, piste, "tiers_id") == [known]


@pytest.mark.covers("D-100", "D-102")
def test_several_prospects_are_changed_at_once(bruno, lumen):
    with lumen():
        ids = [make_piste().id for _ in range(3)]
    for champ, valeur in (("secteur", "Industrie"), ("responsable_id", "2")):
        answer = bruno.post(f"/prospects/lot/{champ}", {"ids": ids, "valeur": valeur, "requete": ""})
        assert answer.status_code in (204, 303)
    assert [read(lumen, one, "secteur", "responsable_id") for one in ids] == [["Industrie", 2]] * 3


def test_the_reader_reads_and_the_neighbour_finds_nothing(chloe, david, piste):
    assert chloe.get(f"/prospects/{piste}").status_code == 200
    assert chloe.put(f"/prospects/{piste}/statut", {"statut": "1"}).status_code == 403
    assert chloe.post(f"/prospects/{piste}/conversion", {}).status_code == 403
    assert david.get(f"/prospects/{piste}").status_code == 404


STATUT = {"libelle": "Appel de qualification", "sequence": "15", "ton": "cyan", "points": "15", "ouvert": "1"}


@pytest.mark.covers("D-052", "D-053", "D-056", "D-057")
def test_a_status_is_added_at_its_place(alice, bruno, piste):
    assert alice.post("/configuration/statuts", STATUT).status_code in (204, 303)
    page = bruno.get(f"/prospects/{piste}").text
    strip = re.findall(r"<span>([^<]+)</span>", page[page.index('id="jalons"') :])
    assert strip[:3] == ["À corriger", "Appel de qualification", "À contacter"]
    assert "existe déjà" in alice.post("/configuration/statuts", STATUT | {"libelle": "contacté"}).text


def test_the_table_of_points_is_the_owner_s(alice, bruno, lumen, piste):
    bareme = {"joignable": "0", "interlocuteur": "20", "montant": "30", "compte_cle": "0"}
    assert alice.post("/configuration/statuts/bareme", bareme).status_code == 303
    with lumen():
        one = db.session.get(Piste, piste)
        assert one.score == one.statut.points + 20 + 30
    assert "Interlocuteur nommé" in bruno.get(f"/prospects/{piste}").text
    assert bruno.post("/configuration/statuts/bareme", bareme).status_code == 403
    assert "de -100 à 100 points" in alice.post("/configuration/statuts/bareme", bareme | {"montant": "1000"}).text


@pytest.mark.covers("D-058")
def test_standard_statuses_stay_and_the_others_are_replaced(alice, lumen, piste):
    perdu, suivi, ici = (statut(lumen, one) for one in ("Perdu", "En suivi", "À contacter"))
    assert alice.post(f"/configuration/statuts/{perdu}/retrait", {}).status_code == 422
    assert alice.post(f"/configuration/statuts/{ici}/retrait", {}).status_code == 422
    assert alice.post(f"/configuration/statuts/{ici}/retrait", {"remplacement": suivi}).status_code in (204, 303)
    assert read(lumen, piste, "statut_id", "etape") == [suivi, "Qualification"]

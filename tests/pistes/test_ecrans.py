"""Prospects on screen: added, listed in three drawings, moved along, converted, configured; and refused."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm import sujets
from crm.clock import today
from crm.listes import tableau
from crm.pistes import Piste
from crm.statuts import Statut
from tenants import db
from tests.fabrique import make_piste
from tests.pistes.test_regles import pass_to


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


def shown_on_card(page: str, titre: str) -> str:
    return re.sub(r"<[^>]+>", "", re.search(rf"<dt>{titre}</dt><dd>(.*?)</dd>", page, re.S)[1]).strip()


@pytest.mark.covers("A-023", "A-024")
def test_a_card_of_the_grid_says_who_how_and_what_is_next(bruno, lumen):
    hier = today() - timedelta(days=3)
    with lumen():
        make_piste(entreprise="Forges du Lac", email="a@forges.example", provenance="Salon",
                   prochaine_action="Appeler Zoé", prochaine_action_le=hier)  # fmt: skip
        unnamed = Piste(statut_id=Statut.first_open("pistes").id, telephone="0600000000")
        db.session.add(unnamed)
        db.session.flush()
        number = unnamed.id
    page = bruno.get("/prospects?dessin=cartes&q=forges").text
    assert page.count('class="ui-carte ui-carte-fiche"') == 1
    said = {"Entreprise": "Forges du Lac", "E-mail": "a@forges.example", "Source": "Salon",
            "Prochaine action": "Appeler Zoé · Retard 3 j", "Statut": "À contacter"}  # fmt: skip
    assert {titre: shown_on_card(page, titre) for titre in said} == said
    assert ">Forges du Lac</a>" in page and 'class="ui-ech e-retard"' in page
    with lumen():
        make_piste(entreprise="<b>Forges</b>", prochaine_action="<script>", prochaine_action_le=today())
    assert "<span>&lt;script&gt;</span>" in bruno.get("/prospects?q=forges").text
    assert f">Prospect n° {number}</a>" in bruno.get("/prospects?dessin=cartes&q=0600000000").text


def test_what_is_next_without_a_day_is_said_everywhere(bruno, lumen):
    with lumen():
        make_piste(entreprise="Sans jour", prochaine_action="Envoyer la brochure")
    for dessin in ("table", "cartes", "kanban"):
        page = bruno.get(f"/prospects?dessin={dessin}&q=sans+jour").text
        assert "Envoyer la brochure" in page and "Aucune action" not in page, dessin


@pytest.mark.covers("A-022")
def test_the_same_rows_are_drawn_as_table_cards_and_board(bruno, piste):
    table, cards, board = (bruno.get(f"/prospects?q=muller&dessin={one}").text for one in ("table", "cartes", "kanban"))
    for page in (table, cards, board):
        assert "Menuiserie Müller" in page and "Piste" not in re.sub(r"<script.*?</script>", "", page)
    assert "ui-carte-fiche" in cards and all(
        titre in cards for titre in ("Entreprise", "E-mail", "Source", "Prochaine action", "Statut")
    )
    assert "data-carte" in board and re.search(r'id="s-\d+">18\s000\s€', board)


def test_a_full_column_says_where_the_others_are(bruno, lumen, piste, monkeypatch):
    with lumen():
        other = make_piste(montant_estime=Decimal(2000))
        pass_to(other, "À contacter")
    monkeypatch.setattr(tableau, "CARDS", 1)
    board = bruno.get("/prospects?dessin=kanban").text
    (url,) = re.findall(r'class="ui-kanban-suite" href="/atelier-lumen([^"]+)">1\sautre<', board.replace("&amp;", "&"))
    assert all(f'id="l-{one}"' in bruno.get(url).text for one in (piste, other.id))


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


@pytest.mark.covers("D-054", "D-059")
def test_what_is_not_open_is_in_the_history(bruno, lumen, piste):
    bruno.put(f"/prospects/{piste}/statut", {"statut": statut(lumen, "Perdu")})
    link = f'href="/atelier-lumen/prospects/{piste}"'
    assert link not in bruno.get("/prospects?q=muller").text
    assert link in bruno.get("/prospects?vue=historique").text


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


KEPT = [
    pytest.param("secteur", "Industrie", "Industrie", marks=pytest.mark.covers("D-019")),
    pytest.param("fonction", "Directrice des achats", "directrice des achats"),
    pytest.param("departement", "Achats", "Achats"),
    pytest.param("ne_pas_appeler", "1", "Ne pas appeler", marks=pytest.mark.covers("D-027")),
    pytest.param("ne_pas_ecrire", "1", "Ne pas envoyer d’e-mail", marks=pytest.mark.covers("D-027")),
    pytest.param("ligne1", "3 rue de l’Écluse", "3 rue de l’Écluse", marks=pytest.mark.covers("D-028")),
    pytest.param("etoiles", "4", "Score : 4 sur 5", marks=pytest.mark.covers("D-043")),
    pytest.param("taille", "50", "50 à 249 salariés"),
    pytest.param("compte_cle", "1", "Compte clé"),
    pytest.param("nurturing", "1", "Nurturing"),
    pytest.param("provenance", "Parrainage", "Parrainage", marks=pytest.mark.covers("D-047")),
    pytest.param("categorie", "PME", "PME"),
    pytest.param("prochaine_action", "Rappeler Zoé", "Rappeler Zoé"),
    pytest.param("notes", "Budget validé", "Budget validé"),
    pytest.param("description", "Deux ateliers", "Deux ateliers"),
]


@pytest.mark.parametrize(("champ", "saisi", "lu"), KEPT)
def test_what_is_typed_is_kept_and_shown(bruno, piste, champ, saisi, lu):
    before = bruno.get(f"/prospects/{piste}").text
    assert lu not in before[before.index("<main") :]
    values = {"entreprise": "Menuiserie Müller", "prenom": "Zoé", "nom": "Guérin", "pays": "FR", champ: saisi}
    assert bruno.post(f"/prospects/{piste}", values).status_code in (204, 303)
    page = bruno.get(f"/prospects/{piste}").text
    assert lu in page[page.index("<main") :]


@pytest.mark.covers("A-057")
def test_saving_the_form_without_touching_the_notes_is_no_contact(bruno, lumen, piste):
    with lumen():
        known = make_piste(notes="Vu au salon\r\nRappeler", ville="Dole").id
    values = {"entreprise": "Piste", "email": f"p{known}@client.example", "pays": "FR", "prochaine_action": ""}
    values |= {"notes": "Vu au salon\r\nRappeler", "ville": "Colmar"}
    bruno.post(f"/prospects/{known}", values)
    assert read(lumen, known, "ville", "notes", "dernier_contact_le") == ["Colmar", "Vu au salon\nRappeler", None]


@pytest.mark.covers("D-035")
def test_the_card_leads_to_what_the_web_says_of_it(bruno, piste):
    page = bruno.get(f"/prospects/{piste}").text
    for site in ("https://www.google.com/search?q=Menuiserie%20M%C3%BCller", "https://www.linkedin.com/search"):
        assert site in page


FILTERS = [
    pytest.param("taille", "50", marks=pytest.mark.covers("D-044")),
    pytest.param("compte_cle", "1", marks=pytest.mark.covers("D-045")),
    pytest.param("nurturing", "1", marks=pytest.mark.covers("D-046")),
    pytest.param("provenance", "Salon"),
    pytest.param("secteur", "Service"),
]


@pytest.mark.parametrize(("champ", "valeur"), FILTERS)
def test_the_list_is_filtered_by_what_is_known(bruno, lumen, piste, champ, valeur):
    with lumen():
        known = make_piste(**{champ: True if valeur == "1" else valeur}).id
    page = bruno.get(f"/prospects?{champ}={valeur}").text
    assert f'id="l-{known}"' in page and f'id="l-{piste}"' not in page


@pytest.mark.covers("D-050", "C-016")
def test_labels_are_worn_and_looked_for(bruno, lumen, piste):
    bruno.put(f"/prospects/{piste}/etiquettes", {"nouvelle": "Open Source", "ton": "rouge"}, target="x")
    with lumen():
        label = sujets.Etiquette.named("Open Source").id
        other = make_piste().id
    page = bruno.get(f"/prospects?etiquette={label}").text
    assert f'id="l-{piste}"' in page and f'id="l-{other}"' not in page
    assert "ton-rouge" in bruno.get(f"/prospects/{piste}").text

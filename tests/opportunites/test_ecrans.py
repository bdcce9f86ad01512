"""Opportunities on screen: added, listed in three drawings, dragged, offered, made devis, configured; and refused."""

import json
import re
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from crm.clock import today
from crm.equipe import Membre
from crm.opportunites import Etape, Opportunite, Processus
from crm.parametres import Parametres
from crm.statuts import Statut
from tenants import db
from tests.fabrique import make_contact, make_opportunite, make_piste, make_tiers

CENT = {"quantite": "1", "prix_unitaire": "100", "nature": "service"}
AUDIT = CENT | {"designation": "Audit", "quantite": "2", "prix_unitaire": "450,50", "remise_pourcent": "10"}
DONE = (204, 303)


def read(lumen, id: int, *names: str):
    with lumen():
        return [getattr(db.session.get(Opportunite, id), name) for name in names]


def shown(someone, path: str, **query) -> str:
    return someone.get(f"{path}?{urlencode(query)}").text


def etape(lumen, libelle: str) -> int:
    with lumen():
        return db.session.scalars(select(Etape.id).where(Etape.libelle_ == libelle).order_by(Etape.id)).first()


def statut(lumen, libelle: str) -> int:
    with lumen():
        query = select(Statut.id).where(Statut.libelle_ == libelle, Statut.objet == "opportunites")
        return db.session.scalars(query).one()


@pytest.fixture
def vente(lumen) -> int:
    with lumen():
        return Processus.all()[0].id


@pytest.mark.covers("D-130", "D-135", "D-136")
def test_one_is_added_with_its_amounts(bruno, lumen, vente):
    with lumen():
        tiers_id = make_tiers("Formation Horizon").id
    page = bruno.get("/opportunites/nouveau").text
    assert re.search(r"<option selected value=\"\d+\">Bruno", page)
    values = {"nom": "Déploiement à Nîmes", "tiers_id": str(tiers_id), "processus_id": str(vente)}
    values |= {"montant": "2 400,50", "au_mieux": "3000", "au_pire": "1 800", "probabilite": "40"}
    assert bruno.post("/opportunites/", values).status_code in DONE
    with lumen():
        one = db.session.scalars(select(Opportunite).where(Opportunite.nom == "Déploiement à Nîmes")).one()
        assert (one.montant, one.au_mieux, one.au_pire, one.probabilite) == (Decimal("2400.50"), 3000, 1800, 40)
        assert one.nom_client == "Formation Horizon"
    refused = bruno.post("/opportunites/", values | {"tiers_id": ""})
    assert (
        refused.status_code == 422 and "Choisissez le client" in refused.text and "Déploiement à Nîmes" in refused.text
    )


@pytest.mark.covers("B-065", "B-066", "B-071")
def test_the_same_rows_are_found_and_drawn_three_ways(bruno, lumen, affaire):
    with lumen():
        tiers = db.session.get(Opportunite, affaire).tiers
        db.session.get(Opportunite, affaire).contact_id = make_contact(tiers, prenom="Zélie", nom="Quémener").id
    for words in ("théatre", "showroom", "quemener"):
        assert "Pharmacie du Théâtre" in shown(bruno, "/opportunites", q=words), words
    assert "Pharmacie du Théâtre" not in shown(bruno, "/opportunites", q="introuvable").split("<main")[1]
    switch = re.search(r'aria-label="Présentation".*?</(?:nav|div)>', shown(bruno, "/opportunites"), re.S)[0]
    assert all(f"dessin={dessin}" in switch or "aria-current" in switch for dessin in ("table", "cartes", "kanban"))
    assert all(mot in switch for mot in ("Tableau", "Cartes", "Kanban"))
    for dessin, mark in (("table", "ui-table"), ("cartes", "ui-carte-fiche"), ("kanban", "data-carte")):
        page = shown(bruno, "/opportunites", q="theatre", dessin=dessin)
        assert mark in page and "Équipement du showroom" in page


@pytest.mark.covers("B-067", "B-068", "B-069")
def test_it_is_filtered_by_who_status_and_step(bruno, lumen, affaire):
    with lumen():
        who = db.session.get(Opportunite, affaire).responsable_id
    here = {"responsable": who, "statut": statut(lumen, "Ouverte"), "etape": etape(lumen, "Découverte")}
    gone = {"responsable": "aucun", "statut": statut(lumen, "Ajournée"), "etape": etape(lumen, "Négociation")}
    for cle in here:
        assert "Pharmacie du Théâtre" in shown(bruno, "/opportunites", **{cle: here[cle]})
        assert "Pharmacie du Théâtre" not in shown(bruno, "/opportunites", q="theatre", **{cle: gone[cle]})


def test_the_board_says_what_it_is_worth_and_a_card_that_moves_says_it_again(bruno, lumen):
    with lumen():
        affaire = make_opportunite(make_tiers("Nettoyage Clarté")).id
    page = shown(bruno, "/opportunites", q="clarte", dessin="kanban")
    assert re.search(r"Pipeline brut <b>18\s000\s€</b> · pondéré <b>1\s800\s€</b>", page)
    moved = {"etape": etape(lumen, "Proposition"), "requete": "q=clarte&dessin=kanban"}
    answer = bruno.put(f"/opportunites/{affaire}/etape", moved, htmx=True)
    assert re.search(r"pondéré <b>9\s900\s€</b>", answer.text) and 'hx-swap-oob="true"' in answer.text
    assert read(lumen, affaire, "probabilite") == [55]


@pytest.mark.covers("B-075")
def test_it_lives_on_four_levels(bruno, affaire):
    page = bruno.get(f"/opportunites/{affaire}").text
    bruno.post(f"/opportunites/{affaire}/notes", {"type": "appel", "texte": "Veut un prix"}, htmx=True)
    planned = {"genre_": "rappel", "texte": "Envoyer le prix", "prevue_le": today().isoformat(), "heure": ""}
    assert bruno.post(f"/opportunites/{affaire}/actions", planned | {"membre_id": ""}).status_code in DONE
    page = bruno.get(f"/opportunites/{affaire}").text
    assert re.search(r'class="ui-etiq[^>]*><i[^>]*></i>Ouverte', page), "its status"
    assert re.search(r'<li class="actuel">.*?Découverte', page, re.S), "its progress bar"
    assert "Veut un prix" in page and "Envoyer le prix" in page, "its exchanges, and what is planned"


@pytest.mark.covers("B-072", "B-076", "B-077", "D-130", "D-131")
def test_it_is_made_and_found_from_whose_it_is(bruno, lumen, vente):
    with lumen():
        tiers, piste = make_tiers("Cycles Rhodaniens"), make_piste(entreprise="Piscines Azuréa")
        contact = make_contact(tiers)
        places = {f"/clients/{tiers.id}": {"tiers_id": tiers.id}, f"/contacts/{contact.id}": {"contact_id": contact.id},
                  f"/prospects/{piste.id}": {"piste_id": piste.id}}  # fmt: skip
    for rang, (place, whose) in enumerate(places.items()):
        page = shown(bruno, place, onglet="opportunites")
        assert "Nouvelle opportunité" in page and "Aucune opportunité." in page
        values = {"nom": f"Affaire {rang}", "processus_id": str(vente)} | {cle: str(id) for cle, id in whose.items()}
        assert bruno.post("/opportunites/", values).status_code in DONE
        assert f"Affaire {rang}" in shown(bruno, place, onglet="opportunites")
    with lumen():
        one = db.session.scalars(select(Opportunite).where(Opportunite.nom == "Affaire 0")).one()
        id, version = one.id, one.version
    written = {"notes": "Décide le 28.\nVoir l’associé.", "version": str(version)}
    carnet = bruno.put(f"/opportunites/{id}/carnet", written, htmx=True)
    assert "Voir l’associé." in carnet.text and "Voir l’associé." in bruno.get(f"/opportunites/{id}").text
    assert re.search(
        rf'data-volet="[^"]*/opportunites/{id}/modification"[^>]*>.*?Modifier', bruno.get(f"/opportunites/{id}").text
    )
    values |= {"nom": "Affaire renommée", "version": str(version + 1)}
    assert bruno.post(f"/opportunites/{id}", values).status_code in DONE
    assert read(lumen, id, "nom") == ["Affaire renommée"]


@pytest.mark.covers("B-087", "B-088", "B-089")
def test_exchanges_are_recorded_by_kind_and_counted(bruno, affaire):
    page = bruno.get(f"/opportunites/{affaire}").text
    kinds = re.findall(r'name="type" value="(\w+)"', page)
    assert kinds == ["info", "email", "appel", "rendez_vous", "devis"]
    for genre in ("appel", "appel", "email"):
        note = bruno.post(f"/opportunites/{affaire}/notes", {"type": genre, "texte": f"Un {genre} à 10 h"}, htmx=True)
        assert f"Un {genre} à 10 h" in note.text
    page = bruno.get(f"/opportunites/{affaire}").text
    assert re.search(r"2\sappels", page) and re.search(r"1\se-mail<", page) and "a eu un appel" in page
    unknown = bruno.post(f"/opportunites/{affaire}/notes", {"type": "x", "texte": "y"}, htmx=True)
    assert "Choisissez le genre" in json.loads(unknown.headers["HX-Trigger"])["toast"][0]["message"]


@pytest.mark.covers("B-073", "B-074")
def test_the_type_and_who_follows_are_chosen_at_creation(bruno, lumen, vente):
    with lumen():
        contrat = Processus.add(libelle="Contrat annuel")
        Etape.add(contrat, libelle="Audit", sequence=5, ton="bleu", probabilite=5, jours=7)
        chloe = db.session.scalars(select(Membre.id).where(Membre.prenom == "Chloé")).one()
        ids = contrat.id, make_tiers().id
    form = bruno.get("/opportunites/nouveau").text
    assert f'<option value="{ids[0]}">Contrat annuel' in form
    assert re.search(r'<option selected value="\d+">Bruno', form) and f'<option value="{chloe}">Chloé' in form
    values = {"nom": "Entretien", "tiers_id": str(ids[1]), "processus_id": str(ids[0]), "responsable_id": str(chloe)}
    assert bruno.post("/opportunites/", values).status_code in DONE
    with lumen():
        one = db.session.scalars(select(Opportunite).where(Opportunite.nom == "Entretien")).one()
        assert (one.etape.libelle, one.responsable_id) == ("Audit", chloe)
        Processus.all()[-1].actif = False


@pytest.mark.covers("B-099", "B-100")
def test_it_is_duplicated_and_put_in_the_trash(bruno, lumen, affaire):
    bruno.post(f"/opportunites/{affaire}/lignes", CENT | {"designation": "Pose"})
    card = bruno.get(f"/opportunites/{affaire}").text
    assert re.search(rf'action="[^"]*/opportunites/{affaire}/copie".*?Dupliquer', card, re.S)
    assert re.search(rf'/opportunites/{affaire}/corbeille".*?Mettre à la corbeille', card, re.S)
    assert bruno.post(f"/opportunites/{affaire}/copie", {}).status_code in DONE
    with lumen():
        name = "[Copie] Équipement du showroom"
        copy = db.session.scalars(
            select(Opportunite).where(Opportunite.nom == name).order_by(Opportunite.id.desc())
        ).first()
        assert [ligne.designation for ligne in copy.lignes] == ["Pose"] and copy.nom_client == "Pharmacie du Théâtre"
    assert bruno.post(f"/opportunites/{affaire}/corbeille", {}).status_code in DONE
    assert read(lumen, affaire, "is_in_trash") == [True]


@pytest.mark.covers("D-005", "D-007", "D-008", "D-137", "D-138")
def test_the_settings_show_the_client_s_notes_and_what_recurs(alice, bruno, lumen):
    with lumen():
        tiers = make_tiers("Coopérative Val d’Orge", description="Ne livre que le mardi.")
        recurrent = {"recurrent_montant": Decimal(90), "recurrent_mois": 12}
        recurrent |= {"recurrent_debut": date(2027, 1, 4), "recurrent_fin": date(2027, 12, 31)}
        id = make_opportunite(tiers, description="Douze sites", **recurrent).id
        piste = make_piste(description="<p>Deux <b>ateliers</b></p>", notes="Vu au salon")
        of_piste = make_opportunite(piste_id=piste.id).id
    page = bruno.get(f"/opportunites/{id}").text
    assert "Ne livre que le mardi." not in page and "Récurrent" not in page and "Douze sites" in page
    assert "Vu au salon" not in bruno.get(f"/opportunites/{of_piste}").text
    assert "recurrent" not in bruno.get(f"/opportunites/{id}/modification").text
    with lumen():
        version = Parametres.current().version
    settings = {"opportunites_notes_client": "1", "opportunites_recurrent": "1", "opportunites_mois": "24"}
    assert alice.post("/configuration/opportunites", settings | {"version": str(version)}).status_code == 303
    page = bruno.get(f"/opportunites/{id}").text
    assert "Ne livre que le mardi." in page and re.search(r"1\s080,00\s€", page)
    assert "4 janv. 2027" in page and "31 déc. 2027" in page and re.search(r"12\smois", page)
    form = bruno.get(f"/opportunites/{id}/modification").text
    assert all(f'name="recurrent_{cle}"' in form for cle in ("montant", "mois", "debut", "fin"))
    page = bruno.get(f"/opportunites/{of_piste}").text
    assert "Deux <b>ateliers</b>" in page and "Vu au salon" in page
    assert 'name="recurrent_mois" type="number" value="24"' in bruno.get("/opportunites/nouveau").text
    assert "de 1 à 600 mois" in alice.post("/configuration/opportunites", settings | {"opportunites_mois": "0"}).text


def test_the_reader_reads_and_the_neighbour_finds_nothing(chloe, david, affaire):
    assert "Équipement du showroom" in chloe.get(f"/opportunites/{affaire}").text
    for path in ("etapes", "statut", "copie", "devis", "lignes", "actions", "corbeille"):
        assert chloe.post(f"/opportunites/{affaire}/{path}", {}).status_code == 403
        assert david.post(f"/opportunites/{affaire}/{path}", {}).status_code == 404
    assert david.get(f"/opportunites/{affaire}").status_code == 404

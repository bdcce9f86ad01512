"""Opportunities on screen: added, listed in three drawings, dragged, offered, made devis, configured; and refused."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from crm.clock import today
from crm.devis import Devis
from crm.equipe import Membre
from crm.formats import jour
from crm.opportunites import Etape, LigneOffre, Opportunite, Processus
from crm.parametres import Parametres
from crm.statuts import Statut
from tenants import db
from tests.fabrique import make_contact, make_opportunite, make_piste, make_tiers
from tests.pistes.test_regles import pass_to

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


@pytest.mark.covers("B-081", "B-082", "B-083", "B-084", "B-085", "B-086")
def test_the_strip_and_the_double_arrow_move_it(bruno, lumen, affaire):
    page, avant_hier = bruno.get(f"/opportunites/{affaire}").text, today() - timedelta(days=2)
    strip = page.partition('aria-label="Avancement de l’opportunité"')[2].partition("</nav>")[0]
    with lumen():
        etapes = [one.libelle for one in db.session.get(Opportunite, affaire).processus.etapes]
    assert [one for one in etapes if one not in strip] == [] and 'class="fait"' not in strip
    arrow = page.partition('class="ui-avancement"')[2].partition("</form>")[0]
    assert "À valider : <strong>Découverte</strong>" in arrow and "Valider l’étape" in arrow
    assert f'value="{today()}"' in arrow and 'type="date"' in arrow and "Reculer d’une étape" not in page
    assert bruno.post(f"/opportunites/{affaire}/etapes", {"le": avant_hier.isoformat()}).status_code in DONE
    page = bruno.get(f"/opportunites/{affaire}").text
    assert "À valider : <strong>Qualification</strong>" in page and "Reculer d’une étape" in page
    assert re.search(rf'<li class="fait">.*?Découverte.*?{re.escape(jour(avant_hier))}', page, re.S)
    assert f"Dernière étape validée : <strong>Découverte</strong>, le {jour(avant_hier)}" in page
    bruno.delete(f"/opportunites/{affaire}/etapes")
    page = bruno.get(f"/opportunites/{affaire}").text
    assert "À valider : <strong>Découverte</strong>" in page and '<li class="fait">' not in page
    bruno.post(f"/opportunites/{affaire}/etapes", {"le": "2999-01-01"})
    assert "dans l’avenir" in bruno.get(f"/opportunites/{affaire}").text


@pytest.mark.covers("B-079", "B-080")
def test_the_window_of_the_status_dates_it_and_asks_why(bruno, lumen, affaire):
    card = bruno.get(f"/opportunites/{affaire}").text
    assert re.search(rf'data-volet="[^"]*/opportunites/{affaire}/statut"[^>]*>\s*<span[^>]*>.*?Ouverte', card, re.S)
    window = bruno.get(f"/opportunites/{affaire}/statut").text
    assert today().isoformat() in window and "Concurrent" in window
    assert all(one in window for one in ("Ouverte", "Fermée gagnée", "Sans suite", "Ajournée", "Autre"))
    values = {"statut_id": str(statut(lumen, "Fermée perdue")), "le": "2026-11-02", "motif": "Concurrent"}
    assert bruno.post(f"/opportunites/{affaire}/statut", values).status_code in DONE
    assert read(lumen, affaire, "motif", "situation", "statut_le") == ["Concurrent", "perdu", date(2026, 11, 2)]
    assert "depuis le 2 nov. 2026" in bruno.get(f"/opportunites/{affaire}").text
    with lumen():
        piste_statut = db.session.scalars(select(Statut.id).where(Statut.libelle_ == "Contacté")).one()
    assert bruno.post(f"/opportunites/{affaire}/statut", values | {"statut_id": str(piste_statut)}).status_code == 422


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


@pytest.mark.covers("D-002", "E-032", "E-033", "E-034", "E-035")
def test_an_offer_is_written_and_becomes_a_devis(bruno, lumen):
    with lumen():
        piste = make_piste(entreprise="Hôtel du Lac", nom="Rey")
        pass_to(piste, "Qualifié")
        id = make_opportunite(piste_id=piste.id, montant=None, conditions="30 % à la commande").id
    assert bruno.post(f"/opportunites/{id}/lignes", AUDIT).status_code in DONE
    assert "Indiquez ce que vous proposez" in bruno.post(f"/opportunites/{id}/lignes", AUDIT | {"designation": ""}).text
    assert read(lumen, id, "montant") == [Decimal("810.90")]
    page = shown(bruno, f"/opportunites/{id}", onglet="offre")
    assert "Audit" in page and "30 % à la commande" in page and re.search(r"810,90\s€", page)
    assert bruno.post(f"/opportunites/{id}/devis", {}).status_code in DONE
    with lumen():
        devis = db.session.scalars(select(Devis).where(Devis.opportunite_id == id)).one()
        assert (devis.nom_client, devis.objet, devis.conditions) == (
            "Hôtel du Lac", "Équipement du showroom", "30 % à la commande",
        )  # fmt: skip
        assert (devis.total_ht, devis.total_ttc) == (Decimal("810.90"), Decimal("973.08"))
    assert "Devis en brouillon" in shown(bruno, f"/opportunites/{id}", onglet="devis")


@pytest.mark.covers("D-141")
@pytest.mark.parametrize("won", [False, True])
def test_a_devis_and_an_action_are_made_of_it_before_and_after_it_is_won(bruno, lumen, affaire, won):
    if won:
        with lumen():
            db.session.get(Opportunite, affaire).pass_to(Statut.coded("opportunites", "gagnee"), today())
    card = bruno.get(f"/opportunites/{affaire}").text
    assert "Transformer en devis" in card and "Planifier une action" in card
    assert bruno.post(f"/opportunites/{affaire}/devis", {}).status_code in DONE
    planned = {"genre_": "rencontre", "texte": "Réception", "prevue_le": today().isoformat(), "membre_id": ""}
    assert bruno.post(f"/opportunites/{affaire}/actions", planned).status_code in DONE
    with lumen():
        assert db.session.scalars(select(Devis).where(Devis.opportunite_id == affaire)).one().is_brouillon
    assert "Réception" in bruno.get(f"/opportunites/{affaire}").text


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


def test_a_prospect_that_is_not_qualified_gets_no_devis(bruno, lumen):
    with lumen():
        id = make_opportunite(piste_id=make_piste(entreprise="Trop tôt").id).id
    answer = bruno.post(f"/opportunites/{id}/devis", {})
    assert "Passez d’abord le prospect au statut" in answer.text
    with lumen():
        assert db.session.scalars(select(Devis.id).where(Devis.opportunite_id == id)).all() == []


def test_a_line_is_changed_then_taken_away_and_the_amount_follows(bruno, lumen, affaire):
    for designation in ("Étude", "Pose"):
        bruno.post(f"/opportunites/{affaire}/lignes", CENT | {"designation": designation})
    with lumen():
        first, second = db.session.scalars(select(LigneOffre).where(LigneOffre.opportunite_id == affaire)).all()
        ids, version = (first.id, second.id), first.version
    change = CENT | {"designation": "Étude", "quantite": "3", "version": str(version)}
    bruno.post(f"/opportunites/{affaire}/lignes/{ids[0]}", change)
    assert read(lumen, affaire, "montant") == [Decimal(400)]
    bruno.post(f"/opportunites/{affaire}/lignes/{ids[1]}/retrait", {})
    assert read(lumen, affaire, "montant") == [Decimal(300)]
    assert "entre-temps" in bruno.post(f"/opportunites/{affaire}/lignes/{ids[0]}", change).text
    with lumen():
        other = make_opportunite().id
    assert bruno.post(f"/opportunites/{other}/lignes/{ids[0]}", change).status_code == 404


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


@pytest.mark.covers("D-133")
def test_types_steps_and_statuses_are_configured(alice, bruno, lumen):
    new = {"libelle": "Ajournée à l’été", "sequence": "25", "ton": "cyan"}
    assert alice.post("/configuration/statuts?objet=opportunites", new).status_code in DONE
    assert "Ajournée à l’été" in alice.get("/configuration/opportunites").text
    with lumen():
        id = make_opportunite().id
    shown_in = re.findall(r'<option(?: selected)? value="\d+">([^<]+)', bruno.get(f"/opportunites/{id}/statut").text)
    rank = shown_in.index("Ajournée à l’été")
    assert shown_in[rank - 1 : rank + 2] == ["Ajournée", "Ajournée à l’été", "Fermée gagnée"], "by its sequence"
    made = statut(lumen, "Ajournée à l’été")
    assert alice.post(f"/configuration/statuts/{made}", new | {"libelle": "Après l’été"}).status_code in DONE
    assert "Après l’été" in bruno.get(f"/opportunites/{id}/statut").text
    assert alice.post(f"/configuration/statuts/{made}/retrait", {}).status_code in DONE
    assert "Après l’été" not in bruno.get(f"/opportunites/{id}/statut").text
    assert alice.post("/configuration/statuts?objet=tiers", new).status_code == 404
    assert alice.post("/configuration/opportunites/types", {"libelle": "Maintenance", "actif": "1"}).status_code in (
        204,
        303,
    )
    with lumen():
        type_id = db.session.scalars(select(Processus.id).where(Processus.libelle_ == "Maintenance")).one()
    step = {"libelle": "Visite du site", "sequence": "15", "ton": "rose", "probabilite": "20", "jours": "10"}
    assert alice.post(f"/configuration/opportunites/types/{type_id}/etapes", step).status_code in DONE
    assert "existe déjà" in alice.post(f"/configuration/opportunites/types/{type_id}/etapes", step).text
    with lumen():
        names = [one.libelle for one in db.session.get(Processus, type_id).etapes]
        assert names[:3] == ["Découverte", "Visite du site", "Qualification"] and names[-1] == "Gagnée"
    assert "Maintenance" in bruno.get("/opportunites/nouveau").text
    assert bruno.post("/configuration/opportunites/types", {"libelle": "Autre"}).status_code == 403
    assert alice.post(f"/configuration/opportunites/types/{type_id}/retrait", {}).status_code in DONE


def test_the_reader_reads_and_the_neighbour_finds_nothing(chloe, david, affaire):
    assert "Équipement du showroom" in chloe.get(f"/opportunites/{affaire}").text
    for path in ("etapes", "statut", "copie", "devis", "lignes", "actions", "corbeille"):
        assert chloe.post(f"/opportunites/{affaire}/{path}", {}).status_code == 403
        assert david.post(f"/opportunites/{affaire}/{path}", {}).status_code == 404
    assert david.get(f"/opportunites/{affaire}").status_code == 404

"""Teams and agencies: who is in them, what they are in charge of, and to whom records may be assigned."""

import re

import pytest
from sqlalchemy import select

from crm.equipe import Membre
from crm.equipes import Equipe
from crm.errors import RegleMetier
from crm.parametres import Parametres
from crm.pistes import convert
from crm.tiers import Tiers
from tenants import db
from tests.clients.test_fiches import CLIENT
from tests.fabrique import MIDI, make_piste, make_tiers
from tests.pistes.test_regles import pass_to


def number(lumen, prenom: str) -> int:
    with lumen():
        return db.session.scalar(select(Membre.id).where(Membre.prenom == prenom))


@pytest.fixture
def nord(lumen) -> int:
    with lumen():
        Parametres.current().revise(agences=True, assignation_limitee=False)
        known = db.session.scalar(select(Equipe).where(Equipe.nom == "Nord"))
        bruno = db.session.scalar(select(Membre.id).where(Membre.prenom == "Bruno"))
        return (known or Equipe.add("equipe", nom="Nord", membres=[bruno])).id


@pytest.fixture
def agence(lumen) -> int:
    with lumen():
        Parametres.current().revise(agences=True)
        known = db.session.scalar(select(Equipe).where(Equipe.nom == "Agence de Dole"))
        return (known or Equipe.add("agence", nom="Agence de Dole", membres=[])).id


def settings(alice, **values):
    version = re.search(r'name="version" value="(\d+)"', alice.get("/configuration/clients").text)[1]
    return alice.post(
        "/configuration/clients", {"version": version, "assignation": "tous", "delai_anonymisation": "30"} | values
    )


def test_a_team_is_made_changed_and_taken_away(alice, bruno, david, lumen):
    form = {"nom": "Grands comptes", "membres": [str(number(lumen, "Bruno"))]}
    assert alice.post("/configuration/equipes?genre=equipe", form, htmx=True).status_code == 204
    assert re.search(r"Grands comptes</strong><small>Bruno Lefèvre", alice.get("/configuration/equipes").text)
    again = alice.post("/configuration/equipes?genre=equipe", form | {"nom": "grands comptes"}, target="form")
    assert again.status_code == 422 and "existe déjà" in again.text
    with lumen():
        id = db.session.scalar(select(Equipe.id).where(Equipe.nom == "Grands comptes"))
    assert "checked" in alice.get(f"/configuration/equipes/{id}/modification", target="form").text
    assert (
        alice.post(f"/configuration/equipes/{id}", {"nom": "Comptes clés", "membres": []}, htmx=True).status_code == 204
    )
    assert bruno.post(f"/configuration/equipes/{id}", form, htmx=True).status_code == 403
    assert david.get(f"/configuration/equipes/{id}/modification").status_code == 404
    assert alice.post(f"/configuration/equipes/{id}/retrait").status_code == 303
    assert "Comptes clés</strong>" not in alice.get("/configuration/equipes").text


@pytest.mark.covers("D-039")
def test_a_team_is_in_charge_of_prospects_and_clients_which_are_filtered_by_it(bruno, lumen, nord):
    made = bruno.post("/clients/", CLIENT | {"nom": "Client du Nord", "siret": "", "equipe_id": str(nord)}, htmx=True)
    assert "Nord" in bruno.get(made.headers["HX-Redirect"], root=True).text
    with lumen():
        piste, other = make_piste(equipe_id=nord), make_piste()
        ids = piste.id, other.id
    page = bruno.get(f"/prospects?equipe={nord}").text
    assert f'id="l-{ids[0]}"' in page and f'id="l-{ids[1]}"' not in page
    assert "Client du Nord" in bruno.get(f"/clients?equipe={nord}").text
    assert bruno.post("/clients/lot/responsable_id", {"valeur": ""}, htmx=True).status_code == 204


@pytest.mark.covers("D-009", "D-040")
def test_agencies_are_used_when_the_company_wants_them(alice, bruno, lumen, agence):
    with lumen():
        tiers, piste = make_tiers("Client de Dole", agence_id=agence), make_piste(agence_id=agence)
        ids = tiers.id, piste.id
    assert 'name="agence_id"' in bruno.get("/prospects/nouveau").text
    assert f'id="l-{ids[1]}"' in bruno.get(f"/prospects?agence={agence}").text
    assert f'id="l-{ids[0]}"' in bruno.get(f"/clients?agence={agence}").text
    assert "Agence de Dole" in bruno.get(f"/clients/{ids[0]}").text
    form = {"nom": "Agence de Dole", "membres": [str(number(lumen, "Bruno"))]}
    assert alice.post(f"/configuration/equipes/{agence}", form, htmx=True).status_code == 204
    assert re.search(r"Agence de Dole</strong><small>Bruno Lefèvre", alice.get("/configuration/equipes").text)
    assert settings(alice).status_code == 303
    assert 'name="agence_id"' not in bruno.get("/prospects/nouveau").text
    assert "Agence de Dole" not in bruno.get(f"/clients/{ids[0]}").text
    assert "Agence de Dole" not in alice.get("/configuration/equipes").text


@pytest.mark.covers("D-003", "D-004", "D-038")
def test_records_are_assigned_to_everybody_or_to_the_members_of_some_groups(alice, bruno, lumen, nord):
    chosen = {prenom: number(lumen, prenom) for prenom in ("Alice", "Bruno")}
    everybody = bruno.get("/clients/nouveau").text
    assert all(f'value="{one}">' in everybody for one in chosen.values())
    refused = settings(alice, assignation="groupes")
    assert refused.status_code == 422 and "au moins un groupe assignable" in refused.text
    assert settings(alice, assignation="groupes", groupes=[str(nord)]).status_code == 303
    assert re.search(rf'<input[^>]*checked[^>]*value="{nord}"', alice.get("/configuration/clients").text)
    limited = bruno.get("/prospects/nouveau").text.partition('name="responsable_id"')[2].partition("</select>")[0]
    assert "Bruno Lefèvre" in limited and "Alice Moreau" not in limited
    form = CLIENT | {"siret": "", "responsable_id": str(chosen["Alice"])}
    assert bruno.post("/clients/", form, target="form").status_code == 422
    with lumen():
        make_tiers(responsable_id=chosen["Bruno"])
        with pytest.raises(RegleMetier, match="aucun groupe assignable"):
            make_piste(responsable_id=chosen["Alice"])
        Parametres.current().assignation_limitee = False


def test_whoever_is_in_charge_stays_when_groups_are_limited(alice, bruno, lumen, nord):
    hers = number(lumen, "Alice")
    with lumen():
        id = make_tiers("À Alice", responsable_id=hers, siren=None, tva_intracom=None).id
    settings(alice, assignation="groupes", groupes=[str(nord)])
    form = CLIENT | {"nom": "Toujours à Alice", "siret": "", "responsable_id": str(hers)}
    assert bruno.post(f"/clients/{id}", form, htmx=True).status_code == 204
    with lumen():
        assert db.session.get(Tiers, id).responsable_id == hers
        Parametres.current().assignation_limitee = False


def test_team_and_agency_follow_the_conversion(essai):
    equipe, agence = Equipe.add("equipe", nom="Sud", membres=[]), Equipe.add("agence", nom="Lons", membres=[])
    piste = make_piste(equipe_id=equipe.id, agence_id=agence.id)
    pass_to(piste, "Qualifié")
    tiers = convert(piste, now=MIDI)
    assert (tiers.equipe, tiers.agence) == (equipe, agence)

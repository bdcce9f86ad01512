import json
import re

import pytest
from sqlalchemy import func, select

from crm.equipe import Membre
from crm.sujets import Etiquette, labels_of
from crm.tiers import Tiers
from tenants import Travail, db
from tests.listes.conftest import NOMS, names


def said(response) -> dict:
    """The toast of an htmx answer."""
    return json.loads(response.headers["HX-Trigger"])["toast"][0]


def member(email: str) -> int:
    return db.session.scalar(select(Membre.id).where(Membre.email == email))


@pytest.fixture
def chosen(clients) -> list[int]:
    return [clients["Zinguerie Azur"], clients["Élan Conseil"]]


def test_labels_are_put_on_the_selection_then_undone(bruno, lumen, chosen):
    data = {"ids": chosen, "nom": "Salon 2026", "ton": "vert", "requete": ""}
    answer = bruno.post("/clients/lot/etiquettes", data, htmx=True)
    assert said(answer)["message"] == "Étiquettes modifiées pour 2\xa0clients."
    assert "clients:maj" in answer.headers["HX-Trigger"]
    with lumen():
        label_id = db.session.scalar(select(Etiquette.id).where(Etiquette.nom == "Salon 2026"))
        assert set(labels_of("tiers", chosen)) == set(chosen)
    assert sorted(names(bruno.get(f"/clients?etiquette={label_id}"))) == ["Zinguerie Azur", "Élan Conseil"]
    assert bruno.post(said(answer)["annuler"], htmx=True).status_code == 204
    with lumen():
        assert labels_of("tiers", chosen) == {}


def test_responsable_is_changed_for_all_that_the_filter_finds(bruno, lumen, clients):
    with lumen():
        wanted = member("chloe@atelier-lumen.example")
    data = {"tous": "q=lyon", "requete": "q=lyon", "valeur": str(wanted)}
    assert said(bruno.post("/clients/lot/responsable_id", data, htmx=True))["message"].startswith("Responsable modifié")
    with lumen():
        changed = select(Tiers.ville).where(Tiers.responsable_id == wanted).distinct()
        assert db.session.scalars(changed).all() == ["Lyon"]


def test_trash_then_restore(bruno, chosen):
    answer = bruno.post("/clients/lot/corbeille", {"ids": chosen, "requete": ""}, htmx=True)
    assert said(answer)["message"] == "Mis à la corbeille : 2\xa0clients."
    assert "Zinguerie Azur" not in bruno.get("/clients").text
    trash = bruno.get("/clients?vue=corbeille")
    assert sorted(names(trash)) == ["Zinguerie Azur", "Élan Conseil"]
    data = {"ids": chosen, "requete": "vue=corbeille"}
    assert bruno.post("/clients/lot/restauration", data, htmx=True).status_code == 204
    assert "Zinguerie Azur" in bruno.get("/clients").text


def test_row_that_refuses_is_named_and_blocks_nothing(bruno, lumen, chosen, monkeypatch):
    from crm.errors import RegleMetier

    def refuse(self):
        if self.nom == "Zinguerie Azur":
            raise RegleMetier("Une facture l’attend.")

    monkeypatch.setattr(Tiers, "ensure_can_be_trashed", refuse)
    answer = bruno.post("/clients/lot/corbeille", {"ids": chosen, "requete": ""}, htmx=True)
    message = said(answer)["message"]
    assert message == "Mis à la corbeille : 1\xa0client sur 2. Zinguerie Azur : Une facture l’attend."
    assert bruno.post(said(answer)["annuler"], htmx=True).status_code == 204
    with lumen():
        assert db.session.get(Tiers, chosen[1]).supprime_le is None


def test_undo_refuses_what_has_changed_since(bruno, lumen, chosen):
    with lumen():
        wanted = member("bruno@atelier-lumen.example")
        db.session.get(Tiers, chosen[0]).responsable_id = None
    first = bruno.post("/clients/lot/responsable_id", {"ids": chosen[:1], "valeur": str(wanted)}, htmx=True)
    bruno.post("/clients/lot/responsable_id", {"ids": chosen[:1], "valeur": ""}, htmx=True)
    assert bruno.post(said(first)["annuler"], htmx=True).status_code == 422


def test_above_200_rows_a_worker_does_it(bruno, lumen, work):
    with lumen():
        db.session.add_all(Tiers(nom=f"Foule {i:03}") for i in range(230))
        wanted = member("bruno@atelier-lumen.example")
    data = {"tous": "1", "requete": "q=foule", "valeur": str(wanted)}
    panel = bruno.post("/clients/lot/responsable_id", data, htmx=True)
    assert panel.headers["HX-Retarget"] == "#volet-contenu" and 'aria-valuenow="0"' in panel.text
    count = select(func.count()).where(Tiers.responsable_id == wanted, Tiers.nom.like("Foule%"))
    with lumen():
        assert db.session.scalar(count) == 0
    work()
    with lumen():
        assert db.session.scalar(count) == 230
        done = db.session.scalars(select(Travail).order_by(Travail.id.desc())).first()
        assert done.resultat["phrase"] == "Responsable modifié pour 230\xa0clients."
    url = re.search(r'hx-get="(/atelier-lumen/travaux/\d+)"', panel.text).group(1)
    shown = bruno.get(url, target=url.rsplit("/", 1)[1].join(["travail-", ""]))
    assert "Responsable modifié pour 230" in shown.text and "every 1s" not in shown.text
    assert bruno.post(f"/annulations/{done.resultat['lot']}", htmx=True).status_code == 204
    with lumen():
        assert db.session.scalar(count) == 0


@pytest.mark.parametrize("path", ["corbeille", "etiquettes", "responsable_id"])
def test_who_only_reads_changes_nothing(chloe, chosen, path):
    data = {"ids": chosen, "nom": "Interdit", "valeur": ""}
    assert chloe.post(f"/clients/lot/{path}", data).status_code == 403
    assert chloe.get(f"/clients/lot/{path}").status_code == 403
    assert "data-lot-barre" not in chloe.get("/clients").text


def test_the_other_company_reaches_none_of_these_rows(david, lumen, chosen):
    david.post("/clients/lot/corbeille", {"ids": chosen, "requete": ""}, htmx=True)
    with lumen():
        assert db.session.get(Tiers, chosen[0]).supprime_le is None


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("inconnu", {}, 404),
        ("responsable_id", {"valeur": "999999"}, 422),
        ("responsable_id", {"valeur": "' OR 1=1"}, 422),
        ("etiquettes", {}, 422),
        ("corbeille", {"ids": ["abc", "99999999999999999999"]}, 204),
    ],
)
def test_bad_requests_are_answered(bruno, clients, path, data, status):
    assert bruno.post(f"/clients/lot/{path}", {"requete": ""} | data, htmx=True).status_code == status


def test_forms_say_how_many_are_chosen(bruno, chosen, clients):
    query = f"ids={chosen[0]}&ids={chosen[1]}"
    assert "Étiqueter 2\xa0clients" in bruno.get(f"/clients/lot/etiquettes?{query}", target="volet-contenu").text
    everything = bruno.get("/clients/lot/responsable_id?tous=1&requete=q%3Dbois", target="volet-contenu").text
    assert "Mise à jour en masse de 1\xa0client" in everything and 'name="tous" value="1"' in everything
    assert len(NOMS) == 7

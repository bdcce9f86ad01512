"""« Mes exports »: the files asked come by e-mail, are downloaded again, and go after 30 days."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from crm import clock, mes_exports
from crm.equipe import Membre
from crm.listes import envois
from crm.statuts import Statut
from tenants import Travail, db, storage
from tenants.storage.errors import FileMissing
from tests.casting import inside
from tests.fabrique import make_contact, make_opportunite, make_tiers
from tests.listes.test_exports import export, rows


def last(lumen) -> int:
    with lumen():
        query = select(Travail.id).where(Travail.cible == mes_exports.EXPORT)
        return db.session.scalars(query.order_by(Travail.id.desc())).first()


@pytest.fixture(scope="module")
def personnes(app) -> None:
    """A friend and a client, with each a sale, that of the client won."""
    with inside(app, "atelier-lumen"):
        for nom in ("Ami", "Client"):
            contact = make_contact(make_tiers(nom, adresse=False), prenom=None, nom=nom, type_contact=nom)
            affaire = make_opportunite(contact_id=contact.id, nom=f"Vente à {nom}")
            if nom == "Client":
                affaire.pass_to(Statut.coded("opportunites", "gagnee"), clock.today())


PARTIES = {
    "/clients": ("ville=lyon", ["100 % Bois", "Élan Conseil", "Zinguerie Azur"]),
    "/contacts": ("type=Ami", ["Ami"]),
    "/opportunites": ("vue=gagnees", ["Vente à Client"]),
}


@pytest.mark.covers("B-119", "B-120", "B-121")
@pytest.mark.parametrize("module", PARTIES)
def test_export_comes_by_email_with_its_file(bruno, visiteur, work, outbox, clients, personnes, module):
    query, names = PARTIES[module]
    made = export(bruno, work, query, "xlsx", module, courriel="1")
    rows = openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows(min_row=2, max_col=1, values_only=True)
    assert sorted(row[0] for row in rows) == sorted(names)
    (message,) = outbox
    assert message["To"] == "bruno@atelier-lumen.example" and message["Subject"].startswith("Export : ")
    (joined,) = message.iter_attachments()
    assert joined.get_content() == made and joined.get_filename().endswith(".xlsx")
    link = re.search(
        r"http://localhost(/atelier-lumen/exports/\d+/fichier)", message.get_body(("plain",)).get_content()
    )
    assert bruno.get(link[1], root=True).data == made
    assert visiteur.get(link[1]).headers["Location"].startswith("/connexion")


def test_big_file_comes_as_a_link_alone(bruno, work, lumen, outbox, clients, monkeypatch):
    monkeypatch.setattr(envois, "SMALL", 10)
    export(bruno, work, courriel="1")
    (message,) = outbox
    assert list(message.iter_attachments()) == []
    assert "ci-joint" not in message.get_body(("plain",)).get_content()


def test_nothing_leaves_by_email_unasked(bruno, work, outbox, clients):
    export(bruno, work)
    assert list(outbox) == []


@pytest.mark.covers("B-123")
def test_exports_are_listed_downloaded_again_and_deleted(bruno, work, lumen, clients):
    made = export(bruno, work, "q=delaunay")
    page, number = bruno.get("/exports").text, last(lumen)
    assert f"/exports/{number}/fichier" in page and "1\xa0ligne" in page and "Clients" in page
    assert len(rows(made)) == 1 and bruno.get(f"/exports/{number}/fichier").data == made
    with lumen():
        digest = db.session.get(Travail, number).resultat["sha256"]
    assert bruno.post(f"/exports/{number}/retrait", htmx=True).status_code == 204
    work()
    assert f"/exports/{number}/fichier" not in bruno.get("/exports").text
    assert bruno.get(f"/exports/{number}/fichier").status_code == 404
    assert bruno.get(f"/travaux/{number}/fichier").status_code == 404
    with lumen(), pytest.raises(FileMissing):
        storage.get(digest)


def test_export_of_another_does_not_exist(alice, bruno, chloe, david, work, lumen, clients):
    export(bruno, work)
    number = last(lumen)
    for other in (alice, chloe, david):
        assert other.get(f"/exports/{number}/fichier").status_code == 404
        assert other.post(f"/exports/{number}/retrait", htmx=True).status_code == 404
        assert f"/exports/{number}/" not in other.get("/exports").text
    assert bruno.get(f"/exports/{2**63}/fichier").status_code == 404


def test_file_goes_after_thirty_days(bruno, work, lumen, clients):
    export(bruno, work, "q=azur")
    number = last(lumen)
    with lumen():
        travail = db.session.get(Travail, number)
        digest, asked = travail.resultat["sha256"], travail.demande_le
        mes_exports.purge(asked + timedelta(days=29, hours=23))
        assert "sha256" in travail.resultat
        assert mes_exports.purge(asked + timedelta(days=30)) >= 1
        assert "sha256" not in travail.resultat and "30 jours" in travail.resultat["phrase"]
    work()
    with lumen(), pytest.raises(FileMissing):
        storage.get(digest)
    assert f"/exports/{number}/" not in bruno.get("/exports").text


def test_export_under_way_is_followed_and_kept(bruno, work, lumen, clients):
    bruno.post("/clients/export", {"requete": "", "format": "csv"}, htmx=True)
    number = last(lumen)
    assert f"/travaux/{number}" in bruno.get("/exports").text
    assert bruno.post(f"/exports/{number}/retrait", htmx=True).status_code == 422
    work()
    assert f"/exports/{number}/fichier" in bruno.get("/exports").text


def test_palette_leads_to_them(bruno):
    assert "Mes exports" in bruno.get("/recherche?q=mes+exports", target="palette-resultats").text


def test_an_export_of_a_module_now_closed_is_not_given(bruno, work, lumen, clients):
    export(bruno, work)
    number = last(lumen)
    with lumen():
        travail = db.session.get(Travail, number)
        membre = db.session.get(Membre, travail.par_id)
        assert mes_exports.is_of(travail, membre)
        membre.eteints = frozenset({"clients"})
        assert not mes_exports.is_of(travail, membre) and travail not in mes_exports.exports_of(membre, clock.now())

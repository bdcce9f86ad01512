"""« Import de villes »: a file of Geonames, downloaded or given, becomes towns, each once, and can be taken back."""

import io
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from crm import clock
from crm.communes import Commune, geonames, villes
from crm.communes.villes import ImportVilles
from crm.errors import RegleMetier
from crm.imports import Import
from tenants import Travail, db
from tests.communes.conftest import FR, LU, lines, zipped


@pytest.fixture(autouse=True)
def nothing_left(lumen):
    yield
    with lumen():
        db.session.execute(update(Commune).values(supprime_le=clock.now()).where(Commune.supprime_le.is_(None)))


def ask(someone, **sent):
    return someone.post("/communes/villes", {"type_fichier": "automatique", "pays": "FR"} | sent)


def give(someone, content: bytes, name: str = "LU.zip"):
    return someone.post("/communes/villes", {"type_fichier": "manuel", "fichier": (io.BytesIO(content), name)})


def kept(lumen) -> dict[str, tuple]:
    with lumen():
        query = select(Commune).where(Commune.supprime_le.is_(None)).order_by(Commune.id)
        return {one.nom: (one.code_postal, one.pays, one.departement, one.region) for one in db.session.scalars(query)}


def last(lumen) -> tuple[str | None, str]:
    """What the last job of towns says, and why it failed."""
    with lumen():
        query = select(Travail).where(Travail.cible.like("%ImportVilles")).order_by(Travail.id.desc()).limit(1)
        travail = db.session.scalar(query)
        return (travail.resultat or {}).get("phrase"), travail.raison or ""


LUXEMBOURG = {
    "Luxembourg": ("1009", "LU", "Luxembourg", "Luxembourg"),
    "Weiswampach": ("L-9990", "LU", "Clervaux", "Clervaux"),
}


@pytest.mark.covers("D-030", "D-031")
def test_automatic_import_downloads_the_file_of_the_country_chosen(alice, lumen, work, serveur):
    page = alice.get("/communes/villes").text
    assert "Type de fichier source" in page and "Import auto" in page and "Luxembourg" in page
    assert ask(alice, pays="LU").status_code == 303
    assert kept(lumen) == {}, "nothing is done by the request"
    work()
    assert kept(lumen) == LUXEMBOURG and serveur == ["/LU.zip"]
    assert last(lumen)[0].replace("\u00a0", " ") == "2 communes ajoutées, 1 déjà connue."


@pytest.mark.covers("D-031")
def test_france_brings_only_what_the_reference_lacks(alice, lumen, work, serveur):
    ask(alice)
    work()
    assert kept(lumen) == {"Lyon CEDEX 03": ("69439", "FR", "Rhône", "Auvergne-Rhône-Alpes")}


@pytest.mark.covers("D-030", "D-031")
@pytest.mark.parametrize(
    ("content", "name"), [(zipped(LU), "LU.zip"), (lines(LU), "LU.txt"), (b"\xef\xbb\xbf" + lines(LU), "x.txt")]
)
def test_manual_import_takes_a_zip_or_a_text(alice, lumen, work, content, name):
    assert give(alice, content, name).status_code == 303
    work()
    assert kept(lumen) == LUXEMBOURG


def test_an_import_made_twice_makes_no_double(alice, lumen, work):
    for _ in range(2):
        give(alice, zipped(LU))
        work()
    assert kept(lumen) == LUXEMBOURG
    assert last(lumen)[0].replace("\u00a0", " ") == "0 commune ajoutée, 3 déjà connues."


@pytest.mark.covers("D-032")
def test_an_import_runs_in_the_background_with_its_progress_and_goes_on_where_it_was_killed(
    alice, lumen, work, monkeypatch
):
    monkeypatch.setattr(villes, "BATCH", 1)
    seen, going = [], villes.progress

    def killed(fait: int, total: int | None = None):
        seen.append((fait, total))
        if fait == 2 and len(seen) == 3:
            raise OSError("killed")
        going(fait, total)

    monkeypatch.setattr(villes, "progress", killed)
    give(alice, zipped(LU))
    page = alice.get("/communes/villes").text
    assert 'role="progressbar"' in page and "hx-trigger" in page and "vous pouvez quitter cette page" in page.lower()
    work()
    assert list(kept(lumen)) == ["Luxembourg"] and seen == [(0, 3), (1, None), (2, None)]
    with lumen():
        travail = db.session.scalar(select(Travail).where(Travail.raison.is_not(None), Travail.fini_le.is_(None)))
        ImportVilles.run_now(**travail.arguments)
        travail.fini_le = clock.now()
    assert kept(lumen) == LUXEMBOURG


def test_an_import_is_taken_back_but_what_was_changed_since(alice, lumen, work):
    give(alice, zipped(LU))
    work()
    with lumen():
        number = db.session.scalar(select(func.max(Import.id)))
        commune = db.session.scalar(select(Commune).where(Commune.nom == "Weiswampach", Commune.supprime_le.is_(None)))
        commune.revise(region="Ösling")
    assert "Annuler cet import" in alice.get("/communes/villes").text
    alice.post(f"/communes/villes/{number}/annulation")
    work()
    assert list(kept(lumen)) == ["Weiswampach"]
    assert alice.post(f"/communes/villes/{number}/annulation").status_code == 422
    give(alice, zipped(LU))
    work()
    assert sorted(kept(lumen)) == sorted(LUXEMBOURG)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b"PK\x03\x04 abime", "abîmé"),
        (b"nom;code\nLyon;69003\n", "douze colonnes"),
        (lines([("XX", *LU[0][1:])]), "La ligne 1"),
        (lines([LU[0], LU[1][:9]]), "La ligne 2"),
        (b"%PDF-1.7 \xff\xfe", "douze colonnes"),
        (zipped(LU, BE=lines(LU), FR=lines(FR)), "un seul fichier"),
        (zipped(b"x" * 5000), "douze colonnes"),
    ],
)
def test_a_file_that_is_not_one_of_geonames_is_refused_at_once(alice, lumen, content, said):
    answer = give(alice, content)
    assert answer.status_code == 422 and said in answer.text and "fichier-erreur" in answer.text
    assert kept(lumen) == {}


def test_a_bomb_is_stopped_by_what_comes_out_of_it(alice, monkeypatch, tmp_path):
    monkeypatch.setattr(geonames, "UNPACKED", 400)
    path = tmp_path / "bombe.zip"
    path.write_bytes(zipped(lines(LU * 20)))
    with pytest.raises(RegleMetier, match="démesuré"):
        geonames.check(path)
    path.write_bytes(lines(LU * 20))
    with pytest.raises(RegleMetier, match="démesuré"):
        geonames.check(path)


def test_no_file_given_or_an_unknown_country_is_refused(alice):
    answer = alice.post("/communes/villes", {"type_fichier": "manuel"})
    assert answer.status_code == 422 and "Choisissez d’abord un fichier" in answer.text
    assert ask(alice, pays="ZZ").status_code == 422


@pytest.mark.parametrize(("country", "said"), [("MC", "ne publie pas"), ("BE", "douze colonnes")])
def test_a_country_without_a_file_or_a_wrong_answer_is_said(alice, lumen, work, serveur, country, said):
    ask(alice, pays=country)
    work()
    assert said in last(lumen)[1] and kept(lumen) == {}
    assert said in alice.get("/communes/villes").text


def test_a_server_that_does_not_answer_is_said_in_french(app, alice, lumen, work):
    config = app.config["COMPTOIR"]
    app.config["COMPTOIR"] = replace(config, geonames_url="http://127.0.0.1:9")
    ask(alice)
    work()
    app.config["COMPTOIR"] = config
    assert "ne répond pas" in last(lumen)[1] and "Manuel" in last(lumen)[1]


@pytest.mark.parametrize("url", ["http://geonames.example", "https://127.0.0.1:9", "ftp://geonames.example"])
def test_outside_development_only_https_and_public_addresses_are_called(app, alice, lumen, work, url):
    config = app.config["COMPTOIR"]
    app.config["COMPTOIR"] = replace(config, geonames_url=url, is_development=False)
    ask(alice)
    work()
    app.config["COMPTOIR"] = config
    assert "https://" in last(lumen)[1] or "publique" in last(lumen)[1]


def test_only_who_may_configure_imports_towns(bruno, chloe):
    for someone in (bruno, chloe):
        assert someone.get("/communes/villes").status_code == 403 == ask(someone).status_code

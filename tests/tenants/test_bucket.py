"""A whole instance whose files are in a bucket: documents, archives, deletion, and the bucket away."""

from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import func, select, text, update

from crm.factures import Facture
from crm.sujets import Piece
from tenants import Travail, archive, db, provisioning, restoration, storage
from tenants.hosting.settings import free_port
from tenants.jobs import sweep
from tenants.registry import Tenant
from tests.fabrique import make_facture, make_tiers
from tests.seau import keep, read

PHRASE = "une phrase qui ne sert qu’aux tests"
PLAN = "Plan d’accès.pdf"


@pytest.fixture(autouse=True)
def config(app, seau):
    """The instance's configuration, put on the bucket for the time of a test."""
    before = app.config["COMPTOIR"]
    app.config["COMPTOIR"] = replace(before, bucket=seau.address)
    yield app.config["COMPTOIR"]
    app.config["COMPTOIR"] = before


@pytest.fixture
def away(app, config):
    """Take the bucket away, then `back()`."""

    def leave():
        nowhere = replace(config.bucket, endpoint=f"http://127.0.0.1:{free_port()}")
        app.config["COMPTOIR"] = replace(config, bucket=nowhere)
        return lambda: app.config.update(COMPTOIR=config)

    return leave


@pytest.fixture
def client(lumen):
    with lumen():
        return make_tiers().id


def attach(member, client: int, content: bytes):
    files = {"fichiers": (BytesIO(content), PLAN)}
    return member.post(f"/clients/{client}/fichiers", files, target="fichiers")


def schema_of(slug: str) -> str | None:
    return db.session.scalar(select(Tenant.schema_name).where(Tenant.slug == slug))


def objects(app, seau, slug: str) -> list[str]:
    with app.app_context():
        return seau.paths(schema_of(slug))


def test_the_pdf_of_a_facture_is_stored_once_and_read_again(app, bruno, lumen, work, seau):
    before = objects(app, seau, "atelier-lumen")
    with lumen():
        facture = make_facture(issued=True).id
    work()
    [made] = set(objects(app, seau, "atelier-lumen")) - set(before)
    written = (seau.folder / made).stat().st_mtime_ns
    first, second = (bruno.get(f"/factures/{facture}/pdf").data for _ in range(2))
    assert first == second == (seau.folder / made).read_bytes() and first.startswith(b"%PDF")
    with lumen():
        assert db.session.get(Facture, facture).render_now()["sha256"] == made.rpartition("/")[2]
    assert len(objects(app, seau, "atelier-lumen")) == len(before) + 1
    assert (seau.folder / made).stat().st_mtime_ns == written
    assert not list(app.config["COMPTOIR"].data.rglob(made.rpartition("/")[2]))


def test_one_company_does_not_read_the_object_of_another(lumen, dupont):
    with lumen():
        digest = storage.put(b"notre plan")
    with dupont(), pytest.raises(storage.FileMissing):
        storage.get(digest)
    with lumen():
        assert storage.get(digest) == b"notre plan"


def test_a_company_moves_from_folder_to_bucket_and_back(app, config, tmp_path, seau):
    folder = replace(config, bucket=None)
    with app.app_context():
        schema = provisioning.provision(config, "voyageuse", "Voyageuse")
        content = [b"un plan", b"un contrat" * 100_000]
        digests = sorted(keep(storage.of(folder, schema), one) for one in content)
        for number, (origin, target) in enumerate([(folder, config), (config, folder)]):
            path = tmp_path / f"{number}.zip"
            archive.export(origin, schema, path, PHRASE)
            schema, _ = restoration.restore(target, path, PHRASE)
            files = storage.of(target, schema)
            assert files.names() == digests and {read(files, name) for name in digests} == set(content)
            assert bool(seau.paths(schema)) == bool(target.bucket)


def test_a_deleted_company_leaves_no_object(app, config, seau):
    with app.app_context():
        schema = provisioning.provision(config, "ephemere", "Éphémère")
        keep(storage.of(config, schema), b"un plan")
        assert len(seau.paths(schema)) == 1
    said = app.test_cli_runner().invoke(args=["tenants", "delete", "ephemere", "--oui"])
    assert said.exit_code == 0, said.output
    assert seau.paths(schema) == []


# The bucket away


def test_a_file_sent_while_the_bucket_is_away_is_refused_in_french(bruno, lumen, client, away):
    back = away()
    response = attach(bruno, client, b"%PDF-1.7 retenu")
    assert response.status_code == 503 and response.headers["HX-Reswap"] == "none"
    assert "Les fichiers sont inaccessibles pour l" in response.headers["HX-Trigger"]
    with lumen():
        assert db.session.scalar(select(func.count(Piece.id)).where(Piece.sujet_id == client)) == 0
    back()
    assert attach(bruno, client, b"%PDF-1.7 retenu").status_code == 200


def test_a_file_asked_while_the_bucket_is_away_answers_a_page(bruno, client, away):
    listed = attach(bruno, client, b"%PDF-1.7 plus tard").text
    path = listed[listed.index(f"/clients/{client}/fichiers/") :].partition('"')[0]
    back = away()
    response = bruno.get(path)
    assert response.status_code == 503 and "Les fichiers sont inaccessibles pour l’instant" in response.text
    back()
    assert bruno.get(path).data == b"%PDF-1.7 plus tard"


def test_a_job_waits_for_the_bucket_to_come_back(bruno, lumen, work, away):
    back = away()
    with lumen():
        facture = make_facture(issued=True).id
    work()
    waiting = select(Travail).where(Travail.sujet_id == facture, Travail.sujet_type == "factures")
    with lumen():
        travail = db.session.scalars(waiting.order_by(Travail.id)).first()
        assert travail.etat == "nouvel essai prévu" and travail.raison.startswith("Les fichiers sont inaccessibles")
    back()
    with lumen():
        db.session.execute(update(Travail).values(prochain_essai_le=func.now() - text("interval '1 minute'")))
        sweep()
    work()
    assert bruno.get(f"/factures/{facture}/pdf").data.startswith(b"%PDF")


def test_the_health_page_tells_the_bucket_is_away(visiteur, away):
    assert visiteur.get("/sante", root=True).json["fichiers"] == "ok"
    away()
    assert visiteur.get("/sante", root=True).json["fichiers"] == "injoignable"


def test_an_import_without_the_bucket_leaves_nothing(app, config, away, tmp_path):
    path = tmp_path / "dupont.zip"
    with app.app_context():
        keep(storage.of(config, schema_of("menuiserie-dupont")), b"un plan")
        archive.export(config, schema_of("menuiserie-dupont"), path, PHRASE)
        before = db.session.scalars(select(Tenant.schema_name)).all()
    away()
    runner = app.test_cli_runner()
    for arguments in (["import", str(path)], ["export", "menuiserie-dupont", str(tmp_path / "autre.zip")]):
        said = runner.invoke(args=["tenants", *arguments], env={"COMPTOIR_PHRASE": PHRASE})
        assert said.exit_code == 1 and "Les fichiers sont inaccessibles" in said.output
    assert not (tmp_path / "autre.zip").exists()
    with app.app_context():
        assert db.session.scalars(select(Tenant.schema_name)).all() == before


def test_a_company_deleted_without_the_bucket_says_what_is_left(app, config, away, seau):
    with app.app_context():
        schema = provisioning.provision(config, "partante", "Partante")
        keep(storage.of(config, schema), b"un plan")
    away()
    said = app.test_cli_runner().invoke(args=["tenants", "delete", "partante", "--oui"])
    assert said.exit_code == 1 and f"« {schema}/ »" in said.output
    with app.app_context():
        assert schema_of("partante") is None
    assert len(seau.paths(schema)) == 1

"""A company carried to another instance keeps its key: what was sealed here is verified there, secrets included."""

import json
import uuid
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from blueprints.app import Comptoir
from crm import evenements
from crm.conformite import Cloture, integrite
from crm.factures import Facture
from crm.parametres import Parametres
from tenants import archive, db, provisioning, restoration, tenant_transaction, vault
from tenants.bootstrap import bootstrap
from tenants.registry import Tenant
from tests.conftest import _admin, _dispose
from tests.fabrique import D, identify, make_avoir, make_facture, make_reglement

PHRASE = "le cheval mange du foin"


@pytest.fixture(scope="module")
def path(app, tmp_path_factory):
    """The archive of Atelier Lumen, which has issued, credited, received, cancelled, and keeps a password."""
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        facture = make_facture(issued=True)
        make_avoir(facture, montants={"20": D(100)})
        make_reglement(facture, "300").cancel("Erreur", facture.emise_le, None, facture.emise_a)
        make_reglement(facture, "200")
        Cloture.close_due(date(2027, 1, 2))
        evenements.note("export", "Tout l’espace est exporté.")
        identify(smtp_hote="smtp.example", smtp_identifiant="lumen", smtp_mot_de_passe=vault.of_company().encrypt("s3"))
    path = tmp_path_factory.mktemp("archives") / "lumen.zip"
    with app.app_context():
        schema = db.session.scalar(select(Tenant.schema_name).where(Tenant.slug == "atelier-lumen"))
    archive.export(app.config["COMPTOIR"], schema, path, PHRASE)
    return path


@pytest.fixture(scope="module")
def elsewhere(app, tmp_path_factory):
    """Another instance: a database, a folder and a secret of its own."""
    name = f"ailleurs_{uuid.uuid4().hex[:12]}"
    _admin(f"CREATE DATABASE {name}")
    ours = app.config["COMPTOIR"]
    url = make_url(ours.database_url).set(database=name).render_as_string(hide_password=False)
    data = tmp_path_factory.mktemp("ailleurs")
    bootstrap(replace(ours, database_url=url, data=data))  # the logins of the server keep the passwords of the tests
    other = Elsewhere.create(replace(ours, database_url=url, data=data))
    yield other
    _dispose(other)
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


class Elsewhere(Comptoir):
    """The second instance shares the server of the tests, hence its logins; its keys are its own."""

    def configure(self, config) -> None:
        super().configure(config)
        self.config["COMPTOIR"] = OtherSecret(**{f: getattr(config, f) for f in config.__dataclass_fields__})


class OtherSecret(archive.Config):
    def derive(self, purpose: str) -> str:
        return super().derive(purpose if purpose.startswith("postgresql:") else f"ailleurs:{purpose}")


def test_the_chains_hold_on_another_instance(elsewhere, path):
    with elsewhere.app_context():
        schema, slug = restoration.restore(elsewhere.config["COMPTOIR"], path, PHRASE)
        assert slug == "atelier-lumen"
        with tenant_transaction(schema):
            links = {journal: links for journal, links, problem in integrite.check() if problem is None}
            assert links == {"documents": 2, "reglements": 3, "imputations": 4, "clotures": 3, "evenements": 1}
            assert Parametres.current().smtp_url.startswith("smtp://lumen:s3@")
            make_reglement(db.session.scalars(select(Facture)).first(), "10")
            assert [problem for _, _, problem in integrite.check()] == [None] * 5


def test_a_company_imported_elsewhere_with_another_key_is_found_broken(elsewhere, path):
    with elsewhere.app_context():
        config = elsewhere.config["COMPTOIR"]
        schema, _ = restoration.restore(config, path, PHRASE)
        other = vault.of_instance(config).encrypt(vault.new_key())
        db.session.execute(text("UPDATE partage.tenants SET wrapped_key = :k WHERE schema_name = :s"),
                           {"k": other, "s": schema}, bind_arguments={"bind": db.engines["partage"]})  # fmt: skip
        db.session.commit()
        with tenant_transaction(schema):
            assert all("Le contenu a changé" in problem for _, _, problem in integrite.check())


def test_the_key_is_readable_neither_in_the_database_nor_in_the_archive(app, path):
    config = app.config["COMPTOIR"]
    with app.app_context():
        wrapped = db.session.scalar(select(Tenant.wrapped_key).where(Tenant.slug == "atelier-lumen"))
        key = vault.of_instance(config).decrypt(wrapped)
    with zipfile.ZipFile(path) as opened:
        contents = [opened.read(name) for name in opened.namelist()]
    assert len(key) == 64 and not any(key.encode() in content for content in contents)
    assert not any(wrapped.encode() in content for content in contents)


def test_a_wrong_phrase_opens_nothing(app, path):
    with app.app_context(), pytest.raises(archive.ArchiveRefused, match="phrase secrète"):
        restoration.restore(app.config["COMPTOIR"], path, PHRASE + " ")


def test_a_short_phrase_is_refused(app, tmp_path):
    with app.app_context(), pytest.raises(archive.ArchiveRefused, match="12 caractères"):
        archive.export(app.config["COMPTOIR"], "t_00001", tmp_path / "x.zip", "trop court")
    assert not list(tmp_path.iterdir())


def test_a_manifest_rewritten_without_the_key_is_refused(app, path, tmp_path):
    forged = tmp_path / "forge.zip"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifeste.json":
                content = json.dumps(json.loads(content) | {"nom": "Autre société"}).encode()
            target.writestr(name, content)
    with app.app_context(), pytest.raises(archive.ArchiveRefused, match="sceau"):
        restoration.restore(app.config["COMPTOIR"], forged, PHRASE)


def test_the_commands_export_import_and_verify(app, tmp_path):
    provisioning.fill_reserve(app.config["COMPTOIR"], 2)
    runner, target = app.test_cli_runner(), str(tmp_path / "dupont.zip")
    said = runner.invoke(args=["tenants", "export", "menuiserie-dupont", target], input=f"{PHRASE}\n{PHRASE}\n")
    assert said.exit_code == 0, said.output
    said = runner.invoke(args=["tenants", "import", target], input="une autre phrase\n")
    assert said.exit_code == 1 and "n’est pas celle de l’archive" in said.output
    said = runner.invoke(args=["tenants", "import", target], env={"COMPTOIR_PHRASE": PHRASE})
    assert said.exit_code == 0 and "imputations : 0 maillons, chaîne intacte" in said.output
    said = runner.invoke(args=["tenants", "verify", "menuiserie-dupont-2"])
    assert said.exit_code == 0 and "documents" in said.output

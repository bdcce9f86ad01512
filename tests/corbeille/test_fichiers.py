"""The bytes of a file go with the last record that names it, and never before."""

import io
import threading
from datetime import datetime, timedelta

from PIL import Image
from sqlalchemy import JSON, String, cast, select

from crm.clock import PARIS
from crm.corbeille import purge
from crm.factures import Facture
from crm.fichiers import NOMMENT, Effacement, named
from crm.parametres import Parametres
from crm.pieces import attach
from crm.sujets import Piece
from crm.tiers import Tiers
from tenants import Base, Travail, current_schema, db, storage
from tests.fabrique import make_facture, make_tiers, moi

JETE_LE = datetime(2026, 10, 2, 9, 30, tzinfo=PARIS)
ALORS = JETE_LE + timedelta(days=30)

SANS_FICHIER = {
    "membres.droits", "membres.preferences", "courriels.a", "courriels.cc", "travaux.arguments",
    "parametres.etablissement", "parametres.comptes_bancaires", "parametres.decennale", "parametres.mediateur",
    "parametres.activites_exonerees", "parametres.bareme", "parametres.listes_strictes", "pistes.passages",
    "clotures.taux", "clotures.modes", "clotures.versions", "clotures.series",
    "encaissements_plateforme.montants",
    "consultations_annuaire.adresses",
    "champs.choix", "contacts.champs", "opportunites.champs", "opportunites.passages", "pistes.champs", "tiers.champs",
    "imports.entetes", "imports.exemples", "imports.colonnes", "lignes_import.cellules", "modeles_export.colonnes",
    "parametres.modules", "depenses.contenu", "depenses.doutes", "depenses.nom_fichier", "receptions.refus",
    "selections.geste",
}  # fmt: skip
"""JSON in which no file is ever named."""


def put_on_a_client(content: bytes, nom: str = "plan.txt") -> Piece:
    piece = attach(make_tiers(), nom, content, moi().id)
    db.session.flush()
    return piece


def throw(*fiches) -> None:
    for fiche in fiches:
        fiche.trash(JETE_LE)
    db.session.flush()
    purge(ALORS)


def is_stored(lumen, digest: str) -> bool:
    with lumen():
        try:
            return bool(storage.get(digest))
        except storage.FileMissing:
            return False


def test_a_file_goes_with_the_last_piece_that_names_it(lumen, work):
    with lumen():
        first, second = put_on_a_client(b"Plan du salon"), put_on_a_client(b"Plan du salon")
        digest, other = first.sha256, second.id
        throw(first)
    work()
    assert is_stored(lumen, digest)
    with lumen():
        throw(db.session.get(Piece, other))
        assert storage.get(digest), "not before the purge is committed"
    work()
    assert not is_stored(lumen, digest)


def test_the_files_of_a_purged_record_go_with_it(lumen, work):
    with lumen():
        piece = put_on_a_client("Relevé des cotes".encode())
        digest, client = piece.sha256, piece.sujet_id
        throw(db.session.get(Tiers, client))
    work()
    assert not is_stored(lumen, digest)


def test_the_pdf_of_a_facture_and_the_logos_outlive_their_copies(lumen, work):
    with lumen():
        logos = set()
        for colour in ("#4f46e5", "#0f766e"):
            picture = io.BytesIO()
            Image.new("RGB", (300, 100), colour).save(picture, "PNG")
            Parametres.current().set_logo(picture.getvalue())
            db.session.flush()
            logos.add(logo := Parametres.current().logo)
            throw(put_on_a_client(storage.get(logo), "logo.png"))
        facture = make_facture(issued=True).id
    work()
    with lumen():
        pdf = db.session.get(Facture, facture).pdf_sha256
        throw(put_on_a_client(storage.get(pdf), "facture.pdf"))
        asked = db.session.scalars(select(Travail).where(Travail.methode == "erase_now")).all()
        digests = {name for travail in asked for name in travail.arguments["empreintes"].split()}
        assert {pdf} | logos <= digests and len(logos) == 2
    work()
    assert all(is_stored(lumen, digest) for digest in (pdf, *logos))


def test_a_purge_that_is_not_committed_erases_nothing(lumen, work):
    with lumen():
        piece = put_on_a_client(b"Devis du voisin")
        digest, id = piece.sha256, piece.id
    with lumen():
        throw(db.session.get(Piece, id))
        db.session.rollback()
    work()
    assert is_stored(lumen, digest)


def test_erasing_twice_is_harmless(lumen):
    with lumen():
        digest = storage.put(b"Sans aucune fiche")
    for _ in range(2):
        with lumen():
            Effacement.erase_now(digest)
    assert not is_stored(lumen, digest)


def test_a_file_that_somebody_is_storing_again_stays(lumen):
    with lumen():
        digest = storage.put(b"Notice de pose")
    stored, erased = threading.Event(), threading.Event()

    def attach_again():
        with lumen():
            put_on_a_client(b"Notice de pose")
            stored.set()
            erased.wait(20)

    somebody = threading.Thread(target=attach_again)
    somebody.start()
    assert stored.wait(20)
    with lumen():
        Effacement.erase_now(digest)
    erased.set()
    somebody.join()
    with lumen():
        Effacement.erase_now(digest)
    assert is_stored(lumen, digest)


def test_who_stores_a_file_being_erased_waits_and_writes_it_anew(lumen):
    with lumen():
        digest = storage.put(b"Nuancier")

    def attach_again():
        with lumen():
            put_on_a_client(b"Nuancier")

    somebody = threading.Thread(target=attach_again)
    with lumen():
        assert storage.claim([digest]) == [digest]
        somebody.start()
        somebody.join(1)
        assert somebody.is_alive()
        Effacement.erase_now(digest)
    somebody.join(20)
    assert is_stored(lumen, digest)


def test_one_company_never_erases_the_file_of_another(lumen, dupont, work):
    with lumen():
        mine = put_on_a_client(b"Photo du chantier").sha256
    with dupont():
        throw(put_on_a_client(b"Photo du chantier"))
    work()
    assert is_stored(lumen, mine) and not is_stored(dupont, mine)


def test_every_column_that_may_name_a_file_is_known():
    suspects = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, JSON) or any(word in column.name for word in ("sha256", "logo", "fichier", "photo"))
    }
    known = {str(attribute.property.columns[0]) for attribute in NOMMENT}
    assert suspects == known | SANS_FICHIER


def test_no_file_is_named_elsewhere(app, lumen, work):
    """Looked for in every column of every table, whatever it is called."""
    with lumen():
        make_facture(issued=True)
    work()
    known = {str(attribute.property.columns[0]) for attribute in NOMMENT} | {"travaux.arguments"}
    with lumen():
        files = storage.of(app.config["COMPTOIR"], current_schema()).names()
        assert len(named(files)) > 2
        for table in Base.metadata.sorted_tables:
            for column in table.c:
                if str(column) not in known:
                    text = cast(column, String)
                    said = db.session.scalars(select(text).where(text.regexp_match("[0-9a-f]{64}"))).all()
                    assert not [value for value in said if any(name in value for name in files)], column

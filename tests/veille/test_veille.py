"""« Veille »: a page learns what others changed in what its reader may open, and nothing else."""

import pytest
from sqlalchemy import func, select

from crm import journal, sujets
from crm.courriels import Courriel
from crm.equipe import Membre
from crm.journal import Entree
from crm.notifications import tell
from crm.parametres import Parametres
from crm.tiers import Tiers
from tenants import db
from tests.casting import inside
from tests.fabrique import MIDI, make_article, make_contact, make_devis, make_facture, make_reglement, make_tiers, moi
from tests.requetes import counted

BRUNO = "bruno@atelier-lumen.example"
CHLOE = "chloe@atelier-lumen.example"


def member(email: str) -> Membre:
    return db.session.scalar(select(Membre).where(Membre.email == email))


@pytest.fixture
def as_bruno(app):
    """Inside Atelier Lumen, as Bruno."""

    class Inside:
        def __enter__(self):
            self.opened = inside(app, "atelier-lumen")
            self.opened.__enter__()
            bruno = member(BRUNO)
            journal.sign(bruno.id, bruno.libelle)

        def __exit__(self, *error):
            return self.opened.__exit__(*error)

    return Inside


@pytest.fixture
def tiers(lumen) -> int:
    with lumen():
        return make_tiers("Menuiserie Delaunay").id


@pytest.fixture
def depuis(lumen, tiers) -> int:
    with lumen():
        return db.session.scalar(select(func.max(Entree.id)))


def ask(someone, depuis: int, fiche: str = "") -> dict | None:
    """What is told of changes; the bell apart."""
    answer = someone.get(f"/veille?depuis={depuis}&fiche={fiche}")
    assert answer.status_code in (200, 204)
    told = answer.json if answer.status_code == 200 else {}
    return {name: value for name, value in told.items() if name != "cloche"} or None


def rename(tiers: int, nom: str) -> None:
    db.session.get(Tiers, tiers).nom = nom


def test_nothing_is_told_when_nothing_changed(alice, depuis):
    assert alice.get(f"/veille?depuis={depuis}").status_code == 204


def test_change_is_told_to_others_once_and_not_to_who_made_it(alice, bruno, as_bruno, tiers, depuis):
    with as_bruno():
        rename(tiers, "Delaunay et fils")
    assert ask(bruno, depuis, f"tiers-{tiers}") is None
    told = ask(alice, depuis, f"tiers-{tiers}")
    assert told["modules"] == ["clients"] and told["phrase"] == "Bruno Lefèvre a modifié cette fiche."
    assert ask(alice, told["depuis"], f"tiers-{tiers}") is None


def test_change_of_another_record_says_nothing_of_this_one(alice, as_bruno, tiers, depuis):
    with as_bruno():
        make_tiers("Bâti Rhône")
    told = ask(alice, depuis, f"tiers-{tiers}")
    assert told["modules"] == ["clients"] and told["phrase"] is None


def test_work_done_by_comptoir_itself_is_told(alice, lumen, tiers, depuis):
    with lumen():
        journal.sign(None, None)
        rename(tiers, "Delaunay SARL")
    assert ask(alice, depuis, f"tiers-{tiers}")["phrase"] == "Comptoir a modifié cette fiche."


@pytest.mark.parametrize(
    "bear",
    [
        lambda tiers: sujets.write_note(tiers, "Rappeler lundi", moi()),
        lambda tiers: make_contact(tiers),
        lambda tiers: make_devis(tiers),
        lambda tiers: make_reglement(tiers=tiers, montant="10"),
        lambda tiers: setattr(tiers.adresses[0], "ville", "Annecy"),
    ],
    ids=["note", "contact", "devis", "reglement", "adresse"],
)
def test_what_a_card_shows_is_part_of_it(alice, as_bruno, tiers, depuis, bear):
    with as_bruno():
        bear(db.session.get(Tiers, tiers))
        other = make_tiers().id
    assert ask(alice, depuis, f"tiers-{tiers}")["phrase"] == "Bruno Lefèvre a modifié cette fiche."
    with as_bruno():
        last = db.session.scalar(select(func.max(Entree.id)))
        bear(db.session.get(Tiers, tiers))
    assert not (ask(alice, last, f"tiers-{other}") or {}).get("phrase")


def test_facture_is_changed_by_its_money_and_its_messages(alice, as_bruno, lumen, tiers):
    with lumen():
        facture = make_facture(db.session.get(Tiers, tiers), issued=True)
        fiche, last = f"factures-{facture.id}", db.session.scalar(select(func.max(Entree.id)))
    with as_bruno():
        make_reglement(db.session.get(type(facture), facture.id), "1")
    paid = ask(alice, last, fiche)
    assert paid["phrase"] and {"factures", "reglements"} <= set(paid["modules"])
    with as_bruno():
        sent = db.session.get(type(facture), facture.id)
        Courriel.send_later(sent, a=["c@x.fr"], objet="Facture", texte="Bonjour", par=moi(), now=MIDI)
    assert ask(alice, paid["depuis"], fiche)["phrase"]


def test_modules_one_may_not_read_stay_unknown(chloe, as_bruno, lumen, tiers, depuis):
    with lumen():
        member(CHLOE).droits = {"factures": "aucun", "articles": "aucun"}
        last = db.session.scalar(select(func.max(Entree.id)))
    with as_bruno():
        facture = make_facture(db.session.get(Tiers, tiers))
        db.session.flush()
        sujets.write_note(facture, "Secret", moi())
        make_article()
        db.session.flush()
        fiche = f"factures-{facture.id}"
    try:
        for shown in (fiche, f"tiers-{tiers}", ""):
            assert ask(chloe, last, shown) is None
    finally:
        with lumen():
            member(CHLOE).droits = {}


def test_module_switched_off_stays_unknown(alice, as_bruno, lumen, depuis):
    with lumen():
        Parametres.current().modules = {"articles": {"actif": False}}
        last = db.session.scalar(select(func.max(Entree.id)))
    with as_bruno():
        make_article()
    try:
        assert ask(alice, last) is None
    finally:
        with lumen():
            Parametres.current().modules = {}


def test_other_company_and_strangers_learn_nothing(david, visiteur, as_bruno, dupont, tiers):
    with dupont():
        last = db.session.scalar(select(func.coalesce(func.max(Entree.id), 0)))
    with as_bruno():
        rename(tiers, "Delaunay Menuisiers")
    assert ask(david, last, f"tiers-{tiers}") is None
    assert david.get("/atelier-lumen/veille?depuis=0", root=True).status_code == 404
    assert visiteur.get("/atelier-lumen/veille?depuis=0", root=True).status_code == 302


@pytest.mark.parametrize("fiche", ["", "tiers", "tiers-", "tiers-x", "nulle-1", "tiers-" + "9" * 30, "tiers-²", "'-1"])
def test_wrong_record_is_no_record(alice, as_bruno, tiers, depuis, fiche):
    with as_bruno():
        rename(tiers, "Delaunay Frères")
    assert ask(alice, depuis, fiche)["phrase"] is None


def test_bell_is_told_when_it_has_moved(bruno, lumen, tiers):
    with lumen():
        last = db.session.scalar(select(func.max(Entree.id)))
        tell(member(BRUNO).id, "attribution", "Une fiche vous est attribuée.")
    answer = bruno.get(f"/veille?depuis={last}&nouvelles=0")
    assert "(1\xa0non lue)" in answer.json["cloche"] and answer.json.keys() == {"cloche"}
    assert bruno.get(f"/veille?depuis={last}&nouvelles=1").status_code == 204


def test_asking_costs_no_statement_until_something_changes_then_one(app, alice, as_bruno, tiers, depuis):
    with counted(app) as page:
        alice.client.get("/atelier-lumen/clients/nouveau")
    with counted(app) as seen:
        assert ask(alice, depuis, f"tiers-{tiers}") is None
    session = len(seen)
    assert not any("FROM journal" in one and "FROM membres" not in one for one in seen) and session < len(page)
    with as_bruno():
        make_devis(db.session.get(Tiers, tiers))
    with counted(app) as seen:
        assert ask(alice, depuis, f"tiers-{tiers}")
    assert len(seen) == session + 1


def test_page_long_forgotten_reads_a_bounded_part_of_the_journal(alice, as_bruno, tiers, depuis, monkeypatch):
    with as_bruno():
        rename(tiers, "Delaunay Cadet")
    with as_bruno():
        make_article()
    assert ask(alice, depuis)["modules"] == ["articles", "clients"]
    monkeypatch.setattr("crm.veille.LOOKED_BACK", 1)
    assert ask(alice, depuis)["modules"] == ["articles"]
    assert ask(alice, -5)["modules"] == ["articles"] and ask(alice, 10**30) is None

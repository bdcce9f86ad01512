"""A company may have several series of each kind: each with its form and its reason, gapless, closed, never deleted."""

import zipfile
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from crm import numerotation
from crm.conformite import Archive, Chiffres, Cloture, Verification, etats
from crm.conformite.verifieur import verify
from crm.devis import Devis
from crm.errors import RegleMetier
from crm.evenements import Evenement
from crm.factures import MANQUANT, Facture
from crm.numerotation import Serie
from crm.proformas import Proforma
from crm.souches import Souche
from tenants import db, storage
from tests.fabrique import MIDI, D, identify, issue, ligne, make_avoir, make_devis, make_facture, make_tiers, moi

JOUR = MIDI.date()


def boutique(nature="facture", motif="FB-{annee}-{numero:05d}", nom="Boutique", **values) -> str:
    return Serie.open(nature, nom, motif, "Vente au comptoir", JOUR, **values).code


def red(facture) -> str:
    return " ".join(point.texte for point in facture.controle(JOUR) if point.niveau == MANQUANT)


def test_each_series_follows_its_own_numbers(essai):
    identify()
    shop = boutique(premier=40)
    numbers = [issue(make_facture(serie=code)).numero for code in ("facture", shop, shop, "facture")]
    assert numbers == ["FA-2026-00001", "FB-2026-00040", "FB-2026-00041", "FA-2026-00002"]
    assert [(one.titre, one.premier, one.dernier, one.trous) for one in etats()] == [
        ("Factures 2026", "FA-2026-00001", "FA-2026-00002", 0),
        ("Factures, Boutique 2026", "FB-2026-00040", "FB-2026-00041", 0),
    ]
    told = Evenement.last("serie")
    assert told.phrase == "Factures, Boutique : série ouverte, premier numéro FB-2026-00040."
    assert (told.auteur, told.detail["raison"]) == (moi().libelle, "Vente au comptoir")


def test_dates_go_back_in_no_series_and_only_there(essai):
    identify()
    shop = boutique()
    make_facture(issued=date(2026, 11, 20))
    assert make_facture(serie=shop, issued=date(2026, 11, 3)).numero == "FB-2026-00001"
    with pytest.raises(RegleMetier, match="FA-2026-00001, est daté du 20 novembre"):
        make_facture(issued=date(2026, 11, 3))


def test_a_year_starts_again_in_each(essai):
    shop = boutique()
    assert [numerotation.draw(shop, date(year, 6, 1)) for year in (2026, 2027)] == ["FB-2026-00001", "FB-2027-00001"]


def test_new_documents_take_the_default_one(essai):
    shop = boutique()
    assert make_facture().serie == "facture"
    Souche.get(shop).prefer()
    draft = make_facture()
    assert draft.serie == shop and [one.code for one in Souche.ouvertes("facture")] == [shop, "facture"]
    assert Facture.from_devis(make_devis(accepte=True), moi()).serie == shop


def test_a_copy_and_a_rectificative_stay_in_the_series(essai):
    identify()
    shop = boutique()
    facture = make_facture(serie=shop, issued=True)
    assert facture.duplicate(moi()).serie == shop
    assert facture.rectify(moi()).serie == shop


def test_avoirs_and_pro_formas_follow_the_series_of_their_facture(essai):
    identify()
    shop = boutique()
    follows = boutique("avoir", "AB-{annee}-{numero:05d}", avec=shop)
    pro = boutique("proforma", "PB-{annee}-{numero:05d}", avec=shop)
    of_shop, other = make_facture(serie=shop, issued=True), make_facture(issued=True)
    assert make_avoir(of_shop, montants={"20": D(10)}).numero == "AB-2026-00001"
    assert make_avoir(other, montants={"20": D(10)}).numero == "AV-2026-00001"
    assert Proforma.of(make_facture(serie=shop), JOUR, MIDI, moi()).numero == "PB-2026-00001"
    Souche.get(follows).close(JOUR, "Cessation")
    Souche.get(pro).close(JOUR, "Cessation")
    assert make_avoir(of_shop, montants={"20": D(10)}).numero == "AV-2026-00002"
    assert Proforma.of(make_facture(serie=shop), JOUR, MIDI, moi()).numero == "PF-2026-00001"


def test_a_devis_has_its_series_too_until_it_is_numbered(essai):
    shop = boutique("devis", "DB-{annee}-{numero:05d}")
    devis = make_devis(serie=shop, envoye=True, jour=JOUR)
    assert devis.numero == "DB-2026-00001"
    devis.new_version(moi())
    with pytest.raises(RegleMetier, match="Choisissez la série") as refusal:
        devis.write(serie="devis")
    assert refusal.value.champ == "serie"
    devis.finalise(JOUR, MIDI, moi())
    assert devis.numero_complet == "DB-2026-00001-V2"


def test_a_closed_series_draws_no_number(essai):
    identify()
    shop = boutique()
    draft, devis = make_facture(serie=shop), boutique("devis", "DB-{annee}-{numero:05d}")
    waiting = make_devis(serie=devis)
    Souche.get(shop).close(JOUR, "La boutique ferme")
    Souche.get(devis).close(JOUR, "La boutique ferme")
    assert "« Factures, Boutique » est fermée" in red(draft)
    with pytest.raises(RegleMetier, match="est fermée"):
        issue(draft)
    with pytest.raises(RegleMetier, match="est fermée"):
        waiting.finalise(JOUR, MIDI, moi())
    with pytest.raises(RegleMetier, match="Choisissez la série"):
        make_facture(serie=shop)
    draft.write(serie="facture")
    assert issue(draft).numero == "FA-2026-00001"
    told = Evenement.last("serie")
    assert told.phrase == "Devis, Boutique : série fermée." and told.detail["raison"] == "La boutique ferme"


def test_what_closes_must_leave_a_default_one(essai):
    shop = Souche.get(boutique())
    with pytest.raises(RegleMetier, match="par défaut"):
        Souche.get("facture").close(JOUR, "Fin")
    with pytest.raises(RegleMetier, match="Dites pourquoi"):
        shop.close(JOUR, "")
    shop.close(JOUR, "Fin")
    for verb in (lambda: shop.close(JOUR, "Fin"), shop.prefer):
        with pytest.raises(RegleMetier, match="est fermée"):
            verb()
    with pytest.raises(RegleMetier, match="est fermée"):
        Serie.change(shop.code, JOUR, "FC-{annee}-{numero}", "Encore")


@pytest.mark.parametrize(
    ("given", "champ", "said"),
    [
        ({"nom": ""}, "nom", "Donnez un nom"),
        ({"nom": "boutique"}, "nom", "existe déjà"),
        ({"raison": ""}, "raison", "ce qui justifie"),
        ({"nature": "tarte"}, "nature", "Choisissez"),
        ({"motif": "FX {annee} {numero}"}, "motif", "35 caractères"),
        ({"motif": "FA-{annee}-{numero}"}, "motif", "écrit déjà FA-2026-"),
        ({"motif": "FA-{annee}-1{numero:05d}"}, "motif", "écrit déjà FA-2026-1"),
        ({"motif": "AV-{annee}-{numero}"}, "motif", "écrit déjà AV-2026-"),
        ({"premier": 0}, "premier", "va de 1"),
        ({"avec": "facture"}, "avec", "Seules des séries"),
        ({"nature": "avoir", "avec": "devis"}, "avec", "Seules des séries"),
    ],
)
def test_a_series_that_could_confuse_is_refused(essai, given, champ, said):
    boutique()
    asked = {
        "nature": "facture",
        "nom": "Gros",
        "motif": "FG-{annee}-{numero}",
        "raison": "Gros",
        "premier": None,
    } | given
    avec = asked.pop("avec", None)
    premier = asked.pop("premier")
    with pytest.raises(RegleMetier, match=said) as refusal:
        Serie.open(*(asked[name] for name in ("nature", "nom", "motif", "raison")), JOUR, premier=premier, avec=avec)
    assert refusal.value.champ == champ


def test_two_series_of_avoirs_do_not_follow_the_same(essai):
    boutique("avoir", "AB-{annee}-{numero}", avec="facture")
    with pytest.raises(RegleMetier, match="Une autre série suit déjà"):
        boutique("avoir", "AC-{annee}-{numero}", nom="Autre", avec="facture")


def test_in_january_the_forms_of_the_year_before_still_count(essai):
    make_facture(issued=True)
    with pytest.raises(RegleMetier, match="écrit déjà FA-2027-"):
        Serie.open("facture", "Boutique", "FA-{annee}-{numero}", "Comptoir", date(2027, 1, 2))


def test_a_number_missing_from_one_series_is_told(essai):
    identify()
    shop = boutique()
    for _ in range(3):
        make_facture(serie=shop, issued=True)
    Serie.last(shop).dernier = 4
    db.session.flush()
    assert {one.souche.code: one.manquants for one in etats()} == {shop: ("FB-2026-00004",)}


@pytest.mark.parametrize("statement", ["DELETE FROM souches WHERE nature = 'devis'", "DELETE FROM series"])
def test_a_series_is_never_deleted(essai, statement):
    make_devis(envoye=True)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(statement))


def test_closings_and_the_archive_know_each_series(dupont, tmp_path):
    with dupont():
        identify()
        shop = boutique()
        make_facture(make_tiers(), issued=True)
        mine = make_facture(serie=shop, issued=True, lignes=[ligne(livree_le=JOUR)])
        make_avoir(mine, montants={"20": D(100)})
        assert Chiffres.between(JOUR, JOUR).par_serie == {
            "avoir": {"nombre": 1, "ttc": D(-120)},
            "facture": {"nombre": 1, "ttc": D(1200)},
            shop: {"nombre": 1, "ttc": D(1200)},
        }
        Cloture.close_due(date(2027, 1, 2))
        assert Cloture.last("exercice").par_serie[shop] == {"nombre": 1, "ttc": D(1200)}
        kept = storage.get(Archive.make_now(Cloture.last("exercice").id, "Alice")["sha256"])
        assert Verification.of_all().anomalies == []
    path = tmp_path / "archive.zip"
    path.write_bytes(kept)
    said = [constat.phrase for constat in verify(path)]
    assert any("FA-2026-… de 1 à 1" in one and "FB-2026-… de 1 à 1" in one for one in said), said
    with zipfile.ZipFile(path) as opened:
        assert b"Factures, Boutique" in opened.read("archive.json")
        lines = opened.read("csv/lignes.csv").decode().splitlines()
    assert [line.split(";")[6] for line in lines] == ["livree_le", "", JOUR.isoformat(), ""]


def test_lists_filter_by_series(essai):
    assert Souche.noms("devis") == {}
    boutique("devis", "DB-{annee}-{numero}")
    assert list(Souche.noms("devis").values()) == ["Devis", "Devis, Boutique"]
    assert Devis.draft(make_tiers(), moi()).serie == "devis"

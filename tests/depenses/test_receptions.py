import hashlib

import pytest
from sqlalchemy.exc import DatabaseError

from crm.depenses import Depense, Reception, fournisseurs
from crm.documents.contenu import Reference
from crm.errors import RegleMetier
from crm.fichiers import named
from crm.tiers import Tiers
from tenants import db, storage
from tests.depenses.fournisseur import AUTRE_IBAN, SIREN, recue, vendeur, xml
from tests.fabrique import MIDI, D, identify, make_tiers, moi
from tests.reception.test_echantillons import contenu as echantillon

JOUR = MIDI.date()


@pytest.fixture(autouse=True)
def lumiere(lumen):
    with lumen():
        identify()
        yield
        db.session.rollback()


def test_a_received_invoice_is_entered_with_every_amount():
    octets = xml()
    depense = recue(octets).depense
    assert (depense.numero, depense.nom_fournisseur, depense.siren) == ("F-2026-118", "Papeterie du Rhône", SIREN)
    assert (depense.ht, depense.tva, depense.ttc, depense.net_a_payer) == (
        D("98.00"),
        D("15.40"),
        D("113.40"),
        D("113.40"),
    )
    assert [str(g.base) for g in depense.facture.groupes] == ["69.00", "29.00"]
    assert [ligne.designation for ligne in depense.facture.lignes] == ["Ramettes A4", "Livre de compte"]
    assert (depense.format, depense.statut, depense.doutes) == ("CII", 203, [])
    assert [statut.code for statut in depense.statuts] == [203]


def test_the_original_is_kept_as_it_came():
    octets = echantillon("OK-001")
    reception = recue(octets, "facture.pdf")
    assert reception.sha256 == reception.depense.sha256 == hashlib.sha256(octets).hexdigest()
    assert storage.get(reception.depense.sha256) == octets
    db.session.flush()
    assert named([reception.sha256]) == {reception.sha256}


def test_a_refused_file_says_its_rule_and_enters_nothing():
    before = db.session.query(Depense).count()
    reception = recue(echantillon("CALC-001"), "fausse.pdf")
    assert reception.depense is None and not reception.is_entered
    assert "BR-CO-15" in {constat.regle for constat in reception.constats}
    assert db.session.query(Depense).count() == before


def test_the_same_invoice_is_entered_once():
    first = recue().depense
    again = recue(numero="f-2026-118")
    assert not again.is_entered and again.depense is first
    assert again.constats[0].motif == "DOUBLON" and "F-2026-118 de Papeterie du Rhône" in again.phrase
    assert recue(emetteur=vendeur(raison_sociale="Autre", siren="552100554", siret="", tva="FR96552100554")).is_entered


def test_our_own_invoice_is_no_expense():
    ours = vendeur(raison_sociale="Atelier Lumen", siren="732829320", siret="", tva="FR44732829320")
    reception = recue(emetteur=ours)
    assert [constat.regle for constat in reception.constats] == ["Émetteur"]


def test_an_invoice_for_somebody_else_is_a_doubt():
    identify(siren="552100554")
    assert [c.regle for c in recue().depense.constats] == ["Destinataire"]


def test_a_supplier_is_found_by_siren_vat_or_name():
    tiers = make_tiers("Papeterie", siren=SIREN, tva_intracom=None)
    depense = recue().depense
    assert depense.tiers is tiers and tiers.fournisseur_depuis == JOUR
    assert depense.nom_fournisseur == "Papeterie"
    tiers.siren = None
    tiers.tva_intracom = "FR46443121975"
    assert recue(numero="F-2").depense.tiers is tiers
    tiers.tva_intracom, tiers.nom = None, "PAPETERIE DU RHONE"
    assert recue(numero="F-3").depense.tiers is tiers
    tiers.siren = "552100554"
    assert recue(numero="F-4").depense.tiers is None


def test_an_unknown_supplier_is_made_from_what_they_say():
    depense, other = recue().depense, recue(numero="F-2").depense
    assert depense.tiers is None
    tiers = fournisseurs.create(depense, JOUR)
    assert other.tiers is tiers
    assert (tiers.siret, tiers.tva_intracom, tiers.roles) == ("44312197500017", "FR46443121975", ["fournisseur"])
    assert (tiers.ville, tiers.email, tiers.iban) == ("Lyon", "compta@papeterie.example", depense.iban)
    with pytest.raises(RegleMetier, match="déjà connu"):
        fournisseurs.create(depense, JOUR)


def test_another_account_than_the_known_one_is_seen():
    first = recue().depense
    assert fournisseurs.known_iban(first) is None
    second = recue(numero="F-2", iban=AUTRE_IBAN).depense
    second.recue_a = first.recue_a
    db.session.expire(second)
    tiers = fournisseurs.create(first, JOUR)
    assert fournisseurs.known_iban(db.session.get(Depense, second.id)) == tiers.iban != AUTRE_IBAN


def test_an_avoir_counts_below_zero():
    corrected = Reference(nature="facture", numero="F-1", le=JOUR)
    depense = recue(nature="avoir", numero="AV-7", references=(corrected,)).depense
    assert (depense.is_avoir, depense.ttc, depense.facture.ttc) == (True, D("-113.40"), D("113.40"))


@pytest.mark.parametrize("change", ["numero = 'X'", "ttc = 1", "sha256 = 'x'", "contenu = '{}'", "doutes = '[1]'"])
def test_what_is_received_is_never_changed(change):
    depense = recue().depense
    db.session.flush()
    with pytest.raises(DatabaseError, match="ne se modifie"), db.session.begin_nested():
        db.session.execute(db.text(f"UPDATE depenses SET {change} WHERE id = {depense.id}"))
    with pytest.raises(DatabaseError, match="ne se modifie"), db.session.begin_nested():
        db.session.execute(db.text(f"DELETE FROM depenses WHERE id = {depense.id}"))
    with pytest.raises(RegleMetier, match="dix ans"):
        depense.trash(MIDI)


def test_an_empty_or_heavy_file_is_refused_at_the_door():
    with pytest.raises(RegleMetier, match="vide"):
        Reception.receive("a.xml", b"", moi(), MIDI)
    with pytest.raises(RegleMetier, match="10 Mo"):
        Reception.receive("a.xml", b"x" * 10_000_001, moi(), MIDI)


def test_a_supplier_made_twice_is_the_same():
    depense = recue().depense
    make_tiers("Déjà là", siren=SIREN, tva_intracom=None)
    tiers = fournisseurs.create(depense, JOUR)
    assert tiers.nom == "Déjà là" and isinstance(tiers, Tiers)

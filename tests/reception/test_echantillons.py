"""The 32 files of « facturx-cas-limites » (MIT, see their LICENSE), each with one known defect or none."""

import json
from pathlib import Path

import pytest

from crm.reception import FichierRefuse, lire

DOSSIER = Path(__file__).parents[1] / "facturx" / "echantillons"
CAS = {cas["ref"]: cas for cas in json.loads((DOSSIER / "manifeste.json").read_text())["cas"]}
NOMMEES = {
    "PDF-001": "Factur-X · fichier joint",
    "PDF-002": "Factur-X · nom du fichier",
    "PDF-003": "PDF/A-3 · AFRelationship",
    "PDF-005": "Factur-X · métadonnées XMP",
    "PDF-006": "Factur-X · profil",
    "PDF-007": "PDF/A-3",
    "PDF-008": "Factur-X · entrée AF",
    "XML-001": "XML · syntaxe",
    "XML-002": "XSD · espace de noms",
    "XML-003": "XML · encodage",
    "XML-004": "BR-01",
    "CALC-001": "BR-CO-15",
    "CALC-002": "BR-CO-10",
    "CALC-003": "BR-CO-14",
    "CALC-004": "BR-DEC-23",
    "CALC-005": "BR-S-08",
    "CALC-006": "BR-E-10",
    "IDENT-003": "BR-S-02",
    "DATA-001": "BR-FR-03_BT-2",
    "DATA-002": "BR-FR-03_BT-2",
    "DATA-003": "BR-FR-CO-07_BT-9",
    "DATA-004": "BR-05",
    "DATA-005": "XSD",
    "DATA-006": "BR-27",
    "PRF-002": "BT-24 · profil",
    "RBT-002": "XML · syntaxe",
}
"""The rule each rejected file breaks, as the manifest names it (in French for what no schematron numbers)."""
DOUTES = {"PDF-004": "Factur-X · AFRelationship", "IDENT-002": "Clé · TVA", "PRF-001": "Profil MINIMUM"}


def contenu(ref: str) -> bytes:
    return (DOSSIER / f"{ref}.pdf").read_bytes()


def refus(ref: str) -> FichierRefuse:
    with pytest.raises(FichierRefuse) as refused:
        lire(contenu(ref))
    return refused.value


def test_every_sample_is_tried():
    assert len(CAS) == 32
    assert {ref for ref, cas in CAS.items() if cas["attendu"] == "rejet"} == set(NOMMEES)
    assert {ref for ref, cas in CAS.items() if cas["attendu"] == "avertissement"} == set(DOUTES)


@pytest.mark.parametrize("ref", NOMMEES)
def test_a_faulty_file_is_refused_by_its_rule(ref):
    refused = refus(ref)
    named = [constat.regle for constat in refused.constats]
    assert NOMMEES[ref] in named
    assert NOMMEES[ref] in refused.message
    said = {one.split(" ")[0] for one in CAS[ref]["assertions_declenchees"].replace("puis ", "").split(", ")} - {""}
    assert {one for one in said if not one.startswith("CII-DT")} <= set(named)


@pytest.mark.parametrize("ref", NOMMEES)
def test_nothing_else_is_held_against_it(ref):
    """The corpus has one defect a file: whatever else we named would be ours."""
    expected = {"PDF-005": {"PDF/A-3"}, "DATA-004": {"XSD"}}.get(ref, set())
    expected |= {one.removeprefix("puis ").split(" ")[0] for one in CAS[ref]["assertions_declenchees"].split(", ")}
    assert {constat.regle for constat in refus(ref).constats} - {NOMMEES[ref]} <= expected


def test_an_unknown_profile_is_named():
    assert "urn:factur-x.eu:2p0:ultimate" in refus("PRF-002").message


@pytest.mark.parametrize("ref", sorted(set(CAS) - set(NOMMEES)))
def test_a_file_in_order_is_read(ref):
    read = lire(contenu(ref))
    assert (read.format, read.facture.numero, str(read.facture.net_a_payer)) == ("Factur-X", "FA-2026-0001", "3042.00")
    assert DOUTES.get(ref, "") in {doute.regle for doute in read.doutes} | {""}


def test_what_was_written_is_read_whole():
    facture = lire(contenu("OK-001")).facture
    assert [(ligne.designation, str(ligne.net)) for ligne in facture.lignes] == [
        ("Maintenance preventive CVC - aout 2026", "2400.00"),
        ("Deplacement technicien", "135.00"),
    ]
    assert (facture.fournisseur.siren, facture.fournisseur.tva) == ("392809137", "FR40392809137")
    assert [(g.categorie, str(g.taux), str(g.base), str(g.tva)) for g in facture.groupes] == [
        ("S", "20.00", "2535.00", "507.00")
    ]
    long = lire(contenu("RBT-001")).facture.lignes[0].designation
    assert len(long) > 1000 and long.endswith("très longue")


def test_what_the_paper_shows_and_the_file_does_not_say_is_a_doubt():
    assert "PDF · SIRET" in {doute.regle for doute in lire(contenu("IDENT-001")).doutes}
    assert "PDF · SIRET" not in {doute.regle for doute in lire(contenu("OK-001")).doutes}

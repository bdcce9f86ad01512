"""How far an opportunity is: statuses, dated steps, the way back, what follows by itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm import journal
from crm.clock import now, today
from crm.errors import RegleMetier
from crm.opportunites import Etape, Opportunite, Processus, etapes, to_devis
from crm.parametres import Parametres
from crm.pistes import convert
from crm.statuts import Statut, remove, uses
from tenants import db
from tests.fabrique import MIDI, make_opportunite, make_piste, make_tiers, moi
from tests.pistes.test_regles import pass_to as piste_passes_to

LE_20 = MIDI.date()


def statut(code: str) -> Statut:
    return Statut.coded("opportunites", code)


def named(libelle: str) -> Statut:
    return next(one for one in Statut.of("opportunites") if one.libelle == libelle)


@pytest.mark.covers("B-078", "C-010")
def test_a_new_one_is_open_at_the_first_step(chez):
    affaire = make_opportunite()
    assert (affaire.statut.libelle, affaire.etape.libelle, affaire.probabilite) == ("Ouverte", "Découverte", 10)
    assert affaire.a_valider is affaire.processus.etapes[0] and affaire.validees == []


def test_a_step_is_validated_at_its_real_day(chez):
    affaire = make_opportunite()
    affaire.validate_step(LE_20 - timedelta(days=5), LE_20)
    assert [(etape.libelle, le) for etape, le in affaire.validees] == [("Découverte", LE_20 - timedelta(days=5))]
    assert (affaire.a_valider.libelle, affaire.probabilite) == ("Qualification", 30)


@pytest.mark.parametrize(
    ("le", "said"),
    [(LE_20 + timedelta(days=1), "dans l’avenir"), (LE_20 - timedelta(days=6), "précède celle de « Découverte »")],
)
def test_an_impossible_day_is_refused(chez, le, said):
    affaire = make_opportunite()
    affaire.validate_step(LE_20 - timedelta(days=5), LE_20)
    with pytest.raises(RegleMetier, match=said):
        affaire.validate_step(le, LE_20)


def test_a_step_back_cancels_the_last_validation(chez):
    affaire = make_opportunite()
    with pytest.raises(RegleMetier, match="Aucune étape"):
        affaire.step_back(LE_20)
    for _ in range(2):
        affaire.validate_step(LE_20, LE_20)
    affaire.step_back(LE_20)
    assert [etape.libelle for etape, _ in affaire.validees] == ["Découverte"]
    assert affaire.etape.libelle == "Qualification"


def test_reaching_a_step_validates_those_before_and_keeps_their_days(chez):
    affaire = make_opportunite()
    affaire.validate_step(date(2026, 11, 3), LE_20)
    affaire.reach(affaire.processus.etapes[3], LE_20)
    assert [le for _, le in affaire.validees] == [date(2026, 11, 3), LE_20, LE_20]


@pytest.mark.covers("D-140")
def test_the_last_step_wins_and_winning_stands_at_it(chez):
    first, second = make_opportunite(), make_opportunite()
    first.reach(first.processus.finale, LE_20)
    second.pass_to(statut("gagnee"), LE_20)
    db.session.flush()
    for affaire in (first, second):
        assert (affaire.statut.code, affaire.etape.finale, affaire.situation, affaire.probabilite) == (
            "gagnee", True, "gagne", 100,
        )  # fmt: skip
        assert affaire.a_valider is None
    second.pass_to(named("Ouverte"), LE_20)
    assert second.etape.libelle == "Découverte"
    first.reach(first.processus.etapes[1], LE_20)
    assert first.statut.libelle == "Ouverte"


def test_every_status_is_dated_and_a_lost_one_says_why(chez):
    affaire = make_opportunite()
    wanted = {"Ouverte", "Fermée gagnée", "Sans suite", "Ajournée", "Autre"}
    assert wanted < {one.libelle for one in Statut.of("opportunites")}
    affaire.pass_to(named("Sans suite"), date(2026, 11, 2), "Prix")
    assert (affaire.statut_le, affaire.motif, affaire.situation) == (date(2026, 11, 2), "Prix", "perdu")
    affaire.pass_to(named("Ajournée"), LE_20, "Prix")
    assert (affaire.motif, affaire.situation) == (None, "clos")


@pytest.mark.covers("D-134")
def test_won_and_lost_are_never_deleted(chez):
    for code in ("gagnee", "perdue"):
        with pytest.raises(RegleMetier, match="statut standard"):
            remove(statut(code), named("Autre"))


def test_a_status_in_use_is_replaced(chez):
    doute = Statut.add("opportunites", libelle="En doute", sequence=15)
    affaire = make_opportunite()
    affaire.pass_to(doute, LE_20)
    db.session.flush()
    assert uses("opportunites")[doute.id] == 1
    remove(doute, named("Sans suite"))
    db.session.refresh(affaire)
    assert (affaire.statut.libelle, affaire.situation) == ("Sans suite", "perdu")


@pytest.mark.covers("C-011")
def test_each_type_has_its_own_steps(chez):
    chantier = Processus.add(libelle="Chantier")
    Etape.add(chantier, libelle="Visite", sequence=5, ton="bleu", probabilite=5, jours=7)
    affaire = make_opportunite(processus_id=chantier.id)
    assert (affaire.etape.libelle, affaire.probabilite) == ("Visite", 5)
    vente = Processus.all()[0]
    with pytest.raises(RegleMetier, match="autre type"):
        affaire.reach(vente.etapes[0], LE_20)
    affaire.revise(processus_id=vente.id)
    db.session.flush()
    assert affaire.etape.libelle == "Découverte"


def test_chances_typed_stay_until_they_are_emptied(chez):
    affaire = make_opportunite()
    affaire.revise(probabilite=45)
    affaire.validate_step(LE_20, LE_20)
    assert affaire.probabilite == 45
    affaire.revise(probabilite=None)
    assert affaire.probabilite == affaire.etape.probabilite == 30


def test_it_sleeps_after_the_days_of_its_step(chez):
    affaire = make_opportunite()
    assert affaire.dort(LE_20 + timedelta(days=21)) is None
    assert affaire.dort(LE_20 + timedelta(days=22)) == 22
    affaire.pass_to(named("Ajournée"), LE_20)
    assert affaire.dort(LE_20 + timedelta(days=22)) is None


def test_names_follow_their_records(chez):
    client = make_tiers("Imprimerie du Canal")
    affaire = make_opportunite(client)
    client.revise(nom="Imprimerie du Port")
    db.session.flush()
    db.session.refresh(affaire)
    assert affaire.nom_client == "Imprimerie du Port"


@pytest.mark.covers("D-118")
def test_the_opportunities_of_a_prospect_follow_its_conversion(chez):
    piste = make_piste(entreprise="Traiteur Maïa", nom="Maïa")
    first, second = (make_opportunite(piste_id=piste.id) for _ in range(2))
    piste_passes_to(piste, "Qualifié")
    lot = journal.begin_lot()
    tiers = convert(piste, now=now())
    assert {first.tiers_id, second.tiers_id} == {tiers.id} and first.contact_id == piste.contact_id
    db.session.flush()
    journal.undo(lot)
    db.session.flush()
    assert first.tiers_id is None and first.nom_client == "Traiteur Maïa"


@pytest.mark.covers("D-143")
@pytest.mark.parametrize(("wanted", "code"), [(True, "gagnee"), (False, None)])
def test_a_devis_accepted_wins_its_opportunity_when_wanted(chez, wanted, code):
    Parametres.current().opportunites_gagnees_au_devis = wanted
    affaire = make_opportunite()
    affaire.add_ligne(designation="Audit", quantite=Decimal(1), prix_unitaire=Decimal(900))
    devis = to_devis(affaire, moi(), today())
    devis.finalise(today(), now(), moi())
    devis.accept(today(), "Paul Maïa", moi())
    db.session.flush()
    assert affaire.statut.code == code


def test_contradictions_are_refused(chez):
    for wrong, champ in (
        ({"au_pire": Decimal(10), "au_mieux": Decimal(9)}, "au_pire"),
        ({"recurrent_debut": date(2026, 2, 1), "recurrent_fin": date(2026, 1, 1)}, "recurrent_fin"),
    ):
        with pytest.raises(RegleMetier) as refusal:
            make_opportunite(**wrong)
        assert refusal.value.champ == champ
        db.session.expunge_all()
    with pytest.raises(RegleMetier, match="Choisissez le client"):
        Opportunite.create(day=LE_20, nom="À personne")


def test_a_step_in_use_goes_to_another_one(chez):
    affaire = make_opportunite()
    first, second = affaire.processus.etapes[:2]
    with pytest.raises(RegleMetier, match="choisissez où les placer"):
        etapes.remove_etape(first, None)
    etapes.remove_etape(first, second)
    db.session.refresh(affaire)
    assert affaire.etape_id == second.id
    with pytest.raises(RegleMetier, match="étape finale"):
        etapes.remove_etape(affaire.processus.finale, second)
    with pytest.raises(RegleMetier, match="sert à"):
        etapes.remove_processus(affaire.processus)

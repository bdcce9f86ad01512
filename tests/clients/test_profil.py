"""What is known of a client is what is known of a prospect: same fields, lists and filters, handed over whole."""

import pytest
from sqlalchemy import select

from crm import fusions, journal
from crm.clock import now
from crm.pistes import Piste, convert
from crm.profils import CASES, MOTS
from crm.statuts import Statut
from crm.tiers import Contact, Tiers
from crm.valeurs import Valeur
from tenants import db
from tests.fabrique import make_piste, make_tiers

PROFIL = {
    "provenance": "Salon", "secteur": "Industrie", "taille": "50", "categorie": "PME",
    "compte_cle": True, "nurturing": True, "ne_pas_appeler": True, "ne_pas_ecrire": True,
}  # fmt: skip


def profile_of(fiche) -> dict:
    return {cle: getattr(fiche, cle) for cle in (*MOTS, *CASES)}


def qualified(**values) -> Piste:
    piste = make_piste(**({"entreprise": "Menuiserie Müller", "nom": "Lefèvre"} | values))
    piste.pass_to(next(one for one in Statut.of("pistes") if one.convertible))
    db.session.flush()
    return piste


KEPT = [
    pytest.param("secteur", "Industrie", "Industrie", marks=pytest.mark.covers("D-019")),
    pytest.param("categorie", "Association", "Association", marks=pytest.mark.covers("D-049")),
    pytest.param("provenance", "Parrainage", "Parrainage", marks=pytest.mark.covers("D-047")),
    pytest.param("taille", "50", "50 à 249 salariés", marks=pytest.mark.covers("D-044")),
    pytest.param("compte_cle", "1", "Compte clé", marks=pytest.mark.covers("D-045")),
    pytest.param("nurturing", "1", "Nurturing", marks=pytest.mark.covers("D-046")),
    pytest.param("ne_pas_appeler", "1", "Ne pas appeler"),
    pytest.param("ne_pas_ecrire", "1", "Ne pas envoyer d’e-mail"),
]


@pytest.mark.parametrize(("champ", "saisi", "lu"), KEPT)
def test_it_is_typed_kept_shown_and_filtered(bruno, lumen, client, champ, saisi, lu):
    with lumen():
        other = make_tiers().id
        nom = db.session.get(Tiers, client).nom
    before = bruno.get(f"/clients/{client}").text
    assert lu not in before[before.index("<main") :]
    values = {"nature": "societe", "nom": nom, "roles": "client", "qualification": "assujetti_fr", "langue": "fr"}
    values |= {"devise": "EUR", "mode_reglement": "", champ: saisi}
    assert bruno.post(f"/clients/{client}", values, htmx=True).status_code == 204
    page = bruno.get(f"/clients/{client}").text
    assert lu in page[page.index("<main") :]
    found = bruno.get(f"/clients?{champ}={saisi}").text
    assert f'id="l-{client}"' in found and f'id="l-{other}"' not in found


def test_who_asked_not_to_be_called_nor_written_to_is_not_a_click_away(bruno, lumen):
    with lumen():
        told = {"telephone": "0472610833", "email": "zoe@muller.example"}
        open_, shut = make_tiers(**told).id, make_tiers(**told, ne_pas_appeler=True, ne_pas_ecrire=True).id
    for id, offered in ((open_, True), (shut, False)):
        page = bruno.get(f"/clients/{id}").text
        head = page[page.index("<main") : page.index("Coordonnées")]
        assert ("tel:" in head) == ("mailto:" in head) == offered


@pytest.mark.covers("D-035")
def test_the_card_leads_to_what_the_web_says_of_it(bruno, lumen):
    with lumen():
        tiers, piste = make_tiers("Menuiserie Müller", siren="732829320").id, make_piste(entreprise="Müller & fils").id
    page = bruno.get(f"/clients/{tiers}").text
    for address in (
        "https://www.google.com/search?q=Menuiserie%20M%C3%BCller",
        "https://www.linkedin.com/search/results/all/?keywords=Menuiserie%20M%C3%BCller",
        "https://www.societe.com/cgi-bin/search?champs=732829320",
    ):
        assert address in page
    assert "champs=M%C3%BCller%20%26%20fils" in bruno.get(f"/prospects/{piste}").text


@pytest.mark.covers("D-103", "D-118")
def test_all_of_it_follows_a_prospect_into_the_base(lumen):
    with lumen():
        piste = qualified(departement="Achats", **PROFIL)
        tiers = convert(piste, now=now())
        db.session.flush()
        assert profile_of(tiers) == PROFIL and piste.contact.departement == "Achats"


def test_a_company_already_there_learns_what_it_did_not_say_and_forgets_it_when_undone(lumen):
    with lumen():
        tiers = make_tiers(secteur="Service")
        piste = qualified(**PROFIL)
        lot = journal.begin_lot()
        convert(piste, now=now(), tiers=tiers)
        db.session.flush()
        assert profile_of(tiers) == PROFIL | {"secteur": "Service"}
        journal.undo(lot)
        db.session.flush()
        assert profile_of(tiers) == dict.fromkeys(MOTS) | {"secteur": "Service"} | dict.fromkeys(CASES, False)
        assert not piste.is_convertie


def test_merging_chooses_the_words_and_takes_back_no_opposition(lumen):
    with lumen():
        garde = make_tiers("Müller", secteur="Service")
        autre = make_tiers("Müller", ne_pas_appeler=True, secteur="Industrie", categorie="PME")
        asked = {one.cle for one in fusions.champs(garde, autre)}
        assert {"secteur", "categorie"} <= asked and "ne_pas_appeler" not in asked
        fusions.merge(garde, autre, {"secteur", "categorie"}, now())
        assert (garde.secteur, garde.categorie, garde.ne_pas_appeler) == ("Industrie", "PME", True)


def test_renaming_a_word_reaches_clients_and_contacts(alice, lumen):
    with lumen():
        ids = make_tiers(secteur="Commerce").id, Contact.create(nom="Roux", departement="Technique").id
        words = {one.libelle: one.id for liste in ("secteur", "departement") for one in Valeur.of(liste)}
    for liste, before, after in (("secteur", "Commerce", "Négoce"), ("departement", "Technique", "Atelier")):
        alice.post(f"/configuration/listes/{liste}/{words[before]}", {"libelle": after}, htmx=True)
    with lumen():
        assert db.session.get(Tiers, ids[0]).secteur == "Négoce"
        assert db.session.get(Contact, ids[1]).departement == "Atelier"


@pytest.mark.covers("D-026")
def test_the_department_of_a_contact_is_one_of_a_list(bruno, lumen):
    values = {"nom": "Durand", "email": "d@durand.example", "langue": "fr", "departement": "Achats"}
    assert bruno.post("/contacts/", values, htmx=True).status_code == 204
    with lumen():
        made = db.session.scalars(select(Contact).where(Contact.nom == "Durand")).one()
        assert made.departement == "Achats"
        id, other = made.id, Contact.create(nom="Autre").id
    assert "Achats" in bruno.get(f"/contacts/{id}").text
    page = bruno.get("/contacts?departement=Achats").text
    assert f'id="l-{id}"' in page and f'id="l-{other}"' not in page

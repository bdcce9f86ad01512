"""What a lead is for: kept apart and by the thousand, qualified by lists the company owns, then sold to or put away."""

import io
import re

import pytest
from sqlalchemy import select

from crm import sujets
from crm.clock import today
from crm.formats import jour
from crm.listes import LISTES
from crm.opportunites import Opportunite
from crm.pistes import Piste
from crm.statuts import Statut
from crm.tiers import Tiers
from crm.valeurs import Valeur
from tenants import db
from tests.fabrique import identify, make_devis, make_opportunite, make_piste, make_tiers
from tests.pistes.test_ecrans import read, statut
from tests.pistes.test_regles import pass_to

DONE = (204, 303)
NAMED = ("À corriger", "À contacter", "En suivi", "Contacté", "Qualifié", "En discussion", "Clos", "Perdu")


def main(page: str) -> str:
    return page[page.index("<main") :]


@pytest.mark.covers("A-031")
def test_a_company_starts_with_the_statuses_of_its_trade(lumen, bruno, piste):
    with lumen():
        assert set(NAMED) < {one.libelle for one in Statut.of("pistes")}
    strip = bruno.get(f"/prospects/{piste}").text
    for libelle in (*NAMED, "Convertie"):
        assert f"<span>{libelle}</span>" in strip


@pytest.mark.covers("A-028", "A-029")
def test_each_status_has_its_table_with_every_column(bruno, lumen, piste):
    with lumen():
        for rang, libelle in enumerate((*NAMED, "Contacté")):
            pass_to(make_piste(entreprise=f"Au statut {libelle} {rang}"), libelle)
        columns = {colonne.cle: colonne.titre for colonne in LISTES["pistes"].colonnes}
    bruno.post("/prospects/colonnes", {"colonne": list(columns), "requete": ""}, htmx=True)
    page = bruno.get("/prospects?vue=tous&groupe=statut&q=statut&par=100", target="liste").text
    bruno.post("/prospects/colonnes", {"defaut": "1", "requete": ""}, htmx=True)
    tables = re.split(r'<tr class="ui-groupe">', page)[1:]
    heads = [re.search(r"<th[^>]*>(.*?) <span class=\"ui-compte\">(\d+)", table).groups() for table in tables]
    assert sorted(heads) == sorted((libelle, "2" if libelle == "Contacté" else "1") for libelle in NAMED)
    for (libelle, count), table in zip(heads, tables, strict=True):
        assert re.findall(r">Au statut ([^<]*?) \d</a>", table) == [libelle] * int(count)
    head = page.partition("<thead")[2].partition("</thead>")[0]
    assert [titre for titre in columns.values() if titre not in head] == []


@pytest.mark.covers("A-026", "A-027", "A-032")
def test_every_field_is_filled_at_creation_and_changed_later(bruno, lumen, piste):
    values = {"entreprise": "Cycles Ø", "email": "a@cycles.example", "provenance": "Salon", "notes": "Vu au stand B12",
              "prochaine_action": "Appeler", "prochaine_action_le": "2026-12-01", "montant_estime": "5000",
              "etape": "Visite", "dernier_contact_le": "2026-11-03", "pays": "FR"}  # fmt: skip
    form = bruno.get("/prospects/nouveau").text
    assert re.search(r'<option selected value="\d+">À contacter', form) and "Convertie</option>" not in form
    assert "Ajouter un prospect" in bruno.get("/prospects").text
    begun = values | {"statut_id": str(statut(lumen, "En discussion"))}
    assert bruno.post("/prospects/", begun).status_code in DONE
    with lumen():
        one = db.session.scalars(select(Piste).where(Piste.entreprise == "Cycles Ø")).one()
        id, kept = one.id, (one.provenance, one.prochaine_action, str(one.prochaine_action_le), one.montant_estime)
        assert kept == ("Salon", "Appeler", "2026-12-01", 5000) and one.statut.libelle == "En discussion"
        assert (one.etape, str(one.dernier_contact_le), one.cloture_le) == ("Visite", "2026-11-03", None)
        said = {"Entreprise": "Cycles Ø", "E-mail": "a@cycles.example", "Statut": "En discussion", "Étape": "Visite",
                "Montant estimé": "5 000,00 €", "Dernier contact": "3 nov. 2026", "Provenance": "Salon",
                "Créé le": jour(today()), "Clôturé le": "—"}  # fmt: skip
        score = one.score
    card = re.sub(r"[\u202f\xa0]", " ", bruno.get(f"/prospects/{id}").text)
    for titre, valeur in said.items():
        assert re.search(rf"<dt>{titre}</dt><dd>[^/]*{re.escape(valeur)}", card), titre
    assert f"Score : {score}" in card and "Appeler" in card and "Vu au stand B12" in card
    assert re.search(rf'data-volet="/atelier-lumen/prospects/{id}/modification"[^>]*>.*?Modifier', card)
    assert bruno.post(f"/prospects/{id}", values | {"notes": "Rappelé", "montant_estime": "6000"}).status_code in DONE
    assert read(lumen, id, "notes", "montant_estime", "dernier_contact_le") == ["Rappelé", 6000, today()]


@pytest.mark.covers("A-030")
def test_what_is_to_be_put_right_is_a_list_and_is_put_right_from_it(bruno, lumen, piste):
    with lumen():
        wrong = make_piste(entreprise="Sans adresse", email=None)
        pass_to(wrong, "À corriger")
        id = wrong.id
    corriger = statut(lumen, "À corriger")
    assert "Passer à « À corriger »" not in bruno.get(f"/prospects/{id}").text, "it is there already"
    assert "Sans adresse" in main(bruno.get(f"/prospects?statut={corriger}").text)
    assert "l’adresse e-mail manque" in bruno.get(f"/prospects/{id}").text
    values = {"entreprise": "Sans adresse", "email": "enfin@sans.example", "pays": "FR"}
    assert bruno.post(f"/prospects/{id}", values).status_code in DONE
    assert "l’adresse e-mail manque" not in bruno.get(f"/prospects/{id}").text


@pytest.mark.covers("A-030")
def test_what_is_wrong_is_proposed_to_be_put_right(bruno, chloe, lumen, piste):
    with lumen():
        ids = [make_piste(entreprise=nom, email="double@ex.example").id for nom in ("Un double", "Deux double")]
    corriger = statut(lumen, "À corriger")
    card = bruno.get(f"/prospects/{ids[0]}").text
    assert "« Deux double » a la même adresse e-mail" in card and "Passer à « À corriger »" in card
    assert f"hx-vals='{{\"statut\": {corriger}}}'" in card
    assert "Passer à « À corriger »" not in chloe.get(f"/prospects/{ids[0]}").text
    assert bruno.put(f"/prospects/{ids[0]}/statut", {"statut": str(corriger)}, htmx=True).status_code == 204
    assert f'id="l-{ids[0]}"' in bruno.get(f"/prospects?statut={corriger}").text


@pytest.mark.covers("A-061")
def test_figures_follow_at_once(bruno, lumen, piste):
    def counted() -> list[str]:
        return re.findall(r'Mes prospects <span class="ui-compte">(\d+)', bruno.get("/prospects").text)

    before = int(counted()[0])
    form = bruno.get("/prospects/nouveau").text
    me = re.search(r'<option selected value="(\d+)">Bruno', form).group(1)
    bruno.post("/prospects/", {"entreprise": "Une de plus", "responsable_id": me, "pays": "FR"})
    assert int(counted()[0]) == before + 1


@pytest.mark.covers("C-012", "C-013", "D-016")
def test_prospects_are_apart_from_the_base_and_not_mandatory(bruno, lumen, piste):
    assert "Menuiserie Müller" in main(bruno.get("/prospects?q=muller").text)
    assert "Menuiserie Müller" not in main(bruno.get("/clients?q=muller&vue=tous").text)
    with lumen():
        tiers = make_tiers("Directement client")
        assert db.session.scalars(select(Piste).where(Piste.entreprise == "Directement client")).first() is None
        assert make_devis(tiers).tiers_id == tiers.id


@pytest.mark.covers("C-014", "D-013", "D-103", "D-130")
def test_one_becomes_a_sale_or_joins_the_base(bruno, lumen, piste):
    with lumen():
        identify()
        pass_to(db.session.get(Piste, piste), "Qualifié")
    values = {"role": "prospect", "langue": "fr", "tiers_id": "", "opportunite": "1", "opportunite_nom": "Terrasse"}
    assert bruno.post(f"/prospects/{piste}/conversion", values).status_code in DONE
    with lumen():
        sale = db.session.scalars(select(Opportunite).where(Opportunite.piste_id == piste)).one()
        assert (sale.nom, sale.tiers.nom) == ("Terrasse", "Menuiserie Müller")
        other = make_piste(entreprise="Rien que la base")
        pass_to(other, "Qualifié")
        id = other.id
    assert bruno.post(f"/prospects/{id}/conversion", values | {"opportunite": ""}).status_code in DONE
    with lumen():
        assert db.session.scalars(select(Opportunite).where(Opportunite.piste_id == id)).first() is None
        assert db.session.scalars(select(Tiers).where(Tiers.nom == "Rien que la base")).one().prospect_depuis


@pytest.mark.covers("D-015")
def test_one_without_interest_is_lost_and_filed(bruno, lumen, piste):
    lost = {"statut": str(statut(lumen, "Perdu"))}
    assert bruno.put(f"/prospects/{piste}/statut", lost).status_code in DONE
    bruno.get("/prospects")  # where the message of the change is read
    assert "Menuiserie Müller" not in main(bruno.get("/prospects").text)
    assert "Menuiserie Müller" in main(bruno.get("/prospects?vue=historique&q=muller").text)


@pytest.mark.covers("D-020", "D-023", "D-026", "D-048")
@pytest.mark.parametrize("liste", ["secteur", "fonction", "departement", "provenance"])
def test_the_company_owns_its_lists_of_values(alice, bruno, lumen, piste, liste):
    made = alice.post(f"/configuration/listes/{liste}", {"libelle": "Œuvres d’Ardèche"})
    assert made.status_code in DONE
    with lumen():
        assert "Œuvres d’Ardèche" in {one.libelle for one in Valeur.of(liste)}
    assert "Œuvres d’Ardèche" in bruno.get("/prospects/nouveau").text
    assert bruno.post(f"/configuration/listes/{liste}", {"libelle": "Autre"}).status_code == 403


@pytest.mark.covers("D-129", "D-132")
def test_a_devis_needs_no_opportunity(bruno, lumen):
    with lumen():
        identify()
        tiers = make_tiers("Prospect pressé", client_depuis=None)
        assert make_devis(tiers).opportunite_id is None
        id = tiers.id
    assert f"/devis/nouveau?tiers={id}" in bruno.get(f"/clients/{id}").text


@pytest.mark.covers("D-139")
def test_an_opportunity_bears_files_labels_and_its_four_levels(bruno, lumen):
    with lumen():
        identify()
        affaire = make_opportunite()
        sujets.set_labels(affaire, {sujets.create_label("Été", "vert").id})
        id = affaire.id
    files = {"fichiers": (io.BytesIO(b"un plan"), "plan.txt")}
    assert "plan.txt" in bruno.post(f"/opportunites/{id}/fichiers", files, target="fichiers").text
    page = bruno.get(f"/opportunites/{id}?onglet=fichiers").text
    assert "plan.txt" in page and "Été" in page
    page = main(bruno.get(f"/opportunites/{id}").text)
    for level in ("Ouverte", "À valider", "Genre de l’échange", "Planifier une action"):
        assert level in page

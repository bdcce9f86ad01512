"""Rows put together by a field: by group, then by name, page after page; chosen and changed at once."""

import re

import pytest

from crm.clock import today
from crm.equipe import Membre
from crm.equipes import Equipe
from crm.listes import Contexte, Requete, find, page
from crm.listes.tetes import headings
from crm.parametres import Parametres
from crm.pistes import Piste
from crm.tiers import Tiers
from tenants import db
from tests.casting import inside
from tests.fabrique import make_piste, make_tiers, moi


@pytest.fixture(scope="module", autouse=True)
def fiches(app):
    with inside(app, "atelier-lumen"):
        for rang in range(40):
            secteur = (None, "Industrie", "Service")[rang % 3]
            make_tiers(f"Client {rang:02}", secteur=secteur, responsable_id=moi().id if rang % 4 else None)
            make_piste(entreprise=f"Piste {rang:02}", secteur=secteur, responsable_id=moi().id if rang % 4 else None)
        db.session.commit()


def walked(address: str, cle: str = "clients", par: int = 7) -> list:
    """Every page, one after the other, then back."""
    requete = Requete.lire(address, find(cle), contexte=Contexte(1, today())).avec(par=par)
    seen, back = [], []
    while requete:
        drawn = page(requete)
        seen += drawn.lignes
        last, requete = drawn, requete.avec(apres=drawn.tranche.suivant) if drawn.tranche.suivant else None
    while last:
        back = last.lignes + back
        last = page(last.requete.avec(avant=last.tranche.precedent)) if last.tranche.precedent else None
    assert [one.id for one in back] == [one.id for one in seen]
    return seen


@pytest.mark.parametrize("address", ["groupe=secteur", "groupe=secteur&q=client", "groupe=secteur&tri=-nom"])
def test_rows_come_by_group_then_by_name_page_after_page(lumen, address):
    with lumen():
        seen = [(tiers.secteur or "Z", tiers.nom) for tiers in walked(address) if tiers.nom.startswith("Client")]
    assert len(seen) == 40 and seen == sorted(seen)


@pytest.mark.covers("D-101")
def test_groups_are_named_and_counted(bruno, lumen):
    table = bruno.get("/prospects?groupe=responsable&q=piste", target="liste").text
    heads = re.findall(r'<tr class="ui-groupe"><th[^>]*>(.*?) <span class="ui-compte">(.*?)</span>', table)
    with lumen():
        assert heads == [(moi().libelle, "30")]
    rest = bruno.get("/prospects?groupe=responsable&q=piste&par=50", target="liste").text
    assert '>Personne <span class="ui-compte">10</span>' in rest
    by_status = bruno.get("/prospects?groupe=statut", target="liste").text
    assert by_status.count('class="ui-groupe"') == 1
    assert 'href="/atelier-lumen/prospects?groupe=secteur"' in bruno.get("/prospects").text


def test_what_is_no_group_is_dropped_and_boards_show_none(bruno, lumen):
    assert 'class="ui-groupe"' not in bruno.get("/clients?groupe=iban", target="liste").text
    assert 'class="ui-groupe"' not in bruno.get("/prospects?groupe=secteur&dessin=kanban").text
    assert 'class="ui-groupe"' not in bruno.get("/prospects?groupe=secteur&dessin=cartes").text
    with lumen():
        requete = Requete.lire("groupe=secteur", find("clients"), contexte=Contexte(1, today())).avec(par=3)
        token = page(requete).tranche.suivant
        elsewhere = page(Requete.lire(f"apres={token}", find("clients"), contexte=Contexte(1, today())))
        assert elsewhere.debut == 1 and headings(elsewhere) == {}


@pytest.fixture
def groupes(lumen) -> dict[str, int]:
    """A team and an agency, where they are used."""
    with lumen():
        Parametres.current().agences = True
        known = {one.nom: one.id for one in Equipe.of()}
        for genre, nom in (("equipe", "Terrain"), ("agence", "Lyon")):
            known[nom] = known.get(nom) or Equipe.add(genre, nom=nom, membres=[]).id
        return {"equipe_id": known["Terrain"], "agence_id": known["Lyon"]}


CHAMPS = ("responsable_id", "equipe_id", "agence_id", "secteur", "categorie", "provenance")


@pytest.mark.covers("D-100", "D-102")
@pytest.mark.parametrize("champ", CHAMPS)
@pytest.mark.parametrize(("module", "modele"), [("clients", Tiers), ("prospects", Piste)])
def test_many_are_updated_at_once(bruno, lumen, groupes, module, modele, champ):
    with lumen():
        ids = [(make_tiers() if modele is Tiers else make_piste()).id for _ in range(3)]
        values = groupes | {"responsable_id": db.session.query(Membre.id).order_by(Membre.id).first()[0]}
        wanted = values.get(champ) or {"secteur": "Commerce", "categorie": "PME", "provenance": "Salon"}[champ]
    chosen = "&".join(f"ids={id}" for id in ids)
    panel = bruno.get(f"/{module}/lot/champs?{chosen}&champ={champ}", target="volet-contenu").text
    assert "Mise à jour en masse de 3\xa0" in panel and re.search(r"<button type=\"submit\"[^>]*>Mise à jour<", panel)
    assert f'<option value="{champ}" selected>' in panel and f'<option value="{wanted}">' in panel
    values = {"ids": ids, "champ": champ, "valeur": wanted, "requete": ""}
    done = bruno.post(f"/{module}/lot/{champ}", values, htmx=True)
    assert done.status_code == 204
    with lumen():
        assert {getattr(db.session.get(modele, id), champ) for id in ids} == {wanted}
    refused = bruno.post(f"/{module}/lot/{champ}", {"ids": ids, "valeur": "99999", "requete": ""}, htmx=True)
    assert refused.status_code == 422


def test_the_bar_says_it_in_one_word_and_readers_have_none(bruno, chloe):
    assert "Mise à jour en masse" in bruno.get("/prospects").text
    assert "Mise à jour en masse" not in chloe.get("/prospects").text
    assert chloe.get("/prospects/lot/champs?ids=1").status_code == 403


def test_a_company_without_agencies_is_not_asked_for_one(bruno, lumen, groupes):
    with lumen():
        Parametres.current().agences = False
    panel = bruno.get("/clients/lot/champs?ids=1", target="volet-contenu").text
    assert 'value="equipe_id"' in panel and 'value="agence_id"' not in panel
    assert bruno.get("/clients/lot/agence_id?ids=1", target="volet-contenu").status_code == 404

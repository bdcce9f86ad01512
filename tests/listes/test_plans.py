"""Fifteen thousand rows: an index serves every sort, page, view, search and history, so that little is read."""

import re

import pytest
from sqlalchemy import null, select

from crm import journal
from crm.clock import today
from crm.listes import LISTES, Contexte, Liste, Requete, page, palette, recherche
from crm.listes.curseurs import Curseur
from crm.listes.tableau import board
from crm.listes.tetes import headings
from crm.pistes import PISTE
from crm.rapports import historique_client
from crm.rapports_documents import dossier
from crm.semblables import Signalement, similar
from crm.tiers import CONTACT, TIERS, Tiers
from tenants import db
from tests.casting import inside
from tests.fabrique import moi
from tests.foule import fill
from tests.requetes import Plan, explained

N = 15_000
PAGE = 2_000
"""The most rows one scan looks at for a page, or for a card."""
COUNT = 14_500
"""For a count or a search: they stop at 10 001 or 1 001 rows found, and pass others on the way."""
WORDS = ("menuiserie", "garnier 77", "introuvable", "boulangrie", "100 012")
DEBUTS = ("d", "me")
KNOWN = re.compile(
    r"(factures|avoirs)\?tri=-?reste.*|factures\?vue=(brouillons|a_encaisser|en_retard)|actions\?vue=faites"
)
"""What is left to pay is in another table: to sort by it, or to add it up, a whole index is read. The rows of actions
are so narrow that counting half of them costs less by reading the table."""


@pytest.fixture(scope="module")
def foule(app):
    app.config["COMPTOIR_STATEMENT_TIMEOUT"] = "120s"
    with inside(app, "atelier-lumen"):
        fill(app, N)
    return app


def sorts(liste: Liste, contexte: Contexte) -> list[str]:
    """For each sortable column, both ways: the first page, one in the middle, one where empty values are."""
    found = []
    for groupe in liste.groupes:
        requete = Requete.lire(f"groupe={groupe.cle}", liste, contexte=contexte)
        found.append(f"groupe={groupe.cle}")
        found += [f"groupe={groupe.cle}&apres={token}" for token in cursors(requete)]
    for tri in [sign + colonne.cle for colonne in liste.colonnes if colonne.tri is not None for sign in ("", "-")]:
        requete = Requete.lire(f"tri={tri}", liste, contexte=contexte)
        found.append(f"tri={tri}")
        found += [f"tri={tri}&apres={token}" for token in cursors(requete)]
    return found


def cursors(requete: Requete) -> list[str]:
    """After more rows than a page may read, and among the rows whose sort value is empty, when there are such."""
    liste, tri, nom = requete.liste, requete.colonne_tri.tri, requete.nom_tri
    named = null() if nom is None else nom
    query = recherche.join(select(tri, liste.modele.id, named), liste).where(*requete.conditions())
    order = [one for one in (nom, liste.modele.id) if one is not None]
    sort = tri.desc() if requete.is_decroissant else tri
    full = query.where(tri.is_not(None)).order_by(sort, *order).offset(PAGE + 500)
    empty = query.where(tri.is_(None)).order_by(*order).offset(500)
    rows = [row for one in (full, empty) if (row := db.session.execute(one.limit(1)).first())]
    return [Curseur(value, number, PAGE, nom).to_token(requete.ordre) for value, number, nom in rows]


def searches(liste: Liste) -> list[str]:
    """Where no name is declared, one or two letters are read from the first rows on: no index is for that."""
    words = (*WORDS, *DEBUTS) if liste.prefixe is not None else WORDS
    return [f"q={word}" for word in words] if liste.recherche is not None else []


def too_greedy(plans: list[Plan], limit: int = COUNT) -> list[tuple[str, float]]:
    """The scans that look at more rows than they should. What counts nothing reads a page."""
    return [
        (scan, rows)
        for plan in plans
        for scan, rows in plan.reads
        if rows > (limit if "count(" in plan.statement else PAGE)
    ]


@pytest.mark.covers("C-015", "D-017")
def test_every_list_is_walked_searched_and_counted_by_its_indexes(foule):
    found, contexte = {}, Contexte(1, today())
    with inside(foule, "atelier-lumen"):
        for cle, liste in LISTES.items():
            addresses = [*sorts(liste, contexte), *(f"vue={vue.cle}" for vue in liste.vues), *searches(liste)]
            with explained(foule) as plans:
                for address in addresses:
                    drawn = page(Requete.lire(address, liste, contexte=contexte))
                    assert drawn.requete.groupe == "" or headings(drawn)
                    found[f"{cle}?{address}"] = too_greedy(plans)
                    plans.clear()
                page(Requete.lire("", liste, contexte=contexte), ())
                found[f"{cle}, views"] = too_greedy(plans)
    assert len(found) > 150
    assert {asked: scans for asked, scans in found.items() if scans and not KNOWN.fullmatch(asked)} == {}


def test_board_reads_the_first_cards_of_each_column(foule):
    with inside(foule, "atelier-lumen"), explained(foule) as plans:
        for cle, view in (("pistes", "historique"), ("opportunites", "toutes")):
            for address in ("dessin=kanban", f"dessin=kanban&vue={view}", "dessin=kanban&q=menuiserie"):
                piles = board(Requete.lire(address, LISTES[cle], contexte=Contexte(1, today())))
                assert sum(len(pile.lignes) for pile in piles) > 30
    assert len(plans) > 5 and too_greedy(plans, N + 1) == []


def test_palette_stops_at_the_first_rows(foule):
    with inside(foule, "atelier-lumen"), explained(foule) as plans:
        for words in WORDS:
            palette.search(words, palette.searchable(), 5)
    assert len(plans) > len(WORDS) and too_greedy(plans) == []


@pytest.mark.parametrize(
    "typed",
    [
        Signalement("Menuiserie Duval", "Odile Duval", "contact77@client.example", "100000077", ("+33400007919",)),
        Signalement("Menuiserie Duval et fils 77", "Menuiserie Lefevre"),
        Signalement("Boulangrie Faure"),
        Signalement("Menuiserie", "Menu"),
    ],
)
def test_who_looks_like_what_is_typed_is_found_by_indexes(foule, typed):
    with inside(foule, "atelier-lumen"), explained(foule) as plans:
        similar((PISTE, TIERS, CONTACT), typed)
    assert plans and [reads for reads in too_greedy(plans) if reads[1] > PAGE] == []


def test_card_and_its_history_read_only_what_is_theirs(foule):
    with inside(foule, "atelier-lumen"):
        tiers = db.session.scalars(select(Tiers).order_by(Tiers.id).offset(900).limit(1)).one()
        with explained(foule) as plans:
            assert journal.history("tiers", tiers.id) and dossier(tiers, today()).factures
            journal.activity(1)
            historique_client(tiers, today(), moi())
    assert too_greedy(plans, PAGE) == []

"""What pages and fragments cost beside the barest page that could show 25 rows, at 20 000 and at 100 000 records."""

import re

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bench.remplissage import fill
from bench.societe import SLUG, alice, instance, timed
from bench.tableau import head, row
from blueprints.access import requires
from crm.factures import Facture
from crm.tiers import Tiers
from tenants import db
from tests.casting import inside
from tests.requetes import counted

SIZES = (20_000, 100_000)
ROUNDS = 25
BARE = """<!doctype html><html lang="fr"><head><title>Nue</title></head><body><h1>Nue</h1><table>
{% for t in lignes %}<tr><td>{{ t.nom }}</td><td>{{ t.email }}</td><td>{{ t.ville }}</td><td>{{ t.telephone }}</td>
<td>{{ t.responsable.nom }}</td><td>{{ t.modifie_le }}</td></tr>{% endfor %}</table></body></html>"""
PAGES = (
    ("Accueil", "/"),
    ("Clients", "/clients"),
    ("Client", "CLIENT"),
    ("Factures", "/factures"),
    ("Facture", "FACTURE"),
)
FRAGMENTS = (
    ("clients : la liste", "/clients"),
    ("clients : page 10", "PAGE10"),
    ("clients : tri par ville", "/clients?tri=ville"),
    ("clients : tri par date", "/clients?tri=-modifie_le"),
    ("clients : filtre par ville", "/clients?ville=gren"),
    ("clients : vue « Prospects »", "/clients?vue=prospects"),
    ("clients : 1 lettre", "/clients?q=m"),
    ("clients : 3 lettres", "/clients?q=del"),
    ("clients : 6 lettres", "/clients?q=menuis"),
    ("clients : 2 mots", "/clients?q=menuis+delau"),
    ("clients : faute de frappe", "/clients?q=menuisrie+delaunay"),
    ("factures : la liste", "/factures"),
    ("factures : à encaisser", "/factures?vue=a_encaisser"),
    ("factures : 3 lettres", "/factures?q=del"),
    ("factures : un numéro", "/factures?q=FH-2025-01"),
    ("palette", "/recherche?q=delaunay"),
)
TARGETS = {"/recherche?q=delaunay": "palette-resultats"}


def add_bare_page(app) -> None:
    """Session, company bound to the transaction, 25 rows by the ORM, a table compiled once. Nothing else."""
    template = app.jinja_env.from_string(BARE)

    @app.get("/nue")
    @requires("clients")
    def bare():
        query = select(Tiers).where(Tiers.supprime_le.is_(None)).options(joinedload(Tiers.responsable))
        lignes = db.session.scalars(query.order_by(Tiers.tri_nom, Tiers.id).limit(25)).all()
        return template.render(lignes=lignes)


def addresses(app, someone) -> dict[str, str]:
    """The places whose address is only known once there are records."""
    with inside(app, SLUG):
        facture = db.session.scalar(select(Facture).order_by(Facture.id.desc()).limit(1))
        known = {"CLIENT": f"/clients/{facture.tiers_id}", "FACTURE": f"/factures/{facture.id}"}
    url = f"/{SLUG}/clients"
    for _ in range(9):
        text = someone.get(url, root=True, target="liste").text
        url = re.search(r'rel="next" href="([^"]+)"', text).group(1).replace("&amp;", "&")
    return known | {"PAGE10": url.removeprefix(f"/{SLUG}")}


def measure(app, size: int, cases: list[tuple[str, str, str | None]]) -> dict[str, float]:
    """Each case in turns with the bare page; returns how many times more processor it takes."""
    someone = alice(app)
    known = addresses(app, someone)
    head(f"{size:,}".replace(",", " "), "p50 ms", "p95 ms", "× nue", "CPU ms", "CPU × nue", "SQL", "ko")
    ratios: dict[str, float] = {}
    for name, path, target in cases:
        path = known.get(path, path)
        with counted(app) as statements:
            answer = someone.get(path, target=target)
        assert answer.status_code == 200, (name, answer.status_code)
        headers = someone._htmx(target)
        calls = (
            lambda path=path, headers=headers: someone.client.get(f"/{SLUG}{path}", headers=headers),
            lambda: someone.client.get(f"/{SLUG}/nue"),
        )
        spent, bare = timed(app, calls, ROUNDS)
        ratios[name] = spent.cpu / bare.cpu
        wall = (round(spent.p50, 1), round(spent.p95, 1), spent.p50 / bare.p50)
        row(name, *wall, round(spent.cpu, 1), ratios[name], len(statements), round(len(answer.data) / 1000))
    return ratios


def main(app, sizes=SIZES) -> None:
    add_bare_page(app)
    cases = [(name, path, None) for name, path in PAGES]
    cases += [(name, path, TARGETS.get(path, "liste")) for name, path in FRAGMENTS]
    seen = []
    for size in sizes:
        fill(app, size)
        seen.append(measure(app, size, cases))
    worst = max(seen[0], key=lambda name: seen[-1][name] / seen[0][name])
    print(f"\nDe {sizes[0]} à {sizes[-1]} : au pire × {seen[-1][worst] / seen[0][worst]:.2f} ({worst})")


if __name__ == "__main__":
    with instance() as app:
        main(app)

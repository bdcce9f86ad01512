"""How long the list of clients takes, beside the barest page that could show 25 of them: `python -m bench.listes`."""

import re
import sys
import time

from flask import render_template_string
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bench.societe import alice, analyse, counted, fill_tiers, instance, timed
from blueprints.access import requires
from crm.tiers import Tiers
from tenants import db
from tests.casting import inside

SIZES = (20_000, 100_000)
ROUNDS = 40
BARE = """<!doctype html><html lang="fr"><head><title>Nue</title></head><body><h1>Nue</h1><table>
{% for t in lignes %}<tr><td>{{ t.nom }}</td><td>{{ t.email }}</td><td>{{ t.ville }}</td><td>{{ t.telephone }}</td>
<td>{{ t.responsable.nom }}</td><td>{{ t.modifie_le }}</td></tr>{% endfor %}</table></body></html>"""
CASES = (
    ("première page", "/clients", None),
    ("fragment", "/clients", "liste"),
    ("page 10", "PAGE10", "liste"),
    ("tri par ville", "/clients?tri=ville", "liste"),
    ("tri par date", "/clients?tri=-modifie_le", "liste"),
    ("filtre ville", "/clients?ville=gren", "liste"),
    ("vue prospects", "/clients?vue=prospects", "liste"),
    ("recherche 1 lettre", "/clients?q=m", "liste"),
    ("recherche 3 lettres", "/clients?q=del", "liste"),
    ("recherche 6 lettres", "/clients?q=menuis", "liste"),
    ("recherche 2 mots", "/clients?q=menuis+delau", "liste"),
    ("faute de frappe", "/clients?q=menuisrie+delaunay", "liste"),
    ("palette", "/recherche?q=delaunay", "palette-resultats"),
)


def add_bare_page(app) -> None:
    """Session, company bound to the transaction, 25 rows by the ORM, a table. Nothing else."""

    @app.get("/nue")
    @requires("clients")
    def bare():
        query = select(Tiers).where(Tiers.supprime_le.is_(None)).options(joinedload(Tiers.responsable))
        lignes = db.session.scalars(query.order_by(Tiers.tri_nom, Tiers.id).limit(25)).all()
        return render_template_string(BARE, lignes=lignes)


def page10(someone) -> str:
    url = "/clients"
    for _ in range(9):
        text = someone.get(url, target="liste").text
        url = re.search(r'rel="next" href="([^"]+)"', text).group(1).replace("&amp;", "&")
    return url


def measure(app, size: int) -> dict[str, float]:
    someone = alice(app)
    print(f"\n{size:,} clients".replace(",", " "))
    print(f"{'':22}{'p50 ms':>8}{'p95 ms':>8}{'× nue':>8}{'SQL':>6}{'ko':>7}")
    results: dict[str, float] = {}
    for name, path, target in (("page nue", "/nue", None), *CASES):
        path = page10(someone) if path == "PAGE10" else path
        with counted(app) as statements:
            answer = someone.get(path, target=target)
        assert answer.status_code == 200, (name, answer.status_code)
        spent = timed(lambda path=path, target=target: someone.get(path, target=target), ROUNDS)
        results[name] = spent[len(spent) // 2]
        ratio = results[name] / results["page nue"]
        p95, size_ko = spent[int(len(spent) * 0.95)], len(answer.data) / 1000
        print(f"{name:22}{results[name]:8.1f}{p95:8.1f}{ratio:8.2f}{len(statements):6}{size_ko:7.1f}")
    return results


def main() -> None:
    began = time.perf_counter()
    with instance() as app:
        add_bare_page(app)
        with inside(app, "atelier-lumen"):
            schema = db.session.scalar(select(db.func.current_schema()))
        seen, first = {}, 1
        for size in SIZES:
            fill_tiers(app, first, size)
            analyse(app, schema)
            seen[size], first = measure(app, size), size + 1
    small, large = (seen[size] for size in SIZES)
    worst = max(small, key=lambda name: large[name] / small[name])
    print(f"\nDe {SIZES[0]} à {SIZES[1]} : au pire × {large[worst] / small[worst]:.2f} ({worst})")
    print(f"Durée : {time.perf_counter() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()

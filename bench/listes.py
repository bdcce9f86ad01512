"""How long the list of clients takes, beside the barest page that could show 25 of them: `python -m bench.listes`."""

import re
import sys
import time

from flask import render_template_string
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bench.societe import SLUG, alice, analyse, counted, fill_tiers, instance, timed
from blueprints.access import requires
from crm.tiers import Tiers
from tenants import db
from tests.casting import inside

SIZES = (20_000, 100_000)
ROUNDS = 25
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
    url = f"/{SLUG}/clients"
    for _ in range(9):
        text = someone.get(url, root=True, target="liste").text
        url = re.search(r'rel="next" href="([^"]+)"', text).group(1).replace("&amp;", "&")
    return url.removeprefix(f"/{SLUG}")


def measure(app, size: int) -> dict[str, float]:
    """Each case is timed in turns with the bare page; returns how many times longer it takes."""
    someone = alice(app)
    print(f"\n{size:,} clients".replace(",", " "))
    print(f"{'':22}{'p50 ms':>8}{'p95 ms':>8}{'nue':>8}{'× nue':>8}{'SQL':>6}{'ko':>7}")
    ratios: dict[str, float] = {}
    for name, path, target in CASES:
        path = page10(someone) if path == "PAGE10" else path
        with counted(app) as statements:
            answer = someone.get(path, target=target)
        assert answer.status_code == 200, (name, answer.status_code)
        spent, bare = timed(
            (
                lambda path=path, target=target: someone.client.get(f"/{SLUG}{path}", headers=someone._htmx(target)),
                lambda: someone.client.get(f"/{SLUG}/nue"),
            ),
            ROUNDS,
        )
        middle, bare_middle, p95 = spent[len(spent) // 2], bare[len(bare) // 2], spent[int(len(spent) * 0.95)]
        ratios[name] = middle / bare_middle
        sql, kilobytes = len(statements), len(answer.data) / 1000
        print(f"{name:22}{middle:8.1f}{p95:8.1f}{bare_middle:8.1f}{ratios[name]:8.2f}{sql:6}{kilobytes:7.1f}")
    return ratios


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
    growth = f"au pire × {large[worst] / small[worst]:.2f} ({worst})"
    print(f"\nDe {SIZES[0]} à {SIZES[1]}, par rapport à la page nue : {growth}")
    print(f"Durée : {time.perf_counter() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()

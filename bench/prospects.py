"""What the screens of prospects cost at 100 000 of them, each with 20 answers of the company's own questions."""

import psycopg
from sqlalchemy import func, select

from bench.remplissage import WORDS
from bench.societe import SLUG, alice, instance, timed
from bench.tableau import head, row
from crm.champs import ChampPersonnalise
from crm.pistes import Piste
from crm.statuts import Statut
from tenants import db
from tests.casting import inside
from tests.requetes import counted

SIZE, FIELDS, ROUNDS, STEP = 100_000, 20, 25, 4000
SORTES = ("texte", "nombre", "date", "liste")
PLACES = """
INSERT INTO pistes (entreprise, nom, prenom, email, telephone, ville, code_postal, secteur, provenance, statut_id,
                    situation, score, etoiles, montant_estime, prochaine_action, prochaine_action_le, responsable_id,
                    cree_le, modifie_le, champs)
SELECT metiers[1 + i %% 20] || ' ' || noms[1 + (i * 7) %% 60] || ' ' || suffixes[1 + (i / 1200) %% 25],
       noms[1 + (i * 11) %% 60], 'Camille', 'contact' || i || '@exemple.fr',
       '+334' || lpad((i * 7919 %% 100000000)::text, 8, '0'), villes[1 + (i * 13) %% 40],
       lpad((1000 + i %% 94000)::text, 5, '0'), (ARRAY['Industrie', 'Service', 'Commerce'])[1 + i %% 3],
       (ARRAY['Site web', 'Salon', 'Réseau'])[1 + i %% 3], etats[rang], situations[rang], i %% 100, 1 + i %% 5,
       (i * 7919 %% 900000) / 10.0, 'Rappeler', current_date - 200 + i %% 400, 1 + (i / 7) %% 3,
       now() - i * interval '7 min', now() - i * interval '3 min', (
         SELECT jsonb_object_agg('CHAMP_' || n, CASE n %% 4
           WHEN 0 THEN to_jsonb('Réponse ' || (i * 31 + n) %% 5000)
           WHEN 1 THEN to_jsonb(((i * (7919 + n) %% 900000) / 100.0)::text)
           WHEN 2 THEN to_jsonb(date '2024-01-01' + ((i * 13 + n) %% 1000)::int)
           ELSE to_jsonb('V' || (i * 17 + n) %% 8) END) FROM generate_series(0, %(fields)s - 1) n)
FROM generate_series(%(first)s::int, %(last)s::int) AS i,
     (SELECT %(metiers)s::text[] AS metiers, %(noms)s::text[] AS noms, %(villes)s::text[] AS villes,
             %(suffixes)s::text[] AS suffixes, %(etats)s::bigint[] AS etats,
             %(situations)s::text[] AS situations) AS mots,
     LATERAL (SELECT 1 + i %% cardinality(etats) AS rang) AS place
"""
TWO = "c_CHAMP_3=V5&c_CHAMP_2_du=2024-03-01&c_CHAMP_2_au=2024-05-30"
SCREENS = (
    ("la liste", "/prospects", None),
    ("la liste : le fragment", "/prospects", "liste"),
    ("tri par montant estimé", "/prospects?tri=-montant_estime", "liste"),
    ("filtre sur un champ", "/prospects?c_CHAMP_3=V5", "liste"),
    ("filtre sur deux champs", f"/prospects?{TWO}", "liste"),
    ("filtre sur un texte rare", "/prospects?c_CHAMP_4=R%C3%A9ponse+4321", "liste"),
    ("tri par un champ", "/prospects?tri=c_CHAMP_5", "liste"),
    ("kanban", "/prospects?dessin=kanban", None),
    ("kanban filtré sur un champ", "/prospects?dessin=kanban&c_CHAMP_3=V5", "liste"),
    ("cartes", "/prospects?dessin=cartes", "liste"),
    ("recherche, 3 lettres", "/prospects?q=del", "liste"),
    ("recherche, 2 mots", "/prospects?q=menuis+delau", "liste"),
    ("recherche et champ", "/prospects?q=duval&c_CHAMP_3=V6", "liste"),
    ("la fiche", "FICHE", None),
    ("la fiche : modification", "EDITION", None),
)


def ask(fields: int) -> None:
    """So many questions, of four kinds in turn; a list offers eight choices."""
    for n in range(fields):
        sorte = SORTES[n % 4]
        choix = [{"libelle": f"Choix {v}", "valeur": f"V{v}"} for v in range(8)] if sorte == "liste" else []
        ChampPersonnalise.add("pistes", question=f"Question {n}", code=f"CHAMP_{n}", sorte=sorte, choix=choix)


def fill(app, size: int) -> None:
    """Complete the company to `size` prospects, each with its answers, and let the database look at them."""
    with inside(app, SLUG):
        ask(FIELDS)
        schema = db.session.scalar(select(func.current_schema()))
        etats = [(one.id, one.situation) for one in Statut.of("pistes") if one.code != "convertie"]
    known = {"etats": [e for e, _ in etats], "situations": [s for _, s in etats], "fields": FIELDS} | WORDS
    url = app.config["COMPTOIR"].database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SET search_path = {schema}, extensions")
        for start in range(0, size, STEP):
            connection.execute(PLACES, {"first": start + 1, "last": min(size, start + STEP)} | known)
        for table in ("pistes", "reponses"):
            connection.execute(f"VACUUM ANALYZE {table}")


def main(app, size: int = SIZE) -> None:
    fill(app, size)
    someone = alice(app)
    with inside(app, SLUG):
        number = db.session.scalar(select(func.max(Piste.id)))
    known = {"FICHE": f"/prospects/{number}", "EDITION": f"/prospects/{number}/modification"}
    head(f"{size} prospects, {FIELDS} champs", "p50 ms", "p95 ms", "CPU ms", "SQL", "ko")
    for name, path, target in SCREENS:
        path = known.get(path, path)
        with counted(app) as statements:
            answer = someone.get(path, target=target)
        assert answer.status_code == 200, (name, answer.status_code)
        headers = someone._htmx(target)
        (spent,) = timed(app, (lambda p=path, h=headers: someone.client.get(f"/{SLUG}{p}", headers=h),), ROUNDS)
        row(name, *(round(one, 1) for one in spent), len(statements), round(len(answer.data) / 1000))


if __name__ == "__main__":
    with instance() as app:
        main(app)

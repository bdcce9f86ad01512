"""Where the values of « champs de personnalisation » are read: 100 000 records with 20 fields each, two ways.

JSON: one JSONB column with GIN (jsonb_path_ops). À côté: a typed table beside it, kept by a trigger of the database.
"""

import tempfile
import time
from pathlib import Path

import psycopg

from tenants.hosting.embedded import Services

N, FIELDS, ROUNDS = 100_000, 20, 15
WHOLE = """
CREATE TABLE fiches (id bigint PRIMARY KEY, nom text, recherche text, champs jsonb NOT NULL DEFAULT '{}');
CREATE INDEX ON fiches (nom, id);
CREATE INDEX ON fiches USING gin (champs jsonb_path_ops);
CREATE TABLE champs (id int PRIMARY KEY, code text, sorte text);
INSERT INTO champs SELECT i, 'CHAMP_' || i, (ARRAY['texte', 'nombre', 'jour', 'choix'])[1 + i % 4]
  FROM generate_series(1, 20) i;
CREATE TABLE reponses (champ_id int, fiche_id bigint, rang smallint, texte text, nombre numeric, jour date,
  PRIMARY KEY (champ_id, fiche_id, rang));
CREATE INDEX reponses_texte ON reponses (champ_id, texte, fiche_id) WHERE texte IS NOT NULL;
CREATE INDEX reponses_nombre ON reponses (champ_id, nombre, fiche_id) WHERE nombre IS NOT NULL;
CREATE INDEX reponses_jour ON reponses (champ_id, jour, fiche_id) WHERE jour IS NOT NULL;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM reponses WHERE champ_id IN (SELECT id FROM champs) AND fiche_id = OLD.id;
  END IF;
  INSERT INTO reponses SELECT c.id, NEW.id, 0,
    CASE WHEN c.sorte IN ('texte', 'choix') THEN lower(v.value) END,
    CASE c.sorte WHEN 'nombre' THEN v.value::numeric END, CASE c.sorte WHEN 'jour' THEN v.value::date END
    FROM jsonb_each_text(NEW.champs) v JOIN champs c ON c.code = v.key;
  RETURN NULL;
END $$;
"""
FILL = f"""INSERT INTO fiches SELECT n, 'Client ' || lpad((n * 7919 % 100000)::text, 6, '0'), repeat('mots ', 20), (
  SELECT jsonb_object_agg('CHAMP_' || i, CASE i % 4
    WHEN 0 THEN to_jsonb('Réponse ' || (n * 31 + i) % 5000)
    WHEN 1 THEN to_jsonb((n * (7919 + i) % 900000) / 100.0)
    WHEN 2 THEN to_jsonb(date '2024-01-01' + ((n * 13 + i) % 1000)::int)
    ELSE to_jsonb('V' || (n * 17 + i) % 8) END) FROM generate_series(1, {FIELDS}) i)
FROM generate_series(1, {N}) n"""
TRIGGER = """CREATE TRIGGER notees AFTER INSERT OR UPDATE OF champs ON fiches FOR EACH ROW EXECUTE FUNCTION note()"""
ALL_JSON = 'champs @> \'{"CHAMP_3": "V5"}\''
ALL_ASIDE = "id IN (SELECT fiche_id FROM reponses WHERE champ_id = 3 AND texte = 'v5')"
DAYS_JSON = "(champs ->> 'CHAMP_2') BETWEEN '2024-03-01' AND '2024-05-30'"
DAYS_ASIDE = "id IN (SELECT fiche_id FROM reponses WHERE champ_id = 2 AND jour BETWEEN '2024-03-01' AND '2024-05-30')"
RARE_JSON = "lower(champs ->> 'CHAMP_4') >= 'réponse 4321' AND lower(champs ->> 'CHAMP_4') < 'réponse 4321z'"
RARE_ASIDE = """id IN (SELECT fiche_id FROM reponses WHERE champ_id = 4
  AND texte >= 'réponse 4321' AND texte < 'réponse 4321z')"""
AMOUNT = "(champs ->> 'CHAMP_5')::numeric"
JOINED = "fiches LEFT JOIN reponses r ON r.champ_id = 5 AND r.rang = 0 AND r.fiche_id = fiches.id"


def page(where: str) -> str:
    return f"SELECT * FROM fiches WHERE {where} ORDER BY nom, id LIMIT 26"


def count(where: str) -> str:
    return f"SELECT count(*) FROM (SELECT 1 FROM fiches WHERE {where} LIMIT 10001) x"


QUESTIONS = (
    ("filtre sur un choix : page", page(ALL_JSON), page(ALL_ASIDE)),
    ("… : compte", count(ALL_JSON), count(ALL_ASIDE)),
    ("filtre sur deux champs : page", page(f"{ALL_JSON} AND {DAYS_JSON}"), page(f"{ALL_ASIDE} AND {DAYS_ASIDE}")),
    ("… : compte", count(f"{ALL_JSON} AND {DAYS_JSON}"), count(f"{ALL_ASIDE} AND {DAYS_ASIDE}")),
    ("filtre qui retient 20 fiches : page", page(RARE_JSON), page(RARE_ASIDE)),
    ("… : compte", count(RARE_JSON), count(RARE_ASIDE)),
    (
        "tri par montant : première page",
        f"SELECT * FROM fiches ORDER BY {AMOUNT}, id LIMIT 26",
        f"SELECT fiches.* FROM {JOINED} WHERE r.nombre IS NOT NULL ORDER BY r.nombre, r.fiche_id LIMIT 26",
    ),
    (
        "tri par montant : au milieu",
        f"SELECT * FROM fiches WHERE ({AMOUNT}, id) > (4500, 1) ORDER BY {AMOUNT}, id LIMIT 26",
        f"SELECT fiches.* FROM {JOINED} WHERE r.nombre IS NOT NULL AND (r.nombre, r.fiche_id) > (4500, 1) "
        "ORDER BY r.nombre, r.fiche_id LIMIT 26",
    ),
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="banc-") as folder, Services(Path(folder), environ={}) as services:
        compare(psycopg.connect(services.urls["DATABASE_URL"].replace("+psycopg", ""), autocommit=True))


def compare(database) -> None:
    database.execute(WHOLE)
    print(f"| {N} fiches, {FIELDS} champs | JSON et GIN | à côté |\n|---|--:|--:|")
    print(f"| écriture, s | {spent(database, FILL):.0f} | {_again(database):.0f} |")
    database.execute("VACUUM ANALYZE")
    for titre, by_json, aside in QUESTIONS:
        print(f"| {titre}, ms | {median(database, by_json):.1f} | {median(database, aside):.1f} |")
    sizes = [size(database, table) for table in ("fiches", "reponses")]
    print(f"| taille, Mo | {sizes[0]:.0f} | + {sizes[1]:.0f} |")
    database.close()


def _again(database) -> float:
    database.execute("TRUNCATE fiches")
    database.execute(TRIGGER)
    return spent(database, FILL)


def spent(database, statement: str) -> float:
    began = time.perf_counter()
    database.execute(statement)
    return time.perf_counter() - began


def median(database, statement: str) -> float:
    return sorted(spent(database, statement) for _ in range(ROUNDS))[ROUNDS // 2] * 1000


def size(database, table: str) -> float:
    return database.execute("SELECT pg_total_relation_size(%s::regclass) / 1e6", [table]).fetchone()[0]


if __name__ == "__main__":
    main()

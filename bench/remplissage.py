"""A company grown to a hundred thousand clients and factures, by whole sets."""

import psycopg
from sqlalchemy import func, select

from bench.societe import SLUG
from crm.factures import Facture
from crm.tiers import Tiers
from tenants import db
from tests.casting import inside
from tests.fabrique import ligne, make_facture

PEOPLE = """
INSERT INTO tiers (nom, nature, email, telephone, ville, code_postal, siren, client_depuis, prospect_depuis,
                   responsable_id, cree_le, modifie_le)
SELECT metiers[1 + i %% 20] || ' ' || noms[1 + (i * 7) %% 60] || ' ' || suffixes[1 + (i / 1200) %% 25],
       'societe', 'contact' || i || '@' || lower(extensions.sans_accent(noms[1 + (i * 7) %% 60])) || '.example',
       '+334' || lpad((i * 7919 %% 100000000)::text, 8, '0'), villes[1 + (i * 13) %% 40],
       lpad((1000 + i %% 94000)::text, 5, '0'), lpad((100000000 + i)::text, 9, '0'),
       CASE WHEN i %% 3 > 0 THEN date '2020-01-01' + i %% 2000 END,
       CASE WHEN i %% 3 = 0 THEN date '2024-01-01' + i %% 600 END,
       1 + (i / 7) %% 3, now() - i * interval '7 min', now() - i * interval '3 min'
FROM generate_series(%(first)s::int, %(last)s::int) AS i,
     (SELECT %(metiers)s::text[] AS metiers, %(noms)s::text[] AS noms, %(villes)s::text[] AS villes,
             %(suffixes)s::text[] AS suffixes) AS mots
"""
# Copies of one facture really issued, each to a client of its own; one in twelve is not paid yet. The triggers sleep
# meanwhile: they would want each drafted first, then issued.
FACTURES = """
WITH copies AS (
  INSERT INTO factures (nature, serie, numero, tiers_id, nom_client, responsable_id, objet, langue, prestation_le,
                        echeance, mode_reglement, emise_le, emise_a, fige, empreinte, pdf_sha256,
                        total_ht, total_tva, total_ttc, change, total_ht_eur, total_tva_eur, total_ttc_eur,
                        cree_le, modifie_le)
  SELECT m.nature, m.nature, to_char(jour, '"FH"-YYYY-') || lpad(t.id::text, 6, '0'), t.id, t.nom, t.responsable_id,
         m.objet, m.langue, m.prestation_le, jour + 30, m.mode_reglement, jour, jour, m.fige, m.empreinte, m.pdf_sha256,
         m.total_ht, m.total_tva, m.total_ttc, m.change, m.total_ht_eur, m.total_tva_eur, m.total_ttc_eur,
         jour, jour
  FROM factures m, tiers t, LATERAL (SELECT current_date - 1100 + (t.id %% 1100)::int AS jour) j
  WHERE m.id = %(modele)s AND t.id > %(after)s
  RETURNING id, tiers_id, echeance, total_ttc, id %% 12 = 0 AS due),
lignes AS (
  INSERT INTO lignes_facture (facture_id, genre, ordre, designation, quantite, unite, prix_unitaire, taux_tva)
  SELECT c.id, genre, ordre, designation, quantite, unite, prix_unitaire, taux_tva
  FROM copies c, lignes_facture WHERE facture_id = %(modele)s)
INSERT INTO suivis_facture (facture_id, nature, tiers_id, echeance, total, total_eur, regle, reste, soldee_le)
SELECT id, 'facture', tiers_id, echeance, total_ttc, total_ttc, CASE WHEN due THEN 0 ELSE total_ttc END,
       CASE WHEN due THEN total_ttc ELSE 0 END, CASE WHEN NOT due THEN echeance END FROM copies
"""
METIERS = """Menuiserie Boulangerie Plomberie Imprimerie Architectes Fromagerie Garage Librairie Transports Clinique
Brasserie Traiteur Cycles Piscines Agence Nettoyage Studio Charpente Électricité Pépinière""".split()
NOMS = """Delaunay Duval Nguyen Lefèvre Moreau Garnier Barbier Martin Benoît Renaud Girard Faure Marchal Roussel Bonnet
Haddad Pasteur Castel Guérin Lebrun Céline Vernet Rhône Azuréa Confluence Saint-Gildas Montessori Phytéa Écume Goélette
Kerguelen Lumen Nova Maïa Belleville Rhodaniens Clarté Perrin Chevalier Gautier Fontaine Lambert Rousseau Vincent Muller
Blanc Guillaume Noël Henry Robin Masson Dumont Meunier Lemaire Besson Hervé Aubert Prévost Rey Colin""".split()
VILLES = """Lyon Rennes Dijon Grenoble Toulouse Besançon Évry Nîmes Orléans Béziers Paris Lille Nantes Bordeaux Metz
Nancy Caen Rouen Tours Angers Brest Quimper Vannes Lorient Niort Poitiers Limoges Tulle Aurillac Rodez Albi Castres
Cahors Agen Pau Tarbes Auch Foix Gap Digne""".split()
SUFFIXES = """Sud Nord Ouest Est Services Conseil France Atlantique Alpes Méditerranée Centre Bretagne Normandie
Provence Savoie Jura Vosges Ardennes Loire Garonne Dordogne Cévennes Morvan Auvergne Camargue""".split()
WORDS = {"metiers": METIERS, "noms": NOMS, "villes": VILLES, "suffixes": SUFFIXES}
LIGNES = [ligne(), ligne("Luminaire suspendu", "12", "89.90"), ligne("Pose et réglages", "1.5", "420")]
STEP = 4000


def fill(app, size: int) -> None:
    """Complete the company to `size` clients and `size` factures, and let the database look at them."""
    with inside(app, SLUG):
        first, schema = db.session.execute(select(func.count(Tiers.id), func.current_schema())).one()
        modele = db.session.scalar(select(func.min(Facture.id))) or make_facture(lignes=LIGNES, issued=True).id
    url = app.config["COMPTOIR"].database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SET search_path = {schema}, extensions; SET session_replication_role = replica")
        for start in range(first, size, STEP):
            after = connection.execute("SELECT max(id) FROM tiers").fetchone()[0]
            connection.execute(PEOPLE, {"first": start + 1, "last": min(size, start + STEP)} | WORDS)
            connection.execute(FACTURES, {"modele": modele, "after": after})
        for table in ("tiers", "factures", "lignes_facture", "suivis_facture"):
            connection.execute(f"VACUUM ANALYZE {table}")

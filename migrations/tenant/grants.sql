-- Rights of a company's role on its own schema. Run after each migration; {schema} is also the role's name.
GRANT USAGE ON SCHEMA {schema} TO {schema};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {schema};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {schema};
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {schema};
REVOKE UPDATE, DELETE ON journal, clotures, evenements, echanges_plateforme, statuts_facture FROM {schema};
GRANT UPDATE (efface_le, libelle, avant, apres) ON journal TO {schema};
REVOKE DELETE ON reglements, imputations, versions_devis, proformas, suivis_facture, series, souches, chaines FROM {schema};
REVOKE DELETE ON transmissions, encaissements_plateforme, reponses_plateforme, retours_plateforme, declarations FROM {schema};

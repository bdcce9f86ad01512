-- Roles, schemas, extensions and hardening. Idempotent; run again after any restore.
-- {app} {partage} {migration}: password literals of the three logins.
DO $$
DECLARE login record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'comptoir_owner') THEN CREATE ROLE comptoir_owner NOLOGIN; END IF;
  FOR login IN SELECT * FROM (VALUES ('comptoir_app'), ('comptoir_partage'), ('comptoir_migration')) AS v(name) LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login.name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', login.name);
    END IF;
  END LOOP;
END $$;
ALTER ROLE comptoir_app NOINHERIT PASSWORD {app};
ALTER ROLE comptoir_partage PASSWORD {partage};
ALTER ROLE comptoir_migration CREATEROLE PASSWORD {migration};
GRANT comptoir_owner TO comptoir_migration;

DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO comptoir_app, comptoir_partage, comptoir_migration', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO comptoir_owner, comptoir_migration', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA extensions;
CREATE SCHEMA IF NOT EXISTS partage AUTHORIZATION comptoir_owner;
GRANT USAGE ON SCHEMA partage TO comptoir_partage;

CREATE OR REPLACE FUNCTION extensions.sans_accent(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  AS $$ SELECT lower(extensions.unaccent('extensions.unaccent'::regdictionary, $1)) $$;
CREATE OR REPLACE FUNCTION extensions.tri_fr(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  AS $$ SELECT regexp_replace(lower(extensions.unaccent('extensions.unaccent'::regdictionary, $1)), '[^a-z0-9 ]+', '', 'g') $$;

-- Without these, one injected expression could choose another role or run a statement of its own.
REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text,text,boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text,text,boolean) TO comptoir_app, comptoir_owner, comptoir_migration;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO comptoir_owner;
REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_catalog.query_to_xml(text,boolean,boolean,text),
  pg_catalog.query_to_xmlschema(text,boolean,boolean,text),
  pg_catalog.query_to_xml_and_xmlschema(text,boolean,boolean,text),
  pg_catalog.cursor_to_xml(refcursor,integer,boolean,boolean,text),
  pg_catalog.database_to_xml(boolean,boolean,text), pg_catalog.schema_to_xml(name,boolean,boolean,text),
  pg_catalog.table_to_xml(regclass,boolean,boolean,text), pg_catalog.ts_stat(text), pg_catalog.ts_stat(text,text),
  pg_catalog.ts_rewrite(tsquery,text) FROM PUBLIC;

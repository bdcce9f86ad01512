-- Functions and triggers of a company's schema. Run after each migration, before the rights. Idempotent.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% : une ligne de % ne se modifie ni ne se supprime', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- The journal is only added to. What it says of a person who is anonymised is erased, once; never that it was done,
-- nor anything about what is kept by law.
CREATE OR REPLACE FUNCTION refuse_change_of_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE erased text[] := ARRAY['efface_le', 'libelle', 'avant', 'apres'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.efface_le IS NULL AND NEW.efface_le IS NOT NULL
     AND OLD.sujet_type IN ('contacts', 'rattachements', 'notes', 'pieces', 'actions')
     AND NEW.libelle = 'Contact anonymisé' AND NEW.avant = '{}' AND NEW.apres = '{}'
     AND to_jsonb(OLD) - erased = to_jsonb(NEW) - erased THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% : une ligne de journal ne se modifie ni ne se supprime', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_journal();

-- What is issued is frozen: only the sum of the PDF may be written, once, and who follows it (AVO-01, CGI 289 V).
CREATE OR REPLACE FUNCTION refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mutable text[] := ARRAY['pdf_sha256', 'responsable_id', 'modifie_le', 'version', 'recherche', 'tri_client'];
BEGIN
  IF OLD.emise_le IS NULL THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(OLD) - mutable IS DISTINCT FROM to_jsonb(NEW) - mutable
     OR (OLD.pdf_sha256 IS NOT NULL AND OLD.pdf_sha256 IS DISTINCT FROM NEW.pdf_sha256) THEN
    RAISE EXCEPTION '% : le document % est émis, il ne se modifie ni ne se supprime', TG_OP, OLD.numero
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER factures_frozen BEFORE UPDATE OR DELETE ON factures
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued();

CREATE OR REPLACE FUNCTION refuse_change_of_issued_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE issued text;
BEGIN
  SELECT numero INTO issued FROM factures
    WHERE emise_le IS NOT NULL AND id IN (
      CASE WHEN TG_OP <> 'INSERT' THEN OLD.facture_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.facture_id END)
    LIMIT 1;
  IF issued IS NOT NULL THEN
    RAISE EXCEPTION '% : les lignes du document % ne changent plus', TG_OP, issued USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER lignes_facture_frozen BEFORE INSERT OR UPDATE OR DELETE ON lignes_facture
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued_lines();
CREATE OR REPLACE TRIGGER deductions_frozen BEFORE INSERT OR UPDATE OR DELETE ON deductions
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued_lines();

-- A version of a devis, a pro forma, are kept as they were sent; only the sum of its PDF comes later, once (DEV-06).
CREATE OR REPLACE FUNCTION refuse_change_of_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'pdf_sha256' IS DISTINCT FROM to_jsonb(NEW) - 'pdf_sha256'
     OR OLD.pdf_sha256 IS NOT NULL THEN
    RAISE EXCEPTION '% : ce qui est envoyé ne change plus', TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER versions_devis_frozen BEFORE UPDATE OR DELETE ON versions_devis
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_version();

CREATE OR REPLACE TRIGGER proformas_frozen BEFORE UPDATE OR DELETE ON proformas
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_version();

-- Money: rows are only added (CAI-05).
CREATE OR REPLACE TRIGGER reglements_append_only BEFORE UPDATE OR DELETE ON reglements
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER imputations_append_only BEFORE UPDATE OR DELETE ON imputations
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER suivis_facture_kept BEFORE DELETE ON suivis_facture
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER series_kept BEFORE DELETE ON series
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER souches_kept BEFORE DELETE ON souches
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER chaines_kept BEFORE DELETE ON chaines
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Closings and events of the system: rows are only added (CAI-09, CAI-13).
CREATE OR REPLACE TRIGGER clotures_append_only BEFORE UPDATE OR DELETE ON clotures
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER evenements_append_only BEFORE UPDATE OR DELETE ON evenements
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- A received invoice stays as it came (CON-01, CON-02); only its life, its supplier's card and its category go on.
CREATE OR REPLACE FUNCTION refuse_change_of_received() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mutable text[] := ARRAY['statut', 'statut_le', 'tiers_id', 'categorie', 'modifie_le', 'version', 'recherche',
  'tri_fournisseur'];
BEGIN
  IF OLD.format = 'saisie' AND OLD.statut = 203 THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(OLD) - mutable IS DISTINCT FROM to_jsonb(NEW) - mutable THEN
    RAISE EXCEPTION '% : la dépense % est reçue, elle ne se modifie ni ne se supprime', TG_OP, OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER depenses_frozen BEFORE UPDATE OR DELETE ON depenses
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_received();
CREATE OR REPLACE FUNCTION refuse_change_of_statut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM depenses WHERE id = OLD.depense_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% : un statut de dépense ne se modifie ni ne se supprime', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER statuts_depense_append_only BEFORE UPDATE OR DELETE ON statuts_depense
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_statut();

-- What was exchanged with the platform, and what it said: rows are only added (FE-52, CON-02).
CREATE OR REPLACE TRIGGER echanges_plateforme_append_only BEFORE UPDATE OR DELETE ON echanges_plateforme
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER statuts_facture_append_only BEFORE UPDATE OR DELETE ON statuts_facture
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER transmissions_kept BEFORE DELETE ON transmissions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- What is said to the platform is kept as it was asked; when and under which name it was received comes later.
CREATE OR REPLACE FUNCTION refuse_change_of_said() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE later text[] := ARRAY['flux_id', 'deposee_a', 'transmis_a'];
BEGIN
  IF TG_OP = 'DELETE' OR OLD.flux_id IS NOT NULL OR to_jsonb(OLD) - later IS DISTINCT FROM to_jsonb(NEW) - later THEN
    RAISE EXCEPTION '% : une ligne de % ne se modifie ni ne se supprime', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER declarations_frozen BEFORE UPDATE OR DELETE ON declarations
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_said();
CREATE OR REPLACE TRIGGER reponses_plateforme_frozen BEFORE UPDATE OR DELETE ON reponses_plateforme
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_said();
CREATE OR REPLACE TRIGGER retours_plateforme_frozen BEFORE UPDATE OR DELETE ON retours_plateforme
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_said();
CREATE OR REPLACE TRIGGER encaissements_plateforme_frozen BEFORE UPDATE OR DELETE ON encaissements_plateforme
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_said();

-- Contacts are sorted by the first tiers they are attached to, whoever writes its name or the link.
CREATE OR REPLACE FUNCTION sort_by_organisation(VARIADIC ids bigint[]) RETURNS void LANGUAGE sql AS $$
  UPDATE contacts SET tri_organisation = premier.tri_nom
    FROM unnest(ids) AS x(id) LEFT JOIN LATERAL (
      SELECT t.tri_nom FROM rattachements r JOIN tiers t ON t.id = r.tiers_id
        WHERE r.contact_id = x.id AND r.supprime_le IS NULL AND t.supprime_le IS NULL ORDER BY r.id LIMIT 1
    ) premier ON true
    WHERE contacts.id = x.id AND contacts.tri_organisation IS DISTINCT FROM premier.tri_nom
$$;
CREATE OR REPLACE FUNCTION follow_rattachement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM sort_by_organisation(OLD.contact_id); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM sort_by_organisation(NEW.contact_id); END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER contacts_tries AFTER INSERT OR UPDATE OR DELETE ON rattachements
  FOR EACH ROW EXECUTE FUNCTION follow_rattachement();
CREATE OR REPLACE FUNCTION follow_tiers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sort_by_organisation(VARIADIC array_agg(contact_id)) FROM rattachements WHERE tiers_id = NEW.id;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER contacts_tries AFTER UPDATE ON tiers
  FOR EACH ROW WHEN (OLD.tri_nom IS DISTINCT FROM NEW.tri_nom OR OLD.supprime_le IS DISTINCT FROM NEW.supprime_le)
  EXECUTE FUNCTION follow_tiers();

-- Answers to « champs de personnalisation » are typed beside the records that bear them, whoever writes these: lists
-- filter and sort there. Every table with a column « champs » is such a one.
CREATE OR REPLACE FUNCTION note_reponses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM reponses WHERE sujet_id = OLD.id AND champ_id IN (SELECT id FROM champs WHERE objet = TG_TABLE_NAME);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO reponses (sujet_id, champ_id, rang, texte, nombre, jour, place)
      SELECT NEW.id, c.id, dite.rang - 1,
        CASE WHEN c.sorte = 'texte' THEN extensions.tri_fr(dite.mot)
             WHEN c.sorte = 'oui_non' THEN CASE dite.mot WHEN 'true' THEN 'oui' ELSE 'non' END
             WHEN c.sorte IN ('liste', 'puces', 'plusieurs') THEN dite.mot END,
        CASE WHEN c.sorte IN ('nombre', 'montant', 'tiers', 'membre') THEN dite.mot::numeric END,
        CASE WHEN c.sorte = 'date' THEN dite.mot::date END,
        CASE WHEN c.sorte IN ('liste', 'puces', 'plusieurs') THEN (
          SELECT offert.rang FROM jsonb_array_elements(c.choix) WITH ORDINALITY AS offert(un, rang)
            WHERE offert.un ->> 'valeur' = dite.mot) END
      FROM jsonb_each(NEW.champs) AS r(code, valeur)
      JOIN champs c ON c.objet = TG_TABLE_NAME AND c.code = r.code AND c.sorte <> 'texte_long'
      CROSS JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(r.valeur) WHEN 'array' THEN r.valeur ELSE jsonb_build_array(r.valeur) END
      ) WITH ORDINALITY AS dite(mot, rang);
  END IF;
  RETURN NULL;
END $$;
DO $$
DECLARE porteur text;
BEGIN
  FOR porteur IN SELECT table_name FROM information_schema.columns
      WHERE table_schema = current_schema() AND column_name = 'champs' AND data_type = 'jsonb' LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER reponses_ajoutees AFTER INSERT ON %I FOR EACH ROW
      WHEN (NEW.champs <> ''{}'') EXECUTE FUNCTION note_reponses()', porteur);
    EXECUTE format('CREATE OR REPLACE TRIGGER reponses_changees AFTER UPDATE OF champs ON %I FOR EACH ROW
      WHEN (NEW.champs IS DISTINCT FROM OLD.champs) EXECUTE FUNCTION note_reponses()', porteur);
    EXECUTE format('CREATE OR REPLACE TRIGGER reponses_parties AFTER DELETE ON %I FOR EACH ROW
      WHEN (OLD.champs <> ''{}'') EXECUTE FUNCTION note_reponses()', porteur);
  END LOOP;
END $$;
CREATE STATISTICS IF NOT EXISTS reponses_textes (mcv) ON champ_id, texte FROM reponses;
CREATE STATISTICS IF NOT EXISTS reponses_nombres (mcv) ON champ_id, nombre FROM reponses;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log: leaves and the complete subtrees over them, append-only and without gaps; what leaves commit to and what leads to
 * them, beside it; signed checkpoints and the keys that signed them (ADR 0011).
 */
export class Log1790000404000 implements MigrationInterface {
  readonly name = 'Log1790000404000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [setting, leaves, nodes, sources, secrets, references, contents, keys, checkpoints, guards, grants]) {
      await queryRunner.query(statement);
    }
  }

  async down(): Promise<void> {
    throw new Error('The log is the record of what was decided: it is not dropped');
  }
}

const setting = `
  CREATE TABLE log_setting (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    origin text NOT NULL,
    hash text NOT NULL CHECK (hash IN ('sha-256', 'sm3')),
    person_key bytea NOT NULL CHECK (length(person_key) = 32)
  )`;

const leaves = `
  CREATE TABLE log_leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    service text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('event', 'audit-entry')),
    position bigint NOT NULL CHECK (position > 0),
    tenant text NOT NULL,
    region text,
    entry_id text NOT NULL,
    recorded_at timestamptz NOT NULL,
    appended_at timestamptz NOT NULL,
    refused boolean NOT NULL,
    leaf bytea NOT NULL,
    leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32),
    UNIQUE (service, kind, position)
  );
  CREATE INDEX log_leaf_event ON log_leaf (entry_id) WHERE kind = 'event'`;

const nodes = `
  CREATE TABLE log_node (
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 52),
    index bigint NOT NULL CHECK (index >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, index)
  )`;

const sources = `
  CREATE TABLE log_source (
    service text NOT NULL,
    kind text NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    PRIMARY KEY (service, kind)
  ) WITH (fillfactor = 50)`;

// The value is JSON.
const secrets = `
  CREATE TABLE log_secret (
    leaf_index bigint NOT NULL REFERENCES log_leaf (index),
    field text NOT NULL,
    salt bytea NOT NULL CHECK (length(salt) = 32),
    value text NOT NULL,
    PRIMARY KEY (leaf_index, field)
  )`;

const references = `
  CREATE TABLE log_reference (
    tenant text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('id', 'enterprise', 'person', 'money')),
    value text NOT NULL,
    leaf_index bigint NOT NULL,
    PRIMARY KEY (kind, value, tenant, leaf_index)
  );
  CREATE INDEX log_reference_erasable ON log_reference (leaf_index) WHERE kind IN ('person', 'money')`;

const contents = `
  CREATE TABLE log_content (
    leaf_index bigint PRIMARY KEY REFERENCES log_leaf (index),
    content text NOT NULL
  )`;

const keys = `
  CREATE TABLE log_key (
    verifier_key text PRIMARY KEY,
    since timestamptz NOT NULL
  )`;

const checkpoints = `
  CREATE TABLE log_checkpoint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    issued_at timestamptz NOT NULL,
    note text NOT NULL
  );
  CREATE INDEX log_checkpoint_size ON log_checkpoint (size, id)`;

const guards = `
  CREATE FUNCTION log_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'LOG_LASTS: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'JQ002';
  END $$;
  CREATE FUNCTION log_has_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE first bigint; last bigint; many bigint;
  BEGIN
    SELECT min(index), max(index), count(*) INTO first, last, many FROM added;
    IF many = 0 THEN RETURN NULL; END IF;
    IF last - first + 1 <> many OR (first > 0 AND NOT EXISTS (SELECT 1 FROM log_leaf WHERE index = first - 1)) THEN
      RAISE EXCEPTION 'LOG_HAS_NO_GAP: leaves % to % do not follow the last one', first, last USING ERRCODE = 'JQ003';
    END IF;
    RETURN NULL;
  END $$;
  CREATE FUNCTION log_reference_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.kind <> 'person' THEN
      RAISE EXCEPTION 'LOG_LASTS: a reference of kind % is refused', OLD.kind USING ERRCODE = 'JQ002';
    END IF;
    RETURN OLD;
  END $$;
  CREATE TRIGGER log_leaf_no_gap AFTER INSERT ON log_leaf REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION log_has_no_gap();
  CREATE TRIGGER log_reference_lasts BEFORE DELETE ON log_reference FOR EACH ROW EXECUTE FUNCTION log_reference_lasts();
  CREATE TRIGGER log_reference_kept BEFORE UPDATE OR TRUNCATE ON log_reference FOR EACH STATEMENT EXECUTE FUNCTION log_lasts();
  CREATE TRIGGER log_secret_kept BEFORE UPDATE OR TRUNCATE ON log_secret FOR EACH STATEMENT EXECUTE FUNCTION log_lasts();
  CREATE TRIGGER log_leaf_lasts BEFORE UPDATE OR DELETE OR TRUNCATE ON log_leaf FOR EACH STATEMENT EXECUTE FUNCTION log_lasts();
  CREATE TRIGGER log_node_lasts BEFORE UPDATE OR DELETE OR TRUNCATE ON log_node FOR EACH STATEMENT EXECUTE FUNCTION log_lasts();
  CREATE TRIGGER log_content_lasts BEFORE UPDATE OR DELETE OR TRUNCATE ON log_content FOR EACH STATEMENT EXECUTE FUNCTION log_lasts();
  CREATE TRIGGER log_checkpoint_lasts BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION log_lasts();
  CREATE TRIGGER log_key_lasts BEFORE UPDATE OR DELETE OR TRUNCATE ON log_key FOR EACH STATEMENT EXECUTE FUNCTION log_lasts();
  CREATE TRIGGER log_setting_lasts BEFORE UPDATE OR DELETE OR TRUNCATE ON log_setting FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON log_setting, log_leaf, log_node, log_content, log_key, log_checkpoint FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE ON log_secret, log_reference FROM %I', service_role);
    EXECUTE format('REVOKE DELETE ON log_source FROM %I', service_role);
  END $$`;

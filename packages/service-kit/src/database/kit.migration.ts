import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables under every service: idempotency keys, audit entries, outbox, inbox, dead letters, deadlines, drills.
 * The service's role may not change or delete what must last: it gets INSERT and SELECT, and UPDATE by column.
 */
export class KitTables1790000000000 implements MigrationInterface {
  readonly name = 'KitTables1790000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [keys, auditEntries, outbox, relayState, inbox, deadLetters, deadlines, drills]) {
      await queryRunner.query(statement);
    }
    await queryRunner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('The tables of the kit hold the record of what was decided: they are not dropped');
  }
}

const keys = `
  CREATE TABLE command_key (
    tenant text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    payload_hash bytea NOT NULL,
    answer text,
    recorded_at timestamptz NOT NULL DEFAULT installation.now(),
    PRIMARY KEY (tenant, operation, key)
  ) WITH (fillfactor = 80)`;

const auditEntries = `
  CREATE TABLE audit_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at timestamptz NOT NULL,
    tenant text NOT NULL,
    person text NOT NULL,
    on_behalf_of text,
    action text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'refused')),
    object_type text NOT NULL,
    object_id text NOT NULL,
    clause text,
    reason text,
    detail jsonb,
    trace text
  );
  CREATE INDEX audit_entry_object ON audit_entry (object_type, object_id, id)`;

// What was published leaves a dead entry in the index of what was not, and the relay reads past all of them until the next
// vacuum: 2.8 ms for 30,000. By PostgreSQL's own rule that comes the later the larger the table is.
const outbox = `
  CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    aggregate text NOT NULL,
    payload text NOT NULL,
    generation integer NOT NULL DEFAULT 0 CHECK (generation >= 0),
    recorded_at timestamptz NOT NULL,
    published_at timestamptz
  ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
  CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL`;

const relayState = `
  CREATE TABLE relay_state (
    stream text PRIMARY KEY,
    stream_created text NOT NULL,
    last_sequence bigint NOT NULL
  )`;

const inbox = `
  CREATE TABLE inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamptz NOT NULL DEFAULT installation.now(),
    PRIMARY KEY (consumer, event_id)
  )`;

const deadLetters = `
  CREATE TABLE dead_letter (
    id uuid PRIMARY KEY,
    tenant text,
    consumer text NOT NULL,
    event_id uuid,
    aggregate text NOT NULL,
    subject text NOT NULL,
    payload text NOT NULL,
    error text NOT NULL,
    tries integer NOT NULL,
    state text NOT NULL DEFAULT 'parked' CHECK (state IN ('parked', 'replayed', 'discarded')),
    parked_at timestamptz NOT NULL DEFAULT installation.now(),
    settled_at timestamptz,
    settled_by text,
    reason text,
    CHECK ((state = 'parked') = (settled_at IS NULL)),
    CHECK (state <> 'discarded' OR reason IS NOT NULL)
  );
  CREATE UNIQUE INDEX dead_letter_event ON dead_letter (consumer, event_id) WHERE state = 'parked';
  CREATE INDEX dead_letter_parked ON dead_letter (consumer, aggregate) WHERE state = 'parked'`;

const deadlines = `
  CREATE TABLE deadline (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    due_at timestamptz NOT NULL,
    generation integer NOT NULL DEFAULT 1 CHECK (generation > 0),
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'fired', 'cancelled', 'stuck')),
    tries integer NOT NULL DEFAULT 0,
    retry_at timestamptz,
    error text,
    recorded_at timestamptz NOT NULL DEFAULT installation.now(),
    fired_at timestamptz,
    UNIQUE (kind, subject),
    CHECK ((state = 'fired') = (fired_at IS NOT NULL))
  );
  CREATE INDEX deadline_pending ON deadline (due_at, id) WHERE state = 'pending'`;

const drills = `
  CREATE TABLE drill (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    note text NOT NULL,
    state text NOT NULL CHECK (state IN ('started', 'confirmed', 'lapsed')),
    version integer NOT NULL DEFAULT 1,
    started_at timestamptz NOT NULL,
    due_at timestamptz,
    confirmed_at timestamptz
  );
  CREATE INDEX drill_list ON drill (tenant, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON command_key, audit_entry, outbox, inbox, dead_letter, drill FROM %I', service_role);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON migration FROM %I', service_role);
    EXECUTE format('REVOKE DELETE ON deadline, relay_state FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (answer) ON command_key TO %I', service_role);
    EXECUTE format('GRANT UPDATE (generation, published_at) ON outbox TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, settled_at, settled_by, reason) ON dead_letter TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, confirmed_at) ON drill TO %I', service_role);
  END $$`;

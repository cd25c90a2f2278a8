import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The pool of experts, panels, their draws and scores. What a draw or a decision rests on can be added and never
 * changed; a submitted scoresheet stays as it is.
 */
export class Panels1790000203000 implements MigrationInterface {
  readonly name = 'Panels1790000203000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [experts, panels, applications, commitments, draws, members, scoresheets, seal, results, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Draws and scores are the record of who judged and how: they are not dropped');
  }
}

const experts = `
  CREATE TABLE expert (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    code text NOT NULL,
    person text NOT NULL,
    fields text[] NOT NULL CHECK (cardinality(fields) > 0),
    ties jsonb NOT NULL,
    conflicts jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'suspended', 'retired')),
    version integer NOT NULL CHECK (version > 0),
    registered_at timestamptz NOT NULL,
    UNIQUE (tenant, code),
    UNIQUE (tenant, person)
  );
  CREATE INDEX expert_list ON expert (tenant, id);
  CREATE TABLE expert_change (
    expert_id uuid NOT NULL REFERENCES expert,
    version integer NOT NULL,
    tenant text NOT NULL,
    action text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    reason text,
    after jsonb NOT NULL,
    PRIMARY KEY (expert_id, version)
  )`;

const panels = `
  CREATE TABLE panel (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    call_id uuid NOT NULL REFERENCES call,
    programme text NOT NULL,
    policy_version text NOT NULL,
    step text NOT NULL,
    clause text NOT NULL,
    field text,
    size integer NOT NULL CONSTRAINT panel_size_odd_at_least_five CHECK (size >= 5 AND size % 2 = 1),
    reserves integer NOT NULL CHECK (reserves >= 0),
    is_blind boolean NOT NULL,
    drops_extremes boolean NOT NULL,
    shortlist_limit integer,
    scoresheet jsonb NOT NULL CHECK (jsonb_array_length(scoresheet) > 0),
    state text NOT NULL CHECK (state IN ('prepared', 'committed', 'drawn', 'scoring', 'short', 'sealed-complete', 'closed', 'cancelled')),
    rounds integer NOT NULL DEFAULT 0 CHECK (rounds >= 0),
    version integer NOT NULL CHECK (version > 0),
    prepared_at timestamptz NOT NULL,
    prepared_by text NOT NULL,
    cancelled_at timestamptz,
    cancelled_reason text,
    CHECK ((state = 'cancelled') = (cancelled_reason IS NOT NULL)),
    CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL))
  );
  CREATE INDEX panel_list ON panel (tenant, id);
  CREATE INDEX panel_call ON panel (call_id, step, id)`;

// One live panel an application and step: a given-up panel lets its applications go.
const applications = `
  CREATE TABLE panel_application (
    panel_id uuid NOT NULL REFERENCES panel,
    application_id uuid NOT NULL REFERENCES application,
    tenant text NOT NULL,
    step text NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    cluster_id uuid NOT NULL,
    cluster_name text NOT NULL,
    region text NOT NULL,
    organisations text[] NOT NULL,
    is_live boolean NOT NULL DEFAULT true,
    PRIMARY KEY (panel_id, application_id),
    UNIQUE (panel_id, number)
  );
  CREATE UNIQUE INDEX panel_application_once ON panel_application (application_id, step) WHERE is_live`;

const commitments = `
  CREATE TABLE panel_commitment (
    panel_id uuid NOT NULL REFERENCES panel,
    round integer NOT NULL CHECK (round > 0),
    tenant text NOT NULL,
    algorithm text NOT NULL,
    seats integer NOT NULL CHECK (seats > 0),
    reserves integer NOT NULL CHECK (reserves >= 0),
    seed bytea NOT NULL CHECK (octet_length(seed) = 32),
    seed_hash text NOT NULL CHECK (seed_hash = encode(sha256(seed), 'hex')),
    candidate_list text NOT NULL,
    candidates_hash text NOT NULL CHECK (candidates_hash = encode(sha256(convert_to(candidate_list, 'UTF8')), 'hex')),
    relations jsonb NOT NULL,
    relations_as_of date NOT NULL,
    committed_at timestamptz NOT NULL,
    committed_by text NOT NULL,
    PRIMARY KEY (panel_id, round),
    UNIQUE (panel_id, round, committed_at)
  );
  CREATE TABLE panel_candidate (
    panel_id uuid NOT NULL,
    round integer NOT NULL,
    expert_id uuid NOT NULL REFERENCES expert,
    expert_version integer NOT NULL,
    tenant text NOT NULL,
    code text NOT NULL,
    exclusions jsonb NOT NULL,
    PRIMARY KEY (panel_id, round, expert_id),
    UNIQUE (panel_id, round, code),
    FOREIGN KEY (panel_id, round) REFERENCES panel_commitment
  )`;

// The moment of the commitment is part of the reference, so that the database can refuse a draw that is not later.
const draws = `
  CREATE TABLE panel_draw (
    panel_id uuid NOT NULL,
    round integer NOT NULL,
    tenant text NOT NULL,
    public_value text,
    members text[] NOT NULL,
    reserve_members text[] NOT NULL,
    result_hash text NOT NULL,
    committed_at timestamptz NOT NULL,
    drawn_at timestamptz NOT NULL CONSTRAINT panel_draw_after_commitment CHECK (drawn_at > committed_at),
    drawn_by text NOT NULL,
    PRIMARY KEY (panel_id, round),
    FOREIGN KEY (panel_id, round, committed_at) REFERENCES panel_commitment (panel_id, round, committed_at)
  )`;

const members = `
  CREATE TABLE panel_member (
    panel_id uuid NOT NULL REFERENCES panel,
    expert_id uuid NOT NULL REFERENCES expert,
    tenant text NOT NULL,
    code text NOT NULL,
    round integer NOT NULL,
    place integer NOT NULL CHECK (place > 0),
    seat text NOT NULL CHECK (seat IN ('member', 'reserve', 'recused')),
    recused_at timestamptz,
    recused_by text,
    recused_reason text,
    PRIMARY KEY (panel_id, expert_id),
    UNIQUE (panel_id, round, place),
    CHECK ((seat = 'recused') = (recused_reason IS NOT NULL)),
    CHECK ((seat = 'recused') = (recused_at IS NOT NULL))
  );
  CREATE INDEX panel_member_expert ON panel_member (expert_id, panel_id)`;

const scoresheets = `
  CREATE TABLE scoresheet (
    panel_id uuid NOT NULL,
    application_id uuid NOT NULL,
    expert_id uuid NOT NULL,
    tenant text NOT NULL,
    number integer NOT NULL,
    items jsonb NOT NULL,
    comment text,
    state text NOT NULL CHECK (state IN ('draft', 'sealed')),
    version integer NOT NULL CHECK (version > 0),
    written_at timestamptz NOT NULL,
    sealed_at timestamptz,
    PRIMARY KEY (panel_id, number, expert_id),
    FOREIGN KEY (panel_id, application_id) REFERENCES panel_application,
    FOREIGN KEY (panel_id, expert_id) REFERENCES panel_member,
    CHECK ((state = 'sealed') = (sealed_at IS NOT NULL))
  )`;

const seal = `
  CREATE FUNCTION scoresheet_stays_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.state = 'sealed' THEN
      RAISE EXCEPTION 'A submitted scoresheet is not changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER scoresheet_stays_sealed BEFORE UPDATE ON scoresheet FOR EACH ROW EXECUTE FUNCTION scoresheet_stays_sealed()`;

const results = `
  CREATE TABLE panel_tie (
    panel_id uuid NOT NULL,
    application_id uuid NOT NULL,
    tenant text NOT NULL,
    place integer NOT NULL CHECK (place > 0),
    reason text NOT NULL,
    decided_at timestamptz NOT NULL,
    decided_by text NOT NULL,
    PRIMARY KEY (panel_id, application_id),
    FOREIGN KEY (panel_id, application_id) REFERENCES panel_application
  );
  CREATE TABLE panel_result (
    panel_id uuid NOT NULL,
    application_id uuid NOT NULL,
    tenant text NOT NULL,
    numerator numeric NOT NULL CHECK (numerator >= 0),
    denominator numeric NOT NULL CHECK (denominator > 0),
    rank integer NOT NULL CHECK (rank > 0),
    PRIMARY KEY (panel_id, application_id),
    FOREIGN KEY (panel_id, application_id) REFERENCES panel_application
  )`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON expert_change, panel_commitment, panel_candidate, panel_draw, panel_tie, panel_result FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE, DELETE ON expert, panel, panel_application, panel_member, scoresheet FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (fields, ties, conflicts, state, version) ON expert TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, rounds, version, cancelled_at, cancelled_reason) ON panel TO %I', service_role);
    EXECUTE format('GRANT UPDATE (is_live) ON panel_application TO %I', service_role);
    EXECUTE format('GRANT UPDATE (seat, recused_at, recused_by, recused_reason) ON panel_member TO %I', service_role);
    EXECUTE format('GRANT UPDATE (items, comment, state, version, written_at, sealed_at) ON scoresheet TO %I', service_role);
  END $$`;

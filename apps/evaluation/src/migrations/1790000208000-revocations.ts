import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Incidents and findings that monitoring recorded, and the cases in which titles are revoked. */
export class Revocations1790000208000 implements MigrationInterface {
  readonly name = 'Revocations1790000208000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [incidents, findings, cases, statements, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Cases of revocation are on record: they are not dropped');
  }
}

const recorded = `
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    cluster_id uuid NOT NULL,
    source text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    struck_by text,
    struck_at timestamptz,
    strike_reason text,
    CHECK ((struck_by IS NULL) = (struck_at IS NULL) AND (struck_by IS NULL) = (strike_reason IS NULL))`;

const incidents = `
  CREATE TABLE incident (${recorded},
    happened_on date NOT NULL,
    category text NOT NULL CHECK (category IN ('safety', 'quality', 'environment', 'network-security', 'data-security')),
    grade text NOT NULL CHECK (grade IN ('general', 'larger', 'major', 'extraordinary'))
  );
  CREATE INDEX incident_cluster ON incident (tenant, cluster_id, id)`;

const findings = `
  CREATE TABLE finding (${recorded},
    found_on date NOT NULL,
    kind text NOT NULL
      CHECK (kind IN ('false-application', 'fraud', 'violation', 'refused-monitoring', 'tax-evasion', 'serious-dishonesty', 'other-major')),
    by text NOT NULL CHECK (by IN ('cluster', 'enterprise'))
  );
  CREATE INDEX finding_cluster ON finding (tenant, cluster_id, id)`;

const cases = `
  CREATE TABLE revocation_case (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    title_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    cluster_name text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    region text NOT NULL,
    state text NOT NULL
      CHECK (state IN ('opened', 'notified', 'hearing-asked', 'heard', 'revoked', 'published', 'withdrawn', 'not-revoked', 'dropped')),
    version integer NOT NULL DEFAULT 1,
    opened_on date NOT NULL,
    opened_by text NOT NULL,
    opened_client text,
    reason text NOT NULL,
    grounds jsonb NOT NULL,
    inputs text NOT NULL,
    found text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    served_on date,
    defence_ends_on date,
    notice jsonb,
    hearing jsonb,
    decided_on date,
    decided_by text,
    decided_client text,
    decision jsonb,
    publication jsonb,
    ended_by text,
    ending jsonb,
    CHECK (decided_by <> opened_by),
    CHECK (ended_by <> decided_by),
    CHECK ((served_on IS NULL) = (notice IS NULL) AND (served_on IS NULL) = (defence_ends_on IS NULL)),
    CHECK (decided_on IS NULL OR decided_on > defence_ends_on),
    CHECK (state NOT IN ('revoked', 'published', 'withdrawn', 'not-revoked') OR (decided_on IS NOT NULL AND decided_by IS NOT NULL AND decision IS NOT NULL AND served_on IS NOT NULL)),
    CHECK (state <> 'heard' OR hearing IS NOT NULL),
    CHECK (state NOT IN ('withdrawn', 'dropped') OR ending IS NOT NULL)
  );
  CREATE UNIQUE INDEX revocation_case_pending ON revocation_case (title_id) WHERE state IN ('opened', 'notified', 'hearing-asked', 'heard', 'revoked', 'published');
  CREATE INDEX revocation_case_list ON revocation_case (tenant, id);
  CREATE INDEX revocation_case_region ON revocation_case (tenant, region, id)`;

const statements = `
  CREATE TABLE revocation_statement (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    case_id uuid NOT NULL REFERENCES revocation_case (id),
    by text NOT NULL,
    received_on date NOT NULL,
    in_time boolean NOT NULL,
    text text NOT NULL,
    document text,
    recorded_by text NOT NULL
  );
  CREATE INDEX revocation_statement_case ON revocation_statement (case_id, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON incident, finding, revocation_statement FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (struck_by, struck_at, strike_reason) ON incident, finding TO %I', service_role);
    EXECUTE format('REVOKE UPDATE, DELETE ON revocation_case FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (state, version, served_on, defence_ends_on, notice, hearing, decided_on, decided_by, decided_client, decision,
      publication, ended_by, ending) ON revocation_case TO %I', service_role);
  END $$`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Annual reports, the figures that they are compared with, and the comprehensive evaluation of a year's reports. */
export class AnnualReports1790000206000 implements MigrationInterface {
  readonly name = 'AnnualReports1790000206000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [reports, references, evaluations, applied, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Reports and evaluations are on record: they are not dropped');
  }
}

const reports = `
  CREATE TABLE annual_report (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    title_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    cluster_name text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    region text NOT NULL,
    year integer NOT NULL,
    clause text NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'draft', 'returned', 'filed', 'passed-on', 'received')),
    version integer NOT NULL DEFAULT 1,
    overdue boolean NOT NULL DEFAULT false,
    filed_on date,
    figures jsonb NOT NULL DEFAULT '{}',
    warnings jsonb NOT NULL DEFAULT '[]',
    explanations jsonb NOT NULL DEFAULT '[]',
    filed_by text,
    opinion text,
    passed_on_by text,
    passed_on_on date,
    received_on date,
    return_reason text,
    UNIQUE (title_id, year),
    CHECK (state NOT IN ('filed', 'passed-on', 'received') OR (filed_on IS NOT NULL AND filed_by IS NOT NULL)),
    CHECK (filed_on IS NULL OR filed_on <= due_on OR overdue),
    CHECK (state <> 'received' OR received_on IS NOT NULL)
  );
  CREATE INDEX annual_report_list ON annual_report (tenant, id);
  CREATE INDEX annual_report_region ON annual_report (tenant, region, id);
  CREATE INDEX annual_report_year ON annual_report (tenant, programme, year, region, id);
  CREATE INDEX annual_report_overdue ON annual_report (tenant, region, id) WHERE overdue`;

const references = `
  CREATE TABLE reference_figure (
    tenant text NOT NULL,
    title_id uuid NOT NULL,
    year integer NOT NULL,
    key text NOT NULL,
    source text NOT NULL,
    value text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (title_id, year, key, source)
  )`;

const evaluations = `
  CREATE TABLE comprehensive_evaluation (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    year integer NOT NULL,
    clause text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'issued')),
    version integer NOT NULL DEFAULT 1,
    problems jsonb NOT NULL,
    measures jsonb NOT NULL,
    conclusion text NOT NULL,
    counts jsonb NOT NULL,
    sums jsonb NOT NULL,
    drafted_by text NOT NULL,
    drafted_client text,
    drafted_on date NOT NULL,
    issued_by text,
    issued_on date,
    UNIQUE (tenant, programme, year),
    CHECK ((state = 'issued') = (issued_by IS NOT NULL AND issued_on IS NOT NULL)),
    CHECK (issued_by <> drafted_by)
  );
  CREATE INDEX comprehensive_evaluation_list ON comprehensive_evaluation (tenant, id)`;

// The application by which a cluster was recognised: its figures are compared with, its goals are assessed.
const applied = `CREATE INDEX application_recognised ON application (tenant, cluster_id) WHERE state = 'recognised'`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE DELETE ON annual_report, comprehensive_evaluation FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE, DELETE ON reference_figure FROM %I', service_role);
  END $$`;

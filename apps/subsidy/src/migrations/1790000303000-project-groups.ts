import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Project groups, their projects and investment lines, what was submitted, and what was used twice (SUB-4, SUB-5.a, SUB-5.c). */
export class ProjectGroups1790000303000 implements MigrationInterface {
  readonly name = 'ProjectGroups1790000303000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [groups, drafts, submissions, levels, projects, lines, verifications, usage, findings, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Project groups are the record of what was applied for: they are not dropped');
  }
}

const groups = `
  CREATE TABLE project_group (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    year_id uuid NOT NULL REFERENCES programme_year,
    programme text NOT NULL,
    policy_version text NOT NULL,
    cluster_id uuid NOT NULL,
    cluster_name text NOT NULL,
    cluster jsonb NOT NULL,
    cluster_level text CHECK (cluster_level IN ('world', 'national', 'provincial', 'none')),
    level_closed boolean NOT NULL DEFAULT false,
    lead_credit_code text NOT NULL,
    lead_name text NOT NULL,
    region text NOT NULL,
    prefecture text NOT NULL,
    editors text[] NOT NULL CHECK (cardinality(editors) > 0),
    state text NOT NULL CHECK (state IN ('draft', 'under-review', 'returned', 'withdrawn', 'rejected', 'reserved', 'fallen')),
    step text,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    content jsonb NOT NULL,
    content_number integer NOT NULL DEFAULT 0 CHECK (content_number >= 0),
    updated_at timestamptz NOT NULL,
    CHECK (state <> 'under-review' OR step IS NOT NULL),
    CHECK (state <> 'draft' OR content_number = 0),
    CHECK (state NOT IN ('under-review', 'reserved') OR (content_number > 0 AND cluster_level IS NOT NULL))
  );
  CREATE UNIQUE INDEX project_group_of_lead ON project_group (year_id, cluster_id, lead_credit_code)
    WHERE state NOT IN ('withdrawn', 'rejected', 'fallen');
  CREATE INDEX project_group_tenant ON project_group (tenant, id);
  CREATE INDEX project_group_tenant_state ON project_group (tenant, state, id);
  CREATE INDEX project_group_region ON project_group (tenant, region, id);
  CREATE INDEX project_group_editors ON project_group USING gin (editors);
  CREATE INDEX project_group_region_state ON project_group (tenant, region, state, id);
  CREATE INDEX project_group_year ON project_group (year_id, id);
  CREATE INDEX project_group_year_region ON project_group (year_id, region, id);
  CREATE INDEX project_group_year_step ON project_group (year_id, step, id) WHERE state = 'under-review';
  CREATE INDEX project_group_year_state ON project_group (year_id, state, id);
  CREATE INDEX project_group_lead ON project_group (tenant, lead_credit_code, id)`;

const drafts = `
  CREATE TABLE project_group_draft (
    group_id uuid NOT NULL REFERENCES project_group,
    version integer NOT NULL,
    tenant text NOT NULL,
    content jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by text NOT NULL,
    PRIMARY KEY (group_id, version)
  )`;

// The content whole, with its lines, as the text that its hash is of.
const submissions = `
  CREATE TABLE group_submission (
    group_id uuid NOT NULL REFERENCES project_group,
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    content text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    decision text NOT NULL,
    decision_inputs text NOT NULL,
    verdict text NOT NULL,
    standing text NOT NULL,
    submitted_at timestamptz NOT NULL,
    submitted_by text NOT NULL,
    PRIMARY KEY (group_id, number)
  )`;

const levels = `
  CREATE TABLE group_level_answer (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    group_id uuid NOT NULL REFERENCES project_group,
    purpose text NOT NULL CHECK (purpose IN ('submission', 'closing')),
    as_of date NOT NULL,
    level text NOT NULL CHECK (level IN ('world', 'national', 'provincial', 'none')),
    answer jsonb NOT NULL,
    recorded_at timestamptz NOT NULL
  );
  CREATE INDEX group_level_answer_group ON group_level_answer (group_id, id);
  CREATE UNIQUE INDEX group_level_answer_closing ON group_level_answer (group_id) WHERE purpose = 'closing'`;

const projects = `
  CREATE TABLE project (
    group_id uuid NOT NULL REFERENCES project_group,
    id uuid NOT NULL,
    tenant text NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    region text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    participants text[] NOT NULL,
    PRIMARY KEY (group_id, id),
    CHECK (starts_on <= ends_on)
  )`;

const lines = `
  CREATE TABLE investment_line (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    group_id uuid NOT NULL,
    project_id uuid NOT NULL,
    year_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    category text NOT NULL,
    description text NOT NULL,
    supplier_name text,
    supplier_credit_code text,
    invoice_number text,
    invoice_date date,
    completed_on date,
    planned_year integer CHECK (planned_year BETWEEN 2000 AND 2999),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    tax text NOT NULL CHECK (tax IN ('excluded', 'included')),
    condition text CHECK (condition IN ('new', 'second-hand')),
    serials text[] NOT NULL,
    region text NOT NULL,
    evidence jsonb NOT NULL,
    eligibility text NOT NULL CHECK (eligibility IN ('eligible', 'ineligible', 'needs-explanation')),
    reasons jsonb NOT NULL,
    is_progress boolean NOT NULL DEFAULT false,
    removed boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('accepted', 'cut', 'refused')),
    verified_fen bigint NOT NULL DEFAULT 0 CHECK (verified_fen >= 0),
    verified_by text,
    verified_at timestamptz,
    FOREIGN KEY (group_id, project_id) REFERENCES project,
    CONSTRAINT investment_line_number UNIQUE (group_id, number),
    CONSTRAINT investment_line_done_or_planned CHECK ((completed_on IS NULL) <> (planned_year IS NULL)),
    CONSTRAINT investment_line_verified_whole CHECK ((outcome IS NULL) = (verified_by IS NULL) AND (outcome IS NULL) = (verified_at IS NULL)),
    CONSTRAINT investment_line_verified_by_another CHECK (verified_by <> entered_by),
    CONSTRAINT investment_line_verified_amount CHECK (
      CASE outcome WHEN 'accepted' THEN verified_fen = amount_fen WHEN 'cut' THEN verified_fen > 0 AND verified_fen < amount_fen ELSE verified_fen = 0 END),
    CONSTRAINT investment_line_only_eligible_counts CHECK (verified_fen = 0 OR eligibility <> 'ineligible'),
    CONSTRAINT investment_line_removed_counts_nothing CHECK (NOT removed OR verified_fen = 0)
  );
  CREATE INDEX investment_line_project ON investment_line (group_id, project_id);
  CREATE INDEX investment_line_year ON investment_line (year_id)`;

const verifications = `
  CREATE TABLE line_verification (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    group_id uuid NOT NULL,
    line_id uuid NOT NULL REFERENCES investment_line,
    line_version integer NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('accepted', 'cut', 'refused')),
    amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
    clause text,
    reason text,
    evidence jsonb NOT NULL,
    role text NOT NULL,
    person text NOT NULL,
    client text,
    recorded_at timestamptz NOT NULL,
    CHECK (outcome = 'accepted' OR reason IS NOT NULL)
  );
  CREATE INDEX line_verification_line ON line_verification (line_id, id)`;

// A claim orders those who use a key at the same time: the second to submit waits for the first and then finds it.
const usage = `
  CREATE TABLE usage_key (
    tenant text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'serial', 'project', 'evidence')),
    key text NOT NULL,
    group_id uuid NOT NULL REFERENCES project_group,
    subject_id uuid NOT NULL,
    project_id uuid NOT NULL,
    year_id uuid NOT NULL,
    standing text NOT NULL CHECK (standing IN ('draft', 'live', 'dead')),
    PRIMARY KEY (tenant, kind, key, group_id, subject_id)
  );
  CREATE INDEX usage_key_group ON usage_key (group_id, subject_id);
  CREATE INDEX usage_key_year ON usage_key (tenant, year_id, kind, key) WHERE standing = 'live';
  CREATE TABLE usage_claim (
    tenant text NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    claims integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, kind, key)
  )`;

const findings = `
  CREATE TABLE duplicate_finding (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    group_id uuid NOT NULL REFERENCES project_group,
    kind text NOT NULL,
    key text NOT NULL,
    subject_id uuid NOT NULL,
    project_id uuid NOT NULL,
    other_group_id uuid NOT NULL REFERENCES project_group,
    other_subject_id uuid NOT NULL,
    other_project_id uuid NOT NULL,
    region text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'explained', 'accepted', 'declined', 'gone')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    found_at timestamptz NOT NULL,
    explanation text,
    explained_by text,
    explained_at timestamptz,
    reason text,
    decided_by text,
    decided_at timestamptz,
    CHECK (state NOT IN ('explained', 'accepted') OR explanation IS NOT NULL),
    CHECK (state NOT IN ('accepted', 'declined') OR (reason IS NOT NULL AND decided_by IS NOT NULL)),
    CONSTRAINT duplicate_finding_decided_by_another CHECK (decided_by <> explained_by),
    CONSTRAINT duplicate_finding_once UNIQUE (group_id, kind, subject_id, other_subject_id)
  );
  CREATE INDEX duplicate_finding_group ON duplicate_finding (group_id, id);
  CREATE INDEX duplicate_finding_other ON duplicate_finding (other_group_id, id);
  CREATE INDEX duplicate_finding_region ON duplicate_finding (tenant, region, id) WHERE state IN ('open', 'explained')`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON project_group_draft, group_submission, group_level_answer, line_verification FROM %I', service_role);
    EXECUTE format('REVOKE DELETE ON project_group, investment_line, duplicate_finding, usage_claim FROM %I', service_role);
  END $$`;

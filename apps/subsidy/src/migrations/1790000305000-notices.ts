import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Public notices of proposed projects, every reckoning of their end, and objections with those who raised them kept apart (SUB-10.a). */
export class Notices1790000305000 implements MigrationInterface {
  readonly name = 'Notices1790000305000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [notices, items, reckonings, objections, contacts, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Notices and objections are the record of how projects came to be supported: they are not dropped');
  }
}

const notices = `
  CREATE TABLE public_notice (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    year_id uuid NOT NULL REFERENCES programme_year,
    programme text NOT NULL,
    policy_version text NOT NULL,
    fund_year integer NOT NULL,
    step text NOT NULL,
    clause text NOT NULL,
    title text,
    channel text,
    length integer NOT NULL CHECK (length > 0),
    unit text NOT NULL CHECK (unit IN ('workingDays', 'days')),
    is_length_of_year boolean NOT NULL,
    start_day text NOT NULL CHECK (start_day IN ('excluded', 'included')),
    published_on date NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    due_on date NOT NULL,
    first_day_after date NOT NULL,
    provisional boolean NOT NULL,
    calendar_version text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'ended', 'withdrawn')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ended_at timestamptz,
    CHECK (due_on >= published_on AND first_day_after = due_on + 1),
    CHECK ((state = 'open') = (ended_at IS NULL))
  );
  CREATE INDEX public_notice_list ON public_notice (tenant, id);
  CREATE INDEX public_notice_year ON public_notice (year_id, id);
  CREATE INDEX public_notice_provisional ON public_notice (id) WHERE state = 'open' AND provisional`;

// A group stands on one notice at a time: two ends would be two answers to the question when it may go on.
const items = `
  CREATE TABLE public_notice_item (
    notice_id uuid NOT NULL REFERENCES public_notice,
    group_id uuid NOT NULL REFERENCES project_group,
    tenant text NOT NULL,
    place integer NOT NULL CHECK (place > 0),
    cluster_name text NOT NULL,
    lead_name text NOT NULL,
    region text NOT NULL,
    projects jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'held', 'passed', 'fallen', 'removed')),
    reason text,
    settled_at timestamptz,
    PRIMARY KEY (notice_id, group_id),
    CHECK ((state IN ('open', 'held')) = (settled_at IS NULL)),
    CHECK (state <> 'removed' OR reason IS NOT NULL)
  );
  CREATE UNIQUE INDEX public_notice_item_standing ON public_notice_item (group_id) WHERE state IN ('open', 'held')`;

const reckonings = `
  CREATE TABLE public_notice_reckoning (
    notice_id uuid NOT NULL REFERENCES public_notice,
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    due_on date NOT NULL,
    provisional boolean NOT NULL,
    calendar_version text NOT NULL,
    answer jsonb NOT NULL,
    reckoned_at timestamptz NOT NULL,
    PRIMARY KEY (notice_id, number)
  )`;

const objections = `
  CREATE TABLE objection (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    notice_id uuid NOT NULL,
    group_id uuid NOT NULL,
    project_id uuid,
    state text NOT NULL CHECK (state IN ('raised', 'under-verification', 'answered', 'withdrawn')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    raised_by text NOT NULL,
    raised_client text,
    grounds text NOT NULL,
    evidence text[] NOT NULL,
    raised_at timestamptz NOT NULL,
    verified_by text,
    verification text,
    outcome text CHECK (outcome IN ('upheld', 'not-upheld')),
    reasons text,
    answer_evidence text[],
    answered_by text,
    answered_at timestamptz,
    withdrawn_at timestamptz,
    withdrawal text,
    FOREIGN KEY (notice_id, group_id) REFERENCES public_notice_item,
    CONSTRAINT objection_settled_by_another CHECK (verified_by <> raised_by AND answered_by <> raised_by),
    CHECK (state <> 'under-verification' OR verified_by IS NOT NULL),
    CHECK ((state = 'answered') = (num_nonnulls(outcome, reasons, answer_evidence, answered_by, answered_at) = 5)),
    CHECK (state = 'answered' OR num_nonnulls(outcome, reasons, answer_evidence, answered_by, answered_at) = 0),
    CHECK ((state = 'withdrawn') = (num_nonnulls(withdrawn_at, withdrawal) = 2))
  );
  CREATE UNIQUE INDEX objection_of_person ON objection (group_id, raised_by, coalesce(project_id, group_id))
    WHERE state IN ('raised', 'under-verification') AND raised_by <> 'public';
  CREATE INDEX objection_list ON objection (tenant, id);
  CREATE INDEX objection_own ON objection (raised_by, id);
  CREATE INDEX objection_notice ON objection (notice_id, id);
  CREATE INDEX objection_group ON objection (group_id, state)`;

// How to reach who objects is for those alone who verify: it is not in the row that others read.
const contacts = `
  CREATE TABLE objection_contact (
    objection_id uuid PRIMARY KEY REFERENCES objection,
    tenant text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
    contact text NOT NULL CHECK (length(contact) <= 200)
  )`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON public_notice, public_notice_item, public_notice_reckoning, objection, objection_contact FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (due_on, first_day_after, provisional, calendar_version, state, version, ended_at) ON public_notice TO %I', service_role);
    EXECUTE format('GRANT UPDATE (state, reason, settled_at, projects) ON public_notice_item TO %I', service_role);
    EXECUTE format(
      'GRANT UPDATE (state, version, verified_by, verification, outcome, reasons, answer_evidence, answered_by, answered_at, withdrawn_at, withdrawal) ON objection TO %I',
      service_role);
  END $$`;

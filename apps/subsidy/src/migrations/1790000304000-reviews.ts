import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What audit answered at each gate, and the review of project groups: signatures, results, proposed projects, the clocks of the steps. */
export class Reviews1790000304000 implements MigrationInterface {
  readonly name = 'Reviews1790000304000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [checks, entries, signatures, results, proposedProjects, stays, clock, waiting, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Reviews are the record of how money came to be proposed: they are not dropped');
  }
}

const checks = `
  CREATE TABLE standing_check (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    gate text NOT NULL,
    noun text NOT NULL,
    object_id uuid NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    clause text NOT NULL,
    is_clear boolean NOT NULL,
    asked_at timestamptz NOT NULL,
    answer jsonb NOT NULL
  );
  CREATE INDEX standing_check_object ON standing_check (tenant, noun, object_id, id)`;

const entries = `
  CREATE TABLE group_review_entry (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    group_id uuid NOT NULL REFERENCES project_group,
    year_id uuid NOT NULL,
    content_number integer NOT NULL,
    step text NOT NULL,
    kind text NOT NULL CHECK (kind IN (
      'signed', 'taken-back', 'completed', 'returned', 'rejected', 'left-off-notice', 'project-fallen', 'fallen')),
    role text,
    person text NOT NULL,
    client text,
    policy_version text NOT NULL,
    clause text,
    text text NOT NULL,
    detail jsonb NOT NULL,
    recorded_at timestamptz NOT NULL
  );
  CREATE INDEX group_review_entry_group ON group_review_entry (group_id, id)`;

// Two departments, two people (SUB-8): a side signs a content once, and nobody signs it for two sides.
const signatures = `
  CREATE TABLE group_signature (
    group_id uuid NOT NULL REFERENCES project_group,
    step text NOT NULL,
    content_number integer NOT NULL CHECK (content_number > 0),
    side integer NOT NULL CHECK (side >= 0),
    tenant text NOT NULL,
    role text NOT NULL,
    person text NOT NULL,
    client text,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (group_id, step, content_number, side),
    CONSTRAINT group_signature_by_two UNIQUE (group_id, step, content_number, person)
  )`;

const results = `
  CREATE TABLE group_result (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    group_id uuid NOT NULL REFERENCES project_group,
    content_number integer NOT NULL CHECK (content_number > 0),
    kind text NOT NULL CHECK (kind IN ('expert-group', 'third-party')),
    held_on date NOT NULL,
    experts jsonb NOT NULL,
    third_party jsonb,
    report text NOT NULL CHECK (report ~ '^[0-9a-f]{64}$'),
    projects jsonb NOT NULL,
    opinion text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CHECK ((kind = 'third-party') = (third_party IS NOT NULL)),
    CHECK ((kind = 'expert-group') = (jsonb_array_length(experts) > 1)),
    CONSTRAINT group_result_once UNIQUE (group_id, content_number)
  )`;

// A project that is out says why and by which clause.
const proposedProjects = `
  CREATE TABLE proposed_project (
    group_id uuid NOT NULL,
    project_id uuid NOT NULL,
    tenant text NOT NULL,
    year_id uuid NOT NULL,
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'left-out', 'fallen')),
    clause text,
    reason text,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (group_id, project_id),
    FOREIGN KEY (group_id, project_id) REFERENCES project,
    CHECK ((state = 'proposed') = (reason IS NULL)),
    CHECK (state = 'proposed' OR clause IS NOT NULL)
  );
  CREATE INDEX proposed_project_year ON proposed_project (year_id, group_id) WHERE state = 'proposed'`;

const stays = `
  CREATE TABLE group_stay (
    group_id uuid NOT NULL REFERENCES project_group,
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    step text NOT NULL,
    entered_at timestamptz NOT NULL,
    left_at timestamptz,
    suspended_since timestamptz,
    suspended_ms bigint NOT NULL DEFAULT 0 CHECK (suspended_ms >= 0),
    PRIMARY KEY (group_id, number),
    CHECK (left_at IS NULL OR suspended_since IS NULL)
  );
  CREATE UNIQUE INDEX group_stay_open ON group_stay (group_id) WHERE left_at IS NULL`;

// Groups are moved by several nouns (filed, reviewed, on notice, withdrawn): whoever moves one, its clocks follow. While it is
// returned for correction the clock stands still; back at another step than the one it left, that stay is over.
const clock = `
  CREATE FUNCTION keep_group_stay() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  DECLARE
    at timestamptz := NEW.updated_at;
    current group_stay;
  BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.step IS NOT DISTINCT FROM OLD.step THEN RETURN NULL; END IF;
    SELECT * INTO current FROM group_stay WHERE group_id = NEW.id AND left_at IS NULL;
    IF NEW.state = 'returned' THEN
      UPDATE group_stay SET suspended_since = at WHERE group_id = NEW.id AND left_at IS NULL AND suspended_since IS NULL;
    ELSIF NEW.state = 'under-review' AND current.step = NEW.step THEN
      UPDATE group_stay SET suspended_since = NULL,
        suspended_ms = suspended_ms + greatest(0, floor(extract(epoch FROM at - suspended_since) * 1000)::bigint)
      WHERE group_id = NEW.id AND left_at IS NULL AND suspended_since IS NOT NULL;
    ELSE
      UPDATE group_stay SET left_at = at, suspended_since = NULL,
        suspended_ms = suspended_ms + CASE WHEN suspended_since IS NULL THEN 0 ELSE greatest(0, floor(extract(epoch FROM at - suspended_since) * 1000)::bigint) END
      WHERE group_id = NEW.id AND left_at IS NULL;
      IF NEW.state = 'under-review' THEN
        INSERT INTO group_stay (group_id, number, tenant, step, entered_at)
        SELECT NEW.id, coalesce(max(number), 0) + 1, NEW.tenant, NEW.step, at FROM group_stay WHERE group_id = NEW.id;
      END IF;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER project_group_stay AFTER INSERT OR UPDATE OF state, step ON project_group FOR EACH ROW EXECUTE FUNCTION keep_group_stay()`;

const waiting = `CREATE INDEX project_group_waiting ON project_group (tenant, step, region, id) WHERE state = 'under-review'`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON standing_check, group_review_entry, group_result FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE ON group_signature FROM %I', service_role);
    EXECUTE format('REVOKE DELETE ON proposed_project, group_stay FROM %I', service_role);
  END $$`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What evaluation knows of titles and of major changes of clusters: a copy of registry's events, never asked back. */
export class Titles1790000205000 implements MigrationInterface {
  readonly name = 'Titles1790000205000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [titles, changes, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Cases rest on these copies: they are not dropped');
  }
}

const titles = `
  CREATE TABLE title_projection (
    title_id uuid PRIMARY KEY,
    tenant text NOT NULL,
    cluster_id uuid NOT NULL,
    cluster_name text NOT NULL,
    programme text NOT NULL,
    policy_version text,
    level text NOT NULL CHECK (level IN ('world', 'national', 'provincial')),
    region text NOT NULL,
    state text NOT NULL CHECK (state IN ('valid', 'under-re-review', 'expired', 'revoked')),
    recognised_on date NOT NULL,
    valid_through date CHECK (valid_through >= recognised_on),
    changed_on date NOT NULL,
    sequence bigint NOT NULL CHECK (sequence > 0)
  );
  CREATE INDEX title_projection_programme ON title_projection (tenant, programme, region, title_id);
  CREATE INDEX title_projection_cluster ON title_projection (tenant, cluster_id)`;

const changes = `
  CREATE TABLE cluster_change_projection (
    change_id uuid PRIMARY KEY,
    tenant text NOT NULL,
    cluster_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('leading-industry', 'area', 'operating-body')),
    changed_on date NOT NULL,
    report_due_on date,
    reported_on date,
    sequence bigint NOT NULL CHECK (sequence > 0)
  );
  CREATE INDEX cluster_change_projection_cluster ON cluster_change_projection (tenant, cluster_id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE DELETE ON title_projection, cluster_change_projection FROM %I', service_role);
  END $$`;

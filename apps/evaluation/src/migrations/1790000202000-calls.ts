import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls. */
export class Calls1790000202000 implements MigrationInterface {
  readonly name = 'Calls1790000202000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(calls);
    await queryRunner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('Calls are what applications were made under: they are not dropped');
  }
}

const calls = `
  CREATE TABLE call (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    programme text NOT NULL,
    policy_version text,
    terms jsonb NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'published', 'closed', 'withdrawn')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    published_at timestamptz,
    drafted_by text NOT NULL,
    CHECK (opens_on <= closes_on),
    CHECK (state = 'draft' OR state = 'withdrawn' OR (policy_version IS NOT NULL AND published_at IS NOT NULL))
  );
  CREATE INDEX call_list ON call (tenant, id);
  CREATE INDEX call_public ON call (id) WHERE state IN ('published', 'closed')`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON call FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (policy_version, terms, opens_on, closes_on, state, version, published_at) ON call TO %I', service_role);
  END $$`;

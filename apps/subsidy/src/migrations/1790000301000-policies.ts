import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Policies that were installed while the installation runs, as evaluation gave them: a case is derived again from its own version. */
export class Policies1790000301000 implements MigrationInterface {
  readonly name = 'Policies1790000301000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(policyVersions);
    await queryRunner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('Policies are what awards were decided by: they are not dropped');
  }
}

const policyVersions = `
  CREATE TABLE policy_version (
    programme text NOT NULL,
    version text NOT NULL,
    tenant text NOT NULL,
    source text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    in_force_from date,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (programme, version)
  )`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON policy_version FROM %I', service_role);
  END $$`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Policies installed since the release, and decisions: neither is ever changed. */
export class Policies1790000201000 implements MigrationInterface {
  readonly name = 'Policies1790000201000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(policyVersions);
    await queryRunner.query(decisions);
    await queryRunner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('Policies and decisions are the record of what was decided and by what: they are not dropped');
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
    installed_at timestamptz NOT NULL,
    installed_by text NOT NULL,
    PRIMARY KEY (programme, version)
  )`;

const decisions = `
  CREATE TABLE decision (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    purpose text NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    calendar_version text NOT NULL,
    as_of date NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('eligible', 'ineligible', 'incomplete', 'needs-judgement')),
    inputs text NOT NULL,
    explanation text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    decided_at timestamptz NOT NULL
  );
  CREATE INDEX decision_subject ON decision (subject_type, subject_id, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON policy_version, decision FROM %I', service_role);
  END $$`;

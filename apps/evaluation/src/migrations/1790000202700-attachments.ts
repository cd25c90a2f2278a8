import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of attachments; their bytes lie outside the database, under their hash. */
export class Attachments1790000202700 implements MigrationInterface {
  readonly name = 'Attachments1790000202700';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(attachments);
    await queryRunner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('Attachments are the evidence of what was decided: they are not dropped');
  }
}

const attachments = `
  CREATE TABLE attachment (
    tenant text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint NOT NULL CHECK (bytes > 0),
    media_type text NOT NULL,
    stored_at timestamptz NOT NULL,
    stored_by text NOT NULL,
    PRIMARY KEY (tenant, sha256)
  )`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON attachment FROM %I', service_role);
  END $$`;

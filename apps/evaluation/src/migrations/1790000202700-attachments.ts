import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of attachments and of their uploads; their bytes lie outside the database, under their hash. */
export class Attachments1790000202700 implements MigrationInterface {
  readonly name = 'Attachments1790000202700';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [attachments, uploads, grants]) await queryRunner.query(statement);
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

const uploads = `
  CREATE TABLE attachment_upload (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint NOT NULL CHECK (bytes > 0),
    media_type text NOT NULL,
    received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND bytes),
    state text NOT NULL CHECK (state IN ('open', 'finished', 'abandoned')),
    begun_at timestamptz NOT NULL,
    begun_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    CHECK (state <> 'finished' OR received = bytes)
  );
  CREATE INDEX attachment_upload_person ON attachment_upload (tenant, sha256, begun_by) WHERE state = 'finished'`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON attachment, attachment_upload FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (received, state) ON attachment_upload TO %I', service_role);
  END $$`;

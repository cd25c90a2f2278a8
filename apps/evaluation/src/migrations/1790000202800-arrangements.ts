import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Holiday arrangements installed since the release: never changed. */
export class Arrangements1790000202800 implements MigrationInterface {
  readonly name = 'Arrangements1790000202800';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(arrangements);
    await queryRunner.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('Arrangements are what periods were counted by: they are not dropped');
  }
}

const arrangements = `
  CREATE TABLE arrangement (
    id uuid PRIMARY KEY,
    number integer NOT NULL UNIQUE CHECK (number > 0),
    tenant text NOT NULL,
    year integer NOT NULL CHECK (year BETWEEN 1 AND 9999),
    source text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    reason text NOT NULL,
    installed_at timestamptz NOT NULL,
    installed_by text NOT NULL
  )`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON arrangement FROM %I', service_role);
  END $$`;

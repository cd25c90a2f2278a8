import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Erasures of personal values from beside the log: proposed by one, settled by another. */
export class Erasures1790000405000 implements MigrationInterface {
  readonly name = 'Erasures1790000405000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE erasure (
        id uuid PRIMARY KEY,
        tenant text NOT NULL,
        state text NOT NULL CHECK (state IN ('proposed', 'erased', 'declined')),
        version integer NOT NULL CHECK (version > 0),
        person_reference text,
        leaf_index bigint REFERENCES log_leaf (index),
        proposed_by text NOT NULL,
        proposed_for text,
        proposed_at timestamptz NOT NULL,
        settled_by text,
        settled_at timestamptz,
        erased_leaves bigint,
        CHECK ((person_reference IS NULL) <> (leaf_index IS NULL)),
        CHECK ((state = 'proposed') = (settled_by IS NULL)),
        CHECK ((settled_by IS NULL) = (settled_at IS NULL)),
        CHECK ((state = 'erased') = (erased_leaves IS NOT NULL)),
        CONSTRAINT erased_by_another CHECK (settled_by <> proposed_by)
      )`);
    await queryRunner.query(`
      DO $$
      DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
      BEGIN
        EXECUTE format('REVOKE UPDATE, DELETE ON erasure FROM %I', service_role);
        EXECUTE format('GRANT UPDATE (state, version, settled_by, settled_at, erased_leaves) ON erasure TO %I', service_role);
      END $$`);
  }

  async down(): Promise<void> {
    throw new Error('Who erased what is kept');
  }
}

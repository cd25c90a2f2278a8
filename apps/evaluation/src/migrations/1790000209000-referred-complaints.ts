import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Complaints about recognitions that audit has handed over. */
export class ReferredComplaints1790000209000 implements MigrationInterface {
  readonly name = 'ReferredComplaints1790000209000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE referred_complaint (
        id uuid PRIMARY KEY,
        tenant text NOT NULL,
        region text NOT NULL,
        programme text,
        credit_code text,
        about_noun text,
        about_id uuid,
        clause text,
        allegation text NOT NULL,
        evidence jsonb NOT NULL,
        referred_on date NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'finding-recorded', 'dismissed')),
        version integer NOT NULL DEFAULT 1,
        finding_id uuid REFERENCES finding (id),
        reason text,
        settled_by text,
        CHECK ((state = 'open') = (settled_by IS NULL) AND (state = 'open') = (reason IS NULL)),
        CHECK ((state = 'finding-recorded') = (finding_id IS NOT NULL))
      );
      CREATE INDEX referred_complaint_region ON referred_complaint (tenant, region, id);
      CREATE INDEX referred_complaint_state ON referred_complaint (tenant, region, state, id)`);
    await queryRunner.query(`
      DO $$
      DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
      BEGIN
        EXECUTE format('REVOKE UPDATE, DELETE ON referred_complaint FROM %I', service_role);
        EXECUTE format('GRANT UPDATE (state, version, finding_id, reason, settled_by) ON referred_complaint TO %I', service_role);
      END $$`);
  }

  async down(): Promise<void> {
    throw new Error('Complaints are on record: they are not dropped');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the audit has seen of drills: one receipt a drill, never changed. */
export class DrillReceipts1790000001000 implements MigrationInterface {
  readonly name = 'DrillReceipts1790000001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE drill_receipt (
        drill_id uuid NOT NULL,
        service text NOT NULL,
        tenant text NOT NULL,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (service, drill_id)
      )`);
    await queryRunner.query(`REVOKE UPDATE, DELETE ON drill_receipt FROM jiqun_audit`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE drill_receipt`);
  }
}

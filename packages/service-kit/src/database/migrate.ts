import { DataSource } from 'typeorm';

import { databaseOptions, type DatabaseContents, type DatabaseSettings } from './connection.js';

/**
 * Runs the migrations that a database lacks, as the schema's owner. Replicas may start together: TypeORM has no lock of
 * its own, so one of them migrates under an advisory lock held by a connection of its own, and the others find nothing left.
 * @returns the names of the migrations that were run
 */
export async function migrate(settings: DatabaseSettings, contents: DatabaseContents): Promise<readonly string[]> {
  const dataSource = await new DataSource(databaseOptions({ ...settings, poolSize: 2 }, contents)).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    // The lock's transaction lasts as long as the migrations and takes no statement of theirs.
    await lock.startTransaction();
    await lock.query(`SET LOCAL idle_in_transaction_session_timeout = 0`);
    await lock.query(`SELECT pg_advisory_xact_lock(hashtextextended('jiqun.migrate.' || current_schema(), 0))`);
    const done = await dataSource.runMigrations();
    await lock.commitTransaction();
    return done.map(({ name }) => name);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}

/** Whether the database lacks a migration that this build needs: a service is not ready then. */
export async function hasPendingMigrations(dataSource: DataSource): Promise<boolean> {
  return await dataSource.showMigrations();
}

import { DataSource, type DataSourceOptions } from 'typeorm';

import { databaseOptions, type DatabaseContents, type DatabaseSettings } from './connection.js';

/**
 * Runs the migrations that a database lacks, as the schema's owner. Replicas may start together: TypeORM has no lock of
 * its own, so one of them migrates under an advisory lock held by a connection of its own, and the others find nothing left.
 * @returns the names of the migrations that were run
 */
export async function migrate(settings: DatabaseSettings, contents: DatabaseContents): Promise<readonly string[]> {
  const options = databaseOptions({ ...settings, poolSize: 2 }, contents);
  // A service's statements are bounded; an index on a large table, or the wait for the replica that makes it, takes its time.
  const extra = { ...(options.extra as object), statement_timeout: 0, idle_in_transaction_session_timeout: 0 };
  const dataSource = await new DataSource({ ...options, extra } as DataSourceOptions).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    // The lock's transaction lasts as long as the migrations and takes no statement of theirs.
    await lock.startTransaction();
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

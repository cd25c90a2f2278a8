import type { Client, QueryResult, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';

/** The connection under a transaction's EntityManager. @throws Error when the manager has no connection of its own */
export async function connectionOf(manager: EntityManager): Promise<Client> {
  if (manager.queryRunner === undefined) throw new Error('This EntityManager is not that of a transaction');
  return (await manager.queryRunner.connect()) as Client;
}

/**
 * Runs a statement that the server parses once a connection, inside the manager's transaction. For statements of hot
 * paths; others go through `manager.query` or a query builder.
 * @param name unique for this text in the whole service: PostgreSQL keeps the first text under a name
 */
export async function prepared<Row extends QueryResultRow>(
  manager: EntityManager,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  const connection = await connectionOf(manager);
  return await connection.query<Row>({ name, text, values: values as unknown[] });
}

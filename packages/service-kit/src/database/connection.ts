import { Client, types as pgTypes, type ClientConfig } from 'pg';
import { DataSource, type DataSourceOptions, type MixedList, type EntitySchema } from 'typeorm';

/** Where a service's tables are and how many connections it may hold. */
export interface DatabaseSettings {
  /** `postgres://role:password@host:port/database`; the role's search path leads to the service's own schema. */
  readonly url: string;
  /** Connections of the pool. Few beat many: 10 were as fast as 50 with 50 clients (measured). */
  readonly poolSize: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Statements are sent without waiting for the answers before them. False for what copies, see `bulkLoad`; true when absent. */
  readonly pipeline?: boolean;
}

/** What a service adds to the kit's own tables: its entities and its migrations, oldest first. */
export interface DatabaseContents {
  readonly entities?: MixedList<string | (new () => unknown) | EntitySchema>;
  readonly migrations?: (new () => { name?: string; up: unknown; down: unknown })[];
}

const DATE_OID = 1082;

/** `date` stays text: pg would make it an instant at local midnight, which is another day in another time zone. */
const typeParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === DATE_OID ? (value: string) => value : (pgTypes.getTypeParser(oid, format as 'text') as (value: string) => unknown),
};

/**
 * A connection that an error does not turn into the end of the process. Between the pool, which stops listening when it
 * hands a new connection out, and TypeORM, which begins a moment later, nobody listens; a server that ends the connection
 * just then would end the service. Whoever waits for a query learns of it all the same.
 *
 * It also sends the statements of one turn of the event loop with one call of the system. The driver makes one for each,
 * and those were a third of a busy service's processor time.
 */
class SteadyClient extends Client {
  #held = false;

  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }

  override query(...args: never[]): never {
    this.#holdUntilTurnEnds();
    return (super.query as (...all: never[]) => never).apply(this, args);
  }

  #holdUntilTurnEnds(): void {
    if (this.#held) return;
    // Not before: under TLS the stream is another one after the handshake.
    const { stream } = this.connection;
    this.#held = true;
    stream.cork();
    // Runs when the promises that are ready now have run, so that their statements go along.
    process.nextTick(() => {
      this.#held = false;
      stream.uncork();
    });
  }
}

/**
 * TypeORM's options for a service. Explicit migrations only, named by their table; statements are pipelined, so that a
 * transaction's last statement and its COMMIT share one round trip.
 */
export function databaseOptions(settings: DatabaseSettings, contents: DatabaseContents = {}): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    entities: (contents.entities ?? []) as string[],
    migrations: (contents.migrations ?? []) as unknown as string[],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    poolSize: settings.poolSize,
    // Without it a transaction that waits for a second connection of an exhausted pool waits for ever.
    connectTimeoutMS: 5_000,
    applicationName: settings.applicationName,
    extra: {
      Client: SteadyClient,
      pipeline: settings.pipeline ?? true,
      types: typeParsers,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
    },
  };
}

/** Opens a service's database. @throws the driver's error when it cannot be reached within five seconds. */
export async function openDatabase(settings: DatabaseSettings, contents: DatabaseContents = {}): Promise<DataSource> {
  return await new DataSource(databaseOptions(settings, contents)).initialize();
}

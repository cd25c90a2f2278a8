import { Logger } from '@nestjs/common';
import { Client } from 'pg';

/** Work that one replica of a service does for all. */
export interface LeaderWork {
  /** The replica leads from now on. */
  start(): Promise<void> | void;
  /** It does so no longer; resolves when nothing is in hand. */
  stop(): Promise<void>;
}

const RETRY_MS = 500;

/**
 * Makes one replica of a service its leader, who alone publishes its outbox, consumes its events and fires its
 * deadlines: order needs one at a time. The lead is an advisory lock held by a connection of its own (in the pool it
 * would leak to others); PostgreSQL frees it with the connection, and the replica that waits for it goes on at once.
 * Inbox, marks and row locks keep the effects right also while an old leader has not noticed yet.
 */
export class Leadership {
  readonly #log = new Logger(Leadership.name);
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #leading = false;
  #stopped = false;
  #change: Promise<void> = Promise.resolve();

  /** @param url the service's database @param name what is led; one leader a name and schema */
  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly work: readonly LeaderWork[],
  ) {}

  get isLeading(): boolean {
    return this.#leading;
  }

  /** Stands for the lead, for ever. Returns at once. */
  start(): void {
    void this.#stand();
  }

  /** Stops the work, then gives the lead up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#lead(false);
    await this.#client?.end().catch(() => undefined);
  }

  async #stand(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: `${this.name}-leader`,
      keepAlive: true,
      // A host that vanished must not keep the lead: about 25 s until the server notices. And a replica that ended while it
      // waited must not go on waiting inside the server: each would keep a connection for as long as the leader lives.
      options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c client_connection_check_interval=1000',
    });
    this.#client = client;
    let ended = false;
    const lost = (): void => {
      if (ended) return;
      ended = true;
      void this.#lead(false);
      if (!this.#stopped) this.#timer = setTimeout(() => void this.#stand(), RETRY_MS);
    };
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.connect();
      await client.query(`SELECT pg_advisory_lock(hashtextextended('jiqun.leader.' || current_schema() || '.' || $1, 0))`, [this.name]);
      if (!ended && !this.#stopped) await this.#lead(true);
    } catch (error) {
      if (!this.#stopped) this.#log.debug?.(`No lead yet: ${error instanceof Error ? error.message : String(error)}`);
      await client.end().catch(() => undefined);
      lost();
    }
  }

  /** One change at a time: a start must not overtake the stop before it. */
  async #lead(leading: boolean): Promise<void> {
    const before = this.#change;
    this.#change = this.#changeAfter(before, leading);
    await this.#change;
  }

  async #changeAfter(before: Promise<void>, leading: boolean): Promise<void> {
    await before;
    if (leading === this.#leading || (leading && this.#stopped)) return;
    this.#leading = leading;
    for (const work of this.work) {
      try {
        await (leading ? work.start() : work.stop());
      } catch (error) {
        this.#log.error({ err: error }, 'A leader could not change');
      }
    }
  }
}

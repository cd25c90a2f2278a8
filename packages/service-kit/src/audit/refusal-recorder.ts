import type { Caller, Refusal } from '@jiqun/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

// The number of the transaction is taken before the entry's place: who waits for transactions to end, before it reads on,
// must know of this one (`SettledPositions`).
const BEGIN = 'SELECT pg_catalog.pg_current_xact_id()';

const INSERT = `
  INSERT INTO audit_entry (recorded_at, tenant, person, on_behalf_of, action, outcome, object_type, object_id, detail)
  VALUES (installation.now(), $1, $2, $3, $4, 'refused', 'permission', $4, $5::jsonb)`;

/** Writes into the audit table what somebody was not permitted to do. A refusal has no transaction, so it has its own. */
@Injectable()
export class RefusalRecorder {
  readonly #log = new Logger(RefusalRecorder.name);

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Never rejects: without the database the person is refused all the same, and the log keeps the refusal. */
  async record(action: string, caller: Caller, refusal: Refusal): Promise<void> {
    const { tenant, person, client } = caller;
    const detail = JSON.stringify({ code: refusal.code, params: refusal.params });
    try {
      await this.dataSource.transaction(async (manager) => {
        await manager.query(BEGIN);
        await manager.query(INSERT, [tenant, person, client ?? null, action, detail]);
      });
    } catch (error) {
      this.#log.error({ err: error, action, person, code: refusal.code }, 'A refusal could not be recorded');
    }
  }
}

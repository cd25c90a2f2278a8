import { Logger, type LoggerService } from '@nestjs/common';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';

import { newId } from '../src/clock/new-id.js';
import type { Call } from '../src/commands/call.js';
import { CommandRunner } from '../src/commands/command-runner.js';
import { openDatabase } from '../src/database/connection.js';
import { DeadlineHandlers, type Deadline } from '../src/deadlines/deadline-handlers.js';
import { createTestBed, testCaller, type TestBed } from '../src/testing/index.js';

/** A deadline to be set; `dueAt` null cancels. */
export interface Wanted {
  readonly subject: string;
  readonly dueAt: Date | null;
  readonly kind?: string;
}

/** What a handler's effect left behind. */
export interface FiredRow {
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  readonly firedAt: Date;
}

class FiredLog1799999999999 implements MigrationInterface {
  readonly name = 'FiredLog1799999999999';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE fired_log (
      place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL, subject text NOT NULL, due_at timestamptz NOT NULL, fired_at timestamptz NOT NULL)`);
  }

  async down(): Promise<void> {
    throw new Error('Not taken back');
  }
}

/** A service with one kind of deadline, `note`, whose handler writes one row a firing in the transaction of its claim. */
export class DeadlineBed {
  readonly handlers = new DeadlineHandlers();

  private constructor(
    readonly bed: TestBed,
    readonly dataSource: DataSource,
    readonly gateway: DataSource,
    private readonly owner: DataSource,
    readonly runner: CommandRunner,
  ) {
    this.handlers.register('note', async (call, deadline) => await this.note(call, deadline));
  }

  static async open(onCommit?: (written: { deadlines: boolean }) => void): Promise<DeadlineBed> {
    const bed = await createTestBed();
    const dataSource = await bed.open('registry', { migrations: [FiredLog1799999999999] });
    const gateway = await openDatabase({ url: bed.databaseUrl('gateway'), poolSize: 2, applicationName: 'gateway' });
    const owner = await openDatabase({ url: bed.ownerUrl('registry'), poolSize: 1, applicationName: 'owner' });
    const runner = new CommandRunner(dataSource, { service: 'registry', lanes: 4, groupSize: 16, ...(onCommit === undefined ? {} : { onCommit }) });
    return new DeadlineBed(bed, dataSource, gateway, owner, runner);
  }

  /** What a person's action would do as well: one transaction under the call. */
  async note(call: Call, { kind, subject, dueAt }: Deadline): Promise<void> {
    await this.runner.run(call, async ({ manager, now }) => {
      await manager.query('INSERT INTO fired_log (kind, subject, due_at, fired_at) VALUES ($1, $2, $3, $4)', [kind, subject, dueAt, now]);
      return null;
    });
  }

  async set(...wanted: readonly Wanted[]): Promise<void> {
    await setDeadlines(this.runner, ...wanted);
  }

  /** What was fired, in order. */
  async fired(): Promise<FiredRow[]> {
    return await this.dataSource.query('SELECT kind, subject, due_at AS "dueAt", fired_at AS "firedAt" FROM fired_log ORDER BY place');
  }

  async firedSubjects(): Promise<string[]> {
    return (await this.fired()).map(({ subject }) => subject);
  }

  /** The row of a deadline. */
  async row(subject: string, kind = 'note'): Promise<{ id: string; generation: number; state: string; tries: number; error: string | null; fired_at: Date | null }> {
    const [row] = await this.dataSource.query('SELECT * FROM deadline WHERE kind = $1 AND subject = $2', [kind, subject]);
    return row;
  }

  /** The installation's time by the database, moved by so many milliseconds. */
  async at(offsetMs = 0): Promise<Date> {
    const [{ now }] = await this.dataSource.query<{ now: Date }[]>('SELECT installation.now() AS now') as [{ now: Date }];
    return new Date(now.getTime() + offsetMs);
  }

  async moveTo(instant: Date): Promise<void> {
    await this.gateway.query('SELECT installation.move_clock($1)', [instant]);
  }

  /** Empties the tables between tests, as their owner: a service deletes no deadline. */
  async clear(): Promise<void> {
    await this.owner.query('DELETE FROM fired_log');
    await this.owner.query('DELETE FROM deadline');
  }

  async close(): Promise<void> {
    await Promise.all([this.gateway.destroy(), this.owner.destroy()]);
    await this.bed.close();
  }
}

/** Sets or cancels deadlines in one command. */
export async function setDeadlines(runner: CommandRunner, ...wanted: readonly Wanted[]): Promise<void> {
  const identity = { kind: 'key', tenant: 'CN-22', operation: 'test.deadline.set', key: newId(), payloadHash: Buffer.alloc(32) } as const;
  await runner.run({ caller: testCaller(), identity }, async (transaction) => {
    for (const { kind = 'note', subject, dueAt } of wanted) {
      if (dueAt === null) transaction.cancelDeadline(kind, subject);
      else transaction.setDeadline(kind, subject, dueAt);
    }
    transaction.record({ action: 'test.set', objectType: 'test', objectId: 'test' });
    return null;
  });
}

/** Collects what is logged at `warn` and above, in place of printing it. */
export function collectLog(): { lines: string[]; restore: () => void } {
  const lines: string[] = [];
  const take = (...message: unknown[]): void => void lines.push(message.filter((part) => typeof part === 'string').join(' '));
  const logger: LoggerService = { log: take, warn: take, error: take };
  Logger.overrideLogger(logger);
  return { lines, restore: () => Logger.overrideLogger(true) };
}

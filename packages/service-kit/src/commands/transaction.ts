import type { EventContract, ServiceName } from '@jiqun/contracts';
import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';

import { newId } from '../clock/new-id.js';
import { dayInShanghai } from '../clock/system-time.js';
import type { Call } from './call.js';

/** An entry of the service's audit table: what was done to which object, and why. Who and when are the transaction's. */
export interface AuditEntry {
  /** The permission's action, `drill.start`. */
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  /** Clause of a programme document that the action rests on, such as `AMC-5.a`. */
  readonly clause?: string;
  readonly reason?: string;
  /** What changed; no personal data. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** The object an event is about. Events of one aggregate are published in the order in which they were written. */
export interface Aggregate {
  /** The glossary's noun, `drill`. */
  readonly noun: string;
  readonly id: string;
  /** The object's version after the change. */
  readonly version: number;
}

/** An event as its row of the outbox will hold it. */
export interface OutgoingEvent {
  readonly id: string;
  readonly type: string;
  readonly aggregate: string;
  readonly payload: string;
}

/** A deadline to be written with the transaction; a later one of the same kind and subject takes its place. */
export interface DeadlineWrite {
  readonly kind: string;
  readonly subject: string;
  /** `null` cancels. */
  readonly dueAt: Date | null;
}

/** NATS refuses messages over 1 MB by default; headers come on top. */
const MAX_EVENT_BYTES = 1_000_000;

/**
 * What a use case works with: the connection of its transaction, the time, and what leaves with the commit. Events,
 * audit entries and deadlines are written by the runner in one statement just before the commit, or not at all.
 */
export class Transaction {
  readonly events: OutgoingEvent[] = [];
  readonly audit: AuditEntry[] = [];
  readonly deadlines: DeadlineWrite[] = [];
  /** What `write` sent; the runner waits for it with the commit. */
  readonly writes: Promise<unknown>[] = [];
  /** The first failure of a `write`: what comes behind it fails only because of it. */
  failure: unknown;

  constructor(
    readonly service: ServiceName,
    readonly manager: EntityManager,
    /** The installation's time at the start of the transaction, by the database's clock; a sandbox may be ahead. */
    readonly now: Date,
    readonly call: Call,
    private readonly connection: Client,
  ) {}

  /** The day of `now` in Asia/Shanghai. */
  get today(): string {
    return dayInShanghai(this.now);
  }

  /**
   * Publishes an event if the transaction commits. The bytes are made here, once: the log hashes them as they are.
   * @throws ZodError when the data are not what the contract says, Error when they are more than a message holds: mistakes of
   *   this service
   */
  emit<Data>(contract: EventContract<Data>, aggregate: Aggregate, data: Data): void {
    const id = newId();
    const { traceparent, caller } = this.call;
    const payload = JSON.stringify({
      specversion: '1.0',
      id,
      source: `/jiqun/${this.service}`,
      type: contract.type,
      subject: `${aggregate.noun}/${aggregate.id}`,
      time: this.now.toISOString(),
      datacontenttype: 'application/json',
      tenant: caller.tenant,
      sequence: String(aggregate.version),
      ...(traceparent === undefined ? {} : { traceparent }),
      data: contract.data.parse(data),
    });
    const bytes = payload.length * 3 > MAX_EVENT_BYTES ? Buffer.byteLength(payload) : 0;
    // Committed, it could never be published, and would hold up every event behind it.
    if (bytes > MAX_EVENT_BYTES) throw new Error(`An event ${contract.type} of ${bytes} bytes is larger than a message: keep it under ${MAX_EVENT_BYTES}`);
    this.events.push({ id, type: contract.type, aggregate: `${aggregate.noun}/${aggregate.id}`, payload });
  }

  /**
   * Sends a statement of which only success matters, without waiting: later statements see what it did, and if it fails,
   * nothing is committed and the command fails with its error. Saves a round trip for each row; with many commands at
   * once that is half of their cost. Not inside a savepoint, which could not take its failure back.
   * @param name unique for this text in the whole service, as for `prepared`
   */
  write(name: string, text: string, values: readonly unknown[]): void {
    const sent = this.connection.query({ name, text, values: values as unknown[] });
    // Nobody listens before the commit, and a rejection that nobody listens to ends the process.
    sent.catch((error: unknown) => {
      this.failure ??= error;
    });
    this.writes.push(sent);
  }

  /** Writes an audit entry if the transaction commits. */
  record(entry: AuditEntry): void {
    this.audit.push(entry);
  }

  /** Sets the deadline of a kind for a subject, in place of the one that it had. */
  setDeadline(kind: string, subject: string, dueAt: Date): void {
    this.deadlines.push({ kind, subject, dueAt });
  }

  /** Takes a pending deadline back; nothing happens when there is none. */
  cancelDeadline(kind: string, subject: string): void {
    this.deadlines.push({ kind, subject, dueAt: null });
  }
}

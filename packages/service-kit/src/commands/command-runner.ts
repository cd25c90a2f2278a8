import { Refusal, type ServiceName } from '@jiqun/contracts';
import type { Client } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

import { failureKind } from '../database/failures.js';
import { identityText, type Call, type Identity } from './call.js';
import { claimAll, type Claim } from './claim.js';
import { writeDeadlines, writeFinish, type Finished } from './finish.js';
import { Transaction } from './transaction.js';

/** How a runner shares its connections. */
export interface RunnerSettings {
  readonly service: ServiceName;
  /** Transactions at once. One makes it strictly sequential, in the order of `run`. */
  readonly lanes: number;
  /** Pieces of work that may share a transaction; 1 gives each its own. */
  readonly groupSize: number;
  /** Called after a commit that wrote events or deadlines. */
  readonly onCommit?: (written: { events: boolean; deadlines: boolean }) => void;
  /** Called with the size of each group that was committed together. */
  readonly onGroup?: (size: number) => void;
  /** For the fault harness: called by name at the points of a command. */
  readonly atPoint?: ((point: CommandPoint) => void) | undefined;
}

/** The points of a command at which a fault can be thrown in. */
export type CommandPoint =
  | 'before-claim' | 'after-claim' | 'before-effect' | 'after-effect'
  | 'before-finish' | 'after-finish' | 'before-commit' | 'after-commit';

/** What a use case does inside its transaction. It must use nothing but the transaction's manager. */
export type Effect<Answer> = (transaction: Transaction) => Promise<Answer>;

interface Pending {
  readonly call: Call;
  readonly effect: Effect<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  tries: number;
}

const MAX_TRIES = 5;
/** Commands for which a further transaction is begun at once; fewer wait for one that ends, but not for long. */
const WORTH_A_LANE = 16;
const PATIENCE_MS = 5;
const noPoint = (): void => undefined;

/**
 * Runs commands, each atomic and each once. Commands that wait at the same moment share one transaction: they run one
 * after the other on its connection, as if alone in that order, and are committed together; when one of them fails,
 * the group is rolled back and each is run again by itself, so that nobody pays for a neighbour's refusal. At rest a
 * group is one command. (ADR 0005 has the figures.)
 */
export class CommandRunner {
  readonly #waiting: Pending[] = [];
  readonly #inHand = new Set<string>();
  #busy = 0;
  #isWaitingALittle = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: RunnerSettings,
  ) {}

  /**
   * Runs an effect once for the call's identity, in one transaction with its audit entries, events, deadlines and
   * stored answer. Conflicts and lost connections are retried; after a loss the outcome may be unknown, and the
   * identity makes the retry safe.
   * @returns the effect's answer, or the stored one when the work was done before; `undefined` for an event or
   *   deadline that needs nothing more
   * @throws Refusal of the effect; IDEMPOTENCY_KEY_REUSED; TRANSACTION_CONFLICT or SERVICE_UNAVAILABLE after the last try
   */
  async run<Answer>(call: Call, effect: Effect<Answer>): Promise<Answer> {
    return await new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ call, effect, resolve: resolve as (answer: unknown) => void, reject, tries: 0 });
      this.#startLanes();
    });
  }

  /**
   * Runs pieces of work in one transaction, one after the other, all or nothing; not retried. For who must keep an
   * order and decides for himself what a failure means.
   */
  async runTogether(items: readonly { readonly call: Call; readonly effect: Effect<unknown> }[]): Promise<void> {
    await this.#runTransaction(items.map((item) => ({ ...item, resolve: noPoint, reject: noPoint, tries: 0 })));
  }

  /** Commands that wait or run. */
  get load(): number {
    return this.#waiting.length + this.#inHand.size;
  }

  /**
   * A few commands beside busy lanes wait a moment: the lane that ends next takes them all, and one transaction of many
   * costs little more than one of two. The timer is for lanes that are held up by something slow.
   */
  #startLanes(impatient = false): void {
    const worth = Math.min(WORTH_A_LANE, this.settings.groupSize);
    while (this.#busy < this.settings.lanes && this.#waiting.length > 0) {
      if (this.#busy > 0 && this.#waiting.length < worth && !impatient) {
        this.#waitALittle();
        return;
      }
      const group = this.#takeGroup();
      if (group.length === 0) return;
      this.#busy += 1;
      void this.#runGroup(group).finally(() => {
        for (const { call } of group) this.#inHand.delete(identityText(call.identity));
        this.#busy -= 1;
        this.#startLanes();
      });
    }
  }

  #waitALittle(): void {
    if (this.#isWaitingALittle) return;
    this.#isWaitingALittle = true;
    setTimeout(() => {
      this.#isWaitingALittle = false;
      this.#startLanes(true);
    }, PATIENCE_MS);
  }

  /**
   * The next commands in order. The same work twice in one transaction would wait for itself: the second one stays. A
   * deadline goes alone: claimed before the effects of others, it could no longer be cancelled or moved by one of them.
   */
  #takeGroup(): Pending[] {
    const group: Pending[] = [];
    const left: Pending[] = [];
    while (this.#waiting.length > 0 && group.length < this.settings.groupSize) {
      const next = this.#waiting.shift() as Pending;
      const identity = identityText(next.call.identity);
      const isDeadline = next.call.identity.kind === 'deadline';
      if (this.#inHand.has(identity) || (isDeadline && group.length > 0)) {
        left.push(next);
        if (isDeadline) break;
        continue;
      }
      this.#inHand.add(identity);
      group.push(next);
      if (isDeadline) break;
    }
    this.#waiting.unshift(...left);
    return group;
  }

  async #runGroup(group: readonly Pending[]): Promise<void> {
    if (group.length > 1) {
      try {
        await this.#runTransaction(group);
        return;
      } catch {
        // Which of them failed is found by running each alone.
      }
    }
    for (const pending of group) await this.#runAlone(pending);
  }

  async #runAlone(pending: Pending): Promise<void> {
    for (;;) {
      try {
        await this.#runTransaction([pending]);
        return;
      } catch (error) {
        pending.tries += 1;
        const kind = error instanceof Refusal ? 'other' : failureKind(error);
        if (kind === 'other') {
          pending.reject(error);
          return;
        }
        if (pending.tries >= MAX_TRIES) {
          pending.reject(this.#exhausted(kind, pending.tries, error));
          return;
        }
        await new Promise((resume) => setTimeout(resume, 2 ** pending.tries * 10 * (0.5 + Math.random() / 2)));
      }
    }
  }

  #exhausted(kind: 'conflict' | 'connection', tries: number, cause: unknown): Refusal {
    if (kind === 'conflict') return new Refusal('TRANSACTION_CONFLICT', { attempts: String(tries) }, { cause });
    return new Refusal('SERVICE_UNAVAILABLE', { service: this.settings.service }, { cause });
  }

  async #runTransaction(group: readonly Pending[]): Promise<void> {
    const queryRunner = this.dataSource.createQueryRunner();
    try {
      const connection = (await queryRunner.connect()) as Client;
      await queryRunner.startTransaction();
      const outcomes = await this.#work(queryRunner, connection, group);
      this.settings.onGroup?.(group.length);
      (this.settings.atPoint ?? noPoint)('after-commit');
      for (const [index, outcome] of outcomes.entries()) group[index]?.resolve(outcome);
    } catch (error) {
      if (queryRunner.isTransactionActive && !queryRunner.isReleased) await queryRunner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await queryRunner.release();
    }
  }

  async #work(queryRunner: QueryRunner, connection: Client, group: readonly Pending[]): Promise<unknown[]> {
    const atPoint = this.settings.atPoint ?? noPoint;
    atPoint('before-claim');
    const { now, claims } = await claimAll(connection, group.map(({ call }) => call.identity));
    atPoint('after-claim');
    const finished: Finished[] = [];
    const outcomes: unknown[] = [];
    for (const [index, pending] of group.entries()) {
      const claim = claims[index] as Claim;
      if (claim.outcome !== 'fresh') {
        outcomes.push(settled(claim, pending.call.identity));
        continue;
      }
      atPoint('before-effect');
      const transaction = new Transaction(this.settings.service, queryRunner.manager, now, pending.call, connection);
      const answer = await this.#effect(pending, transaction, finished);
      atPoint('after-effect');
      if (pending.call.identity.kind === 'key' && transaction.audit.length === 0) {
        throw new Error(`${pending.call.identity.operation} changed something without an audit entry`);
      }
      finished.push({ transaction, identity: pending.call.identity, answer: JSON.stringify(answer ?? null) });
      outcomes.push(answer);
    }
    await this.#commit(queryRunner, connection, finished, now);
    return outcomes;
  }

  /** Behind a failed `write` every statement fails: the first failure says what was wrong, and whether to try again. */
  async #effect(pending: Pending, transaction: Transaction, before: readonly Finished[]): Promise<unknown> {
    try {
      return await pending.effect(transaction);
    } catch (error) {
      throw before.find((earlier) => earlier.transaction.failure !== undefined)?.transaction.failure ?? transaction.failure ?? error;
    }
  }

  async #commit(queryRunner: QueryRunner, connection: Client, finished: readonly Finished[], now: Date): Promise<void> {
    const atPoint = this.settings.atPoint ?? noPoint;
    const deadlines = finished.some(({ transaction }) => transaction.deadlines.length > 0);
    const events = finished.some(({ transaction }) => transaction.events.length > 0);
    atPoint('before-finish');
    const written = finished.flatMap(({ transaction }) => transaction.writes);
    if (deadlines) written.push(writeDeadlines(connection, finished));
    if (finished.length > 0) written.push(writeFinish(connection, finished, now));
    atPoint('after-finish');
    // Pipelined behind the statements above: if one of them fails, PostgreSQL makes this COMMIT a rollback.
    atPoint('before-commit');
    const results = await Promise.allSettled([...written, queryRunner.commitTransaction()]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    if (events || deadlines) this.settings.onCommit?.({ events, deadlines });
  }
}

function settled(claim: Exclude<Claim, { outcome: 'fresh' }>, identity: Identity): unknown {
  switch (claim.outcome) {
    case 'answered':
      return JSON.parse(claim.answer);
    case 'reused':
      throw new Refusal('IDEMPOTENCY_KEY_REUSED', { key: identity.kind === 'key' ? identity.key : '' });
    case 'done':
      return undefined;
  }
}

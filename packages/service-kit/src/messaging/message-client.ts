import { randomBytes } from 'node:crypto';

import { answerReader, issueCatalogue, Refusal, type Answer, type CommandContract, type QueryContract, type Reading } from '@jiqun/contracts';
import type { Msg, Subscription } from '@nats-io/transport-node';

import { systemNow } from '../clock/system-time.js';
import { CorkedPublisher } from './corked-publisher.js';
import type { NatsLink } from './nats-connection.js';

/** How a call is made. */
export interface CallOptions {
  /** The caller's context as the gateway signed it; absent for what the public may ask. */
  readonly context?: string;
  /** Until when an answer is worth having, all tries together, milliseconds from now. 10 s when absent. */
  readonly withinMs?: number;
  readonly traceparent?: string;
}

/** A command is retried under its idempotency key, so it must have one. */
export interface CommandOptions extends CallOptions {
  readonly key: string;
}

type Callable<Ans> = Pick<CommandContract<unknown, Ans>, 'subject' | 'answer'>;

interface PendingReply {
  readonly resolve: (answer: unknown) => void;
  readonly subject: string;
  readonly expiresAt: number;
}

const DEFAULT_WITHIN_MS = 10_000;
/** One try waits at most so long: a replica that died with the request must not cost the whole deadline. */
const TRY_MS = 3_000;
const SWEEP_MS = 50;
const RETRY_MS = [20, 50, 100, 200, 400, 800];
/** NATS refuses messages over 1 MB by default. */
const MAX_REQUEST_BYTES = 1_000_000;

const unavailable = (subject: string): Answer<never> => {
  const service = subject.split('.')[0] ?? subject;
  return { ok: false, error: new Refusal('SERVICE_UNAVAILABLE', { service }).toAnswerError() };
};
const exceeded = (subject: string): Answer<never> => ({ ok: false, error: new Refusal('DEADLINE_EXCEEDED', { subject }).toAnswerError() });

const tooLarge = (): Refusal => new Refusal('INVALID_REQUEST', {}, { issues: [{ path: '', code: 'TOO_LARGE', message: issueCatalogue.TOO_LARGE }] });

/**
 * Calls contracts over NATS. All answers come through one inbox subscription and a map, in place of a subscription, a
 * timer and an observable a request. Every call has a deadline; a try that times out is one whose outcome is unknown,
 * so commands are retried under the same idempotency key, queries as they are.
 */
export class MessageClient {
  readonly #pending = new Map<string, PendingReply>();
  readonly #readers = new WeakMap<object, unknown>();
  readonly #publisher: CorkedPublisher;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  #sweeper: NodeJS.Timeout | undefined;
  #count = 0;
  #closed = false;

  constructor(private readonly link: NatsLink) {
    this.#publisher = new CorkedPublisher(link.connection, ({ reply = '' }) => this.#settle(reply, unavailable));
    this.#inbox = `${link.subject('_reply')}.${randomBytes(12).toString('hex')}`;
    this.#subscription = link.connection.subscribe(`${this.#inbox}.*`, { callback: (_error, message) => this.#receive(message) });
  }

  /**
   * @throws Refusal with the answer's error; SERVICE_UNAVAILABLE or DEADLINE_EXCEEDED when no answer came in time; INVALID_REQUEST
   *   for one that is too large to be sent
   */
  async command<Req, Ans>(contract: CommandContract<Req, Ans>, request: Req, options: CommandOptions): Promise<Ans> {
    return await this.#call(contract, request, options, options.key);
  }

  /** @throws Refusal as `command` */
  async query<Req, Ans>(contract: QueryContract<Req, Ans>, request: Req, options: CallOptions): Promise<Ans> {
    return await this.#call(contract, request, options, undefined);
  }

  /** Answers that are still waited for. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Stops listening; calls in hand end with SERVICE_UNAVAILABLE. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    for (const reply of this.#pending.keys()) this.#settle(reply, unavailable);
    // With NATS away there is nothing to drain.
    if (!this.#subscription.isClosed()) await this.#subscription.drain().catch(() => undefined);
  }

  async #call<Ans>(contract: Callable<Ans>, data: unknown, options: CallOptions, key: string | undefined): Promise<Ans> {
    const { subject } = contract;
    const deadline = systemNow() + (options.withinMs ?? DEFAULT_WITHIN_MS);
    const { context, traceparent } = options;
    const payload = JSON.stringify({ context, key, traceparent, deadline, data });
    if (payload.length * 3 > MAX_REQUEST_BYTES && Buffer.byteLength(payload) > MAX_REQUEST_BYTES) throw tooLarge();
    for (let tries = 0; ; tries += 1) {
      const answer = this.#read(contract, await this.#try(subject, payload, Math.min(deadline, systemNow() + TRY_MS)));
      if (answer.ok) return answer.data;
      const wait = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0;
      if (!answer.error.retryable || this.#closed || systemNow() + wait >= deadline) throw Refusal.from(answer.error);
      await new Promise((resume) => setTimeout(resume, wait * (0.5 + Math.random() / 2)));
    }
  }

  /** An answer that its contract does not know comes from a release that does not fit this one. */
  #read<Ans>(contract: Callable<Ans>, answer: unknown): Answer<Ans> {
    let reader = this.#readers.get(contract) as ((input: unknown) => Reading<Answer<Ans>>) | undefined;
    if (reader === undefined) {
      reader = answerReader(contract);
      this.#readers.set(contract, reader);
    }
    const reading = reader(answer);
    if (reading.readable) return reading.value;
    throw new Error(`The answer to ${contract.subject} is not what its contract says: ${JSON.stringify(reading.issues)}`);
  }

  async #try(subject: string, payload: string, expiresAt: number): Promise<unknown> {
    if (this.#closed) return unavailable(subject);
    return await new Promise((resolve) => {
      this.#count += 1;
      const reply = `${this.#inbox}.${this.#count.toString(36)}`;
      this.#pending.set(reply, { resolve, subject, expiresAt });
      this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
      this.#publisher.publish(this.link.subject(subject), payload, reply);
    });
  }

  #receive(message: Msg): void {
    // NATS answers in a header when nobody serves the subject.
    this.#settle(message.subject, (subject) => (message.headers?.code === 503 ? unavailable(subject) : readAnswer(message)));
  }

  #settle(reply: string, answerOf: (subject: string) => unknown): void {
    const pending = this.#pending.get(reply);
    if (pending === undefined) return;
    this.#pending.delete(reply);
    pending.resolve(answerOf(pending.subject));
  }

  /** One timer for all calls: a call waits at most `SWEEP_MS` longer than it said. */
  #sweep(): void {
    const now = systemNow();
    for (const [reply, { expiresAt }] of this.#pending) if (expiresAt <= now) this.#settle(reply, exceeded);
    if (this.#pending.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
  }
}

/** What the message says; undefined, which is no answer of any contract, when it cannot be read. */
function readAnswer(message: Msg): unknown {
  try {
    return JSON.parse(message.string());
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';

import { parseOrRefuse, Refusal, requestEnvelopeSchema, type Answer, type Caller, type RequestEnvelope, type ServiceName } from '@jiqun/contracts';
import { Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Msg, Subscription } from '@nats-io/transport-node';
import canonicalize from 'canonicalize';

import { peerCaller } from '../authorisation/peer-caller.js';
import { permits } from '../authorisation/permits.js';
import { publicCaller } from '../authorisation/public-caller.js';
import { systemNow } from '../clock/system-time.js';
import type { Identity } from '../commands/call.js';
import { toAnswerError } from './answer-error.js';
import { CorkedPublisher } from './corked-publisher.js';
import { Failed, type ServedContract } from './handles.decorator.js';
import type { NatsLink } from './nats-connection.js';
import type { Request } from './request.js';

/** Turns a signed context into the caller; at once when it was seen before. @throws Refusal CONTEXT_* */
export type ContextReader = (token: string) => Caller | Promise<Caller>;

/**
 * Told of every request: for metrics and traces. The returned function is called with the outcome's code; its
 * `traceparent` is what the work goes on under.
 */
export type RequestObserver = (subject: string, traceparent: string | undefined) => ((code: string) => void) & { readonly traceparent?: string };

/** What a message server needs beside its handlers. */
export interface MessageServerSettings {
  /** Also the queue group: replicas share it, so that each message is handled by one of them. */
  readonly service: ServiceName;
  readonly readContext: ContextReader;
  readonly observe?: RequestObserver;
  /** Requests in hand beyond which new ones are refused as OVERLOADED instead of waiting past their deadline. */
  readonly maxInFlight?: number;
  /** Called when a caller was refused for lack of permission, before the answer: such refusals belong to the record. */
  readonly onForbidden?: (contract: ServedContract, caller: Caller, refusal: Refusal) => Promise<void>;
}

const DEFAULT_MAX_IN_FLIGHT = 2_000;
const RETRY_MS = 100;
/** NATS refuses messages over 1 MB by default; an answer that cannot be published would never arrive. */
const MAX_ANSWER_BYTES = 1_000_000;

/**
 * NATS request-reply for Nest's controllers. Unlike Nest's own server it loses nothing when it stops: subscriptions are
 * drained, requests in hand are answered and flushed before it lets go. Every request is checked against its
 * contract (envelope, context, role, schema) before a handler sees it, and every failure is an answer.
 */
export class MessageServer extends Server implements CustomTransportStrategy {
  readonly #log = new Logger(MessageServer.name);
  readonly #subscriptions: Subscription[] = [];
  readonly #publisher: CorkedPublisher;
  readonly #maxInFlight: number;
  #inFlight = 0;
  #idle: (() => void)[] = [];
  #stopping: Promise<void> | undefined;

  constructor(
    private readonly link: NatsLink,
    private readonly settings: MessageServerSettings,
  ) {
    super();
    this.#publisher = new CorkedPublisher(link.connection, ({ subject }, error) => this.#log.error({ err: error, subject }, 'An answer could not be sent'));
    this.#maxInFlight = settings.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT;
  }

  /** Subscribes every handler. @throws Error for a handler without a contract: nothing is served without a permission */
  listen(callback: (error?: unknown) => void): void {
    void this.#listen(callback);
  }

  /** How many requests are in hand. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes no new requests, answers those in hand and those already on the way here, and flushes the answers. */
  async close(): Promise<void> {
    this.#stopping ??= this.#drain();
    await this.#stopping;
  }

  /** Nest's hook for raw access to the transport. */
  unwrap<T>(): T {
    return this.link.connection as T;
  }

  on(): never {
    throw new Error('The message server has no events of its own; watch the NATS link');
  }

  async #listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      for (const [subject, handler] of this.messageHandlers) this.#subscribe(subject, handler);
      await this.#reachServer();
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  /** Waits until NATS knows the subscriptions. A reconnection renews them, so losing it now is no reason to give up. */
  async #reachServer(): Promise<void> {
    while (!this.link.connection.isClosed()) {
      try {
        await this.link.connection.flush();
        return;
      } catch {
        await new Promise((resume) => setTimeout(resume, RETRY_MS));
      }
    }
  }

  async #drain(): Promise<void> {
    // With NATS away there is nothing to drain and nobody to answer; what is in hand is finished all the same.
    await Promise.allSettled(this.#subscriptions.map(async (subscription) => await subscription.drain()));
    if (this.#inFlight > 0) await new Promise<void>((resolve) => void this.#idle.push(resolve));
    this.#publisher.flush();
    await this.link.connection.flush().catch(() => undefined);
  }

  #subscribe(subject: string, handler: MessageHandler): void {
    const contract = (handler.extras as { contract?: ServedContract } | undefined)?.contract;
    if (contract === undefined) throw new Error(`${subject} is served without a contract: use @Handles(contract)`);
    this.#subscriptions.push(
      this.link.connection.subscribe(this.link.subject(subject), {
        queue: this.settings.service,
        callback: (error, message) => {
          if (error === null) void this.#answer(message, contract, handler);
          else this.#log.error(error);
        },
      }),
    );
  }

  async #answer(message: Msg, contract: ServedContract, handler: MessageHandler): Promise<void> {
    this.#inFlight += 1;
    try {
      this.#reply(message, await this.#handle(message, contract, handler));
    } catch (error) {
      // Only a failure to answer at all arrives here; the caller's deadline takes over.
      this.#log.error(error);
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0 && this.#idle.length > 0) {
        for (const wake of this.#idle.splice(0)) wake();
      }
    }
  }

  async #handle(message: Msg, contract: ServedContract, handler: MessageHandler): Promise<Answer<unknown>> {
    let observed: ReturnType<RequestObserver> | undefined;
    let answer: Answer<unknown>;
    try {
      if (this.#inFlight > this.#maxInFlight) throw new Refusal('OVERLOADED', { service: this.settings.service });
      const envelope = readEnvelope(message);
      observed = this.settings.observe?.(contract.subject, envelope.traceparent);
      const caller = await this.#caller(envelope, contract);
      try {
        permits(contract.permission, caller);
        const request = this.#prepare(envelope, contract, caller, observed?.traceparent ?? envelope.traceparent);
        const result: unknown = await handler(request.data as never, request.context as never);
        if (result instanceof Failed) throw result.error;
        answer = { ok: true, data: result };
      } catch (error) {
        if (isForbidden(error)) await this.settings.onForbidden?.(contract, caller, error);
        throw error;
      }
    } catch (error) {
      answer = this.#failure(contract, error);
    }
    observed?.(answer.ok ? 'OK' : answer.error.code);
    return answer;
  }

  async #caller(envelope: RequestEnvelope, contract: ServedContract): Promise<Caller> {
    if (envelope.deadline !== undefined && envelope.deadline <= systemNow()) throw new Refusal('DEADLINE_EXCEEDED', { subject: contract.subject });
    if (envelope.context === undefined && contract.permission.reach === 'public') return publicCaller;
    if (envelope.context === undefined && contract.permission.reach === 'service') return peerCaller;
    if (envelope.context === undefined) throw new Refusal('NOT_SIGNED_IN');
    const read = this.settings.readContext(envelope.context);
    return read instanceof Promise ? await read : read;
  }

  #prepare(envelope: RequestEnvelope, contract: ServedContract, caller: Caller, traceparent: string | undefined): { data: unknown; context: Request } {
    const data: unknown = parseOrRefuse(contract.request, envelope.data);
    const identity = identityOf(contract, caller, envelope.key, data);
    const trace = traceparent === undefined ? {} : { traceparent };
    const signed = envelope.context === undefined ? {} : { context: envelope.context };
    return { data, context: { caller, ...signed, ...trace, call: { caller, identity, ...trace } } };
  }

  #failure(contract: ServedContract, error: unknown): Answer<never> {
    const answer = toAnswerError(error, this.settings.service);
    if (!(error instanceof Refusal)) {
      this.#log.error({ err: error, subject: contract.subject, incident: answer.params['incident'] }, 'A handler failed');
    }
    return { ok: false, error: answer };
  }

  #reply(message: Msg, answer: Answer<unknown>): void {
    if (message.reply === undefined || message.reply === '') return;
    let text: string;
    try {
      text = JSON.stringify(answer);
    } catch (error) {
      // A bigint in an answer, say: without this the caller would wait for its deadline.
      this.#log.error({ err: error, subject: message.subject }, 'An answer cannot be written as JSON');
      text = JSON.stringify({ ok: false, error: toAnswerError(error, this.settings.service) });
    }
    if (text.length * 3 > MAX_ANSWER_BYTES) {
      const bytes = Buffer.byteLength(text);
      const sizes = { bytes: String(bytes), limit: String(MAX_ANSWER_BYTES) };
      if (bytes > MAX_ANSWER_BYTES) text = JSON.stringify({ ok: false, error: new Refusal('ANSWER_TOO_LARGE', sizes).toAnswerError() });
    }
    this.#publisher.publish(message.reply, text);
  }
}

function readEnvelope(message: Msg): RequestEnvelope {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message.string());
  } catch {
    throw new Refusal('MALFORMED_MESSAGE');
  }
  const envelope = requestEnvelopeSchema.safeParse(parsed);
  if (!envelope.success) throw new Refusal('MALFORMED_MESSAGE');
  return envelope.data as RequestEnvelope;
}

/** Queries run once a message; only commands are remembered. */
function identityOf(contract: ServedContract, caller: Caller, key: string | undefined, data: unknown): Identity {
  if (contract.kind === 'query') return { kind: 'key', tenant: caller.tenant, operation: contract.subject, key: '', payloadHash: EMPTY };
  if (key === undefined) throw new Refusal('IDEMPOTENCY_KEY_MISSING');
  const payloadHash = createHash('sha256').update(canonicalize(data) ?? '').digest();
  return { kind: 'key', tenant: caller.tenant, operation: contract.subject, key, payloadHash };
}

const EMPTY = Buffer.alloc(0);

const FORBIDDEN: readonly string[] = ['NOT_PERMITTED', 'OUTSIDE_REGION', 'OTHER_TENANT', 'FOUR_EYES'];

const isForbidden = (error: unknown): error is Refusal => error instanceof Refusal && FORBIDDEN.includes(error.code);

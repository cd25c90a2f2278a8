import { eventReader, Refusal, type CloudEvent, type Reading, type ServiceName } from '@jiqun/contracts';
import { JetStreamApiCodes, JetStreamApiError, type Consumer, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import { systemCaller } from '../authorisation/system-caller.js';
import type { Call } from '../commands/call.js';
import { CommandRunner } from '../commands/command-runner.js';
import type { Transaction } from '../commands/transaction.js';
import { failureKind } from '../database/failures.js';
import type { NatsLink } from '../messaging/nats-connection.js';
import { Behind, isParkedBehind, park, receiveReplayed, someParked } from './dead-letter.js';
import { findDurable } from './durable.js';
import { readMessage, tenantOf } from './read-message.js';
import type { EventSubscription } from './subscription.js';

/** The points of a consumption at which a fault can be thrown in. */
export type ConsumerPoint = 'before-consume' | 'after-consume' | 'before-acknowledge' | 'after-acknowledge';

/** How a consumer works. */
export interface ConsumerSettings {
  readonly service: ServiceName;
  /** Tries of an event whose effect fails, before it is parked. */
  readonly maxTries?: number;
  readonly onCommit?: (written: { events: boolean; deadlines: boolean }) => void;
  /** For the fault harness. */
  readonly atPoint?: ((point: ConsumerPoint) => void) | undefined;
}

const FETCH = 500;
const GROUP = 100;
const FETCH_MS = 2_000;
/** The least that a server accepts. */
const TAKE_BACK_MS = 1_000;
const MAX_TRIES = 5;
/** Short, because after a crash the events in hand come again only then, and nothing may overtake them. */
const ACK_WAIT_MS = 5_000;
const RETRY_MS = [50, 200, 500, 1_000, 2_000];

const pauseAfter = async (failures: number): Promise<void> => {
  await new Promise((resume) => setTimeout(resume, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? 0));
};

interface Taken {
  readonly message: JsMsg;
  readonly event: CloudEvent<unknown>;
}

/**
 * Takes a service's events from a durable consumer: each effect once, in one transaction with its inbox row, strictly in
 * the stream's order. An event whose effect keeps failing is parked in `dead_letter`, and the later events of that
 * object behind it, so that a replay finds them in order; other objects go on. A lost database parks nothing: it is
 * waited for. Runs in the service's leader alone.
 */
export class EventConsumer {
  readonly #log: Logger;
  readonly #runner: CommandRunner;
  readonly #reader: (input: unknown) => Reading<CloudEvent<unknown>>;
  #running: Promise<void> | undefined;
  #started = false;
  #messages: ConsumerMessages | undefined;
  #waiting: Taken[] = [];
  /** Number of the last delivery; the next one has the next, or something was lost between. */
  #delivered = 0;
  #working: Promise<void> | undefined;
  /** Whether some event of this consumer is parked: only then is each looked up. */
  #someParked = true;

  constructor(
    private readonly dataSource: DataSource,
    private readonly link: NatsLink,
    private readonly subscription: EventSubscription,
    private readonly settings: ConsumerSettings,
  ) {
    this.#log = new Logger(`EventConsumer ${subscription.name}`);
    this.#reader = eventReader(subscription.contract);
    const { service, onCommit } = settings;
    this.#runner = new CommandRunner(dataSource, { service, lanes: 1, groupSize: GROUP, ...(onCommit === undefined ? {} : { onCommit }) });
  }

  /** Begins to consume, and keeps trying while NATS, the stream or the database are away. */
  start(): void {
    this.#started = true;
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
    });
  }

  /** Stops after the events in hand; what was fetched and not begun goes back. */
  async stop(): Promise<void> {
    this.#started = false;
    this.#messages?.stop();
    await this.#running;
  }

  /** Runs the effect of a parked event again. @throws what the effect throws; the event stays parked then */
  async replay(id: string, payload: string): Promise<void> {
    const event = readMessage(this.#reader, payload);
    const call: Call = { caller: systemCaller(event.tenant, 'event'), identity: { kind: 'dead-letter', id } };
    const effect = async (transaction: Transaction): Promise<void> => {
      if (await receiveReplayed(transaction.manager, this.subscription.name, event.id, id)) await this.subscription.effect(event, transaction);
    };
    await this.#runner.runTogether([{ call, effect }]);
  }

  async #loop(): Promise<void> {
    let failures = 0;
    while (this.#started) {
      try {
        const consumer = await this.#find();
        await this.#takeBack(consumer);
        while (this.#started) {
          await this.#fetch(consumer);
          failures = 0;
        }
      } catch (error) {
        // The stream comes with its publisher's first start; that is no accident worth a warning.
        const expected = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
        if (failures === 0 && this.#started && !expected) this.#log.warn({ err: error }, 'Events wait');
        failures += 1;
        if (this.#started) await pauseAfter(failures);
      } finally {
        this.#giveBack();
      }
    }
  }

  async #fetch(consumer: Consumer): Promise<void> {
    const messages = await this.#request(consumer, FETCH, FETCH_MS);
    let failure: { readonly error: unknown } | undefined;
    // Nothing more is begun then: what comes later must not overtake what failed.
    const fail = (error: unknown): void => {
      failure ??= { error };
      messages.stop();
    };
    for await (const message of messages) {
      this.#delivered += 1;
      if (message.info.deliverySequence !== this.#delivered) fail(new Error('Events were lost on their way here; they come again'));
      const event = failure === undefined ? await this.#read(message) : undefined;
      if (event === undefined) continue;
      this.#waiting.push({ message, event });
      this.#working ??= this.#work()
        .catch(fail)
        .finally(() => {
          this.#working = undefined;
        });
    }
    await this.#working;
    if (failure !== undefined) throw failure.error;
  }

  /**
   * Until every event that is out is in hand again, none is worked on: what a killed leader or a broken connection had
   * comes again only after `ack_wait`, mixed with later events, and none of those may overtake it.
   */
  async #takeBack(consumer: Consumer): Promise<void> {
    const back = new Map<number, Taken>();
    while (this.#started) {
      const { num_ack_pending: out, delivered } = await consumer.info();
      if (back.size >= out) {
        this.#delivered = delivered.consumer_seq;
        this.#waiting = [...back.entries()].toSorted(([a], [b]) => a - b).map(([, taken]) => taken);
        await this.#work();
        return;
      }
      for await (const message of await this.#request(consumer, out - back.size, TAKE_BACK_MS)) {
        const event = await this.#read(message);
        if (event !== undefined) back.set(message.info.streamSequence, { message, event });
      }
      for (const { message } of back.values()) message.working();
    }
  }

  async #request(consumer: Consumer, count: number, withinMs: number): Promise<ConsumerMessages> {
    const messages = await consumer.fetch({ max_messages: count, expires: withinMs });
    this.#messages = messages;
    if (!this.#started) messages.stop();
    return messages;
  }

  /** Without a pause, so that another leader need not wait for them. */
  #giveBack(): void {
    for (const { message } of this.#waiting.splice(0)) if (!this.link.connection.isClosed()) message.nak();
  }

  async #find(): Promise<Consumer> {
    const consumer = await findDurable(this.link, this.settings.service, this.subscription, { ackWaitMs: ACK_WAIT_MS, maxInHand: 2 * FETCH });
    this.#someParked = await someParked(this.dataSource.manager, this.subscription.name);
    return consumer;
  }

  async #read(message: JsMsg): Promise<CloudEvent<unknown> | undefined> {
    const payload = message.string();
    try {
      return readMessage(this.#reader, payload);
    } catch (error) {
      await this.#untilThere(message, async () => {
        await park(this.dataSource, { consumer: this.subscription.name, subject: message.subject, payload, error, tries: 1, ...tenantOf(payload) });
      });
      message.ack();
      return undefined;
    }
  }

  async #work(): Promise<void> {
    while (this.#started && this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, GROUP);
      const alive = setInterval(() => {
        for (const { message } of this.#waiting) message.working();
      }, ACK_WAIT_MS / 3);
      try {
        await this.#together(group);
      } finally {
        clearInterval(alive);
      }
      this.settings.atPoint?.('before-acknowledge');
      this.#waiting.splice(0, group.length);
      for (const { message } of group) message.ack();
      this.settings.atPoint?.('after-acknowledge');
    }
  }

  async #together(group: readonly Taken[]): Promise<void> {
    try {
      await this.#run(group);
    } catch {
      // Which of them failed, and how often, is found one by one; nothing overtakes it meanwhile.
      for (const taken of group) await this.#alone(taken);
    }
  }

  async #alone(taken: Taken): Promise<void> {
    const { message, event } = taken;
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#untilThere(message, async () => await this.#run([taken]));
        return;
      } catch (error) {
        // Stopped while it waited for the database: no fault of the event, which comes again.
        if (isPassing(error)) throw error;
        if (!(error instanceof Behind) && tries < (this.settings.maxTries ?? MAX_TRIES)) {
          await pauseAfter(tries);
          continue;
        }
        await this.#untilThere(message, async () => {
          const { name: consumer } = this.subscription;
          await park(this.dataSource, { consumer, subject: message.subject, payload: message.string(), error, tries, event, tenant: event.tenant });
        });
        this.#someParked = true;
        this.#log.error({ err: error, event: event.id }, 'An event is parked');
        return;
      }
    }
  }

  /** Repeats while the database is away. @throws any other failure, and this one once the consumer is to stop */
  async #untilThere(message: JsMsg, action: () => Promise<void>): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        await action();
        return;
      } catch (error) {
        if (!this.#started || !isPassing(error)) throw error;
        if (failures === 1) this.#log.warn({ err: error }, 'Events wait for the database');
        message.working();
        await pauseAfter(failures);
      }
    }
  }

  async #run(group: readonly Taken[]): Promise<void> {
    this.settings.atPoint?.('before-consume');
    await this.#runner.runTogether(
      group.map(({ event }) => ({
        call: {
          caller: systemCaller(event.tenant, 'event'),
          identity: { kind: 'event', consumer: this.subscription.name, eventId: event.id } as const,
          ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
        },
        effect: async (transaction: Transaction) => {
          if (this.#someParked && (await isParkedBehind(transaction.manager, this.subscription.name, event.subject))) throw new Behind();
          await this.subscription.effect(event, transaction);
        },
      })),
    );
    this.settings.atPoint?.('after-consume');
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof Refusal) return error.toAnswerError().retryable;
  return failureKind(error) !== 'other';
}

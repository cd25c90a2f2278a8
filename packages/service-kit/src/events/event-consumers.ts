import type { ServiceName } from '@jiqun/contracts';
import { JetStreamApiCodes, JetStreamApiError, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { CommitSignal } from '../commands/commit-signal.js';
import type { NatsLink } from '../messaging/nats-connection.js';
import type { AtPoint } from '../service/fault-point.js';
import { AT_POINT, NATS_LINK, SERVICE_NAME } from '../service/tokens.js';
import { durableName } from './durable.js';
import { EventConsumer } from './event-consumer.js';
import { streamName } from './event-stream.js';
import { EventSubscriptions } from './event-subscriptions.js';
import type { LeaderWork } from './leadership.js';
import { publisherOf } from './subscription.js';

const NOT_THERE: ReadonlySet<number> = new Set([JetStreamApiCodes.StreamNotFound, JetStreamApiCodes.ConsumerNotFound]);

/** The consumers of a service's subscriptions; the leader runs them. */
@Injectable()
export class EventConsumers implements LeaderWork {
  readonly #consumers = new Map<string, EventConsumer>();

  constructor(
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(NATS_LINK) private readonly link: NatsLink,
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(CommitSignal) private readonly signal: CommitSignal,
    @Inject(AT_POINT) private readonly atPoint: AtPoint | undefined,
  ) {}

  start(): void {
    for (const subscription of this.subscriptions.all) this.#consumer(subscription.name)?.start();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#consumers.values()].map(async (consumer) => await consumer.stop()));
  }

  /** @throws what the effect throws, and Error when nobody subscribes under that name any more */
  async replay(name: string, id: string, payload: string): Promise<void> {
    const consumer = this.#consumer(name);
    if (consumer === undefined) throw new Error(`No subscription is called ${name} any more`);
    await consumer.replay(id, payload);
  }

  /**
   * Events that each consumer has still to take, those in hand included; undefined where the stream or the consumer is not there
   * yet, as in the first moments of an installation or after the loss of NATS.
   */
  async lag(): Promise<ReadonlyMap<string, number | undefined>> {
    const manager = await jetstreamManager(this.link.connection);
    const lags = this.subscriptions.all.map(async ({ name, contract }) => {
      return [name, await this.#lagOf(manager, streamName(this.link, publisherOf(contract)), durableName(this.service, { name }))] as const;
    });
    return new Map(await Promise.all(lags));
  }

  async #lagOf(manager: JetStreamManager, stream: string, durable: string): Promise<number | undefined> {
    try {
      const { num_pending: pending, num_ack_pending: inHand } = await manager.consumers.info(stream, durable);
      return pending + inHand;
    } catch (error) {
      if (error instanceof JetStreamApiError && NOT_THERE.has(error.code)) return undefined;
      throw error;
    }
  }

  #consumer(name: string): EventConsumer | undefined {
    const known = this.#consumers.get(name);
    const subscription = this.subscriptions.all.find((candidate) => candidate.name === name);
    if (known !== undefined || subscription === undefined) return known;
    const { service, atPoint } = this;
    const made = new EventConsumer(this.dataSource, this.link, subscription, { service, atPoint, onCommit: (written) => this.signal.send(written) });
    this.#consumers.set(name, made);
    return made;
  }
}

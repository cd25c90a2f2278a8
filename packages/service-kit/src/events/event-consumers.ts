import type { ServiceName } from '@jiqun/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
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

  /** Events that each consumer has still to take, those in hand included. */
  async lag(): Promise<ReadonlyMap<string, number>> {
    const manager = await jetstreamManager(this.link.connection);
    const lags = this.subscriptions.all.map(async ({ name, contract }) => {
      const { num_pending: pending, num_ack_pending: inHand } = await manager.consumers.info(streamName(this.link, publisherOf(contract)), durableName(this.service, { name }));
      return [name, pending + inHand] as const;
    });
    return new Map(await Promise.all(lags));
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

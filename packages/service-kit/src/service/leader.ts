import type { ServiceName } from '@jiqun/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { CommitSignal } from '../commands/commit-signal.js';
import type { KitConfig } from '../config/config.js';
import { Deadlines } from '../deadlines/deadlines.js';
import { EventConsumers } from '../events/event-consumers.js';
import { Leadership } from '../events/leadership.js';
import { OutboxRelay } from '../events/outbox-relay.js';
import type { NatsLink } from '../messaging/nats-connection.js';
import type { AtPoint } from './fault-point.js';
import { LeaderTasks } from './leader-tasks.js';
import { AT_POINT, KIT_CONFIG, NATS_LINK, SERVICE_NAME } from './tokens.js';

/**
 * What one replica of a service does for all: it publishes the outbox, consumes events, fires deadlines, and does
 * what else the service has registered (`LeaderTasks`). Two leads, so that a shutdown can end the work first and publish
 * what the work has written after it.
 */
@Injectable()
export class Leader {
  readonly relay: OutboxRelay;
  readonly #work: Leadership;
  readonly #publishing: Leadership;

  constructor(
    @Inject(SERVICE_NAME) service: ServiceName,
    @Inject(KIT_CONFIG) config: KitConfig,
    @Inject(DataSource) dataSource: DataSource,
    @Inject(NATS_LINK) link: NatsLink,
    @Inject(EventConsumers) consumers: EventConsumers,
    @Inject(Deadlines) deadlines: Deadlines,
    @Inject(LeaderTasks) tasks: LeaderTasks,
    @Inject(CommitSignal) signal: CommitSignal,
    @Inject(AT_POINT) atPoint: AtPoint | undefined,
  ) {
    this.relay = new OutboxRelay(dataSource, link, { service, replicas: config.JIQUN_STREAM_REPLICAS, atPoint });
    const deadlineWork = { start: () => deadlines.start(), stop: async () => await deadlines.stop() };
    this.#work = new Leadership(config.JIQUN_DATABASE_URL, 'work', [consumers, deadlineWork, tasks]);
    this.#publishing = new Leadership(config.JIQUN_DATABASE_URL, 'relay', [this.relay]);
    signal.onCommit((written) => {
      if (written.events) this.relay.poke();
      if (written.deadlines) deadlines.poke();
    });
  }

  get isLeading(): boolean {
    return this.#work.isLeading;
  }

  /** Stands for the leads. */
  start(): void {
    this.#publishing.start();
    this.#work.start();
  }

  /** Ends consumers and deadlines after what is in hand. */
  async stopWork(): Promise<void> {
    await this.#work.stop();
  }

  /** Publishes what is left, then lets another replica publish. */
  async stopRelay(): Promise<void> {
    await this.relay.drain();
    await this.#publishing.stop();
    await this.relay.close();
  }
}

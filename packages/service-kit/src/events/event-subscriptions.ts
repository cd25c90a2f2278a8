import type { CloudEvent, EventContract } from '@jiqun/contracts';
import { Injectable } from '@nestjs/common';

import type { Transaction } from '../commands/transaction.js';
import { subscribe, type EventSubscription } from './subscription.js';

/** What a service consumes. Subscribers enter themselves when their module starts. */
@Injectable()
export class EventSubscriptions {
  readonly #byName = new Map<string, EventSubscription>();

  /** @throws Error when the name is taken: it is part of the inbox's key */
  add<Data>(name: string, contract: EventContract<Data>, effect: (event: CloudEvent<Data>, transaction: Transaction) => Promise<void>): void {
    if (this.#byName.has(name)) throw new Error(`Two subscriptions are called ${name}`);
    this.#byName.set(name, subscribe(name, contract, effect));
  }

  get all(): readonly EventSubscription[] {
    return [...this.#byName.values()];
  }
}

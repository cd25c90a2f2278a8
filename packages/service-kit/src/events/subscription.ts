import type { CloudEvent, EventContract, ServiceName } from '@jiqun/contracts';

import type { Transaction } from '../commands/transaction.js';

/** What a subscriber does with an event, inside the transaction that holds the inbox row. */
export type EventEffect<Data> = (event: CloudEvent<Data>, transaction: Transaction) => Promise<void>;

/** One durable consumer: which events, for what. */
export interface EventSubscription<Data = unknown> {
  /** Unique in the consuming service; part of the inbox's key, so it is never renamed. */
  readonly name: string;
  readonly contract: EventContract<Data>;
  readonly effect: EventEffect<Data>;
}

/** Names a subscription's parts; the types of contract and effect must agree. */
export function subscribe<Data>(name: string, contract: EventContract<Data>, effect: EventEffect<Data>): EventSubscription {
  return { name, contract, effect } as unknown as EventSubscription;
}

/** The service that publishes an event type. */
export function publisherOf(contract: Pick<EventContract<unknown>, 'type'>): ServiceName {
  return contract.type.split('.')[1] as ServiceName;
}

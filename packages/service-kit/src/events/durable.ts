import type { ServiceName } from '@jiqun/contracts';
import { AckPolicy, DeliverPolicy, jetstream, JetStreamApiCodes, JetStreamApiError, jetstreamManager, type Consumer } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

import type { NatsLink } from '../messaging/nats-connection.js';
import { eventSubject, streamName } from './event-stream.js';
import { publisherOf, type EventSubscription } from './subscription.js';

/** What a durable consumer is made with. */
export interface DurableSettings {
  /** Until then what was delivered and not acknowledged is not delivered again, milliseconds. */
  readonly ackWaitMs: number;
  /** Events delivered and not acknowledged, at most. */
  readonly maxInHand: number;
}

/** The durable's name in its stream; part of the installation, so it is never changed. */
export const durableName = (service: ServiceName, subscription: Pick<EventSubscription, 'name'>): string => `${service}_${subscription.name}`;

/**
 * Finds a subscription's durable consumer, or makes it. One that exists keeps its settings: `add` would overwrite them.
 * @throws JetStreamApiError StreamNotFound before the publisher's first start
 */
export async function findDurable(link: NatsLink, service: ServiceName, subscription: EventSubscription, settings: DurableSettings): Promise<Consumer> {
  const stream = streamName(link, publisherOf(subscription.contract));
  const durable = durableName(service, subscription);
  const manager = await jetstreamManager(link.connection);
  try {
    await manager.consumers.info(stream, durable);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.ConsumerNotFound) throw error;
    await manager.consumers.add(stream, {
      durable_name: durable,
      filter_subject: eventSubject(link, subscription.contract.type),
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: nanos(settings.ackWaitMs),
      // Parking is ours: with a bound here a message would silently leave the consumer.
      max_deliver: -1,
      max_ack_pending: settings.maxInHand,
    });
  }
  return await jetstream(link.connection).consumers.get(stream, durable);
}

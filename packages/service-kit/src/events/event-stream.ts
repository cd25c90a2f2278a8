import { DiscardPolicy, JetStreamApiCodes, JetStreamApiError, RetentionPolicy, StorageType, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

import type { NatsLink } from '../messaging/nats-connection.js';

/** Events stay in their stream so long; the outbox keeps them for ever and can publish them again. */
export const STREAM_MAX_AGE_MS = 30 * 24 * 3_600_000;
const DUPLICATE_WINDOW_MS = 120_000;

/** The stream of a service's events; JetStream allows no dots in the name. */
export function streamName(link: NatsLink, service: string): string {
  return link.subject(`events.${service}`).replaceAll('.', '_');
}

/** The subject of an event type: the type itself, behind the installation's prefix. */
export function eventSubject(link: NatsLink, type: string): string {
  return link.subject(type);
}

/** The stream's state; undefined when there is none. */
export async function findStream(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
    throw error;
  }
}

/** Creates the stream of a service's events when it is missing; another stream's settings are never overwritten. */
export async function ensureStream(manager: JetStreamManager, link: NatsLink, service: string, replicas: number): Promise<StreamInfo> {
  const name = streamName(link, service);
  const found = await findStream(manager, name);
  if (found !== undefined) return found;
  return await manager.streams.add({
    name,
    subjects: [eventSubject(link, `jiqun.${service}.>`)],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    // A full stream refuses, and the event waits in the outbox; with `old` it would silently push others out.
    discard: DiscardPolicy.New,
    max_age: nanos(STREAM_MAX_AGE_MS),
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    num_replicas: replicas,
  });
}

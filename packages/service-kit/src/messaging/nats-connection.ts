import { connect, type NatsConnection } from '@nats-io/transport-node';

/** Where NATS is and who connects. */
export interface NatsSettings {
  readonly url: string;
  /** Shown in NATS' monitoring. */
  readonly name: string;
  /** Set before every subject, stream and durable name; empty in an installation of its own. */
  readonly prefix: string;
}

/** A connection that comes back by itself, and whether it is there now. */
export interface NatsLink {
  readonly connection: NatsConnection;
  /** Whether the server was there when last heard of: part of readiness. */
  isConnected(): boolean;
  /** Calls back after each reconnection. */
  onReconnect(listener: () => void): void;
  subject(name: string): string;
}

/**
 * Connects, waiting for the server if it is not up yet, and reconnects for ever: the default of ten attempts leaves a
 * service alive and deaf after half a minute without NATS.
 */
export async function connectNats(settings: NatsSettings): Promise<NatsLink> {
  const connection = await connect({
    servers: settings.url,
    name: settings.name,
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 10_000,
    maxPingOut: 2,
    noAsyncTraces: true,
  });
  let connected = true;
  const listeners: (() => void)[] = [];
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') connected = false;
      if (status.type === 'reconnect') {
        connected = true;
        for (const listener of listeners) listener();
      }
    }
    connected = false;
  })();
  const dot = settings.prefix === '' ? '' : `${settings.prefix}.`;
  return {
    connection,
    isConnected: () => connected,
    onReconnect: (listener) => void listeners.push(listener),
    subject: (name) => dot + name,
  };
}

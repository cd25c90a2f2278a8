import type { NatsConnection } from '@nats-io/transport-node';

/** A message that waits to leave. */
export interface Outgoing {
  readonly subject: string;
  readonly payload: string;
  readonly reply: string | undefined;
}

/**
 * Publishes what one turn of the event loop produced with one write to the socket. The client writes once a microtask,
 * which is once a message under load; together with the thin multiplexer this doubled the requests a second.
 */
export class CorkedPublisher {
  #waiting: Outgoing[] = [];
  #scheduled = false;

  /** @param onUnsent told of a message that could not be sent: the connection is closed, or the message too large for it */
  constructor(
    private readonly connection: NatsConnection,
    private readonly onUnsent: (outgoing: Outgoing, error: unknown) => void,
  ) {}

  /** Queues a message; it leaves before the event loop turns again. */
  publish(subject: string, payload: string, reply?: string): void {
    this.#waiting.push({ subject, payload, reply });
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Hands over what waits now, as a drain must before it closes. */
  flush(): void {
    this.#scheduled = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const outgoing of waiting) {
      const { subject, payload, reply } = outgoing;
      try {
        this.connection.publish(subject, payload, reply === undefined ? undefined : { reply });
      } catch (error) {
        // Thrown on, it would end the process, and take the messages behind it along.
        this.onUnsent(outgoing, error);
      }
    }
  }
}

import type { Call } from '../commands/call.js';

/** A deadline as its handler sees it. */
export interface Deadline {
  readonly id: string;
  /** What happens then, `drill-lapse`; chooses the handler. */
  readonly kind: string;
  /** The object it is about, as the one who set it wrote it. */
  readonly subject: string;
  readonly tenant: string;
  /** The installation's time at which it came due; the handler runs then or later, never before. */
  readonly dueAt: Date;
}

/**
 * Does what a deadline is for, by the same service method that a person's action would call, and hands it `call`: the
 * command runner claims the deadline in the transaction of the effect, so that it happens once. A handler that returns without
 * having run its work under `call` counts as failed.
 */
export type DeadlineHandler = (call: Call, deadline: Deadline) => Promise<void>;

/** Which handler each kind of deadline of a service has. */
export class DeadlineHandlers {
  readonly #handlers = new Map<string, DeadlineHandler>();

  /** @throws Error when the kind has a handler: two of them would both believe that they are the one */
  register(kind: string, handler: DeadlineHandler): void {
    if (this.#handlers.has(kind)) throw new Error(`Deadlines of kind ${kind} have a handler already`);
    this.#handlers.set(kind, handler);
  }

  /** @throws Error when nobody registered for the kind */
  of(kind: string): DeadlineHandler {
    const handler = this.#handlers.get(kind);
    if (handler === undefined) throw new Error(`No handler is registered for deadlines of kind ${kind}`);
    return handler;
  }
}

import { randomBytes } from 'node:crypto';

import { headers, type Msg, type Subscription } from '@nats-io/transport-node';

import type { NatsLink } from '../messaging/nats-connection.js';

/** What JetStream said of a published message. */
export type Acknowledgement =
  | { readonly ok: true; readonly sequence: number; readonly duplicate: boolean }
  | { readonly ok: false; readonly reason: string };

/** A message for JetStream. */
export interface StreamMessage {
  readonly subject: string;
  readonly payload: string;
  readonly messageId: string;
  /** Stored only if this is the id of the stream's last message: keeps a batch in order when one of it is lost. */
  readonly afterMessageId?: string;
}

interface Batch {
  readonly acknowledgements: (Acknowledgement | undefined)[];
  missing: number;
  readonly done: () => void;
}

const NO_ANSWER: Acknowledgement = { ok: false, reason: 'no acknowledgement in time' };

/**
 * Publishes batches to JetStream with all acknowledgements under way at once, through one inbox. The client's own
 * publish makes a request with its timer a message, which halves the events a second.
 */
export class AckInbox {
  readonly #inbox: string;
  readonly #subscription: Subscription;
  #batch: Batch | undefined;
  #number = 0;

  constructor(private readonly link: NatsLink) {
    this.#inbox = `${link.subject('_ack')}.${randomBytes(12).toString('hex')}`;
    this.#subscription = link.connection.subscribe(`${this.#inbox}.*.*`, { callback: (_error, message) => this.#receive(message) });
  }

  /** One batch at a time. @returns the acknowledgements in the order of the messages; unanswered ones as not ok */
  async publish(messages: readonly StreamMessage[], withinMs: number): Promise<readonly Acknowledgement[]> {
    if (this.#batch !== undefined) throw new Error('A batch is under way');
    this.#number += 1;
    const number = this.#number;
    const acknowledgements: (Acknowledgement | undefined)[] = Array.from({ length: messages.length });
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((done) => {
        timer = setTimeout(done, withinMs);
        this.#batch = { acknowledgements, missing: messages.length, done };
        for (const [index, message] of messages.entries()) this.#send(message, `${this.#inbox}.${number}.${index}`);
      });
    } finally {
      // Also when a message could not be sent at all: the next batch must not find this one under way.
      clearTimeout(timer);
      this.#batch = undefined;
    }
    return acknowledgements.map((acknowledgement) => acknowledgement ?? NO_ANSWER);
  }

  /** Stops listening for acknowledgements. */
  async close(): Promise<void> {
    // With NATS away there is nothing to drain.
    if (!this.#subscription.isClosed()) await this.#subscription.drain().catch(() => undefined);
  }

  #send({ subject, payload, messageId, afterMessageId }: StreamMessage, reply: string): void {
    const head = headers();
    head.set('Nats-Msg-Id', messageId);
    if (afterMessageId !== undefined) head.set('Nats-Expected-Last-Msg-Id', afterMessageId);
    this.link.connection.publish(subject, payload, { reply, headers: head });
  }

  #receive(message: Msg): void {
    const [number, index] = message.subject.slice(this.#inbox.length + 1).split('.').map(Number);
    const batch = this.#batch;
    if (batch === undefined || index === undefined || number !== this.#number || batch.acknowledgements[index] !== undefined) return;
    batch.acknowledgements[index] = readAcknowledgement(message);
    batch.missing -= 1;
    if (batch.missing === 0) batch.done();
  }
}

function readAcknowledgement(message: Msg): Acknowledgement {
  if (message.headers?.code === 503) return { ok: false, reason: 'nobody stores this subject' };
  try {
    const { seq, duplicate, error } = message.json<{ seq?: number; duplicate?: boolean; error?: { description?: string } }>();
    if (error !== undefined || seq === undefined) return { ok: false, reason: error?.description ?? 'not an acknowledgement' };
    return { ok: true, sequence: seq, duplicate: duplicate === true };
  } catch {
    return { ok: false, reason: 'not an acknowledgement' };
  }
}

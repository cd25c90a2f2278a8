import type { RequestEnvelope } from '@jiqun/contracts';
import type { NatsLink } from '@jiqun/service-kit';

type Answers = (request: Record<string, unknown>, envelope: RequestEnvelope) => unknown;

/** Answers subjects on NATS as a service would, without one: what it was asked can be looked at. */
export class StubService {
  readonly asked: { readonly subject: string; readonly envelope: RequestEnvelope }[] = [];

  constructor(private readonly link: NatsLink) {}

  /** @param answers gives the data of the answer; an object with `error` is the answer's error */
  serve(subject: string, answers: Answers): void {
    this.link.connection.subscribe(this.link.subject(subject), {
      callback: (_error, message) => {
        const envelope = JSON.parse(message.string()) as RequestEnvelope;
        this.asked.push({ subject, envelope });
        const data = answers(envelope.data as Record<string, unknown>, envelope);
        const isError = typeof data === 'object' && data !== null && 'error' in data;
        message.respond(JSON.stringify(isError ? { ok: false, ...data } : { ok: true, data }));
      },
    });
  }

  /** Returns once NATS knows of what is served. */
  async ready(): Promise<void> {
    await this.link.connection.flush();
  }

  /** The last request to a subject. */
  last(subject: string): RequestEnvelope | undefined {
    return this.asked.findLast((one) => one.subject === subject)?.envelope;
  }
}

import { expertContracts, Refusal, type Expert } from '@jiqun/contracts';
import { MessageClient, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

/** Asks evaluation for experts of the pool, on behalf of the department that keeps it. */
@Injectable()
export class ExpertSource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /** The experts, in the order of the ids. @throws Refusal NOT_FOUND and what else evaluation answers with; NOT_SIGNED_IN without a context */
  async ask(ids: readonly string[], { context, traceparent }: Pick<Request, 'context' | 'traceparent'>): Promise<readonly Expert[]> {
    if (context === undefined) throw new Refusal('NOT_SIGNED_IN');
    const options = { context, ...(traceparent === undefined ? {} : { traceparent }) };
    return await Promise.all(ids.map(async (id) => await this.messages.query(expertContracts.get, { id }, options)));
  }
}

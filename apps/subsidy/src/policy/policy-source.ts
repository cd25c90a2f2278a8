import { policyContracts, type PolicyEntry, Refusal } from '@jiqun/contracts';
import { MessageClient, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

/** A version as evaluation has it. */
export interface OfferedPolicy extends PolicyEntry {
  /** The policy file. */
  readonly source: unknown;
}

/** Asks evaluation for policies that were installed while the installation runs, on the caller's behalf. */
@Injectable()
export class PolicySource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /**
   * The versions of a programme that came after the release and that are not known yet.
   * @throws Refusal NOT_SIGNED_IN without a context, and what evaluation answers with
   */
  async offered(programme: string, isKnown: (version: string) => boolean, { context, traceparent }: Pick<Request, 'context' | 'traceparent'>): Promise<readonly OfferedPolicy[]> {
    if (context === undefined) throw new Refusal('NOT_SIGNED_IN');
    const options = { context, ...(traceparent === undefined ? {} : { traceparent }) };
    const { items } = await this.messages.query(policyContracts.list, {}, options);
    const wanted = items.filter((entry) => entry.programme === programme && entry.installedAt !== undefined && !isKnown(entry.version));
    const offered: OfferedPolicy[] = [];
    for (const { version } of wanted) offered.push(await this.messages.query(policyContracts.get, { programme: programme as never, version }, options));
    return offered;
  }
}

import { Refusal, relationContracts, type LocalDate } from '@jiqun/contracts';
import { MessageClient, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Related, Tie } from './conflicts.js';

/** As many ties as one question holds. */
const TIES_A_QUESTION = 50;
/** As many findings as one answer holds. */
const FULL_ANSWER = 500;
/** Questions at once: a pool of hundreds over dozens of clusters must not crowd out everybody else. */
const AT_ONCE = 8;

/** Asks the registry which ties give an interest in which cluster. */
@Injectable()
export class RelationSource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /** Every tie that gives an interest in one of the clusters. @throws Refusal what the registry answers with; NOT_SIGNED_IN without a context */
  async ask(ties: readonly Tie[], clusterIds: readonly string[], asOf: string, { context, traceparent }: Request): Promise<readonly Related[]> {
    if (context === undefined) throw new Refusal('NOT_SIGNED_IN');
    const options = { context, ...(traceparent === undefined ? {} : { traceparent }) };
    const questions = clusterIds.flatMap((clusterId) => pieces(ties, TIES_A_QUESTION).map((organisations) => ({ clusterId, organisations })));
    const found: Related[] = [];
    for (const group of pieces(questions, AT_ONCE)) {
      const answers = await Promise.all(group.map(async ({ clusterId, organisations }) => await this.#ask(organisations, clusterId, asOf, options)));
      found.push(...answers.flat());
    }
    return found;
  }

  /** One question. A full answer may lack something: its halves are asked, down to one tie, of which any finding says enough. */
  async #ask(ties: readonly Tie[], clusterId: string, asOf: string, options: Parameters<MessageClient['query']>[2]): Promise<readonly Related[]> {
    // The codes and days were checked when the expert's record was written.
    const request = { clusterId, organisations: ties as never, asOf: asOf as LocalDate };
    const { conflicts } = await this.messages.query(relationContracts.conflicts, request, options);
    if (conflicts.length >= FULL_ANSWER && ties.length > 1) {
      const halves = pieces(ties, Math.ceil(ties.length / 2));
      return (await Promise.all(halves.map(async (half) => await this.#ask(half, clusterId, asOf, options)))).flat();
    }
    return conflicts.map(({ creditCode, tie, from, to, relation }) => ({ clusterId, creditCode, tie, from, ...(to === undefined ? {} : { to }), relation }));
  }
}

function pieces<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

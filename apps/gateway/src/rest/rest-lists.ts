import { columnsOf, type ListCount, mostCounted, pageLimitOf, parseOrRefuse, Refusal, type RestRoute, type QueryContract } from '@jiqun/contracts';
import { MessageClient } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { headingLine, lineOf } from './csv.js';

type Filters = Readonly<Record<string, unknown>>;
interface Sender {
  readonly context?: string;
  readonly traceparent: string;
}
interface Page {
  readonly items: readonly unknown[];
  readonly next?: string;
}

/** Each holds the whole of a list in memory. */
const MOST_AT_ONCE = 4;
const MOST_CHARACTERS = 32_000_000;

/** What is made of a list by reading all its pages: through the list's own query, so that it shows exactly what the list shows. */
@Injectable()
export class RestLists {
  #underWay = 0;

  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /** How many there are; counting ends at `mostCounted`. @throws Refusal */
  async count(route: RestRoute, filters: Filters, sender: Sender): Promise<ListCount> {
    return await this.#alone(async () => {
      let count = 0;
      for await (const items of this.#pages(route, filters, sender)) {
        count += items.length;
        if (count > mostCounted) return { count: mostCounted, atLeast: true };
      }
      return { count, atLeast: false };
    });
  }

  /**
   * All that match as CSV. Nothing is sent before the last page is there: an export that broke half way would look whole.
   * @throws Refusal TOO_MANY_ROWS
   */
  async csv(route: RestRoute, filters: Filters, sender: Sender, language: 'zh' | 'en'): Promise<string> {
    return await this.#alone(async () => {
      const columns = columnsOf(route.contract);
      const parts = [headingLine(columns, language)];
      let [rows, characters] = [0, 0];
      for await (const items of this.#pages(route, filters, sender)) {
        const text = items.map((item) => lineOf(columns, item)).join('');
        rows += items.length;
        characters += text.length;
        if (rows > mostCounted || characters > MOST_CHARACTERS) throw new Refusal('TOO_MANY_ROWS', { limit: String(rows > mostCounted ? mostCounted : rows - items.length) });
        parts.push(text);
      }
      return parts.join('');
    });
  }

  async *#pages(route: RestRoute, filters: Filters, sender: Sender): AsyncGenerator<readonly unknown[]> {
    const contract = route.contract as QueryContract<unknown, Page>;
    let cursor: string | undefined;
    do {
      const request = parseOrRefuse(contract.request, { ...filters, limit: pageLimitOf(contract), ...(cursor === undefined ? {} : { cursor }) });
      const { items, next }: Page = await this.messages.query(contract, request, sender);
      yield items;
      cursor = next;
    } while (cursor !== undefined);
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= MOST_AT_ONCE) throw new Refusal('OVERLOADED', { service: 'gateway' });
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }
}

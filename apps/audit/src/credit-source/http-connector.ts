import { z } from 'zod';

import { type CreditConnector, type Fetched, type Question, SourceError } from './credit-connector.js';
import { isSafeAddress } from './source-address.js';

/** How patient the connector is; each has a default. */
export interface ConnectorSettings {
  /** One try. */
  readonly tryMs?: number;
  readonly tries?: number;
  /** Before the second try; each further wait is three times as long. */
  readonly firstRetryMs?: number;
  readonly pageBytes?: number;
  /** Pages taken at once; what is left the next question takes. */
  readonly pages?: number;
}

// A deadline's handler has a minute: four pages that fail twice each still end within it.
const DEFAULTS: Required<ConnectorSettings> = { tryMs: 4_000, tries: 3, firstRetryMs: 250, pageBytes: 2_000_000, pages: 20 };
const RETRY_GROWTH = 3;
/** All pages of one question. */
const PATIENCE_MS = 40_000;

const pageSchema = z.object({ items: z.array(z.unknown()).max(1_000), cursor: z.string().min(1).max(500), more: z.boolean() });

type Page = z.infer<typeof pageSchema>;

/** A failure that the same question may not meet again. */
class PassingError extends SourceError {}

/**
 * Asks for pages of JSON: `GET address?limit=n&cursor=c`, answered with `{items, cursor, more}`; `cursor` is where the next
 * question goes on, also behind the last page. What fails for now is asked again, some times; redirects are not followed, since
 * the token would go with them.
 */
export class HttpConnector implements CreditConnector {
  readonly #settings: Required<ConnectorSettings>;

  /** @param tokens by the names that sources ask for */
  constructor(private readonly tokens: Readonly<Record<string, string>>, settings: ConnectorSettings = {}) {
    this.#settings = { ...DEFAULTS, ...settings };
  }

  async fetch(question: Question): Promise<Fetched> {
    if (!isSafeAddress(question.address)) throw new SourceError('The address is neither https nor on this machine');
    const until = performance.now() + PATIENCE_MS;
    const pages: Page[] = [];
    let cursor = question.cursor ?? undefined;
    let hasMore = true;
    while (hasMore && pages.length < this.#settings.pages && performance.now() < until) {
      const page = await this.#page(question, cursor);
      if (page.more && page.cursor === cursor) throw new SourceError('The source says that there is more, and goes on at the same place');
      pages.push(page);
      cursor = page.cursor;
      hasMore = page.more;
    }
    return { rows: pages.flatMap(({ items }) => items), text: pages.map((page) => JSON.stringify(page)).join('\n'), cursor, hasMore };
  }

  async #page(question: Question, cursor: string | undefined): Promise<Page> {
    const { tries, firstRetryMs } = this.#settings;
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#try(question, cursor);
      } catch (error) {
        if (!(error instanceof PassingError) || tried >= tries) throw error;
        const wait = firstRetryMs * RETRY_GROWTH ** (tried - 1) * (0.5 + Math.random() / 2);
        await new Promise((resume) => setTimeout(resume, wait));
      }
    }
  }

  async #try({ address, secretName, pageSize }: Question, cursor: string | undefined): Promise<Page> {
    const url = new URL(address);
    url.searchParams.set('limit', String(pageSize));
    if (cursor !== undefined) url.searchParams.set('cursor', cursor);
    const answer = await this.#ask(url, this.#headers(secretName));
    if (answer.status === 429 || answer.status >= 500) throw new PassingError(`The source answered with ${answer.status}`);
    if (answer.status !== 200) throw new SourceError(`The source answered with ${answer.status}`);
    const page = pageSchema.safeParse(parsed(await this.#text(answer)));
    if (!page.success) throw new SourceError('The source answered with something else than a page {items, cursor, more}');
    return page.data;
  }

  async #ask(url: URL, headers: Record<string, string>): Promise<Response> {
    try {
      return await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(this.#settings.tryMs) });
    } catch (error) {
      throw new PassingError('The source did not answer', { cause: error });
    }
  }

  /** Read piece by piece: what is too long is given up before it is in memory. */
  async #text(answer: Response): Promise<string> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
        bytes += piece.length;
        if (bytes > this.#settings.pageBytes) break;
        pieces.push(piece);
      }
    } catch (error) {
      throw new PassingError('The answer of the source broke off', { cause: error });
    }
    if (bytes > this.#settings.pageBytes) throw new SourceError(`The answer is larger than ${this.#settings.pageBytes} bytes; ask for smaller pages`);
    return Buffer.concat(pieces).toString('utf8');
  }

  #headers(secretName: string | null): Record<string, string> {
    const accept = { accept: 'application/json' };
    if (secretName === null) return accept;
    const token = this.tokens[secretName];
    if (token === undefined) throw new SourceError(`The configuration has no token ${secretName} (JIQUN_CREDIT_TOKENS)`);
    return { ...accept, authorization: `Bearer ${token}` };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

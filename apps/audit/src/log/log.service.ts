import type {
  AskConsistency, AskInclusion, Caller, ConsistencyProof, ExportLog, InclusionProof, LogEntry, LogExport, WhichLogEntry,
} from '@jiqun/contracts';
import { logContracts } from '@jiqun/contracts';
import { instantOf, permits } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { invalidAt, notFound } from '../refusals.js';
import type { LogLeaf } from './log.entity.js';
import { LogRepository } from './log.repository.js';
import { LogSettings } from './log-settings.js';
import { consistencyRanges, foldSubtrees, inclusionRanges, type LeafRange } from './merkle.js';

/** Of the megabyte of a message; what stands around a leaf is little. */
const LARGEST_PAGE = 700_000;
const AROUND = 160;

/** The log as outsiders check it. */
@Injectable()
export class LogService {
  constructor(
    @Inject(LogRepository) private readonly log: LogRepository,
    @Inject(LogSettings) private readonly settings: LogSettings,
  ) {}

  /** A place of the log: to everybody its hash, to an auditor of its jurisdiction the leaf as well. */
  async entry({ index }: WhichLogEntry, caller: Caller): Promise<LogEntry> {
    const { leaf, text } = await this.#leaf(index, caller);
    const { service, kind, appendedAt, hash } = leaf;
    return { index, service, kind, leafHash: hash.toString('base64'), appendedAt: instantOf(appendedAt), ...(text === undefined ? {} : { leaf: text }) };
  }

  /** @throws Refusal NOT_FOUND for what is not on the log, or not in a tree of that size */
  async inclusionProof({ index, entryId, size }: AskInclusion): Promise<InclusionProof> {
    if ((index === undefined) === (entryId === undefined)) throw eitherOr('index', 'entryId');
    const place = index ?? (await this.log.indexOfEvent(entryId ?? ''));
    const now = await this.log.size();
    const asked = size ?? now;
    if (place === undefined || place >= asked || asked > now) throw notFound('log', entryId ?? String(index));
    const { hash } = (await this.log.find(place)) ?? { hash: Buffer.alloc(0) };
    const [root = '', ...proof] = await this.#folded([{ start: 0, end: asked }, ...inclusionRanges(place, asked)]);
    return { index: place, size: asked, leafHash: hash.toString('base64'), root, proof };
  }

  /** @throws Refusal NOT_FOUND for a size that the log has not reached */
  async consistencyProof({ from, to }: AskConsistency): Promise<ConsistencyProof> {
    const now = await this.log.size();
    const end = to ?? now;
    if (from > end || end > now) throw notFound('log', String(Math.max(from, end)));
    const whole = [from, end].map((size) => ({ start: 0, end: size }));
    const [fromRoot = '', toRoot = '', ...proof] = await this.#folded([...whole, ...consistencyRanges(from, end)]);
    return { from, to: end, fromRoot, toRoot, proof };
  }

  /** Leaves in order, as many as fit: those of the auditor's jurisdiction as they are, others by their hash. */
  async export({ after, limit }: ExportLog, caller: Caller): Promise<LogExport> {
    const size = await this.log.size();
    let bytes = 0;
    const leaves: LogExport['leaves'][number][] = [];
    for (const leaf of await this.log.list(after, limit)) {
      const { index, tenant, hash, text } = leaf;
      const isTheirs = tenant === caller.tenant;
      bytes += AROUND + (isTheirs ? Buffer.byteLength(JSON.stringify(text)) : 0);
      if (bytes > LARGEST_PAGE && leaves.length > 0) break;
      leaves.push({ index, tenant: tenant as LogExport['leaves'][number]['tenant'], leafHash: hash.toString('base64'), ...(isTheirs ? { leaf: text } : {}) });
    }
    return { size, leaves };
  }

  /** The hashes of ranges of leaves, in base64. */
  async #folded(ranges: readonly LeafRange[]): Promise<string[]> {
    const { hasher } = this.settings;
    return (await this.log.subtrees(undefined, ranges)).map((hashes) => foldSubtrees(hasher, hashes).toString('base64'));
  }

  async #leaf(index: number, caller: Caller): Promise<{ readonly leaf: LogLeaf; readonly text?: string }> {
    const leaf = await this.log.find(index);
    if (leaf === undefined) throw notFound('log', String(index));
    return { leaf, ...(mayReadLeaf(caller, leaf) ? { text: leaf.text } : {}) };
  }
}

/** Whether a caller, signed in or not, may read what a leaf says: the public queries tell everybody else its hash. */
export function mayReadLeaf(caller: Caller, { tenant }: Pick<LogLeaf, 'tenant'>): boolean {
  try {
    permits(logContracts.export.permission, caller);
    return caller.tenant === tenant;
  } catch {
    return false;
  }
}

/** A request gives neither or both of two fields of which it must give one. */
export function eitherOr(one: string, other: string): Error {
  return invalidAt(one, `请在 ${one} 与 ${other} 中只填一项。`, `Give one of ${one} and ${other}.`);
}

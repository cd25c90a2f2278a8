import { catalogue, type CaseFileItem } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import { field } from '../days.js';

/** A leaf with the values that it commits to and that were not erased. */
export interface ReadableLeaf {
  readonly index: number;
  readonly service: CaseFileItem['service'];
  readonly kind: CaseFileItem['kind'];
  readonly recordedAt: Date;
  readonly text: string;
  readonly secrets: Readonly<Record<string, string>>;
}

type Fields = Record<string, unknown>;

const LONGEST_REASON = 4_000;

/** What a leaf says, in the words of a case file; what was erased is missing, and said to be. */
export function caseFileItem({ index, service, kind, recordedAt, text, secrets }: ReadableLeaf): CaseFileItem {
  const leaf = JSON.parse(text) as Fields;
  const commitments = (leaf['commitments'] ?? {}) as Fields;
  const known = new Map(Object.entries(secrets).map(([path, value]) => [path, JSON.parse(value) as unknown]));
  const inputs = inputsOf(leaf, kind, known);
  const reason = known.get('reason') ?? known.get('data.reason');
  return {
    index, service, kind,
    at: instantOf(recordedAt),
    what: textOf(leaf['type']) ?? textOf(leaf['action']) ?? '-',
    ...field('object', textOf(leaf['object'])),
    ...field('outcome', leaf['outcome'] as CaseFileItem['outcome']),
    ...field('who', personOf('person', commitments, known)),
    ...field('onBehalfOf', personOf('client', commitments, known)),
    ...field('reason', textOf(reason)?.slice(0, LONGEST_REASON)),
    ...field('clause', textOf(leaf['clause'])),
    ...field('trace', textOf(leaf['trace'])),
    ...field('inputs', inputs === undefined ? undefined : JSON.stringify(inputs)),
    ...field('inputsHash', textOf(leaf['contentHash'])),
    ...field('replay', replayOf(service, textOf(leaf['object']), inputs)),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function personOf(path: string, commitments: Fields, known: ReadonlyMap<string, unknown>): CaseFileItem['who'] | undefined {
  if (!Object.hasOwn(commitments, path)) return undefined;
  const name = textOf(known.get(path));
  return name === undefined ? { erased: true } : { name, erased: false };
}

/** The event's data or the entry's detail, with the values that stand apart put back where they stood. */
function inputsOf(leaf: Fields, kind: ReadableLeaf['kind'], known: ReadonlyMap<string, unknown>): unknown {
  const content = textOf(leaf['content']);
  const root = kind === 'event' ? 'data' : 'detail';
  const whole: Fields = {};
  if (content !== undefined) whole[root] = kind === 'event' ? (JSON.parse(content) as Fields)[root] : JSON.parse(content);
  for (const [path, value] of known) if (path.startsWith(`${root}.`)) putBack(whole, path.split('.'), value);
  return whole[root];
}

function putBack(whole: Fields, path: readonly string[], value: unknown): void {
  let at: Fields = whole;
  for (const name of path.slice(0, -1)) {
    const inner = at[name];
    if (!isFields(inner)) return;
    at = inner;
  }
  at[path.at(-1) ?? ''] = value;
}

/** The query that derives a decision again: that of the decision which the event names, or that of its own noun. */
function replayOf(service: CaseFileItem['service'], object: string | undefined, inputs: unknown): CaseFileItem['replay'] {
  const [noun = '', id] = object?.split('/') ?? [];
  const decisionId = isFields(inputs) ? textOf(inputs['decisionId']) : undefined;
  const candidates = [{ noun: 'decision', id: decisionId }, { noun, id }];
  for (const candidate of candidates) {
    const query = catalogue.queries.find((one) => one.service === service && one.noun === candidate.noun && one.verb === 'replay');
    if (query !== undefined && candidate.id !== undefined) return { subject: query.subject, id: candidate.id };
  }
  return undefined;
}

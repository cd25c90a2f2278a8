import { createHash } from 'node:crypto';

import type { GroupDifference, LineInput, ProjectGroupContent } from '@jiqun/contracts';

import type { InvestmentLine } from '../investment-line/investment-line.entity.js';
import { toLineInput } from '../investment-line/investment-line.mapper.js';

/** What is frozen by a submission: the content whole, with its lines. */
export interface FrozenContent extends ProjectGroupContent {
  readonly lines: readonly (LineInput & { readonly id: string; readonly number: number; readonly eligibility: InvestmentLine['eligibility'] })[];
}

/** The text that is frozen, and its SHA-256. */
export function frozen(content: ProjectGroupContent, lines: readonly InvestmentLine[]): { readonly text: string; readonly sha256: string } {
  const whole: FrozenContent = { ...content, lines: lines.map((line) => ({ id: line.id, number: line.number, eligibility: line.eligibility, ...toLineInput(line) })) };
  const text = JSON.stringify(whole);
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}

type Change = GroupDifference['changes'][number];
type Json = NonNullable<Change['before']>;

/** What fits in one answer. */
const MOST_CHANGES = 2000;
const MOST_CHARACTERS = 200_000;

/** What the later of two submissions says otherwise, by place: projects, lines and facts by their names, so that one that moved has not changed. */
export function differencesBetween(before: FrozenContent, after: FrozenContent): Pick<GroupDifference, 'changes' | 'total'> {
  const all = differences('', keyed(before), keyed(after));
  const changes: Change[] = [];
  let characters = 0;
  for (const change of all.slice(0, MOST_CHANGES)) {
    characters += JSON.stringify(change).length;
    if (characters > MOST_CHARACTERS) break;
    changes.push(change);
  }
  return { total: all.length, changes };
}

function keyed({ projects, lines, facts, attachments, ...rest }: FrozenContent): Record<string, unknown> {
  const by = <Row>(rows: readonly Row[], nameOf: (row: Row) => string): Record<string, Row> => Object.fromEntries(rows.map((row) => [nameOf(row), row]));
  return {
    ...rest,
    projects: by(projects, ({ id }) => id),
    lines: by(lines, ({ id }) => id),
    facts: by(facts, ({ name }) => name),
    attachments: by(attachments, ({ sha256 }) => sha256),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function differences(path: string, before: unknown, after: unknown): Change[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return names.flatMap((name) => differences(path === '' ? name : `${path}.${name}`, before[name], after[name]));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ path, ...(before === undefined ? {} : { before: before as Json }), ...(after === undefined ? {} : { after: after as Json }) }];
}

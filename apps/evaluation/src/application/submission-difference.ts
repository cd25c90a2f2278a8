import type { ApplicationContent, SubmissionDifference } from '@jiqun/contracts';

type Change = SubmissionDifference['changes'][number];
type Json = NonNullable<Change['before']>;

/** What the later of two submissions says otherwise, by place: facts by name, goals by key, attachments by content. */
export function differencesBetween(before: ApplicationContent, after: ApplicationContent): Change[] {
  return differences('', keyed(before), keyed(after));
}

/** Lists in which a row has a name of its own: a row that moved has not changed. */
function keyed({ facts, statements, attachments, goals, keyProjects, coApplicants }: ApplicationContent): Record<string, unknown> {
  const by = <Row>(rows: readonly Row[], nameOf: (row: Row) => string): Record<string, Row> => Object.fromEntries(rows.map((row) => [nameOf(row), row]));
  return {
    facts: by(facts, ({ name }) => name),
    statements: by(statements, ({ clause }) => clause),
    attachments: by(attachments, ({ kind, name }) => `${kind}/${name}`),
    goals: by(goals, ({ key }) => key),
    keyProjects: by(keyProjects, ({ name }) => name),
    coApplicants: by(coApplicants, ({ organisationId }) => organisationId),
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

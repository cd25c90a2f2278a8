const clause = String.raw`(?:AMC|SME|SUB|XJ|SEI)-\d+(?:-\d+)*(?:\.[a-z])?`;
const title = new RegExp(String.raw`(['"\`])((?:${clause}|INT-\d+)(?:, (?:${clause}|INT-\d+))*): ((?:(?!\1)[^\n\\]|\\.)*)\1`, 'g');
const ids = new RegExp(clause, 'g');

/**
 * The tests that name each clause: a test's title begins with the clauses that it shows ('SME-12, AMC-11.a: …').
 * @param specs texts of the specs by their path
 */
export function testsByClause(specs: Readonly<Record<string, string>>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [path, text] of Object.entries(specs)) {
    for (const [, , named = '', said = ''] of text.matchAll(title)) {
      for (const id of named.match(ids) ?? []) put(found, id, `${path}: ${said}`);
    }
  }
  return found;
}

/** The worked cases that expect something of each clause, counted by file. */
export function casesByClause(cases: Readonly<Record<string, readonly unknown[]>>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [path, list] of Object.entries(cases)) {
    const counts = new Map<string, number>();
    for (const each of list) {
      const { expect } = each as { expect: { outcomes?: object; grounds?: { clause: string }[] } };
      const named = new Set([...Object.keys(expect.outcomes ?? {}), ...(expect.grounds ?? []).map((ground) => ground.clause)]);
      for (const id of named) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const [id, count] of counts) put(found, id, `${path}: ${count} worked case${count === 1 ? '' : 's'}`);
  }
  return found;
}

function put(found: Map<string, string[]>, id: string, test: string): void {
  const list = found.get(id) ?? [];
  if (!list.includes(test)) list.push(test);
  found.set(id, list);
}

import ts from 'typescript';

/** @import { Finding, Report, Tree } from './tree.mjs' */

const ledgerFile = 'tools/checks/traps.json';

/**
 * One trap of the stack and what catches it: a test by file and title, `"pending"` while it is being written, or the
 * later issue that owns it.
 * @typedef {object} Trap
 * @property {string} id
 * @property {string} area
 * @property {string} trap
 * @property {'pending' | { file: string, title: string }} [test]
 * @property {number} [issue]
 * @property {string} [reason] why it is that issue's
 */

/**
 * Whether each trap that somebody fell into once has a test that would catch it.
 * @param {Tree} tree
 * @param {{ strict?: boolean }} [options] strict: a pending trap is a finding
 * @returns {Promise<Report>}
 */
export async function checkTraps(tree, { strict = false } = {}) {
  /** @type {Trap[]} */
  const traps = tree.json(ledgerFile);
  const pending = traps.filter(({ test }) => test === 'pending');
  return {
    findings: [
      ...traps.flatMap((trap) => problems(tree, trap).map((what) => finding('traps-are-caught', trap, what))),
      ...repeated(traps).map((trap) => finding('traps-are-caught', trap, 'stands in the ledger twice')),
      ...(strict ? pending.map((trap) => finding('no-pending-trap', trap, `has no test yet: ${trap.trap}`)) : []),
    ],
    looked: { traps: traps.length, tests: traps.filter(({ test }) => typeof test === 'object').length },
    notes: strict || pending.length === 0 ? [] : [`${pending.length} traps wait for their test: ${pending.map(({ id }) => id).join(', ')}`],
  };
}

/** @param {Tree} tree @param {Trap} trap @returns {string[]} */
function problems(tree, { id, area, trap, test, issue, reason }) {
  if (!id || !area || !trap) return ['needs id, area and trap'];
  if ((test === undefined) === (issue === undefined)) return ['needs either a test or an issue'];
  if (issue !== undefined) return Number.isInteger(issue) && reason ? [] : [`leaves it to issue ${issue} without a reason`];
  if (test === 'pending' || test === undefined) return [];
  if (!tree.has(test.file)) return [`names ${test.file}, which is not there`];
  return titlesIn(tree, test.file).has(test.title) ? [] : [`names a test "${test.title}", which is not in ${test.file}`];
}

/**
 * Every text of a test file, tables of titles included. A title in a comment is none.
 * @param {Tree} tree @param {string} file
 */
function titlesIn(tree, file) {
  const titles = new Set();
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isStringLiteralLike(node)) titles.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(tree.syntax(file));
  return titles;
}

/** @param {Trap[]} traps */
const repeated = (traps) => traps.filter(({ id }, at) => traps.findIndex((other) => other.id === id) !== at);

/** @param {string} rule @param {Trap} trap @param {string} what @returns {Finding} */
const finding = (rule, { id }, what) => ({
  rule,
  file: ledgerFile,
  what: `${id} ${what}`,
  why: 'a trap without a test is fallen into again',
  instead: 'write the test and name it here by file and title, or name the issue that owns the trap and why',
});

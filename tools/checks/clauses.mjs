import ts from 'typescript';
import { isSpec } from './tree.mjs';

/** @import { Finding, Report, Tree } from './tree.mjs' */

const carriersFile = 'packages/policy-core/register/services.json';
const registerFile = 'packages/policy-core/register/clauses.json';

/** Kinds that no rule of policy-core decides: services carry them out. */
const carriedOut = new Set(['definition', 'role', 'procedure', 'deadline', 'duty', 'validity', 'sanction', 'support']);
/** Services whose issue has landed; a clause that one of them carries has a test there. */
export const landed = ['registry', 'evaluation', 'subsidy', 'audit'];

/**
 * Whether each clause that names a role, a step, a deadline, a duty, a term, a sanction or a support is named by a test of
 * every service that carries it.
 * @param {Tree} tree
 * @param {{ services?: readonly string[] }} [options]
 * @returns {Promise<Report>}
 */
export async function checkClauses(tree, { services = landed } = {}) {
  /** @type {{ clauses: { id: string, kind: string }[] }} */
  const { clauses } = tree.json(registerFile);
  /** @type {{ clauses: Record<string, string[]> }} */
  const { clauses: carriers } = tree.json(carriersFile);
  const named = new Map(services.map((service) => [service, clausesNamed(tree, service)]));
  const duties = clauses.flatMap(({ id, kind }) => (carriedOut.has(kind) ? (carriers[id] ?? []).filter((service) => named.has(service)).map((service) => ({ id, service })) : []));
  return {
    findings: duties.filter(({ id, service }) => !named.get(service)?.has(id)).map(({ id, service }) => finding(id, service)),
    looked: { clauses: clauses.length, duties: duties.length },
  };
}

/** The clauses that titles of a service's tests name. @param {Tree} tree @param {string} service */
function clausesNamed(tree, service) {
  const ids = new Set();
  for (const file of tree.files.filter((path) => path.startsWith(`apps/${service}/`) && isSpec(path))) {
    const visit = (/** @type {ts.Node} */ node) => {
      if (ts.isCallExpression(node) && isTest(node)) for (const id of idsIn(node.arguments[0])) ids.add(id);
      ts.forEachChild(node, visit);
    };
    visit(tree.syntax(file));
  }
  return ids;
}

/** `it(...)`, `test(...)`, `describe(...)`, also with `.each`. @param {ts.CallExpression} call */
const isTest = ({ expression }) => /^(it|test|describe)\b/.test(expression.getText());

/** @param {ts.Expression | undefined} title @returns {string[]} */
const idsIn = (title) => (title !== undefined && ts.isStringLiteralLike(title) ? (title.text.match(/\b(?:AMC|SME|XJ|SEI|SUB)-\d+(?:-\d+)?(?:\.[a-z])?(?![\w-])/g) ?? []) : []);

/** @param {string} id @param {string} service @returns {Finding} */
const finding = (id, service) => ({
  rule: 'clauses-have-tests',
  file: carriersFile,
  what: `${id} is carried by ${service}, and no test there names it`,
  why: 'a duty of the documents that no test names is lost by the next change',
  instead: `begin the title of the test in apps/${service} that proves it with "${id}: "`,
});

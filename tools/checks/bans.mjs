import ts from 'typescript';
import { bans } from './bans.rules.mjs';
import { withoutExceptions } from './exceptions.mjs';
import { isSource, lineOf } from './tree.mjs';

/** @import { Finding, Report, Tree } from './tree.mjs' */

/**
 * What must not be written, looked for in the syntax tree of every source of packages/ and apps/. tools/ is left out: it
 * runs beside the services, before there is a configuration or a clock.
 * @param {Tree} tree
 * @param {{ excepted?: boolean }} [options] excepted: false takes no exception, as the fixtures need
 * @returns {Promise<Report>}
 */
export async function checkBans(tree, { excepted = true } = {}) {
  const files = tree.files.filter((file) => /^(packages|apps)\//.test(file) && isSource(file));
  let nodes = 0;
  const findings = files.flatMap((file) => {
    const here = bans.filter(({ where }) => where(file));
    const source = tree.syntax(file);
    /** @type {Finding[]} */
    const found = [];
    const visit = (/** @type {ts.Node} */ node) => {
      nodes += 1;
      for (const { name, why, instead, find } of here) {
        const what = find(node, file);
        if (what !== undefined) found.push({ rule: name, file, line: lineOf(source, node), what, why, instead });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return onePerLine(found);
  });
  return {
    findings: excepted ? withoutExceptions(bans, findings, 'tools/checks/bans.rules.mjs') : findings,
    looked: { files: files.length, 'syntax nodes': nodes },
  };
}

/** An import and a decorator on one line, or a member within a call, are one breach. @param {Finding[]} findings */
function onePerLine(findings) {
  const seen = new Set();
  return findings.filter(({ rule, line }) => {
    const key = `${rule} ${line}`;
    return !seen.has(key) && seen.add(key);
  });
}

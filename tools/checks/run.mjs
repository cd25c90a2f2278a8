/**
 * The checks of the house: `npm run checks`, or one of them: `npm run checks -- bans`.
 *   --update  lower the size baseline to what is there today
 *   --strict  a trap whose test is pending fails
 */
import { fileURLToPath } from 'node:url';
import { checkBans } from './bans.mjs';
import { checkBoundaries } from './boundaries.mjs';
import { checkClauses } from './clauses.mjs';
import { checkDependencies } from './dependencies.mjs';
import { checkSizes } from './ratchet.mjs';
import { checkTraps } from './traps.mjs';
import { openTree } from './tree.mjs';
import { checkWords } from './words.mjs';

/** @import { Finding, Report, Tree } from './tree.mjs' */

/** @type {Record<string, (tree: Tree, options: { update: boolean, strict: boolean }) => Promise<Report>>} */
const checks = {
  boundaries: (tree) => checkBoundaries(tree),
  bans: (tree) => checkBans(tree),
  sizes: checkSizes,
  dependencies: checkDependencies,
  words: (tree) => checkWords(tree),
  traps: checkTraps,
  clauses: (tree) => checkClauses(tree),
};

/**
 * Runs the checks that are named, or all.
 * @param {string[]} args
 * @param {string} root the tree to look at
 * @param {(line: string) => void} print
 * @returns {Promise<number>} how many findings there were
 */
export async function runChecks(args, root, print) {
  const options = { update: args.includes('--update'), strict: args.includes('--strict') };
  const names = args.filter((argument) => !argument.startsWith('--'));
  const unknown = [...names.filter((name) => !(name in checks)), ...args.filter((argument) => argument.startsWith('--') && !['--update', '--strict'].includes(argument))];
  if (unknown.length > 0) {
    print(`There is no ${unknown.join(', ')}. The checks are ${Object.keys(checks).join(', ')}; the options --update and --strict.`);
    return unknown.length;
  }
  const tree = openTree(root);
  let total = 0;
  for (const [name, check] of Object.entries(checks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const started = performance.now();
    const { findings, looked, notes = [] } = await check(tree, options);
    const all = [...findings, ...lookedAtNothing(name, looked)];
    total += all.length;
    for (const finding of all) print(inOneLine(finding));
    for (const note of notes) print(`  note: ${note}`);
    const counts = Object.entries(looked).map(([what, count]) => `${count} ${what}`);
    print(`${all.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${counts.join(', ')}; ${all.length} findings; ${Math.round(performance.now() - started)} ms`);
  }
  return total;
}

/** @param {string} name @param {Record<string, number>} looked @returns {Finding[]} */
const lookedAtNothing = (name, looked) =>
  Object.entries(looked)
    .filter(([, count]) => count === 0)
    .map(([what]) => ({
      rule: 'looked-at-something',
      file: 'tools/checks/run.mjs',
      what: `${name} looked at 0 ${what}`,
      why: 'a check that sees nothing never fails',
      instead: 'find out why it sees nothing: a moved folder, a parser that is not there',
    }));

/** @param {Finding} finding */
const inOneLine = ({ file, line, rule, what, why, instead }) => `${file}${line === undefined ? '' : `:${line}`} [${rule}] ${what}. Why: ${why}. Instead: ${instead}.`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const findings = await runChecks(process.argv.slice(2), fileURLToPath(new URL('../..', import.meta.url)), (line) => process.stdout.write(`${line}\n`));
  process.exitCode = findings === 0 ? 0 : 1;
}

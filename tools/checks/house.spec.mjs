import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkClauses } from './clauses.mjs';
import { checkDependencies } from './dependencies.mjs';
import { fixture, places, promised, temporaryFolder, treeOf, withoutMarked } from './fixture.mjs';
import { checkSizes, limits } from './ratchet.mjs';
import { runChecks } from './run.mjs';
import { checkTraps } from './traps.mjs';
import { openTree } from './tree.mjs';
import { checkWords, wordRules } from './words.mjs';

const baseline = 'tools/checks/ratchet.baseline.json';
const long = 'apps/registry/src/long.ts';
const lines = (/** @type {number} */ count) => "'';\n".repeat(count);
const functionOf = (/** @type {number} */ count) => `export function judge() {\n${lines(count - 2)}}\n`;

/** @param {{ rule: string, what: string }[]} findings */
const rulesOf = (findings) => findings.map(({ rule }) => rule);

for (const [rule, limit, file, of, key] of /** @type {const} */ ([
  ['file-length', limits.file, long, lines, long],
  ['file-length', limits.spec, 'apps/registry/src/long.spec.ts', lines, 'apps/registry/src/long.spec.ts'],
  ['function-length', limits.function, long, functionOf, `${long}#judge`],
])) {
  test(`${rule}: ${limit} lines of ${file} pass, one more does not, unless the baseline knows it; what grew fails`, async (context) => {
    const known = JSON.stringify({ [key]: { lines: limit + 1, reason: 'old' } });
    const at = async (/** @type {number} */ count, before = '{}') => (await checkSizes(treeOf(context, { [file]: of(count), [baseline]: before }))).findings;
    assert.deepEqual(await at(limit), []);
    assert.deepEqual(rulesOf(await at(limit + 1)), [rule]);
    assert.deepEqual(await at(limit + 1, known), []);
    assert.deepEqual(rulesOf(await at(limit + 2, known)), [rule]);
  });
}

test('a door may be as long as its package is wide; with anything but re-exports in it, it is a file as any other', async (context) => {
  const door = "export { a } from './a.js';\n".repeat(limits.file + 1);
  assert.deepEqual((await checkSizes(treeOf(context, { 'packages/contracts/src/index.ts': door }))).findings, []);
  assert.deepEqual(rulesOf((await checkSizes(treeOf(context, { 'packages/contracts/src/index.ts': `${door}const b = 1;\n` }))).findings), ['file-length']);
});

const register = { clauses: [{ id: 'SME-10', kind: 'procedure' }, { id: 'SME-1', kind: 'procedure' }, { id: 'SME-6-2', kind: 'criterion' }] };
const carriers = { clauses: { 'SME-10': ['evaluation'], 'SME-1': ['evaluation', 'registry'], 'SME-6-2': ['evaluation'] } };

test('a clause that a service carries out is named by the title of a test of that service', async (context) => {
  const clausesWith = async (/** @type {string} */ spec) => {
    const tree = treeOf(context, {
      'packages/policy-core/register/clauses.json': JSON.stringify(register),
      'packages/policy-core/register/services.json': JSON.stringify(carriers),
      'apps/evaluation/src/a.spec.ts': spec,
    });
    return (await checkClauses(tree, { services: ['evaluation'] })).findings.map(({ what }) => what.split(' ')[0]);
  };
  assert.deepEqual(await clausesWith(''), ['SME-10', 'SME-1']);
  assert.deepEqual(await clausesWith("// it('SME-10: in a comment')\nconst text = 'SME-1';"), ['SME-10', 'SME-1']);
  assert.deepEqual(await clausesWith("it('SME-10: no recommendation without a visit', () => {});"), ['SME-1']);
  assert.deepEqual(await clausesWith("describe('SME-1', () => {}); it.each([])('SME-10, %s', () => {});"), []);
});

test('an allowance without a reason is refused', async (context) => {
  const tree = treeOf(context, { [long]: lines(301), [baseline]: JSON.stringify({ [long]: { lines: 301, reason: ' ' } }) });
  assert.deepEqual(rulesOf((await checkSizes(tree)).findings), ['baseline-has-reasons']);
});

test('an update lowers and removes allowances, and never raises or adds one', async (context) => {
  const before = { [long]: { lines: 400, reason: 'old' }, 'apps/registry/src/gone.ts': { lines: 350, reason: 'old' }, 'apps/registry/src/grown.ts': { lines: 310, reason: 'old' } };
  const tree = treeOf(context, { [long]: lines(305), 'apps/registry/src/grown.ts': lines(320), 'apps/registry/src/new.ts': lines(330), [baseline]: JSON.stringify(before) });
  const { findings } = await checkSizes(tree, { update: true });
  assert.deepEqual(findings.map(({ file }) => file), ['apps/registry/src/grown.ts', 'apps/registry/src/new.ts']);
  assert.deepEqual(tree.json(baseline), { [long]: { lines: 305, reason: 'old' }, 'apps/registry/src/grown.ts': { lines: 310, reason: 'old' } });
});

test('describe() is a heading: its length is that of its tests', async (context) => {
  const tree = treeOf(context, { 'apps/registry/src/a.spec.ts': `describe('title', () => {\n${lines(60)}});\ntest('long', () => {\n${lines(60)}});\n` });
  assert.deepEqual((await checkSizes(tree)).findings.map(({ line }) => line), [63]);
});

test('ranges, two versions, public workspaces, other engines, closed licences, registry hosts and CommonJS on Nest are refused', async () => {
  const { findings } = await checkDependencies(fixture('dependencies/bad'));
  assert.deepEqual(
    findings.map(({ rule, file, what }) => `${rule} ${file} ${what}`).toSorted(),
    [
      'engines apps/registry/package.json engines.node is >=18, the root\'s is >=20.19',
      'exact-versions apps/registry/package.json @jiqun/contracts is "1.0.0"',
      'exact-versions apps/registry/package.json pg is "^8.23.1"',
      'licences package-lock.json node_modules/gone is not installed',
      'licences package-lock.json pg 8.23.1 has the licence AGPL-3.0-only',
      'licences package-lock.json unnamed 1.0.0 has the licence unknown',
      'nest-packages-are-esm package-lock.json node_modules/@nestjs/throttler is CommonJS and asks for Nest',
      'no-registry-host package-lock.json node_modules/zod is resolved to https://packages.example/zod/-/zod-4.6.7.tgz',
      'one-version packages/contracts/package.json zod is 4.6.7 here and 4.6.6 in apps/registry/package.json',
      'private-workspaces apps/registry/package.json is not "private": true',
    ],
  );
});

test('every workspace with Jest runs it on native ESM', () => {
  const tree = openTree(fileURLToPath(new URL('../..', import.meta.url)));
  const withJest = tree.workspaces.filter(({ folder }) => tree.files.includes(`${folder}/jest.config.mjs`));
  assert.ok(withJest.length > 0);
  assert.deepEqual(withJest.filter(({ manifest }) => !manifest.scripts.test.includes('--experimental-vm-modules')), []);
});

test('exact versions, one of each, private, with a choice of licences that includes an open one, pass', async () => {
  assert.deepEqual((await checkDependencies(fixture('dependencies/good'))).findings, []);
});

test('paths of a machine, names of tools and hosts of registries are refused; subjects and routes are not', async (context) => {
  const { findings } = await checkWords(fixture('words'), { excepted: false });
  assert.deepEqual(places(findings), promised('words'));
  assert.deepEqual([...new Set(rulesOf(findings))].toSorted(), wordRules.map(({ name }) => name).toSorted());
  assert.deepEqual((await checkWords(withoutMarked(context, 'words'), { excepted: false })).findings, []);
});

const trap = { id: 'nats-drain', area: 'NATS', trap: 'shutdown loses requests' };
const spec = { 'packages/a/drain.spec.ts': "// 'in a comment'\ntest('a drained server answers all', () => {});\n" };

test('a trap is caught by a test that is there by its title, or belongs to a later issue with a reason', async (context) => {
  const withTraps = (/** @type {unknown[]} */ ...traps) => checkTraps(treeOf(context, { ...spec, 'tools/checks/traps.json': JSON.stringify(traps) }));
  const caughtBy = (/** @type {string} */ file, /** @type {string} */ title) => withTraps({ ...trap, test: { file, title } });
  assert.deepEqual((await caughtBy('packages/a/drain.spec.ts', 'a drained server answers all')).findings, []);
  assert.deepEqual((await withTraps({ ...trap, issue: 7, reason: 'the gateway is built there' })).findings, []);
  for (const wrong of [
    caughtBy('packages/a/gone.spec.ts', 'a drained server answers all'),
    caughtBy('packages/a/drain.spec.ts', 'a drained server answers some'),
    caughtBy('packages/a/drain.spec.ts', 'in a comment'),
    withTraps(trap),
    withTraps({ ...trap, issue: 7 }),
    withTraps({ ...trap, trap: '', test: 'pending' }),
    withTraps({ ...trap, issue: 7, reason: 'later' }, { ...trap, issue: 7, reason: 'later' }),
  ]) {
    assert.deepEqual(rulesOf((await wrong).findings), ['traps-are-caught']);
  }
});

test('a pending trap is a note, and a finding when strict', async (context) => {
  const tree = treeOf(context, { 'tools/checks/traps.json': JSON.stringify([{ ...trap, test: 'pending' }]) });
  const open = await checkTraps(tree);
  assert.deepEqual(open.findings, []);
  assert.match(String(open.notes), /nats-drain/);
  assert.deepEqual(rulesOf((await checkTraps(tree, { strict: true })).findings), ['no-pending-trap']);
});

test('a check that looked at nothing fails, and says at what', async (context) => {
  /** @type {string[]} */
  const printed = [];
  const findings = await runChecks(['bans', 'boundaries'], temporaryFolder(context), (line) => printed.push(line));
  const saw = printed.filter((line) => line.includes('[looked-at-something]')).map((line) => / (\w+ looked at 0 [\w ]+)/.exec(line)?.[1]);
  assert.deepEqual(saw, ['boundaries', 'bans'].flatMap((name) => (name === 'bans' ? ['files', 'syntax nodes'] : ['files', 'modules', 'imports']).map((what) => `${name} looked at 0 ${what}`)));
  assert.ok(findings >= saw.length);
});

test('each finding is one line with place, rule, reason and way out', async (context) => {
  /** @type {string[]} */
  const printed = [];
  const { root } = treeOf(context, { 'apps/registry/src/a.ts': '\nexport const now = Date.now();\n' });
  await runChecks(['bans'], root, (line) => printed.push(line));
  assert.match(printed[0] ?? '', /^apps\/registry\/src\/a\.ts:2 \[clock-outside-clock\] .+\. Why: .+\. Instead: .+\.$/);
});

test('a check or option that is not there is refused by name', async (context) => {
  /** @type {string[]} */
  const printed = [];
  assert.equal(await runChecks(['banns', '--lax'], temporaryFolder(context), (line) => printed.push(line)), 2);
  assert.match(printed.join(''), /banns, --lax.*boundaries, bans/);
});

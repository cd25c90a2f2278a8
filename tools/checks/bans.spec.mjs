import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkBans } from './bans.mjs';
import { bans } from './bans.rules.mjs';
import { withoutExceptions } from './exceptions.mjs';
import { fixture, fixtureRoot, places, promised, temporaryFolder, withoutMarked } from './fixture.mjs';

/** What each ban is for, in words that the ledger of traps can name. */
const facts = {
  'environment-outside-config': 'the environment read outside config.ts is refused',
  'clock-outside-clock': 'a clock read outside the clock is refused',
  'global-repository': 'a repository that is not of a transaction is refused',
  'data-source-in-service': 'a statement of a service through the data source is refused',
  'typeorm-save': 'a row written by save() is refused',
  'money-as-number': 'money declared, described, stored, converted or summed as a number is refused',
  'order-by-literal': 'an order that is not a literal is refused',
  'events-through-outbox': 'an event emitted past the outbox, or received past JetStream, is refused',
  'message-pattern-in-kit': 'a message handler outside service-kit is refused',
  'timestamp-with-zone': 'a timestamp without time zone is refused',
  'no-session-state': 'a setting or an advisory lock of the session is refused',
  'time-of-the-installation': "SQL that reads the machine's time is refused",
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const { findings } = await checkBans(fixture('bans'), { excepted: false });

for (const [rule, fact] of Object.entries(facts)) {
  test(fact, () => {
    const expected = promised('bans').filter((place) => place.startsWith(`${rule} `));
    assert.notDeepEqual(expected, [], 'the fixture breaks the ban');
    assert.deepEqual(places(findings.filter((finding) => finding.rule === rule)), expected);
  });
}

test('every ban has its fact, a reason and a way out', () => {
  assert.deepEqual(bans.map(({ name }) => name).toSorted(), Object.keys(facts).toSorted());
  for (const { why, instead } of bans) assert.ok(why.length > 20 && instead.length > 20);
});

test('what the fixture writes in order stays without a finding', async (context) => {
  const good = await checkBans(withoutMarked(context, 'bans'), { excepted: false });
  assert.deepEqual(good.findings, []);
  assert.equal(good.looked.files, fixture('bans').files.length);
});

test('an exception lets one file through, and one that lets nothing through is a finding', () => {
  const here = { rule: 'typeorm-save', file: 'apps/registry/src/a.ts', line: 1, what: '', why: '', instead: '' };
  const there = { ...here, file: 'apps/registry/src/b.ts' };
  const rules = [{ name: 'typeorm-save', exceptions: [{ file: here.file, reason: 'once' }] }];
  assert.deepEqual(places(withoutExceptions(rules, [here, there], 'rules.mjs')), ['typeorm-save apps/registry/src/b.ts:1']);
  assert.deepEqual(places(withoutExceptions(rules, [], 'rules.mjs')), ['unused-exception rules.mjs:undefined']);
});

test('a default export is refused by the lint rules of the repository', (context) => {
  const folder = temporaryFolder(context);
  cpSync(fixtureRoot('lint'), folder, { recursive: true });
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  const lint = (/** @type {string} */ file) =>
    spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--deny-warnings', file], { cwd: folder, encoding: 'utf8' });
  const bad = lint('default.ts');
  assert.match(bad.stdout, /no-default-export/);
  assert.equal(bad.status, 1);
  assert.equal(lint('named.ts').status, 0);
});

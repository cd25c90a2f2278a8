import assert from 'node:assert/strict';
import test from 'node:test';
import { checkBoundaries, unseen } from './boundaries.mjs';
import { boundaryRules } from './boundaries.rules.mjs';
import { fixture, places, promised, temporaryFolder, treeOf, withoutMarked } from './fixture.mjs';
import { openTree } from './tree.mjs';

/** What each rule is for, in words that the ledger of traps can name. */
const facts = {
  'policy-core-imports-no-package': 'policy-core that imports contracts is refused',
  'contracts-import-policy-core-alone': 'contracts that import service-kit, if only a type, are refused',
  'service-kit-imports-contracts-alone': 'service-kit that imports policy-core is refused',
  'console-and-sdk-import-contracts-alone': 'a console or an sdk that imports service-kit is refused',
  'verify-imports-nothing': 'a verifier that imports contracts is refused',
  'policy-core-readers': 'a registry that decides by policy-core is refused',
  'no-package-imports-an-app': 'a package that imports an app is refused',
  'no-app-imports-an-app': 'an app that imports an app is refused',
  'through-the-door': 'an import past the door of a package is refused',
  'declared-dependencies': 'a dependency that the package does not declare is refused',
  'nothing-calls-an-entrance': 'a service that calls a controller is refused',
  'nothing-below-calls-a-service': 'a repository or lifecycle that calls a service is refused',
  'entrances-call-services-alone': 'a controller, processor or subscriber that queries is refused',
  'lifecycles-are-data': 'a lifecycle that queries is refused',
  'entities-know-entities-alone': 'an entity that knows its lifecycle is refused',
  'mappers-know-entities-alone': 'a mapper that queries is refused',
  'modules-only-wire': 'a service that imports its module is refused',
  'migrations-stay-apart': 'running code that imports a migration is refused',
  'no-test-code-at-run-time': 'running code that imports tests, benchmarks or the harness is refused',
  'no-circles': 'a circle of imports is refused, also one of types between entities',
};

const { findings, looked } = await checkBoundaries(fixture('boundaries'), { excepted: false });

for (const [rule, fact] of Object.entries(facts)) {
  test(fact, () => {
    const expected = promised('boundaries').filter((place) => place.startsWith(`${rule} `));
    assert.notDeepEqual(expected, [], 'the fixture breaks the rule');
    assert.deepEqual(places(findings.filter((finding) => finding.rule === rule)), expected);
  });
}

test('every rule of imports has its fact, a reason and a way out', () => {
  assert.deepEqual(boundaryRules.map(({ name }) => name).toSorted(), Object.keys(facts).toSorted());
  for (const { why, instead } of boundaryRules) assert.ok(why.length > 20 && instead.length > 20);
});

test('the imports of the fixture that are in order stay without a finding', async (context) => {
  const good = await checkBoundaries(withoutMarked(context, 'boundaries'), { excepted: false });
  assert.deepEqual(good.findings, []);
  assert.equal(good.looked.modules, looked.modules);
});

test('every TypeScript file on disk is a module that was cruised', () => {
  const onDisk = fixture('boundaries').files.filter((file) => /\.(ts|mjs)$/.test(file));
  assert.equal(looked.modules, onDisk.length);
  assert.ok(onDisk.length > 30);
});

test('a cruiser that reads TypeScript not at all, or as JavaScript, is reported file by file', (context) => {
  const [alone, file] = ['apps/registry/src/alone.ts', 'apps/registry/src/main.ts'];
  const tree = treeOf(context, { [file]: "import type { Entity } from 'typeorm';\nimport { z } from 'zod';\nexport type Main = [Entity, typeof z];\n", [alone]: 'export const alone = 1;\n' });
  const reported = (/** @type {Parameters<typeof unseen>[2]} */ ...modules) => unseen(tree, tree.files, modules).map((finding) => finding.file);
  const [zod, typeorm] = [{ module: 'zod' }, { module: 'typeorm' }];
  assert.deepEqual(reported(), [alone, file]);
  assert.deepEqual(reported({ source: alone, dependencies: [] }, { source: file, dependencies: [] }), [file]);
  assert.deepEqual(reported({ source: alone, dependencies: [] }, { source: file, dependencies: [zod] }), [file]);
  assert.deepEqual(reported({ source: alone, dependencies: [] }, { source: file, dependencies: [zod, typeorm] }), []);
});

test('a repository without modules is counted as nothing', async (context) => {
  assert.equal((await checkBoundaries(openTree(temporaryFolder(context)))).looked.modules, 0);
});

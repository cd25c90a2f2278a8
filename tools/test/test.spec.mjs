import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plan } from '../stack/turbo.mjs';

const ADDRESS = 'JIQUN_TEST_DATABASE_ADMIN_URL';

/** @param {NodeJS.ProcessEnv} env */
const planned = (env) => plan(['test', 'bench:short'], { ...process.env, ...env });

test('the tests of policy-core need no stack, those of service-kit do', () => {
  const needing = planned({}).filter(({ resolvedTaskDefinition }) => resolvedTaskDefinition?.passThroughEnv?.includes(ADDRESS)).map(({ taskId }) => taskId);
  assert.equal(needing.includes('@jiqun/service-kit#test'), true);
  assert.deepEqual(needing.filter((taskId) => taskId.startsWith('@jiqun/policy-core#')), []);
});

test('another address of the stack does not make turbo run a test again', () => {
  const [one, other] = ['postgres://a:1/', 'postgres://b:2/'].map((url) => planned({ [ADDRESS]: url }).map(({ taskId, hash }) => `${taskId} ${hash}`));
  assert.notEqual(one?.length, 0);
  assert.deepEqual(one, other);
});

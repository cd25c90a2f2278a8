import { actsFor } from '@jiqun/service-kit';

import { sandboxCaller } from './sandbox-people.js';

const OURS = '91110000600037341L';
const THEIRS = '12220000412760962A';

it('a sample person has one role in the whole of a tenant', () => {
  expect(sandboxCaller('sandbox.CN-65.province-industry')).toMatchObject({ person: 'sample-province-industry', tenant: 'CN-65', grants: [{ role: 'province-industry', region: '650000' }] });
});

it.each(['enterprise', 'promotion-organisation'] as const)('a sample %s may name its organisation: each has a person of its own', (role) => {
  const [ours, theirs, nobodys] = [sandboxCaller(`sandbox.CN-22.${role}.${OURS}`), sandboxCaller(`sandbox.CN-22.${role}.${THEIRS}`), sandboxCaller(`sandbox.CN-22.${role}`)];
  expect(ours).toMatchObject({ grants: [{ role, region: '220000', organisation: OURS }] });
  expect(new Set([ours?.person, theirs?.person, nobodys?.person]).size).toBe(3);
  expect([ours, theirs, nobodys].map((caller) => caller !== undefined && actsFor(caller, role, OURS))).toEqual([true, false, false]);
});

it.each([
  'sandbox.CN-22', 'sandbox.CN-22.emperor', 'another.CN-22.enterprise', `sandbox.CN-22.county-industry.${OURS}`, 'sandbox.CN-22.enterprise.', `sandbox.CN-22.enterprise.${OURS.slice(0, 17)}X`,
  `sandbox.CN-22.enterprise.${OURS}.more`, 'sandbox..enterprise',
])('%s is nobody', (token) => {
  expect(sandboxCaller(token)).toBeUndefined();
});

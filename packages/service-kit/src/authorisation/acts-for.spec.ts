import { callerSchema, type Caller } from '@jiqun/contracts';
import { expect, test } from '@jest/globals';

import { actsFor, organisationsOf } from './acts-for.js';
import { systemCaller } from './system-caller.js';

const OURS = '91110000600037341L';
const THEIRS = '12220000412760962A';

function callerWith(...grants: object[]): Caller {
  return callerSchema.parse({ person: 'p-1', tenant: 'CN-22', grants, session: 's-1', issuedAt: 0, expiresAt: 300 });
}

test('a person acts for the enterprise that a grant names, and for no other of the county', () => {
  const caller = callerWith({ role: 'enterprise', region: '220182', organisation: OURS });
  expect([actsFor(caller, 'enterprise', OURS), actsFor(caller, 'enterprise', THEIRS)]).toEqual([true, false]);
});

test('a grant that names no organisation is for none', () => {
  const caller = callerWith({ role: 'enterprise', region: '220000' });
  expect(organisationsOf(caller, 'enterprise')).toEqual([]);
  expect(actsFor(caller, 'enterprise', OURS)).toBe(false);
});

test('the grant must be of the role that acts', () => {
  const caller = callerWith({ role: 'promotion-organisation', region: '220182', organisation: THEIRS }, { role: 'enterprise', region: '220182', organisation: OURS });
  expect([actsFor(caller, 'promotion-organisation', THEIRS), actsFor(caller, 'enterprise', THEIRS), actsFor(caller, 'promotion-organisation', OURS)]).toEqual([true, false, false]);
});

test('a grant in another tenant gives nothing, and one given twice counts once', () => {
  const abroad = callerWith({ role: 'enterprise', region: '650100', organisation: OURS });
  expect(actsFor(abroad, 'enterprise', OURS)).toBe(false);
  const twice = callerWith({ role: 'enterprise', region: '220182', organisation: OURS }, { role: 'enterprise', region: '220100', organisation: OURS });
  expect(organisationsOf(twice, 'enterprise')).toEqual([OURS]);
});

test('the system acts for nobody', () => {
  expect(actsFor(systemCaller('CN-22', 'deadline'), 'enterprise', OURS)).toBe(false);
});

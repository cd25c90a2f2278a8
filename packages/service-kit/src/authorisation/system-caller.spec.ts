import { callerSchema } from '@jiqun/contracts';
import { expect, test } from '@jest/globals';

import { permits } from './permits.js';
import { isSystemCaller, systemCaller } from './system-caller.js';

test('the system acts in the tenant of the row, under a name that says for what, and could be written as a context', () => {
  const caller = systemCaller('CN-65', 'deadline');
  expect(caller).toMatchObject({ tenant: 'CN-65', person: 'system:deadline', grants: [] });
  expect(callerSchema.safeParse(caller).success).toBe(true);
  expect(isSystemCaller(caller)).toBe(true);
});

test('nobody becomes the system by its name: a copy, and a context with the same words, are refused', () => {
  const caller = systemCaller('CN-22', 'deadline');
  for (const imitation of [{ ...caller }, structuredClone(caller), callerSchema.parse(JSON.parse(JSON.stringify(caller)))]) {
    expect(isSystemCaller(imitation)).toBe(false);
    expect(() => permits({ action: 'drill.start', roles: ['system-administrator'], reach: 'tenant' }, imitation)).toThrow('NOT_PERMITTED');
  }
});

test('the mark cannot be carried to another tenant', () => {
  const caller = systemCaller('CN-22', 'deadline');
  expect(() => Object.assign(caller, { tenant: 'CN-65' })).toThrow(TypeError);
  expect(() => (caller.grants as unknown[]).push({ role: 'auditor', region: '220000' })).toThrow(TypeError);
});

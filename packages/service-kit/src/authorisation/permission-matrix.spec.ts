import { expect, test } from '@jest/globals';
import { catalogue, roles } from '@jiqun/contracts';

import { permissionMatrix } from './permission-matrix.js';

const matrix = permissionMatrix(catalogue);

test('the matrix has every role with every command and query, once', () => {
  const contracts = catalogue.commands.length + catalogue.queries.length;
  expect(contracts).toBeGreaterThan(0);
  expect(matrix).toHaveLength(contracts * roles.length);
  expect(new Set(matrix.map(({ subject, role }) => `${subject} ${role}`)).size).toBe(matrix.length);
});

test('a role is permitted exactly where the permission names it, and everybody where it is public', () => {
  const permissions = new Map([...catalogue.commands, ...catalogue.queries].map(({ subject, permission }) => [subject, permission]));
  for (const { subject, role, permitted } of matrix) {
    const permission = permissions.get(subject);
    expect([subject, role, permitted]).toEqual([subject, role, permission?.reach === 'public' || permission?.roles.includes(role)]);
  }
});

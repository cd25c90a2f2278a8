import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { RecentMap } from './recent-map.js';

const CAPACITY = 10;
const uses = fc.array(fc.record({ kind: fc.constantFrom('get', 'set', 'delete'), key: fc.nat(30), value: fc.nat() }), { maxLength: 300, size: 'max' });

test('it keeps what was used last, and never a value that was replaced or deleted', () => {
  fc.assert(
    fc.property(uses, (steps) => {
      const map = new RecentMap<number, { value: number }>(CAPACITY);
      const model = new Map<number, { value: number }>();
      for (const { kind, key, value } of steps) {
        if (kind === 'set') {
          model.set(key, { value });
          map.set(key, { value });
        } else if (kind === 'delete') {
          model.delete(key);
          map.delete(key);
        } else {
          const found = map.get(key);
          if (found === undefined) model.delete(key);
          else expect(found).toEqual(model.get(key));
        }
      }
      const lastUsed = [...new Set(steps.map(({ key }) => key).toReversed())].slice(0, CAPACITY / 2 - 1);
      for (const key of lastUsed) expect(map.get(key)).toEqual(model.get(key));
    }),
    { numRuns: 300 },
  );
});

test('what is no longer used is forgotten', () => {
  const map = new RecentMap<number, number>(CAPACITY);
  for (let key = 0; key < 1_000; key += 1) map.set(key, key + 1);
  const held = Array.from({ length: 1_000 }, (_, key) => key).filter((key) => map.get(key) !== undefined);
  expect(held.length).toBeLessThanOrEqual(CAPACITY);
  expect(held).toContain(999);
});

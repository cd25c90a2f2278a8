import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { RegionTree, RegionTreeError, type RegionRow } from './region-tree.js';

const under = (parent: string, ...codes: string[]): RegionRow[] => codes.map((code) => ({ code, parent }));

/** A part of both provinces. Meihekou (220581) reports straight to the province. */
const regionRows: readonly RegionRow[] = [
  ...under('CN-22', '220000'),
  ...under('220000', '220100', '220500', '220581', '222400'),
  ...under('220100', '220102', '220184'),
  ...under('220500', '220582'),
  ...under('222400', '222401'),
  ...under('CN-65', '650000'),
  ...under('650000', '650100', '659000'),
  ...under('650100', '650102'),
  ...under('659000', '659001'),
];

function problemsOf(rows: readonly RegionRow[]): readonly string[] {
  try {
    expect(new RegionTree(rows)).toBeDefined();
    return [];
  } catch (error) {
    if (error instanceof RegionTreeError) return error.problems.map(({ en }) => en);
    throw error;
  }
}

describe('regions report as the data say, not as their codes begin', () => {
  const regions = new RegionTree(regionRows);

  test.each([
    ['220581', '220000', true],
    ['220581', '220500', false],
    ['220582', '220500', true],
    ['220184', '220100', true],
    ['220500', '220582', false],
    ['220582', '220582', true],
    ['220582', 'CN-22', true],
    ['220582', 'CN-65', false],
    ['659001', '650000', true],
  ])('%s within %s: %s', (region, ancestor, inside) => {
    expect(regions.isWithin(region, ancestor)).toBe(inside);
  });

  test('Meihekou reports straight to the province: no officer of Tonghua sees it, the province does', () => {
    expect(regions.subtree('220500')).toEqual(['220500', '220582']);
    expect(regions.subtree('220000')).toContain('220581');
  });

  test('each tenant is the root of its own regions', () => {
    expect(['220581', '650102', 'CN-22', '999999', 'CN-11'].map((code) => regions.tenantOf(code))).toEqual(['CN-22', 'CN-65', 'CN-22', undefined, undefined]);
  });

  test('an unknown region is inside nothing, not even itself', () => {
    expect(['220000', 'CN-22', '229999'].map((ancestor) => regions.isWithin('229999', ancestor))).toEqual([false, false, false]);
    expect(regions.subtree('229999')).toEqual([]);
    expect(['__proto__', 'constructor', ''].map((code) => regions.isWithin(code, code))).toEqual([false, false, false]);
  });
});

describe('rows that make no tree are refused', () => {
  test('a circle', () => {
    expect(problemsOf([{ code: '220100', parent: '220102' }, { code: '220102', parent: '220100' }])).toEqual([
      'Region 220100 is above itself: a circle.',
      'Region 220102 is above itself: a circle.',
    ]);
  });

  test('a region that reports to itself', () => {
    expect(problemsOf([{ code: '220000', parent: '220000' }])).toHaveLength(1);
  });

  test('what hangs under a circle does not run for ever', () => {
    const rows = [{ code: '220100', parent: '220200' }, { code: '220200', parent: '220100' }, { code: '220102', parent: '220100' }];
    expect(problemsOf(rows)).toHaveLength(2);
  });

  test('an unknown parent, with what to do about it', () => {
    expect(problemsOf([{ code: '220000', parent: '' }])).toEqual([
      'The parent "" of region 220000 is unknown; a province\'s parent is its tenant, such as CN-22.',
    ]);
  });

  test('a code that comes twice, and a tenant as a region', () => {
    expect(problemsOf([{ code: '220000', parent: 'CN-22' }, { code: '220000', parent: 'CN-65' }])).toHaveLength(1);
    expect(problemsOf([{ code: 'CN-22', parent: 'CN-65' }])).toHaveLength(1);
  });
});

test('every region of a random tree is within exactly those above it, and in their subtrees', () => {
  const trees = fc.integer({ min: 1, max: 40 }).chain((size) =>
    fc.tuple(...Array.from({ length: size }, (_, index) => fc.integer({ min: -1, max: index - 1 }))).map((parents) =>
      parents.map((parent, index) => ({ code: String(220000 + index), parent: parent === -1 ? 'CN-22' : String(220000 + parent) })),
    ),
  );
  fc.assert(
    fc.property(trees, (rows) => {
      const regions = new RegionTree(rows.toReversed());
      const parents = new Map(rows.map(({ code, parent }) => [code, parent]));
      const wrong: string[] = [];
      for (const { code } of rows) {
        const above = new Set<string>();
        for (let at: string | undefined = code; at !== undefined; at = parents.get(at)) above.add(at);
        for (const { code: other } of rows) {
          const answers = [regions.isWithin(code, other), regions.subtree(other).includes(code)];
          if (answers.some((inside) => inside !== above.has(other))) wrong.push(`${code} within ${other}`);
        }
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { z } from 'zod';
import { idempotencyKeySchema, uuidSchema, versionSchema } from './identifier.js';
import { industryCodeSchema } from './industry-code.js';
import { cursorSchema, pageOf, pageSchema } from './page.js';
import { regionCodeSchema, regionLevel, tenantSchema } from './region-code.js';
import { reasonSchema, textSchema } from './text.js';

function accepts(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success;
}

describe('division codes', () => {
  test.each([
    ['220000', 'province'], ['650000', 'province'], ['220100', 'prefecture'], ['220102', 'county'], ['220171', 'county'], ['220581', 'county'],
    ['222400', 'prefecture'], ['659001', 'county'], ['429004', 'county'], ['500000', 'province'],
  ])('%s has the shape of a %s', (code, level) => {
    expect(regionLevel(regionCodeSchema.parse(code))).toBe(level);
  });

  test.each(['', '22', '22010', '2201020', '000000', '990000', '200000', '220001', '22010A', ' 220100', '220100\n', '２２０１００', 220100, null])('%j is none', (code) => {
    expect(accepts(regionCodeSchema, code)).toBe(false);
  });

  test('each code has one level, and only a province ends in four zeros', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (number) => {
        const read = regionCodeSchema.safeParse(String(number).padStart(6, '0'));
        fc.pre(read.success);
        const level = number % 10_000 === 0 ? 'province' : number % 100 === 0 ? 'prefecture' : 'county';
        expect(read.data === undefined ? undefined : regionLevel(read.data)).toBe(level);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['CN-22', 'CN-65'])('%s is a jurisdiction', (code) => expect(accepts(tenantSchema, code)).toBe(true));

  test.each(['', 'CN', 'CN-', 'CN-2', 'CN-220', 'cn-22', 'CN-99', 'CN-00', 'US-22', 'CN-22\n', 22])('%j is no jurisdiction', (code) => {
    expect(accepts(tenantSchema, code)).toBe(false);
  });
});

describe('industry codes', () => {
  test.each(['36', '367', '3670', 'C36', 'C3670', '01', 'A01', '97', 'T97'])('%s has the shape of one', (code) => expect(accepts(industryCodeSchema, code)).toBe(true));

  test.each(['', 'C', '3', 'C3', '00', '98', '36700', 'U36', 'c36', 'CC36', '36 ', 'C-36', 36])('%j has not', (code) => expect(accepts(industryCodeSchema, code)).toBe(false));
});

describe('identifiers', () => {
  test('every UUID of versions 1 to 8 is accepted in lower case, and refused in upper case when it has letters', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(accepts(uuidSchema, id)).toBe(true);
        expect(accepts(uuidSchema, id.toUpperCase())).toBe(id === id.toUpperCase());
      }),
    );
  });

  test.each(['', '00000000-0000-0000-0000-000000000000', '0190a3c45b6d7e8f9a0b1c2d3e4f5a6b', '{0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b}', '0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b\n', 7, null])(
    '%j is no UUID',
    (id) => expect(accepts(uuidSchema, id)).toBe(false),
  );

  test('an idempotency key is 1 to 255 visible ASCII characters, and nothing else is one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (key) => {
        const visible = [...key].every((character) => character >= '!' && character <= '~');
        expect(accepts(idempotencyKeySchema, key)).toBe(visible && key.length >= 1 && key.length <= 255);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([['k'.repeat(255), true], ['k'.repeat(256), false], ['a b', false], ['键', false], ['~', true], ['!', true], ['\u007f', false]])('the key %j: %p', (key, is) => {
    expect(accepts(idempotencyKeySchema, key)).toBe(is);
  });

  test.each([[1, true], [9_007_199_254_740_991, true], [0, false], [-1, false], [1.5, false], [9_007_199_254_740_992, false], ['1', false], [Number.NaN, false]])(
    '%p is a version: %p',
    (version, is) => expect(accepts(versionSchema, version)).toBe(is),
  );
});

describe('pages', () => {
  test.each([[{}, true], [{ limit: 1 }, true], [{ limit: 200, cursor: 'a-_Z' }, true]])('%j asks for a page', (page, is) => expect(accepts(pageSchema, page)).toBe(is));

  test.each([{ limit: 0 }, { limit: 201 }, { limit: '5' }, { cursor: '' }, { cursor: 'a+b' }, { cursor: 'a'.repeat(513) }, { offset: 3 }, { cursor: null }, { cursor: undefined }, [], null])(
    '%p asks for none',
    (page) => expect(accepts(pageSchema, page)).toBe(false),
  );

  test('a page holds at most 200 items', () => {
    const items = (count: number) => ({ items: Array.from({ length: count }, () => 1) });
    expect(accepts(pageOf(versionSchema), items(200))).toBe(true);
    expect(accepts(pageOf(versionSchema), items(201))).toBe(false);
  });

  test('a cursor of 512 characters is the longest', () => expect(accepts(cursorSchema, 'a'.repeat(512))).toBe(true));
});

describe('texts of people', () => {
  test('a reason is trimmed and then has 1 to 2000 characters', () => {
    expect(reasonSchema.parse('  材料不全，退回补正\n ')).toBe('材料不全，退回补正');
    expect(accepts(reasonSchema, 'x'.repeat(2000))).toBe(true);
    expect(accepts(reasonSchema, `  ${'x'.repeat(2000)}  `)).toBe(true);
    expect(accepts(reasonSchema, 'x'.repeat(2001))).toBe(false);
    expect(accepts(reasonSchema, ' \t\n\u3000')).toBe(false);
  });

  test.each(['a\u0000b', 'a\u0007b', 'a\u009fb', 'a\ud800b', '\udc00x'])('%j is refused, for a database would refuse it or a reader not see it', (text) => {
    expect(accepts(textSchema(200), text)).toBe(false);
  });

  test.each(['第一行\n第二行', 'a\tb', '𠮷林', 'é'])('%j is a text', (text) => expect(accepts(textSchema(200), text)).toBe(true));
});

import { etagOf, namesTag, versionOf } from './versions.js';

describe('the tag of an answer', () => {
  it('has the version, and changes with anything else in the answer', () => {
    const one = etagOf({ version: 3, overdue: false }, '{"version":3,"overdue":false}');
    const other = etagOf({ version: 3, overdue: true }, '{"version":3,"overdue":true}');
    expect(one).toMatch(/^"3-[0-9a-f]{12}"$/);
    expect(other).not.toBe(one);
  });

  it.each([[{}], [null], [[]], [{ version: '2024-09-11' }]])('%j has none', (answer) => expect(etagOf(answer, JSON.stringify(answer))).toBeUndefined());
});

describe('If-Match', () => {
  it.each([['"3"', 3], ['"3-0a1b2c3d4e5f"', 3], [' "12" ', 12], ['"9007199254740991"', 9_007_199_254_740_991]])('%s asks for version %d', (header, version) => expect(versionOf(header)).toBe(version));

  it.each(['3', '"0"', '"-1"', 'W/"3"', '*', '"3", "4"', '""', '"3.5"', '"9007199254740993"', '"3-"', '"3', '"１"'])('%s is refused', (header) => expect(() => versionOf(header)).toThrow('INVALID_REQUEST'));
});

describe('If-None-Match', () => {
  it.each([['"3-a"', true], ['W/"3-a"', true], ['"1", "3-a"', true], ['*', true], ['"3-b"', false], ['"3"', false], ['', false]])('%s names "3-a": %p', (header, names) => expect(namesTag(header, '"3-a"')).toBe(names));
});

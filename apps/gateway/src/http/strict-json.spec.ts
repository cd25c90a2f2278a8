import { Refusal } from '@jiqun/contracts';

import { strictJson } from './strict-json.js';

function outcome(text: string): unknown {
  try {
    return strictJson(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [error.code, ...(error.issues ?? []).map(({ path, code }) => `${path} ${code}`)];
  }
}

describe('a body', () => {
  it.each<[string, unknown]>([
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', { a: 1, b: { a: 2 }, c: [{ a: 3 }, { a: 4 }] }],
    ['{"a":"}{,\\"a\\":"}', { a: '}{,"a":' }],
    ['{"a":"x\\\\","b":"a"}', { a: 'x\\', b: 'a' }],
    ['["a","a"]', ['a', 'a']],
    ['{"constructor":1}', { constructor: 1 }],
    ['"__proto__"', '__proto__'],
    ['', undefined],
    ['  \n', undefined],
    ['null', null],
  ])('%s is read as it is meant', (text, value) => expect(outcome(text)).toEqual(value));

  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"x":{"a":1,"b":[1,2],"a":2}}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a":[{"b":1}],"c":1,"a":2}', 'a'],
    ['{"__proto__":{"admin":true}}', '__proto__'],
    ['{"x":{"\\u005f_proto__":1}}', '__proto__'],
  ])('%s is refused: a key twice, or one that would be more than a key', (text, path) => expect(outcome(text)).toEqual(['INVALID_REQUEST', `${path} UNKNOWN_KEY`]));

  it('nested 32 deep is read, deeper is refused, and 200,000 deep at once', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(outcome(nested(32))).toBeInstanceOf(Array);
    expect(outcome(nested(33))).toEqual(['INVALID_REQUEST', ' TOO_LARGE']);
    expect(outcome('{"a":'.repeat(200_000))).toEqual(['INVALID_REQUEST', ' TOO_LARGE']);
  });

  it.each(['{', '{"a"', '{"a":}', "{'a':1}", '{"a":1}}', '\u0000', '{"a":NaN}', '{"\\u00":1}', '"', '{"a":1,}'])('%j cannot be read', (text) => expect(outcome(text)).toEqual(['MALFORMED_MESSAGE']));
});

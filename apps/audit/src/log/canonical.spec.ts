import { expect, it } from '@jest/globals';

import { canonicalText } from './canonical.js';

it('the published example of RFC 8785 (section 3.2.2 and 3.2.3) is written as the RFC writes it', () => {
  const given = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonicalText(given)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

it('keys are in the order of their UTF-16 units (section 3.2.3)', () => {
  const given = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, 'ö': 7 };
  expect([...canonicalText(given).matchAll(/:(\d)/g)].map(([, place]) => place).join('')).toBe('2467153');
});

it('what stands in any order is written in one', () => {
  expect(canonicalText({ b: { d: 1, c: [{ z: 1, y: undefined }] }, a: '' })).toBe('{"a":"","b":{"c":[{"z":1}],"d":1}}');
});

it('half a surrogate pair is written as its escape', () => {
  expect(canonicalText(['\ud83d', '\ud83d\ude00'])).toBe('["\\ud83d","😀"]');
});

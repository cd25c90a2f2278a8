import { expect, it } from '@jest/globals';

import { csvText } from './csv-text.js';

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('a cell that begins like a formula is text: %j', (cell) => {
  expect(csvText([[cell]])).toBe(`"'${cell}"\r\n`);
});

it('commas, quotes and line breaks stay inside their cell', () => {
  expect(csvText([['a,b', 'c"d', 'e\nf'], ['一', '']])).toBe('"a,b","c""d","e\nf"\r\n"一",""\r\n');
});

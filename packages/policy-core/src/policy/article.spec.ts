import { expect, test } from '@jest/globals';
import { registeredClauses } from '../traceability/table.js';
import { articleInEnglish } from './article.js';

test.each([
  ['第六条（一）', 'Article 6(1)'],
  ['第十四条（五）', 'Article 14(5)'],
  ['第十五条', 'Article 15'],
  ['第十条', 'Article 10'],
  ['第二十条', 'Article 20'],
  ['第二十一条（十二）', 'Article 21(12)'],
  ['第九十九条', 'Article 99'],
  ['二（三）', 'Section 2(3)'],
  ['一', 'Section 1'],
  ['十', 'Section 10'],
])('%s is called %s', (article, english) => {
  expect(articleInEnglish(article)).toBe(english);
});

test.each(['', '附件一', '第六条之一', '第6条', '第一百条', '第六条（一', '第六条(一)', '第十十条', '第二二条', 'constructor'])('"%s" is no form that is known and stays as it is', (article) => {
  expect(articleInEnglish(article)).toBe(article);
});

test('every article of the register has an English name', () => {
  expect(registeredClauses.filter(({ article }) => !/^(Article|Section) \d+(\(\d+\))?$/.test(articleInEnglish(article)))).toEqual([]);
  expect(registeredClauses.length).toBeGreaterThan(100);
});

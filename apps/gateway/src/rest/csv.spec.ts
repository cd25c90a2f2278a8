import type { Column } from '@jiqun/contracts';

import { headingLine, lineOf } from './csv.js';

const columns: readonly Column[] = [{ path: ['name'], heading: { zh: '名称', en: 'name' } }, { path: ['lead', 'code'], heading: { zh: '牵头·代码', en: 'lead, code' } }];
const cell = (value: unknown): string => lineOf(columns.slice(0, 1), { name: value }).slice(0, -2);

describe('an export', () => {
  it('begins with the mark by which spreadsheets know UTF-8, and its headings in the language asked for', () => {
    expect(headingLine(columns, 'zh')).toBe('\uFEFF名称,牵头·代码\r\n');
    expect(headingLine(columns, 'en')).toBe('\uFEFFname,"lead, code"\r\n');
  });

  it.each(['=1+1', '=HYPERLINK("http://x","y")', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '－x'])('%j does not run as a formula', (text) => {
    expect(cell(text).replace(/^"/, '').startsWith("'")).toBe(true);
  });

  it.each<[unknown, string]>([
    ['-5.00', '-5.00'], [-5, '-5'], ['1250000.00', '1250000.00'], ['集群', '集群'], [true, 'true'], [undefined, ''], [['a', 'b'], 'a; b'], [[], ''],
    ['912201017025866789', "'912201017025866789"], ['a "b", c', '"a ""b"", c"'], ['第一行\n第二行', '"第一行\n第二行"'], [[{ a: 1 }], '"[{""a"":1}]"'], [' x', '" x"'],
  ])('%j is written %j', (value, text) => expect(cell(value)).toBe(text));

  it('takes a value from inside an object, and nothing from its prototype', () => {
    expect(lineOf(columns, { name: 'n', lead: { code: 'c' } })).toBe('n,c\r\n');
    expect(lineOf([{ path: ['constructor', 'name'], heading: { zh: '甲', en: 'a' } }], {})).toBe('\r\n');
  });
});

import { describe, expect, test } from '@jest/globals';
import { casesByClause, testsByClause } from './scan.js';

// Each title is put together here, so that a scan of this file does not take these examples for tests of a clause.
const titled = (ids: string, said: string, quote = "'"): string => `test(${quote}${ids}: ${said}${quote}, () => {});`;
const found = (text: string): unknown => Object.fromEntries(testsByClause({ 'a.spec.ts': text }));

describe('the tests that name a clause', () => {
  test('a title that begins with a clause is a test of it', () => {
    expect(found(titled('SME-6-1.c', 'twenty is enough'))).toEqual({ 'SME-6-1.c': ['a.spec.ts: twenty is enough'] });
  });

  test('every clause of the list is tested, an interpretation is none', () => {
    expect(found(titled('INT-13, SUB-13.c, AMC-11.a', 'years'))).toEqual({ 'SUB-13.c': ['a.spec.ts: years'], 'AMC-11.a': ['a.spec.ts: years'] });
    expect(found(titled('INT-13', 'years'))).toEqual({});
  });

  test.each(["'", '"', '`'])('in quotes of the kind %s', (quote) => {
    expect(found(titled('XJ-7-3.b', `five "working" days`.replaceAll(quote, ''), quote))).toEqual({ 'XJ-7-3.b': [expect.stringMatching(/^a\.spec\.ts: five/)] });
  });

  test('an escaped quote does not end a title', () => {
    expect(found(titled('SME-7-2', String.raw`the cluster\'s accident`))).toEqual({ 'SME-7-2': [String.raw`a.spec.ts: the cluster\'s accident`] });
  });

  test.each([
    ['a clause in the middle of a title', titled('this is SME-7-2', 'no')],
    ['a clause without a colon', "test('SME-7-2 alone', () => {});"],
    ['a clause in a comment', '// SME-7-2: no test'],
    ['another document', titled('ABC-7-2', 'no')],
    ['a title over two lines', titled('SME-7-2', 'one\ntwo')],
  ])('%s is no test of it', (_what, text) => {
    expect(found(text)).toEqual({});
  });

  test('a clause keeps its whole id', () => {
    expect(Object.keys(Object.fromEntries(testsByClause({ a: [titled('SME-6-1.c', 'x'), titled('SME-6-1', 'x'), titled('SEI-5-2', 'x')].join('\n') })))).toEqual(['SME-6-1.c', 'SME-6-1', 'SEI-5-2']);
  });

  test('tests of several files stand under their paths, the same title once', () => {
    const text = titled('SUB-17', 'excluded');
    expect(Object.fromEntries(testsByClause({ 'a.spec.ts': `${text}\n${text}`, 'b.spec.ts': text }))).toEqual({ 'SUB-17': ['a.spec.ts: excluded', 'b.spec.ts: excluded'] });
  });
});

test('worked cases are counted by the clauses of which they expect something', () => {
  const cases = {
    'sme.json': [{ expect: { outcomes: { 'SME-7-1': 'met', 'SME-7-2': 'met' } } }, { expect: { outcomes: { 'SME-7-1': 'not-met' } } }, { expect: { error: 'INVALID_FACT' } }],
    'grounds.json': [{ expect: { grounds: [{ clause: 'SME-14-3' }, { clause: 'SME-14-3' }] } }],
  };
  expect(Object.fromEntries(casesByClause(cases))).toEqual({
    'SME-7-1': ['sme.json: 2 worked cases'],
    'SME-7-2': ['sme.json: 1 worked case'],
    'SME-14-3': ['grounds.json: 1 worked case'],
  });
});

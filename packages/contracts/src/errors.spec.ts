import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { errorCatalogue, errorCodes, type ErrorDefinition } from './error-catalogue.js';
import { describeError, Refusal } from './errors.js';
import { issueCatalogue } from './issue-catalogue.js';
import { answerErrorSchema } from './envelope.js';

const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (.*) \|$/gm)].map(([, code = '', rest = '']) => ({ code, rest }));
const chinese = /\p{Script=Han}/u;

function paramsIn(text: string): readonly string[] {
  return [...text.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name = '']) => name);
}

describe('the error catalogue', () => {
  test('every code is documented, and every documented code exists', () => {
    expect(rows.map(({ code }) => code)).toEqual([...errorCodes, ...Object.keys(issueCatalogue)]);
  });

  test.each(errorCodes)('%s: the documentation has both texts, both next steps, the HTTP status', (code) => {
    const definition: ErrorDefinition = errorCatalogue[code];
    const rest = rows.find((row) => row.code === code)?.rest ?? '';
    for (const text of [definition.zh, definition.en, definition.nextStep.zh, definition.nextStep.en, String(definition.httpStatus)]) expect(rest).toContain(text);
  });

  test.each(errorCodes)('%s: both texts speak of every declared parameter and of no other', (code) => {
    const definition: ErrorDefinition = errorCatalogue[code];
    const declared = definition.params.toSorted();
    expect(paramsIn(definition.zh).toSorted()).toEqual(declared);
    expect(paramsIn(definition.en).toSorted()).toEqual(declared);
    const elsewhere = [definition.nextStep.zh, definition.nextStep.en, definition.title.zh, definition.title.en].flatMap(paramsIn);
    expect(elsewhere.filter((name) => !declared.includes(name))).toEqual([]);
  });

  test.each(errorCodes)('%s: Chinese texts are Chinese, English texts are not', (code) => {
    const { zh, en, title, nextStep }: ErrorDefinition = errorCatalogue[code];
    for (const text of [zh, title.zh, nextStep.zh]) expect(text).toMatch(chinese);
    for (const text of [en, title.en, nextStep.en]) expect(text).not.toMatch(chinese);
  });

  test('what may be retried is a matter of time or load: 409, 429, 503 or 504', () => {
    const statuses = new Set(errorCodes.filter((code) => errorCatalogue[code].retryable).map((code) => errorCatalogue[code].httpStatus));
    expect([...statuses].toSorted()).toEqual([409, 429, 503, 504]);
  });

  test('no error is told with a status of success', () => {
    for (const code of errorCodes) expect(errorCatalogue[code].httpStatus).toBeGreaterThanOrEqual(400);
  });
});

describe('a refusal', () => {
  const cause = new Error('connection reset by 10.0.0.7');
  const refusal = new Refusal('NOT_FOUND', { noun: 'drill', id: 'd-1' }, { clause: 'AMC-7-1.a', cause });

  test('answers with code, parameters, clause, and whether to retry; its cause stays inside', () => {
    expect(refusal.toAnswerError()).toEqual({ code: 'NOT_FOUND', params: { noun: 'drill', id: 'd-1' }, retryable: false, clause: 'AMC-7-1.a' });
    expect(JSON.stringify(refusal)).not.toContain('10.0.0.7');
    expect(refusal.cause).toBe(cause);
  });

  test('is described in the reader’s language, the noun too', () => {
    expect(describeError(refusal.toAnswerError(), 'zh')).toEqual({ title: '未找到', detail: '未找到演练“d-1”。', nextStep: '请核对编号。' });
    expect(describeError(refusal.toAnswerError(), 'en')).toEqual({ title: 'Not found', detail: 'There is no drill d-1.', nextStep: 'Check the identifier.' });
  });

  test('survives the way over the wire unchanged', () => {
    const wire: unknown = JSON.parse(JSON.stringify(refusal.toAnswerError()));
    expect(Refusal.from(answerErrorSchema.parse(wire)).toAnswerError()).toEqual(refusal.toAnswerError());
  });

  test('without clause and issues has neither field, rather than empty ones', () => {
    expect(Object.keys(new Refusal('NOT_SIGNED_IN').toAnswerError())).toEqual(['code', 'params', 'retryable']);
  });

  test('a parameter is put in as it is: braces and replacement patterns in it mean nothing', () => {
    const hostile = new Refusal('NOT_FOUND', { noun: '{id}', id: "$& $' {noun}" });
    expect(describeError(hostile.toAnswerError(), 'en').detail).toBe("There is no {id} $& $' {noun}.");
  });

  test('a parameter that an older service did not send stays visible as a hole', () => {
    expect(describeError({ code: 'NOT_PERMITTED', params: {}, retryable: false }, 'en').detail).toContain('{action}');
  });
});

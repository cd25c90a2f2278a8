import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Refusal } from './errors.js';
import { parseOrRefuse } from './issues.js';
import { moneySchema } from './primitives/money.js';
import { socialCreditCodeSchema } from './primitives/social-credit-code.js';

const applicationSchema = z.strictObject({
  enterprise: socialCreditCodeSchema,
  projects: z.array(z.strictObject({ amount: moneySchema, name: z.string().min(1).max(5), years: z.int().max(3) })).max(3),
  kind: z.enum(['new', 'renewed']).exactOptional(),
});

const correct = { enterprise: '1122000001354439X3', projects: [{ amount: '1.00', name: 'a', years: 3 }] };

function issuesFor(request: unknown): readonly string[] {
  try {
    parseOrRefuse(applicationSchema, request);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.code).toBe('INVALID_REQUEST');
    return (error.issues ?? []).map(({ path, code }) => `${path}: ${code}`);
  }
}

describe('what is said of a wrong request', () => {
  test('a correct request comes back as its schema reads it', () => expect(parseOrRefuse(applicationSchema, correct)).toEqual(correct));

  test.each([
    [{ ...correct, enterprise: '1122000001354439X4' }, ['enterprise: SOCIAL_CREDIT_CODE_CHECK']],
    [{ projects: [] }, ['enterprise: REQUIRED']],
    [{ ...correct, projects: [{ amount: 1, name: '', years: 4 }] }, ['projects[0].amount: MONEY', 'projects[0].name: TOO_SMALL', 'projects[0].years: TOO_LARGE']],
    [{ ...correct, projects: [correct.projects[0], { name: 'toolong', years: 1.5 }] }, ['projects[1].amount: REQUIRED', 'projects[1].name: TOO_LARGE', 'projects[1].years: TYPE']],
    [{ ...correct, projects: Array.from({ length: 4 }, () => correct.projects[0]) }, ['projects: TOO_LARGE']],
    [{ ...correct, kind: 'old' }, ['kind: VALUE']],
    [{ ...correct, kind: null }, ['kind: VALUE']],
    [{ ...correct, comment: 'x', kind2: 1 }, ['comment: UNKNOWN_KEY', 'kind2: UNKNOWN_KEY']],
    [[], [': TYPE']],
    [null, [': TYPE']],
    ['text', [': TYPE']],
    [undefined, [': REQUIRED']],
  ])('%j: %j', (request, issues) => expect(issuesFor(request)).toEqual(issues));

  test.each(['__proto__', 'constructor', 'toString'])('the key %s is refused, not silently taken', (key) => {
    const hostile: unknown = JSON.parse(JSON.stringify(correct).replace('{', `{"${key}": {"admin": true},`));
    expect(issuesFor(hostile)).toEqual([`${key}: UNKNOWN_KEY`]);
  });

  test('the message is in both languages and the value is not in it', () => {
    const secret = '220102199001011234';
    try {
      parseOrRefuse(applicationSchema, { ...correct, enterprise: secret, kind: secret });
    } catch (error) {
      const issues = (error as Refusal).issues ?? [];
      expect(issues.map(({ message }) => message.zh !== '' && message.en !== '')).toEqual([true, true, true]);
      expect(JSON.stringify(issues)).not.toContain(secret);
    }
    expect.assertions(2);
  });

  test('a request wrong in a thousand places is told fifty of them, with short paths', () => {
    const flood = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${index}`.padEnd(5000, 'k'), 1]));
    const issues = issuesFor({ ...correct, ...flood });
    expect(issues).toHaveLength(50);
    expect(Math.max(...issues.map((issue) => issue.length))).toBeLessThan(100);
  });
});

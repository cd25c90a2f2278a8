import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { issueCatalogue } from '../issue-catalogue.js';
import { organisationCheck, socialCreditCheck, socialCreditCodeFaults, socialCreditCodeSchema } from './social-credit-code.js';

/** Published by their holders: the Jilin reform commission, the Jilin industry department, the Baiyin industry bureau, a company. */
const published = ['1122000001354439X3', '12220000412760962A', '11620400013911751U', '91110000600037341L'];
const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];

const anyCode = fc
  .tuple(fc.string({ unit: fc.constantFrom(...alphabet), minLength: 2, maxLength: 2 }), fc.integer({ min: 0, max: 999_999 }), fc.string({ unit: fc.constantFrom(...alphabet), minLength: 8, maxLength: 8 }))
  .map(([kind, division, organisation]) => {
    const seventeen = `${kind}${String(division).padStart(6, '0')}${organisation}${organisationCheck(organisation)}`;
    return seventeen + socialCreditCheck(seventeen);
  });

function accepted(value: unknown): boolean {
  return socialCreditCodeSchema.safeParse(value).success;
}

function replaced(code: string, index: number, character: string): string {
  return code.slice(0, index) + character + code.slice(index + 1);
}

describe('GB 32100-2015', () => {
  test.each(published)('the published code %s is right in both check digits', (code) => {
    expect(socialCreditCodeFaults(code)).toEqual([]);
    expect(accepted(code)).toBe(true);
  });

  test.each(published)('of the 31 characters that %s could end with, only its own is right', (code) => {
    expect(alphabet.filter((last) => accepted(replaced(code, 17, last)))).toEqual([code.charAt(17)]);
  });

  test('a code with check digits made for it is accepted', () => {
    fc.assert(fc.property(anyCode, (code) => expect(accepted(code)).toBe(true)));
  });

  test('one character mistyped is always found', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(17), fc.constantFrom(...alphabet), (code, index, character) => {
        fc.pre(code.charAt(index) !== character);
        expect(accepted(replaced(code, index, character))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('two neighbours exchanged are always found', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(16), (code, index) => {
        fc.pre(code.charAt(index) !== code.charAt(index + 1));
        const exchanged = replaced(replaced(code, index, code.charAt(index + 1)), index + 1, code.charAt(index));
        expect(accepted(exchanged)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['I122000001354439X3', 'the letter I'],
    ['1122000001354O39X3', 'the letter O'],
    ['1122000001354S39X3', 'the letter S'],
    ['1122000001354V39X3', 'the letter V'],
    ['1122000001354Z39X3', 'the letter Z'],
    ['1122000001354439x3', 'a small letter'],
    ['11220A0001354439X3', 'a letter in the division'],
    ['1122000001354439A3', 'a letter other than X for the check digit of the organisation'],
    ['1122000001354439X', '17 characters'],
    ['1122000001354439X33', '19 characters'],
    [' 1122000001354439X3', 'a space'],
    ['1122000001354439X3\n', 'a line end'],
    ['１122000001354439X3', 'a full-width digit'],
    ['', 'nothing'],
  ])('%j is refused for its shape: %s', (code) => {
    expect(socialCreditCodeFaults(code)).toEqual(['SOCIAL_CREDIT_CODE_SHAPE']);
    expect(accepted(code)).toBe(false);
  });

  test('the refusal says that the 18th character is wrong when only that one is', () => {
    expect(socialCreditCodeFaults('1122000001354439X4')).toEqual(['SOCIAL_CREDIT_CODE_CHECK']);
    expect(issueCatalogue.SOCIAL_CREDIT_CODE_CHECK.zh).toContain('第 18 位');
    expect(issueCatalogue.SOCIAL_CREDIT_CODE_CHECK.en).toContain('18th');
  });

  test('the refusal says that the 17th character is wrong when the whole still adds up', () => {
    const sixteen = '1122000001354439';
    const wrong = sixteen + (organisationCheck(sixteen.slice(8)) === '1' ? '2' : '1');
    expect(socialCreditCodeFaults(wrong + socialCreditCheck(wrong))).toEqual(['SOCIAL_CREDIT_CODE_ORGANISATION_CHECK']);
  });

  test('both are named when both are wrong', () => {
    const result = socialCreditCodeSchema.safeParse(replaced('1122000001354439X3', 15, '8'));
    expect(result.error?.issues.map((issue) => issue.message)).toEqual(['SOCIAL_CREDIT_CODE_ORGANISATION_CHECK', 'SOCIAL_CREDIT_CODE_CHECK']);
  });

  test.each([[112_200_000_135_443], [null], [undefined], [['1122000001354439X3']]])('%p is refused', (value) => {
    expect(accepted(value)).toBe(false);
  });

  test('a very long text is refused without being reckoned with', () => {
    expect(accepted('1'.repeat(1_000_000))).toBe(false);
  });
});

import { z } from 'zod';
import { because, type IssueCode } from '../issue-catalogue.js';

/** GB 32100-2015: the position of a character is its value; I, O, S, V and Z are left out. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const shape = /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{8}[0-9X][0-9A-HJ-NPQRTUWXY]$/;
const wholeWeights = Array.from({ length: 17 }, (_, index) => 3 ** index % 31);

/** GB 11714: here a letter counts by its place in the full alphabet, A being 10, unlike in GB 32100. */
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** The check character (GB 11714) of eight characters of an organisation code: a digit, or X for ten. */
export function organisationCheck(eight: string): string {
  const sum = organisationWeights.reduce((total, weight, index) => total + weight * Number.parseInt(eight.charAt(index), 36), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/** The 18th character (GB 32100-2015) for the first 17 of a social credit code. */
export function socialCreditCheck(seventeen: string): string {
  const sum = wholeWeights.reduce((total, weight, index) => total + weight * alphabet.indexOf(seventeen.charAt(index)), 0);
  return alphabet.charAt((31 - (sum % 31)) % 31);
}

/** What is wrong with the text as a social credit code; empty when it is one. */
export function socialCreditCodeFaults(text: string): readonly IssueCode[] {
  if (!shape.test(text)) return ['SOCIAL_CREDIT_CODE_SHAPE'];
  const faults: IssueCode[] = [];
  if (organisationCheck(text.slice(8, 16)) !== text.charAt(16)) faults.push('SOCIAL_CREDIT_CODE_ORGANISATION_CHECK');
  if (socialCreditCheck(text.slice(0, 17)) !== text.charAt(17)) faults.push('SOCIAL_CREDIT_CODE_CHECK');
  return faults;
}

/**
 * A unified social credit code (GB 32100-2015) whose two check digits are right: the 17th of the organisation code
 * and the 18th of the whole. The refusal says which one is wrong, and does not offer the right one: the error is more
 * often in the digits before it. Nothing is trimmed or capitalised.
 */
export const socialCreditCodeSchema = z
  .string(because('SOCIAL_CREDIT_CODE_SHAPE'))
  .max(18, because('SOCIAL_CREDIT_CODE_SHAPE'))
  .superRefine((text, context) => {
    for (const message of socialCreditCodeFaults(text)) context.addIssue({ code: 'custom', message });
  })
  .brand('SocialCreditCode')
  .meta({ description: 'GB 32100-2015, both check digits are checked', pattern: shape.source });

/** A string that `socialCreditCodeSchema` has accepted. */
export type SocialCreditCode = z.infer<typeof socialCreditCodeSchema>;

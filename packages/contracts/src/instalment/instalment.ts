import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** Where an instalment stands. */
export const instalmentStates = ['planned', 'authorised', 'held', 'issued', 'confirmed', 'failed', 'in-doubt', 'stopped', 'lapsed'] as const;

const versioned = { id: uuidSchema, version: versionSchema };
const documentSchema = textSchema(200).describe('number of the document');
/** Schema of `ProposeInstalment`. */
export const proposeSchema = z.strictObject({
  awardId: uuidSchema,
  /** The calendar year through whose end the progress counts; the present one at the latest. */
  year: z.int().min(2000).max(2999),
  progress: textSchema(2000).describe('how the progress was verified'),
});
/** Schema of `ProposeInstalmentAgain`. */
export const proposeAgainSchema = z.strictObject({ ...versioned, cause: reasonSchema });
/** Schema of `AuthoriseInstalment`. */
export const authoriseSchema = z.strictObject({ ...versioned, document: documentSchema });
/** Schema of `TakeInstalmentBack`. */
export const takeBackSchema = z.strictObject({ ...versioned, reason: reasonSchema });
/** Schema of `IssueInstalment`. */
export const issueSchema = z.strictObject({
  ...versioned,
  document: documentSchema,
  /** Calendar days for the local pay-out (SUB-12.b; INT-33); the policy's number where absent. */
  payOutDays: z.int().min(1).max(365).exactOptional(),
});
/** Schema of `GetInstalment`. */
export const getSchema = z.strictObject({ id: uuidSchema });
/** Schema of `ListInstalments`. */
export const listSchema = z.strictObject({
  ...pageSchema.shape, awardId: uuidSchema.exactOptional(), state: z.enum(instalmentStates).exactOptional(), year: z.int().min(2000).max(2999).exactOptional(),
});
/** Schema of `Instalment`. */
export const instalmentSchema = z.strictObject({
  ...versioned,
  awardId: uuidSchema,
  programme: programmeSchema,
  region: regionCodeSchema,
  leadCreditCode: socialCreditCodeSchema,
  leadName: textSchema(200),
  year: z.int(),
  amount: moneySchema,
  /** What of it settles debts instead of going out. */
  offset: moneySchema,
  state: z.enum(instalmentStates),
  heldFrom: z.enum(instalmentStates).exactOptional(),
  attempt: z.int().min(0),
  proposedBy: z.string().max(128),
  authorisedBy: z.string().max(128).exactOptional(),
  issuedBy: z.string().max(128).exactOptional(),
  issuedOn: localDateSchema.exactOptional(),
  confirmedOn: localDateSchema.exactOptional(),
  bankReference: z.string().max(200).exactOptional(),
  document: documentSchema.exactOptional(),
  reason: z.string().max(2000).exactOptional(),
  clause: clauseSchema.exactOptional(),
});
/** Schema of `InstalmentPage`. */
export const instalmentsSchema = pageOf(instalmentSchema, 100);
/** Schema of `InstalmentChanged`. */
export const eventSchema = z.strictObject({
  instalmentId: uuidSchema,
  awardId: uuidSchema,
  groupId: uuidSchema,
  yearId: uuidSchema,
  programme: programmeSchema,
  region: regionCodeSchema,
  leadCreditCode: socialCreditCodeSchema,
  year: z.int(),
  amount: moneySchema,
  /** Of it, what goes out: the amount less its offsets. */
  net: moneySchema,
  state: z.enum(instalmentStates),
  attempt: z.int().min(0),
  clause: clauseSchema.exactOptional(),
  reason: z.string().max(2000).exactOptional(),
  on: localDateSchema,
});

/** Industry verified the progress of an award and proposes what it earned by the end of a year. */
export type ProposeInstalment = z.infer<typeof proposeSchema>;

/** Industry proposes a failed instalment again, with what made it fail. */
export type ProposeInstalmentAgain = z.infer<typeof proposeAgainSchema>;

/** Finance authorises an instalment. */
export type AuthoriseInstalment = z.infer<typeof authoriseSchema>;

/** Finance takes an authorisation back before the issue. */
export type TakeInstalmentBack = z.infer<typeof takeBackSchema>;

/** Finance issues the funds of an instalment. */
export type IssueInstalment = z.infer<typeof issueSchema>;

/** Which instalment. */
export type GetInstalment = z.infer<typeof getSchema>;

/** Which instalments. */
export type ListInstalments = z.infer<typeof listSchema>;

/** What an award is paid for one year (SUB-5.d). */
export type Instalment = z.infer<typeof instalmentSchema>;

/** One page of instalments, newest first. */
export type InstalmentPage = z.infer<typeof instalmentsSchema>;

/** Data of the events of an instalment. */
export type InstalmentChanged = z.infer<typeof eventSchema>;

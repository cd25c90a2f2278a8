import { z } from 'zod';
import { versionSchema, uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { evidenceSchema } from '../project-group/group-content.js';
import { clauseSchema } from '../recognition/recognition.contract.js';

/** Most lines of one group, of one command, of one page. */
export const mostLines = { ofGroup: 2000, ofCommand: 500, ofPage: 25 } as const;

/** What the local department finds of a line. */
export const lineOutcomes = ['accepted', 'cut', 'refused'] as const;

/** Whether a line may count, before anybody has verified it. */
export const lineEligibilities = ['eligible', 'ineligible', 'needs-explanation'] as const;

/** A category of investment in the policy's words (SUB-5.c); which ones there are, the policy says. */
export const categorySchema = z.string().min(1).max(64).regex(/^[a-z][A-Za-z0-9-]*$/).describe("category in the policy's words, such as equipment");

const invoiceNumberSchema = z.string().trim().min(1).max(64).regex(/^[\p{L}\p{N} ._/-]+$/u).describe('invoice number as printed');
const serialSchema = z.string().trim().min(1).max(64).regex(/^[\p{L}\p{N} ._/#()-]+$/u).describe('serial number of a piece of equipment');
const plannedYearSchema = z.int().min(2000).max(2999);

/** A line as it is entered: completed on a day, or planned for a year; never both. */
export const lineInputSchema = z.strictObject({
  projectId: uuidSchema,
  category: categorySchema,
  description: textSchema(300),
  supplier: z.strictObject({ name: textSchema(200), creditCode: socialCreditCodeSchema.exactOptional() }).exactOptional(),
  invoice: z.strictObject({ number: invoiceNumberSchema, date: localDateSchema }).exactOptional(),
  /** The day on which the investment was completed. */
  completedOn: localDateSchema.exactOptional(),
  /** The year in which it is to be completed, for a line that is not completed yet. */
  plannedYear: plannedYearSchema.exactOptional(),
  /** Net of tax where `tax` says so. */
  amount: moneySchema,
  tax: z.enum(['excluded', 'included']),
  condition: z.enum(['new', 'second-hand']).exactOptional(),
  serials: z.array(serialSchema).max(20),
  region: regionCodeSchema,
  evidence: z.array(evidenceSchema).max(10),
});

const lineReasonSchema = z.strictObject({ code: z.string().max(64), clause: clauseSchema.exactOptional(), zh: z.string().max(250), en: z.string().max(250) });

/** A line as it is read. */
export const lineSchema = z.strictObject({
  ...lineInputSchema.shape,
  id: uuidSchema,
  groupId: uuidSchema,
  /** Its place in the group; never given twice. */
  number: z.int().min(1),
  version: versionSchema,
  eligibility: z.enum(lineEligibilities),
  reasons: z.array(lineReasonSchema).max(12),
  isProgress: z.boolean(),
  verification: z
    .strictObject({ outcome: z.enum(lineOutcomes), amount: moneySchema, recordedAt: instantSchema, person: z.string().max(128) })
    .exactOptional(),
});

/** What became of a line that was entered. */
export const enteredLineSchema = z.strictObject({
  id: uuidSchema,
  number: z.int().min(1),
  eligibility: z.enum(lineEligibilities),
  reasons: z.array(z.strictObject({ code: z.string().max(64), clause: clauseSchema.exactOptional() })).max(12),
});

/** What is found of one line, as it was last read. */
export const lineDecisionSchema = z.strictObject({
  lineId: uuidSchema,
  lineVersion: versionSchema,
  outcome: z.enum(lineOutcomes),
  /** What is left of one that is cut. */
  amount: moneySchema.exactOptional(),
  /** Needed unless the line is accepted as it is. */
  reason: reasonSchema.exactOptional(),
});

/** A line to be entered. */
export type LineInput = z.infer<typeof lineInputSchema>;
/** An investment line. */
export type InvestmentLine = z.infer<typeof lineSchema>;
/** What became of a line that was entered. */
export type EnteredLine = z.infer<typeof enteredLineSchema>;
/** What is found of one line. */
export type LineDecision = z.infer<typeof lineDecisionSchema>;

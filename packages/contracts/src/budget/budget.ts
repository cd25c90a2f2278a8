import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** A budget can be allotted once the congress has approved it. */
export const budgetStates = ['draft', 'approved'] as const;

/** How the amount of a budget comes about. */
export const budgetChangeKinds = ['initial', 'supplement', 'reduction'] as const;

const versioned = { id: uuidSchema, version: versionSchema };
const documentSchema = textSchema(200).describe('number of the document');
/** Schema of `RecordBudget`. */
export const recordSchema = z.strictObject({ yearId: uuidSchema, source: documentSchema, amount: moneySchema });
/** Schema of `ChangeBudget`. */
export const changeSchema = z.strictObject({
  ...versioned, kind: z.enum(['supplement', 'reduction']), amount: moneySchema, document: documentSchema, reason: reasonSchema,
});
/** Schema of `ApproveBudget`. */
export const approveSchema = z.strictObject({ ...versioned, document: documentSchema, approvedOn: localDateSchema });
/** Schema of `DropBudgetChange`. */
export const dropSchema = z.strictObject({ ...versioned, reason: reasonSchema });
/** Schema of `GetBudget`. */
export const getSchema = z.strictObject({ id: uuidSchema });
/** Schema of `ListBudgets`. */
export const listSchema = z.strictObject({ ...pageSchema.shape, yearId: uuidSchema.exactOptional(), state: z.enum(budgetStates).exactOptional() });
const changeOfSchema = z.strictObject({
  number: z.int().min(1),
  kind: z.enum(budgetChangeKinds),
  amount: moneySchema,
  document: documentSchema,
  reason: z.string().max(2000).exactOptional(),
  recordedBy: z.string().max(128),
  recordedAt: instantSchema,
  state: z.enum(['draft', 'approved', 'dropped']),
  approvalDocument: documentSchema.exactOptional(),
  approvedOn: localDateSchema.exactOptional(),
  settledBy: z.string().max(128).exactOptional(),
});
const summaryShape = {
  ...versioned,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  yearId: uuidSchema,
  year: z.int(),
  source: documentSchema,
  state: z.enum(budgetStates),
  /** Approved by the congress. */
  approved: moneySchema,
  /** Of it not yet allotted. */
  available: moneySchema,
  /** Given back by stops and lapses: spent only after a new decision on the budget. */
  released: moneySchema,
  /** Recorded and not yet approved; below zero for a reduction. */
  pending: moneySchema,
};
/** Schema of `Budget`. */
export const budgetSchema = z.strictObject({
  ...summaryShape,
  /** The newest, oldest first. */
  changes: z.array(changeOfSchema).max(100),
});
/** Schema of `BudgetPage`. */
export const budgetsSchema = pageOf(z.strictObject(summaryShape));
/** Schema of `BudgetChanged`. */
export const eventSchema = z.strictObject({
  budgetId: uuidSchema, yearId: uuidSchema, programme: programmeSchema, kind: z.enum(budgetChangeKinds), amount: moneySchema, document: documentSchema, clause: clauseSchema,
  on: localDateSchema,
});

/** The amount that a source document gives a programme year. */
export type RecordBudget = z.infer<typeof recordSchema>;

/** More or less of it. */
export type ChangeBudget = z.infer<typeof changeSchema>;

/** The approval of what was recorded, by the people's congress, with its document. */
export type ApproveBudget = z.infer<typeof approveSchema>;

/** A change that was recorded and will not be approved. */
export type DropBudgetChange = z.infer<typeof dropSchema>;

/** Which budget. */
export type GetBudget = z.infer<typeof getSchema>;

/** Which budgets. */
export type ListBudgets = z.infer<typeof listSchema>;

/** A budget with its changes, oldest first. */
export type Budget = z.infer<typeof budgetSchema>;

/** One page of budgets, newest first. */
export type BudgetPage = z.infer<typeof budgetsSchema>;

/** Data of the events of a budget. */
export type BudgetChanged = z.infer<typeof eventSchema>;

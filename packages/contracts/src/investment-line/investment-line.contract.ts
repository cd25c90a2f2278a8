import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema } from '../primitives/text.js';
import { evidenceSchema, projectTypeSchema } from '../project-group/group-content.js';
import { groupApplicants, groupOfficials } from '../project-group/project-group.contract.js';
import { clauseSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';
import {
  categorySchema, enteredLineSchema, lineDecisionSchema, lineEligibilities, lineInputSchema, lineOutcomes, lineSchema, mostLines,
} from './investment-line.schema.js';

const verifiers: readonly Role[] = ['county-industry', 'prefecture-industry'];
const readers: readonly Role[] = [...groupApplicants, ...groupOfficials];

const ofGroup = { groupId: uuidSchema, version: versionSchema.describe('version of the group') };
const linesWithin = withinBytes(z.array(lineInputSchema).min(1).max(mostLines.ofCommand), 800_000);
const csvSchema = z.string().min(1).max(250_000).describe('CSV (RFC 4180), UTF-8, the first line naming the columns');

const enterSchema = z.strictObject({ ...ofGroup, lines: linesWithin });
const changeSchema = z.strictObject({ ...ofGroup, id: uuidSchema, line: lineInputSchema });
const removeSchema = z.strictObject({ ...ofGroup, ids: z.array(uuidSchema).min(1).max(mostLines.ofCommand) });
const importSchema = z.strictObject({ ...ofGroup, csv: csvSchema });
const checkImportSchema = z.strictObject({ groupId: uuidSchema, csv: csvSchema });
const progressLineSchema = z.strictObject({
  ...lineInputSchema.shape,
  /** The planned line that was completed; absent for one that was not planned singly. */
  completes: uuidSchema.exactOptional(),
});
const reportSchema = z.strictObject({ ...ofGroup, lines: withinBytes(z.array(progressLineSchema).min(1).max(mostLines.ofCommand), 800_000) });
const verifySchema = z.strictObject({
  groupId: uuidSchema,
  decisions: withinBytes(z.array(lineDecisionSchema).min(1).max(mostLines.ofCommand), 800_000),
  /** What was seen on site. */
  evidence: z.array(evidenceSchema).max(50),
});
const enteredSchema = z.strictObject({ groupId: uuidSchema, groupVersion: versionSchema, lines: withinBytes(z.array(enteredLineSchema).max(mostLines.ofCommand), 700_000) });
const rowSchema = z.strictObject({
  /** The line of the text, the header being 1. */
  row: z.int().min(1),
  column: z.string().max(64).exactOptional(),
  code: z.string().max(64),
  message: z.strictObject({ zh: z.string().max(500), en: z.string().max(500) }),
});
const checkedImportSchema = z.strictObject({
  rows: z.int().min(0),
  /** The first of them where there are many. */
  faults: withinBytes(z.array(rowSchema).max(500), 800_000),
  eligible: z.int().min(0),
  ineligible: z.int().min(0),
  needsExplanation: z.int().min(0),
  total: moneySchema,
});
const verifiedSchema = z.strictObject({ groupId: uuidSchema, verified: z.int().min(0), openLines: z.int().min(0), completedTotal: moneySchema, plannedTotal: moneySchema });
const getGroupLinesSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(mostLines.ofPage).exactOptional(),
  groupId: uuidSchema,
  projectId: uuidSchema.exactOptional(),
  eligibility: z.enum(lineEligibilities).exactOptional(),
  outcome: z.enum([...lineOutcomes, 'open']).exactOptional(),
});
const linePageSchema = pageOf(lineSchema, mostLines.ofPage);
const totalSchema = z.strictObject({ projectId: uuidSchema, projectType: projectTypeSchema, year: z.int(), category: categorySchema, amount: moneySchema });
const totalsSchema = z.strictObject({
  groupId: uuidSchema,
  /** Completed and verified: what pays (SUB-4.b). */
  verified: withinBytes(z.array(totalSchema).max(2000), 450_000),
  /** Planned, and found in order. */
  planned: withinBytes(z.array(totalSchema).max(2000), 450_000),
  openLines: z.int().min(0),
});
const whichGroupSchema = z.strictObject({ groupId: uuidSchema });
const whichLineSchema = z.strictObject({ ...pageSchema.shape, groupId: uuidSchema, id: uuidSchema });
const verificationSchema = z.strictObject({
  outcome: z.enum(lineOutcomes),
  lineVersion: versionSchema,
  amount: moneySchema,
  clause: clauseSchema.exactOptional(),
  reason: reasonSchema.exactOptional(),
  evidence: z.array(evidenceSchema).max(50),
  person: z.string().max(128),
  recordedAt: instantSchema,
});
const verificationPageSchema = pageOf(verificationSchema, 20);
const changedSchema = z.strictObject({
  groupId: uuidSchema,
  yearId: uuidSchema,
  leadCreditCode: socialCreditCodeSchema,
  lines: z.int().min(0),
  /** Completed and verified by now, in all. */
  completedTotal: moneySchema,
  openLines: z.int().min(0),
});

/** Lines to be entered in a group. */
export type EnterLines = z.infer<typeof enterSchema>;
/** Another content for a line. */
export type ChangeLine = z.infer<typeof changeSchema>;
/** Which lines are taken out. */
export type RemoveLines = z.infer<typeof removeSchema>;
/** Lines as a CSV text. */
export type ImportLines = z.infer<typeof importSchema>;
/** The same, to see what would become of it. */
export type CheckLineImport = z.infer<typeof checkImportSchema>;
/** Lines that were completed after the group had entered the reserve. */
export type ReportProgress = z.infer<typeof reportSchema>;
/** What the local department found of lines. */
export type VerifyLines = z.infer<typeof verifySchema>;
/** What became of the lines that were entered. */
export type EnteredLines = z.infer<typeof enteredSchema>;
/** What would become of a CSV text. */
export type CheckedLineImport = z.infer<typeof checkedImportSchema>;
/** How much of a group is verified. */
export type VerifiedLines = z.infer<typeof verifiedSchema>;
/** Which lines. */
export type ListLines = z.infer<typeof getGroupLinesSchema>;
/** One page of lines, by number. */
export type LinePage = z.infer<typeof linePageSchema>;
/** What counts, by project, year and category. */
export type LineTotals = z.infer<typeof totalsSchema>;
/** Of which group. */
export type WhichGroupOfLines = z.infer<typeof whichGroupSchema>;
/** Whose verifications. */
export type ListLineVerifications = z.infer<typeof whichLineSchema>;
/** One page of what was found of a line, newest first. */
export type LineVerificationPage = z.infer<typeof verificationPageSchema>;
/** Data of the events of investment lines. */
export type InvestmentLinesChanged = z.infer<typeof changedSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `investment-line.${verb}`, roles, reach: 'region', ...(states === undefined ? {} : { states }),
});
interface Said {
  readonly zh: string;
  readonly en: string;
}
function enters<Req>(verb: string, summary: Said, request: z.ZodType<Req>, states: readonly string[]): CommandContract<Req, EnteredLines> {
  return defineCommand({
    subject: `subsidy.investment-line.${verb}`, summary, permission: permitted(verb, groupApplicants, states), request, answer: enteredSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  });
}
function reads<Req, Ans>(verb: string, summary: Said, request: z.ZodType<Req>, answer: z.ZodType<Ans>, roles: readonly Role[] = readers): QueryContract<Req, Ans> {
  return defineQuery({ subject: `subsidy.investment-line.${verb}`, summary, permission: permitted(verb, roles), request, answer, errors: ['NOT_FOUND'] });
}
const happened = (verb: string, summary: Said): EventContract<InvestmentLinesChanged> =>
  defineEvent({ type: `jiqun.subsidy.investment-line.${verb}.v1`, summary, data: changedSchema });

const editing = ['draft', 'returned'] as const;

/** Investment lines: entered, judged line by line, verified by the local department; only completed ones count (SUB-4.b, SUB-5.c, SUB-5.e, SUB-6-1). */
export const investmentLineContracts: {
  readonly enter: CommandContract<EnterLines, EnteredLines>;
  readonly change: CommandContract<ChangeLine, EnteredLines>;
  readonly remove: CommandContract<RemoveLines, EnteredLines>;
  readonly import: CommandContract<ImportLines, EnteredLines>;
  readonly checkImport: QueryContract<CheckLineImport, CheckedLineImport>;
  readonly reportProgress: CommandContract<ReportProgress, EnteredLines>;
  readonly verify: CommandContract<VerifyLines, VerifiedLines>;
  readonly list: QueryContract<ListLines, LinePage>;
  readonly totals: QueryContract<WhichGroupOfLines, LineTotals>;
  readonly listVerifications: QueryContract<ListLineVerifications, LineVerificationPage>;
  readonly verified: EventContract<InvestmentLinesChanged>;
  readonly progressReported: EventContract<InvestmentLinesChanged>;
} = {
  enter: enters('enter', { zh: '填报投资明细', en: 'Enter investment lines' }, enterSchema, editing),
  change: enters('change', { zh: '修改一条投资明细', en: 'Change an investment line' }, changeSchema, editing),
  remove: enters('remove', { zh: '删除投资明细', en: 'Take investment lines out' }, removeSchema, editing),
  import: enters('import', { zh: '从 CSV 导入投资明细', en: 'Import investment lines from CSV' }, importSchema, editing),
  checkImport: reads('check-import', { zh: '试导入：逐行指出问题，不保存', en: 'Try an import: faults by row, nothing is saved' }, checkImportSchema, checkedImportSchema, groupApplicants),
  reportProgress: enters('report-progress', { zh: '申报建设进度：补报新完成的投资', en: 'Report progress: investment completed since' }, reportSchema, ['reserved']),
  verify: defineCommand({
    subject: 'subsidy.investment-line.verify',
    summary: { zh: '当地主管部门核实投资明细：认可、核减或不予认可', en: 'Verify investment lines: accepted, cut or refused, with reasons' },
    permission: permitted('verify', verifiers, ['under-review', 'reserved']),
    request: verifySchema,
    answer: verifiedSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
  }),
  list: reads('list', { zh: '分页查看投资明细', en: 'List investment lines by number' }, getGroupLinesSchema, linePageSchema),
  totals: reads('totals', { zh: '查看已核实投资的汇总', en: 'Sum what is verified, by project, year and category' }, whichGroupSchema, totalsSchema),
  listVerifications: reads('list-verifications', { zh: '查看一条明细的核实记录', en: 'List what was found of a line, newest first' }, whichLineSchema, verificationPageSchema),
  verified: happened('verified', { zh: '投资明细已核实', en: 'Investment lines were verified' }),
  progressReported: happened('progress-reported', { zh: '已申报建设进度', en: 'Progress of a project group was reported' }),
};

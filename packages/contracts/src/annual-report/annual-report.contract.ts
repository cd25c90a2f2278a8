import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** Where a report stands. That it is overdue is a fact beside its state. */
export const annualReportStates = ['due', 'draft', 'returned', 'filed', 'passed-on', 'received'] as const;

/**
 * Who of them files for a programme, and through whom, its policy says. Not the promotion organisations: a grant in a region
 * would show one of them the reports of another.
 */
const filers: readonly Role[] = ['county-industry', 'prefecture-industry'];
const operators: readonly Role[] = ['prefecture-industry', 'province-industry'];
const readers: readonly Role[] = [...filers, 'province-industry', 'auditor'];

const keySchema = z.string().min(1).max(64).regex(/^[a-z][A-Za-z0-9]*$/).describe('key of a field of the form');
const figureSchema = z.strictObject({
  key: keySchema, value: textSchema(2000).describe('a decimal as a string, a whole number, or a text, as the form says'),
});
const figuresSchema = z.array(figureSchema).max(40);
const sentenceSchema = z.strictObject({ zh: z.string().max(500), en: z.string().max(500) });
const warningSchema = z.strictObject({
  /** Rule and field, by which it is explained. */
  id: z.string().min(1).max(300),
  rule: z.string().min(1).max(64),
  key: keySchema,
  message: sentenceSchema,
  figure: z.string().max(64),
  other: z.string().max(64),
  /** Where the other figure stands. */
  source: z.string().max(240),
});
const explanationSchema = z.strictObject({ warning: z.string().min(1).max(300), text: textSchema(600) });
const fieldSchema = z.strictObject({
  key: keySchema, zh: z.string().max(100), en: z.string().max(100), unit: z.string().max(32), type: z.enum([
    'decimal', 'signed-decimal', 'share', 'integer', 'text',
  ]),
  required: z.boolean(), source: z.string().max(200),
});

const versioned = { id: uuidSchema, version: versionSchema };
const draftSchema = z.strictObject({ ...versioned, figures: figuresSchema });
const fileSchema = z.strictObject({ ...versioned, explanations: z.array(explanationSchema).max(60) });
const passOnSchema = z.strictObject({ ...versioned, opinion: textSchema(2000) });
const receiveSchema = z.strictObject(versioned);
const returnSchema = z.strictObject({ ...versioned, reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });
const formSchema = z.strictObject({ programme: programmeSchema, fields: z.array(fieldSchema).max(40) });
const recordReferenceSchema = z.strictObject({
  titleId: uuidSchema, year: z.int().min(2000).max(9998), source: textSchema(200), figures: z.array(z.strictObject({
    key: keySchema, value: textSchema(64),
  })).min(1).max(40),
});
const recordedSchema = z.strictObject({ titleId: uuidSchema, year: z.int().min(2000).max(9998), count: z.int().min(0).max(40) });

const summaryShape = {
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(annualReportStates),
  titleId: uuidSchema,
  clusterId: uuidSchema,
  clusterName: textSchema(200),
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  region: regionCodeSchema,
  year: z.int().min(2000).max(9998),
  clause: clauseSchema,
  dueOn: localDateSchema,
  /** Filed after the due day, or not filed by its end: a fact that no later filing takes back. */
  overdue: z.boolean(),
  filedOn: localDateSchema.exactOptional(),
};
const reportSchema = z.strictObject({
  ...summaryShape,
  figures: figuresSchema,
  warnings: z.array(warningSchema).max(60),
  explanations: z.array(explanationSchema).max(60),
  filedBy: z.string().max(128).exactOptional(),
  passedOnBy: z.string().max(128).exactOptional(),
  passedOnOn: localDateSchema.exactOptional(),
  opinion: textSchema(2000).exactOptional(),
  receivedOn: localDateSchema.exactOptional(),
  returnReason: reasonSchema.exactOptional(),
});
const warningsSchema = z.strictObject({ id: uuidSchema, missing: z.array(keySchema).max(40), warnings: z.array(warningSchema).max(60) });
const filterShape = {
  programme: programmeSchema.exactOptional(), year: z.int().min(2000).max(9998).exactOptional(), state: z.enum(annualReportStates).exactOptional(),
  region: regionCodeSchema.exactOptional(),
};
const listSchema = z.strictObject({ ...pageSchema.shape, ...filterShape });
const pageOfReports = pageOf(z.strictObject(summaryShape));
const eventSchema = z.strictObject({
  reportId: uuidSchema, titleId: uuidSchema, clusterId: uuidSchema, programme: programmeSchema, region: regionCodeSchema,
  year: z.int().min(2000).max(9998), dueOn: localDateSchema,
  on: localDateSchema,
});
const remindedSchema = z.strictObject({ ...eventSchema.shape, daysLeft: z.int().min(0).max(366) });

/** The contents of a draft; what was there before is replaced. */
export type DraftAnnualReport = z.infer<typeof draftSchema>;

/** A report that is filed, with an explanation for each warning. */
export type FileAnnualReport = z.infer<typeof fileSchema>;

/** A report that the prefecture passes on. */
export type PassOnAnnualReport = z.infer<typeof passOnSchema>;

/** A report that the province takes. */
export type ReceiveAnnualReport = z.infer<typeof receiveSchema>;

/** A report that goes back for correction. */
export type ReturnAnnualReport = z.infer<typeof returnSchema>;

/** Which report. */
export type GetAnnualReport = z.infer<typeof getSchema>;

/** Of which programme the form is asked. */
export type AskAnnualReportForm = { readonly programme: string };

/** The form of a programme's reports. */
export type AnnualReportForm = z.infer<typeof formSchema>;

/** A field of the form. */
export type AnnualReportField = z.infer<typeof fieldSchema>;

/** Figures of another source that reports are compared with: published ones, those of the application. */
export type RecordReferenceFigures = z.infer<typeof recordReferenceSchema>;

/** How many figures were recorded. */
export type RecordedReferenceFigures = z.infer<typeof recordedSchema>;

/** A report with its contents. */
export type AnnualReport = z.infer<typeof reportSchema>;

/** Something implausible about a report, which its filer has to explain. */
export type AnnualReportWarning = z.infer<typeof warningSchema>;

/** Why something implausible is right. */
export type AnnualReportExplanation = z.infer<typeof explanationSchema>;

/** What stands in the way of filing. */
export type AnnualReportWarnings = z.infer<typeof warningsSchema>;

/** Which reports. */
export type ListAnnualReports = z.infer<typeof listSchema>;

/** One page of reports, newest first. */
export type AnnualReportPage = z.infer<typeof pageOfReports>;

/** Data of the events of a report. */
export type AnnualReportChanged = z.infer<typeof eventSchema>;

/** Data of `jiqun.evaluation.annual-report.reminded.v1`. */
export type AnnualReportReminded = z.infer<typeof remindedSchema>;

const allowed = (verb: string, roles: readonly Role[], ...states: (typeof annualReportStates)[number][]): Permission => ({
  action: `annual-report.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
  readonly roles: readonly Role[];
  readonly states: readonly (typeof annualReportStates)[number][];
}

function step<Req>({ verb, summary, request, roles, states }: Step<Req>): CommandContract<Req, AnnualReport> {
  return defineCommand({
    subject: `evaluation.annual-report.${verb}`,
    summary,
    permission: allowed(verb, roles, ...states),
    request,
    answer: reportSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  });
}

const event = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<AnnualReportChanged> =>
  defineEvent({ type: `jiqun.evaluation.annual-report.${verb}.v1`, summary, data: eventSchema });

/** Annual reports of recognised clusters (SME-13, AMC-10.a; INT-15, INT-35). */
export const annualReportContracts = {
  form: defineQuery({
    subject: 'evaluation.annual-report.form',
    summary: { zh: '查看年度报告的填报项', en: 'Read the form of the annual report' },
    permission: { action: 'annual-report.form', roles: readers, reach: 'tenant' },
    request: z.strictObject({ programme: programmeSchema }),
    answer: formSchema,
    errors: [],
  }) as QueryContract<AskAnnualReportForm, AnnualReportForm>,
  draft: step({
    verb: 'draft', roles: filers, states: ['due', 'draft', 'returned'], request: draftSchema,
    summary: { zh: '填写年度报告', en: 'Fill in a report' },
  }),
  check: defineQuery({
    subject: 'evaluation.annual-report.check',
    summary: { zh: '检查年度报告的缺项和疑点', en: 'Check a report for what is missing or implausible' },
    permission: allowed('check', readers),
    request: getSchema,
    answer: warningsSchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetAnnualReport, AnnualReportWarnings>,
  file: step({ verb: 'file', roles: filers, states: ['draft', 'returned'], request: fileSchema, summary: { zh: '报送年度报告', en: 'File a report' } }),
  passOn: step({
    verb: 'pass-on', roles: operators, states: ['filed'], request: passOnSchema,
    summary: { zh: '市（州）审核并转报年度报告', en: 'The prefecture passes a report on' },
  }),
  receive: step({
    verb: 'receive', roles: ['province-industry'], states: ['filed', 'passed-on'], request: receiveSchema,
    summary: { zh: '省厅接收年度报告', en: 'The province takes a report' },
  }),
  return: step({
    verb: 'return', roles: operators, states: ['filed', 'passed-on', 'received'], request: returnSchema,
    summary: { zh: '退回年度报告更正', en: 'Return a report for correction' },
  }),
  recordReference: defineCommand({
    subject: 'evaluation.annual-report.record-reference',
    summary: { zh: '登记用于比对的公布数据或申报数据', en: 'Record published figures, or those of the application, for comparison' },
    permission: allowed('record-reference', operators),
    request: recordReferenceSchema,
    answer: recordedSchema,
    errors: [],
  }),
  get: defineQuery({
    subject: 'evaluation.annual-report.get',
    summary: { zh: '查看一份年度报告', en: 'Read a report' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: reportSchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetAnnualReport, AnnualReport>,
  list: defineQuery({
    subject: 'evaluation.annual-report.list',
    summary: { zh: '分页查看年度报告，最新的在前', en: 'List reports, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: pageOfReports,
    errors: [],
  }) as QueryContract<ListAnnualReports, AnnualReportPage>,
  listOverdue: defineQuery({
    subject: 'evaluation.annual-report.list-overdue',
    summary: { zh: '分页查看逾期未报或逾期报送的年度报告', en: 'List reports that were not filed in time' },
    permission: allowed('list-overdue', readers),
    request: listSchema,
    answer: pageOfReports,
    errors: [],
  }) as QueryContract<ListAnnualReports, AnnualReportPage>,
  opened: event('opened', { zh: '年度报告开始填报', en: 'A report was opened' }),
  filed: event('filed', { zh: '年度报告已报送', en: 'A report was filed' }),
  received: event('received', { zh: '年度报告已接收', en: 'A report was received' }),
  returned: event('returned', { zh: '年度报告已退回更正', en: 'A report was returned for correction' }),
  missed: event('missed', { zh: '年度报告未按时报送', en: 'A report was not filed in time' }),
  reminded: defineEvent({
    type: 'jiqun.evaluation.annual-report.reminded.v1',
    summary: { zh: '年度报告即将到期的提醒', en: 'A reminder that a report falls due' },
    data: remindedSchema,
  }) as EventContract<AnnualReportReminded>,
} as const;

import { z } from 'zod';
import { conditionSchema } from '../conditions/compile.js';
import { factDefinitionSchema, incidentCategories, incidentGrades } from '../facts/definition.js';
import { moneyRulesSchema } from '../money/rules.js';
import { clauseId, daySchema, interpretationId, parameterSchema, sentenceSchema, shortDecimal } from './parameter.js';

/** Roles of DESIGN section 3 that a step of a procedure, a report or a deadline can belong to. */
export const roleSchema = z.enum([
  'promotion-organisation',
  'county-industry',
  'prefecture-industry',
  'province-industry',
  'county-finance',
  'prefecture-finance',
  'province-finance',
  'development-commission',
  'province-development-commission',
  'enterprise',
  'expert',
  'third-party-reviewer',
  'party-group',
  'provincial-government',
  'provincial-congress',
  'ministry',
]);

export const clauseKinds = ['definition', 'role', 'criterion', 'judgement', 'exclusion', 'procedure', 'deadline', 'duty', 'validity', 'sanction', 'money', 'support', 'effect'] as const;
export const modalities = ['must', 'in-principle', 'may'] as const;

const clauseSchema = z.strictObject({
  id: clauseId,
  article: z.string().min(1).meta({ description: 'Article, paragraph and item as the document numbers them: 第六条（一）.' }),
  kind: z.enum(clauseKinds),
  modality: z.enum(modalities),
  does: z.string().min(1).meta({ description: 'What the platform has to do about it, in our words.' }),
});

const interpretationSchema = z.strictObject({
  id: interpretationId,
  chosen: z.string().min(1).meta({ description: 'The answer that this version follows.' }),
  others: z.array(z.string().min(1)).optional().meta({ description: 'Other answers that could be followed; a decision says where one would decide differently (INT-32).' }),
  en: z.string().min(1),
  zh: z.string().min(1),
});

/** What an entry concerns: an application to this programme, or the recommendation of its titles to the national level. */
export const concerns = ['application', 'national-recommendation'] as const;

const criterionSchema = z.strictObject({
  clause: clauseId,
  concerns: z.enum(concerns).optional().meta({ description: 'application unless said otherwise.' }),
  title: sentenceSchema,
  interpretations: z.array(interpretationId).optional().meta({ description: 'Readings that this criterion relies on beside those of its kind of condition.' }),
  condition: conditionSchema,
});

const judgementSchema = z.strictObject({ clause: clauseId, title: sentenceSchema });

const named = z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'a name in lower-case-with-hyphens');
const alsoCarries = z.array(clauseId).optional().meta({ description: 'Other clauses that the same entry carries out.' });

const gateSchema = z.strictObject({
  gate: named,
  clause: clauseId,
  also: alsoCarries,
  when: z.enum(['cross-region']).optional().meta({ description: 'The gate concerns only these cases; absent: all.' }),
  title: sentenceSchema,
});

/** One step of a programme, in the order of the file. */
const stepSchema = z.strictObject({
  step: named,
  phase: z.enum(['application', 'payment', 're-review', 'revocation']),
  clause: clauseId,
  also: alsoCarries,
  actors: z.array(roleSchema).min(1).meta({ description: 'Who may act; one of them completes the step, unless signatures says otherwise.' }),
  signatures: z.array(z.array(roleSchema).min(1)).min(2).optional().meta({ description: 'Sides that must each sign, by different people; any role of a side can sign for it.' }),
  repeats: z.enum(['instalment']).optional().meta({ description: 'The step is taken once for each of these.' }),
  title: sentenceSchema,
  gates: z.array(gateSchema).meta({ description: 'What must hold before the step can be completed.' }),
  mayReturn: z.array(roleSchema).meta({ description: 'Who may return the case for correction from this step.' }),
  returnsTo: named.optional().meta({ description: 'The step that a returned case goes back to.' }),
  clockStops: z.boolean().meta({ description: 'Whether the clock of the step stops while a return is open.' }),
  deadline: clauseId.optional().meta({ description: 'The entry of deadlines that bounds the step.' }),
  result: named.optional().meta({ description: 'The state of the case when the step is completed.' }),
});

const parameterName = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'the name of a parameter');

const periodFields = { subject: sentenceSchema, clause: clauseId, interpretations: z.array(interpretationId).optional() };
const deadlineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...periodFields, kind: z.literal('yearly'), actors: z.array(roleSchema).min(1), month: z.int().min(1).max(12).meta({ description: 'Through 24:00 of the last day of this month; it does not move for rest days (INT-15).' }) }),
  z.strictObject({ ...periodFields, kind: z.literal('fixed'), actors: z.array(roleSchema).min(1), on: daySchema }),
  z.strictObject({
    ...periodFields,
    kind: z.literal('period'),
    actors: z.array(roleSchema).min(1),
    unit: z.enum(['workingDays', 'days']),
    length: parameterName,
    after: named.meta({ description: 'The event whose day does not count (INT-12).' }),
    setBy: z.enum(['policy', 'call', 'issue']).meta({ description: 'policy: fixed by the text; call or issue: a default that the call or the issue of funds can set otherwise.' }),
    restDay: z.enum(['stays', 'moves']).meta({ description: 'moves: an act that would end on a rest day ends on the next working day (INT-27).' }),
  }),
]);

const validitySchema = z.strictObject({
  clause: clauseId,
  years: parameterName,
  endsTitle: z.boolean().meta({ description: 'Whether the title expires with the term, or only a re-review is due.' }),
  reReview: z.strictObject({ reference: sentenceSchema, extensionYears: parameterName }),
  interpretations: z.array(interpretationId).optional(),
});

const annualReportSchema = z.strictObject({
  clause: clauseId,
  deadline: clauseId,
  filedBy: z.array(roleSchema).min(1),
  through: z.array(roleSchema),
  firstYear: z.enum(['year-of-recognition', 'year-after-recognition']),
  title: sentenceSchema,
});

const findingKinds = ['false-application', 'fraud', 'violation', 'refused-monitoring', 'tax-evasion', 'serious-dishonesty', 'other-major'] as const;
export const findingKindSchema = z.enum(findingKinds);
const changeKinds = ['leading-industry', 'area', 'operating-body'] as const;
export const changeKindSchema = z.enum(changeKinds);

const groundFields = { clause: clauseId, title: sentenceSchema, interpretations: z.array(interpretationId).optional() };
const groundSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...groundFields, kind: z.literal('term-expired') }),
  z.strictObject({ ...groundFields, kind: z.literal('re-review-failed') }),
  z.strictObject({ ...groundFields, kind: z.literal('finding'), findings: z.array(findingKindSchema).min(1), by: z.array(z.enum(['cluster', 'enterprise'])).min(1) }),
  z.strictObject({ ...groundFields, kind: z.literal('report-not-in-time') }),
  z.strictObject({ ...groundFields, kind: z.literal('change-not-reported'), changes: z.array(changeKindSchema).min(1), within: parameterName.meta({ description: 'Name of the parameter: calendar days after the change.' }) }),
  z.strictObject({ ...groundFields, kind: z.literal('incident'), categories: z.array(z.enum(incidentCategories)).min(1), atLeast: z.enum(incidentGrades) }),
]);

export const sanctionEvents = ['serious-violation', 'poor-performance', 'fraud'] as const;

/** What follows from an event, measure by measure. `years` names a parameter; a measure without it has no end date. */
const sanctionSchema = z.strictObject({
  clause: clauseId,
  on: z.enum(sanctionEvents),
  hardToCorrect: z.boolean().meta({ description: 'The measure needs a finding that the matter is hard to correct.' }),
  measure: z.enum(['recovery', 'publication', 'ban', 'stop-instalments', 'bar-later-applications', 'exclusion']),
  covers: z.enum(['this-award', 'credit-platform', 'funds', 'this-programme', 'all-provincial-support']),
  years: parameterName.optional(),
  liftedBy: z.strictObject({ role: roleSchema, needsReason: z.literal(true), people: z.int().min(1).max(3) }).optional(),
  title: sentenceSchema,
  interpretations: z.array(interpretationId).optional(),
});

const gradeSchema = z.strictObject({ grade: z.string().min(1), from: shortDecimal, en: z.string().min(1) });

const performanceSchema = z.strictObject({
  clause: clauseId,
  interpretation: interpretationId,
  outOf: shortDecimal,
  grades: z.array(gradeSchema).min(1).meta({ description: 'Best first; `from` is the least score of the grade, the last is from 0.' }),
  poor: z.string(),
});

/** Duties, roles, definitions and supports: what the services carry, so that the file says all that its document says. */
const provisionSchema = z.strictObject({
  clause: clauseId,
  actors: z.array(roleSchema),
  title: sentenceSchema,
});

/**
 * A version of a programme's policy: one JSON file that says everything that its document says. It holds data only;
 * a number of the document stands in `parameters` and is named where it is used.
 */
export const policySchema = z
  .strictObject({
    $schema: z.string().optional(),
    id: z.string().regex(/^[a-z]{2}(-[a-z0-9]+)+$/, 'an id such as jl-sme-2024'),
    version: z.string().regex(/^(\d{4}-\d{2}-\d{2}|undated)$/, 'the first day in force, or "undated" where the text gives none'),
    title: sentenceSchema,
    document: z.strictObject({
      title: z.string().min(1),
      number: z.string().min(1).nullable(),
      issuers: z.array(z.string().min(1)).min(1),
      jurisdiction: z.string().regex(/^CN-\d{2}$/),
      kind: z.enum(['recognition', 'subsidy']),
    }),
    inForce: z.strictObject({
      clause: clauseId.nullable(),
      from: daySchema.nullable().meta({ description: 'null where the text gives no day: it is asked for at installation.' }),
      to: daySchema.nullable().meta({ description: 'The last day, or null.' }),
      note: sentenceSchema.optional(),
    }),
    clauses: z.array(clauseSchema).min(1),
    facts: z.array(factDefinitionSchema).meta({ description: "Facts of this policy's own, beside the common dictionary." }),
    parameters: z.record(parameterName, parameterSchema),
    interpretations: z.array(interpretationSchema),
    criteria: z.array(criterionSchema),
    exclusions: z.array(criterionSchema),
    judgements: z.array(judgementSchema),
    procedure: z.array(stepSchema),
    deadlines: z.array(deadlineSchema),
    validity: validitySchema.nullable(),
    annualReport: annualReportSchema.nullable(),
    revocation: z.array(groundSchema),
    sanctions: z.array(sanctionSchema),
    performance: performanceSchema.nullable(),
    money: moneyRulesSchema.nullable(),
    definitions: z.array(provisionSchema),
    roles: z.array(provisionSchema),
    duties: z.array(provisionSchema),
    supports: z.array(provisionSchema),
  })
  .meta({ title: 'Jiqun policy', description: 'One version of one programme document, as data.' });

/** A policy file as it is written. */
export type PolicySource = z.infer<typeof policySchema>;
export type PolicyClause = PolicySource['clauses'][number];
export type CriterionSource = PolicySource['criteria'][number];
export type DeadlineSource = PolicySource['deadlines'][number];
export type GroundSource = PolicySource['revocation'][number];
export type SanctionSource = PolicySource['sanctions'][number];
export type FindingKind = z.infer<typeof findingKindSchema>;
export type ChangeKind = z.infer<typeof changeKindSchema>;

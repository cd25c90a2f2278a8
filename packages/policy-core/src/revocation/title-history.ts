import { z } from 'zod';
import { parseLocalDate } from '../calendar/local-date.js';
import { incidentCategories, incidentGrades } from '../facts/definition.js';
import { changeKindSchema, findingKindSchema } from '../policy/schema.js';

const day = z.string().refine((text) => parseLocalDate(text) !== undefined, 'a day that exists, YYYY-MM-DD');

/** A re-review as far as it has come; a result needs the day on which it was decided. */
const reReviewSchema = z
  .strictObject({ appliedOn: day.optional(), result: z.enum(['passed', 'failed']).optional(), decidedOn: day.optional() })
  .refine((reReview) => (reReview.result === undefined) === (reReview.decidedOn === undefined), 'result and decidedOn together, or neither');

/**
 * What is known of a title and of what happened under it: the `grounds` request of CLI.md without policy and day.
 * Days are `YYYY-MM-DD` in Asia/Shanghai.
 */
export const titleHistorySchema = z.strictObject({
  title: z
    .strictObject({ recognisedOn: day, validThrough: day.optional(), reReview: reReviewSchema.optional() })
    .refine((title) => title.validThrough === undefined || title.validThrough >= title.recognisedOn, 'validThrough not before recognisedOn'),
  reports: z.array(z.strictObject({ year: z.int().min(1).max(9998), filedOn: day })).max(10_000).optional(),
  changes: z.array(z.strictObject({ kind: changeKindSchema, changedOn: day, reportedOn: day.optional() })).max(10_000).optional(),
  incidents: z.array(z.strictObject({ date: day, category: z.enum(incidentCategories), grade: z.enum(incidentGrades) })).max(20_000).optional(),
  findings: z.array(z.strictObject({ kind: findingKindSchema, by: z.enum(['cluster', 'enterprise']), foundOn: day })).max(10_000).optional(),
});

/** A title and its events that passed `titleHistorySchema`. */
export type TitleHistory = z.infer<typeof titleHistorySchema>;

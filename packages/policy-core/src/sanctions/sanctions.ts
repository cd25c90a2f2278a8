import { z } from 'zod';
import { addDays, addYears, type LocalDate, parseLocalDate } from '../calendar/local-date.js';
import { invalidRequest } from '../request-object.js';
import { compare, fractionOf } from '../exact/fraction.js';
import type { Policy } from '../policy/policy.js';
import { sanctionEvents, type SanctionSource } from '../policy/schema.js';

const day = z.string().refine((text) => parseLocalDate(text) !== undefined, 'a day that exists, YYYY-MM-DD');

/** An established matter: what was found, whether it is hard to correct, and the day of the decision. */
export const sanctionEventSchema = z.strictObject({ kind: z.enum(sanctionEvents), hardToCorrect: z.boolean(), decidedOn: day });
/** An established matter that passed `sanctionEventSchema`. */
export type SanctionEvent = z.infer<typeof sanctionEventSchema>;

/** A measure that follows from an event, with its time. */
export interface Sanction {
  readonly clause: string;
  readonly measure: SanctionSource['measure'];
  readonly covers: SanctionSource['covers'];
  readonly from: LocalDate;
  /** The last day; null where the text sets no end (SUB-16, SUB-17; INT-22, INT-23). */
  readonly through: LocalDate | null;
  readonly firstDayFree: LocalDate | null;
  /** 'in-principle': a shorter measure or a lifting is possible with a recorded reason. */
  readonly modality: 'must' | 'in-principle' | 'may';
  readonly liftedBy: SanctionSource['liftedBy'];
  /** The province whose support it touches: 'CN-22'. */
  readonly jurisdiction: string;
  readonly citation: { readonly document: string; readonly article: string };
  readonly explanation: { readonly zh: string; readonly en: string };
}

/**
 * The measures that a policy attaches to an event (SUB-13.a to SUB-13.c, SUB-16, SUB-17; INT-13): the five-year ban
 * decided on 2026-03-01 lasts through 2031-03-01.
 */
export function sanctionsFor(policy: Policy, event: SanctionEvent): Sanction[] {
  return policy.source.sanctions
    .filter((sanction) => sanction.on === event.kind && (event.hardToCorrect || !sanction.hardToCorrect))
    .map((sanction) => {
      const through = sanction.years === undefined ? null : addYears(event.decidedOn, policy.count(sanction.years));
      const clause = policy.clause(sanction.clause);
      return {
        clause: sanction.clause,
        measure: sanction.measure,
        covers: sanction.covers,
        from: event.decidedOn,
        through,
        firstDayFree: through === null ? null : addDays(through, 1),
        modality: clause?.modality ?? 'must',
        liftedBy: sanction.liftedBy,
        jurisdiction: policy.source.document.jurisdiction,
        citation: { document: policy.id, article: clause?.article ?? '' },
        explanation: sanction.title,
      };
    });
}

/**
 * Whether a measure bars an application on a day (INT-22): within its province, an exclusion bars every programme, a ban
 * only applications for funds, SUB-16's bar only its own programme.
 * @param programme the policy applied for
 */
export function bars(sanction: Sanction, programme: Policy, on: LocalDate): boolean {
  if (on < sanction.from || (sanction.through !== null && on > sanction.through)) return false;
  if (programme.source.document.jurisdiction !== sanction.jurisdiction) return false;
  switch (sanction.measure) {
    case 'exclusion':
      return true;
    case 'ban':
      return programme.source.document.kind === 'subsidy';
    case 'bar-later-applications':
      return programme.id === sanction.citation.document;
    default:
      return false;
  }
}

/**
 * The performance grade of a score out of 100, decimals allowed (INT-31): 优 from 90, 良 from 80, 中 from 60, 差 below.
 * @throws PolicyError INVALID_REQUEST for a score that is no decimal from 0 to 100, or a policy without grades
 */
export function performanceGrade(policy: Policy, score: string): { readonly grade: string; readonly poor: boolean } {
  const performance = policy.source.performance;
  if (performance === null) throw invalidRequest('policy', `${policy.id} 没有绩效等级；请改用有绩效条款的方案。`, `${policy.id} has no performance grades; ask a policy that has them.`);
  const isDecimal = /^\d{1,3}(\.\d{1,10})?$/.test(score);
  if (!isDecimal || compare(fractionOf(score), fractionOf(performance.outOf)) > 0) {
    throw invalidRequest('score', `得分应为 0 至 ${performance.outOf} 的小数，如 "59.5"。`, `The score is a decimal from 0 to ${performance.outOf}, as "59.5".`);
  }
  const value = fractionOf(score);
  const found = performance.grades.find(({ from }) => compare(value, fractionOf(from)) >= 0) ?? performance.grades.at(-1);
  const grade = found?.grade ?? '';
  return { grade, poor: grade === performance.poor };
}

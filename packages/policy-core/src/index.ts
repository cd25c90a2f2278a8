/**
 * policy-core: what the programme documents say, as data, and exact decisions from them. Pure: no I/O, no clock.
 * This is the package's door; what is not exported here is not for other packages.
 */
export { type Arrangement, arrangementSchema, Calendar, type JudgedDay } from './calendar/arrangement.js';
export { installedCalendar } from './calendar/installed.js';
export { addDays, addMonths, addYears, dayOfWeek, type LocalDate, parseLocalDate, yearOf } from './calendar/local-date.js';
export { period, type Period, type PeriodOptions } from './calendar/period.js';
export type { Change, WouldChange } from './conditions/condition.js';
export { defenceDemand, type DefencePeriod, defencePeriod, defenceRights, type DefenceRule, defenceRule, type DefenceRuleId } from './defence/defence-rules.js';
export { type ErrorCode, errorCodes, type Issue, PolicyError, type Sentence } from './errors.js';
export { awardAsText, decisionAsText } from './evaluate/as-text.js';
export { type CriterionAnswer, CriterionDecision, type Difference } from './evaluate/criterion-decision.js';
export { Decision, type Sensitivity } from './evaluate/decision.js';
export { type Asking, evaluate, explain, prepareApplication, verdictOf } from './evaluate/evaluate.js';
export { type Outcome, outcomes, type Verdict, verdicts } from './evaluate/outcome.js';
export type { EvaluateRequest } from './evaluate/request.js';
export type { Language, UsedParameter } from './evaluate/wording.js';
export { NumberLiteral, type StatedDecimal } from './exact/stated-decimal.js';
export type { PreparedApplication } from './facts/application.js';
export { type FactDefinition, type Incident, incidentCategories, incidentGrades } from './facts/definition.js';
export { commonFacts } from './facts/dictionary.js';
export { allocate, type Allocation, type Claim, divide } from './money/allocate.js';
export { type Award, decideAward, renderAward, type RenderedAward } from './money/award.js';
export { type AwardDecision, awardUnder } from './money/award-decision.js';
export { type AwardRequest, type Completion, readAwardRequest } from './money/award-request.js';
export { formatYuan, parseYuan } from './money/fen.js';
export { type Instalment, instalmentOf, type InstalmentPlan, instalments } from './money/instalments.js';
export { applyRate, compareRates, parseRate, type Rate } from './money/rate.js';
export type { MoneyRules } from './money/rules.js';
export { calendarDeadline, type Deadline, periodDeadline, type Term, termOf } from './policy/deadline.js';
export { diffPolicies, type ClauseDifference, type PolicyDifference } from './policy/diff.js';
export { extendPolicy } from './policy/extend.js';
export { installedPolicies } from './policy/installed.js';
export { loadPolicy } from './policy/load.js';
export type { Policy } from './policy/policy.js';
export { PolicySet } from './policy/policy-set.js';
export { applicationSteps, recognises, selects, signaturesOf, type Step, stepAfter, stepOf } from './policy/procedure.js';
export { policySchema, type PolicySource } from './policy/schema.js';
export { type Because, type Ground, groundsOn } from './revocation/grounds.js';
export { groundsUnder } from './revocation/grounds-request.js';
export { type TitleHistory, titleHistorySchema } from './revocation/title-history.js';
export { bars, performanceGrade, type Sanction, type SanctionEvent, sanctionEventSchema, sanctionsFor } from './sanctions/sanctions.js';
export { type Mover, type Simulation, Simulator } from './simulate/simulate.js';
export { registeredClauses, type TracedClause, traceabilityTable } from './traceability/table.js';

/**
 * contracts: what crosses a process boundary. Schemas, subjects, events, the error catalogue. No I/O, no clock.
 * This is the package's door; what is not exported here is not for other packages.
 */
export { type Caller, callerSchema } from './caller.js';
export { type ClockMoved, moveClock, type MoveClock, type NextDeadline, nextDeadlineContracts } from './clock/clock.contract.js';
export {
  catalogue,
  commandErrors,
  type CommandContract,
  commonErrors,
  defineCommand,
  defineEvent,
  defineQuery,
  errorsOf,
  type EventContract,
  type QueryContract,
} from './contract.js';
export { type DeadlineContracts, deadlineContracts, type DeadlineReleased, type ReleaseDeadline, type StuckDeadlines } from './deadline/deadline.contract.js';
export {
  type DeadLetter,
  type DeadLetterContracts,
  deadLetterContracts,
  type DeadLetterPage,
  type DiscardDeadLetter,
  type ListDeadLetters,
  type ReplayDeadLetter,
} from './dead-letter/dead-letter.contract.js';
export {
  type Drill,
  type DrillConfirmed,
  type DrillContracts,
  drillContracts,
  type DrillLapsed,
  type DrillPage,
  drillReceiptRecorded,
  type DrillReceiptRecorded,
  type DrillStarted,
  type GetDrill,
  type StartDrill,
} from './drill/drill.contract.js';
export { type Answer, answerErrorSchema, answerSchema, type CloudEvent, cloudEventSchema, type RequestEnvelope, requestEnvelopeSchema } from './envelope.js';
export { type ErrorCode, errorCatalogue, errorCodes, type ErrorDefinition } from './error-catalogue.js';
export { type AnswerError, describeError, type ErrorParams, type Issue, Refusal, type RefusalOptions } from './errors.js';
export { issueCatalogue, type IssueCode } from './issue-catalogue.js';
export { issuesOf, parseOrRefuse } from './issues.js';
export { nouns } from './nouns.js';
export { type OutboxReplayed, replayOutbox, type ReplayOutbox } from './outbox/outbox.contract.js';
export { type Permission, type Reach, reaches } from './permission.js';
export { idempotencyKeySchema, uuidSchema, versionSchema } from './primitives/identifier.js';
export { type IndustryCode, industryCodeSchema } from './primitives/industry-code.js';
export { type Instant, instantOf, instantSchema } from './primitives/instant.js';
export { type LocalDate, localDateSchema } from './primitives/local-date.js';
export { fenOf, type Money, moneyOf, moneySchema } from './primitives/money.js';
export { cursorSchema, largestPage, type Page, pageOf, pageSchema, usualPage } from './primitives/page.js';
export { type RegionCode, regionCodeSchema, regionLevel, type Tenant, tenantSchema } from './primitives/region-code.js';
export { type SocialCreditCode, socialCreditCodeSchema } from './primitives/social-credit-code.js';
export { reasonSchema, textSchema } from './primitives/text.js';
export { answerReader, eventReader, type Reading } from './readers.js';
export { type Role, roles, type ServiceName, services } from './roles.js';
export type { Language, Sentence } from './sentence.js';

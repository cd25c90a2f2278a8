import type { z } from 'zod';
import type { ErrorCode } from './error-catalogue.js';
import { type Permission, permissionFault } from './permission.js';
import { type ServiceName, services } from './roles.js';
import type { Sentence } from './sentence.js';

interface CallDefinition<Req, Ans> {
  /** `<service>.<noun>.<verb>` in kebab-case words; the NATS subject. */
  readonly subject: string;
  readonly summary: Sentence;
  readonly permission: Permission;
  readonly request: z.ZodType<Req>;
  readonly answer: z.ZodType<Ans>;
  /** Codes of its own, besides those that every call can answer with (`commonErrors`, `commandErrors`). */
  readonly errors: readonly ErrorCode[];
}

interface Call<Req, Ans> extends CallDefinition<Req, Ans> {
  readonly service: ServiceName;
  readonly noun: string;
  readonly verb: string;
}

/** Changes something; carries an idempotency key and is one transaction. */
export interface CommandContract<Req, Ans> extends Call<Req, Ans> {
  readonly kind: 'command';
}

/** Changes nothing; may be repeated at will. */
export interface QueryContract<Req, Ans> extends Call<Req, Ans> {
  readonly kind: 'query';
}

/** Something that happened; published through the outbox, kept for ever, read by consumers not yet written. */
export interface EventContract<Data> {
  readonly kind: 'event';
  /** `jiqun.<service>.<noun>.<past-tense verb>.v<n>`. */
  readonly type: string;
  readonly service: ServiceName;
  readonly noun: string;
  readonly verb: string;
  readonly version: number;
  readonly summary: Sentence;
  readonly data: z.ZodType<Data>;
}

/** What any call can answer with. */
export const commonErrors: readonly ErrorCode[] = [
  'INVALID_REQUEST', 'MALFORMED_MESSAGE', 'NOT_SIGNED_IN', 'CONTEXT_INVALID', 'CONTEXT_EXPIRED', 'NOT_PERMITTED', 'OUTSIDE_REGION',
  'OTHER_TENANT', 'DEADLINE_EXCEEDED', 'SERVICE_UNAVAILABLE', 'OVERLOADED', 'SHUTTING_DOWN', 'ANSWER_TOO_LARGE', 'INTERNAL',
];

/** What any command can answer with besides `commonErrors`. */
export const commandErrors: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_MISSING', 'IDEMPOTENCY_KEY_REUSED', 'COMMAND_IN_PROGRESS', 'TRANSACTION_CONFLICT'];

const commands: CommandContract<unknown, unknown>[] = [];
const queries: QueryContract<unknown, unknown>[] = [];
const events: EventContract<unknown>[] = [];
const names = new Set<string>();

/**
 * Every contract of every service that has been defined, for generators, the permission matrix and documentation.
 * Complete once the package's door has been imported.
 */
export const catalogue: {
  readonly commands: readonly CommandContract<unknown, unknown>[];
  readonly queries: readonly QueryContract<unknown, unknown>[];
  readonly events: readonly EventContract<unknown>[];
} = { commands, queries, events };

const word = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';
const subjectShape = new RegExp(`^(${services.join('|')})\\.(${word})\\.(${word})$`);
const typeShape = new RegExp(`^jiqun\\.(${services.join('|')})\\.(${word})\\.(${word})\\.v([1-9][0-9]?)$`);

/** Past forms that do not end in -ed; add one here when an event needs it. */
const irregularPast = new Set(['begun', 'drawn', 'found', 'given', 'held', 'kept', 'lost', 'made', 'met', 'overdrawn', 'paid', 'put', 'sent', 'set', 'taken', 'withdrawn', 'written']);

function isPast(verb: string): boolean {
  return verb.split('-').some((part) => part.endsWith('ed') || irregularPast.has(part));
}

function register(name: string, fault: string | undefined): void {
  if (fault !== undefined) throw new Error(`contract ${JSON.stringify(name)} ${fault}`);
  if (names.has(name)) throw new Error(`contract ${JSON.stringify(name)} is defined twice; names are unique across all services`);
  names.add(name);
}

function namedCall<Req, Ans>(definition: CallDefinition<Req, Ans>): Call<Req, Ans> {
  const { subject, permission, errors } = definition;
  const [, service, noun, verb] = subjectShape.exec(subject) ?? [];
  const doubled = new Set(errors).size !== errors.length ? 'names an error code twice' : undefined;
  const misnamed = verb === undefined ? `is no subject; write <service>.<noun>.<verb> in kebab-case, the service one of ${services.join(', ')}` : undefined;
  register(subject, misnamed ?? permissionFault(permission) ?? doubled);
  return { ...definition, service: service as ServiceName, noun: noun ?? '', verb: verb ?? '' };
}

/**
 * Defines a command and enters it in the `catalogue`.
 * @throws Error when the subject is misnamed or taken, or the permission is missing or faulty
 */
export function defineCommand<Req, Ans>(definition: CallDefinition<Req, Ans>): CommandContract<Req, Ans> {
  const contract: CommandContract<Req, Ans> = { kind: 'command', ...namedCall(definition) };
  commands.push(contract);
  return contract;
}

/**
 * Defines a query and enters it in the `catalogue`.
 * @throws Error when the subject is misnamed or taken, or the permission is missing or faulty
 */
export function defineQuery<Req, Ans>(definition: CallDefinition<Req, Ans>): QueryContract<Req, Ans> {
  const contract: QueryContract<Req, Ans> = { kind: 'query', ...namedCall(definition) };
  queries.push(contract);
  return contract;
}

/**
 * Defines an event and enters it in the `catalogue`. A version that was published only ever gains optional fields.
 * @throws Error when the type is misnamed or taken
 */
export function defineEvent<Data>(definition: { readonly type: string; readonly summary: Sentence; readonly data: z.ZodType<Data> }): EventContract<Data> {
  const { type } = definition;
  const [, service, noun, verb, version] = typeShape.exec(type) ?? [];
  const misnamed = version === undefined ? 'is no event type; write jiqun.<service>.<noun>.<past-tense verb>.v<n> in kebab-case' : undefined;
  const notPast = verb !== undefined && !isPast(verb) ? `has the verb ${JSON.stringify(verb)}; an event is named in the past tense` : undefined;
  register(type, misnamed ?? notPast);
  const contract: EventContract<Data> = {
    kind: 'event', ...definition, service: service as ServiceName, noun: noun ?? '', verb: verb ?? '', version: Number(version),
  };
  events.push(contract);
  return contract;
}

/** All codes a call can answer with: its own, the common ones, and for a command those of commands. */
export function errorsOf(contract: CommandContract<unknown, unknown> | QueryContract<unknown, unknown>): readonly ErrorCode[] {
  return [...new Set([...contract.errors, ...commonErrors, ...(contract.kind === 'command' ? commandErrors : [])])].toSorted();
}

import { createHmac } from 'node:crypto';

import { socialCreditCodeSchema, tenantSchema, uuidSchema } from '@jiqun/contracts';

import { canonicalText } from './canonical.js';
import type { IncomingEntry, NewLeaf, Reference, Secret } from './log.entity.js';
import type { TreeHasher } from './merkle.js';
import { personNames, type PersonalValue, withoutPersonal } from './personal-fields.js';

/** What making a leaf needs beside the entry. */
export interface LeafMaker {
  readonly hasher: TreeHasher;
  readonly personKey: Uint8Array;
  /** 32 random bytes, new for every value. */
  readonly salt: () => Buffer;
}

/** A content beyond this many bytes stands in the leaf by its hash: leaves, receipts and exports stay smaller than a message. */
const LARGEST_CONTENT = 100_000;
/** More than the ids of the largest public notice. */
const MOST_REFERENCES = 2_000;
/** An event that names more payments than this is about a plan, and would join all of them into one case file. */
const MOST_PAYMENTS = 6;
const PAYMENT_NOUNS: ReadonlySet<string> = new Set(['award', 'instalment', 'disbursement', 'recovery']);
const PAYMENT_FIELDS: ReadonlySet<string> = new Set([...PAYMENT_NOUNS].map((noun) => `${noun}Id`));
const REGION = /^[0-9]{6}$/;
const TYPE = /^[a-z0-9.-]{1,300}$/;
const VISIBLE = /^[\x21-\x7e]{1,400}$/;

type Fields = Readonly<Record<string, unknown>>;

/** Version 1 of the leaf, see docs/adr/0011-the-log.md. Its bytes are canonical JSON (RFC 8785), stored once and hashed. */
export function makeLeaf(entry: IncomingEntry, maker: LeafMaker): NewLeaf {
  const parts = entry.kind === 'event' ? eventParts(entry) : auditParts(entry);
  const secrets = parts.personal.map(({ path, value }) => ({ field: path, salt: maker.salt(), value: JSON.stringify(value) }));
  const commitments = Object.fromEntries(secrets.map((secret, nth) => [secret.field, commitmentOf(maker.hasher, secret, parts.personal[nth]?.value)]));
  const large = parts.content !== undefined && Buffer.byteLength(parts.content) > LARGEST_CONTENT;
  const content = parts.content === undefined ? {} : large ? hashedContent(maker.hasher, parts.content) : { content: parts.content };
  const { service, kind, position, previousPosition } = entry;
  const { tenant, entryId, recordedAt, region } = parts;
  const head = { v: 1, service, kind, position, previousPosition, tenant, id: entryId, recordedAt };
  const text = canonicalText({ ...head, ...parts.told, ...content, ...(secrets.length === 0 ? {} : { commitments }) });
  return {
    service, kind, position, tenant, entryId, recordedAt, text, secrets,
    ...(region === undefined ? {} : { region }),
    refused: parts.told['outcome'] === 'refused',
    hash: maker.hasher.leaf(Buffer.from(text)),
    references: referencesOf(parts, maker.personKey),
    ...(large && parts.content !== undefined ? { content: parts.content } : {}),
  };
}

/** What a value is committed to as: a text as it is, anything else as JSON. */
export const committedText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Under which a person's leaves are found. The same person in two jurisdictions is two. */
export function personReference(personKey: Uint8Array, tenant: string, person: string): string {
  return createHmac('sha256', personKey).update(`${tenant}\n${person}`).digest('hex');
}

const commitmentOf = (hasher: TreeHasher, { salt }: Secret, value: unknown): string => hasher.commitment(salt, committedText(value)).toString('hex');

function hashedContent(hasher: TreeHasher, content: string): Fields {
  return { contentBytes: Buffer.byteLength(content), contentHash: hasher.commitment(Buffer.alloc(0), content).toString('hex') };
}

/** What an entry says, sorted into what the leaf tells, what it holds as content, and what it only commits to. */
interface Parts {
  readonly tenant: string;
  readonly region?: string;
  readonly entryId: string;
  readonly recordedAt: string;
  readonly told: Fields;
  readonly content?: string;
  readonly personal: readonly PersonalValue[];
  readonly object?: { readonly noun: string; readonly id: string };
  /** Where ids, enterprises and payments are looked for. */
  readonly data: unknown;
}

function eventParts({ service, position, text }: IncomingEntry): Parts {
  const event = fieldsOf(text);
  const { kept, taken } = withoutPersonal(event['data'], 'data');
  const data = isFields(event['data']) ? event['data'] : {};
  const object = textOf(event['subject'], VISIBLE);
  const [noun = '', ...id] = object?.split('/') ?? [];
  const region = textOf(data['region'], REGION);
  return {
    tenant: tenantOf(event),
    ...(region === undefined ? {} : { region }),
    entryId: uuidSchema.safeParse(event['id']).success ? String(event['id']) : `${service}:${position}`,
    recordedAt: instantOf(event['time']),
    told: present({ type: textOf(event['type'], TYPE), object, clause: textOf(data['clause'], VISIBLE) }),
    content: taken.length === 0 ? text : JSON.stringify({ ...event, data: kept }),
    personal: taken,
    ...(object === undefined ? {} : { object: { noun, id: id.join('/') } }),
    data,
  };
}

function auditParts({ service, position, text }: IncomingEntry): Parts {
  const { person, onBehalfOf, reason, detail, ...entry } = fieldsOf(text);
  const { kept, taken } = withoutPersonal(detail, 'detail');
  const who = Object.entries({ person, client: onBehalfOf, reason }).flatMap(([name, value]) => (value === undefined ? [] : [{ path: name, name, value }]));
  const [noun, id] = [textOf(entry['objectType'], VISIBLE), textOf(entry['objectId'], VISIBLE)];
  const object = noun === undefined || id === undefined ? undefined : { noun, id };
  const { action, outcome, clause, trace } = entry;
  return {
    tenant: tenantOf(entry),
    entryId: `${service}:${position}`,
    recordedAt: instantOf(entry['recordedAt']),
    told: present({ action, outcome, clause, trace, object: object && `${object.noun}/${object.id}` }),
    ...(kept === undefined ? {} : { content: canonicalText(kept) }),
    personal: [...who, ...taken],
    ...(object === undefined ? {} : { object }),
    data: detail,
  };
}

/** An entry that cannot be read is put on the log all the same, as content: one that was passed over would be a gap. */
function fieldsOf(text: string): Fields {
  try {
    const read: unknown = JSON.parse(text);
    return isFields(read) ? read : {};
  } catch {
    return {};
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown, shape: RegExp): string | undefined => (typeof value === 'string' && shape.test(value) ? value : undefined);
const present = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const tenantOf = (fields: Fields): string => (tenantSchema.safeParse(fields['tenant']).success ? String(fields['tenant']) : '');

/** The instant as it is written; one that cannot be read sorts before all others, and says so. */
function instantOf(value: unknown): string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : '1970-01-01T00:00:00.000Z';
}

function referencesOf({ tenant, object, data, personal }: Parts, personKey: Uint8Array): Reference[] {
  const found = new Map<string, Reference>();
  const add = (kind: Reference['kind'], value: string): void => {
    // A person is never left out: by this the values are found that are to be erased.
    if (kind === 'person' || found.size < MOST_REFERENCES) found.set(`${kind} ${value}`, { kind, value });
  };
  const payments = new Set<string>();
  if (object !== undefined) {
    add('id', object.id);
    if (PAYMENT_NOUNS.has(object.noun)) payments.add(object.id);
  }
  for (const { name, value } of textsWithin(data)) {
    if (value.length === 36 && uuidSchema.safeParse(value).success) add('id', value);
    else if (value.length === 18 && socialCreditCodeSchema.safeParse(value).success) add('enterprise', value);
    if (PAYMENT_FIELDS.has(name)) payments.add(value);
  }
  if (payments.size <= MOST_PAYMENTS) for (const id of payments) add('money', id);
  for (const { name, value } of personal) {
    if (personNames.has(name)) for (const person of [value].flat()) if (typeof person === 'string') add('person', personReference(personKey, tenant, person));
  }
  return [...found.values()];
}

/** Every text of a value with the name it stands under, at any depth. */
function textsWithin(value: unknown, name = ''): { readonly name: string; readonly value: string }[] {
  if (typeof value === 'string') return [{ name, value }];
  if (Array.isArray(value)) return value.flatMap((item) => textsWithin(item, name));
  return isFields(value) ? Object.entries(value).flatMap(([inner, part]) => textsWithin(part, inner)) : [];
}

import type { RegisterChange as ChangeAnswer } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { RegisterChange } from './register-change.entity.js';

const MOST_FIELDS = 10;
const LONGEST_VALUE = 800;
/** They say which object it is, not how it is. */
const NO_FIELDS = new Set(['id', 'version', 'recordedAt', 'organisationId']);

/** A stored change as the contract shows it: the fields that differ, each before and after. */
export function toRegisterChange({ version, action, person, recordedAt, reason, before, after }: RegisterChange): ChangeAnswer {
  const [was, is] = [fieldsOf(before ?? {}), fieldsOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name)).toSorted();
  const fields = names.slice(0, MOST_FIELDS).map((field) => ({ field, ...valueAs('before', was.get(field)), ...valueAs('after', is.get(field)) }));
  return { version, action, person, recordedAt: instantOf(recordedAt), ...(reason === null ? {} : { reason }), fields };
}

function valueAs(name: 'before' | 'after', value: string | undefined): { [key in 'before' | 'after']?: string } {
  if (value === undefined) return {};
  return { [name]: value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value };
}

/** The object as names and texts: what has an id of its own is told by its parts, other lists as one text. */
function fieldsOf(object: object): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    if (NO_FIELDS.has(name)) continue;
    if (Array.isArray(value)) partsOf(name, value, fields);
    else fields.set(name, textOf(value));
  }
  return fields;
}

function partsOf(name: string, parts: readonly unknown[], fields: Map<string, string>): void {
  const whole: string[] = [];
  for (const part of parts) {
    const [key, id] = typeof part === 'object' && part !== null ? (Object.entries(part).find(([field]) => field.endsWith('Id')) ?? []) : [undefined, part];
    if (typeof id !== 'string') whole.push(textOf(part));
    else if (key === undefined) fields.set(`${name}.${id}`, id);
    else for (const [field, value] of Object.entries(part as object)) if (field !== key) fields.set(`${name}.${id}.${field}`, textOf(value));
  }
  if (whole.length > 0) fields.set(name, whole.join('; '));
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? Object.values(value).map(String).join(' ') : String(value);
}

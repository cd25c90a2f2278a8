import { type LocalDate, parseLocalDate } from './calendar/local-date.js';
import { PolicyError, quoted, type Sentence } from './errors.js';

/**
 * The place of a value in a request: `projects.0.completed.2025`. Names that the sender chose are cut, so that a
 * refusal stays short whatever was sent.
 */
export function pathOf(...segments: readonly (string | number)[]): string {
  let path = '';
  for (const segment of segments) {
    const text = typeof segment === 'string' && segment.length > 80 ? `${segment.slice(0, 80)}…` : segment;
    if (text !== '') path = path === '' ? String(text) : `${path}.${text}`;
  }
  return path;
}

/** The refusal of a request's shape, to be thrown (CLI.md, INVALID_REQUEST). An empty path is the request itself. */
export function invalidRequest(path: string, zh: string, en: string): PolicyError {
  return new PolicyError('INVALID_REQUEST', { zh, en }, path === '' ? {} : { path });
}

/**
 * A JSON object of which every name is known. A name that is not known is a typing error and must not read as
 * 'missing'. Only what the object itself states is copied, and only under known names: a `__proto__` in the request is
 * one more unknown name, and an inherited value is never taken for a stated one.
 * @throws PolicyError INVALID_REQUEST
 */
export function knownFields<Name extends string>(
  value: unknown,
  path: string,
  names: readonly Name[],
): { readonly [name in Name]?: unknown } {
  const fields: { [name in Name]?: unknown } = {};
  const object = requiredObject(value, path);
  for (const key of Object.keys(object)) {
    const name = names.find((candidate) => candidate === key);
    if (name === undefined) {
      const list = names.join(', ');
      throw invalidRequest(
        pathOf(path, key),
        `没有名为 ${quoted(key)} 的项；请改用以下名称之一：${list}，或删去该项。`,
        `There is no field ${quoted(key)} here; use one of ${list}, or leave it out.`,
      );
    }
    fields[name] = object[key];
  }
  return fields;
}

/**
 * What a JSON object holds, whatever its names are.
 * @throws PolicyError INVALID_REQUEST when the value is anything but an object
 */
export function objectEntries(value: unknown, path: string): [string, unknown][] {
  return Object.entries(requiredObject(value, path));
}

function requiredObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  const sent = quoted(value);
  throw invalidRequest(path, `此处应为 JSON 对象，收到的是 ${sent}；请按格式重写。`, `A JSON object must stand here, not ${sent}; write it as { … }.`);
}

/**
 * A JSON array, whatever its items are.
 * @throws PolicyError INVALID_REQUEST when the value is anything but an array
 */
export function arrayItems(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const sent = quoted(value);
  throw invalidRequest(path, `此处应为 JSON 数组，收到的是 ${sent}；请按格式重写。`, `A JSON array must stand here, not ${sent}; write it as [ … ].`);
}

/**
 * A text that is not empty.
 * @throws PolicyError INVALID_REQUEST
 */
export function requiredText(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  const sent = quoted(value);
  throw invalidRequest(path, `此处必须是非空文本，收到的是 ${sent}；请填写。`, `A text that is not empty must stand here, not ${sent}; fill it in.`);
}

/**
 * A field that must be there, whatever it holds: what is missing is a matter of shape, what is wrong of its reader.
 * @throws PolicyError INVALID_REQUEST
 */
export function present(value: unknown, path: string): unknown {
  if (value !== undefined) return value;
  throw invalidRequest(path, `缺少 ${path}；请填写。`, `${path} is missing; fill it in.`);
}

/** @throws PolicyError INVALID_REQUEST */
export function readPolicyName(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw unexpected('policy', value, { zh: '应为方案编号，如 jl-sme-2024', en: 'the id of a policy is expected, as jl-sme-2024' });
  return value;
}

/** @throws PolicyError INVALID_REQUEST for what is no day that exists */
export function readDay(value: unknown, path: string): LocalDate {
  const day = parseLocalDate(value);
  if (day === undefined) throw unexpected(path, value, { zh: '应为存在的日期 YYYY-MM-DD', en: 'a day that exists is expected, YYYY-MM-DD' });
  return day;
}

/** What JSON calls an object. Anything with a prototype of its own (a Date, a Map) is not what an application states. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  // The Object.prototype of any realm: test runners and workers hand over objects of another.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A key from outside as it can stand in a path. */
export function short(key: string): string {
  return key.length > 40 ? `${key.slice(0, 40)}…` : key;
}

/** What stands somewhere in a request, and what was expected there instead. */
export function unexpected(path: string, value: unknown, expected: Sentence): PolicyError {
  const place = path === '' ? { zh: '请求', en: 'The request' } : { zh: `请求的 ${path}`, en: `${path} of the request` };
  const found = value === undefined ? { zh: '空缺', en: 'missing' } : { zh: quoted(value), en: quoted(value) };
  return invalidRequest(path, `${place.zh} 为 ${found.zh}：${expected.zh}。`, `${place.en} is ${found.en}: ${expected.en}.`);
}

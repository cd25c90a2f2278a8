import { parseLocalDate } from '../calendar/local-date.js';
import { PolicyError, quoted, type Sentence } from '../errors.js';
import { type Doubled, NumberLiteral, readDecimal, type StatedDecimal, statedText } from '../exact/stated-decimal.js';
import { type PreparedApplication, saidFalse, saidTrue } from './application.js';
import { type FactDefinition, type Incident, incidentCategories, incidentGrades } from './definition.js';
import { isPlainObject, short } from '../request-object.js';
import type { FactLayout, FactPlace } from './layout.js';

/** One reader works for every application: reading is synchronous and nothing is kept here between two of them. */
const doubled: Doubled = { double: 0, safe: true };

/**
 * Reads the stated facts into the slots of a prepared application, and refuses what cannot be right.
 * @param facts a plain object, as JSON gives it
 * @throws PolicyError UNKNOWN_FACT, INVALID_FACT, with the path of the value
 */
export function readFacts(layout: FactLayout, facts: Readonly<Record<string, unknown>>, into: PreparedApplication): void {
  for (const name of Object.keys(facts)) {
    const place = layout.places.get(name);
    if (place === undefined) throw unknownFact(`facts.${name}`, name);
    readFact(place, name, facts[name], into);
  }
}

function readFact(place: FactPlace, name: string, value: unknown, into: PreparedApplication): void {
  const definition = place.definition;
  switch (definition.type) {
    case 'series':
      return readSeries(place, definition, value, into);
    case 'decimal':
    case 'integer':
      return readNumber(place.slot, definition, value, into);
    case 'boolean':
      if (typeof value !== 'boolean') throw invalid(`facts.${name}`, value, { zh: '须为 true 或 false', en: 'true or false is expected' });
      if (place.slot >= 0) into.booleans[place.slot] = value ? saidTrue : saidFalse;
      return;
    case 'string':
      return readString(place.slot, definition, value, into);
    case 'incidents':
      readIncidents(`facts.${name}`, value, into, name === 'incidents');
      return;
    case 'object':
      return readObject(place, definition, value, into);
  }
}

function readNumber(slot: number, definition: FactDefinition, value: unknown, into: PreparedApplication): void {
  checkDecimal(value, definition.name, undefined);
  if (definition.type === 'integer' && !isWhole(value as StatedDecimal)) {
    throw invalid(`facts.${definition.name}`, value, { zh: '须为整数', en: 'a whole number is expected' });
  }
  if (slot >= 0) store(slot, value as StatedDecimal, into);
}

function readSeries(place: FactPlace, definition: FactDefinition & { type: 'series' }, value: unknown, into: PreparedApplication): void {
  if (!isPlainObject(value)) {
    throw invalid(`facts.${definition.name}`, value, { zh: '须为按年份填报的数值，如 {"2024": "31.02"}', en: 'a map from year to decimal is expected, as {"2024": "31.02"}' });
  }
  for (const key of Object.keys(value)) {
    const year = yearOf(key);
    if (year === 0) throw invalid(`facts.${definition.name}.${short(key)}`, key, { zh: '年份须为四位数字', en: 'a year of four digits is expected' });
    const stated = value[key];
    checkDecimal(stated, definition.name, key);
    if (definition.positive === true && doubled.double === 0 && !/[1-9]/.test(statedText(stated as StatedDecimal))) {
      throw invalid(`facts.${definition.name}.${key}`, stated, { zh: '不得为零', en: 'zero has no meaning here' });
    }
    const slot = place.slots[into.year - year];
    if (slot !== undefined && slot >= 0) store(slot, stated as StatedDecimal, into);
  }
}

/** Leaves the double in `doubled`; a refused value never gets further. */
function checkDecimal(value: unknown, name: string, key: string | undefined): void {
  if (!readDecimal(value, doubled)) {
    throw invalid(pathOf(name, key), value, { zh: '须为有限十进制数，如 "31.02"', en: 'a finite decimal is expected, as "31.02"' });
  }
  if (doubled.double < 0 || (doubled.double === 0 && !doubled.safe && /^-.*[1-9]/.test(statedText(value as StatedDecimal)))) {
    throw invalid(pathOf(name, key), value, { zh: '不得为负数', en: 'a negative value has no meaning here' });
  }
}

function store(slot: number, value: StatedDecimal, into: PreparedApplication): void {
  into.numbers[slot] = doubled.double;
  into.stated[slot] = value;
  if (!doubled.safe) into.wide = true;
}

function isWhole(value: StatedDecimal): boolean {
  if (doubled.safe) return Number.isInteger(doubled.double);
  return typeof value === 'number' ? Number.isInteger(value) : /^-?\d+(\.0*)?$/.test(statedText(value));
}

function readString(slot: number, definition: FactDefinition & { type: 'string' }, value: unknown, into: PreparedApplication): void {
  if (typeof value !== 'string') throw invalid(`facts.${definition.name}`, value, { zh: '须为文字', en: 'text is expected' });
  if (definition.oneOf !== undefined && !definition.oneOf.some((each) => each.value === value)) {
    const list = definition.oneOf.map((each) => each.value).join(', ');
    throw invalid(`facts.${definition.name}`, value, { zh: `须为下列之一：${list}`, en: `one of ${list} is expected` });
  }
  if (slot >= 0) into.strings[slot] = value;
}

function readObject(place: FactPlace, definition: FactDefinition & { type: 'object' }, value: unknown, into: PreparedApplication): void {
  const path = `facts.${definition.name}`;
  if (!isPlainObject(value)) throw invalid(path, value, { zh: '须为对象', en: 'an object is expected' });
  for (const key of Object.keys(value)) {
    const position = definition.fields.findIndex((field) => field.name === key);
    if (position < 0) throw unknownFact(`${path}.${short(key)}`, `${definition.name}.${short(key)}`);
    const stated = value[key];
    if (typeof stated !== 'boolean') throw invalid(`${path}.${key}`, stated, { zh: '须为 true 或 false', en: 'true or false is expected' });
    const slot = place.slots[position];
    if (slot !== undefined && slot >= 0) into.booleans[slot] = stated ? saidTrue : saidFalse;
  }
}

const incidentKeys = new Set(['date', 'category', 'grade']);

/** Conditions count the common fact `incidents`; a policy's own lists of incidents are checked alike. */
function readIncidents(path: string, value: unknown, into: PreparedApplication, counted: boolean): void {
  if (!Array.isArray(value)) throw invalid(path, value, { zh: '须为数组；没有发生时填 []', en: 'an array is expected; [] says that there were none' });
  for (let at = 0; at < value.length; at += 1) checkIncident(`${path}.${at}`, value[at]);
  if (counted) into.incidents = value as Incident[];
}

function checkIncident(path: string, value: unknown): void {
  if (!isPlainObject(value)) throw invalid(path, value, { zh: '须为 {date, category, grade}', en: '{date, category, grade} is expected' });
  for (const key of Object.keys(value)) {
    if (!incidentKeys.has(key)) throw invalid(`${path}.${short(key)}`, key, { zh: '须为 date、category 或 grade', en: 'only date, category and grade are known here' });
  }
  if (parseLocalDate(value.date) === undefined) throw invalid(`${path}.date`, value.date, { zh: '须为存在的日期 YYYY-MM-DD', en: 'a day that exists is expected, YYYY-MM-DD' });
  if (!(incidentCategories as readonly unknown[]).includes(value.category)) {
    throw invalid(`${path}.category`, value.category, oneOf(incidentCategories));
  }
  if (!(incidentGrades as readonly unknown[]).includes(value.grade)) throw invalid(`${path}.grade`, value.grade, oneOf(incidentGrades));
}

function oneOf(values: readonly string[]): Sentence {
  return { zh: `须为下列之一：${values.join('、')}`, en: `one of ${values.join(', ')} is expected` };
}

/** The year of a key of four digits, 0 for any other key. */
function yearOf(key: string): number {
  if (key.length !== 4) return 0;
  let year = 0;
  for (let at = 0; at < 4; at += 1) {
    const digit = key.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return 0;
    year = year * 10 + digit;
  }
  return year;
}

function pathOf(name: string, key: string | undefined): string {
  return key === undefined ? `facts.${name}` : `facts.${name}.${key}`;
}

function unknownFact(path: string, name: string): PolicyError {
  return new PolicyError(
    'UNKNOWN_FACT',
    {
      zh: `没有名为“${short(name)}”的填报项，请核对名称（见 register/facts.json 及方案自带的 facts）。`,
      en: `There is no fact named "${short(name)}": check the spelling against the fact dictionary and the policy's own facts.`,
    },
    { path: path.length > 120 ? `${path.slice(0, 120)}…` : path },
  );
}

function invalid(path: string, value: unknown, expected: Sentence): PolicyError {
  const shown = value instanceof NumberLiteral ? short(value.text) : quoted(value);
  return new PolicyError(
    'INVALID_FACT',
    { zh: `${path} 填报值 ${shown} 无效：${expected.zh}。`, en: `${path} is ${shown}: ${expected.en}.` },
    { path },
  );
}

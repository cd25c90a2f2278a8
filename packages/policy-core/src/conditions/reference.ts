import { PolicyError, type Sentence } from '../errors.js';
import { type Fraction, fractionOf } from '../exact/fraction.js';
import { exactValue, type StatedDecimal, statedText } from '../exact/stated-decimal.js';
import { notStated, type PreparedApplication } from '../facts/application.js';
import type { FactDefinition } from '../facts/definition.js';
import { mostYearsBack } from '../facts/layout.js';
import type { Parameter } from '../policy/parameter.js';
import type { CompileContext, FactReference } from './condition.js';

/** A decimal or integer fact. */
export function numberFact(context: CompileContext, name: string, key: string): FactReference {
  return { definition: definitionOf(context, name, key, 'decimal', 'integer'), slot: context.layout.number(name) };
}

/** Years of a series, oldest first: `count` full years before `asOf` (INT-1), after `base` years before them. */
export function seriesYears(context: CompileContext, name: string, key: string, count: number, base: number): FactReference[] {
  const definition = definitionOf(context, name, key, 'series');
  const references: FactReference[] = [];
  for (let yearsBack = count + base; yearsBack >= 1; yearsBack -= 1) {
    references.push({ definition, yearsBack, slot: context.layout.seriesYear(name, yearsBack) });
  }
  return references;
}

/** A boolean fact, or a boolean field of an object as `promotionOrganisation.legalPerson`. */
export function booleanFact(context: CompileContext, name: string, key: string): FactReference {
  const [object, fieldName] = name.split('.') as [string, string | undefined];
  if (fieldName === undefined) return { definition: definitionOf(context, name, key, 'boolean'), slot: context.layout.boolean(name) };
  const definition = definitionOf(context, object, key, 'object') as FactDefinition & { type: 'object' };
  const position = definition.fields.findIndex((field) => field.name === fieldName);
  const field = definition.fields[position];
  if (field === undefined) throw noFact(context, name, key, 'a field of the object');
  return { definition, field, slot: context.layout.field(object, position) };
}

export function stringFact(context: CompileContext, name: string, key: string): FactReference {
  return { definition: definitionOf(context, name, key, 'string'), slot: context.layout.string(name) };
}

export function incidentsFact(context: CompileContext, key: string): FactReference {
  return { definition: definitionOf(context, 'incidents', key, 'incidents'), slot: -1 };
}

function definitionOf(context: CompileContext, name: string, key: string, ...types: FactDefinition['type'][]): FactDefinition {
  const definition = context.layout.definition(name, ...types);
  if (definition === undefined) throw noFact(context, name, key, `a fact of type ${types.join(' or ')}`);
  return definition;
}

function noFact(context: CompileContext, name: string, key: string, expected: string): PolicyError {
  return invalidPolicy(`${context.path}.${key}`, `"${name}"`, `the name of ${expected}`, `已登记的填报项（${expected}）`);
}

/** @throws PolicyError INVALID_POLICY that says where and what was expected */
export function invalidPolicy(path: string, found: string, expected: string, expectedZh: string): PolicyError {
  const place = path === '' ? { zh: '根', en: 'its root' } : { zh: path, en: path };
  return new PolicyError(
    'INVALID_POLICY',
    { zh: `方案文件 ${place.zh} 处为 ${found}，应为${expectedZh}。`, en: `The policy file has ${found} at ${place.en}; expected ${expected}.` },
    { path },
  );
}

/** A parameter of the policy with its exact value. */
export interface Threshold {
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: Fraction;
}

export function threshold(context: CompileContext, name: string, key: string): Threshold {
  const parameter = Object.hasOwn(context.parameters, name) ? context.parameters[name] : undefined;
  if (parameter === undefined) throw invalidPolicy(`${context.path}.${key}`, `"${name}"`, 'the name of a parameter', '已定义的参数名');
  return { name, parameter, value: fractionOf(parameter.value) };
}

/** A parameter that counts years. */
export function yearsParameter(context: CompileContext, name: string, key: string): Threshold & { readonly years: number } {
  const found = threshold(context, name, key);
  const years = Number(found.parameter.value);
  if (!Number.isInteger(years) || years < 1 || years >= mostYearsBack) {
    throw invalidPolicy(`parameters.${name}.value`, `"${found.parameter.value}"`, `a number of years from 1 to ${mostYearsBack - 1}`, `1 至 ${mostYearsBack - 1} 的年数`);
  }
  return { ...found, years };
}

/** `totalOutput.2023`: the name under which a value is observed, missing or to be changed. */
export function nameOf(reference: FactReference, year: number): string {
  if (reference.yearsBack !== undefined) return `${reference.definition.name}.${year - reference.yearsBack}`;
  return reference.field === undefined ? reference.definition.name : `${reference.definition.name}.${reference.field.name}`;
}

/** What a value is called in a sentence: 集群总产值 (2023年). */
export function labelOf(reference: FactReference, year: number): Sentence {
  const { definition, yearsBack, field } = reference;
  if (yearsBack !== undefined) return { zh: `${year - yearsBack}年${definition.zh}`, en: `${definition.en} in ${year - yearsBack}` };
  return field === undefined ? { zh: definition.zh, en: definition.en } : { zh: `${definition.zh}${field.zh}`, en: `${definition.en}: ${field.en}` };
}

export function isStated(reference: FactReference, application: PreparedApplication): boolean {
  switch (reference.definition.type) {
    case 'boolean':
    case 'object':
      return application.booleans[reference.slot] !== notStated;
    case 'string':
      return application.strings[reference.slot] !== undefined;
    case 'incidents':
      return application.incidents !== undefined;
    default:
      return application.stated[reference.slot] !== undefined;
  }
}

/** The stated value as text, as it was stated; undefined where nothing was. */
export function statedValue(reference: FactReference, application: PreparedApplication): string | undefined {
  switch (reference.definition.type) {
    case 'boolean':
    case 'object': {
      const said = application.booleans[reference.slot];
      return said === notStated ? undefined : String(said === 1);
    }
    case 'string':
      return application.strings[reference.slot];
    case 'incidents':
      return application.incidents === undefined ? undefined : String(application.incidents.length);
    default: {
      const stated = application.stated[reference.slot];
      return stated === undefined ? undefined : statedText(stated);
    }
  }
}

/** The exact value of a stated number; undefined where nothing was stated. */
export function exactOf(reference: FactReference, application: PreparedApplication): Fraction | undefined {
  const stated: StatedDecimal | undefined = application.stated[reference.slot];
  return stated === undefined ? undefined : exactValue(stated);
}

export function unitOf(reference: FactReference): Sentence {
  const definition = reference.definition;
  return 'unit' in definition && definition.unit !== undefined ? definition.unit : { zh: '', en: '' };
}

/** 2022、2023、2024 / 2022, 2023 and 2024 */
export function yearsList(references: readonly FactReference[], year: number): Sentence {
  const years = references.map((reference) => String(year - (reference.yearsBack ?? 0)));
  const last = years.at(-1) ?? '';
  return { zh: `${years.join('、')}年`, en: years.length === 1 ? last : `${years.slice(0, -1).join(', ')} and ${last}` };
}

/** 100 km², 8%, 5 */
export function amount(value: string, unit: string): string {
  return unit === '' || unit.startsWith('%') ? value + unit : `${value} ${unit}`;
}

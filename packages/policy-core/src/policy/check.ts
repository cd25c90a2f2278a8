import { parseLocalDate } from '../calendar/local-date.js';
import { invalidPolicy } from '../conditions/reference.js';
import { compare, fractionOf } from '../exact/fraction.js';
import type { PolicySource } from './schema.js';

/** Kinds of clause and the sections of a policy file that can carry them. */
const carriers: Record<PolicySource['clauses'][number]['kind'], readonly string[]> = {
  definition: ['definitions'],
  role: ['roles'],
  criterion: ['criteria', 'money', 'procedure'],
  judgement: ['judgements'],
  exclusion: ['exclusions'],
  procedure: ['procedure'],
  deadline: ['deadlines'],
  duty: ['duties'],
  validity: ['validity'],
  sanction: ['revocation', 'sanctions'],
  money: ['money'],
  support: ['supports'],
  effect: ['inForce'],
};

/** Where a clause is named in the file: `criteria.4`, `money.group`. */
export interface Carrier {
  readonly clause: string;
  readonly section: string;
  readonly path: string;
}

/**
 * What a schema cannot say: names that must exist, and every clause carried by an entry of its kind.
 * @throws PolicyError INVALID_POLICY with the path
 */
export function checkReferences(source: PolicySource): void {
  const clauses = new Set<string>();
  for (const [at, clause] of source.clauses.entries()) {
    if (clauses.has(clause.id)) throw invalidPolicy(`clauses.${at}.id`, `"${clause.id}" a second time`, 'each clause once', '每条只列一次');
    clauses.add(clause.id);
  }
  const carried = carriersOf(source);
  for (const { clause, path } of carried) {
    if (!clauses.has(clause)) throw invalidPolicy(path, `clause "${clause}"`, 'a clause of this file', '本文件 clauses 中的条款');
  }
  for (const [at, clause] of source.clauses.entries()) {
    const sections = carriers[clause.kind];
    if (!carried.some((carrier) => carrier.clause === clause.id && sections.includes(carrier.section))) {
      throw invalidPolicy(`clauses.${at}`, `${clause.kind} ${clause.id} carried by no entry`, `an entry in ${sections.join(' or ')}`, `${sections.join(' 或 ')} 中的条目`);
    }
  }
  checkNames(source);
  checkDays(source);
  checkGrades(source);
}

/** Every entry of the file that names the clause that it carries out. */
export function carriersOf(source: PolicySource): Carrier[] {
  const carried: Carrier[] = [];
  for (const section of ['criteria', 'exclusions', 'judgements', 'procedure', 'deadlines', 'revocation', 'sanctions', 'definitions', 'roles', 'duties', 'supports'] as const) {
    for (const [at, entry] of source[section].entries()) carried.push({ clause: entry.clause, section, path: `${section}.${at}` });
  }
  for (const [at, step] of source.procedure.entries()) {
    for (const clause of step.also ?? []) carried.push({ clause, section: 'procedure', path: `procedure.${at}.also` });
    for (const [index, gate] of step.gates.entries()) {
      for (const clause of [gate.clause, ...(gate.also ?? [])]) carried.push({ clause, section: 'procedure', path: `procedure.${at}.gates.${index}` });
    }
  }
  for (const section of ['validity', 'annualReport', 'performance'] as const) {
    const entry = source[section];
    if (entry !== null) carried.push({ clause: entry.clause, section, path: section });
  }
  if (source.inForce.clause !== null) carried.push({ clause: source.inForce.clause, section: 'inForce', path: 'inForce' });
  if (source.money !== null) carried.push(...moneyCarriers(source.money, 'money'));
  return carried;
}

function moneyCarriers(value: unknown, path: string): Carrier[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => moneyCarriers(each, `${path}.${at}`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    (key === 'clause' || key === 'clauses') ? [each].flat().map((clause) => ({ clause: String(clause), section: 'money', path })) : moneyCarriers(each, `${path}.${key}`),
  );
}

function checkNames(source: PolicySource): void {
  const interpretations = new Set(source.interpretations.map(({ id }) => id));
  const parameters = new Set(Object.keys(source.parameters));
  for (const section of ['criteria', 'exclusions', 'deadlines', 'revocation', 'sanctions'] as const) {
    for (const [at, entry] of source[section].entries()) {
      const unknown = (entry.interpretations ?? []).find((id) => !interpretations.has(id));
      if (unknown !== undefined) throw invalidPolicy(`${section}.${at}.interpretations`, `"${unknown}"`, 'an entry of interpretations', 'interpretations 中的条目');
    }
  }
  for (const [name, path] of parametersNamed(source)) {
    if (!parameters.has(name)) throw invalidPolicy(path, `"${name}"`, 'the name of a parameter', '已定义的参数名');
    const value = source.parameters[name]?.value ?? '';
    if (!/^[1-9]\d{0,3}$/.test(value)) throw invalidPolicy(`parameters.${name}.value`, `"${value}"`, 'a whole number from 1 to 9999, because a period is counted by it', '1 至 9999 的整数（用于计算期间）');
  }
  checkSteps(source);
  const deadlines = new Set(source.deadlines.map(({ clause }) => clause));
  const bounded: (readonly [string, string])[] = source.procedure.flatMap((step, at) => (step.deadline === undefined ? [] : [[step.deadline, `procedure.${at}.deadline`] as const]));
  if (source.annualReport !== null) {
    const { deadline } = source.annualReport;
    bounded.push([deadline, 'annualReport.deadline']);
    const kind = source.deadlines.find((entry) => entry.clause === deadline)?.kind;
    if (kind === 'period') throw invalidPolicy('annualReport.deadline', `"${deadline}", a period`, 'a deadline that falls on a day of the year', '按年度确定的期限');
  }
  for (const [clause, path] of bounded) {
    if (!deadlines.has(clause)) throw invalidPolicy(path, `"${clause}"`, 'the clause of an entry of deadlines', 'deadlines 中的条款');
  }
}

/** Parameters by which periods are counted, with where they are named. */
function parametersNamed(source: PolicySource): (readonly [string, string])[] {
  return [
    ...source.revocation.flatMap((ground, at) => (ground.kind === 'change-not-reported' ? [[ground.within, `revocation.${at}.within`] as const] : [])),
    ...source.sanctions.flatMap((sanction, at) => (sanction.years === undefined ? [] : [[sanction.years, `sanctions.${at}.years`] as const])),
    ...source.deadlines.flatMap((deadline, at) => (deadline.kind === 'period' ? [[deadline.length, `deadlines.${at}.length`] as const] : [])),
    ...(source.validity === null
      ? []
      : ([[source.validity.years, 'validity.years'], [source.validity.reReview.extensionYears, 'validity.reReview.extensionYears']] as const)),
  ];
}

function checkSteps(source: PolicySource): void {
  const steps = source.procedure.map(({ step }) => step);
  for (const [at, { step, returnsTo, mayReturn }] of source.procedure.entries()) {
    if (steps.indexOf(step) !== at) throw invalidPolicy(`procedure.${at}.step`, `"${step}" a second time`, 'each step once', '每个步骤只列一次');
    if (mayReturn.length > 0 && (returnsTo === undefined || steps.indexOf(returnsTo) < 0 || steps.indexOf(returnsTo) >= at)) {
      throw invalidPolicy(`procedure.${at}.returnsTo`, returnsTo === undefined ? 'nothing' : `"${returnsTo}"`, 'an earlier step', '在前的步骤');
    }
  }
}

/** Best first, down to zero, so that every score has one grade. */
function checkGrades(source: PolicySource): void {
  const grades = source.performance?.grades ?? [];
  for (const [at, { from }] of grades.entries()) {
    const above = grades[at - 1];
    if (above !== undefined && compare(fractionOf(from), fractionOf(above.from)) >= 0) {
      throw invalidPolicy(`performance.grades.${at}.from`, `"${from}"`, `less than ${above.from}, the grade before`, `小于上一等级的 ${above.from}`);
    }
  }
  const last = grades.at(-1);
  if (last !== undefined && fractionOf(last.from).n !== 0n) {
    throw invalidPolicy(`performance.grades.${grades.length - 1}.from`, `"${last.from}"`, '"0", so that every score has a grade', '"0"，使每个得分都有等级');
  }
}

function checkDays(source: PolicySource): void {
  const days = [
    ...Object.entries(source.parameters).map(([name, parameter]) => [parameter.checkedOn, `parameters.${name}.checkedOn`] as const),
    ...source.deadlines.flatMap((deadline, at) => (deadline.kind === 'fixed' ? [[deadline.on, `deadlines.${at}.on`] as const] : [])),
  ];
  for (const [day, path] of days) {
    if (parseLocalDate(day) === undefined) throw invalidPolicy(path, `"${day}"`, 'a day that exists', '存在的日期');
  }
}

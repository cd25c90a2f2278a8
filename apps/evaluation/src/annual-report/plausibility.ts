import type { AnnualReportField, AnnualReportWarning } from '@jiqun/contracts';

import { absolute, decimalText, differsByMoreThan, millionths, percentOf } from './exact-decimal.js';
import data from './plausibility-rules.json' with { type: 'json' };

/** A figure that a report is compared with, and where it stands. */
export interface OtherFigure {
  readonly key: string;
  readonly value: string;
  readonly source: string;
}

/** What a report is compared with. */
export interface Comparison {
  /** Of the year before: last year's report, or else the application. */
  readonly lastYear: readonly OtherFigure[];
  /** Of the same year: published figures, the application's. */
  readonly sameYear: readonly OtherFigure[];
}

interface Rule {
  readonly id: string;
  readonly kind: string;
  readonly zh: string;
  readonly en: string;
  readonly keys?: readonly string[];
  readonly against?: string;
  readonly percent?: string;
  readonly factors?: readonly string[];
  readonly tolerancePercent?: string;
  readonly limit?: string;
  readonly parts?: readonly string[];
  readonly whole?: string;
  readonly share?: string;
  readonly part?: string;
  readonly total?: string;
  readonly increase?: string;
}

interface Doubt {
  readonly key: string;
  readonly other: bigint;
  readonly source: string;
  readonly words?: Readonly<Record<string, string>>;
}

interface Case {
  readonly figure: (key: string | undefined) => bigint | undefined;
  readonly label: (key: string | undefined) => string;
  readonly comparison: Comparison;
}

const rules: readonly Rule[] = data.rules;
/** What an answer holds; a report with more is wrong from the ground up. */
const MOST_WARNINGS = 60;
const HUNDRED = 100n * 1_000_000n;
const exact = (text: string | undefined): bigint => millionths(text ?? '0') ?? 0n;

/**
 * What is implausible about a report's figures, by the rules of the data file, reckoned in whole millionths. Of a figure
 * that looks as if its unit had slipped it is not said besides that it changed much.
 */
export function implausible(
  fields: readonly AnnualReportField[], figures: Readonly<Record<string, string>>, comparison: Comparison,
): AnnualReportWarning[] {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const one: Case = {
    figure: (key) => (key === undefined ? undefined : millionths(figures[key] ?? '')),
    label: (key) => (key === undefined ? '' : (byKey.get(key)?.zh ?? key)),
    comparison,
  };
  const warnings = rules.flatMap((rule) => doubtsOf(rule, one).map((doubt) => warningOf(
    rule, doubt, byKey.get(doubt.key), figures[doubt.key] ?? '',
  )));
  const slipped = new Set(warnings.filter(({ rule }) => rule === 'unit-slip').map(({ key, source }) => `${key} ${source}`));
  const kinds = new Map(rules.map(({ id, kind }) => [id, kind]));
  return warnings.filter(({ rule, key, source }) => kinds.get(rule) !== 'change' || !slipped.has(`${key} ${source}`)).slice(0, MOST_WARNINGS);
}

function doubtsOf(rule: Rule, one: Case): Doubt[] {
  switch (rule.kind) {
    case 'change':
      return changes(rule, one);
    case 'unit-slip':
      return unitSlips(rule, one);
    case 'at-most':
      return (rule.keys ?? []).flatMap((key) => ((one.figure(key) ?? 0n) > exact(rule.limit) ? [{ key, other: exact(rule.limit), source: '' }] : []));
    case 'part-of-whole':
      return partsOverWhole(rule, one);
    case 'share-fits':
      return shareMisfit(rule, one);
    case 'adds-up':
      return sumMismatch(rule, one);
    default:
      throw new Error(`plausibility-rules.json has a rule of the unknown kind ${rule.kind}`);
  }
}

function compared(
  one: Case, keys: readonly string[], others: readonly OtherFigure[],
): { key: string; figure: bigint; other: bigint; source: string }[] {
  return others.flatMap(({ key, value, source }) => {
    const [figure, other] = [one.figure(key), millionths(value)];
    return keys.includes(key) && figure !== undefined && other !== undefined ? [{ key, figure, other, source }] : [];
  });
}

function changes(rule: Rule, one: Case): Doubt[] {
  const others = rule.against === 'last-year' ? one.comparison.lastYear : one.comparison.sameYear;
  const percent = exact(rule.percent);
  return compared(one, rule.keys ?? [], others)
    .filter(({ figure, other }) => differsByMoreThan(percent, figure, other))
    .map(({ key, other, source }) => ({ key, other, source, words: { percent: decimalText(percent) } }));
}

/** About a power of ten too much or too little: between the factor less and the factor plus the tolerance. */
function unitSlips(rule: Rule, one: Case): Doubt[] {
  const tolerance = exact(rule.tolerancePercent);
  return compared(one, rule.keys ?? [], [...one.comparison.lastYear, ...one.comparison.sameYear]).flatMap(({ key, figure, other, source }) => {
    if (figure <= 0n || other <= 0n) return [];
    const [large, small] = figure > other ? [figure, other] : [other, figure];
    const factor = (rule.factors ?? []).find((text) => !differsByMoreThan(tolerance, large, small * BigInt(text)));
    return factor === undefined ? [] : [{ key, other, source, words: { factor } }];
  });
}

function partsOverWhole(rule: Rule, one: Case): Doubt[] {
  const whole = one.figure(rule.whole);
  if (whole === undefined) return [];
  return (rule.parts ?? []).flatMap((key) => ((one.figure(key) ?? 0n) > whole ? [{ key, other: whole, source: one.label(rule.whole) }] : []));
}

function shareMisfit(rule: Rule, one: Case): Doubt[] {
  const [share, part, whole] = [one.figure(rule.share), one.figure(rule.part), one.figure(rule.whole)];
  if (share === undefined || part === undefined || whole === undefined || rule.share === undefined) return [];
  const reckoned = percentOf(part, whole);
  // Both are percentages: the tolerance is in percentage points.
  if (reckoned === undefined || absolute(share - reckoned) <= exact(rule.tolerancePercent) || reckoned > HUNDRED) return [];
  return [{ key: rule.share, other: reckoned, source: `${one.label(rule.part)} / ${one.label(rule.whole)}` }];
}

function sumMismatch(rule: Rule, one: Case): Doubt[] {
  const [total, increase] = [one.figure(rule.total), one.figure(rule.increase)];
  const before = one.comparison.lastYear.find(({ key }) => key === rule.total);
  const last = before === undefined ? undefined : millionths(before.value);
  if (total === undefined || increase === undefined || before === undefined || last === undefined || rule.total === undefined) return [];
  if (!differsByMoreThan(exact(rule.tolerancePercent), total, last + increase)) return [];
  return [{ key: rule.total, other: last + increase, source: `${before.source} + ${one.label(rule.increase)}` }];
}

function warningOf(rule: Rule, { key, other, source, words = {} }: Doubt, field: AnnualReportField | undefined, figure: string): AnnualReportWarning {
  const texts: Record<string, string> = { ...words, figure, other: decimalText(other), source, unit: field?.unit ?? '' };
  const filled = (text: string, name: string): string => text.replaceAll(/\{([a-z]+)\}/g, (hole, word: string) => (word === 'field' ? name : (texts[word] ?? hole)));
  return {
    id: `${rule.id}:${key}${source === '' ? '' : `:${source}`}`.slice(0, 300),
    rule: rule.id,
    key,
    message: { zh: filled(rule.zh, field?.zh ?? key), en: filled(rule.en, field?.en ?? key) },
    figure,
    other: texts['other'] ?? '',
    source,
  };
}

import { wordOf } from '../conditions/comparison.js';
import { type Change, type Condition, type FactReference, type WouldChange } from '../conditions/condition.js';
import { labelOf, nameOf, statedValue, unitOf } from '../conditions/reference.js';
import type { Sentence } from '../errors.js';
import type { PreparedApplication } from '../facts/application.js';
import { articleInEnglish } from '../policy/article.js';
import type { PolicyClause, PolicySource } from '../policy/schema.js';
import type { Outcome } from './outcome.js';
import type { Template } from './template.js';

/** Chinese or English: every sentence exists in both. */
export type Language = 'zh' | 'en';

const bounded = ['atLeast', 'moreThan', 'atMost', 'lessThan'] as const;

/** Either the text itself, or the text as it stands inside a JSON string. */
type Encode = (text: string) => string;

const asText: Encode = (text) => text;
const asJson: Encode = (text) => JSON.stringify(text).slice(1, -1);

/** How a value is introduced and followed in one language. */
interface ValueWords {
  readonly before: string;
  readonly after: string;
}

/**
 * The words of one rule for applications of one year, in one encoding. All that does not depend on an application is
 * put together once, so that a sentence is a handful of concatenations.
 */
export class Wording {
  readonly required: Sentence;
  readonly names: readonly string[];
  private readonly head: Sentence;
  private readonly values: Record<Language, readonly ValueWords[]>;
  private readonly endings: Record<Language, Record<Outcome, string>>;
  private readonly byName: ReadonlyMap<string, { readonly reference: FactReference; readonly label: Sentence; readonly unit: string }>;

  constructor(
    clause: PolicyClause,
    title: Sentence,
    private readonly condition: Condition | undefined,
    private readonly year: number,
    private readonly encode: Encode,
  ) {
    const required = condition === undefined ? title : condition.required(year);
    const references = condition?.observed ?? [];
    const oneSeries = new Set(references.map((reference) => reference.definition.name)).size === 1;
    this.required = { zh: encode(required.zh), en: encode(required.en) };
    this.names = references.map((reference) => (oneSeries && reference.yearsBack !== undefined ? String(year - reference.yearsBack) : nameOf(reference, year)));
    this.values = {
      zh: references.map((reference) => valueWords(reference, year, oneSeries, 'zh', encode)),
      en: references.map((reference) => valueWords(reference, year, oneSeries, 'en', encode)),
    };
    this.head = {
      zh: encode(condition === undefined ? `${clause.article}由评审认定：${required.zh}。` : `${clause.article}要求：${required.zh}。`),
      en: encode(`${articleInEnglish(clause.article)} ${condition === undefined ? 'is judged by reviewers' : 'requires'}: ${required.en}. `),
    };
    this.byName = new Map(references.map((reference) => [nameOf(reference, year), { reference, label: labelOf(reference, year), unit: unitOf(reference).zh }]));
    this.endings = { zh: endingsOf('zh', encode), en: endingsOf('en', encode) };
  }

  /** A sentence that an official can send to an applicant, as far as the stated values and the outcome make it. */
  opening(language: Language, application: PreparedApplication, outcome: Outcome, lacking: readonly FactReference[]): string {
    const text = this.head[language] + this.stated(language, application) + this.endings[language][outcome];
    return lacking.length === 0 ? text : text + this.encode(lackingWords(lacking, this.year, language));
  }

  /** What follows for this application alone: the reason of a waiver, what would change the outcome, other readings. */
  remainder(language: Language, details: Details): string {
    let text = '';
    if (details.waiver !== undefined) text += language === 'zh' ? `理由：${details.waiver}。` : ` Reason: ${details.waiver}.`;
    if (details.change !== undefined) text += this.changeWords(details.change, language);
    if (details.differing !== undefined) text += details.differing[language];
    return this.encode(text);
  }

  private stated(language: Language, application: PreparedApplication): string {
    const references = this.condition?.observed ?? [];
    const words = this.values[language];
    let list = '';
    for (let at = 0; at < references.length; at += 1) {
      const value = shown(references[at] as FactReference, application, language, this.encode);
      if (value === undefined) continue;
      const { before, after } = words[at] as ValueWords;
      list += (list === '' ? '' : language === 'zh' ? '，' : ', ') + before + value + after;
    }
    const finding = this.condition?.finding?.(application);
    if (finding !== undefined) list += this.encode(language === 'zh' ? `（${finding.zh}）` : ` (${finding.en})`);
    if (list === '') return '';
    return language === 'zh' ? `填报：${list}。` : `Stated: ${list}. `;
  }

  private changeWords(change: WouldChange, language: Language): string {
    if (change.by === 'none') return language === 'zh' ? `${change.because.zh}。` : ` ${capital(change.because.en)}.`;
    const list = change.changes.map((each) => this.oneChange(each, language));
    return language === 'zh' ? `若${list.join('，且')}，则符合。` : ` It would be met with ${list.join(' and ')}.`;
  }

  private oneChange(change: Change, language: Language): string {
    const known = this.byName.get(change.fact);
    const label = known === undefined ? change.fact : known.label[language];
    const bounds: string[] = [];
    for (const comparison of bounded) {
      const limit = change[comparison];
      if (limit !== undefined) bounds.push(language === 'zh' ? `${wordOf(comparison).zh}${limit}${known?.unit ?? ''}` : `${wordOf(comparison).en} ${limit}`);
    }
    if (change.equals !== undefined) bounds.push(language === 'zh' ? `为“${yesNo(change.equals, 'zh')}”` : `"${yesNo(change.equals, 'en')}"`);
    if (change.oneOf !== undefined) bounds.push(oneOfWords(change.oneOf, known?.reference, language));
    if (change.stated !== undefined) bounds.push(language === 'zh' ? '已写明' : 'named');
    return language === 'zh' ? label + bounds.join('且') : `${label} ${bounds.join(' and ')}`;
  }
}

/** What a sentence says beside the stated values, where the outcome asks for it. */
export interface Details {
  readonly change: WouldChange | undefined;
  readonly waiver: string | undefined;
  readonly differing: Sentence | undefined;
}

function valueWords(reference: FactReference, year: number, oneSeries: boolean, language: Language, encode: Encode): ValueWords {
  const label = labelOf(reference, year)[language];
  const type = reference.definition.type;
  const numeric = type === 'series' || type === 'decimal' || type === 'integer';
  if (oneSeries && reference.yearsBack !== undefined) {
    const shortLabel = year - reference.yearsBack;
    return language === 'zh' ? { before: `${shortLabel}年`, after: encode(unitOf(reference).zh) } : { before: `${shortLabel}: `, after: '' };
  }
  if (language === 'en') return { before: encode(`${label}: `), after: '' };
  return numeric ? { before: encode(label), after: encode(unitOf(reference).zh) } : { before: encode(`${label}：`), after: type === 'incidents' ? '起' : '' };
}

function shown(reference: FactReference, application: PreparedApplication, language: Language, encode: Encode): string | undefined {
  const value = statedValue(reference, application);
  if (value === undefined) return undefined;
  const type = reference.definition.type;
  if (type === 'boolean' || type === 'object') return yesNo(value === 'true', language);
  if (reference.definition.type !== 'string') return value;
  return encode(reference.definition.oneOf?.find((each) => each.value === value)?.[language] ?? value);
}

function oneOfWords(values: readonly string[], reference: FactReference | undefined, language: Language): string {
  const labels = reference?.definition.type === 'string' ? reference.definition.oneOf : undefined;
  const words = values.map((value) => labels?.find((each) => each.value === value)?.[language] ?? value);
  return language === 'zh' ? `为${words.join('、')}之一` : `one of: ${words.join(', ')}`;
}

function yesNo(value: boolean, language: Language): string {
  return language === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no';
}

function lackingWords(lacking: readonly FactReference[], year: number, language: Language): string {
  const list = lacking.map((reference) => `${labelOf(reference, year)[language]}${language === 'zh' ? '（' : ' ('}${nameOf(reference, year)}${language === 'zh' ? '）' : ')'}`);
  return language === 'zh' ? `请补充：${list.join('、')}。` : ` Please state ${list.join(', ')}.`;
}

function endingsOf(language: Language, encode: Encode): Record<Outcome, string> {
  const zh: Record<Outcome, string> = {
    met: '结论：符合。',
    'not-met': '结论：不符合。',
    missing: '结论：资料不全，尚不能判定。',
    'not-applicable': '结论：不适用。',
    judgement: '结论：尚未认定。',
    waivable: '结论：不符合原则性要求；经省级主管部门书面说明理由，可予豁免。',
    waived: '结论：不符合原则性要求，已予豁免。',
  };
  const en: Record<Outcome, string> = {
    met: 'Result: met.',
    'not-met': 'Result: not met.',
    missing: 'Result: cannot be decided yet.',
    'not-applicable': 'Result: not applicable.',
    judgement: 'Result: not yet judged.',
    waivable: 'Result: not met; this requirement holds in principle and can be waived by the provincial department with a recorded reason.',
    waived: 'Result: not met, waived.',
  };
  const chosen = language === 'zh' ? zh : en;
  return Object.fromEntries(Object.entries(chosen).map(([outcome, text]) => [outcome, encode(text)])) as Record<Outcome, string>;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What of a rule is the same for every application of a year, as objects and as JSON text. */
export interface YearWordings {
  readonly text: Wording;
  readonly json: Wording;
  /** `"required":"…"` */
  readonly requiredJson: string;
  /** By shape of the answer (`Shapes`). */
  readonly templates: Map<number, ShapeTemplates>;
}

/**
 * The texts of all answers of one shape: the whole answer as JSON where nothing follows the sentences, its two parts
 * otherwise (`CriterionDecision.jsonOpenings`), and the sentences as far as they go.
 */
export interface ShapeTemplates {
  readonly json: Template;
  readonly jsonZh: Template;
  readonly jsonEn: Template;
  readonly zh: Template;
  readonly en: Template;
}

/** The wordings of a rule by year, made when first asked for. */
export class WordingCache {
  readonly citation: { readonly document: string; readonly article: string };
  readonly parameters: readonly UsedParameter[];
  /** `"interpretations":[…],"parameters":[…],"citation":{…}` */
  readonly constantJson: string;
  private last: YearWordings | undefined;
  private lastYear = -1;

  constructor(
    private readonly clause: PolicyClause,
    private readonly title: Sentence,
    private readonly condition: Condition | undefined,
    readonly interpretations: readonly string[],
    source: PolicySource,
  ) {
    this.citation = { document: source.id, article: clause.article };
    this.parameters = (condition?.parameters ?? []).flatMap((name) => {
      const parameter = source.parameters[name];
      return parameter === undefined ? [] : [{ name, value: parameter.value, unit: parameter.unit, clause: parameter.clause, checkedOn: parameter.checkedOn }];
    });
    this.constantJson = `"interpretations":${JSON.stringify(interpretations)},"parameters":${JSON.stringify(this.parameters)},"citation":${JSON.stringify(this.citation)}`;
  }

  /** Applications come year by year, so that the last year's words are nearly always the ones wanted. */
  of(year: number): YearWordings {
    if (this.lastYear !== year || this.last === undefined) {
      const text = new Wording(this.clause, this.title, this.condition, year, asText);
      const json = new Wording(this.clause, this.title, this.condition, year, asJson);
      this.last = { text, json, requiredJson: `"required":"${json.required.en}"`, templates: new Map() };
      this.lastYear = year;
    }
    return this.last;
  }
}

/** A number of the document that a criterion used, with where it comes from. */
export interface UsedParameter {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly clause: string;
  readonly checkedOn: string;
}

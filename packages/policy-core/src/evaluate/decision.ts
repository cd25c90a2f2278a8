import { type Condition, met, missing, type Truth, type WouldChange } from '../conditions/condition.js';
import { nameOf, statedValue } from '../conditions/reference.js';
import type { Sentence } from '../errors.js';
import type { PreparedApplication } from '../facts/application.js';
import type { JsonBytes } from './json-bytes.js';
import { type Outcome, outcomes, type Verdict, verdictOf, verdicts, waivable, waived } from './outcome.js';
import type { Rule, Ruleset } from './ruleset.js';
import { holeFor, Template } from './template.js';
import type { Details, ShapeTemplates, UsedParameter, Wording } from './wording.js';

/** A clause that another reading of the register would decide otherwise (INT-32). */
export interface Difference {
  readonly interpretation: string;
  readonly reading: string;
  readonly outcome: Outcome;
}

/** What another reading would make of the whole application. */
export interface Sensitivity {
  readonly interpretation: string;
  readonly reading: string;
  readonly clauses: readonly string[];
  readonly verdict: Verdict;
}

/** The parts of a criterion's answer as JSON has them; `change` and `differs` stand only where there is something to say. */
export interface CriterionAnswer {
  readonly clause: string;
  readonly outcome: Outcome;
  readonly observed: Readonly<Record<string, string>>;
  readonly required: string;
  readonly missing: readonly string[];
  readonly interpretations: readonly string[];
  readonly parameters: readonly UsedParameter[];
  readonly citation: { readonly document: string; readonly article: string };
  readonly explanation: Sentence;
  readonly change?: WouldChange | undefined;
  readonly differs?: readonly Difference[] | undefined;
}

/**
 * The answer to one clause. Its parts are worked out when they are asked for: a list of a thousand decisions that shows
 * verdicts pays for no sentence.
 */
export class CriterionDecision implements CriterionAnswer {
  private knownChange: WouldChange | undefined = undefined;

  constructor(
    private readonly rule: Rule,
    private readonly application: PreparedApplication,
    private readonly index: number,
    private readonly differences: readonly Difference[] | undefined,
  ) {}

  get clause(): string {
    return this.rule.clause.id;
  }

  get outcome(): Outcome {
    return outcomes[this.index] as Outcome;
  }

  /** Stated values that the clause looks at, as they were stated: by year for one series, by name otherwise. */
  get observed(): Record<string, string> {
    const entries: [string, string][] = [];
    this.eachObserved((name, value) => entries.push([name, value]));
    return Object.fromEntries(entries);
  }

  /** What the clause requires, in English, for this application's years. */
  get required(): string {
    return this.words('text').required.en;
  }

  /** Names of the facts without which the clause cannot be decided; empty when it is decided. */
  get missing(): string[] {
    return this.lacking().map((reference) => nameOf(reference, this.application.year));
  }

  get interpretations(): readonly string[] {
    return this.rule.interpretations;
  }

  get parameters(): readonly UsedParameter[] {
    return this.rule.wordings.parameters;
  }

  get citation(): { readonly document: string; readonly article: string } {
    return this.rule.wordings.citation;
  }

  /** A sentence in Chinese and in English that an official can send to the applicant. */
  get explanation(): Sentence {
    const templates = this.templates();
    const { application } = this;
    const opening = templates === undefined ? this.openings('text') : { zh: templates.zh.text(application), en: templates.en.text(application) };
    const details = this.details();
    if (details === undefined) return opening;
    const words = this.words('text');
    return { zh: opening.zh + words.remainder('zh', details), en: opening.en + words.remainder('en', details) };
  }

  /** What would make the clause met; only where it is not met, and not for judgements. */
  get change(): WouldChange | undefined {
    if (!this.failed()) return undefined;
    return (this.knownChange ??= this.rule.condition?.wouldChange(this.application).change);
  }

  get differs(): readonly Difference[] | undefined {
    return this.differences;
  }

  toJSON(): CriterionAnswer {
    const change = this.change;
    return {
      clause: this.clause,
      outcome: this.outcome,
      observed: this.observed,
      required: this.required,
      missing: this.missing,
      interpretations: this.interpretations,
      parameters: this.parameters,
      citation: this.citation,
      explanation: this.explanation,
      ...(change !== undefined && { change }),
      ...(this.differences !== undefined && { differs: this.differences }),
    };
  }

  /** Writes the JSON text of `toJSON`, after a comma. */
  writeJson(bytes: JsonBytes): void {
    const templates = this.templates();
    const details = this.details();
    if (templates !== undefined && details === undefined) templates.json.write(bytes, this.application);
    else this.writeParts(bytes, templates, details ?? nothing);
  }

  private writeParts(bytes: JsonBytes, templates: ShapeTemplates | undefined, details: Details): void {
    const words = this.words('json');
    const openings = templates === undefined ? this.jsonOpenings() : undefined;
    if (openings === undefined) templates?.jsonZh.write(bytes, this.application);
    else bytes.text(openings.zh);
    bytes.text(words.remainder('zh', details));
    if (openings === undefined) templates?.jsonEn.write(bytes, this.application);
    else bytes.text(openings.en);
    const change = this.change === undefined ? '' : `,"change":${JSON.stringify(this.change)}`;
    const differs = this.differences === undefined ? '' : `,"differs":${JSON.stringify(this.differences)}`;
    bytes.text(`${words.remainder('en', details)}"}${change}${differs}}`);
  }

  /** The JSON text, after a comma, up to where the Chinese sentence can go on, and from there to where the English one can. */
  private jsonOpenings(): Sentence {
    const wordings = this.rule.wordings;
    const opening = this.openings('json');
    let observed = '';
    this.eachObserved((name, value, plain) => {
      observed += `${observed === '' ? '' : ','}"${name}":${plain ? `"${value}"` : JSON.stringify(value)}`;
    });
    const zh =
      `,{"clause":"${this.clause}","outcome":"${this.outcome}","observed":{${observed}},${wordings.of(this.application.year).requiredJson}` +
      `,"missing":${JSON.stringify(this.missing)},${wordings.constantJson},"explanation":{"zh":"${opening.zh}`;
    return { zh, en: `","en":"${opening.en}` };
  }

  /** Where only stated numbers vary, the texts come from templates. */
  private templates(): ShapeTemplates | undefined {
    const { application, index, rule } = this;
    const shape = rule.shapes.of(application, index);
    if (shape < 0) return undefined;
    const known = rule.wordings.of(application.year).templates;
    let templates = known.get(shape);
    if (templates === undefined) {
      const model = new CriterionDecision(rule, withHoles(application), index, undefined);
      const json = model.jsonOpenings();
      const text = model.openings('text');
      templates = {
        json: new Template(`${json.zh}${json.en}"}}`),
        jsonZh: new Template(json.zh),
        jsonEn: new Template(json.en),
        zh: new Template(text.zh),
        en: new Template(text.en),
      };
      known.set(shape, templates);
    }
    return templates;
  }

  private failed(): boolean {
    return this.index === 0 || this.index >= waivable;
  }

  private words(encoding: 'text' | 'json'): Wording {
    return this.rule.wordings.of(this.application.year)[encoding];
  }

  private openings(encoding: 'text' | 'json'): Sentence {
    const words = this.words(encoding);
    const { application, outcome } = this;
    const lacking = this.lacking();
    return { zh: words.opening('zh', application, outcome, lacking), en: words.opening('en', application, outcome, lacking) };
  }

  private details(): Details | undefined {
    if (this.differences === undefined && (this.index === met || (this.index > 0 && this.index < waivable))) return undefined;
    return {
      change: this.change,
      waiver: this.index === waived ? this.application.waivers[this.rule.waiverSlot] : undefined,
      differing: this.differences === undefined ? undefined : differingWords(this.differences),
    };
  }

  private lacking(): ReturnType<Condition['lacking']> {
    return this.index === missing ? (this.rule.condition?.lacking(this.application) ?? []) : [];
  }

  private eachObserved(take: (name: string, value: string, plain: boolean) => void): void {
    const references = this.rule.condition?.observed ?? [];
    const names = this.words('text').names;
    for (let at = 0; at < references.length; at += 1) {
      const reference = references[at]!;
      const value = statedValue(reference, this.application);
      if (value !== undefined) take(names[at] as string, value, reference.definition.type !== 'string');
    }
  }
}

const nothing: Details = { change: undefined, waiver: undefined, differing: undefined };

/** The same application with a hole for each stated number. */
function withHoles(application: PreparedApplication): PreparedApplication {
  const holes = Object.create(application, {
    stated: { value: application.stated.map((value, slot) => (value === undefined ? undefined : holeFor(slot))) },
  }) as PreparedApplication;
  return holes;
}

function differingWords(differences: readonly Difference[]): Sentence {
  return {
    zh: differences.map((each) => `如按${each.interpretation}的另一读法（${each.reading}），该条结论将为“${outcomeZh[each.outcome]}”。`).join(''),
    en: differences.map((each) => ` Under the other reading of ${each.interpretation} (${each.reading}) the result would be: ${each.outcome}.`).join(''),
  };
}

const outcomeZh: Record<Outcome, string> = {
  met: '符合',
  'not-met': '不符合',
  missing: '资料不全',
  'not-applicable': '不适用',
  judgement: '尚未认定',
  waivable: '可予豁免',
  waived: '已予豁免',
};

/** The answer to an application, clause by clause in the order of the document. */
export class Decision {
  readonly criteria: readonly CriterionDecision[];
  readonly verdict: Verdict;
  /** Readings of the register under which some clause would be decided otherwise, with the verdict they would give. */
  readonly sensitivity: readonly Sensitivity[];

  constructor(
    readonly policy: string,
    readonly version: string,
    readonly asOf: string,
    ruleset: Ruleset,
    application: PreparedApplication,
  ) {
    const indexes = ruleset.outcomes(application);
    const differences = differencesOf(ruleset, application, indexes);
    this.verdict = verdicts[verdictOf(indexes)] as Verdict;
    this.criteria = ruleset.rules.map((rule, at) => new CriterionDecision(rule, application, indexes[at] as number, differences?.get(at)));
    this.sensitivity = differences === undefined ? [] : sensitivityOf(ruleset, indexes, differences);
  }

  toJSON(): { policy: string; version: string; asOf: string; verdict: Verdict; criteria: CriterionAnswer[]; sensitivity?: readonly Sensitivity[] } {
    return {
      policy: this.policy,
      version: this.version,
      asOf: this.asOf,
      verdict: this.verdict,
      criteria: this.criteria.map((criterion) => criterion.toJSON()),
      ...(this.sensitivity.length > 0 && { sensitivity: this.sensitivity }),
    };
  }

  /** Writes the JSON text of `toJSON`. */
  writeJson(bytes: JsonBytes): void {
    bytes.ascii(`{"policy":"${this.policy}","version":"${this.version}","asOf":"${this.asOf}","verdict":"${this.verdict}","criteria":`);
    const first = bytes.length;
    for (const criterion of this.criteria) criterion.writeJson(bytes);
    // Each answer begins with a comma; the first one's is where the list begins.
    bytes.openList(first);
    bytes.text(`]${this.sensitivity.length > 0 ? `,"sensitivity":${JSON.stringify(this.sensitivity)}` : ''}}`);
  }
}

/** By position of the rule; undefined when every other reading decides alike, which is the usual case. */
function differencesOf(ruleset: Ruleset, application: PreparedApplication, indexes: readonly number[]): Map<number, Difference[]> | undefined {
  let differences: Map<number, Difference[]> | undefined;
  for (const at of ruleset.sensitiveRules) {
    const rule = ruleset.rules[at] as Rule;
    for (const other of (rule.condition as Condition).otherReadings) {
      const truth: Truth = other.evaluate(application);
      if (truth === missing) continue;
      const index = ruleset.outcomeOf(rule, application, truth);
      if (index === indexes[at]) continue;
      differences ??= new Map();
      const list = differences.get(at) ?? [];
      differences.set(at, [...list, { interpretation: other.interpretation, reading: other.reading, outcome: outcomes[index] as Outcome }]);
    }
  }
  return differences;
}

/** Each other reading by itself, over all the clauses that it decides otherwise. */
function sensitivityOf(ruleset: Ruleset, indexes: readonly number[], differences: ReadonlyMap<number, readonly Difference[]>): Sensitivity[] {
  const readings = new Map<string, { interpretation: string; reading: string; clauses: string[]; indexes: number[] }>();
  for (const [at, list] of differences) {
    for (const { interpretation, reading, outcome } of list) {
      const key = `${interpretation} ${reading}`;
      const entry = readings.get(key) ?? { interpretation, reading, clauses: [], indexes: [...indexes] };
      entry.clauses.push((ruleset.rules[at] as Rule).clause.id);
      entry.indexes[at] = outcomes.indexOf(outcome);
      readings.set(key, entry);
    }
  }
  return [...readings.values()].map((entry) => ({
    interpretation: entry.interpretation,
    reading: entry.reading,
    clauses: entry.clauses,
    verdict: verdicts[verdictOf(entry.indexes)] as Verdict,
  }));
}

import { type Condition, met, missing, type WouldChange } from '../conditions/condition.js';
import { nameOf, statedValue } from '../conditions/reference.js';
import type { Sentence } from '../errors.js';
import type { PreparedApplication } from '../facts/application.js';
import type { JsonBytes } from './json-bytes.js';
import { type Outcome, outcomes, waivable, waived } from './outcome.js';
import type { Rule } from './ruleset.js';
import { holeFor, Template } from './template.js';
import type { Details, ShapeTemplates, UsedParameter, Wording } from './wording.js';

/** A clause that another reading of the register would decide otherwise (INT-32). */
export interface Difference {
  readonly interpretation: string;
  readonly reading: string;
  readonly outcome: Outcome;
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
  const stated = application.stated.map((value, slot) => (value === undefined ? undefined : holeFor(slot)));
  return Object.create(application, { stated: { value: stated } }) as PreparedApplication;
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

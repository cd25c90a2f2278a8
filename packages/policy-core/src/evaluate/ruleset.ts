import { compileCondition } from '../conditions/compile.js';
import type { Condition, Truth } from '../conditions/condition.js';
import { invalidPolicy } from '../conditions/reference.js';
import { BlankApplication, type PreparedApplication } from '../facts/application.js';
import { commonFacts } from '../facts/dictionary.js';
import { FactLayout } from '../facts/layout.js';
import type { concerns, CriterionSource, PolicyClause, PolicySource } from '../policy/schema.js';
import { type Generated, generate } from './generate.js';
import { outcomeOfJudgement, outcomeOfTruth, verdictOf } from './outcome.js';
import { Shapes } from './shapes.js';
import { WordingCache } from './wording.js';

export type Concern = (typeof concerns)[number];

/** A clause that a decision answers, in the order of the document. */
export interface Rule {
  readonly clause: PolicyClause;
  readonly title: { readonly zh: string; readonly en: string };
  /** undefined for a judgement, which a person makes. */
  readonly condition: Condition | undefined;
  readonly inPrinciple: boolean;
  /** Slot of the judgement, -1 for a criterion. */
  readonly judgementSlot: number;
  /** Slot of the waiver, -1 where none can be given. */
  readonly waiverSlot: number;
  readonly interpretations: readonly string[];
  readonly wordings: WordingCache;
  readonly shapes: Shapes;
}

/** Everything that one decision asks: the criteria, exclusions and judgements of a policy for one concern. */
export class Ruleset {
  readonly judgementSlots = new Map<string, number>();
  readonly waiverSlots = new Map<string, number>();
  /** By slot: whether a judgement that is not met ends the application. */
  readonly mustJudgements: readonly boolean[];
  readonly rules: readonly Rule[];
  readonly blank: BlankApplication;
  readonly layout: FactLayout;
  /** Positions of the rules that another reading of the register could decide otherwise. */
  readonly sensitiveRules: readonly number[];
  private readonly generated: Generated;

  constructor(source: PolicySource, concern: Concern) {
    this.layout = new FactLayout([...commonFacts.values(), ...source.facts]);
    this.rules = source.clauses.flatMap((clause) => this.rulesOf(clause, source, concern));
    const must: boolean[] = [];
    for (const rule of this.rules) if (rule.judgementSlot >= 0) must[rule.judgementSlot] = !rule.inPrinciple;
    this.mustJudgements = must;
    this.blank = new BlankApplication(
      {
        numbers: this.layout.numbers,
        booleans: this.layout.booleans,
        strings: this.layout.strings,
        judgements: this.judgementSlots.size,
        waivers: this.waiverSlots.size,
      },
      must.filter(Boolean).length,
    );
    this.sensitiveRules = this.rules.flatMap((rule, at) => ((rule.condition?.otherReadings.length ?? 0) > 0 ? [at] : []));
    this.generated = generate(this.rules, (application) => verdictOf(this.exactOutcomes(application)));
  }

  /** Index of the verdict, without an explanation: the fast question. */
  verdict(application: PreparedApplication): number {
    return this.generated.verdict(application);
  }

  /** Index of the outcome of each rule. */
  outcomes(application: PreparedApplication): readonly number[] {
    return application.wide ? this.exactOutcomes(application) : this.generated.outcomes(application);
  }

  /** The same with one rule's condition read otherwise. */
  outcomeOf(rule: Rule, application: PreparedApplication, truth: Truth): number {
    return outcomeOfTruth(truth, rule.inPrinciple, rule.waiverSlot < 0 ? undefined : application.waivers[rule.waiverSlot]);
  }

  private exactOutcomes(application: PreparedApplication): number[] {
    return this.rules.map((rule) => {
      if (rule.condition !== undefined) return this.outcomeOf(rule, application, rule.condition.evaluate(application));
      const waiver = rule.waiverSlot < 0 ? undefined : application.waivers[rule.waiverSlot];
      return outcomeOfJudgement(application.judgements[rule.judgementSlot] as number, rule.inPrinciple, waiver);
    });
  }

  private rulesOf(clause: PolicyClause, source: PolicySource, concern: Concern): Rule[] {
    const criteria = (['criteria', 'exclusions'] as const).flatMap((section) =>
      source[section].flatMap((criterion, at) =>
        criterion.clause === clause.id && (criterion.concerns ?? 'application') === concern ? [this.criterion(criterion, clause, source, `${section}.${at}`)] : [],
      ),
    );
    const judgements = concern !== 'application' ? [] : source.judgements.filter((judgement) => judgement.clause === clause.id);
    return [...criteria, ...judgements.map((judgement) => this.judgement(judgement.title, clause, source))];
  }

  private criterion(criterion: CriterionSource, clause: PolicyClause, source: PolicySource, path: string): Rule {
    const condition = compileCondition(criterion.condition, {
      layout: this.layout,
      parameters: source.parameters,
      path: `${path}.condition`,
      reading: (id) => readingOf(source, id, path),
    });
    const inPrinciple = clause.modality === 'in-principle';
    const interpretations = [...new Set([...condition.interpretations, ...(criterion.interpretations ?? []), ...(inPrinciple ? ['INT-8'] : [])])];
    for (const id of interpretations) readingOf(source, id, path);
    return {
      clause,
      title: criterion.title,
      condition,
      inPrinciple,
      judgementSlot: -1,
      waiverSlot: inPrinciple ? this.slot(this.waiverSlots, clause.id) : -1,
      interpretations,
      wordings: new WordingCache(clause, criterion.title, condition, interpretations, source),
      shapes: new Shapes(condition),
    };
  }

  private judgement(title: Rule['title'], clause: PolicyClause, source: PolicySource): Rule {
    const inPrinciple = clause.modality === 'in-principle';
    return {
      clause,
      title,
      condition: undefined,
      inPrinciple,
      judgementSlot: this.slot(this.judgementSlots, clause.id),
      waiverSlot: inPrinciple ? this.slot(this.waiverSlots, clause.id) : -1,
      interpretations: [],
      wordings: new WordingCache(clause, title, undefined, [], source),
      shapes: new Shapes(undefined),
    };
  }

  private slot(slots: Map<string, number>, clause: string): number {
    const slot = slots.get(clause) ?? slots.size;
    slots.set(clause, slot);
    return slot;
  }
}

function readingOf(source: PolicySource, id: string, path: string): { chosen: string; others: readonly string[] } {
  const entry = source.interpretations.find((interpretation) => interpretation.id === id);
  if (entry === undefined) throw invalidPolicy(`${path}.condition`, 'a condition that needs ' + id, `an entry ${id} in interpretations`, `interpretations 中的 ${id} 条目`);
  return { chosen: entry.chosen, others: entry.others ?? [] };
}

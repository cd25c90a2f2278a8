import type { LocalDate } from '../calendar/local-date.js';
import { PolicyError } from '../errors.js';
import { type Concern, Ruleset } from '../evaluate/ruleset.js';
import type { PolicyClause, PolicySource } from './schema.js';

/** A loaded version of a policy, ready to be asked. Made by `loadPolicy`. */
export class Policy {
  readonly id: string;
  readonly version: string;
  readonly rules: Ruleset;
  private readonly otherRules: ReadonlyMap<Concern, Ruleset>;

  constructor(
    readonly source: PolicySource,
    /** First and last day in force; null where there is none. */
    readonly inForce: { readonly from: LocalDate | null; readonly to: LocalDate | null },
  ) {
    this.id = source.id;
    this.version = source.version;
    this.rules = new Ruleset(source, 'application');
    this.otherRules = new Map<Concern, Ruleset>([['national-recommendation', new Ruleset(source, 'national-recommendation')]]);
  }

  /** The rules that decide one concern; an application unless said otherwise. */
  rulesFor(concern: Concern | undefined): Ruleset {
    return concern === undefined ? this.rules : (this.otherRules.get(concern) ?? this.rules);
  }

  clause(id: string): PolicyClause | undefined {
    return this.source.clauses.find((clause) => clause.id === id);
  }

  /** A parameter by which a period is counted: a whole number, checked when the policy was loaded. */
  count(parameter: string): number {
    return Number(this.source.parameters[parameter]?.value);
  }

  isInForceOn(day: LocalDate): boolean {
    return (this.inForce.from === null || day >= this.inForce.from) && (this.inForce.to === null || day <= this.inForce.to);
  }

  /**
   * INT-25: asked outside the time in force, the policy does not answer.
   * @throws PolicyError POLICY_NOT_IN_FORCE that names the days
   */
  requireInForce(day: LocalDate): void {
    if (!this.isInForceOn(day)) throw notInForce(this.id, day, [this]);
  }
}

/** POLICY_NOT_IN_FORCE for a day on which none of the versions answers. */
export function notInForce(id: string, day: LocalDate, versions: readonly Policy[]): PolicyError {
  const times = versions.map(({ inForce }) => ({
    zh: `${inForce.from ?? '（无起始日）'} 至 ${inForce.to ?? '（未定终止日）'}`,
    en: `from ${inForce.from ?? 'the beginning'} ${inForce.to === null ? 'on' : `through ${inForce.to}`}`,
  }));
  return new PolicyError(
    'POLICY_NOT_IN_FORCE',
    {
      zh: `${id} 在 ${day} 不在有效期内；有效期：${times.map((time) => time.zh).join('；')}。`,
      en: `${id} is not in force on ${day}; it is in force ${times.map((time) => time.en).join('; ')}.`,
    },
    { path: 'asOf', clause: versions[0]?.source.inForce.clause ?? undefined },
  );
}

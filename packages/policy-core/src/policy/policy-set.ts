import type { LocalDate } from '../calendar/local-date.js';
import { PolicyError } from '../errors.js';
import { notInForce, type Policy } from './policy.js';

/** The installed versions of all policies. Immutable: installing gives a new set. */
export class PolicySet {
  private readonly versions: ReadonlyMap<string, readonly Policy[]>;

  private constructor(versions: ReadonlyMap<string, readonly Policy[]>) {
    this.versions = versions;
  }

  /** @throws PolicyError POLICY_CONFLICT */
  static of(policies: Iterable<Policy>): PolicySet {
    let set = new PolicySet(new Map());
    for (const policy of policies) set = set.install(policy);
    return set;
  }

  /**
   * Adds a version. Two versions of one policy can never be in force on the same day.
   * @throws PolicyError POLICY_CONFLICT
   */
  install(policy: Policy): PolicySet {
    const others = this.versions.get(policy.id) ?? [];
    const conflict = others.find((other) => overlap(other, policy));
    if (conflict !== undefined) {
      throw new PolicyError(
        'POLICY_CONFLICT',
        {
          zh: `${policy.id}@${policy.version} 与已安装的 @${conflict.version} 施行时间重叠；请先为其确定终止日。`,
          en: `${policy.id}@${policy.version} would be in force together with the installed @${conflict.version}: give that one its last day first.`,
        },
        { path: 'inForce' },
      );
    }
    const versions = [...others, policy].toSorted((a, b) => ((a.inForce.from ?? '') < (b.inForce.from ?? '') ? -1 : 1));
    return new PolicySet(new Map([...this.versions, [policy.id, versions]]));
  }

  /** All versions, by policy and by the first day in force. */
  all(): Policy[] {
    return [...this.versions.values()].flat();
  }

  /**
   * The version that a name means: `id@version` is that one, `id` is the one in force on the day, or the only one.
   * Whether it is in force is the caller's question (`Policy.requireInForce`), because bad facts are reported first.
   * @throws PolicyError UNKNOWN_POLICY
   */
  find(name: string, day: LocalDate): Policy {
    const at = name.indexOf('@');
    const [id, version] = at < 0 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
    const versions = this.versions.get(id);
    if (versions === undefined) throw unknownPolicy(name, [...this.versions.keys()]);
    if (version === undefined) return versions.find((policy) => policy.isInForceOn(day)) ?? (versions.at(-1) as Policy);
    const exact = versions.find((policy) => policy.version === version);
    if (exact === undefined) throw unknownPolicy(name, versions.map((policy) => `${id}@${policy.version}`));
    return exact;
  }

  /** @throws PolicyError POLICY_NOT_IN_FORCE that names the days of all versions when the name left it open */
  requireInForce(policy: Policy, name: string, day: LocalDate): void {
    if (policy.isInForceOn(day)) return;
    throw notInForce(policy.id, day, name.includes('@') ? [policy] : (this.versions.get(policy.id) ?? [policy]));
  }
}

function overlap(a: Policy, b: Policy): boolean {
  const beginsBeforeEnd = (first: Policy, second: Policy): boolean => first.inForce.from === null || second.inForce.to === null || first.inForce.from <= second.inForce.to;
  return beginsBeforeEnd(a, b) && beginsBeforeEnd(b, a);
}

function unknownPolicy(name: string, known: readonly string[]): PolicyError {
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  return new PolicyError(
    'UNKNOWN_POLICY',
    { zh: `没有安装方案“${shown}”；已安装：${known.join('、')}。`, en: `No policy "${shown}" is installed; installed: ${known.join(', ')}.` },
    { path: 'policy' },
  );
}

import { PolicyError } from '../errors.js';
import { explain, prepareApplication } from '../evaluate/evaluate.js';
import { type Verdict, verdicts } from '../evaluate/outcome.js';
import { readEvaluateRequest } from '../evaluate/request.js';
import { decideAward } from '../money/award.js';
import { readAwardRequest } from '../money/award-request.js';
import { formatYuan } from '../money/fen.js';
import type { Policy } from '../policy/policy.js';
import { invalidRequest, isPlainObject } from '../request-object.js';

/** One application that the draft decides otherwise, and the clauses that make the difference. */
export interface Mover {
  readonly line: number;
  readonly id?: string;
  readonly from: string;
  readonly to: string;
  readonly clauses: readonly string[];
}

interface ClauseCount {
  newlyPass: number;
  newlyFail: number;
}

interface Cost {
  total: bigint;
  readonly byYear: Map<number, bigint>;
}

/** What a draft would change for a population. Lists of applications are cut at `listed`; the counts are of all. */
export interface Simulation {
  readonly baseline: string;
  readonly draft: string;
  readonly population: number;
  readonly unreadable: { readonly count: number; readonly first: readonly { readonly line: number; readonly error: PolicyError }[] };
  readonly verdicts?: { readonly baseline: Readonly<Record<Verdict, number>>; readonly draft: Readonly<Record<Verdict, number>> };
  readonly newlyPass: { readonly count: number; readonly applications: readonly Mover[] };
  readonly newlyFail: { readonly count: number; readonly applications: readonly Mover[] };
  readonly otherwiseChanged: number;
  readonly byClause: Readonly<Record<string, Readonly<ClauseCount>>>;
  readonly cost?: {
    readonly baseline: string;
    readonly draft: string;
    readonly difference: string;
    readonly byYear: Readonly<Record<string, { readonly baseline: string; readonly draft: string }>>;
  };
}

interface Judged {
  /** The verdict, or the approved amount, or why the award was refused. */
  readonly state: string;
  readonly passes: boolean;
  readonly clauses: ReadonlyMap<string, string>;
  readonly instalments: readonly { readonly year: number; readonly amount: bigint }[];
}

/**
 * Holds a draft version against the one in force on a population, one application after the other, so that memory does
 * not grow with the population. Whether either is in force on an application's day is not asked: the question is what
 * the draft would do.
 */
export class Simulator {
  private line = 0;
  private unreadable = 0;
  private otherwiseChanged = 0;
  private readonly firstErrors: { line: number; error: PolicyError }[] = [];
  private readonly counts = { baseline: emptyCounts(), draft: emptyCounts() };
  private readonly movers = { pass: [] as Mover[], fail: [] as Mover[], passCount: 0, failCount: 0 };
  private readonly byClause = new Map<string, ClauseCount>();
  private readonly cost: Record<'baseline' | 'draft', Cost> = { baseline: { total: 0n, byYear: new Map() }, draft: { total: 0n, byYear: new Map() } };
  private readonly pays: boolean;

  /** @param listed how many applications are listed by name in each list */
  constructor(
    private readonly baseline: Policy,
    private readonly draft: Policy,
    private readonly listed = 1000,
  ) {
    this.pays = baseline.source.money !== null && draft.source.money !== null;
  }

  /** Takes one application: a request of `evaluate`, or of `award` where the policies pay, with an optional `id`. */
  take(line: unknown): void {
    this.line += 1;
    try {
      if (!isPlainObject(line)) throw invalidRequest('', '每行应为一个请求对象。', 'Each line is a request object.');
      const { id, ...request } = line;
      const before = this.judge(this.baseline, this.draft, request);
      const after = this.judge(this.draft, this.baseline, request);
      this.count('baseline', before);
      this.count('draft', after);
      this.compare(before, after, typeof id === 'string' ? id : undefined);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      this.refuse(error);
    }
  }

  /** Counts a line that could not even be read. */
  refuseLine(error: PolicyError): void {
    this.line += 1;
    this.refuse(error);
  }

  result(): Simulation {
    const { movers, cost } = this;
    const years = [...new Set([...cost.baseline.byYear.keys(), ...cost.draft.byYear.keys()])].toSorted((a, b) => a - b);
    return {
      baseline: `${this.baseline.id}@${this.baseline.version}`,
      draft: `${this.draft.id}@${this.draft.version}`,
      population: this.line,
      unreadable: { count: this.unreadable, first: this.firstErrors },
      ...(!this.pays && { verdicts: this.counts }),
      newlyPass: { count: movers.passCount, applications: movers.pass },
      newlyFail: { count: movers.failCount, applications: movers.fail },
      otherwiseChanged: this.otherwiseChanged,
      byClause: Object.fromEntries([...this.byClause].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      ...(this.pays && {
        cost: {
          baseline: formatYuan(cost.baseline.total),
          draft: formatYuan(cost.draft.total),
          difference: formatYuan(cost.draft.total - cost.baseline.total),
          byYear: Object.fromEntries(
            years.map((year) => [year, { baseline: formatYuan(cost.baseline.byYear.get(year) ?? 0n), draft: formatYuan(cost.draft.byYear.get(year) ?? 0n) }]),
          ),
        },
      }),
    };
  }

  private judge(policy: Policy, other: Policy, request: Record<string, unknown>): Judged {
    return this.pays ? judgeAward(policy, request) : judgeApplication(policy, withoutFactsOf(other, policy, request));
  }

  /** Only when both have answered, so that the two sides are always of the same population. */
  private count(side: 'baseline' | 'draft', judged: Judged): void {
    if (!this.pays) this.counts[side][judged.state as Verdict] += 1;
    const cost = this.cost[side];
    for (const { year, amount } of judged.instalments) {
      cost.total += amount;
      cost.byYear.set(year, (cost.byYear.get(year) ?? 0n) + amount);
    }
  }

  private compare(before: Judged, after: Judged, id: string | undefined): void {
    if (before.passes === after.passes) {
      if (before.state !== after.state) this.otherwiseChanged += 1;
      return;
    }
    const clauses = changedClauses(before.clauses, after.clauses);
    const mover: Mover = { line: this.line, ...(id !== undefined && { id }), from: before.state, to: after.state, clauses };
    const { movers } = this;
    if (after.passes) movers.passCount += 1;
    else movers.failCount += 1;
    const list = after.passes ? movers.pass : movers.fail;
    if (list.length < this.listed) list.push(mover);
    for (const clause of clauses) {
      const count = this.byClause.get(clause) ?? { newlyPass: 0, newlyFail: 0 };
      if (after.passes) count.newlyPass += 1;
      else count.newlyFail += 1;
      this.byClause.set(clause, count);
    }
  }

  private refuse(error: PolicyError): void {
    this.unreadable += 1;
    if (this.firstErrors.length < 10) this.firstErrors.push({ line: this.line, error });
  }
}

/** A fact that only the other version declares says nothing to this one; an unknown name is still refused. */
function withoutFactsOf(other: Policy, policy: Policy, request: Record<string, unknown>): Record<string, unknown> {
  const own = new Set(policy.source.facts.map(({ name }) => name));
  const foreign = new Set(other.source.facts.map(({ name }) => name).filter((name) => !own.has(name)));
  if (foreign.size === 0 || !isPlainObject(request.facts)) return request;
  return { ...request, facts: Object.fromEntries(Object.entries(request.facts).filter(([name]) => !foreign.has(name))) };
}

function judgeApplication(policy: Policy, request: Record<string, unknown>): Judged {
  const read = readEvaluateRequest({ ...request, policy: policy.id });
  const decision = explain(policy, prepareApplication(policy, read));
  return {
    state: decision.verdict,
    passes: decision.verdict === 'eligible',
    clauses: new Map(decision.criteria.map((criterion) => [criterion.clause, criterion.outcome])),
    instalments: [],
  };
}

function judgeAward(policy: Policy, request: Record<string, unknown>): Judged {
  const rules = policy.source.money;
  if (rules === null) throw invalidRequest('policy', `${policy.id} 没有资金条款。`, `${policy.id} pays nothing.`);
  const read = readAwardRequest(rules, request);
  try {
    const award = decideAward(rules, read);
    return { state: formatYuan(award.approved), passes: true, clauses: new Map(), instalments: award.instalments };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { state: error.code, passes: false, clauses: new Map([[error.clause ?? '', error.code]]), instalments: [] };
  }
}

function changedClauses(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((clause) => clause !== '' && before.get(clause) !== after.get(clause));
}

function emptyCounts(): Record<Verdict, number> {
  return Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
}

import { divide } from '@jiqun/policy-core';

/** What the oracle knows of an instalment. Amounts are fen. */
export interface KnownInstalment {
  readonly id: string;
  readonly year: number;
  amount: bigint;
  offsets: { debt: KnownDebt; amount: bigint }[];
  state: string;
  heldFrom: string;
  /** After a failure: whether industry has proposed it again. */
  proposed: boolean;
  issuedYear: number;
}

/** A debt of an award. */
export interface KnownDebt {
  readonly id: string;
  readonly award: KnownAward;
  balance: bigint;
}

/** What the oracle knows of an award. */
export interface KnownAward {
  readonly id: string;
  readonly groupId: string;
  readonly creditCode: string;
  readonly perMille: bigint;
  readonly approved: bigint;
  allotted: bigint;
  state: string;
  lines: { on: string; amount: bigint }[];
  instalments: KnownInstalment[];
  debts: KnownDebt[];
  released: bigint;
  /** By stops alone: what an annulment gives back. */
  stopped: bigint;
  demanded: bigint;
  writtenOff: bigint;
  barred: boolean;
  /** The case by which money is demanded back, once there is one. */
  caseId: string | undefined;
  /** First day after the payment years, as the deadline was last set. */
  deadline: string | undefined;
}

const OUT = ['issued', 'in-doubt', 'confirmed'];
const OPEN = ['planned', 'authorised', 'held', 'failed'];
const YEARS = 3;

export const isOut = ({ state }: KnownInstalment): boolean => OUT.includes(state);
export const offsetOf = ({ offsets }: KnownInstalment): bigint => offsets.reduce((sum, { amount }) => sum + amount, 0n);
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((so, amount) => so + amount, 0n);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The documents' arithmetic, written down a second time and from nothing but them (SUB-4.b, SUB-5.b, SUB-5.d; INT-17, INT-18, INT-20). */
export class Oracle {
  readonly awards: KnownAward[] = [];

  constructor(public today: string) {}

  get year(): number {
    return Number(this.today.slice(0, 4));
  }

  out(award: KnownAward): bigint {
    return sum(award.instalments.filter(isOut).map(({ amount }) => amount));
  }

  firstYear(award: KnownAward): number | undefined {
    const years = award.instalments.filter(isOut).map(({ issuedYear }) => issuedYear);
    return years.length === 0 ? undefined : Math.min(...years);
  }

  isOver(award: KnownAward): boolean {
    const first = this.firstYear(award);
    return first !== undefined && this.year >= first + YEARS;
  }

  earned(award: KnownAward, through: string): bigint {
    const done = sum(award.lines.filter(({ on }) => on <= through).map(({ amount }) => amount));
    return least(award.allotted, (award.perMille * done) / 1000n);
  }

  /** What a year pays (INT-18); 0n or below when nothing. */
  payable(award: KnownAward, year: number): bigint {
    const through = `${year}-12-31` < this.today ? `${year}-12-31` : this.today;
    const others = award.instalments.filter((one) => one.year !== year && one.state !== 'stopped' && one.state !== 'lapsed');
    return this.earned(award, through) - sum(others.map(({ amount }) => amount));
  }

  mayPropose(award: KnownAward, year: number): boolean {
    if (award.state !== 'allotted' || year > this.year || this.isOver(award)) return false;
    if (award.instalments.some((one) => one.year > year)) return false;
    const known = award.instalments.find((one) => one.year === year);
    const payable = this.payable(award, year);
    return payable > 0n && (known === undefined || (known.state === 'planned' && payable >= offsetOf(known)));
  }

  mayAuthorise(award: KnownAward, one: KnownInstalment): boolean {
    const inState = one.state === 'planned' || (one.state === 'failed' && one.proposed);
    return inState && this.out(award) + one.amount <= this.earned(award, this.today);
  }

  mayIssue(award: KnownAward, one: KnownInstalment): boolean {
    return one.state === 'authorised' && award.state === 'allotted' && !this.isOver(award) && this.out(award) + one.amount <= this.earned(award, this.today);
  }

  issue(award: KnownAward, one: KnownInstalment): void {
    if (award.barred) {
      this.hold(one);
      return;
    }
    one.issuedYear = this.year;
    for (const { debt, amount } of one.offsets) debt.balance -= amount;
    // What is offset whole needs no payment.
    one.state = offsetOf(one) === one.amount ? 'confirmed' : 'issued';
    this.#setDeadline(award);
    if (one.state === 'confirmed') this.#lapse(award);
  }

  confirm(award: KnownAward, one: KnownInstalment): void {
    one.state = 'confirmed';
    this.#lapse(award);
  }

  fail(award: KnownAward, one: KnownInstalment): void {
    one.state = 'failed';
    one.proposed = false;
    for (const { debt, amount } of one.offsets) debt.balance += amount;
    this.#setDeadline(award);
    if (award.state === 'allotted') {
      this.#lapse(award);
      return;
    }
    one.state = award.state === 'closed' ? 'lapsed' : 'stopped';
    award.released += one.amount;
    if (award.state === 'stopped') award.stopped += one.amount;
  }

  hold(one: KnownInstalment): void {
    if (!['planned', 'authorised', 'failed'].includes(one.state)) return;
    one.heldFrom = one.state;
    one.state = 'held';
  }

  release(one: KnownInstalment): void {
    if (one.state === 'held') one.state = one.heldFrom;
  }

  stop(award: KnownAward): void {
    if (award.state !== 'allotted') return;
    for (const one of award.instalments) if (OPEN.includes(one.state)) one.state = 'stopped';
    const left = this.committed(award);
    award.released += left;
    award.stopped += left;
    award.state = 'stopped';
  }

  withdrawStop(award: KnownAward): void {
    if (award.state !== 'stopped') return;
    award.released -= award.stopped;
    award.stopped = 0n;
    award.state = 'allotted';
    for (const one of award.instalments) if (one.state === 'stopped') one.state = 'planned';
    this.#lapse(award);
  }

  advance(to: string): void {
    this.today = to;
    for (const award of this.awards) {
      if (award.deadline === undefined || award.deadline > to) continue;
      award.deadline = undefined;
      this.#lapse(award);
    }
  }

  /** What the plan gives each award of a budget. */
  scale(budget: bigint, awards: readonly KnownAward[]): void {
    const shares = divide(budget, awards.map(({ id, approved }) => ({ id, ceiling: approved })));
    for (const [at, award] of awards.entries()) {
      award.allotted = shares[at] ?? 0n;
      award.state = 'allotted';
    }
  }

  committed(award: KnownAward): bigint {
    return award.allotted - this.out(award) - award.released;
  }

  inTransit(award: KnownAward): bigint {
    return sum(award.instalments.filter(({ state }) => state === 'issued' || state === 'in-doubt').map((one) => one.amount - offsetOf(one)));
  }

  paid(award: KnownAward): bigint {
    return sum(award.instalments.filter(isOut).map((one) => (one.state === 'confirmed' ? one.amount : offsetOf(one))));
  }

  recoverable(award: KnownAward): bigint {
    return this.paid(award) - award.demanded;
  }

  /** Of a debt, what is owed and not waiting to be offset. */
  owed(debt: KnownDebt): bigint {
    const waiting = debt.award.instalments.filter(({ state }) => OPEN.includes(state)).flatMap(({ offsets }) => offsets.filter((offset) => offset.debt === debt));
    return debt.balance - sum(waiting.map(({ amount }) => amount));
  }

  #setDeadline(award: KnownAward): void {
    const first = this.firstYear(award);
    award.deadline = first === undefined ? undefined : `${first + YEARS}-01-01`;
  }

  #lapse(award: KnownAward): void {
    if (award.state !== 'allotted' || !this.isOver(award)) return;
    const first = this.firstYear(award);
    if (!award.instalments.some(({ state, issuedYear }) => state === 'confirmed' && issuedYear === first)) return;
    for (const one of award.instalments) if (OPEN.includes(one.state)) one.state = 'lapsed';
    award.released += this.committed(award);
    award.state = 'closed';
  }
}

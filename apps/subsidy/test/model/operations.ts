import { moneyOf } from '@jiqun/contracts';
import { newId, type Transaction } from '@jiqun/service-kit';

import type { RecoveryDebts } from '../../src/recovery/recovery-debts.js';
import type { CaseBed } from '../case-bed.js';
import type { KnownAward, KnownInstalment, Oracle } from './oracle.js';
import { isOut, offsetOf } from './oracle.js';
import type { Random } from './random.js';

/** What an operation works with. */
export interface World {
  readonly bed: CaseBed;
  readonly debts: RecoveryDebts;
  readonly oracle: Oracle;
  readonly random: Random;
  readonly awards: readonly KnownAward[];
}

/** A step: whether the oracle says that it will be done, how the service is asked, and what it does. */
export interface Step {
  readonly told: string;
  readonly may: boolean;
  readonly ask: () => Promise<unknown>;
  readonly apply: () => void;
}

/** One kind of operation; undefined where there is nothing to try it on. */
export type Operation = (world: World) => Promise<Step | undefined> | Step | undefined;

const versionOf = async ({ bed }: World, id: string): Promise<{ id: string; version: number }> => ({ id, version: (await bed.money.instalment(id)).version });
const within = async ({ bed }: World, effect: (transaction: Transaction) => Promise<unknown>): Promise<void> => {
  await bed.money.bed.within(async (transaction) => {
    await effect(transaction);
    return 'done';
  });
};
const anyInstalment = ({ random, awards }: World): { award: KnownAward; one: KnownInstalment } | undefined => {
  const all = awards.flatMap((award) => award.instalments.map((one) => ({ award, one })));
  return all.length === 0 ? undefined : random.of(all);
};
const done = (): void => undefined;
const can = (one: KnownInstalment, ...states: string[]): boolean => states.includes(one.state);

/** Demands money back, as the decision of a case does. */
async function demand({ bed, debts, oracle }: World, transaction: Transaction, { id, groupId, creditCode }: KnownAward, violationId: string, amount: bigint): Promise<string> {
  const { manager, call } = transaction;
  await bed.money.instalmentRows.lockAward(manager, call.caller.tenant, id);
  const award = { id, groupId, region: '220182', leadCreditCode: creditCode, leadName: '示例' };
  const row = await debts.demand(transaction, {
    award, violationId, clause: 'SUB-13.a', amount, basis: '查实', document: '决定1号', dueOn: oracle.today, interest: null,
  });
  return row.id;
}

/** Makes an operation on an instalment, whatever its state. */
function onInstalment(name: string, make: (world: World, award: KnownAward, one: KnownInstalment) => Omit<Step, 'told'>): Operation {
  return (world) => {
    const target = anyInstalment(world);
    if (target === undefined) return undefined;
    return { told: `${name} ${target.one.year} (${target.one.state}) of ${target.award.id} (${target.award.state})`, ...make(world, target.award, target.one) };
  };
}

const moneyOperations: Readonly<Record<string, Operation>> = {
  verify: (world) => {
    const award = world.random.of(world.awards);
    const amount = world.random.fen(4_000_000_000n) + 1n;
    return {
      told: `verify ${amount} for ${award.id}`, may: true,
      ask: async () => {
        const group = await world.bed.money.bed.group(award.groupId);
        await world.bed.money.bed.addLines(group, [{ completedOn: world.oracle.today, amountFen: String(amount) }]);
      },
      apply: () => award.lines.push({ on: world.oracle.today, amount }),
    };
  },
  propose: (world) => {
    const { oracle, random } = world;
    const award = random.of(world.awards);
    const year = oracle.year - (random.chance(5) ? 1 : 0) + (random.chance(20) ? 1 : 0);
    const known = award.instalments.find((one) => one.year === year);
    const amount = oracle.payable(award, year);
    let id = known?.id ?? '';
    return {
      told: `propose ${year} of ${award.id} (${award.state})`, may: oracle.mayPropose(award, year),
      ask: async () => {
        ({ id } = await world.bed.money.authorisations.propose({ awardId: award.id, year, progress: '现场核实' }, world.bed.money.industry()));
      },
      apply: () => {
        if (known === undefined) award.instalments.push({ id, year, amount, offsets: [], state: 'planned', heldFrom: '', proposed: true, issuedYear: 0 });
        else known.amount = amount;
      },
    };
  },
  authorise: onInstalment('authorise', (world, award, one) => ({
    may: world.oracle.mayAuthorise(award, one),
    ask: async () => await world.bed.money.authorise(await versionOf(world, one.id)),
    apply: () => void (one.state = 'authorised'),
  })),
  takeBack: onInstalment('take back', (world, _award, one) => ({
    may: can(one, 'authorised'),
    ask: async () => await world.bed.money.authorisations.takeBack({ ...(await versionOf(world, one.id)), reason: 'x' }, world.bed.money.finance()),
    apply: () => void (one.state = 'planned'),
  })),
  issue: onInstalment('issue', (world, award, one) => ({
    may: world.oracle.mayIssue(award, one),
    ask: async () => await world.bed.money.issue(await versionOf(world, one.id)),
    apply: () => world.oracle.issue(award, one),
  })),
  retry: onInstalment('retry', (world, award, one) => ({
    may: can(one, 'failed') && !world.oracle.isOver(award),
    ask: async () => await world.bed.money.authorisations.proposeAgain({ ...(await versionOf(world, one.id)), cause: '已查明' }, world.bed.money.industry()),
    apply: () => void (one.proposed = true),
  })),
  list: (world) => {
    const award = world.random.of(world.awards);
    const barred = !award.barred;
    return {
      told: `${barred ? 'list' : 'unlist'} ${award.creditCode}`, may: true, ask: async () => await Promise.resolve(),
      apply: () => {
        award.barred = barred;
        const listing = { kind: 'credit-listing', clause: 'SUB-6-2', list: 'abnormal-operation', id: newId(), from: world.oracle.today } as never;
        if (barred) world.bed.money.bed.barred.set(award.creditCode, [listing]);
        else world.bed.money.bed.barred.delete(award.creditCode);
      },
    };
  },
  hold: onInstalment('hold', (world, _award, one) => ({
    may: true, ask: async () => await within(world, async (transaction) => await world.bed.money.instalments.hold(transaction, one.id, '列名', 'SUB-6-2')),
    apply: () => world.oracle.hold(one),
  })),
  release: onInstalment('release', (world, _award, one) => ({
    may: true, ask: async () => await within(world, async (transaction) => await world.bed.money.instalments.release(transaction, one.id, '移出', 'SUB-6-2')),
    apply: () => world.oracle.release(one),
  })),
};

const financeOperations: Readonly<Record<string, Operation>> = {
  confirm: onInstalment('confirm', (world, award, one) => ({
    may: can(one, 'issued', 'in-doubt'),
    ask: async () =>
      await within(world, async (transaction) =>
        await world.bed.money.instalments.confirm(transaction, one.id, { bankReference: newId(), executedOn: transaction.today, decisionId: 'order' })),
    apply: () => world.oracle.confirm(award, one),
  })),
  fail: onInstalment('fail', (world, award, one) => ({
    may: can(one, 'issued', 'in-doubt', 'failed'),
    ask: async () => await within(world, async (transaction) => await world.bed.money.instalments.fail(transaction, one.id, { reason: '退票', decisionId: 'order' })),
    apply: one.state === 'failed' ? done : () => world.oracle.fail(award, one),
  })),
  doubt: onInstalment('doubt', (world, _award, one) => ({
    may: can(one, 'issued', 'confirmed', 'in-doubt'),
    ask: async () => await within(world, async (transaction) => await world.bed.money.instalments.putInDoubt(transaction, one.id, { reason: '存疑', decisionId: 'statement' })),
    apply: () => void (one.state = 'in-doubt'),
  })),
  settle: onInstalment('settle', (world, award, one) => {
    const arrived = world.random.chance(2);
    const settled = arrived
      ? ({ outcome: 'confirmed', bankReference: newId(), executedOn: world.oracle.today, decisionId: 'statement' } as const)
      : ({ outcome: 'failed', reason: '未到账', decisionId: 'statement' } as const);
    return {
      may: can(one, 'in-doubt'),
      ask: async () => await within(world, async (transaction) => await world.bed.money.instalments.settleDoubt(transaction, one.id, settled)),
      apply: () => (arrived ? world.oracle.confirm(award, one) : world.oracle.fail(award, one)),
    };
  }),
};

const caseOperations: Readonly<Record<string, Operation>> = {
  stop: (world) => {
    const award = world.random.of(world.awards);
    // What is agreed to be offset on a stopped instalment is the case's own affair.
    if (award.instalments.some((one) => !isOut(one) && offsetOf(one) > 0n)) return undefined;
    return {
      told: `stop ${award.id} (${award.state})`, may: true,
      ask: async () => await within(world, async (transaction) => {
        await world.bed.money.instalments.stop(transaction, award.id, 'SUB-13.a', '查实', 'case');
      }),
      apply: () => world.oracle.stop(award),
    };
  },
  annul: (world) => {
    const award = world.random.of(world.awards);
    if (award.instalments.some((one) => one.state === 'stopped' && offsetOf(one) > 0n)) return undefined;
    return {
      told: `annul the stop of ${award.id} (${award.state})`, may: true,
      ask: async () => await within(world, async (transaction) => {
        await world.bed.money.instalments.withdrawStop(transaction, award.id, 'SUB-13.a', '撤销', 'review');
      }),
      apply: () => world.oracle.withdrawStop(award),
    };
  },
  recover: (world) => {
    const paid = world.awards.filter((one) => world.oracle.recoverable(one) > 0n);
    const award = world.random.of(paid.length === 0 ? world.awards : paid);
    const amount = world.random.fen(world.random.chance(3) ? world.oracle.paid(award) + 2n : world.oracle.recoverable(award) / 4n + 1n) + 1n;
    let id = '';
    return {
      told: `recover ${amount} of ${award.id}`, may: amount <= world.oracle.recoverable(award),
      ask: async () => {
        award.caseId ??= (await world.bed.openCase(award.id)).id;
        const { caseId } = award;
        await within(world, async (transaction) => {
          id = await demand(world, transaction, award, caseId, amount);
        });
      },
      apply: () => {
        award.demanded += amount;
        award.debts.push({ id, award, balance: amount });
      },
    };
  },
  payBack: async (world) => await onDebt(world, 'pay back', async (id, version, amount) =>
    await world.bed.payments.recordPayment({ id, version, amount, receivedOn: world.oracle.today as never, bankReference: newId() }, world.bed.decider()), done),
  writeOff: async (world) => await onDebt(world, 'write off', async (id, version, amount) => {
    const proposed = await world.bed.writeOffs.propose({ id, version, amount, reason: '无法追回', document: '核销1号' }, world.bed.as('province-finance', '220000', 'proposer'));
    const writeOffId = proposed.writeOffs.at(-1)?.id ?? '';
    await world.bed.writeOffs.writeOff({ id, version: proposed.version, writeOffId }, world.bed.decider());
  }, (award, amount) => void (award.writtenOff += amount)),
  offset: async (world) => {
    const debts = world.awards.flatMap(({ debts: of }) => of).filter((debt) => world.oracle.owed(debt) > 0n && debt.award.instalments.some(({ state }) => state === 'planned'));
    if (debts.length === 0) return undefined;
    const debt = world.random.of(debts);
    const one = world.random.of(debt.award.instalments.filter(({ state }) => state === 'planned'));
    const room = one.amount - offsetOf(one);
    const owed = world.oracle.owed(debt);
    const most = room < owed ? room : owed;
    if (most <= 0n || one.offsets.some((offset) => offset.debt === debt)) return undefined;
    const amount = world.random.chance(2) ? most : world.random.fen(most) + 1n;
    const { version } = await world.bed.recovery(debt.id);
    return {
      told: `offset ${amount} of ${debt.id} against ${one.year}`, may: true,
      ask: async () => {
        const request = { id: debt.id, version, instalmentId: one.id, amount: moneyOf(amount), reason: '抵扣' };
        const proposed = await world.bed.offsets.propose(request, world.bed.as('province-finance', '220000', 'proposer'));
        const offsetId = proposed.offsets.find(({ instalmentId, state }) => instalmentId === one.id && state === 'proposed')?.id ?? '';
        await world.bed.offsets.agree({ id: debt.id, version: proposed.version, offsetId }, world.bed.decider());
      },
      apply: () => one.offsets.push({ debt, amount }),
    };
  },
};

async function onDebt(
  world: World, name: string, ask: (id: string, version: number, amount: never) => Promise<unknown>, apply: (award: KnownAward, amount: bigint) => void,
): Promise<Step | undefined> {
  const debts = world.awards.flatMap(({ debts: of }) => of).filter((debt) => world.oracle.owed(debt) > 0n);
  if (debts.length === 0) return undefined;
  const debt = world.random.of(debts);
  const owed = world.oracle.owed(debt);
  const amount = world.random.chance(4) ? owed + 1n : world.random.fen(owed) + 1n;
  const { version } = await world.bed.recovery(debt.id);
  return {
    told: `${name} ${amount} of ${debt.id}`, may: amount <= owed,
    ask: async () => await ask(debt.id, version, moneyOf(amount) as never),
    apply: () => {
      debt.balance -= amount;
      apply(debt.award, amount);
    },
  };
}

const clockOperations: Readonly<Record<string, Operation>> = {
  advance: (world) => {
    const months = Number(world.random.fen(9n)) + 1;
    const [year = 0, month = 0] = world.oracle.today.split('-').map(Number);
    const at = year * 12 + month - 1 + months;
    const to = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
    return { told: `go to ${to}`, may: true, ask: async () => await world.bed.moveTo(to), apply: () => world.oracle.advance(to) };
  },
};

/** Every operation with how often it is tried. */
export const operations: readonly { readonly name: string; readonly weight: number; readonly make: Operation }[] = [
  ...Object.entries(moneyOperations).map(([name, make]) => ({ name, make, weight: ({ authorise: 16, issue: 16, propose: 14, verify: 7, takeBack: 3, hold: 2, release: 3, list: 3 } as Record<string, number>)[name] ?? 5 })),
  ...Object.entries(financeOperations).map(([name, make]) => ({ name, make, weight: name === 'confirm' ? 10 : 5 })),
  ...Object.entries(caseOperations).map(([name, make]) => ({ name, make, weight: ({ stop: 1, annul: 4, offset: 14 } as Record<string, number>)[name] ?? 5 })),
  ...Object.entries(clockOperations).map(([name, make]) => ({ name, make, weight: 4 })),
];

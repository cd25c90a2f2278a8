import { recoveryContracts, recoveryStates, type Recovery, type Role } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { at, CaseBed } from '../../test/case-bed.js';
import { creditCode } from '../../test/group-bed.js';
import { type RecoveryAction, recoveryLifecycle } from './recovery.lifecycle.js';

jest.setTimeout(240_000);

type State = Recovery['state'];

let bed: CaseBed;
beforeAll(async () => {
  bed = await CaseBed.open();
}, 60_000);
afterAll(async () => {
  await bed.close();
});

/** The contract of each action; a withdrawal is the affair of the case. */
const contracts = {
  'pay-part': recoveryContracts.recordPayment, 'pay-whole': recoveryContracts.recordPayment, 'charge-interest': recoveryContracts.chargeInterest,
  'propose-offset': recoveryContracts.proposeOffset, 'agree-offset': recoveryContracts.agreeOffset, 'take-back-offset': recoveryContracts.takeBackOffset,
  'propose-write-off': recoveryContracts.proposeWriteOff, 'write-off-part': recoveryContracts.writeOff, 'write-off-whole': recoveryContracts.writeOff,
  'refuse-write-off': recoveryContracts.refuseWriteOff, 'propose-refund': recoveryContracts.proposeRefund, 'pay-refund': recoveryContracts.payRefund,
  'refuse-refund': recoveryContracts.refuseRefund,
} as const satisfies Record<Exclude<RecoveryAction, 'withdraw' | 'withdraw-paid'>, unknown>;
type Action = keyof typeof contracts;
const actions = Object.keys(contracts) as Action[];
const roles: readonly Role[] = [
  'enterprise', 'county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance', 'finance-system', 'expert', 'auditor',
];
const finance = (person: string) => bed.as('province-finance', '220000', person);

/** A debt with interest, with a proposed offset or write-off where the action asks for one, and an instalment that can settle it. */
interface Prepared {
  readonly recovery: Recovery;
  readonly instalmentId: string;
}

async function prepared(state: State, action?: Action): Promise<Prepared> {
  const { paid, recovery, violation } = await bed.debt('1000.00', { interest: { rate: '0.01', from: bed.today, dayCount: '365', compounds: 'never' } });
  const instalmentId = (await bed.award({ isPaid: false, leadCreditCode: paid.creditCode })).planned.id;
  const made = async (): Promise<Recovery> => {
    switch (state) {
      case 'demanded': return recovery;
      case 'part-paid': return await pay(recovery, '100.00');
      case 'settled': return await pay(recovery, '1000.00');
      case 'written-off': return await writeOff(await proposeWriteOff(recovery, '1000.00'));
      case 'refunded': {
        await withdraw(await pay(recovery, '100.00'));
        return await payRefund(await proposeRefund(await bed.recovery(recovery.id)));
      }
      case 'refund-owed': return await withdraw(await pay(recovery, '100.00'));
      case 'withdrawn': return await withdraw(recovery);
    }
  };
  const withdraw = async ({ id }: Recovery): Promise<Recovery> => {
    const proposed = await bed.withdrawals.withdraw({ ...at(violation), document: 'x', reason: 'x' }, bed.as('province-industry', '220000', 'third'));
    await bed.withdrawals.confirmWithdrawal(at(proposed), finance('fourth'));
    return await bed.recovery(id);
  };
  const of = await made();
  if (action === 'pay-refund' || action === 'refuse-refund') return { instalmentId, recovery: await proposeRefund(of) };
  if (action === 'agree-offset' || action === 'take-back-offset') {
    return { instalmentId, recovery: await bed.offsets.propose({ ...at(of), instalmentId, amount: '50.00' as never, reason: 'x' }, finance('maker')) };
  }
  if (action === 'write-off-part' || action === 'refuse-write-off') return { instalmentId, recovery: await proposeWriteOff(of, '10.00') };
  if (action === 'write-off-whole') return { instalmentId, recovery: await proposeWriteOff(of, of.outstanding) };
  return { instalmentId, recovery: of };
}

const pay = async (of: Recovery, amount: string, role: Role = 'province-finance') =>
  await bed.payments.recordPayment({ ...at(of), amount: amount as never, receivedOn: bed.today, bankReference: newId() }, bed.as(role, role.startsWith('county') ? '220182' : '220000', 'checker'));
const proposeWriteOff = async (of: Recovery, amount: string, who = finance('maker')) =>
  await bed.writeOffs.propose({ ...at(of), amount: amount as never, reason: 'x', document: 'x' }, who);
const writeOff = async (of: Recovery, who = finance('checker')) => await bed.writeOffs.writeOff({ ...at(of), writeOffId: of.writeOffs.at(-1)?.id ?? newId() }, who);
const proposeRefund = async (of: Recovery, who = finance('maker')) => await bed.refunds.propose({ ...at(of), reason: 'x', document: 'x' }, who);
const payRefund = async (of: Recovery, who = finance('checker')) =>
  await bed.refunds.pay({ ...at(of), refundId: of.refunds.at(-1)?.id ?? newId(), paidOn: bed.today, bankReference: newId() }, who);

async function act(action: Action, { recovery: of, instalmentId }: Prepared, role: Role): Promise<Recovery> {
  const who = bed.as(role, '220000', 'checker');
  const offset = { ...at(of), offsetId: of.offsets.at(-1)?.id ?? newId() };
  switch (action) {
    case 'pay-part': return await pay(of, '1.00', role);
    case 'pay-whole': return await pay(of, of.outstanding === '0.00' ? '1.00' : of.outstanding, role);
    case 'charge-interest': return await bed.payments.chargeInterest({ ...at(of), on: bed.today }, who);
    case 'propose-offset': return await bed.offsets.propose({ ...at(of), instalmentId, amount: '1.00' as never, reason: 'x' }, who);
    case 'agree-offset': return await bed.offsets.agree(offset, who);
    case 'take-back-offset': return await bed.offsets.takeBack({ ...offset, reason: 'x' }, who);
    case 'propose-write-off': return await proposeWriteOff(of, '1.00', who);
    case 'write-off-part': case 'write-off-whole': return await writeOff(of, who);
    case 'refuse-write-off': return await bed.writeOffs.refuse({ ...at(of), writeOffId: of.writeOffs.at(-1)?.id ?? newId(), reason: 'x' }, who);
    case 'propose-refund': return await proposeRefund(of, who);
    case 'pay-refund': return await payRefund(of, who);
    case 'refuse-refund': return await bed.refunds.refuse({ ...at(of), refundId: of.refunds.at(-1)?.id ?? newId(), reason: 'x' }, who);
  }
}

const code = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message);

describe('the lifecycle of a debt', () => {
  it('SUB-13.a: what a contract says of states is what the lifecycle has', () => {
    for (const action of actions) {
      const states = recoveryStates.filter((state) => recoveryLifecycle[state][action] !== undefined);
      expect([action, [...(contracts[action].permission.states ?? [])].toSorted()]).toEqual([action, states.toSorted()]);
    }
  });

  it.each(recoveryStates)('SUB-13.a: %s: every action that the lifecycle has leads where it says, by the balance of the ledger; roles that may not are refused', async (state) => {
    for (const action of actions) {
      const arrow = recoveryLifecycle[state][action];
      if (arrow === undefined) continue;
      const one = await prepared(state, action);
      expect(one.recovery.state).toBe(state);
      for (const role of roles.filter((each) => !contracts[action].permission.roles.includes(each))) expect([action, role, await code(act(action, one, role))]).toEqual([action, role, 'NOT_PERMITTED']);
      const allowed = contracts[action].permission.roles;
      const after = await act(action, one, allowed[state.length % allowed.length] as Role);
      expect([state, action, after.state]).toEqual([state, action, arrow.target]);
      expect((await bed.recovery(after.id)).outstanding).toBe(after.outstanding);
    }
  });

  it.each(recoveryStates)('SUB-13.a: %s: every action that the lifecycle does not have is refused, and changes nothing', async (state) => {
    const one = await prepared(state);
    for (const action of actions.filter((each) => recoveryLifecycle[state][each] === undefined)) {
      expect([state, action, await code(act(action, one, 'province-finance'))]).toEqual([state, action, 'STATE_FORBIDS']);
    }
    expect(await bed.recovery(one.recovery.id)).toMatchObject({ state, version: one.recovery.version });
  });

  it('SUB-3.b, SUB-13.a: officials of the region, the auditor and the enterprise itself see a debt; others find nothing', async () => {
    const { paid, recovery } = await bed.debt('1000.00');
    const who = [
      paid.editor, bed.as('county-finance', '220182'), bed.as('auditor'), bed.as('county-finance', '220183'), bed.as('enterprise', '220182', 'somebody-else'),
      bed.as('province-finance', '650000'), bed.as('enterprise', '220182', paid.editor.caller.person, [creditCode()]),
    ];
    const seen = await Promise.all(who.map(async (each) => [
      (await bed.recoveries.list({ awardId: paid.award.id }, each)).items.length, await code(bed.recoveries.get(recovery.id, each)), await code(bed.recoveries.balance({ id: recovery.id }, each)),
    ]));
    expect(seen).toEqual([...Array.from({ length: 3 }, () => [1, 'done', 'done']), ...Array.from({ length: 4 }, () => [0, 'NOT_FOUND', 'NOT_FOUND'])]);
    await expect(bed.recoveries.list({}, bed.as('expert'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

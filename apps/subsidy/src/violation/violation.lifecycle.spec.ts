import { violationContracts, violationStates, type Role, type ViolationCase } from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { at, CaseBed } from '../../test/case-bed.js';
import { creditCode } from '../../test/group-bed.js';
import { missingForDecision, type ViolationAction, violationLifecycle } from './violation.lifecycle.js';

jest.setTimeout(240_000);

type State = ViolationCase['state'];

let bed: CaseBed;
beforeAll(async () => {
  bed = await CaseBed.open();
}, 60_000);
afterAll(async () => {
  await bed.close();
});

const contracts = {
  'add-evidence': violationContracts.addEvidence, notify: violationContracts.notify, 'record-statement': violationContracts.recordStatement,
  'ask-hearing': violationContracts.askHearing, 'hold-hearing': violationContracts.holdHearing, dismiss: violationContracts.dismiss,
  'order-correction': violationContracts.orderCorrection, 'confirm-correction': violationContracts.confirmCorrection, establish: violationContracts.establish,
  drop: violationContracts.drop, withdraw: violationContracts.withdraw, 'confirm-withdrawal': violationContracts.confirmWithdrawal,
} as const satisfies Record<ViolationAction, unknown>;
const actions = Object.keys(contracts) as ViolationAction[];
const roles: readonly Role[] = [
  'enterprise', 'county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance', 'finance-system',
  'expert', 'auditor', 'promotion-organisation', 'province-development-commission',
];
const decides = (action: ViolationAction) => action === 'dismiss' || action === 'order-correction' || action === 'establish';

/** A person of a role who has had no hand in a case; the enterprise's is the one who writes at its project group. */
const another = (role: Role, person = `another-${role}`) => bed.as(role, role === 'enterprise' || role.startsWith('county') ? '220182' : '220000', role === 'enterprise' ? 'enterprise-220182' : person);

async function act(action: ViolationAction, of: ViolationCase, role: Role): Promise<unknown> {
  const [who, on] = [another(role), { ...at(of) }];
  const decision = { ...on, reasons: 'x', document: 'x' };
  switch (action) {
    case 'add-evidence': return await bed.violations.addEvidence({ ...on, sha256: 'f'.repeat(64), name: 'x' }, who);
    case 'notify': return await bed.procedure.notify({ ...on, document: 'x', servedOn: bed.today }, who);
    case 'record-statement': return await bed.procedure.recordStatement({ ...on, by: 'x', receivedOn: bed.today, text: 'x' }, who);
    case 'ask-hearing': return await bed.procedure.askHearing({ ...on, by: 'x', askedOn: (of.notice?.servedOn ?? bed.today) as never }, who);
    case 'hold-hearing': return await bed.procedure.holdHearing({ ...on, noticedOn: (of.hearing?.askedOn ?? bed.today) as never, heldOn: bed.today, chair: 'chair', minutes: 'x' }, who);
    case 'dismiss': return await bed.decisions.dismiss(decision, who);
    case 'order-correction': return await bed.decisions.orderCorrection({ ...decision, order: 'x', correctBy: bed.after(3) }, who);
    case 'confirm-correction': return await bed.decisions.confirmCorrection({ ...on, reason: 'x', document: 'x' }, who);
    case 'establish': return await bed.decisions.establish(bed.establish(of), who);
    case 'drop': return await bed.violations.drop({ ...on, reason: 'x' }, who);
    case 'withdraw': return await bed.withdrawals.withdraw({ ...on, document: 'x', reason: 'x' }, who);
    case 'confirm-withdrawal': return await bed.withdrawals.confirmWithdrawal(on, who);
  }
}

/** A case in each state, each of an award of its own; the defence of all is over, and the day of a correction order. */
async function oneInEachState(): Promise<Record<State, ViolationCase>> {
  const award = async () => (await bed.award({ isPaid: false })).award.id;
  const ask = async (): Promise<ViolationCase> => {
    const served = await bed.notified(await award());
    return await bed.procedure.askHearing({ ...at(served), by: 'x', askedOn: served.notice?.servedOn as never }, bed.opener());
  };
  const served = [];
  for (let count = 0; count < 6; count += 1) served.push(await bed.notified(await award()));
  const [notified, spared, toOrder, toCorrect, toEstablish, toWithdraw] = served as [ViolationCase, ViolationCase, ViolationCase, ViolationCase, ViolationCase, ViolationCase];
  const [asked, toHear] = [await ask(), await ask()];
  await bed.moveTo(addDays(toHear.hearing?.askedOn ?? '', 30));
  const order = async (of: ViolationCase) => await bed.decisions.orderCorrection({ ...at(of), reasons: 'x', document: 'x', order: 'x', correctBy: bed.after(1) }, bed.decider());
  const [ordered, corrected] = [await order(toOrder), await order(toCorrect)];
  const establish = async (of: ViolationCase) => await bed.decisions.establish(bed.establish(of), bed.decider());
  const proposed = await bed.withdrawals.withdraw({ ...at(await establish(toWithdraw)), document: 'x', reason: 'x' }, another('province-industry', 'proposer'));
  const states: Record<State, ViolationCase> = {
    opened: await bed.openCase(await award()),
    notified,
    'hearing-asked': asked,
    heard: await bed.procedure.holdHearing({ ...at(toHear), noticedOn: toHear.hearing?.askedOn as never, heldOn: bed.today, chair: 'chair', minutes: 'x' }, bed.opener()),
    'not-established': await bed.decisions.dismiss({ ...at(spared), reasons: 'x', document: 'x' }, bed.decider()),
    'correction-ordered': ordered,
    corrected: await bed.decisions.confirmCorrection({ ...at(corrected), reason: 'x', document: 'x' }, bed.decider()),
    established: await bed.withdrawals.withdraw({ ...at(await establish(toEstablish)), document: 'x', reason: 'x' }, another('province-industry', 'proposer')),
    withdrawn: await bed.withdrawals.confirmWithdrawal(at(proposed), another('province-finance', 'confirmer')),
    dropped: await bed.violations.drop({ ...at(await bed.openCase(await award())), reason: 'x' }, bed.opener()),
  };
  await bed.moveTo(bed.after(5));
  // The day of the order has passed, and the case says so.
  return { ...states, 'correction-ordered': await bed.violations.get(ordered.id, bed.decider()) };
}

const code = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message);

function expected(state: State, action: ViolationAction, role: Role, of: ViolationCase): string | undefined {
  if (!contracts[action].permission.roles.includes(role)) return 'NOT_PERMITTED';
  if (of.notice === undefined && !['province-industry', 'province-finance'].includes(role)) return 'NOT_FOUND';
  if (violationLifecycle[state][action] !== undefined) return undefined;
  return decides(action) && missingForDecision[state] !== undefined ? 'CLAUSE_FORBIDS' : 'STATE_FORBIDS';
}

describe('the lifecycle of a case', () => {
  it('SUB-13.a: what a contract says of states is what the lifecycle has', () => {
    for (const action of actions) {
      const states = violationStates.filter((state) => violationLifecycle[state][action] !== undefined || (decides(action) && missingForDecision[state] !== undefined));
      expect([action, [...(contracts[action].permission.states ?? [])].toSorted()]).toEqual([action, states.toSorted()]);
    }
  });

  it('SUB-13.a, SUB-17: in each state each action by each role is refused as the lifecycle and the roles say, and changes nothing', async () => {
    const states = await oneInEachState();
    for (const [state, of] of Object.entries(states) as [State, ViolationCase][]) {
      expect(of.state).toBe(state);
      for (const action of actions) {
        for (const role of roles) {
          const refusal = expected(state, action, role, of);
          if (refusal !== undefined) expect([state, action, role, await code(act(action, of, role))]).toEqual([state, action, role, refusal]);
        }
      }
      expect(await bed.violations.get(of.id, bed.decider())).toMatchObject({ state, version: of.version });
    }
    // Each arrow, on a case that nobody has touched.
    const most = Math.max(...Object.values(violationLifecycle).map((arrows) => Object.keys(arrows).length));
    let left: Record<State, ViolationCase> | undefined = states;
    for (let place = 0; place < most; place += 1) {
      const here: Record<State, ViolationCase> = left ?? (await oneInEachState());
      left = undefined;
      for (const [state, of] of Object.entries(here) as [State, ViolationCase][]) {
        const [action, arrow] = (Object.entries(violationLifecycle[state])[place] ?? []) as [ViolationAction?, { target: State }?];
        if (action === undefined || arrow === undefined) continue;
        const { roles: allowed } = contracts[action].permission;
        const role = of.notice === undefined ? 'province-industry' : (allowed[place % allowed.length] as Role);
        await act(action, of, role);
        expect([state, action, role, (await bed.violations.get(of.id, bed.decider())).state]).toEqual([state, action, role, arrow.target]);
      }
    }
  });

  it('SUB-13.a: before its notice a case is known to the province and the auditor; then to its locality, and to the enterprise that it is about', async () => {
    const { award, editor } = await bed.award({ isPaid: false });
    const opened = await bed.openCase(award.id);
    const [county, other, stranger, xinjiang] = [
      bed.as('county-industry', '220182'), bed.as('county-industry', '220183'), bed.as('enterprise', '220182', 'somebody-else'), bed.as('province-industry', '650000'),
    ];
    const seen = async () => await Promise.all([editor, county, other, stranger, xinjiang, bed.as('auditor')].map(async (who) => {
      const { items } = await bed.violations.list({ awardId: award.id }, who);
      return [items.length, await code(bed.violations.get(opened.id, who))];
    }));
    expect(await seen()).toEqual([[0, 'NOT_FOUND'], [0, 'NOT_FOUND'], [0, 'NOT_FOUND'], [0, 'NOT_FOUND'], [0, 'NOT_FOUND'], [1, 'done']]);
    const served = await bed.procedure.notify({ ...at(opened), document: 'x', servedOn: bed.today }, bed.opener());
    expect(await seen()).toEqual([[1, 'done'], [1, 'done'], [0, 'NOT_FOUND'], [0, 'NOT_FOUND'], [0, 'NOT_FOUND'], [1, 'done']]);
    const statement = { ...at(served), by: 'x', receivedOn: bed.today, text: 'x' };
    // Who wrote the group and is with another enterprise of the county by now.
    const gone = bed.as('enterprise', '220182', editor.caller.person, [creditCode()]);
    expect([await code(bed.violations.get(opened.id, gone)), await code(bed.procedure.recordStatement(statement, gone))]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect((await bed.violations.list({ awardId: award.id }, gone)).items).toEqual([]);
    expect([await code(bed.procedure.recordStatement(statement, stranger)), await code(bed.procedure.recordStatement(statement, other))]).toEqual(['NOT_FOUND', 'OUTSIDE_REGION']);
    await expect(bed.procedure.recordStatement(statement, editor)).resolves.toMatchObject({ statements: [{ recordedBy: 'enterprise-220182' }] });
    await expect(bed.violations.open({ awardId: award.id, kind: 'fraud', origin: 'finding', facts: 'x', clauses: ['SUB-5.e', 'SUB-99'], evidence: [] }, bed.opener())).rejects.toMatchObject({
      code: 'INVALID_REQUEST', issues: [{ path: 'clauses[1]' }],
    });
  });
});

describe('a case and those it is no affair of', () => {
  it('SUB-13.a: before its notice a case is unknown to who is an insider of another region alone', async () => {
    const { award } = await bed.award({ isPaid: false });
    const opened = await bed.openCase(award.id);
    const { caller } = bed.as('county-industry', '220182', 'both');
    const mixed = { caller: { ...caller, grants: [...caller.grants, { role: 'auditor', region: '220300' }] as never } };
    await expect(bed.violations.get(opened.id, mixed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.violations.list({ awardId: award.id as never }, mixed)).items).toEqual([]);
    const whole = { caller: { ...caller, grants: [...caller.grants, { role: 'auditor', region: '220000' }] as never } };
    await expect(bed.violations.get(opened.id, whole)).resolves.toMatchObject({ state: 'opened' });
    expect((await bed.violations.list({ awardId: award.id as never }, whole)).items).toMatchObject([{ id: opened.id }]);
  });

  it('SUB-13.a: an enterprise of the place that is no party learns nothing of a case, not even its version', async () => {
    const { award } = await bed.award({ isPaid: false });
    const served = await bed.notified(award.id);
    const stranger = bed.as('enterprise', '220182', 'stranger', [creditCode()]);
    const statement = { ...at(served), by: 'x', receivedOn: bed.today, text: 'x' };
    await expect(bed.procedure.recordStatement(statement, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.procedure.recordStatement({ ...statement, version: 99 }, bed.money.bed.again(stranger))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

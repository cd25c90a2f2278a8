import {
  type ImposeSanction, type Sanction, sanctionContracts, sanctionEnded, sanctionImposed, sanctionLifted, sanctionOrderAnnulled, sanctionOrdered,
  type SanctionOrdered, sanctionOrderWithdrawn, type SanctionOrderWithdrawn,
} from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { AuditBed, sampleCreditCode } from '../../test/audit-bed.js';
import { sanctionLifecycle } from './sanction.lifecycle.js';

jest.setTimeout(60_000);

let bed: AuditBed;
beforeAll(async () => {
  bed = await AuditBed.open('2026-03-01');
});
afterAll(async () => {
  await bed.close();
});

const first = () => bed.as('province-industry', 'first');
const second = () => bed.as('province-industry', 'second');
const at = ({ id, version }: Sanction) => ({ id, version });

function order(matter: SanctionOrdered['matter'], changes: Partial<SanctionOrdered> = {}): SanctionOrdered {
  const orderId = newId();
  return {
    orderId, creditCode: sampleCreditCode(), programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter, hardToCorrect: true,
    decidedOn: '2026-03-01', document: `样例决定书 ${orderId}`, ...changes,
  } as SanctionOrdered;
}

/** What an order came to. */
async function ordered(matter: SanctionOrdered['matter'], changes: Partial<SanctionOrdered> = {}): Promise<Sanction> {
  const data = order(matter, changes);
  await bed.take(sanctionOrdered, data);
  const { items } = await bed.sanctions.list({ creditCode: data.creditCode }, bed.as());
  return await bed.sanctions.get(items[0]?.id ?? '', bed.as());
}

function proposal(changes: Partial<ImposeSanction> = {}): ImposeSanction {
  return {
    creditCode: sampleCreditCode(), programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter: 'serious-violation', hardToCorrect: true,
    measure: 'ban', decidedOn: '2026-02-01', document: '样例审计决定', reason: '审计机关移送', ...changes,
  } as ImposeSanction;
}

const mayApply = async (creditCode: string, on: string, programme = 'jl-amc-subsidy-2024'): Promise<boolean> =>
  (await bed.standings.check({ tenant: 'CN-22', programme, creditCodes: [creditCode], on } as never)).standings[0]?.mayApply === true;

describe('an order of subsidy', () => {
  it('SUB-13.c, SUB-16, SUB-17: imposes what the policy attaches to the matter, by its clause and with its end', async () => {
    const [ban, bar, exclusion] = [await ordered('serious-violation'), await ordered('poor-performance'), await ordered('fraud')];
    expect(ban).toMatchObject({ measure: 'ban', clause: 'SUB-13.c', state: 'in-force', imposedThrough: '2031-03-01', firstDayFree: '2031-03-02', peopleToLift: 2 });
    expect(bar).toMatchObject({ measure: 'bar', clause: 'SUB-16', state: 'in-force', peopleToLift: 1 });
    expect(exclusion).toMatchObject({ measure: 'exclusion', clause: 'SUB-17', state: 'in-force' });
    for (const endless of [bar, exclusion]) expect(endless).not.toHaveProperty('imposedThrough');
    expect(exclusion).not.toHaveProperty('peopleToLift');
  });

  it('SUB-13.c: imposes nothing for what can be corrected', async () => {
    const data = order('serious-violation', { hardToCorrect: false });
    await bed.take(sanctionOrdered, data);
    expect((await bed.sanctions.list({ creditCode: data.creditCode }, bed.as())).items).toEqual([]);
  });

  it('SUB-13.c: imposes once, however often it comes, and tells of it once', async () => {
    const data = order('serious-violation');
    await Promise.all([1, 2, 3].map(async () => await bed.take(sanctionOrdered, data)));
    expect((await bed.sanctions.list({ creditCode: data.creditCode }, bed.as())).items).toHaveLength(1);
    expect((await bed.events(sanctionImposed)).filter(({ orderId }) => orderId === data.orderId)).toEqual([
      expect.objectContaining({ measure: 'ban', clause: 'SUB-13.c', imposedFrom: '2026-03-01', imposedThrough: '2031-03-01' }),
    ]);
  });
});

describe('an order whose decision subsidy annulled', () => {
  const annulment = ({ orderId, creditCode }: SanctionOrdered): SanctionOrderWithdrawn => ({ orderId, creditCode, decidedOn: '2026-03-01' as never, document: '样例复议决定书' });
  const onRecord = async (creditCode: string) => (await bed.records.list({ creditCode } as never, bed.as())).items.map(({ state }) => state);
  const told = async (orderId: string) => (await bed.events(sanctionOrderAnnulled)).filter((event) => event.orderId === orderId);

  it('SUB-13.b, SUB-13.c: bars on no day and is published no longer, however often it is told', async () => {
    const data = order('serious-violation');
    await bed.take(sanctionOrdered, data);
    await Promise.all([1, 2, 3].map(async () => await bed.take(sanctionOrderWithdrawn, annulment(data))));
    const { items } = await bed.sanctions.list({ creditCode: data.creditCode }, bed.as());
    expect(items).toMatchObject([{ state: 'withdrawn' }]);
    const { history, possible } = await bed.sanctions.get(items[0]?.id ?? '', bed.as());
    expect([history.at(-1), possible]).toEqual([expect.objectContaining({ step: 'withdrawn', document: '样例复议决定书' }), []]);
    expect(await onRecord(data.creditCode)).toEqual(['withdrawn']);
    expect(await mayApply(data.creditCode, '2026-03-01')).toBe(true);
    expect((await bed.events(sanctionLifted)).filter(({ orderId }) => orderId === data.orderId)).toHaveLength(1);
    expect(await told(data.orderId)).toEqual([{ orderId: data.orderId, creditCode: data.creditCode, withdrawn: 1 }]);
  });

  it('SUB-16, SUB-17: imposes nothing when the annulment came first, nor when it comes again', async () => {
    for (const matter of ['serious-violation', 'poor-performance', 'fraud'] as const) {
      const data = order(matter);
      await bed.take(sanctionOrderWithdrawn, annulment(data));
      await bed.take(sanctionOrdered, data);
      await bed.take(sanctionOrdered, data);
      expect([matter, (await bed.sanctions.list({ creditCode: data.creditCode }, bed.as())).items, await onRecord(data.creditCode)]).toEqual([matter, [], []]);
      expect(await told(data.orderId)).toMatchObject([{ withdrawn: 0 }]);
    }
  });

  it('SUB-13.c: at once with its order it leaves nothing in force, whichever is first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const data = order('serious-violation');
      await Promise.all([bed.take(sanctionOrdered, data), bed.take(sanctionOrderWithdrawn, annulment(data))]);
      const { items } = await bed.sanctions.list({ creditCode: data.creditCode }, bed.as());
      expect(items.filter(({ state }) => state !== 'withdrawn')).toEqual([]);
      expect((await onRecord(data.creditCode)).filter((state) => state !== 'withdrawn')).toEqual([]);
    }
  });

  it.each(['lift-proposed', 'withdrawal-proposed', 'lifted'])('SUB-13.c: is withdrawn also where it is %s; what it was stays in its history', async (state) => {
    const ban = await ordered('serious-violation');
    const change = { ...at(ban), document: 'x', reason: 'x' };
    const proposed = state === 'withdrawal-proposed' ? await bed.sanctions.withdraw(change, first()) : await bed.sanctions.lift(change, first());
    const before = state === 'lifted' ? await bed.sanctions.confirm(at(proposed), second()) : proposed;
    expect(before.state).toBe(state);
    await bed.take(sanctionOrderWithdrawn, annulment({ orderId: ban.orderId, creditCode: ban.creditCode } as SanctionOrdered));
    const after = await bed.sanctions.get(ban.id, bed.as());
    expect([after.state, after.history.length]).toEqual(['withdrawn', before.history.length + 1]);
  });

  it('SUB-17: of another order of the same enterprise, or of another jurisdiction, withdraws nothing', async () => {
    const exclusion = await ordered('fraud');
    const ours = { orderId: exclusion.orderId, creditCode: exclusion.creditCode } as SanctionOrdered;
    await bed.take(sanctionOrderWithdrawn, annulment({ ...ours, orderId: newId() }));
    await bed.take(sanctionOrderWithdrawn, annulment(ours), 'CN-65');
    expect((await bed.sanctions.get(exclusion.id, bed.as())).state).toBe('in-force');
  });
});

describe('a matter that was decided elsewhere', () => {
  it('SUB-13.c: bars nobody until a second person confirms it, and then from the day of the decision', async () => {
    const proposed = await bed.imposing.impose(proposal(), first());
    expect(proposed).toMatchObject({ state: 'proposed', possible: ['confirm', 'reject'] });
    expect(await mayApply(proposed.creditCode, '2026-03-01')).toBe(true);
    await expect(bed.sanctions.confirm(at(proposed), first())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const confirmed = await bed.sanctions.confirm(at(proposed), second());
    expect(confirmed).toMatchObject({ state: 'in-force', imposedFrom: '2026-02-01', imposedThrough: '2031-02-01' });
    expect(confirmed.history.map(({ step, by }) => [step, by])).toEqual([['proposed', 'first'], ['imposed', 'second']]);
    expect([await mayApply(proposed.creditCode, '2026-02-01'), await mayApply(proposed.creditCode, '2026-01-31')]).toEqual([false, true]);
  });

  it('SUB-13.c: is rejected by who does not agree, and can be proposed anew', async () => {
    const request = proposal();
    const proposed = await bed.imposing.impose(request, first());
    await expect(bed.imposing.impose(request, first())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await bed.sanctions.reject({ ...at(proposed), reason: '证据不足' }, second())).toMatchObject({ state: 'rejected', possible: [] });
    await expect(bed.imposing.impose(request, first())).resolves.toMatchObject({ state: 'proposed' });
  });

  it.each([
    [{ measure: 'exclusion' }, 'measure'],
    [{ matter: 'serious-violation', hardToCorrect: false }, 'measure'],
    [{ programme: 'jl-sme-2024', policyVersion: '2024-03-15' }, 'measure'],
    [{ decidedOn: '2026-03-02' }, 'decidedOn'],
  ])('SUB-13.c: is refused when the policy attaches no such measure, or the day is to come: %j', async (changes, path) => {
    await expect(bed.imposing.impose(proposal(changes as never), first())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path }] });
  });
});

describe('the end of a sanction', () => {
  it('SUB-13.c: a ban is shortened by two people with a reason, and its new last day still counts', async () => {
    const ban = await ordered('serious-violation');
    const proposed = await bed.sanctions.lift({ ...at(ban), through: '2028-12-31' as never, reason: '已全部整改' }, first());
    expect(proposed).toMatchObject({ state: 'lift-proposed', imposedThrough: '2031-03-01' });
    await expect(bed.sanctions.confirm(at(proposed), first())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const shortened = await bed.sanctions.confirm(at(proposed), second());
    expect(shortened).toMatchObject({ state: 'in-force', imposedThrough: '2028-12-31', firstDayFree: '2029-01-01' });
    expect(shortened.history.at(-1)).toMatchObject({ step: 'shortened', reason: '已全部整改', by: 'second' });
    expect([await mayApply(ban.creditCode, '2028-12-31'), await mayApply(ban.creditCode, '2029-01-01')]).toEqual([false, true]);
    expect((await bed.events(sanctionLifted)).at(-1)).toMatchObject({ sanctionId: ban.id, imposedThrough: '2028-12-31' });
  });

  it('SUB-13.c: who acts through the proposer\'s client is no second person', async () => {
    const ban = await ordered('serious-violation');
    const through = (person: string) => {
      const request = bed.as('province-industry', person);
      const caller = { ...request.caller, client: 'client-1' };
      return { ...request, caller, call: { ...request.call, caller } };
    };
    const proposed = await bed.sanctions.lift({ ...at(ban), reason: '已整改' }, through('first'));
    await expect(bed.sanctions.confirm(at(proposed), through('second'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
  });

  it('SUB-13.c: a rejected proposal leaves the ban as it was', async () => {
    const ban = await ordered('serious-violation');
    const proposed = await bed.sanctions.lift({ ...at(ban), reason: '请求解除' }, first());
    expect(await bed.sanctions.reject({ ...at(proposed), reason: '整改未完成' }, second())).toMatchObject({ state: 'in-force', imposedThrough: '2031-03-01' });
  });

  it('SUB-16, INT-23: a bar is lifted by one person with a reason; tomorrow is the first day free', async () => {
    const bar = await ordered('poor-performance');
    const lifted = await bed.sanctions.lift({ ...at(bar), reason: '连续两年绩效优良' }, first());
    expect(lifted).toMatchObject({ state: 'lifted', imposedThrough: '2026-03-01', firstDayFree: '2026-03-02' });
    expect([await mayApply(bar.creditCode, '2026-03-01'), await mayApply(bar.creditCode, '2026-03-02')]).toEqual([false, true]);
  });

  it('SUB-17: an exclusion is never lifted, only withdrawn by two people with the decision that it rests on', async () => {
    const exclusion = await ordered('fraud');
    await expect(bed.sanctions.lift({ ...at(exclusion), reason: '请求解除' }, first())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-17' });
    const proposed = await bed.sanctions.withdraw({ ...at(exclusion), document: '样例复议决定', reason: '原决定被撤销' }, first());
    expect(await mayApply(exclusion.creditCode, '2027-01-01', 'jl-sme-2024')).toBe(false);
    await expect(bed.sanctions.confirm(at(proposed), first())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    expect(await bed.sanctions.confirm(at(proposed), second())).toMatchObject({ state: 'withdrawn', possible: [] });
    expect([await mayApply(exclusion.creditCode, '2026-03-01', 'jl-sme-2024'), await mayApply(exclusion.creditCode, '2027-01-01')]).toEqual([true, true]);
    expect((await bed.events(sanctionLifted)).at(-1)).toMatchObject({ sanctionId: exclusion.id });
  });

  it.each(['2026-02-28', '2031-03-01', '2032-01-01'])('SUB-13.c: %s is no earlier end that could be given today', async (through) => {
    const ban = await ordered('serious-violation');
    await expect(bed.sanctions.lift({ ...at(ban), through: through as never, reason: 'x' }, first())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'through' }] });
  });

  it('SUB-13.c: of two who change it at once one is told that it has changed', async () => {
    const ban = await ordered('serious-violation');
    const tried = await Promise.allSettled([
      bed.sanctions.lift({ ...at(ban), reason: '一' }, first()), bed.sanctions.withdraw({ ...at(ban), document: 'x', reason: '二' }, second()),
    ]);
    const refused = tried.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(['VERSION_CONFLICT']);
    expect((await bed.sanctions.get(ban.id, bed.as())).version).toBe(2);
  });

  it('SUB-13.c: in no state something is possible that the lifecycle does not have', async () => {
    const lifted = await bed.sanctions.lift({ ...at(await ordered('poor-performance')), reason: 'x' }, first());
    const tries = [
      async () => await bed.sanctions.lift({ ...at(lifted), reason: 'x' }, first()),
      async () => await bed.sanctions.withdraw({ ...at(lifted), document: 'x', reason: 'x' }, first()),
      async () => await bed.sanctions.confirm(at(lifted), second()),
      async () => await bed.sanctions.reject({ ...at(lifted), reason: 'x' }, second()),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const named = (action: 'lift' | 'withdraw' | 'confirm' | 'reject') =>
      Object.entries(sanctionLifecycle).flatMap(([state, arrows]) => (arrows[action] === undefined ? [] : [state])).toSorted();
    for (const action of ['lift', 'withdraw', 'confirm', 'reject'] as const) {
      expect([action, [...(sanctionContracts[action].permission.states ?? [])].toSorted()]).toEqual([action, named(action)]);
    }
  });

  it('SUB-13.c: others than the province\'s operators, and other jurisdictions, change and see nothing', async () => {
    const ban = await ordered('serious-violation');
    for (const role of ['province-finance', 'auditor', 'prefecture-industry'] as const) {
      await expect(bed.sanctions.lift({ ...at(ban), reason: 'x' }, bed.as(role))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    }
    const other = () => bed.as('province-industry', 'other', '650000');
    await expect(bed.sanctions.lift({ ...at(ban), reason: 'x' }, other())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.sanctions.get(ban.id, other())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.sanctions.list({}, other())).items).toEqual([]);
  });

  it('SUB-13.c: the list goes on where its page ended, and knows enterprise, measure and state', async () => {
    const exclusion = await ordered('fraud');
    const one = await bed.sanctions.list({ limit: 1 }, bed.as('auditor'));
    const next = await bed.sanctions.list({ limit: 1, cursor: one.next ?? '' }, bed.as('auditor'));
    expect([one.items[0]?.id, next.items[0]?.id === exclusion.id]).toEqual([exclusion.id, false]);
    const of = async (filter: object) => (await bed.sanctions.list({ creditCode: exclusion.creditCode, ...filter } as never, bed.as())).items.length;
    expect([await of({}), await of({ measure: 'exclusion', state: 'in-force' }), await of({ measure: 'ban' }), await of({ state: 'lifted' })]).toEqual([1, 1, 0, 0]);
  });

  it('SUB-13.c, INT-13: a deadline tells the end on the first day free; one that was shortened, earlier; a lifted one tells none', async () => {
    const [whole, shortened, lifted] = [await ordered('serious-violation'), await ordered('serious-violation'), await ordered('serious-violation')];
    await bed.sanctions.confirm(at(await bed.sanctions.lift({ ...at(shortened), through: '2029-06-30' as never, reason: 'x' }, first())), second());
    await bed.sanctions.confirm(at(await bed.sanctions.lift({ ...at(lifted), reason: 'x' }, first())), second());
    const ended = async (): Promise<string[]> => {
      const mine = [whole.id, shortened.id, lifted.id];
      return (await bed.events(sanctionEnded)).filter(({ sanctionId }) => mine.includes(sanctionId)).map(({ sanctionId }) => ['whole', 'shortened', 'lifted'][mine.indexOf(sanctionId)] ?? '');
    };
    await bed.moveTo('2029-06-30');
    expect(await ended()).toEqual([]);
    await bed.moveTo('2029-07-01');
    expect(await ended()).toEqual(['shortened']);
    await bed.moveTo('2031-03-01');
    expect((await bed.sanctions.get(whole.id, bed.as())).state).toBe('in-force');
    await bed.moveTo('2031-03-02');
    expect(await ended()).toEqual(['shortened', 'whole']);
    expect(await bed.sanctions.get(whole.id, bed.as())).toMatchObject({ state: 'ended', possible: [] });
    await bed.take(sanctionOrderWithdrawn, { orderId: whole.orderId, creditCode: whole.creditCode, decidedOn: '2031-03-02', document: 'x' } as never);
    expect(await bed.sanctions.get(whole.id, bed.as())).toMatchObject({ state: 'withdrawn', imposedThrough: '2031-03-01' });
    expect((await bed.events(sanctionLifted)).at(-1)).toMatchObject({ sanctionId: whole.id, imposedThrough: '2031-03-01' });
  });
});

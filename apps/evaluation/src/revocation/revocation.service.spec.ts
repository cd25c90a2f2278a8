import {
  type OpenRevocation, type RevocationCase, revocationContracts, revocationDecided, revocationStates, revocationWithdrawn, titleRevoked,
  type TitleChanged,
} from '@jiqun/contracts';
import type { Request } from '@jiqun/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { TitleBed } from '../../test/title-bed.js';
import { RevocationBed } from '../../test/revocation-bed.js';
import { revocationLifecycle } from './revocation.lifecycle.js';

jest.setTimeout(120_000);

let bed: TitleBed;
let revocations: RevocationBed;
beforeAll(async () => {
  bed = await TitleBed.open();
  revocations = new RevocationBed(bed);
  bed.ignore('annual-report.opens', 're-review.opens');
  await bed.moveTo('2026-09-01');
});
afterAll(async () => {
  await bed.close();
});

const opener = (): Request => bed.request('province-industry', 'opener');
const decider = (): Request => bed.request('province-industry', 'decider');
const version = ({ id, version: at }: RevocationCase) => ({ id, version: at });
const fraud: NonNullable<OpenRevocation['stated']> = [{ clause: 'SME-14-2', facts: '申报材料中的产值不实', evidence: '吉工信核〔2026〕1号' }];

async function opened(title?: TitleChanged, stated = fraud): Promise<RevocationCase> {
  const { titleId } = title ?? (await bed.tellTitle());
  return await revocations.cases.open({ titleId, stated, reason: '核查发现' }, opener());
}

async function notified(): Promise<RevocationCase> {
  const open = await opened();
  return await revocations.procedure.notify({ ...version(open), document: '告知书1号', servedOn: open.openedOn }, opener());
}

describe('a case', () => {
  it('SME-14-2, INT-27: runs from opening through notice, statement and decision to publication, and the title is taken away', async () => {
    const served = await notified();
    // 2026-09-01 is a Tuesday; five working days end on 8 September, a Tuesday.
    expect(served.grounds.map(({ clause, origin }) => `${clause} ${origin}`)).toEqual(['SME-14-2 stated', 'SME-14-3 found']);
    expect(served).toMatchObject({
      state: 'notified', defenceEndsOn: '2026-09-08', notice: { statement: { through: '2026-09-08', provisional: false } },
    });
    const stated = await revocations.procedure.recordStatement(
      { ...version(served), by: '榆树市工信局', receivedOn: '2026-09-01' as never, text: '产值口径不同' }, opener(),
    );
    expect(stated.statements).toMatchObject([{ inTime: true, text: '产值口径不同' }]);
    await bed.moveTo('2026-09-09');
    // Sixty days from 9 September would end on Sunday 8 November: the last day is the Monday.
    const decided = await revocations.decisions.decide(
      { ...version(stated), outcome: 'revoke', established: ['SME-14-2'], reasons: '查实', document: '撤销决定1号' }, decider(),
    );
    expect(decided).toMatchObject({
      state: 'revoked',
      decision: { decidedBy: 'decider', reconsideration: { through: '2026-11-09' }, litigation: { through: '2027-03-09', provisional: true } },
    });
    expect((await bed.events(revocationDecided)).at(-1)).toEqual({
      revocationId: served.id, titleId: served.titleId, clusterId: served.clusterId, grounds: ['SME-14-2'], decidedOn: '2026-09-09',
    });
    expect(await revocations.decisions.publish(
      { ...version(decided), address: 'https://gxt.jl.gov.cn/x' }, decider(),
    )).toMatchObject({ state: 'published' });
    expect((await revocations.cases.replay(served.id, decider())).equal).toBe(true);
  });

  it('INT-27: the period for statement and defence is counted in working days across a holiday', async () => {
    await bed.moveTo('2026-09-24');
    // Five working days after Thursday 24 September, across Mid-Autumn and the National Day holiday; 10 October is a make-up day.
    const open = await opened();
    const served = await revocations.procedure.notify({ ...version(open), document: '告知书', servedOn: '2026-09-24' as never }, opener());
    expect(served.notice?.hearing.through).toBe(served.defenceEndsOn);
    expect(served.defenceEndsOn).toBe('2026-10-09');
  });

  it('SME-14-2: cannot be decided without a notice', async () => {
    const open = await opened();
    await expect(revocations.decisions.decide(decision(open), decider())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', clause: 'SME-14-2', params: { what: 'notice' }, issues: [{ message: { zh: expect.stringContaining('第44、45、62条') } }],
    });
  });

  it('INT-27: cannot be decided on the last day of the defence period, and can on the day after', async () => {
    const served = await notified();
    const last = served.defenceEndsOn ?? '';
    await bed.moveTo(last);
    await expect(revocations.decisions.decide(decision(served), decider())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    await bed.moveTo(revocations.dayAfter(last));
    await expect(revocations.decisions.decide(decision(served), decider())).resolves.toMatchObject({ state: 'revoked' });
  });

  it('announces the end of the defence period once, and not when it is over before', async () => {
    const [pending, given] = [await notified(), await notified()];
    await revocations.cases.drop({ ...version(given), reason: '撤回' }, opener());
    await bed.moveTo(revocations.dayAfter(pending.defenceEndsOn ?? ''));
    const announced = (await bed.events(revocationContracts.defenceEnded)).map(({ revocationId }) => revocationId);
    expect(announced.filter((id) => id === pending.id)).toEqual([pending.id]);
    expect(announced).not.toContain(given.id);
  });

  it('is decided by another person than the one who opened it', async () => {
    const served = await notified();
    await bed.moveTo(revocations.dayAfter(served.defenceEndsOn ?? ''));
    await expect(revocations.decisions.decide(decision(served), opener())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(revocations.decisions.decide(
      { ...decision(served), outcome: 'do-not-revoke', established: [] }, decider(),
    )).resolves.toMatchObject({ state: 'not-revoked' });
    expect((await bed.events(revocationDecided)).map(({ revocationId }) => revocationId)).not.toContain(served.id);
  });

  it('is revoked on grounds of its own alone, of which one at least is established', async () => {
    const served = await notified();
    await bed.moveTo(revocations.dayAfter(served.defenceEndsOn ?? ''));
    await expect(revocations.decisions.decide({ ...decision(served), established: [] }, decider())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', clause: 'SME-14-1', params: { what: 'ground-established' },
    });
    await expect(revocations.decisions.decide(
      { ...decision(served), established: ['SME-14-5'] }, decider(),
    )).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('a decision is withdrawn by another person than the one who decided, and the title returns', async () => {
    const served = await notified();
    await bed.moveTo(revocations.dayAfter(served.defenceEndsOn ?? ''));
    const decided = await revocations.decisions.decide(decision(served), decider());
    const withdrawal = { ...version(decided), document: '复议决定书1号', reason: '复议撤销' };
    await expect(revocations.decisions.withdraw(withdrawal, decider())).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(revocations.decisions.withdraw(
      withdrawal, bed.request('province-industry', 'third'),
    )).resolves.toMatchObject({ state: 'withdrawn' });
    expect((await bed.events(revocationWithdrawn)).at(-1)).toMatchObject({ revocationId: served.id, titleId: served.titleId });
    // The ground stands open to a new case.
    const again = await revocations.cases.open({ titleId: served.titleId, stated: fraud, reason: '重新核查' }, opener());
    expect(again.id).not.toBe(served.id);
  });

  it('there is one at a time of a title', async () => {
    const title = await bed.tellTitle();
    await opened(title);
    await expect(opened(title)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('of two who act at once one is told of the conflict, and nothing is overwritten', async () => {
    const open = await opened();
    const notice = { ...version(open), servedOn: open.openedOn };
    const results = await Promise.allSettled([
      revocations.procedure.notify({ ...notice, document: '一' }, bed.request('province-industry', 'a')),
      revocations.cases.drop({ ...version(open), reason: '二' }, bed.request('province-industry', 'b')),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((result) => result.status === 'rejected') as PromiseRejectedResult;
    expect(lost.reason).toMatchObject({ code: 'VERSION_CONFLICT', params: { expected: '1', actual: '2' } });
    expect((await revocations.cases.get(open.id, opener())).version).toBe(2);
  });
});

const decision = (of: RevocationCase) => ({ ...version(of), outcome: 'revoke' as const, established: ['SME-14-2'], reasons: '查实', document: '撤销决定' });

describe('a hearing', () => {
  it('INT-27: that was asked for in time is held before the decision, told of seven working days before, with another chair', async () => {
    const served = await notified();
    const asked = await revocations.procedure.askHearing(
      { ...version(served), by: '榆树市工信局', askedOn: served.notice?.servedOn as never }, bed.request('county-industry', 'county', '220182'),
    );
    await bed.moveTo(revocations.dayAfter(served.defenceEndsOn ?? ''));
    await expect(revocations.decisions.decide(decision(asked), decider())).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', params: { what: 'hearing' }, issues: [{ message: { zh: expect.stringContaining('第63、64条') } }],
    });
    const noticedOn = asked.hearing?.askedOn ?? '';
    const earliest = revocations.workingDayAfter(noticedOn, 7);
    await bed.moveTo(revocations.dayAfter(earliest));
    const hearing = { ...version(asked), noticedOn: noticedOn as never, chair: 'chair', minutes: '听证笔录1号' };
    await expect(revocations.procedure.holdHearing(
      { ...hearing, heldOn: revocations.dayBefore(earliest) as never }, opener(),
    )).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    await expect(revocations.procedure.holdHearing(
      { ...hearing, heldOn: earliest as never, chair: 'opener' }, opener(),
    )).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const heard = await revocations.procedure.holdHearing({ ...hearing, heldOn: earliest as never }, opener());
    await expect(revocations.decisions.decide(decision(heard), decider())).resolves.toMatchObject({ state: 'revoked' });
  });

  it('INT-27: asked for after its period is refused, on its last day not', async () => {
    const [one, other] = [await notified(), await notified()];
    const last = one.notice?.hearing.through ?? '';
    await bed.moveTo(revocations.dayAfter(last));
    const ask = (of: RevocationCase, askedOn: string) => revocations.procedure.askHearing(
      { ...version(of), by: '集群', askedOn: askedOn as never }, opener(),
    );
    await expect(ask(one, revocations.dayAfter(last))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    await expect(ask(other, last)).resolves.toMatchObject({ state: 'hearing-asked' });
  });
});

describe('who may', () => {
  it('know of a case before its notice: the province and the auditor alone', async () => {
    const { id, version: at1 } = await opened();
    for (const role of [
      'province-industry', 'auditor',
    ] as const) await expect(revocations.cases.get(id, bed.request(role))).resolves.toMatchObject({ id });
    const county = () => bed.request('county-industry', 'county', '220182');
    await expect(revocations.cases.get(id, county())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await revocations.cases.list({}, county())).items.map((item) => item.id)).not.toContain(id);
    const ask = { id, version: at1, by: 'x', askedOn: '2026-09-01' as never };
    await expect(revocations.procedure.askHearing(ask, county())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('see a case: those in whose region it lies, the province, the auditor; others do not find it', async () => {
    const { id } = await notified();
    for (const [role, region] of [
      ['county-industry', '220182'], ['prefecture-industry', '220100'], ['province-industry', '220000'], ['auditor', '220000'],
    ] as const) {
      await expect(revocations.cases.get(id, bed.request(role, role, region))).resolves.toMatchObject({ id });
      expect((await revocations.cases.list({}, bed.request(role, role, region))).items.map((item) => item.id)).toContain(id);
    }
    for (const [role, region, tenant] of [
      ['prefecture-industry', '220200', 'CN-22'], ['county-industry', '220122', 'CN-22'], ['province-industry', '650000', 'CN-65'],
    ] as const) {
      await expect(revocations.cases.get(id, bed.request(role, role, region, tenant))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await revocations.cases.list({}, bed.request(role, role, region, tenant))).items.map((item) => item.id)).not.toContain(id);
    }
  });

  it('act in a case of another jurisdiction or without the role: nobody', async () => {
    const open = await opened();
    await expect(revocations.cases.drop(
      { ...version(open), reason: 'x' }, bed.request('province-industry', 'x', '650000', 'CN-65'),
    )).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(revocations.cases.drop(
      { ...version(open), reason: 'x' }, bed.request('prefecture-industry', 'x', '220100'),
    )).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('list cases page by page, newest first, without gap or repetition', async () => {
    const title = await bed.tellTitle();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const open = await opened(title);
      ids.unshift(open.id);
      await revocations.cases.drop({ ...version(open), reason: '重来' }, opener());
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await revocations.cases.list(
        { titleId: title.titleId, limit: 2, ...(cursor === undefined ? {} : { cursor: cursor as never }) }, opener(),
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids);
  });
});

describe('a programme', () => {
  it('INT-28: of Xinjiang knows no ground, and no case', async () => {
    const title = await bed.tellTitle({ tenant: 'CN-65', programme: 'xj-amc', policyVersion: 'undated', region: '650100', validThrough: undefined });
    const operator = bed.request('province-industry', 'x', '650000', 'CN-65');
    await expect(revocations.cases.open(
      { titleId: title.titleId, stated: fraud, reason: 'x' }, operator,
    )).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'INT-28' } });
    expect((await revocations.monitoring.grounds({ titleId: title.titleId }, operator)).grounds).toEqual([]);
  });

  it('AMC-11.b: grounds that its document does not know cannot be stated; its own can', async () => {
    const title = await bed.tellTitle({ programme: 'jl-amc-2024', policyVersion: '2024-11-04', region: '220100' });
    await expect(opened(title)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(opened(
      title, [{ clause: 'AMC-11.b', facts: '弄虚作假', evidence: '核查报告' }],
    )).resolves.toMatchObject({ grounds: [{ clause: 'AMC-11.b', origin: 'stated' }] });
  });
});

describe('every action in every state for every role', () => {
  let states: Record<string, RevocationCase>;
  beforeEach(async () => {
    states = await revocations.oneInEachState();
  });

  it('is what the lifecycle says, or refused naming the state', async () => {
    expect(Object.keys(states).toSorted()).toEqual([...revocationStates].toSorted());
    await revocations.tryEverything(states);
  });

  it('leads where the lifecycle says', async () => {
    expect(await revocations.takeEveryArrow()).toBe(Object.values(revocationLifecycle).flatMap((arrows) => Object.keys(arrows)).length);
  });

  it('the contracts name the states of the lifecycle', () => {
    expect(revocations.statesOfContracts()).toEqual(revocations.statesOfLifecycle(revocationLifecycle));
  });
});

it('SME-14-2: after the decision was carried out, no further case of the revoked title is opened', async () => {
  const served = await notified();
  await bed.moveTo(revocations.dayAfter(served.defenceEndsOn ?? ''));
  await revocations.decisions.decide(decision(served), decider());
  expect(titleRevoked.type).toBe('jiqun.registry.title.revoked.v1');
  await expect(revocations.cases.open(
    { titleId: served.titleId, stated: fraud, reason: 'x' }, opener(),
  )).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
});

import { expertCodeSchema, expertContracts, type Caller, type Expert, type RegisterExpert } from '@jiqun/contracts';
import { CommandRunner, newId, Reader, type Request } from '@jiqun/service-kit';
import { createTestBed, testCaller, type TestBed } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';

import { contents } from '../data-source.js';
import { expertLifecycle } from './expert.lifecycle.js';
import { ExpertRepository } from './expert.repository.js';
import { ExpertService } from './expert.service.js';

jest.setTimeout(60_000);

let bed: TestBed;
let source: DataSource;
let experts: ExpertService;
beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('evaluation', contents);
  experts = new ExpertService(new CommandRunner(source, { service: 'evaluation', lanes: 4, groupSize: 8 }), new ExpertRepository(new Reader(source)));
});
afterAll(async () => {
  await bed.close();
});

function by(caller: Caller): Request {
  return { caller, call: { caller, identity: { kind: 'key', tenant: caller.tenant, operation: 'test', key: newId(), payloadHash: Buffer.alloc(32) } } };
}
const province = (tenant = 'CN-22'): Request => by(testCaller({ tenant, person: 'operator', grants: [{ role: 'province-industry', region: `${tenant.slice(3)}0000` }] }));
const expert = (person: string, tenant = 'CN-22'): Request => by(testCaller({ tenant, person, grants: [{ role: 'expert', region: `${tenant.slice(3)}0000` }] }));

let count = 0;
function entry(changes: Partial<RegisterExpert> = {}): RegisterExpert {
  count += 1;
  return { code: expertCodeSchema.parse(`E-${count}`), person: `person-${count}`, fields: ['C36'], ties: [], conflicts: [], ...changes };
}
const registered = async (changes: Partial<RegisterExpert> = {}, request = province()): Promise<Expert> => await experts.register(entry(changes), request);
const employer = { creditCode: '91220101MA0000007M' as never, tie: 'employment' as const, from: '2020-01-01' as never };

describe('an expert', () => {
  it('AMC-7-2, XJ-7-2, SEI-3-2: is in the pool once, by code and by person, and in the other province again', async () => {
    const first = entry();
    await experts.register(first, province());
    await expect(experts.register({ ...entry(), code: first.code }, province())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(experts.register({ ...entry(), person: first.person }, province())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(experts.register(first, province('CN-65'))).resolves.toMatchObject({ code: first.code, state: 'active', version: 1 });
  });

  it('AMC-7-2: declares the own ties and conflicts, and nobody else does', async () => {
    const { id, person } = await registered();
    const conflict = { clusterId: newId(), reason: 'My sister works there' };
    const declaration = { id, version: 1, ties: [employer], conflicts: [conflict], reason: 'New employer' };
    for (const other of [expert('somebody-else'), expert(person, 'CN-65'), province()]) {
      await expect(experts.declare(declaration, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(experts.declare(declaration, expert(person))).resolves.toMatchObject({ ties: [employer], conflicts: [conflict], version: 2 });
    expect(expertContracts.declare.permission.roles).toEqual(['expert']);
  });

  it('AMC-7-2: a conflict without an organisation or a cluster, or a tie that ends before it begins, says nothing and is refused', () => {
    const refused = (changes: object): boolean => !expertContracts.register.request.safeParse({ ...entry(), ...changes }).success;
    expect(refused({})).toBe(false);
    expect(refused({ conflicts: [{ reason: 'r' }] })).toBe(true);
    expect(refused({ ties: [{ creditCode: '91220101MA0000007M', tie: 'employment', from: '2020-01-02', to: '2020-01-01' }] })).toBe(true);
  });

  it('is seen by experts as the own record alone, and by nobody of the other province', async () => {
    const own = await registered();
    const other = await registered();
    await expect(experts.get(other.id, expert(own.person))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(experts.listChanges({ id: other.id }, expert(own.person))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(experts.get(other.id, province('CN-65'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await experts.list({}, expert(own.person))).items.map(({ id }) => id)).toEqual([own.id]);
    await expect(experts.get(own.id, expert(own.person))).resolves.toEqual(own);
  });

  it('is listed by pages, newest first, by field and state', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) ids.unshift((await registered({ fields: ['C27', 'listed'] })).id);
    const first = await experts.list({ field: 'listed', limit: 3 }, province());
    const next = await experts.list({ field: 'listed', limit: 3, cursor: first.next as string }, province());
    expect([...first.items, ...next.items].map(({ id }) => id)).toEqual(ids);
    expect(next).not.toHaveProperty('next');
    await experts.move('expert.suspend', { id: ids[0] as string, version: 1, reason: 'ill' }, province());
    expect((await experts.list({ field: 'listed', state: 'suspended' }, province())).items.map(({ id }) => id)).toEqual([ids[0]]);
    await expect(experts.list({ cursor: 'x' }, province())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('keeps every change: who, when, why, and what came of it', async () => {
    const { id, person } = await registered({ ties: [employer] });
    await experts.declare({ id, version: 1, ties: [], conflicts: [], reason: 'Left in spring' }, expert(person));
    await experts.move('expert.retire', { id, version: 2, reason: 'At own wish' }, province());
    const { items } = await experts.listChanges({ id }, province());
    expect(items.map(({ version, action, by: who, reason, after }) => [version, action, who, reason, after.ties.length, after.state])).toEqual([
      [3, 'expert.retire', 'operator', 'At own wish', 0, 'retired'],
      [2, 'expert.declare', person, 'Left in spring', 0, 'active'],
      [1, 'expert.register', 'operator', undefined, 1, 'active'],
    ]);
    const page = await experts.listChanges({ id, limit: 2 }, province());
    expect((await experts.listChanges({ id, limit: 2, cursor: page.next as string }, province())).items.map(({ version }) => version)).toEqual([1]);
    await expect(source.query(`UPDATE expert_change SET reason = 'another'`)).rejects.toThrow(/permission denied/);
  });

  it('changed by two at once keeps the first change, and the second one is told', async () => {
    const { id } = await registered();
    const amend = (field: string) => experts.amend({ id, version: 1, fields: [field], ties: [], reason: 'r' }, province());
    const outcomes = await Promise.allSettled([amend('C01'), amend('C02')]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT', params: { expected: '1', actual: '2' } } });
    const winner = outcomes.find((outcome) => outcome.status === 'fulfilled');
    expect((await experts.get(id, province())).fields).toEqual(winner?.value.fields);
  });

  it('can do in each state what the lifecycle says and nothing else, and the contracts say the same', async () => {
    const reach = { active: [], suspended: ['expert.suspend'], retired: ['expert.retire'] } as const;
    for (const state of ['active', 'suspended', 'retired'] as const) {
      for (const action of ['expert.suspend', 'expert.reinstate', 'expert.retire'] as const) {
        const { id } = await registered();
        let version = 1;
        for (const step of reach[state]) ({ version } = await experts.move(step, { id, version, reason: 'r' }, province()));
        const target = (expertLifecycle[state] as Record<string, { target: string }>)[action]?.target;
        const moved = experts.move(action, { id, version, reason: 'r' }, province());
        if (target === undefined) await expect(moved).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state, action } });
        else await expect(moved).resolves.toMatchObject({ state: target });
        const { states } = expertContracts[action.slice(7) as 'suspend' | 'reinstate' | 'retire'].permission;
        expect(states?.includes(state)).toBe(target !== undefined);
      }
    }
  });
});

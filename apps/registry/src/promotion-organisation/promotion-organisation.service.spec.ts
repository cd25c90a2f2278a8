import { readFileSync } from 'node:fs';

import { type Caller, promotionConditions, promotionOrganisationContracts as contracts, type PromotionOrganisationDetail, promotionOrganisationStates, roles } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { creditCode, FIRST_DAY, jilinConditions, officer, OrganisationBed, somebody, xinjiangConditions } from '../../test/organisation-bed.js';
import { conditionsOf } from './promotion-organisation.conditions.js';
import { promotionOrganisationLifecycle } from './promotion-organisation.lifecycle.js';

jest.setTimeout(60_000);

let bed: OrganisationBed;
beforeAll(async () => {
  bed = await OrganisationBed.open();
});
afterAll(async () => {
  await bed.close();
});

type Move = 'suspend' | 'resume' | 'dissolve';

const changchun = officer('220100');
const urumqi = officer('650100');
const founder = (kind = 'leading-enterprise') => ({ creditCode: creditCode(), kind });
const inXinjiang = (changes: object = {}) => bed.registerOrganisation({ region: '650102', conditions: xinjiangConditions(), founders: [founder()], ...changes }, urumqi);
const move = async (action: Move, request: object, caller: Caller = changchun): Promise<PromotionOrganisationDetail> =>
  await bed.ask(contracts[action], async (...args) => await bed.organisations[action](...args), { reason: '监管', ...request }, caller);
const judge = async (request: object, caller: Caller) => await bed.ask(contracts.judge, async (...args) => await bed.organisations.judge(...args), request, caller);
const update = async (request: object, caller: Caller = changchun) => await bed.ask(contracts.update, async (...args) => await bed.organisations.update(...args), request, caller);
const get = async (request: object, caller: Caller = changchun) => await bed.ask(contracts.get, async (...args) => await bed.organisationQueries.get(...args), request, caller);
const list = async (request: object, caller: Caller = changchun) =>
  await bed.ask(contracts.list, async (...args) => await bed.organisationQueries.list(...args), request, caller);
const searchPublic = async (request: object) =>
  await bed.ask(contracts.searchPublic, async (asked) => await bed.organisationQueries.searchPublic(asked), request, somebody('public', '220000'));
const clauseForbids = (clause: string, what: RegExp) => ({ code: 'CLAUSE_FORBIDS', clause, params: { action: 'promotion-organisation.register', what: expect.stringMatching(what) } });

describe('registering in Jilin', () => {
  it('AMC-3.a: an independent, non-governmental, non-profit legal person registered in the PRC is registered, with the evidence', async () => {
    const organisation = await bed.registerOrganisation();
    expect(organisation).toMatchObject({ state: 'registered', version: 1, conditions: jilinConditions(), supervisor: { role: 'county-industry', region: '220102' } });
    expect(await get({ id: organisation.id })).toEqual(organisation);
    const audit = await bed.source.query(`SELECT action, clause FROM audit_entry WHERE object_id = $1`, [organisation.id]);
    expect(audit).toEqual([{ action: 'promotion-organisation.register', clause: 'AMC-3.a' }]);
  });

  it.each([
    ['independent-legal-person', /独立法人/], ['non-governmental', /非政府/], ['non-profit', /非营利/], ['registered-in-china', /境内注册/],
  ])('AMC-3.a: not %s, or nothing said of it: not registered', async (condition, what) => {
    const conditions = jilinConditions({ [condition]: false });
    const silent = jilinConditions().filter((stated) => (stated as { condition: string }).condition !== condition);
    for (const stated of [conditions, silent]) await expect(bed.registerOrganisation({ conditions: stated })).rejects.toMatchObject(clauseForbids('AMC-3.a', what));
  });

  it('AMC-3.a: nothing is left of what was refused', async () => {
    const code = creditCode();
    await expect(bed.registerOrganisation({ creditCode: code, conditions: [] })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    expect((await list({ creditCode: code })).items).toEqual([]);
    await expect(bed.registerOrganisation({ creditCode: code })).resolves.toMatchObject({ creditCode: code });
    await expect(bed.registerOrganisation({ creditCode: code })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('one condition stated twice is refused: it would be met and not met', async () => {
    const conditions = [...jilinConditions(), { condition: 'non-profit', met: false, evidence: '章程' }];
    await expect(bed.registerOrganisation({ conditions: conditions.slice(0, 6) })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'conditions' }] });
  });

  it('AMC-3.b: whether it is in good order is judged by the province alone, with reasons, and can be judged anew', async () => {
    const { id } = await bed.registerOrganisation();
    const request = { id, version: 1, inOrder: false, reason: '财务制度不健全' };
    await expect(judge(request, changchun)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect(contracts.judge.request.safeParse({ id, version: 1, inOrder: true }).success).toBe(false);
    const judged = await judge(request, officer('220000'));
    expect(judged.judgement).toEqual({ inOrder: false, judgedOn: expect.stringMatching(/^2026-/), reason: '财务制度不健全' });
    expect((await judge({ ...request, version: 2, inOrder: true, reason: '已整改' }, officer('220000'))).inOrder).toBe(true);
    const audit = await bed.source.query(`SELECT DISTINCT clause, reason FROM audit_entry WHERE object_id = $1 AND action = 'promotion-organisation.judge' ORDER BY 2`, [id]);
    expect(audit).toEqual(expect.arrayContaining([{ clause: 'AMC-3.b', reason: '已整改' }, { clause: 'AMC-3.b', reason: '财务制度不健全' }]));
  });
});

describe('registering in Xinjiang', () => {
  it('XJ-3: a third-party legal person founded under guidance is registered; nothing is asked of profit', async () => {
    const organisation = await inXinjiang({ founders: [founder('social-group'), founder('institute')] });
    expect(organisation.founders.map(({ kind }) => kind)).toEqual(['social-group', 'institute']);
    expect(organisation.conditions.map(({ condition }) => condition)).not.toContain('non-profit');
  });

  it('XJ-3: without a founder, without guidance, or not a third party: not registered', async () => {
    await expect(inXinjiang({ founders: [] })).rejects.toMatchObject(clauseForbids('XJ-3', /发起/));
    for (const [index, what] of [[0, /独立法人/], [1, /第三方/], [2, /指导/]] as const) {
      await expect(inXinjiang({ conditions: xinjiangConditions().toSpliced(index, 1) })).rejects.toMatchObject(clauseForbids('XJ-3', what));
    }
    expect(contracts.register.request.safeParse({ ...(await inXinjiang()), founders: [founder('government')] }).success).toBe(false);
  });

  it('XJ-3: the conditions of Jilin do not do in Xinjiang, nor those of Xinjiang in Jilin', async () => {
    await expect(inXinjiang({ conditions: jilinConditions() })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'XJ-3' });
    await expect(bed.registerOrganisation({ conditions: xinjiangConditions(), founders: [founder()] })).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-3.a' });
  });

  it('XJ-3: its last founder cannot be taken out later, and nobody founds itself', async () => {
    const { id, name, region, creditCode: itself } = await inXinjiang();
    const request = { id, version: 1, name, region, reason: '变更' };
    await expect(update({ ...request, founders: [] }, urumqi)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'XJ-3' });
    await expect(update({ ...request, founders: [{ creditCode: itself, kind: 'institute' }] }, urumqi)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(update({ ...request, founders: [founder('institute')] }, urumqi)).resolves.toMatchObject({ version: 2 });
  });

  it('the judgement of AMC-3.b is asked for by no clause there', async () => {
    const { id } = await inXinjiang();
    await expect(judge({ id, version: 1, inOrder: true, reason: '良好' }, officer('650000'))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'XJ-3' });
  });
});

test('the condition sets name clauses that the policies have', () => {
  const known = [['jl-amc-2024', '2024-11-04'], ['xj-amc', 'undated']].flatMap(([programme, version]) => {
    const text = readFileSync(new URL(`../../../../packages/policy-core/policies/${programme}/${version}.json`, import.meta.url), 'utf8');
    return (JSON.parse(text) as { clauses: { id: string }[] }).clauses.map(({ id }) => id);
  });
  const named = ['CN-22', 'CN-65'].map(conditionsOf).flatMap(({ conditions, founders, judgement, supervision, activities }) =>
    [...conditions, founders, judgement, supervision, activities].flatMap((part) => part?.clause ?? []),
  );
  expect(new Set(named)).toEqual(new Set(['AMC-3.a', 'AMC-3.b', 'XJ-3', 'XJ-10', 'XJ-11']));
  expect(known).toEqual(expect.arrayContaining(named));
  expect(promotionConditions.filter((condition) => !['CN-22', 'CN-65'].some((tenant) => conditionsOf(tenant).conditions.some((one) => one.condition === condition)))).toEqual([]);
});

describe('supervision', () => {
  it('XJ-10: the department of the locality supervises it, and one of another locality does not', async () => {
    const { id, supervisor } = await inXinjiang();
    expect(supervisor).toEqual({ role: 'county-industry', region: '650102' });
    for (const stranger of [officer('650104'), officer('650200')]) await expect(move('suspend', { id, version: 1 }, stranger)).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(move('suspend', { id, version: 1 }, officer('650102'))).resolves.toMatchObject({ state: 'suspended', version: 2 });
    const audit = await bed.source.query(`SELECT clause, reason FROM audit_entry WHERE object_id = $1 AND action = 'promotion-organisation.suspend'`, [id]);
    expect(audit).toEqual([{ clause: 'XJ-10', reason: '监管' }]);
  });

  it('XJ-10: the supervisor follows from the level of the locality', async () => {
    const supervisors = [];
    for (const region of ['650102', '650100', '650000', '659001']) {
      supervisors.push((await bed.registerOrganisation({ region, conditions: xinjiangConditions(), founders: [founder()] }, officer('650000'))).supervisor.role);
    }
    expect(supervisors).toEqual(['county-industry', 'prefecture-industry', 'province-industry', 'county-industry']);
  });

  it('every action in every state for every role is as the lifecycle and the permission say', async () => {
    const ways: Record<PromotionOrganisationDetail['state'], Move[]> = { registered: [], suspended: ['suspend'], dissolved: ['dissolve'] };
    const wrong: string[] = [];
    let tried = 0;
    for (const [state, way] of Object.entries(ways) as [PromotionOrganisationDetail['state'], Move[]][]) {
      for (const action of ['suspend', 'resume', 'dissolve'] as const) {
        const { permission } = contracts[action];
        for (const role of roles) {
          const { id } = await bed.registerOrganisation();
          for (const [index, step] of way.entries()) await move(step, { id, version: index + 1 });
          const expected = permission.roles.includes(role) ? (promotionOrganisationLifecycle[state][action]?.target ?? 'STATE_FORBIDS') : 'NOT_PERMITTED';
          const outcome = await move(action, { id, version: way.length + 1 }, somebody(role, '220000')).then((moved) => moved.state, (error: { code: string }) => error.code);
          if (outcome !== expected) wrong.push(`${role} in ${state} ${action}: ${outcome}, not ${expected}`);
          tried += 1;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBe(9 * roles.length);
  });

  it('the permissions name exactly the states in which the lifecycle has the action', () => {
    for (const action of ['suspend', 'resume', 'dissolve'] as const) {
      const possible = promotionOrganisationStates.filter((state) => promotionOrganisationLifecycle[state][action] !== undefined);
      expect(contracts[action].permission.states).toEqual(possible);
    }
  });

  it('two departments at once: one acts, the other is told the version that there is', async () => {
    const { id } = await bed.registerOrganisation();
    const outcomes = await Promise.allSettled([move('suspend', { id, version: 1 }), move('dissolve', { id, version: 1 }, officer('220102'))]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const loser = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(['VERSION_CONFLICT', 'STATE_FORBIDS']).toContain((loser.reason as { code: string }).code);
    expect(await get({ id })).toMatchObject({ version: 2 });
  });
});

describe('what is known of promotion organisations', () => {
  it('its history has founders and states, and it can be read as of a day', async () => {
    const { id, name, region } = await bed.registerOrganisation();
    await bed.moveTo('2026-05-06');
    const one = founder();
    await update({ id, version: 1, name, region, founders: [one], reason: '新增发起单位' });
    expect(await get({ id, asOf: FIRST_DAY })).toMatchObject({ founders: [], version: 1 });
    await expect(get({ id, asOf: '2026-03-01' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { items } = await bed.ask(contracts.history, async (...args) => await bed.organisationQueries.history(...args), { id }, changchun);
    expect(items[0]?.fields).toEqual([{ field: 'founders', after: `leading-enterprise ${one.creditCode}` }]);
  });

  it('is listed to officials of the region alone; another tenant finds nothing', async () => {
    const { id } = await bed.registerOrganisation({ name: '只在长春的组织' });
    const found = { nameContains: '只在长春' };
    expect((await list(found)).items.map((item) => item.id)).toEqual([id]);
    expect((await list(found, officer('220500'))).items).toEqual([]);
    expect((await list(found, officer('650000'))).items).toEqual([]);
    await expect(get({ id }, officer('220500'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(get({ id }, officer('650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(list(found, somebody('promotion-organisation', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('the public register has name, region, kind of founders and state of every tenant, and no more', async () => {
    const { id } = await inXinjiang({ name: '公开的组织甲', founders: [founder(), founder('institute')] });
    await bed.registerOrganisation({ name: '公开的组织乙' });
    const { items } = await searchPublic({ nameContains: '公开的组织' });
    expect(items.map(({ name }) => name)).toEqual(['公开的组织乙', '公开的组织甲']);
    expect(items[1]).toEqual({ id, name: '公开的组织甲', region: '650102', founderKinds: ['leading-enterprise', 'institute'], state: 'registered' });
    expect((await searchPublic({ nameContains: '公开的组织', tenant: 'CN-22' })).items.map(({ name }) => name)).toEqual(['公开的组织乙']);
    expect((await searchPublic({ nameContains: '公开的组织', region: '650100' })).items.map(({ name }) => name)).toEqual(['公开的组织甲']);
    const page = await searchPublic({ nameContains: '公开的组织', limit: 1 });
    expect((await searchPublic({ nameContains: '公开的组织', limit: 1, cursor: page.next })).items.map(({ name }) => name)).toEqual(['公开的组织甲']);
  });
});

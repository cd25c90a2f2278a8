import { type Caller, enterpriseContracts as contracts, type EnterpriseDetail } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { creditCode, FIRST_DAY, officer, OrganisationBed, somebody } from '../../test/organisation-bed.js';

jest.setTimeout(60_000);

let bed: OrganisationBed;
beforeAll(async () => {
  bed = await OrganisationBed.open();
});
afterAll(async () => {
  await bed.close();
});

const changchun = officer('220100');
const province = officer('220000');
const update = async (request: object, caller: Caller = changchun) => await bed.ask(contracts.update, async (...args) => await bed.enterprises.update(...args), request, caller);
const dissolve = async (request: object) => await bed.ask(contracts.dissolve, async (...args) => await bed.enterprises.dissolve(...args), request, changchun);
const get = async (request: object, caller: Caller = changchun) => await bed.ask(contracts.get, async (...args) => await bed.enterpriseQueries.get(...args), request, caller);
const history = async (request: object, caller: Caller = changchun) =>
  await bed.ask(contracts.history, async (...args) => await bed.enterpriseQueries.history(...args), request, caller);
const qualify = async (request: object) => await bed.ask(contracts.addQualification, async (...args) => await bed.enterpriseFacts.addQualification(...args), request, changchun);
const requalify = async (request: object) =>
  await bed.ask(contracts.correctQualification, async (...args) => await bed.enterpriseFacts.correctQualification(...args), request, changchun);
const own = async (request: object) => await bed.ask(contracts.addOwner, async (...args) => await bed.enterpriseFacts.addOwner(...args), request, changchun);
const reown = async (request: object) => await bed.ask(contracts.correctOwner, async (...args) => await bed.enterpriseFacts.correctOwner(...args), request, changchun);
const particulars = ({ id, version, name, region, industry, scale }: EnterpriseDetail) => ({ id, version, name, region, industry, scale, reason: '工商变更' });

describe('registering an enterprise', () => {
  it('AMC-2: an enterprise is registered with code, region, industry and scale, and audited', async () => {
    const registered = await bed.registerEnterprise({ name: '一汽模具', nameEn: 'FAW Moulds' });
    expect(registered).toMatchObject({ name: '一汽模具', nameEn: 'FAW Moulds', region: '220102', state: 'active', version: 1, qualifications: [], owners: [] });
    expect(await get({ id: registered.id })).toEqual(registered);
    const audit = await bed.source.query(`SELECT action, person, outcome FROM audit_entry WHERE object_id = $1`, [registered.id]);
    expect(audit).toEqual([{ action: 'enterprise.register', person: 'officer-220100', outcome: 'done' }]);
  });

  it('XJ-2: the same credit code is registered once in a tenant, and in another tenant independently', async () => {
    const code = creditCode();
    await bed.registerEnterprise({ creditCode: code });
    await expect(bed.registerEnterprise({ creditCode: code })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', params: { noun: 'enterprise', id: code } });
    const other = await bed.registerEnterprise({ creditCode: code, region: '650102' }, officer('650100'));
    await expect(get({ id: other.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('two who register the same code at once: one succeeds, one is told that it exists', async () => {
    const code = creditCode();
    const outcomes = await Promise.allSettled([1, 2].map(async () => await bed.registerEnterprise({ creditCode: code })));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_EXISTS' } });
  });

  it('an old region code is kept as today\'s region', async () => {
    expect(await bed.registerEnterprise({ region: '220381' })).toMatchObject({ region: '220184' });
  });

  it.each<[string, Caller, string]>([
    ['in another prefecture', officer('220500'), 'OUTSIDE_REGION'],
    ['of Meihekou by Tonghua', officer('220500'), 'OUTSIDE_REGION'],
    ['by an expert', somebody('expert', '220000'), 'NOT_PERMITTED'],
    ['by an auditor, who only reads', somebody('auditor', '220000'), 'NOT_PERMITTED'],
    ['by an official of another tenant', officer('650000'), 'OUTSIDE_REGION'],
  ])('%s is refused', async (what, caller, code) => {
    const region = what.includes('Meihekou') ? '220581' : '220102';
    await expect(bed.registerEnterprise({ region }, caller)).rejects.toMatchObject({ code });
  });
});

describe('changing an enterprise', () => {
  it('keeps who, when, why and each field before and after; what it was on a day stays readable', async () => {
    const enterprise = await bed.registerEnterprise({ name: '旧名', nameEn: 'Old Name' });
    await bed.moveTo('2026-03-05');
    const renamed = await update({ ...particulars(enterprise), name: '新名', scale: 'medium' });
    expect(renamed).toMatchObject({ name: '新名', scale: 'medium', version: 2 });
    expect(renamed).not.toHaveProperty('nameEn');
    expect(await get({ id: enterprise.id, asOf: FIRST_DAY })).toEqual(enterprise);
    expect(await get({ id: enterprise.id, asOf: '2026-03-05' })).toEqual(renamed);
    await expect(get({ id: enterprise.id, asOf: '2026-03-01' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { items } = await history({ id: enterprise.id });
    expect(items.map(({ version, action }) => [version, action])).toEqual([[2, 'enterprise.update'], [1, 'enterprise.register']]);
    expect(items[0]).toMatchObject({ person: 'officer-220100', reason: '工商变更', recordedAt: expect.stringMatching(/^2026-03-05T/) });
    expect(items[0]?.fields).toEqual([
      { field: 'name', before: '旧名', after: '新名' },
      { field: 'nameEn', before: 'Old Name' },
      { field: 'scale', before: 'small', after: 'medium' },
    ]);
    const next = await history({ id: enterprise.id, limit: 1 });
    expect((await history({ id: enterprise.id, limit: 1, cursor: next.next })).items.map(({ version }) => version)).toEqual([1]);
  });

  it('two at once: one is done, the other gets the version that there is, and nothing is overwritten', async () => {
    const enterprise = await bed.registerEnterprise();
    const outcomes = await Promise.allSettled(['甲', '乙'].map(async (name) => await update({ ...particulars(enterprise), name })));
    const [done] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'VERSION_CONFLICT', params: { noun: 'enterprise', id: enterprise.id, expected: '1', actual: '2' } },
    });
    expect(await get({ id: enterprise.id })).toEqual(done);
  });

  it('moves only between regions that are both the caller\'s', async () => {
    const enterprise = await bed.registerEnterprise();
    await expect(update({ ...particulars(enterprise), region: '220202' })).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(update({ ...particulars(enterprise), region: '220202' }, province)).resolves.toMatchObject({ region: '220202' });
  });

  it('once dissolved, nothing of it is changed, and it cannot be dissolved again', async () => {
    const { id } = await bed.registerEnterprise();
    const dissolved = await dissolve({ id, version: 1, reason: '注销' });
    expect(dissolved).toMatchObject({ state: 'dissolved', version: 2 });
    await expect(update({ ...particulars(dissolved) })).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { action: 'enterprise.update', state: 'dissolved' } });
    await expect(dissolve({ id, version: 2, reason: '再注销' })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(qualify({ id, version: 2, kind: 'champion', validFrom: FIRST_DAY, source: '公告', reason: '补录' })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('the service itself cannot change what is in the history', async () => {
    const { id } = await bed.registerEnterprise();
    await expect(bed.source.query(`UPDATE register_change SET reason = 'other' WHERE object_id = $1`, [id])).rejects.toThrow('permission denied');
    await expect(bed.source.query(`DELETE FROM register_change WHERE object_id = $1`, [id])).rejects.toThrow('permission denied');
    await expect(bed.source.query(`DELETE FROM enterprise WHERE id = $1`, [id])).rejects.toThrow('permission denied');
  });
});

describe('qualifications and owners', () => {
  const held = { kind: 'little-giant', certificateNumber: 'LG-1', validFrom: '2024-01-01', validThrough: '2026-12-31', source: '工信部公告' };

  it('are added, ended and struck out under the version, and the history has each of it', async () => {
    const { id } = await bed.registerEnterprise();
    const added = await qualify({ id, version: 1, ...held, reason: '公告' });
    const [{ qualificationId } = { qualificationId: '' }] = added.qualifications;
    expect(added.qualifications).toEqual([{ qualificationId, ...held }]);
    const ended = await requalify({ id, version: 2, qualificationId, ...held, validThrough: '2025-06-30', reason: '取消' });
    expect(ended.qualifications).toEqual([{ qualificationId, ...held, validThrough: '2025-06-30' }]);
    expect(await get({ id })).toEqual(ended);
    const struck = await requalify({ id, version: 3, qualificationId, ...held, struck: true, reason: '录错企业' });
    expect(struck).toMatchObject({ qualifications: [], version: 4 });
    expect(await get({ id })).toEqual(struck);
    const { items } = await history({ id });
    expect(items[1]?.fields).toEqual([{ field: `qualifications.${qualificationId}.validThrough`, before: '2026-12-31', after: '2025-06-30' }]);
    await expect(requalify({ id, version: 4, qualificationId, ...held, reason: '已删' })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'qualificationId' }] });
  });

  it('the same kind from the same day is there once, and a term cannot end before it begins', async () => {
    const { id } = await bed.registerEnterprise();
    await qualify({ id, version: 1, ...held, reason: '公告' });
    await expect(qualify({ id, version: 2, ...held, certificateNumber: 'LG-2', reason: '重复' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(qualify({ id, version: 2, ...held, validFrom: '2027-01-01', reason: '颠倒' })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'validThrough' }] });
    await expect(qualify({ id, version: 1, ...held, kind: 'high-tech', reason: '旧版' })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  it('an owner is an organisation with an exact share from a day on, never the enterprise itself', async () => {
    const { id, creditCode: itself } = await bed.registerEnterprise();
    const ownerCode = creditCode();
    const owned = await own({ id, version: 1, ownerCode, sharePercent: '33.3330', ownedFrom: '2020-05-01', reason: '年报' });
    expect(owned.owners).toEqual([{ ownershipId: expect.any(String), ownerCode, sharePercent: '33.333', ownedFrom: '2020-05-01' }]);
    expect(await get({ id })).toEqual(owned);
    await expect(own({ id, version: 2, ownerCode: itself, sharePercent: '5', ownedFrom: '2020-05-01', reason: '误' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(own({ id, version: 2, ownerCode, sharePercent: '5', ownedFrom: '2020-05-01', reason: '重复' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    const [{ ownershipId } = { ownershipId: '' }] = owned.owners;
    const ended = await reown({ id, version: 2, ownershipId, ownerCode, sharePercent: '33.333', ownedFrom: '2020-05-01', ownedThrough: '2025-12-31', reason: '转让' });
    expect(ended.owners).toEqual([{ ownershipId, ownerCode, sharePercent: '33.333', ownedFrom: '2020-05-01', ownedThrough: '2025-12-31' }]);
  });

  it.each(['0', '0.0', '100.1', '101', '5.12345', '-1', '05', '1e2'])('%j is no share', (share) => {
    const request = { id: '00000000-0000-7000-8000-000000000000', version: 1, ownerCode: creditCode(), sharePercent: share, ownedFrom: '2020-05-01', reason: '年报' };
    expect(contracts.addOwner.request.safeParse(request).success).toBe(false);
    expect(contracts.addOwner.request.safeParse({ ...request, sharePercent: '0.0001' }).success).toBe(true);
  });
});

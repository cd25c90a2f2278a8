import { type Caller, promotionOrganisationContracts as contracts, type PromotionOrganisationDetail } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { officer, OrganisationBed, somebody } from '../../test/organisation-bed.js';

jest.setTimeout(60_000);

let bed: OrganisationBed;
beforeAll(async () => {
  bed = await OrganisationBed.open();
});
afterAll(async () => {
  await bed.close();
});

const county = officer('220102');
const wang = somebody('promotion-organisation', '220102', 'wang');
const appoint = async (id: string, version: number, person: string, caller: Caller = county): Promise<PromotionOrganisationDetail> =>
  await bed.ask(contracts.appointRepresentative, async (...args) => await bed.representatives.appoint(...args), { id, version, person, reason: '确定经办人' }, caller);
const remove = async (id: string, version: number, person: string): Promise<PromotionOrganisationDetail> =>
  await bed.ask(contracts.removeRepresentative, async (...args) => await bed.representatives.remove(...args), { id, version, person, reason: '离职' }, county);
const represents = async (caller: Caller, person?: string): Promise<string[]> => {
  const answer = await bed.ask(contracts.represents, async (...args) => await bed.representatives.represents(...args), person === undefined ? {} : { person }, caller);
  return answer.organisations.map(({ id }) => id);
};
const get = async (id: string, caller: Caller) => await bed.ask(contracts.get, async (...args) => await bed.organisationQueries.get(...args), { id }, caller);

describe('who acts for a promotion organisation', () => {
  it('XJ-10: is appointed by the department of its locality, and by no other', async () => {
    const { id } = await bed.registerOrganisation();
    await expect(appoint(id, 1, 'wang', officer('220103'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(appoint(id, 1, 'wang', wang)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect((await appoint(id, 1, 'wang')).representatives).toEqual(['wang']);
    expect(await represents(wang)).toEqual([id]);
    await expect(appoint(id, 2, 'wang')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('the role alone gives no organisation', async () => {
    const { id } = await bed.registerOrganisation();
    const li = somebody('promotion-organisation', '220102', 'li');
    expect(await represents(li)).toEqual([]);
    await expect(get(id, li)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await appoint(id, 1, 'li');
    await expect(get(id, li)).resolves.toMatchObject({ id });
  });

  it('an appointment in one tenant is none in another', async () => {
    const { id } = await bed.registerOrganisation();
    await appoint(id, 1, 'zhao');
    const elsewhere = somebody('promotion-organisation', '650102', 'zhao');
    expect(await represents(elsewhere)).toEqual([]);
    await expect(get(id, elsewhere)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is no longer one at once when removed, and can be appointed again', async () => {
    const { id } = await bed.registerOrganisation();
    const sun = somebody('promotion-organisation', '220102', 'sun');
    await appoint(id, 1, 'sun');
    await remove(id, 2, 'sun');
    expect(await represents(sun)).toEqual([]);
    await expect(remove(id, 3, 'sun')).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'person' }] });
    await bed.moveTo('2026-03-09');
    await appoint(id, 3, 'sun');
    expect(await represents(sun)).toEqual([id]);
    const { items } = await bed.ask(contracts.history, async (...args) => await bed.organisationQueries.history(...args), { id, limit: 2 }, county);
    expect(items.map(({ fields }) => fields)).toEqual([[{ field: 'representatives.sun', after: 'sun' }], [{ field: 'representatives.sun', before: 'sun' }]]);
  });

  it('does not act for a suspended organisation until it goes on', async () => {
    const { id } = await bed.registerOrganisation();
    const qian = somebody('promotion-organisation', '220102', 'qian');
    await appoint(id, 1, 'qian');
    const move = { id, reason: '监管' };
    await bed.ask(contracts.suspend, async (...args) => await bed.organisations.suspend(...args), { ...move, version: 2 }, county);
    expect(await represents(qian)).toEqual([]);
    await expect(appoint(id, 3, 'another')).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'suspended' } });
    await bed.ask(contracts.resume, async (...args) => await bed.organisations.resume(...args), { ...move, version: 3 }, county);
    expect(await represents(qian)).toEqual([id]);
  });

  it('is told of another person to officials alone, and of the own regions', async () => {
    const here = await bed.registerOrganisation();
    const there = await bed.registerOrganisation({ region: '220202' }, officer('220000'));
    await appoint(here.id, 1, 'zhou');
    await appoint(there.id, 1, 'zhou', officer('220200'));
    expect(await represents(officer('220000'), 'zhou')).toEqual([here.id, there.id]);
    expect(await represents(officer('220200'), 'zhou')).toEqual([there.id]);
    await expect(represents(wang, 'zhou')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

import { type Caller, type Institute, instituteContracts as contracts } from '@jiqun/contracts';
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
const register = async (changes: object = {}, caller: Caller = changchun): Promise<Institute> => {
  const request = { creditCode: creditCode(), name: '长春光机所', region: '220102', kind: 'research-institute', ...changes };
  return await bed.ask(contracts.register, async (...args) => await bed.institutes.register(...args), request, caller);
};
const update = async (request: object, caller: Caller = changchun) => await bed.ask(contracts.update, async (...args) => await bed.institutes.update(...args), request, caller);
const dissolve = async (request: object) => await bed.ask(contracts.dissolve, async (...args) => await bed.institutes.dissolve(...args), request, changchun);
const get = async (request: object, caller: Caller = changchun) => await bed.ask(contracts.get, async (...args) => await bed.institutes.get(...args), request, caller);
const names = async (request: object, caller: Caller = changchun) =>
  (await bed.ask(contracts.list, async (...args) => await bed.institutes.list(...args), request, caller)).items.map(({ name }) => name);
const history = async (request: object, caller: Caller = changchun) =>
  await bed.ask(contracts.history, async (...args) => await bed.institutes.history(...args), request, caller);

describe('institutes', () => {
  it('AMC-2, XJ-2: an institute is registered as a kind of member of its own, once a tenant', async () => {
    const institute = await register();
    expect(institute).toMatchObject({ kind: 'research-institute', state: 'active', version: 1 });
    await expect(register({ creditCode: institute.creditCode })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(register({ creditCode: institute.creditCode, region: '650102' }, officer('650100'))).resolves.toMatchObject({ region: '650102' });
    expect(await get({ id: institute.id })).toEqual(institute);
  });

  it('keep their history, answerable as of any day', async () => {
    const { id, ...institute } = await register({ name: '旧所' });
    await bed.moveTo('2026-04-01');
    const { creditCode: _code, state: _state, ...particulars } = institute;
    await update({ id, ...particulars, name: '新所', kind: 'laboratory', reason: '更名' });
    expect(await get({ id, asOf: FIRST_DAY })).toMatchObject({ name: '旧所', kind: 'research-institute', version: 1 });
    expect(await get({ id })).toMatchObject({ name: '新所', kind: 'laboratory', version: 2 });
    await expect(get({ id, asOf: '2026-03-01' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await history({ id })).items[0]?.fields).toEqual([
      { field: 'kind', before: 'research-institute', after: 'laboratory' },
      { field: 'name', before: '旧所', after: '新所' },
    ]);
  });

  it('two changes of one version: the second is told which version there is', async () => {
    const { id, name, region, kind } = await register();
    const change = { id, version: 1, name, region, kind, reason: '更正' };
    await update(change);
    await expect(update(change)).rejects.toMatchObject({ code: 'VERSION_CONFLICT', params: { expected: '1', actual: '2' } });
  });

  it('once dissolved are changed no more', async () => {
    const { id, name, region, kind } = await register();
    expect(await dissolve({ id, version: 1, reason: '撤销' })).toMatchObject({ state: 'dissolved' });
    await expect(update({ id, version: 2, name, region, kind, reason: '更正' })).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'dissolved' } });
    await expect(dissolve({ id, version: 2, reason: '再次' })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('of other regions and tenants are neither changed, read nor listed', async () => {
    const { id, name, region, kind } = await register({ name: '仅长春可见', kind: 'university' });
    const change = { id, version: 1, name, region, kind, reason: '更正' };
    await expect(update(change, officer('220500'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(update(change, officer('650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(update(change, somebody('auditor', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(update({ ...change, region: '220502' })).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(get({ id }, officer('220500'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(history({ id }, officer('220500'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    expect(await names({ kind: 'university' }, officer('220500'))).toEqual([]);
    expect(await names({ kind: 'university', nameContains: '长春' })).toEqual(['仅长春可见']);
    expect(await names({ state: 'dissolved', kind: 'university' })).toEqual([]);
  });
});

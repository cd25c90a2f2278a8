import { type Caller, enterpriseContracts as contracts, type QualifiedCount } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { creditCode, officer, OrganisationBed, somebody } from '../../test/organisation-bed.js';
import { equal, hasCreditCode, listStatement, nameContains } from '../filtered-list.js';

jest.setTimeout(60_000);

let bed: OrganisationBed;
beforeAll(async () => {
  bed = await OrganisationBed.open();
});
afterAll(async () => {
  await bed.close();
});
afterEach(async () => {
  await bed.source.query(`UPDATE enterprise SET region = '229999'`);
});

const province = officer('220000');
const list = async (request: object, caller: Caller = province) => await bed.ask(contracts.list, async (...args) => await bed.enterpriseQueries.list(...args), request, caller);
const names = async (request: object, caller: Caller = province): Promise<string[]> => (await list(request, caller)).items.map(({ name }) => name);
const count = async (request: object, caller: Caller = province): Promise<QualifiedCount> =>
  await bed.ask(contracts.countQualified, async (...args) => await bed.enterpriseQueries.countQualified(...args), request, caller);

/** Registers an enterprise with qualifications `kind from through`. @returns its credit code */
async function qualified(name: string, region: string, ...qualifications: string[]): Promise<string> {
  const { id, creditCode: code } = await bed.registerEnterprise({ name, region }, province);
  for (const [index, text] of qualifications.entries()) {
    const [kind, validFrom, validThrough] = text.split(' ');
    const request = { id, version: index + 1, kind, validFrom, ...(validThrough === undefined ? {} : { validThrough }), source: '公告', reason: '公告' };
    await bed.ask(contracts.addQualification, async (...args) => await bed.enterpriseFacts.addQualification(...args), request, province);
  }
  return code;
}

describe('the list of enterprises', () => {
  it('shows to a prefecture its own counties alone, to the province all, to another tenant nothing', async () => {
    await qualified('南关', '220102');
    await qualified('昌邑', '220202');
    await qualified('梅河口', '220581');
    expect(await names({})).toEqual(['梅河口', '昌邑', '南关']);
    expect(await names({}, officer('220100'))).toEqual(['南关']);
    expect(await names({}, officer('220500'))).toEqual([]);
    expect(await names({}, somebody('auditor', '220000'))).toHaveLength(3);
    expect(await names({}, officer('650000'))).toEqual([]);
    expect(await names({ region: '220200' })).toEqual(['昌邑']);
    expect(await names({ region: '220202' }, officer('220100'))).toEqual([]);
    await expect(list({}, somebody('expert', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('is filtered by code, part of the name, industry, scale, state and the qualification held on a day', async () => {
    const code = await qualified('长春轨道客车', '220102', 'champion 2023-01-01 2025-12-31');
    await bed.registerEnterprise({ name: '长春新能源汽车', industry: '3612', scale: 'large' }, province);
    await bed.registerEnterprise({ name: '100%_轨道', industry: 'C2710', scale: 'large' }, province);
    expect(await names({ creditCode: code })).toEqual(['长春轨道客车']);
    expect(await names({ nameContains: '轨道' })).toEqual(['100%_轨道', '长春轨道客车']);
    expect(await names({ nameContains: '车' })).toEqual(['长春新能源汽车', '长春轨道客车']);
    expect(await names({ nameContains: '0%_轨' })).toEqual(['100%_轨道']);
    expect(await names({ nameContains: '%' })).toEqual(['100%_轨道']);
    expect(await names({ nameContains: '汽轨' })).toEqual([]);
    expect(await names({ industry: 'C36' })).toEqual(['长春新能源汽车', '长春轨道客车']);
    expect(await names({ industry: '361' })).toEqual(['长春新能源汽车']);
    expect(await names({ scale: 'large', nameContains: '长春' })).toEqual(['长春新能源汽车']);
    expect(await names({ state: 'dissolved' })).toEqual([]);
    expect(await names({ qualification: 'champion', asOf: '2025-12-31' })).toEqual(['长春轨道客车']);
    expect(await names({ qualification: 'champion', asOf: '2026-01-01' })).toEqual([]);
    expect(await names({ qualification: 'little-giant', asOf: '2025-12-31' })).toEqual([]);
  });

  it('is read page by page, newest first, each once, across regions', async () => {
    for (const [index, region] of ['220102', '220202', '220581', '220102', '220202'].entries()) await qualified(`企业${index}`, region);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(['企业4', '企业3', '企业2', '企业1', '企业0']);
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('costs no more when there are more enterprises: no statement reads the table from end to end', async () => {
    await bed.source.query(`
      INSERT INTO enterprise (id, tenant, credit_code, name, name_grams, region, industry, scale, state, version)
      SELECT gen_random_uuid(), 'CN-22', 'X' || n, '企业' || n, ARRAY['企业', '业' || n], (ARRAY['220102', '220103', '220202'])[1 + n % 3], '3670', 'small', 'active', 1
      FROM generate_series(1, 20000) AS n`);
    const regions = ['220102', '220103', '220202', '220581'];
    for (const conditions of [[], nameContains('业777'), hasCreditCode('X777'), equal('scale', 'micro')]) {
      const { text, values } = listStatement('enterprise', 'o.id, o.name', { regions, before: newId(), limit: 51, conditions });
      const plan = JSON.stringify(await bed.source.query(`EXPLAIN ${text}`, values as unknown[]));
      expect(plan).not.toContain('Seq Scan on enterprise');
      expect(plan).toContain('enterprise_');
    }
  });
});

describe('counting qualified enterprises', () => {
  it('INT-30: an enterprise with two titles counts once in all, and once under each of its kinds', async () => {
    await qualified('双料', '220102', 'specialised-sme 2024-01-01', 'high-tech 2024-01-01');
    await qualified('高新', '220102', 'high-tech 2024-01-01');
    await qualified('无', '220102');
    expect(await count({ kinds: ['specialised-sme', 'high-tech', 'champion'], asOf: '2025-01-01' })).toEqual({
      asOf: '2025-01-01',
      enterprises: 2,
      byKind: [{ kind: 'specialised-sme', enterprises: 1 }, { kind: 'high-tech', enterprises: 2 }, { kind: 'champion', enterprises: 0 }],
    });
  });

  it.each([['2023-12-31', 0], ['2024-01-01', 1], ['2026-12-31', 1], ['2027-01-01', 0]])('on %s, %i held a title that ran from 2024-01-01 through 2026-12-31', async (asOf, held) => {
    await qualified('小巨人', '220102', 'little-giant 2024-01-01 2026-12-31');
    expect(await count({ kinds: ['little-giant'], asOf })).toMatchObject({ enterprises: held });
  });

  it('of today without a day; of a region and all below it, of the caller\'s regions alone', async () => {
    await qualified('甲', '220102', 'champion 2020-01-01');
    await qualified('乙', '220202', 'champion 2020-01-01');
    expect(await count({ kinds: ['champion'] })).toMatchObject({ asOf: '2026-03-02', enterprises: 2 });
    expect(await count({ kinds: ['champion'], region: '220200' })).toMatchObject({ enterprises: 1 });
    expect(await count({ kinds: ['champion'] }, officer('220100'))).toMatchObject({ enterprises: 1 });
    expect(await count({ kinds: ['champion'], region: '220200' }, officer('220100'))).toMatchObject({ enterprises: 0 });
    expect(await count({ kinds: ['champion'] }, officer('650000'))).toMatchObject({ enterprises: 0 });
  });

  it('of a cluster: members on the day alone', async () => {
    const inside = await qualified('成员', '220102', 'champion 2020-01-01');
    const left = await qualified('已退出', '220102', 'champion 2020-01-01');
    await qualified('外部', '220102', 'champion 2020-01-01');
    const clusterId = await bed.insertCluster();
    await bed.insertMember(clusterId, inside, '2021-01-01');
    await bed.insertMember(clusterId, left, '2021-01-01', '2024-12-31');
    await bed.insertMember(clusterId, creditCode(), '2021-01-01');
    expect(await count({ kinds: ['champion'], clusterId, asOf: '2024-12-31' })).toMatchObject({ enterprises: 2 });
    expect(await count({ kinds: ['champion'], clusterId, asOf: '2025-01-01' })).toMatchObject({ enterprises: 1 });
    expect(await count({ kinds: ['champion'], clusterId: newId(), asOf: '2025-01-01' })).toMatchObject({ enterprises: 0 });
  });
});

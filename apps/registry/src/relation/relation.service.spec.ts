import { type Caller, enterpriseContracts, relationContracts } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { jest } from '@jest/globals';

import { creditCode, officer, OrganisationBed } from '../../test/organisation-bed.js';
import { yearsAfter } from '../corresponding-day.js';

jest.setTimeout(60_000);

let bed: OrganisationBed;
let clusterId: string;
const founder = creditCode();
const operatingBody = creditCode();
let organisation: string;
let member: string;
let owner: string;
let daughter: string;
const grandmother = creditCode();

beforeAll(async () => {
  bed = await OrganisationBed.open();
  const promotion = await bed.registerOrganisation({ founders: [{ creditCode: founder, kind: 'leading-enterprise' }] });
  organisation = promotion.creditCode;
  clusterId = await bed.insertCluster({ operatingBody, organisationId: promotion.id });
  owner = (await bed.registerEnterprise({ name: '母公司' })).creditCode;
  member = await owned('成员公司', owner, '2020-01-01');
  daughter = await owned('子公司', member, '2020-01-01', '2025-12-31');
  await owned('与集群无关', grandmother, '2020-01-01');
  await bed.insertMember(clusterId, member, '2021-01-01');
});
afterAll(async () => {
  await bed.close();
});

/** Registers an enterprise with an owner. @returns its credit code */
async function owned(name: string, ownerCode: string, ownedFrom: string, ownedThrough?: string): Promise<string> {
  const { id, creditCode: code } = await bed.registerEnterprise({ name });
  const request = { id, version: 1, ownerCode, sharePercent: '0.5', ownedFrom, ...(ownedThrough === undefined ? {} : { ownedThrough }), reason: '年报' };
  await bed.ask(enterpriseContracts.addOwner, async (...args) => await bed.enterpriseFacts.addOwner(...args), request, officer('220100'));
  return code;
}

const find = async (organisations: object[], asOf = '2025-06-01', changes: object = {}, caller: Caller = officer('220000')) => {
  const request = { organisations, clusterId, asOf, ...changes };
  return (await bed.ask(relationContracts.conflicts, async (...args) => await bed.relations.conflicts(...args), request, caller)).conflicts;
};
const employed = (code: string, from = '2015-01-01', to?: string) => ({ creditCode: code, tie: 'employment', from, ...(to === undefined ? {} : { to }) });
const relations = async (...args: Parameters<typeof find>): Promise<string[]> => (await find(...args)).map(({ relation }) => relation);

describe('a person has an interest in a cluster', () => {
  it('through its promotion organisation, a founder of that, its operating body, a member, an owner of a member and what a member owns', async () => {
    expect(await relations([employed(organisation)])).toEqual(['promotion-organisation']);
    expect(await relations([employed(founder)])).toEqual(['founder']);
    expect(await relations([employed(operatingBody)])).toEqual(['operating-body']);
    expect(await relations([employed(member)])).toEqual(['member']);
    expect(await relations([employed(owner)])).toEqual(['owns-member']);
    expect(await relations([employed(daughter)])).toEqual(['owned-by-member']);
    expect(await relations([employed(grandmother), employed(creditCode())])).toEqual([]);
    expect(await relations([])).toEqual([]);
  });

  it('and is told through what, with the days of both', async () => {
    expect(await find([{ ...employed(owner, '2015-01-01', '2024-12-31'), tie: 'ownership' }])).toEqual([
      { creditCode: owner, tie: 'ownership', from: '2015-01-01', to: '2024-12-31', relation: 'owns-member', of: member, ofName: '成员公司', relatedFrom: '2020-01-01' },
    ]);
    expect(await find([employed(daughter)])).toMatchObject([{ of: member, relatedTo: '2025-12-31' }]);
  });

  it.each([
    ['2025-05-31', '2028-05-31', ['member']],
    ['2025-05-31', '2028-06-01', []],
    ['2024-02-29', '2027-02-28', ['member']],
    ['2024-02-29', '2027-03-01', []],
  ])('INT-13: a tie that ended on %s still counts on %s: %j', async (to, asOf, expected) => {
    expect(await relations([employed(member, '2015-01-01', to)], asOf)).toEqual(expected);
  });

  it('not through a tie that has not begun', async () => {
    expect(await relations([employed(member, '2025-06-02')])).toEqual([]);
    expect(await relations([employed(member, '2025-06-01')])).toEqual(['member']);
  });

  it('through members and shares of that day alone', async () => {
    expect(await relations([employed(member)], '2020-12-31')).toEqual([]);
    expect(await relations([employed(daughter)], '2025-12-31')).toEqual(['owned-by-member']);
    expect(await relations([employed(daughter)], '2026-01-01')).toEqual([]);
  });

  it('several ties to one organisation are each told', async () => {
    expect((await find([employed(member), { ...employed(member), tie: 'membership' }])).map(({ tie }) => tie)).toEqual(['employment', 'membership']);
  });

  it('a cluster of another tenant, or none, is no cluster', async () => {
    const refused = { code: 'INVALID_REQUEST', issues: [{ path: 'clusterId' }] };
    await expect(find([employed(member)], '2025-06-01', {}, officer('650000'))).rejects.toMatchObject(refused);
    await expect(find([employed(member)], '2025-06-01', { clusterId: newId() })).rejects.toMatchObject(refused);
  });
});

test.each([['2025-08-15', 3, '2028-08-15'], ['2024-02-29', 5, '2029-02-28'], ['2024-02-29', 4, '2028-02-29'], ['2096-02-29', 4, '2100-02-28']])(
  'INT-13: %s and %i years is %s',
  (day, years, expected) => {
    expect(yearsAfter(day, years)).toBe(expected);
  },
);

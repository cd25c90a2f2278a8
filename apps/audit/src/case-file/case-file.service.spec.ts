import { caseFileContracts, type CaseFileItem, type CaseFileSubject, type Role } from '@jiqun/contracts';
import { newId, permits } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { LogBed } from '../../test/log-bed.js';

jest.setTimeout(60_000);

let bed: LogBed;
const CODE = '91110000600037341L';
const [award, otherAward, instalment, disbursement, recovery, application, decision, plan] = Array.from({ length: 8 }, () => newId());
beforeAll(async () => {
  bed = await LogBed.open({ services: ['registry', 'evaluation', 'subsidy'] });
  const money = async (verb: string, subject: string, data: object): Promise<string> => await bed.emit('subsidy', { type: `jiqun.subsidy.${verb}.v1`, subject, data });
  await money('award.fixed', `award/${award}`, { awardId: award, creditCode: CODE, region: '220182', clause: 'SUB-5.a' });
  await money('award.fixed', `award/${otherAward}`, { awardId: otherAward, region: '220201' });
  await money('instalment.planned', `instalment/${instalment}`, { awardId: award, instalmentId: instalment, region: '220182' });
  await money('allocation-plan.approved', `allocation-plan/${plan}`, {
    instalments: [instalment, otherAward, ...Array.from({ length: 6 }, () => newId())].map((instalmentId) => ({ instalmentId })),
  });
  await money('disbursement.confirmed', `disbursement/${disbursement}`, { instalmentId: instalment });
  await money('recovery.demanded', `recovery/${recovery}`, { recoveryId: recovery, instalmentId: instalment });
  await bed.emit('evaluation', {
    type: 'jiqun.evaluation.application.recognised.v1', subject: `application/${application}`, data: { applicationId: application, decisionId: decision, reason: '符合条件' },
  });
  await bed.record('evaluation', {
    action: 'review.reject', objectType: 'application', objectId: application as string, clause: 'SME-10', reason: '材料不全', detail: { by: 'person-8', missing: ['a'] },
  }, { person: 'person-7', client: 'client-1' });
  await bed.services.get('evaluation')?.query(
    `INSERT INTO audit_entry (recorded_at, tenant, person, action, outcome, object_type, object_id, detail)
     VALUES (installation.now(), 'CN-22', 'person-7', 'application.get', 'refused', 'permission', 'application.get', '{"code":"OUTSIDE_REGION","params":{}}')`,
  );
  await bed.collect();
});
afterAll(async () => await bed.close());

const read = async (about: CaseFileSubject, role: Role = 'auditor', region = '220000', more: object = {}): Promise<CaseFileItem[]> =>
  (await bed.caseFiles.read({ about, ...more }, bed.caller(role, { grants: [{ role, region }], tenant: `CN-${region.slice(0, 2)}` }))).items;
const what = (items: readonly CaseFileItem[]): string[] => items.map((item) => item.what.replace(/^jiqun\.\w+\.|\.v1$/g, ''));

describe('a case file', () => {
  it('of a payment follows the fen from the award to what was paid out and recovered, and no other award', async () => {
    const expected = ['award.fixed', 'instalment.planned', 'disbursement.confirmed', 'recovery.demanded'];
    for (const id of [award, instalment, disbursement, recovery]) expect(what(await read({ kind: 'money', id: id as string }))).toEqual(expected);
    expect(what(await read({ kind: 'money', id: otherAward as string }))).toEqual(['award.fixed']);
  });

  it('of an enterprise has what names it, with clause and place in the log', async () => {
    const [item] = await read({ kind: 'enterprise', creditCode: CODE as never });
    expect(item).toMatchObject({ what: 'jiqun.subsidy.award.fixed.v1', object: `award/${award}`, clause: 'SUB-5.a', service: 'subsidy', kind: 'event' });
    expect(JSON.parse(item?.inputs ?? '')).toEqual({ awardId: award, creditCode: CODE, region: '220182', clause: 'SUB-5.a' });
    expect((await bed.log.entry({ index: item?.index ?? -1 }, bed.caller())).leaf).toContain(award);
  });

  it('of a decision says who, for whom, why, by which clause, from which inputs, and which query derives it again', async () => {
    const items = await read({ kind: 'object', id: application as string });
    expect(what(items).toSorted()).toEqual(['application.recognised', 'review.reject']);
    const rejected = items.find(({ kind }) => kind === 'audit-entry');
    expect(rejected).toMatchObject({
      who: { name: 'person-7', erased: false }, onBehalfOf: { name: 'client-1', erased: false }, reason: '材料不全', clause: 'SME-10', outcome: 'done',
    });
    expect(JSON.parse(rejected?.inputs ?? '')).toEqual({ by: 'person-8', missing: ['a'] });
    const recognised = items.find(({ kind }) => kind === 'event');
    expect(recognised).toMatchObject({ reason: '符合条件', replay: { subject: 'evaluation.decision.replay', id: decision } });
    expect(what(await read({ kind: 'decision', id: decision as string }))).toEqual(['application.recognised']);
  });

  it('of a person has what the person did and what was refused to the person, also where another’s entry names the person', async () => {
    expect(what(await read({ kind: 'person', person: 'person-7' }))).toEqual(['review.reject', 'application.get']);
    expect(what(await read({ kind: 'person', person: 'person-7' }, 'auditor', '220000', { outcome: 'refused' }))).toEqual(['application.get']);
    expect(what(await read({ kind: 'person', person: 'person-7' }, 'audit-administrator', '220000', { outcome: 'done' }))).toEqual(['review.reject']);
    expect(what(await read({ kind: 'person', person: 'person-8' }))).toEqual(['review.reject']);
    expect(await read({ kind: 'person', person: 'nobody' })).toEqual([]);
  });

  it('has everything once, in the order of the log, over as many pages as it takes', async () => {
    const caller = bed.caller();
    const items: CaseFileItem[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await bed.caseFiles.read({ about: { kind: 'money', id: award as string }, limit: 1, ...(cursor === undefined ? {} : { cursor }) }, caller);
      items.push(...page.items);
      cursor = page.next;
      if (cursor === undefined) break;
    }
    expect(items).toEqual(await read({ kind: 'money', id: award as string }));
    await expect(bed.caseFiles.read({ about: { kind: 'money', id: award as string }, cursor: 'eHg' }, caller)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('who reads it', () => {
  it('is an auditor of the jurisdiction; one of a region reads what lies in it', async () => {
    expect(await read({ kind: 'enterprise', creditCode: CODE as never }, 'auditor', '650000')).toEqual([]);
    expect(await read({ kind: 'money', id: award as string }, 'auditor', '650000')).toEqual([]);
    expect(what(await read({ kind: 'money', id: award as string }, 'auditor', '220100'))).toEqual(['award.fixed', 'instalment.planned']);
    expect(await read({ kind: 'money', id: award as string }, 'auditor', '220200')).toEqual([]);
    for (const role of ['province-industry', 'security-administrator', 'enterprise'] as const) {
      expect(() => permits(caseFileContracts.read.permission, bed.caller(role))).toThrow(expect.objectContaining({ code: 'NOT_PERMITTED' }));
    }
  });
});

it('what a page of a case file costs does not grow with the log: every step is an index', async () => {
  const steps = JSON.stringify(
    await bed.source.query(`
      EXPLAIN SELECT DISTINCT log_leaf.index FROM (SELECT 'x'::text AS value) AS wanted
      JOIN log_reference ON log_reference.kind = 'id' AND log_reference.value = wanted.value AND log_reference.tenant = 'CN-22' AND leaf_index > 5
      JOIN log_leaf ON log_leaf.index = leaf_index ORDER BY log_leaf.index LIMIT 50`),
  );
  expect(steps).toContain('log_reference_pkey');
  expect(steps).toContain('log_leaf_pkey');
  expect(steps).not.toContain('Seq Scan');
});

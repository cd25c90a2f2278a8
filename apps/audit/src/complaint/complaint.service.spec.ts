import { type Complaint, complaintContracts, complaintReferred } from '@jiqun/contracts';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';

import { AuditBed, sampleCreditCode } from '../../test/audit-bed.js';
import { complaintLifecycle } from './complaint.lifecycle.js';

jest.setTimeout(60_000);

let bed: AuditBed;
beforeAll(async () => {
  bed = await AuditBed.open('2026-03-01');
});
afterAll(async () => {
  await bed.close();
});

const hash = (digit: string): string => digit.repeat(64);
const at = ({ id, version }: Complaint) => ({ id, version });
const operator = () => bed.as('province-industry');

async function filed(changes: object = {}): Promise<Complaint> {
  const given = { tenant: 'CN-22', region: '220182', text: '某企业虚报投资额', evidence: [{ sha256: hash('1'), description: '发票照片' }], ...changes };
  const { id } = await bed.complaints.file(given as never, bed.anybody());
  return await bed.complaints.get(id, operator());
}

it('SUB-13.b: anybody reports a violation without signing in; it is put on file in its jurisdiction', async () => {
  const complaint = await filed();
  expect(complaint).toMatchObject({ state: 'filed', isFromPublic: true, filedOn: '2026-03-01', region: '220182', isChainWhole: true });
  const audit = await bed.source.query(`SELECT tenant, person FROM audit_entry WHERE action = 'complaint.file' AND object_id = $1`, [complaint.id]);
  expect(audit).toEqual([{ tenant: 'CN-22', person: 'public' }]);
  await expect(filed({ region: '650100' })).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'region' }] });
});

it('where a complainant can be reached is seen by the operator alone, and goes to nobody', async () => {
  const complaint = await filed({ contact: '手机 13900000000' });
  expect(complaint.contact).toBe('手机 13900000000');
  for (const role of ['province-finance', 'auditor', 'county-industry'] as const) {
    expect(await bed.complaints.get(complaint.id, bed.as(role, 'x', role === 'county-industry' ? '220182' : '220000'))).not.toHaveProperty('contact');
  }
  await bed.complaints.refer({ ...at(complaint), receiver: 'subsidy', allegation: '虚报投资' }, operator());
  expect(JSON.stringify((await bed.source.query(`SELECT payload FROM outbox`)) as unknown)).not.toContain('13900000000');
});

it('who triages elsewhere alone does not see where a complainant of another region can be reached', async () => {
  const complaint = await filed({ contact: '手机 13900000001' });
  const { caller } = operator();
  const grants = [{ role: 'auditor', region: '220000' }, { role: 'province-industry', region: '220300' }] as never;
  expect(await bed.complaints.get(complaint.id, { caller: { ...caller, grants } })).not.toHaveProperty('contact');
});

it('SUB-13.c, SUB-17: a complaint is referred once to who decides, in the operator\'s words and with its evidence', async () => {
  const creditCode = sampleCreditCode();
  const complaint = await filed({ creditCode });
  const referred = await bed.complaints.refer({ ...at(complaint), receiver: 'subsidy', programme: 'jl-amc-subsidy-2024' as never, allegation: '涉嫌骗取资金', clause: 'SUB-17' }, operator());
  expect(referred).toMatchObject({ state: 'referred', receiver: 'subsidy', possible: ['add-evidence', 'answer'] });
  expect((await bed.events(complaintReferred)).at(-1)).toEqual({
    complaintId: complaint.id, receiver: 'subsidy', programme: 'jl-amc-subsidy-2024', region: '220182', creditCode, allegation: '涉嫌骗取资金', clause: 'SUB-17',
    evidence: [hash('1')], referredOn: '2026-03-01',
  });
  await expect(bed.complaints.refer({ ...at(referred), receiver: 'evaluation', allegation: 'x' }, operator())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  expect(await bed.complaints.answer({ ...at(referred), result: '查实，已追回' }, operator())).toMatchObject({ state: 'answered', answer: { result: '查实，已追回' }, possible: [] });
});

it('the evidence is a chain: who changes a piece behind the service\'s back is found out', async () => {
  const complaint = await filed();
  const grown = await bed.complaints.addEvidence({ ...at(complaint), evidence: { sha256: hash('2'), description: '合同' } }, bed.as('county-industry', 'clerk', '220182'));
  expect(grown.evidence.map(({ number, addedBy }) => [number, addedBy])).toEqual([[1, 'public'], [2, 'clerk']]);
  expect(grown.evidence[1]?.previous).toBe(grown.evidence[0]?.hash);
  await expect(bed.source.query(`UPDATE complaint_evidence SET description = 'x'`)).rejects.toThrow(/permission denied/);
  const owner = await new DataSource({ type: 'postgres', url: bed.bed.ownerUrl('audit') }).initialize();
  await owner.query(`UPDATE complaint_evidence SET sha256 = $2 WHERE complaint_id = $1 AND number = 1`, [complaint.id, hash('3')]);
  await owner.destroy();
  expect((await bed.complaints.get(complaint.id, operator())).isChainWhole).toBe(false);
});

it('officials see and complete what lies in their region; triage is the operator\'s', async () => {
  const complaint = await filed();
  const neighbour = () => bed.as('county-industry', 'n', '220183');
  await expect(bed.complaints.get(complaint.id, neighbour())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(bed.complaints.addEvidence({ ...at(complaint), evidence: { sha256: hash('2'), description: 'x' } }, neighbour())).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
  await expect(bed.complaints.record({ region: '220182', text: 'x', evidence: [], source: '来信' } as never, neighbour())).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
  await expect(bed.complaints.reject({ ...at(complaint), reason: 'x' }, bed.as('county-industry', 'c', '220182'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  await expect(bed.complaints.get(complaint.id, bed.as('province-industry', 'x', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const recorded = await bed.complaints.record({ region: '220183', text: '来信举报', evidence: [], source: '来信' } as never, neighbour());
  expect(recorded).toMatchObject({ isFromPublic: false, source: '来信' });
  const seen = (await bed.complaints.list({}, neighbour())).items.map(({ id }) => id);
  expect([seen.includes(recorded.id), seen.includes(complaint.id)]).toEqual([true, false]);
  expect(await bed.complaints.reject({ ...at(complaint), reason: '不属受理范围' }, operator())).toMatchObject({ state: 'rejected', rejection: { reason: '不属受理范围' } });
});

it('complaints are found by any part of their text, by enterprise and by state', async () => {
  const creditCode = sampleCreditCode();
  const complaint = await filed({ text: '该公司挪用奖补资金 100%_用于他处', creditCode });
  const found = async (filter: object) => (await bed.complaints.list({ limit: 5, ...filter } as never, operator())).items.map(({ id }) => id);
  for (const words of ['挪用奖补', '用', '100%_用', '资金 100%']) expect([words, await found({ words })]).toEqual([words, expect.arrayContaining([complaint.id])]);
  for (const words of ['奖补挪用', '100__用']) expect([words, await found({ words })]).toEqual([words, []]);
  expect([await found({ creditCode }), await found({ creditCode, state: 'answered' }), await found({ creditCode, region: '220182' }), await found({ creditCode, region: '220200' })]).toEqual([
    [complaint.id], [], [complaint.id], [],
  ]);
});

it('of two who triage at once one is told that it has changed', async () => {
  const complaint = await filed();
  const tried = await Promise.allSettled([
    bed.complaints.reject({ ...at(complaint), reason: 'x' }, operator()), bed.complaints.refer({ ...at(complaint), receiver: 'subsidy', allegation: 'x' }, operator()),
  ]);
  const refused = tried.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(['VERSION_CONFLICT']);
});

it('the contracts name the states that the lifecycle has', () => {
  const actions = { 'add-evidence': complaintContracts.addEvidence, refer: complaintContracts.refer, reject: complaintContracts.reject, answer: complaintContracts.answer };
  for (const [action, { permission }] of Object.entries(actions)) {
    const states = Object.entries(complaintLifecycle).flatMap(([state, arrows]) => (action in arrows ? [state] : []));
    expect([action, [...(permission.states ?? [])].toSorted()]).toEqual([action, states.toSorted()]);
  }
});

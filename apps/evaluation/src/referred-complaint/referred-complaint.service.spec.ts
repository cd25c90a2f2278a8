import type { ComplaintReferred, ReferredComplaint } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { RevocationBed } from '../../test/revocation-bed.js';
import { eventOf, TitleBed } from '../../test/title-bed.js';
import { ReferredComplaintRepository } from './referred-complaint.repository.js';
import { ReferredComplaintService } from './referred-complaint.service.js';

jest.setTimeout(60_000);

let bed: TitleBed;
let revocations: RevocationBed;
let complaints: ReferredComplaintService;
beforeAll(async () => {
  bed = await TitleBed.open();
  revocations = new RevocationBed(bed);
  complaints = new ReferredComplaintService(bed.runner, new ReferredComplaintRepository(bed.reader));
});
afterAll(async () => {
  await bed.close();
});

const at = ({ id, version }: ReferredComplaint) => ({ id, version });

async function referred(changes: Partial<ComplaintReferred> = {}): Promise<string> {
  const data = {
    complaintId: newId(), receiver: 'evaluation', region: '220182', allegation: '虚假申报', clause: 'SME-14-2', evidence: ['1'.repeat(64)], referredOn: '2025-08-15', ...changes,
  } as ComplaintReferred;
  for (let time = 0; time < 2; time += 1) await bed.take(eventOf(data, 'CN-22', 1), async (event, transaction) => await complaints.take(event.data, event.tenant, transaction));
  return data.complaintId;
}

it('SME-14-2, AMC-11.b: a complaint that audit refers is open until a finding is on record: by itself it is a ground of nothing', async () => {
  const title = await bed.tellTitle();
  const id = await referred({ aboutNoun: 'title', aboutId: title.titleId });
  expect((await revocations.monitoring.grounds({ titleId: title.titleId, asOf: '2025-08-15' as never }, bed.request())).grounds).toEqual([]);
  const open = await complaints.get(id, bed.request());
  expect(open).toMatchObject({ state: 'open', allegation: '虚假申报', evidence: ['1'.repeat(64)], aboutId: title.titleId });
  await expect(complaints.settle({ ...at(open), findingId: newId(), reason: 'x' }, bed.request())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  const finding = await revocations.monitoring.recordFinding({ titleId: title.titleId, foundOn: '2025-08-15' as never, kind: 'false-application', by: 'cluster', source: '核查报告' }, bed.request());
  expect(await complaints.settle({ ...at(open), findingId: finding.id, reason: '查实' }, bed.request())).toMatchObject({ state: 'finding-recorded', findingId: finding.id });
  await expect(complaints.settle({ id, version: 2, reason: 'x' }, bed.request())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
});

it('SME-14-2: one that nothing came of is dismissed with a reason, once', async () => {
  const open = await complaints.get(await referred(), bed.request());
  const tried = await Promise.allSettled([1, 2].map(async () => await complaints.settle({ ...at(open), reason: '未查实' }, bed.request())));
  const refused = tried.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(['VERSION_CONFLICT']);
  expect(await complaints.get(open.id, bed.request())).toMatchObject({ state: 'dismissed', reason: '未查实' });
});

it('what is referred to subsidy does not stand here; regions and jurisdictions see their own', async () => {
  const other = await referred({ receiver: 'subsidy' });
  await expect(complaints.get(other, bed.request())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const id = await referred();
  const seen = async (region: string, tenant = 'CN-22') => (await complaints.list({ state: 'open' }, bed.request('county-industry', 'c', region, tenant))).items.map((item) => item.id);
  expect([(await seen('220182')).includes(id), (await seen('220183')).includes(id), (await seen('650100', 'CN-65')).includes(id)]).toEqual([true, false, false]);
  await expect(complaints.get(id, bed.request('county-industry', 'c', '220183'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(complaints.settle({ id, version: 1, reason: 'x' }, bed.request('county-industry', 'c', '220182'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
});

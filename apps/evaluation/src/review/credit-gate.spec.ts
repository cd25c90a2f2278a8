import type { BarReason } from '@jiqun/contracts';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { ApplicationBed } from '../../test/application-bed.js';

jest.setTimeout(60_000);

const CODE = '91110000600037341L';
const listing = { kind: 'credit-listing', clause: 'AMC-3.c', list: 'serious-violation', id: '01900000-0000-7000-8000-000000000001', from: '2025-01-01' } as BarReason;
const exclusion = { kind: 'exclusion', clause: 'SUB-17', id: '01900000-0000-7000-8000-000000000002', from: '2025-01-01' } as BarReason;
const ban = { kind: 'ban', clause: 'SUB-13.c', id: '01900000-0000-7000-8000-000000000003', from: '2025-01-01', through: '2030-01-01' } as BarReason;

let bed: ApplicationBed;
beforeAll(async () => {
  bed = await ApplicationBed.open();
});
afterAll(async () => {
  await bed.close();
});

const organisation = () => bed.as('promotion-organisation', '220100');
const county = () => bed.as('county-industry', '220182');
const province = (person = 'officer') => bed.as('province-industry', '220000', person);
const amcCluster = () => bed.cluster({ region: '220100', regions: ['220100'], applicantCreditCode: CODE });

/** An application for jl-amc-2024 that stands before its recognition. */
async function beforeRecognition() {
  bed.against.clear();
  const call = await bed.publishedCall('jl-amc-2024');
  const submitted = await bed.submitted(call, organisation(), amcCluster());
  const judged = await bed.judged(await bed.complete(submitted, bed.as('prefecture-industry', '220100'), '推荐'), province());
  await bed.source.query(`UPDATE application SET step = 'recognition' WHERE id = $1`, [judged.id]);
  return { ...judged, step: 'recognition' };
}

it('AMC-3.c: an organisation on a credit list does not apply, and is told which list, since when, and what to do', async () => {
  const call = await bed.publishedCall('jl-amc-2024');
  bed.against.set(CODE, [listing]);
  await expect(bed.submitted(call, organisation(), amcCluster())).rejects.toMatchObject({
    code: 'CLAUSE_FORBIDS', clause: 'AMC-3.c', params: { what: 'credit-check' }, issues: [{ code: 'GATE' }, { message: { zh: expect.stringMatching(/91110000600037341L.*2025-01-01.*严重违法失信名单/) } }],
  });
  bed.against.clear();
  const submitted = await bed.submitted(call, organisation(), amcCluster());
  const [entry] = await bed.reviewRows.entries(submitted.id);
  expect(entry?.detail['standing']).toMatchObject({ standings: [{ creditCode: CODE, mayApply: true }] });
});

it('SUB-17, INT-22: an exclusion bars the submission of every recognition of the province, also where the policy asks for no check of credit', async () => {
  bed.against.set(CODE, [exclusion]);
  const amc = await bed.publishedCall('jl-amc-2024');
  await expect(bed.submitted(amc, organisation(), amcCluster())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-17', params: { what: 'exclusion' } });
  const sme = await bed.publishedCall('jl-sme-2024');
  await expect(bed.submitted(sme, county(), bed.cluster({ applicantCreditCode: CODE }))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-17' });
  bed.against.set(CODE, [listing]);
  await expect(bed.submitted(sme, county(), bed.cluster({ applicantCreditCode: CODE }))).resolves.toMatchObject({ state: 'under-review' });
});

it('AMC-3.c: credit is asked again before recognition: who was listed meanwhile is not recognised, whatever was recorded by hand', async () => {
  const standing = await beforeRecognition();
  bed.against.set(CODE, [listing, ban]);
  const recorded = await bed.recorded(standing as never, province(), 'credit-check', '2025-05-06');
  await expect(bed.complete({ ...recorded, step: 'recognition' }, province('head'))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-3.c' });
  bed.against.clear();
  const recognised = await bed.complete({ ...recorded, step: 'recognition' }, province('head'));
  expect(recognised.state).toBe('recognised');
  const entry = (await bed.reviewRows.entries(standing.id)).findLast(({ kind }) => kind === 'completed');
  expect(entry?.detail['standing']).toMatchObject({ standings: [{ creditCode: CODE, mayApply: true }] });
});

it('AMC-3.c: while audit does not answer nothing passes, and the same can be tried again', async () => {
  const standing = await beforeRecognition();
  bed.against.set(CODE, 'away');
  await expect(bed.complete(standing as never, province('head'))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  const call = await bed.publishedCall('jl-amc-2024');
  await expect(bed.submitted(call, organisation(), amcCluster())).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  bed.against.clear();
  await expect(bed.complete(standing as never, province('head'))).resolves.toMatchObject({ state: 'recognised' });
});

import { erasureContracts, type Erasure, type Role } from '@jiqun/contracts';
import { newId, permits, type Request } from '@jiqun/service-kit';
import { verifyExport } from '@jiqun/verify';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { LogBed } from '../../test/log-bed.js';
import { exportLog } from '../log/log-export.js';

jest.setTimeout(60_000);

let bed: LogBed;
beforeAll(async () => {
  bed = await LogBed.open();
  for (const person of ['person-1', 'person-2', 'person-1']) {
    await bed.record('registry', { action: 'drill.start', objectType: 'drill', objectId: 'd', reason: `${person} 的话` }, { person });
  }
  await bed.collect();
  await bed.issuing.issue();
});
afterAll(async () => await bed.close());

const as = (person: string, role: Role = 'audit-administrator', tenant = 'CN-22'): Request =>
  bed.request(bed.caller(role, { person, tenant, grants: [{ role, region: tenant === 'CN-22' ? '220000' : '650000' }] }));
const secrets = async (): Promise<string[]> => (await bed.source.query<{ value: string }[]>('SELECT value FROM log_secret ORDER BY leaf_index, field')).map(({ value }) => value);
const propose = async (of: { person?: string; index?: number }, by = 'admin-1'): Promise<Erasure> => await bed.erasures.propose({ ...of, reason: '本人申请' }, as(by));
const settled = ({ id, version }: Erasure) => ({ id, version, reason: '核对无误' });

it('takes two people; then nothing leads to the person any more, and every proof and checkpoint stays valid', async () => {
  const before = (await bed.repository.list(-1, 100)).map(({ text }) => text);
  const erasure = await propose({ person: 'person-1' });
  expect(JSON.stringify(await bed.source.query('SELECT * FROM erasure'))).not.toContain('person-1');
  await expect(bed.erasures.approve(settled(erasure), as('admin-1'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
  const client = bed.request(bed.caller('audit-administrator', { person: 'admin-2', client: 'admin-1' }));
  await expect(bed.erasures.approve(settled(erasure), client)).rejects.toMatchObject({ code: 'FOUR_EYES' });
  expect((await secrets()).filter((value) => value.includes('person-1'))).toHaveLength(4);
  expect(await bed.erasures.approve(settled(erasure), as('admin-2'))).toMatchObject({ state: 'erased', version: 2, erasedLeaves: 2 });
  expect((await secrets()).filter((value) => value.includes('person-1'))).toEqual([]);
  expect((await secrets()).filter((value) => value.includes('person-2'))).toHaveLength(2);
  const file = await bed.caseFiles.read({ about: { kind: 'person', person: 'person-1' } }, bed.caller('auditor'));
  expect(file.items).toEqual([]);
  expect((await bed.repository.list(-1, 100)).map(({ text }) => text).slice(0, before.length)).toEqual(before);
  const query = async (text: string, values: readonly unknown[]) => await bed.source.query<Record<string, unknown>[]>(text, [...values]);
  expect(await verifyExport(() => exportLog(query), [])).toMatchObject({ found: 0 });
  await bed.issuing.issue();
});

it('of one leaf erases its values alone, and a case file says that they were erased', async () => {
  await bed.record('registry', { action: 'drill.start', objectType: 'drill', objectId: 'one-leaf', reason: '某人的话' }, { person: 'person-3' });
  await bed.collect();
  const read = async () => (await bed.caseFiles.read({ about: { kind: 'object', id: 'one-leaf' } }, bed.caller('auditor'))).items[0];
  const shown = await read();
  expect(shown).toMatchObject({ who: { name: 'person-3', erased: false }, reason: '某人的话' });
  const erasure = await propose({ index: shown?.index ?? -1 });
  expect(await bed.erasures.approve(settled(erasure), as('admin-2'))).toMatchObject({ about: 'leaf', erasedLeaves: 1 });
  const erased = await read();
  expect(erased).toMatchObject({ index: shown?.index, who: { erased: true } });
  expect(erased).not.toHaveProperty('reason');
});

it('is settled once: of two at once one is told that it has changed, and what was declined erases nothing', async () => {
  const erasure = await propose({ person: 'person-2' });
  const both = await Promise.allSettled([bed.erasures.decline(settled(erasure), as('admin-2')), bed.erasures.decline(settled(erasure), as('admin-3'))]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
  expect((await secrets()).filter((value) => value.includes('person-2'))).toHaveLength(2);
  await expect(bed.erasures.approve({ ...settled(erasure), version: 2 }, as('admin-4'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
});

it('is an audit administrator’s of the jurisdiction; a leaf of another one is not found, nor is its erasure', async () => {
  for (const role of ['auditor', 'system-administrator', 'security-administrator'] as const) {
    expect(() => permits(erasureContracts.approve.permission, bed.caller(role))).toThrow(expect.objectContaining({ code: 'NOT_PERMITTED' }));
  }
  await expect(bed.erasures.propose({ index: 0, reason: '本人申请' }, as('admin-9', 'audit-administrator', 'CN-65'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const erasure = await propose({ index: 0 });
  await expect(bed.erasures.approve(settled(erasure), as('admin-9', 'audit-administrator', 'CN-65'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(bed.erasures.get({ id: erasure.id }, bed.caller('audit-administrator', { tenant: 'CN-65' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(bed.erasures.get({ id: newId() }, bed.caller('audit-administrator'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(bed.erasures.propose({ reason: '本人申请' }, as('admin-1'))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

it('who asked for it and who carried it out is itself on the log', async () => {
  await bed.collect();
  const erasure = await propose({ person: 'person-2' });
  await bed.erasures.approve(settled(erasure), as('admin-2'));
  await bed.collect();
  const { items } = await bed.caseFiles.read({ about: { kind: 'object', id: erasure.id } }, bed.caller('auditor'));
  expect(items.map(({ what, who, reason }) => [what, who?.name, reason])).toEqual([['erasure.propose', 'admin-1', '本人申请'], ['erasure.approve', 'admin-2', '核对无误']]);
});

import { type DishonestyRecord, sanctionOrdered, type SanctionOrdered } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { AuditBed, sampleCreditCode } from '../../test/audit-bed.js';

jest.setTimeout(60_000);

let bed: AuditBed;
beforeAll(async () => {
  bed = await AuditBed.open('2026-03-01');
});
afterAll(async () => {
  await bed.close();
});

const at = ({ id, version }: { readonly id: string; readonly version: number }) => ({ id, version });

async function made(changes: Partial<SanctionOrdered> = {}): Promise<DishonestyRecord> {
  const orderId = newId();
  const data = {
    orderId, creditCode: sampleCreditCode(), programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter: 'serious-violation',
    hardToCorrect: true, decidedOn: '2026-03-01', document: `样例决定书 ${orderId}`, ...changes,
  } as SanctionOrdered;
  await bed.take(sanctionOrdered, data);
  await bed.take(sanctionOrdered, data);
  const { items } = await bed.records.list({ creditCode: data.creditCode }, bed.as());
  expect(items).toHaveLength(1);
  return await bed.records.get(items[0]?.id ?? '', bed.as());
}

const shown = async (creditCode: string): Promise<boolean> =>
  (await bed.records.listPublic({ tenant: 'CN-22', creditCode } as never)).items.length > 0;

it('SUB-13.b: the order of a serious violation makes one record, published three years where no decision says otherwise', async () => {
  const record = await made();
  expect(record).toMatchObject({ clause: 'SUB-13.b', state: 'in-publication', publishedFrom: '2026-03-01', publishedThrough: '2029-03-01', submissions: [] });
  expect(record.history.map(({ step }) => step)).toEqual(['made']);
  expect(await shown(record.creditCode)).toBe(true);
});

it('SUB-13.b: fraud and poor performance, to which the policy attaches no publication, make none', async () => {
  for (const matter of ['fraud', 'poor-performance'] as const) {
    const creditCode = sampleCreditCode();
    await bed.take(sanctionOrdered, {
      orderId: newId(), creditCode, programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter, hardToCorrect: true, decidedOn: '2026-03-01', document: 'x',
    } as never);
    expect([matter, (await bed.records.list({ creditCode } as never, bed.as())).items]).toEqual([matter, []]);
  }
});

it('SUB-13.b: a ban that two people impose here makes a record as well, when it is confirmed', async () => {
  const creditCode = sampleCreditCode();
  const proposed = await bed.imposing.impose({
    creditCode, programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter: 'serious-violation', hardToCorrect: true, measure: 'ban',
    decidedOn: '2026-02-01', document: '样例审计决定', reason: '移送',
  } as never, bed.as('province-industry', 'first'));
  expect(await shown(creditCode)).toBe(false);
  await bed.sanctions.confirm(at(proposed), bed.as('province-industry', 'second'));
  expect(await shown(creditCode)).toBe(true);
});

it('SUB-13.b: a correction is shown at once, and what stood before stays on file', async () => {
  const record = await made();
  const corrected = await bed.records.correct({ ...at(record), name: '样例企业', facts: '虚报投资', reason: '补充名称' }, bed.as());
  expect(corrected).toMatchObject({ name: '样例企业', facts: '虚报投资', document: record.document, version: 2 });
  const [row] = await bed.source.query('SELECT before FROM dishonesty_step WHERE record_id = $1 AND number = 2', [record.id]);
  expect(row).toEqual({ before: { name: null, facts: null, document: record.document } });
});

it('SUB-13.b: the file for the credit platform holds what is published, and no cell that a spreadsheet takes for a formula', async () => {
  const record = await made();
  await bed.records.correct({ ...at(record), name: '=HYPERLINK("x"),某企业', reason: 'x' }, bed.as());
  const { text } = await bed.records.export({ format: 'csv', limit: 1 }, bed.as());
  const [head, line] = text.split('\r\n');
  expect(head).toContain('统一社会信用代码,名称');
  expect(line).toContain(`${record.creditCode},"'=HYPERLINK(""x""),某企业",jl-amc-subsidy-2024,SUB-13.b`);
  const json = await bed.records.export({ format: 'json', limit: 1 }, bed.as());
  expect(JSON.parse(json.text)).toMatchObject({ id: record.id, name: '=HYPERLINK("x"),某企业', publishedThrough: '2029-03-01' });
  const rest = await bed.records.export({ format: 'csv', cursor: json.next ?? '' }, bed.as());
  expect(rest.text).not.toContain('统一社会信用代码');
  expect(rest.text).not.toContain(record.creditCode);
});

it('SUB-13.b: a submission is recorded with its day and receipt, never one to come', async () => {
  const record = await made();
  const submission = { submittedOn: '2026-03-01', platform: '省信用平台（样例）', receipt: '回执 1' };
  await expect(bed.records.recordSubmission({ ...at(record), ...submission, submittedOn: '2026-03-02' } as never, bed.as())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await bed.records.recordSubmission({ ...at(record), ...submission } as never, bed.as())).toMatchObject({ submissions: [submission], state: 'in-publication' });
});

it('SUB-13.b: two who change a record at once do not overwrite each other', async () => {
  const record = await made();
  const tried = await Promise.allSettled(['甲', '乙'].map(async (name) => await bed.records.correct({ ...at(record), name, reason: 'x' }, bed.as())));
  expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((tried.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'VERSION_CONFLICT' });
});

it('SUB-13.b: the record goes with an annulled decision, and stays through a ban that is lifted', async () => {
  const [annulled, lifted] = [await made(), await made()];
  const banOf = async (creditCode: string) => (await bed.sanctions.list({ creditCode } as never, bed.as())).items[0] as never;
  const [first, second] = [() => bed.as('province-industry', 'first'), () => bed.as('province-industry', 'second')];
  const withdrawal = await bed.sanctions.withdraw({ ...at(await banOf(annulled.creditCode)), document: '样例复议决定', reason: '撤销' }, first());
  await bed.sanctions.confirm(at(withdrawal), second());
  expect(await bed.records.get(annulled.id, bed.as())).toMatchObject({ state: 'withdrawn' });
  const lifting = await bed.sanctions.lift({ ...at(await banOf(lifted.creditCode)), reason: '整改' }, first());
  await bed.sanctions.confirm(at(lifting), second());
  expect([await shown(annulled.creditCode), await shown(lifted.creditCode)]).toEqual([false, true]);
});

it('SUB-13.b: the record of an annulled decision goes also when its document was corrected meanwhile, and the decision makes no second one', async () => {
  const creditCode = sampleCreditCode();
  const [first, second] = [() => bed.as('province-industry', 'first'), () => bed.as('province-industry', 'second')];
  const proposed = await bed.imposing.impose({
    creditCode, programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter: 'serious-violation', hardToCorrect: true, measure: 'ban',
    decidedOn: '2026-02-01', document: '样例决定书（误）', reason: '移送',
  } as never, first());
  const ban = await bed.sanctions.confirm(at(proposed), second());
  const [published] = (await bed.records.list({ creditCode } as never, bed.as())).items;
  await bed.records.correct({ ...at(published as never), document: '样例决定书（正）', reason: '文号有误' }, bed.as());
  const withdrawal = await bed.sanctions.withdraw({ ...at(ban), document: '样例复议决定', reason: '撤销' }, first());
  await bed.sanctions.confirm(at(withdrawal), second());
  expect(await shown(creditCode)).toBe(false);
  expect((await bed.records.list({ creditCode } as never, bed.as())).items).toMatchObject([{ state: 'withdrawn' }]);
});

it('SUB-13.b: others than the province\'s operators, and other jurisdictions, change and see nothing', async () => {
  const record = await made();
  await expect(bed.records.correct({ ...at(record), name: 'x', reason: 'x' }, bed.as('province-finance'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  const other = () => bed.as('province-industry', 'other', '650000');
  await expect(bed.records.correct({ ...at(record), name: 'x', reason: 'x' }, other())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(bed.records.get(record.id, other())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await bed.records.listPublic({ tenant: 'CN-65' as never })).items).toEqual([]);
});

it('SUB-13.b, SUB-13.c: publication ends by its own period, before the ban or after it', async () => {
  const [usual, longer] = [await made(), await made()];
  await expect(bed.records.setPeriod({ ...at(longer), through: '2026-02-28' as never, document: 'x', reason: 'x' }, bed.as())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await bed.records.setPeriod({ ...at(longer), through: '2032-12-31' as never, document: '样例决定', reason: '情节严重' }, bed.as());
  const ban = async (creditCode: string) => (await bed.sanctions.list({ creditCode } as never, bed.as())).items[0]?.state;
  await bed.moveTo('2029-03-01');
  expect(await shown(usual.creditCode)).toBe(true);
  await bed.moveTo('2029-03-02');
  expect([await shown(usual.creditCode), await ban(usual.creditCode)]).toEqual([false, 'in-force']);
  expect(await bed.records.get(usual.id, bed.as())).toMatchObject({ state: 'ended' });
  await expect(bed.records.correct({ ...at({ id: usual.id, version: 2 }), name: 'x', reason: 'x' }, bed.as())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  await bed.moveTo('2031-03-02');
  expect([await shown(longer.creditCode), await ban(longer.creditCode)]).toEqual([true, 'ended']);
  await bed.moveTo('2033-01-01');
  expect(await shown(longer.creditCode)).toBe(false);
});

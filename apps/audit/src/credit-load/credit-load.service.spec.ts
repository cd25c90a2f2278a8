import { createHash } from 'node:crypto';

import { creditListed, creditListingEnded, type CreditLoad, type CreditRow } from '@jiqun/contracts';
import { systemCaller } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { AuditBed, sampleCreditCode } from '../../test/audit-bed.js';
import { readCsv } from './csv.js';

jest.setTimeout(120_000);

let bed: AuditBed;
let sources = 0;
beforeAll(async () => {
  bed = await AuditBed.open('2026-03-01');
});
afterAll(async () => {
  await bed.close();
});

const at = ({ id, version }: CreditLoad) => ({ id, version });
const row = (creditCode: string, changes: Partial<CreditRow> = {}): CreditRow => ({ creditCode, listedFrom: '2026-01-10', ...changes }) as CreditRow;
const removal = (creditCode: string, changes: Partial<CreditRow> = {}): CreditRow => ({ creditCode, change: 'removed', ...changes }) as CreditRow;

/** A source of its own, so that tests do not meet. */
function newSource(): string {
  sources += 1;
  return `样例来源 ${sources}`;
}

async function begun(source: string, kind: 'full' | 'delta', asOf = '2026-03-01'): Promise<CreditLoad> {
  return await bed.loads.begin({ list: 'serious-violation', source, kind, asOf: asOf as never }, bed.as());
}

async function checked(source: string, kind: 'full' | 'delta', rows: readonly CreditRow[], asOf?: string): Promise<CreditLoad> {
  const load = await begun(source, kind, asOf);
  const filled = rows.length === 0 ? load : await bed.loads.append({ ...at(load), rows: [...rows] }, bed.as());
  return await bed.loads.check(at(filled), bed.as());
}

async function applied(load: CreditLoad): Promise<CreditLoad> {
  await bed.loads.apply(at(load), bed.as());
  await bed.work();
  return await bed.loads.get(load.id, bed.as());
}

const loaded = async (source: string, kind: 'full' | 'delta', rows: readonly CreditRow[], asOf?: string): Promise<CreditLoad> =>
  await applied(await checked(source, kind, rows, asOf));

async function corrected(loadId: string): Promise<CreditLoad> {
  const correction = await bed.loads.correct({ loadId, reason: '来源发错文件' }, bed.as());
  return await applied(await bed.loads.check(at(correction), bed.as()));
}

const codesOn = async (source: string, on: string, knownAt?: string): Promise<string[]> => {
  const { items } = await bed.listings.list({ source, on, limit: 200, ...(knownAt === undefined ? {} : { knownAt }) } as never, bed.as('auditor'));
  return items.map(({ creditCode }) => creditCode).toSorted();
};

describe('a load of changes', () => {
  it('SUB-6-2, AMC-3.c: lists from the first day and tells of each enterprise once', async () => {
    const [source, one, two] = [newSource(), sampleCreditCode(), sampleCreditCode()];
    const load = await loaded(source, 'delta', [row(one, { document: '文书 1' }), row(two, { listedThrough: '2026-12-31' as never })]);
    expect(load).toMatchObject({ state: 'applied', number: 1, rows: 2, expected: { listed: 2 }, done: { listed: 2, ended: 0, unchanged: 0 } });
    const told = (await bed.events(creditListed)).filter(({ loadId }) => loadId === load.id);
    expect(told).toEqual([
      expect.objectContaining({ creditCode: one, list: 'serious-violation', listedFrom: '2026-01-10', source, document: '文书 1' }),
      expect.objectContaining({ creditCode: two, listedThrough: '2026-12-31' }),
    ]);
    expect([await codesOn(source, '2026-01-09'), await codesOn(source, '2026-01-10'), await codesOn(source, '2027-01-01')]).toEqual([[], [one, two].toSorted(), [one]]);
  });

  it('SUB-6-2: what was over before the data is put on file and held against nobody', async () => {
    const [source, code] = [newSource(), sampleCreditCode()];
    const load = await loaded(source, 'delta', [row(code, { listedThrough: '2026-02-28' as never })]);
    expect(load.done.listed).toBe(1);
    expect((await bed.events(creditListed)).filter(({ loadId }) => loadId === load.id)).toEqual([]);
  });

  it('SUB-6-2: removal is loaded: its last day is the one that is given, or the day before the data', async () => {
    const [source, one, two] = [newSource(), sampleCreditCode(), sampleCreditCode()];
    await loaded(source, 'delta', [row(one), row(two)]);
    const load = await loaded(source, 'delta', [removal(one), removal(two, { listedThrough: '2026-02-10' as never })]);
    expect(load).toMatchObject({ number: 2, done: { ended: 2, listed: 0 } });
    const ended = (await bed.events(creditListingEnded)).filter(({ loadId }) => loadId === load.id);
    expect(ended.map(({ creditCode, listedThrough }) => [creditCode, listedThrough])).toEqual([[one, '2026-02-28'], [two, '2026-02-10']]);
    expect([await codesOn(source, '2026-02-10'), await codesOn(source, '2026-02-11'), await codesOn(source, '2026-03-01')]).toEqual([[one, two].toSorted(), [one], []]);
  });

  it('SUB-6-2: the same rows again change nothing, and a listing whose last day is taken back stands again', async () => {
    const [source, code] = [newSource(), sampleCreditCode()];
    await loaded(source, 'delta', [row(code, { listedThrough: '2026-02-20' as never })]);
    expect((await loaded(source, 'delta', [row(code, { listedThrough: '2026-02-20' as never })])).done).toMatchObject({ unchanged: 1, listed: 0, ended: 0 });
    const reopened = await loaded(source, 'delta', [row(code)]);
    expect(reopened.done).toMatchObject({ reopened: 1 });
    expect((await bed.events(creditListed)).filter(({ loadId }) => loadId === reopened.id)).toHaveLength(1);
    expect(await codesOn(source, '2026-03-01')).toEqual([code]);
  });
});

describe('a listing that was over and is prolonged', () => {
  it('SUB-6-2: bars again: it is told of as listed', async () => {
    const [source, code] = [newSource(), sampleCreditCode()];
    await loaded(source, 'delta', [row(code, { listedThrough: '2026-02-20' as never })]);
    const prolonged = await checked(source, 'delta', [row(code, { listedThrough: '2026-12-31' as never })]);
    expect(prolonged.expected).toMatchObject({ reopened: 1, ended: 0 });
    const { id, done } = await applied(prolonged);
    expect(done).toMatchObject({ reopened: 1, ended: 0 });
    expect((await bed.events(creditListed)).filter(({ loadId }) => loadId === id)).toMatchObject([{ creditCode: code, listedThrough: '2026-12-31' }]);
    expect((await bed.events(creditListingEnded)).filter(({ loadId }) => loadId === id)).toEqual([]);
  });
});

describe('a full load', () => {
  it('SUB-6-2: ends what it has no more with the day before, of its own list and source alone', async () => {
    const [source, other, stays, goes] = [newSource(), newSource(), sampleCreditCode(), sampleCreditCode()];
    await loaded(other, 'full', [row(goes)], '2026-02-01');
    await loaded(source, 'full', [row(stays), row(goes)], '2026-02-01');
    const dry = await checked(source, 'full', [row(stays)]);
    expect(dry.expected).toMatchObject({ listed: 0, ended: 1, unchanged: 1 });
    expect(await codesOn(source, '2026-03-01')).toHaveLength(2);
    const load = await applied(dry);
    expect([load.done.ended, await codesOn(source, '2026-02-28'), await codesOn(source, '2026-03-01'), await codesOn(other, '2026-03-01')]).toEqual([
      1, [stays, goes].toSorted(), [stays], [goes],
    ]);
  });

  it('SUB-6-2: what was known is kept: the same day, as it was known before and after a load', async () => {
    const [source, code] = [newSource(), sampleCreditCode()];
    const before = await loaded(source, 'full', [row(code)], '2026-02-01');
    await loaded(source, 'full', [], '2026-02-15');
    expect([await codesOn(source, '2026-03-01'), await codesOn(source, '2026-03-01', before.appliedAt)]).toEqual([[], [code]]);
    expect(await codesOn(source, '2026-03-01', '2026-01-01T00:00:00+08:00')).toEqual([]);
  });

  it('SUB-6-2: no load is older than the last one, nor of a day to come', async () => {
    const source = newSource();
    await loaded(source, 'full', [], '2026-02-15');
    await expect(begun(source, 'full', '2026-02-14')).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'asOf' }] });
    await expect(begun(source, 'full', '2026-03-02')).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'asOf' }] });
    await expect(begun(source, 'full', '2026-02-15')).resolves.toMatchObject({ state: 'open' });
  });
});

describe('a load that was wrong', () => {
  it('SUB-6-2: is taken back by a correction: what it listed never was, what it ended stands again, what later loads said stays', async () => {
    const [source, ended, listed, later] = [newSource(), sampleCreditCode(), sampleCreditCode(), sampleCreditCode()];
    await loaded(source, 'full', [row(ended)], '2026-02-01');
    const wrong = await loaded(source, 'full', [row(listed), row(later)], '2026-02-15');
    await loaded(source, 'delta', [removal(later)]);
    const correction = await corrected(wrong.id);
    expect(correction).toMatchObject({ kind: 'correction', corrects: wrong.id, reason: '来源发错文件', number: 4, expected: { voided: 1, reopened: 1, kept: 1 }, done: { voided: 1, reopened: 1 } });
    expect([await codesOn(source, '2026-02-20'), await codesOn(source, '2026-02-20', wrong.appliedAt)]).toEqual([[ended, later].toSorted(), [listed, later].toSorted()]);
    const told = (await bed.events(creditListingEnded)).filter(({ loadId }) => loadId === correction.id);
    expect(told).toMatchObject([{ creditCode: listed, listedFrom: '2026-01-10', listedThrough: '2026-01-09' }]);
    await expect(bed.loads.correct({ loadId: wrong.id, reason: 'x' }, bed.as())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('SUB-6-2: is followed by the right data of the same day', async () => {
    const [source, code] = [newSource(), sampleCreditCode()];
    const wrong = await loaded(source, 'full', [row(sampleCreditCode())], '2026-02-15');
    await corrected(wrong.id);
    expect(await loaded(source, 'full', [row(code)], '2026-02-15')).toMatchObject({ state: 'applied', number: 3 });
    expect(await codesOn(source, '2026-03-01')).toEqual([code]);
    await expect(begun(source, 'full', '2026-02-14')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('SUB-6-2: a correction can itself be corrected', async () => {
    const [source, code] = [newSource(), sampleCreditCode()];
    const right = await loaded(source, 'delta', [row(code)]);
    const mistaken = await corrected(right.id);
    expect(await codesOn(source, '2026-03-01')).toEqual([]);
    expect((await corrected(mistaken.id)).done).toMatchObject({ reopened: 1 });
    expect(await codesOn(source, '2026-03-01')).toEqual([code]);
  });
});

describe('a file', () => {
  const csv = async (text: string, ...more: string[]): Promise<CreditLoad> => {
    let load = await begun(newSource(), 'delta');
    for (const part of [text, ...more]) load = await bed.loads.append({ ...at(load), csv: part }, bed.as());
    return await bed.loads.check(at(load), bed.as());
  };

  it('SUB-6-2: is read in parts of whole lines, in either language, and hashed as it came', async () => {
    const [one, two] = [sampleCreditCode(), sampleCreditCode()];
    const parts = [`\uFEFF统一社会信用代码,变动,列入日期,文书号\r\n${one},列入,2026-01-10,"文书, ""一"""\r\n`, `${two},,2026-01-11,\r\n`];
    const load = await csv(parts[0] ?? '', parts[1] ?? '');
    expect(load).toMatchObject({ state: 'checked', rows: 2, expected: { listed: 2 } });
    expect(load.sha256).toBe(createHash('sha256').update(parts.join('')).digest('hex'));
    await applied(load);
    const { items } = await bed.listings.list({ creditCode: one } as never, bed.as());
    expect(items).toMatchObject([{ document: '文书, "一"', listedFrom: '2026-01-10' }]);
  });

  it('SUB-6-2: with a fault is refused as a whole, and every faulty line is named with what is wrong', async () => {
    const good = sampleCreditCode();
    const bad = `${good.slice(0, 17)}${good.endsWith('0') ? '1' : '0'}`;
    const load = await csv(`creditCode,listedFrom,listedThrough\n${good},2026-01-10,\n${bad},2026-01-10,\n${good},2026-02-30,\n`, `${good},2026-03-02,\n${good},2026-01-12,2026-01-11\n${good},2026-01-12\n`);
    expect(load.state).toBe('faulty');
    expect(load.faults.first.map(({ line, column }) => [line, column])).toEqual([
      [3, 'creditCode'], [4, 'listedFrom'], [5, 'listedFrom'], [6, 'listedThrough'], [7, ''],
    ]);
    for (const { message } of load.faults.first) expect([message.zh, message.en].every((text) => text.length > 0)).toBe(true);
    await expect(bed.loads.apply(at(load), bed.as())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(bed.loads.check(at(load), bed.as())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    expect((await bed.listings.list({ creditCode: good } as never, bed.as())).items).toEqual([]);
    expect(await bed.loads.abandon({ ...at(load), reason: '重做' }, bed.as())).toMatchObject({ state: 'abandoned' });
  });

  it('SUB-6-2: of thousands of faults all are counted and the first hundred told', async () => {
    const load = await csv(`creditCode,listedFrom\n${'x,2026-01-10\n'.repeat(500)}`);
    expect([load.faults.count, load.faults.first.length, load.faults.first[0]?.line]).toEqual([500, 100, 2]);
  });

  it.each([
    ['a column that nobody knows', 'creditCode,since\n', 'since'],
    ['no column of the enterprise', 'listedFrom\n', 'creditCode'],
    ['a quote that is not closed', 'creditCode,document\n"x', ''],
  ])('SUB-6-2: with %s is refused', async (_what, text, column) => {
    const load = await csv(text);
    expect([load.state, load.faults.first.some((fault) => fault.column === column)]).toEqual(['faulty', true]);
  });

  it('SUB-6-2: a line twice is one listing; two that contradict each other, and a removal of nothing, are faults', async () => {
    const [twice, contradicted, unknown] = [sampleCreditCode(), sampleCreditCode(), sampleCreditCode()];
    expect((await loaded(newSource(), 'delta', [row(twice), row(twice)])).done).toMatchObject({ listed: 1 });
    const contradiction = await checked(newSource(), 'delta', [row(contradicted), row(contradicted, { listedThrough: '2026-02-01' as never }), removal(unknown), removal(twice), row(twice)]);
    expect(contradiction.faults.first.map(({ line, column }) => [line, column])).toEqual([[2, 'creditCode'], [3, 'creditCode'], [4, 'listedFrom'], [4, 'creditCode']]);
  });

  it('a line of CSV may span lines of text, and is named by its first', () => {
    expect(readCsv('a,"b\nc"\r\n\r\nd,e')).toEqual({ lines: [{ line: 1, cells: ['a', 'b\nc'] }, { line: 4, cells: ['d', 'e'] }], count: 4, isOpen: false });
    expect(readCsv('a,"b').isOpen).toBe(true);
  });
});

describe('the application of a load', () => {
  it('SUB-6-2: goes chunk by chunk with its progress to be read, and ends with the same as the dry run said', async () => {
    const source = newSource();
    const codes = Array.from({ length: 2_300 }, () => sampleCreditCode());
    let load = await begun(source, 'full');
    for (let from = 0; from < codes.length; from += 500) {
      load = await bed.loads.append({ ...at(load), rows: codes.slice(from, from + 500).map((code) => row(code)) }, bed.as());
    }
    const dry = await bed.loads.check(at(load), bed.as());
    expect(dry.expected).toMatchObject({ listed: 2_300 });
    await bed.loads.apply(at(dry), bed.as());
    const [due] = await bed.source.query(`SELECT id, generation FROM deadline WHERE kind = 'credit-load.goes-on' AND subject = $1`, [dry.id]);
    const call = { caller: systemCaller('CN-22', 'deadline'), identity: { kind: 'deadline', ...due } as never };
    await bed.applying.goOn(dry.id, call);
    expect(await bed.loads.get(dry.id, bed.as())).toMatchObject({ state: 'applying', done: { listed: 1_000 } });
    await expect(bed.loads.apply(at(await bed.loads.check(at(await begun(source, 'delta')), bed.as())), bed.as())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await bed.work();
    expect(await bed.loads.get(dry.id, bed.as())).toMatchObject({ state: 'applied', done: { listed: 2_300, ended: 0 } });
    expect(await bed.source.query(`SELECT count(*)::integer AS count FROM credit_listing WHERE load_id = $1`, [dry.id])).toEqual([{ count: 2_300 }]);
    expect((await bed.events(creditListed)).filter(({ loadId }) => loadId === dry.id)).toHaveLength(2_300);
  });

  it('SUB-6-2: is refused when another load was applied since the dry run, until it is checked again', async () => {
    const [source, one, two] = [newSource(), sampleCreditCode(), sampleCreditCode()];
    const stale = await checked(source, 'delta', [row(one)]);
    await loaded(source, 'delta', [row(two)]);
    await expect(bed.loads.apply(at(stale), bed.as())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect((await applied(await bed.loads.check(at(stale), bed.as()))).state).toBe('applied');
  });

  it('SUB-6-2: of two who append at once one is told that the load has changed', async () => {
    const load = await begun(newSource(), 'delta');
    const tried = await Promise.allSettled([1, 2].map(async () => await bed.loads.append({ ...at(load), rows: [row(sampleCreditCode())] }, bed.as())));
    const refused = tried.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(['VERSION_CONFLICT']);
  });

  it('SUB-6-2: the database itself keeps listings and what was loaded: neither is deleted, nor changed but for the end of knowledge', async () => {
    await loaded(newSource(), 'delta', [row(sampleCreditCode())]);
    for (const statement of ['DELETE FROM credit_listing', `UPDATE credit_listing SET listed_through = '2026-01-31'`, 'DELETE FROM credit_load', `UPDATE credit_load_part SET text = ''`, 'DELETE FROM credit_load_row']) {
      await expect(bed.source.query(statement)).rejects.toThrow(/permission denied/);
    }
  });

  it('SUB-6-2: industry and finance of the province load; auditors read; others and other jurisdictions do neither', async () => {
    const load = await bed.loads.begin({ list: 'abnormal-operation', source: newSource(), kind: 'delta', asOf: '2026-03-01' as never }, bed.as('province-finance'));
    await expect(bed.loads.get(load.id, bed.as('auditor'))).resolves.toMatchObject({ state: 'open' });
    await expect(bed.loads.check(at(load), bed.as('auditor'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.loads.check(at(load), bed.as('province-industry', 'x', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.loads.get(load.id, bed.as('province-industry', 'x', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.loads.list({ list: 'abnormal-operation' }, bed.as('auditor'))).items.map(({ id }) => id)).toEqual([load.id]);
    expect((await bed.loads.list({}, bed.as('province-industry', 'x', '650000'))).items).toEqual([]);
  });
});

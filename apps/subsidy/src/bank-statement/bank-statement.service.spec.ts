import { createHash } from 'node:crypto';

import { bankStatementContracts, disbursementContracts, moneyOf, type BankStatement } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { csvOf, type BankLine } from '../../test/bank-lines.js';
import { DisbursementBed, PAYER } from '../../test/disbursement-bed.js';

let bed: DisbursementBed;
let accounts = 0;

beforeAll(async () => {
  bed = await DisbursementBed.open();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const AMOUNT = 1_000_000n;
/** A statement of an account of its own, so that periods do not meet. */
async function reconciled(lines: readonly BankLine[], changes: Parameters<DisbursementBed['statement']>[1] = {}): Promise<BankStatement> {
  accounts += 1;
  return await bed.statement(lines, { accountRef: `A-${accounts}`, from: '2026-03-02', through: '2026-03-02', ...changes });
}
const line = (order: { readonly orderId: string }, changes: Partial<BankLine> = {}): BankLine => ({ reference: `B-${order.orderId}`, order: order.orderId, day: '2026-03-02', amount: AMOUNT, ...changes });
const results = async ({ id }: BankStatement) => (await bed.statements.listLines({ id }, bed.as('auditor', '220000'))).items.map(({ result }) => result);
const where = async ({ orderId, instalmentId }: { orderId: string; instalmentId: string }) => [(await bed.order(orderId)).state, await bed.stateOf(instalmentId)];
/** Reported as paid, and not yet on any statement: each test's orders are taken off the list of the missing by its statement. */
async function executed() {
  const order = await bed.released();
  await bed.execute(order);
  return order;
}

describe('a statement that agrees', () => {
  it('SUB-12.b: has each payment matched, by its order or by its reference, and a difference of zero', async () => {
    const [one, other] = [await executed(), await executed()];
    const { order: _order, ...byReference } = line(other);
    const statement = await reconciled([line(one), byReference, { reference: 'IN-1', day: '2026-03-02', amount: -5_000_000n, purpose: '省级下达' }]);
    expect(statement).toMatchObject({ state: 'reconciled', lines: 3, difference: '0.00', pending: 0, counts: { matched: 2, income: 1, missing: 0, unknown: 0 } });
    expect(await results(statement)).toEqual(['matched', 'matched', 'income']);
    expect((await bed.bed.events(bankStatementContracts.reconciled)).map(({ statementId }) => statementId)).toContain(statement.id);
  });

  it('SUB-12.b: its line is proof: an order that nobody reported, or that is in doubt, is settled by it, and the ledger follows', async () => {
    const [silent, doubtful] = [await bed.released(), await executed()];
    await bed.reject(doubtful.orderId);
    const statement = await reconciled([line(silent, { reference: 'S-1' }), line(doubtful)]);
    expect(statement).toMatchObject({ difference: '0.00', pending: 0 });
    expect([await where(silent), await where(doubtful)]).toEqual([['settled', 'confirmed'], ['settled', 'confirmed']]);
    expect(await bed.order(silent.orderId)).toMatchObject({ outcome: 'paid', bankReference: 'S-1', settlement: { statementId: statement.id, line: 2, by: 'system:bank-statement' } });
    expect([await bed.balance('paid', silent.awardId), await bed.balance('paid', doubtful.awardId)]).toEqual([AMOUNT, AMOUNT]);
    expect(await bed.execute(silent, { bankReference: 'S-1' })).toMatchObject({ result: 'accepted', state: 'settled' });
    expect(await bed.execute(silent, { bankReference: 'S-2' })).toMatchObject({ result: 'contradicted', state: 'settled' });
  });

  it('SUB-12.b: proves a payment that finance had rejected: the instalment is paid without a new order', async () => {
    const order = await bed.released();
    await bed.reject(order.orderId);
    expect(await reconciled([line(order)])).toMatchObject({ difference: '0.00' });
    expect(await where(order)).toEqual(['settled', 'confirmed']);
    expect(await bed.balance('paid', order.awardId)).toBe(AMOUNT);
  });
});

describe('a statement that differs', () => {
  it('SUB-12.b: what no order asked for is unknown, what was reported and is not there is missing; both are in the difference', async () => {
    const order = await executed();
    const statement = await reconciled([{ reference: 'X-1', day: '2026-03-02', amount: 123n }, { reference: 'X-2', order: newId(), day: '2026-03-02', amount: 77n }]);
    expect(statement).toMatchObject({ counts: { unknown: 2, missing: 1 }, difference: moneyOf(200n - AMOUNT) });
    expect((await bed.statements.listMissing({ id: statement.id }, bed.as('county-finance'))).items).toMatchObject([{ orderId: order.orderId, amount: '10000.00' }]);
    await reconciled([line(order)]);
    const again = await bed.statements.reconcile({ id: statement.id, version: statement.version }, bed.as('county-finance'));
    expect(again).toMatchObject({ counts: { unknown: 2, missing: 0 }, difference: '2.00' });
    expect((await bed.statements.listMissing({ id: statement.id }, bed.as('county-finance'))).items).toEqual([]);
  });

  it('SUB-12.b: another amount puts the order in doubt, and the line does not settle it', async () => {
    const order = await executed();
    const statement = await reconciled([line(order, { amount: AMOUNT - 1n })]);
    expect(statement).toMatchObject({ counts: { amountDiffers: 1 }, difference: '-0.01' });
    expect(await where(order)).toEqual(['in-doubt', 'in-doubt']);
  });

  it('SUB-12.b: a second payment of an order is an alarm, once, and never booked', async () => {
    const order = await executed();
    const statement = await reconciled([line(order), line(order, { reference: 'B-2' })]);
    expect(statement).toMatchObject({ counts: { matched: 1, duplicate: 1 }, difference: '10000.00' });
    await bed.statements.reconcile({ id: statement.id, version: statement.version }, bed.as('county-finance'));
    expect((await bed.bed.events(disbursementContracts.paidTwice)).filter(({ orderId }) => orderId === order.orderId)).toHaveLength(1);
    expect([await where(order), await bed.balance('paid', order.awardId)]).toEqual([['executed', 'confirmed'], AMOUNT]);
  });

  it('SUB-12.b: money that comes back undoes the payment, on the same statement or a later one; paid again, it counts again', async () => {
    const [at, later] = [await executed(), await executed()];
    const { order: _order, ...back } = line(at, { amount: -AMOUNT });
    const statement = await reconciled([line(at), back, line(later)]);
    expect(statement).toMatchObject({ counts: { matched: 2, reversed: 1 }, difference: '0.00' });
    expect([await where(at), await where(later)]).toEqual([['settled', 'failed'], ['executed', 'confirmed']]);
    expect(await bed.order(at.orderId)).toMatchObject({ outcome: 'not-paid', settlement: { line: 3 } });
    const second = await reconciled([line(later, { amount: -AMOUNT })]);
    expect(second).toMatchObject({ counts: { reversed: 1 }, difference: '0.00' });
    expect([await where(later), await bed.balance('paid', later.awardId), await bed.balance('committed', later.awardId)]).toEqual([['settled', 'failed'], 0n, 30_000_000n]);
    expect(await reconciled([line(later, { reference: 'B-AGAIN' })])).toMatchObject({ counts: { matched: 1 }, difference: '0.00' });
    expect([await where(later), await bed.balance('paid', later.awardId)]).toEqual([['settled', 'confirmed'], AMOUNT]);
  });

  it('SUB-12.b: what two people found to be paid is missing where the statement does not have it, and known by the reference they gave', async () => {
    const [absent, there] = [await bed.released(), await bed.released()];
    for (const { orderId, version } of [absent, there]) {
      await bed.disbursements.doubt({ id: orderId, version, reason: '未见回复' }, bed.as('county-finance'));
      await bed.settle(orderId, 'paid');
    }
    const { order: _order, ...byReference } = line(there);
    const statement = await reconciled([byReference]);
    expect(statement).toMatchObject({ counts: { matched: 1, unknown: 0, missing: 1 }, difference: moneyOf(-AMOUNT) });
    expect((await bed.statements.listMissing({ id: statement.id }, bed.as('county-finance'))).items).toMatchObject([{ orderId: absent.orderId, bankReference: `B-${absent.orderId}` }]);
    await reconciled([line(absent)]);
  });

  it('SUB-12.b: money of an earlier order that is still out is not paid again when that of the later one comes back', async () => {
    const first = await bed.released();
    await bed.reject(first.orderId);
    await bed.recordCause(first.orderId);
    const second = await bed.issue(await bed.authorise(first.instalmentId));
    await bed.release(second.orderId);
    await bed.execute(second);
    await reconciled([line(first), line(second)]);
    expect(await bed.order(first.orderId)).toMatchObject({ outcome: 'paid-in-excess' });
    await reconciled([line(second, { amount: -AMOUNT })]);
    expect(await where(second)).toEqual(['settled', 'failed']);
    const again = await bed.authorise(first.instalmentId);
    await expect(bed.issue(again)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'paid-in-excess' } });
    await reconciled([line(first, { amount: -AMOUNT })]);
    expect((await bed.issue(again)).state).toBe('issued');
  });
});

describe('what is not taken', () => {
  it('SUB-12.b: the same text again, or days of an account that a statement has', async () => {
    const lines = [{ reference: 'T-1', day: '2026-03-02', amount: 1n }];
    await bed.statement(lines, { accountRef: 'TWICE' });
    await expect(bed.statement(lines, { accountRef: 'OTHER' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(bed.statement([{ reference: 'T-2', day: '2026-03-02', amount: 1n }], { accountRef: 'TWICE' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('SUB-12.b: bad lines are said by number, all at once, and nothing of the statement counts', async () => {
    const csv = [
      'bankReference,orderId,day,amount,payee,purpose', 'R-1,,2026-03-02,10.00,甲,乙', ',,2026-03-02,10.00,甲,乙', 'R-3,no,2026-03-02,10.00,甲,乙', 'R-4,,2026-02-30,10.00,甲,乙',
      'R-5,,2026-04-01,10.00,甲,乙', 'R-6,,2026-03-02,1e3,甲,乙', 'R-7,,2026-03-02,0,甲,乙', 'R-8,,2026-03-02,10.00,甲', '"R-9",,2026-03-02,10.00,"甲, ""丙""\n丁",乙', '',
    ].join('\n');
    const begun = { region: PAYER, accountRef: 'BAD', from: '2026-03-01', through: '2026-03-02', opening: '100.00', closing: '0.00', sha256: createHash('sha256').update(csv).digest('hex') };
    const places = ['csv[3].bankReference', 'csv[4].orderId', 'csv[5].day', 'csv[6].day', 'csv[7].amount', 'csv[8].amount', 'csv[9]', 'csv[10].payee'];
    await expect(bed.upload(begun, csv)).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: places.map((path) => ({ path })) });
    const [kept] = (await bed.bed.source.query(`SELECT count(*)::integer AS lines FROM bank_statement_line WHERE bank_reference = 'R-1'`)) as [object];
    expect(kept).toEqual({ lines: 0 });
  });

  it('SUB-12.b: a text that is not the announced one, an open quote, other columns, balances that do not follow', async () => {
    const csv = csvOf([{ reference: 'Q-1', day: '2026-03-02', amount: 1n }]);
    const begun = { region: PAYER, accountRef: 'Q', from: '2026-03-02', through: '2026-03-02', opening: '1.00', closing: '0.99', sha256: createHash('sha256').update(csv).digest('hex') };
    const hashed = (text: string) => ({ ...begun, sha256: createHash('sha256').update(text).digest('hex') });
    await expect(bed.upload(begun, csv.replace('Q-1', 'Q-2'))).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'sha256' }] });
    await expect(bed.upload({ ...begun, closing: '1.00' } as never, csv)).rejects.toMatchObject({ issues: [{ path: 'closing' }] });
    await expect(bed.upload(hashed(`${csv}"`), `${csv}"`)).rejects.toMatchObject({ issues: [{ path: 'csv[3]' }] });
    await expect(bed.upload(hashed('a,b\n'), 'a,b\n')).rejects.toMatchObject({ issues: [{ path: 'csv[1]' }] });
    await expect(bed.upload({ ...begun, through: '2026-02-01' } as never, csv)).rejects.toMatchObject({ issues: [{ path: 'through' }] });
    expect(await bed.upload(begun, csv)).toMatchObject({ state: 'reconciled', counts: { unknown: 1 } });
  });

  it('SUB-3.b: a statement is of the own department; another one neither sends nor sees it', async () => {
    const statement = await reconciled([{ reference: 'P-1', day: '2026-03-02', amount: 1n }]);
    await expect(bed.statements.get(statement.id, bed.as('county-finance', '220202'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.statements.get(statement.id, bed.as('county-finance', '650102'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.statements.reconcile({ id: statement.id, version: statement.version }, bed.as('county-industry'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.statements.begin({ ...statement, region: '220202' } as never, bed.as('finance-system'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(bed.statements.reconcile({ id: statement.id, version: 1 }, bed.as('county-finance'))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(bed.statements.abandon({ id: statement.id, version: statement.version }, bed.as('county-finance'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    expect((await bed.statements.list({}, bed.as('county-finance', '220202'))).items).toEqual([]);
  });

  it('the database changes and deletes no line, whoever asks through the service', async () => {
    for (const text of ['DELETE FROM bank_statement_line', 'UPDATE bank_statement_line SET amount_fen = 1', 'DELETE FROM bank_statement', 'DELETE FROM bank_statement_part']) {
      await expect(bed.bed.source.query(text)).rejects.toThrow('permission denied');
    }
  });
});

describe('a large statement', () => {
  it('SUB-12.b: of ten thousand lines is reconciled at once, and exported in parts that a spreadsheet opens safely', async () => {
    const order = await executed();
    const lines: BankLine[] = Array.from({ length: 9_999 }, (_, at) => ({ reference: `L-${at}`, day: '2026-03-02', amount: -1n, payee: at === 0 ? '=HYPERLINK(1)' : '某某公司（样例）' }));
    const statement = await reconciled([...lines, line(order)]);
    expect(statement).toMatchObject({ lines: 10_000, counts: { matched: 1, income: 9_999 }, difference: '0.00' });
    let text = '';
    for (let after: number | undefined = 0; after !== undefined; ) {
      const part: { text: string; next?: number } = await bed.statements.export({ id: statement.id, after }, bed.as('county-finance'));
      text += part.text;
      after = part.next;
    }
    const rows = text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(10_001);
    expect(rows[1]).toContain(`"'=HYPERLINK(1)"`);
    expect(rows.at(-1)).toContain(`"matched","${order.orderId}"`);
  }, 60_000);

  it('SUB-12.b: that proves more than one transaction settles is settled piece by piece', async () => {
    const orders = [];
    for (let at = 0; at < 45; at += 1) orders.push(await bed.issued());
    const statement = await reconciled(orders.map((order) => line(order)));
    expect(statement).toMatchObject({ pending: 5, difference: '50000.00', counts: { matched: 45 } });
    await bed.bed.moveTo('2026-03-03');
    expect(await bed.statements.get(statement.id, bed.as('county-finance'))).toMatchObject({ pending: 0, difference: '0.00', version: statement.version + 1 });
    for (const order of orders) expect(await where(order)).toEqual(['settled', 'confirmed']);
  }, 60_000);
});

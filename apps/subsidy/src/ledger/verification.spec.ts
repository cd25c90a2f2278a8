import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';

import { MoneyBed } from '../../test/money-bed.js';
import { LedgerReadingRepository } from './ledger-reading.repository.js';
import { LedgerService } from './ledger.service.js';
import { verifyLedger, type LedgerReport } from './verification.js';
import { ledgerChecks } from './verification-checks.js';
import { asTable } from './verification-table.js';
import { verifyDatabase } from './verify-command.js';

jest.setTimeout(120_000);

let money: MoneyBed;
let superuser: DataSource;
let awardId: string;
let instalmentId: string;
let budgetId: string;
let service: LedgerService;

beforeAll(async () => {
  money = await MoneyBed.open();
  const year = await money.closedYear();
  const { award, planned } = await money.allotted(year, { lines: [{ amountFen: '4180000000' }, { plannedYear: 2026, amountFen: '3135000083' }] });
  awardId = award.id;
  instalmentId = planned?.id ?? '';
  await money.paid(planned ?? { id: '', version: 1 });
  await money.allotted(year);
  budgetId = (await money.budgetRows.list({ tenant: 'CN-22', regions: ['220000'], yearId: undefined, state: undefined, before: undefined, limit: 9 })).at(-1)?.id ?? '';
  const url = new URL(money.bed.bed.adminUrl);
  url.pathname = `/${money.bed.bed.database}`;
  superuser = await new DataSource({ type: 'postgres', url: url.href, extra: { max: 1 } }).initialize();
  service = new LedgerService(new LedgerReadingRepository(money.bed.reader), { now: () => new Date('2025-05-06T04:00:00Z') } as never);
});
afterAll(async () => {
  await superuser.destroy();
  await money.close();
});

/** What is found after somebody who may do everything has changed rows behind the triggers; it is undone afterwards. */
async function afterCorruption(...statements: readonly string[]): Promise<LedgerReport> {
  const undo = new Error('undo');
  let report: LedgerReport | undefined;
  await superuser
    .transaction(async (manager: EntityManager) => {
      await manager.query(`SET LOCAL search_path TO subsidy; SET LOCAL session_replication_role = replica`);
      for (const statement of statements) await manager.query(statement);
      report = await verifyLedger(async (text) => (await manager.query(text)) as Record<string, unknown>[]);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return report as unknown as LedgerReport;
}
const without = (table: string, ...constraints: readonly string[]): string => constraints.map((name) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`).join('; ');

describe('the verification of the ledger', () => {
  it('finds nothing wrong with what the service wrote, and says how much it looked at', async () => {
    const report = await service.verify({ caller: money.bed.as('auditor', '220000').caller });
    expect(report).toMatchObject({ sound: true, findings: [], postings: 6, entries: 12 });
    expect(report.checks.map(({ check }) => check)).toEqual(ledgerChecks.map(({ check }) => check));
    expect(report.checks.every(({ looked }) => looked > 0)).toBe(true);
    await expect(service.verify({ caller: money.industry().caller })).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  const entry = (kind: string) => `(SELECT entry.id FROM ledger_entry entry JOIN ledger_account account ON account.id = entry.account_id WHERE account.kind = '${kind}' AND account.reference = '${awardId}' ORDER BY entry.id LIMIT 1)`;
  it.each([
    ['posting-sums-to-zero', () => [`UPDATE ledger_entry SET amount_fen = amount_fen + 1 WHERE id = ${entry('paid')}`]],
    ['posting-sums-to-zero', () => [`DELETE FROM ledger_entry WHERE id = ${entry('paid')}`]],
    ['entry-has-posting-and-account', () => [`DELETE FROM ledger_tx WHERE kind = 'confirmed'`]],
    ['posting-once', () => [without('ledger_tx', 'ledger_tx_once'), `UPDATE ledger_tx SET biz_key = 'same' WHERE kind IN ('issued', 'confirmed')`]],
    ['posting-has-its-object', () => [`UPDATE ledger_tx SET instalment_id = '${newId()}' WHERE kind = 'confirmed'`]],
    ['balance-is-sum', () => [`UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE kind = 'paid'`]],
    ['not-overdrawn', () => [`UPDATE ledger_entry SET amount_fen = -amount_fen`]],
    ['budget-is-its-approved-changes', () => [`UPDATE budget_change SET amount_fen = amount_fen + 1 WHERE budget_id = '${budgetId}'`]],
    ['plan-is-exact', () => [`UPDATE allocation_share SET share_fen = share_fen - 1, down_fen = down_fen - 1 WHERE award_id = '${awardId}'`]],
    ['award-within-ceiling', () => [without('award', 'award_approved_within_ceiling'), `UPDATE award SET approved_fen = ceiling_fen + 1 WHERE id = '${awardId}'`]],
    ['award-is-its-share', () => [`UPDATE award SET allotted_fen = allotted_fen - 1 WHERE id = '${awardId}'`]],
    ['paid-within-completed', () => [without('award', 'award_issued_within_completed'), `UPDATE award SET verified_fen = 0 WHERE id = '${awardId}'`]],
    ['paid-within-allotted', () => [`UPDATE award SET issued_fen = issued_fen - 1 WHERE id = '${awardId}'`]],
    ['within-consecutive-years', () => [
      `INSERT INTO instalment (id, tenant, award_id, year, amount_fen, state, proposed_by, authorised_by, issued_by, issued_on)
       VALUES (gen_random_uuid(), 'CN-22', '${awardId}', 2028, 1, 'issued', 'a', 'b', 'b', '2028-01-01')`,
    ]],
    ['instalment-went-out-once', () => [`UPDATE instalment SET attempt = 2 WHERE id = '${instalmentId}'`]],
    ['instalment-went-out-once', () => [
      `INSERT INTO ledger_tx (id, tenant, biz_key, kind, posted_on, posted_at, award_id, instalment_id, decision_id, clause, person)
       VALUES (gen_random_uuid(), 'CN-22', 'again', 'issued', '2025-05-06', now(), '${awardId}', '${instalmentId}', 'x', 'SUB-12.a', 'x')`,
    ]],
    ['instalment-amount-went-out', () => [`UPDATE instalment SET amount_fen = amount_fen - 1 WHERE id = '${instalmentId}'`]],
    ['arrived-is-confirmed', () => [`UPDATE instalment SET state = 'in-doubt' WHERE id = '${instalmentId}'`]],
    ['two-people', () => [without('instalment', 'instalment_authorised_by_another'), `UPDATE instalment SET authorised_by = proposed_by WHERE id = '${instalmentId}'`]],
    ['two-people', () => [without('award', 'award_decided_by_another'), `UPDATE award SET decided_by = prepared_by WHERE id = '${awardId}'`]],
    ['refund-is-what-came-back', () => [`INSERT INTO ledger_account (tenant, kind, reference, balance_fen) VALUES ('CN-22', 'refundable', '${newId()}', -5)`]],
    ['money-conserved', () => [`UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE kind = 'treasury' OR kind = 'paid'`]],
  ] as const)('SUB-11, SUB-5.d: finds what %s looks for, behind the back of every trigger', async (check, corrupt) => {
    const report = await afterCorruption(...corrupt());
    expect(report.sound).toBe(false);
    const found = report.findings.filter((finding) => finding.check === check);
    expect([check, found.length > 0]).toEqual([check, true]);
    expect(asTable(report)).toContain(found[0]?.zh ?? 'nothing');
    // What was done was undone: the next corruption is found on its own.
    expect((await new LedgerReadingRepository(money.bed.reader).verify()).sound).toBe(true);
  });
});

describe('the ledger to be read', () => {
  const auditor = () => ({ caller: money.bed.as('auditor', '220000').caller });

  it('balances and the trial balance are those of the day that is asked for', async () => {
    const now = await service.balance({ reference: awardId }, auditor());
    expect(Object.fromEntries(now.balances.map(({ kind, balance }) => [kind, balance]))).toEqual({ committed: '3135000.08', 'in-transit': '0.00', paid: '4180000.00' });
    const before = await service.balance({ reference: awardId, on: '2025-05-05' as never }, auditor());
    expect(before.balances.every(({ balance }) => balance === '0.00')).toBe(true);
    const trial = await service.trialBalance({}, auditor());
    expect(trial).toMatchObject({ balanced: true, debit: trial.credit });
    expect(trial.accounts.find(({ kind }) => kind === 'paid')).toMatchObject({ debit: '4180000.00', credit: '0.00', count: 1 });
    expect((await service.trialBalance({ on: '2025-05-05' as never }, auditor())).accounts).toEqual([]);
    await expect(service.balance({ reference: awardId }, money.bed.as('enterprise', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect((await service.balance({ reference: awardId }, money.bed.as('auditor', '650000'))).balances).toEqual([]);
  });

  it('postings are listed by award, instalment or account, each with its decision and clause', async () => {
    const ofAward = await service.listPostings({ awardId }, auditor());
    expect(ofAward.items.map(({ kind, clause }) => `${kind} ${clause}`)).toEqual(['confirmed SUB-5.d', 'issued SUB-12.a', 'allotted SUB-11']);
    expect(ofAward.items.every(({ decisionId, person }) => decisionId !== '' && person !== '')).toBe(true);
    expect((await service.listPostings({ instalmentId }, auditor())).items.map(({ kind }) => kind)).toEqual(['confirmed', 'issued']);
    expect((await service.listPostings({ reference: budgetId }, auditor())).items.map(({ kind }) => kind)).toEqual(['allotted', 'budget-approved']);
    const first = await service.listPostings({ limit: 4 }, auditor());
    const second = await service.listPostings({ limit: 4, cursor: first.next as never }, auditor());
    expect([first.items.length, second.items.length, second.next]).toEqual([4, 2, undefined]);
    await expect(service.listPostings({ awardId, instalmentId }, auditor())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('everybody may read what a year has given and paid', async () => {
    expect((await service.paidTotals({})).totals).toEqual([{ programme: 'jl-amc-subsidy-2024', year: 2026, awards: 2, allotted: '7615000.08', paid: '4180000.00' }]);
    expect((await service.paidTotals({ programme: 'jl-sme-2024' })).totals).toEqual([]);
  });
});

describe('the command that verifies the ledger', () => {
  it('ends with 0 on a sound ledger and with 1 on another, as a table or as JSON', async () => {
    const told: string[] = [];
    const verify = async (asJson: boolean): Promise<number> => await verifyDatabase(money.bed.bed.databaseUrl('subsidy'), asJson, (text) => told.push(text));
    expect([await verify(true), await verify(false)]).toEqual([0, 0]);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ sound: true, postings: 6 });
    expect(told[1]).toContain('The ledger is sound.');
    // The last test of this database: it stays as it is now.
    await superuser.query(`SET search_path TO subsidy; SET session_replication_role = replica; UPDATE ledger_entry SET amount_fen = amount_fen + 1 WHERE amount_fen = 418000000`);
    expect(await verify(false)).toBe(1);
    expect(told[2]).toMatch(/posting-sums-to-zero +[0-9]+ +[1-9]/);
    expect(told[2]).toContain('分录借贷不平');
  });
});

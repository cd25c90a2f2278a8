import { newId, Reader, violatedConstraint } from '@jiqun/service-kit';
import { createTestBed, type TestBed } from '@jiqun/service-kit/testing';
import { jest } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';

import { instalmentLifecycle } from '../instalment/instalment.lifecycle.js';
import { Money1790000306000 } from '../migrations/1790000306000-money.js';
import type { Posting, PostingEntry } from './ledger.entity.js';
import { LedgerRepository } from './ledger.repository.js';
import { entriesFor } from './postings.js';

jest.setTimeout(60_000);

let bed: TestBed;
let source: DataSource;
let owner: DataSource;
let ledger: LedgerRepository;

beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('subsidy', { migrations: [Money1790000306000] }, 12);
  // Stands in for the verified lines, from which alone the owner's function takes the completed investment.
  owner = await new DataSource({ type: 'postgres', url: bed.ownerUrl('subsidy') }).initialize();
  ledger = new LedgerRepository(new Reader(source));
}, 60_000);
afterAll(async () => {
  await owner.destroy();
  await bed.close();
});

const refusedBy = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'done', (error: unknown) => violatedConstraint(error) ?? String(error));

const posting = (bizKey: string, entries: readonly PostingEntry[]): Posting => ({
  tenant: 'CN-22', bizKey, kind: 'allotted', postedOn: '2025-10-01', postedAt: new Date('2025-10-01T01:00:00Z'), decisionId: 'plan-1', clause: 'SUB-11',
  person: 'person-1', entries,
});
const post = async (bizKey: string, entries: readonly PostingEntry[]): Promise<boolean> =>
  await source.transaction(async (manager) => await ledger.post(manager, posting(bizKey, entries)));
const balance = async (kind: 'available' | 'committed', reference: string): Promise<bigint> => await ledger.balanceOn('CN-22', { kind, reference }, '2026-01-01');

interface Awarded {
  readonly approved?: bigint;
  readonly verified?: bigint;
  readonly rate?: string;
}

/** An award of 10% on 1,000.00 yuan, allotted in full; all of it completed unless said otherwise. */
async function award({ approved = 10_000n, verified = 100_000n, rate = '0.1' }: Awarded = {}): Promise<string> {
  const id = newId();
  await source.query(
    `INSERT INTO award (id, tenant, programme, policy_version, year_id, group_id, region, lead_credit_code, lead_name, cluster_level, rate, rate_cap,
      eligible_fen, ceiling_fen, approved_fen, consecutive_years, state, prepared_by)
     VALUES ($1, 'CN-22', 'jl-amc-subsidy-2024', '2024-12-05', $1, $1, '220100', '示例', '示例', 'provincial', $2::numeric, 0.1, 100000, floor($2::numeric * 100000), $3, 3, 'prepared', 'a')`,
    [id, rate, approved],
  );
  await source.query(`UPDATE award SET state = 'allotted', decided_by = 'b', decided_on = '2025-09-01', allotted_fen = approved_fen WHERE id = $1`, [id]);
  await owner.query(`UPDATE award SET verified_fen = $2 WHERE id = $1`, [id, verified]);
  return id;
}
const plan = async (awardId: string, year: number, amount: bigint): Promise<string> => {
  const id = newId();
  await source.query(`INSERT INTO instalment (id, tenant, award_id, year, amount_fen, state, proposed_by) VALUES ($1, 'CN-22', $2, $3, $4, 'planned', 'a')`, [id, awardId, year, amount]);
  return id;
};
const move = async (id: string, state: string, more = ''): Promise<unknown> => await source.query(`UPDATE instalment SET state = $2 ${more} WHERE id = $1`, [id, state]);
const authorise = async (id: string): Promise<unknown> => await move(id, 'authorised', `, authorised_by = 'b'`);
const issue = async (id: string, on: string): Promise<unknown> => await move(id, 'issued', `, issued_by = 'c', issued_on = '${on}'`);
async function issued(awardId: string, year: number, amount: bigint, on = `${year}-12-01`): Promise<string> {
  const id = await plan(awardId, year, amount);
  await authorise(id);
  await issue(id, on);
  return id;
}
const paidOut = async (awardId: string): Promise<object> =>
  ((await source.query(`SELECT issued_fen::integer AS issued, first_paid_year AS first FROM award WHERE id = $1`, [awardId])) as [object])[0];

describe('what the database refuses of an award and its instalments', () => {
  it('SUB-5.b: more than the rate of the investment, a rate above the cap, more than the ceiling', async () => {
    expect(await refusedBy(award({ rate: '0.1001' }))).toBe('award_rate_within_cap');
    expect(await refusedBy(award({ approved: 10_001n }))).toBe('award_approved_within_ceiling');
    const id = await award();
    expect(await refusedBy(source.query(`UPDATE award SET ceiling_fen = ceiling_fen + 1 WHERE id = $1`, [id]))).toBe('award_ceiling_is_rate_of_investment');
    expect(await refusedBy(source.query(`UPDATE award SET allotted_fen = approved_fen + 1 WHERE id = $1`, [id]))).toBe('award_allotted_within_approved');
  });

  it('SUB-4.b: more than the rate of what is completed and verified, though it was approved', async () => {
    const id = await award({ verified: 50_009n });
    expect(await refusedBy(issued(id, 2025, 5_001n))).toBe('award_issued_within_completed');
    await issued(id, 2026, 5_000n);
    expect(await paidOut(id)).toEqual({ issued: 5_000, first: 2026 });
  });

  it('SUB-5.d: more than approved, in one instalment or in several, also at once', async () => {
    const id = await award({ approved: 9_000n });
    expect(await refusedBy(issued(id, 2025, 9_001n))).toBe('award_issued_within_allotted');
    const other = await award({ approved: 9_000n });
    const ids = await Promise.all([2025, 2026, 2027].map(async (year) => await plan(other, year, 4_000n)));
    await Promise.all(ids.map(authorise));
    const outcomes = await Promise.all(ids.map(async (one) => await refusedBy(issue(one, '2027-12-01'))));
    expect(outcomes.toSorted()).toEqual(['award_issued_within_allotted', 'done', 'done']);
    expect(await paidOut(other)).toMatchObject({ issued: 8_000 });
  });

  it('SUB-5.d: a fourth year, counted from the first that pays, years without payment included', async () => {
    const id = await award();
    await issued(id, 2025, 1_000n);
    await issued(id, 2027, 1_000n, '2027-12-31');
    expect(await refusedBy(issued(id, 2028, 1_000n, '2028-01-01'))).toBe('instalment_in_window');
    const late = await plan(id, 2026, 1_000n);
    await authorise(late);
    expect(await refusedBy(issue(late, '2028-01-01'))).toBe('instalment_in_window');
    await issue(late, '2027-12-31');
    expect(await paidOut(id)).toEqual({ issued: 3_000, first: 2025 });
  });

  it('INT-17: a payment that failed opens no window', async () => {
    const id = await award();
    const failed = await issued(id, 2025, 1_000n);
    await move(failed, 'failed');
    expect(await paidOut(id)).toEqual({ issued: 0, first: null });
    await issued(id, 2028, 1_000n);
    expect(await paidOut(id)).toEqual({ issued: 1_000, first: 2028 });
  });

  it('SUB-5.d: two instalments of one year, and one instalment issued or confirmed twice', async () => {
    const id = await award();
    const first = await issued(id, 2025, 1_000n);
    expect(await refusedBy(plan(id, 2025, 1_000n))).toBe('instalment_once_a_year');
    await move(first, 'confirmed', `, confirmed_on = '2025-12-05', bank_reference = 'r'`);
    for (const state of ['issued', 'authorised', 'failed', 'planned']) expect(await refusedBy(move(first, state))).toBe('instalment_step');
    expect(await paidOut(id)).toMatchObject({ issued: 1_000 });
  });

  it('changes an amount, its award or its year after it was authorised, or pays before the year', async () => {
    const id = await award();
    const one = await plan(id, 2026, 1_000n);
    await source.query(`UPDATE instalment SET amount_fen = 900 WHERE id = $1`, [one]);
    await authorise(one);
    expect(await refusedBy(source.query(`UPDATE instalment SET amount_fen = 901 WHERE id = $1`, [one]))).toBe('instalment_amount_fixed');
    expect(await refusedBy(issue(one, '2025-12-31'))).toBe('instalment_not_before_its_year');
    for (const column of ['year = 2027', `award_id = '${newId()}'`, `tenant = 'CN-65'`]) {
      expect(await refusedBy(source.query(`UPDATE instalment SET ${column} WHERE id = $1`, [one]))).toContain('permission denied');
    }
  });

  it('lets one person propose and authorise, or prepare and decide', async () => {
    const id = await award();
    const one = await plan(id, 2025, 1_000n);
    expect(await refusedBy(move(one, 'authorised', `, authorised_by = 'a'`))).toBe('instalment_authorised_by_another');
    expect(await refusedBy(move(one, 'authorised'))).toBe('instalment_authorised_whole');
    expect(await refusedBy(source.query(`UPDATE award SET decided_by = 'a' WHERE id = $1`, [id]))).toBe('award_decided_by_another');
  });

  it('SUB-13.a: pays an instalment of an award that was stopped', async () => {
    const id = await award();
    const one = await plan(id, 2025, 1_000n);
    await authorise(one);
    await source.query(`UPDATE award SET state = 'stopped' WHERE id = $1`, [id]);
    expect(await refusedBy(issue(one, '2025-12-01'))).toBe('instalment_of_allotted_award');
  });

  it('writes the sums that the triggers keep', async () => {
    const id = await award();
    for (const change of ['issued_fen = 0', 'verified_fen = 1000000', 'first_paid_year = 2040', 'rate_cap = 1', 'consecutive_years = 9']) {
      expect(await refusedBy(source.query(`UPDATE award SET ${change} WHERE id = $1`, [id]))).toContain('permission denied');
    }
    expect(await refusedBy(source.query(`DELETE FROM award WHERE id = $1`, [id]))).toContain('permission denied');
    expect(await refusedBy(source.query(`DELETE FROM instalment`))).toContain('permission denied');
    expect(await refusedBy(source.query(`INSERT INTO instalment_step VALUES ('confirmed', 'issued')`))).toContain('permission denied');
    expect(await refusedBy(source.query(`ALTER TABLE instalment DISABLE TRIGGER instalment_guard`))).toContain('must be owner');
  });

  it('goes another way between two states than the lifecycle does', async () => {
    const inDatabase = (await source.query(`SELECT from_state || ' ' || to_state AS way FROM instalment_step`)) as { way: string }[];
    const inCode = Object.entries(instalmentLifecycle).flatMap(([from, actions]) => Object.values(actions).map(({ target }) => `${from} ${target}`));
    expect(inDatabase.map(({ way }) => way).toSorted()).toEqual([...new Set(inCode)].toSorted());
  });
});

describe('what the database refuses of the ledger', () => {
  it('a posting that does not sum to zero, has one entry or none', async () => {
    const [up, down] = entriesFor.budgetApproved(newId(), 100n) as [PostingEntry, PostingEntry];
    expect(await refusedBy(post('uneven', [up, { ...down, amount: -99n }]))).toBe('ledger_tx_sums_to_zero');
    expect(await refusedBy(post('half', [up]))).toBe('ledger_tx_sums_to_zero');
    expect(await refusedBy(post('empty', []))).toBe('ledger_tx_sums_to_zero');
    expect(await refusedBy(post('nothing', [{ ...up, amount: 0n }, down]))).toContain('check');
  });

  it('SUB-11: a budget overdrawn by one fen, also by 400 at once: exactly the cap is given out', async () => {
    const budget = newId();
    await post(`budget:${budget}`, entriesFor.budgetApproved(budget, 100_000n));
    const awards = Array.from({ length: 400 }, () => newId());
    const outcomes = await Promise.all(awards.map(async (id) => await refusedBy(post(`allot:${id}`, entriesFor.allotted(budget, id, 401n)))));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(249);
    expect(new Set(outcomes)).toEqual(new Set(['done', 'ledger_account_not_overdrawn']));
    expect(await balance('available', budget)).toBe(151n);
    expect(await refusedBy(post('too-much', entriesFor.allotted(budget, newId(), 152n)))).toBe('ledger_account_not_overdrawn');
    await post('exactly', entriesFor.allotted(budget, newId(), 151n));
    expect(await balance('available', budget)).toBe(0n);
  });

  it('a posting changed, deleted, added to, or taken from the role by a back way', async () => {
    const budget = newId();
    await post(`budget:${budget}`, entriesFor.budgetApproved(budget, 100n));
    const [{ id, entry, account }] = (await source.query(
      `SELECT tx.id, entry.id AS entry, entry.account_id AS account FROM ledger_tx tx JOIN ledger_entry entry ON entry.tx_id = tx.id WHERE biz_key = $1`,
      [`budget:${budget}`],
    )) as [{ id: string; entry: string; account: string }];
    for (const statement of [
      `UPDATE ledger_entry SET amount_fen = 1 WHERE id = ${entry}`, `DELETE FROM ledger_entry WHERE id = ${entry}`, `DELETE FROM ledger_tx WHERE id = '${id}'`,
      `UPDATE ledger_tx SET posted_on = '2020-01-01' WHERE id = '${id}'`, `TRUNCATE ledger_entry`, `UPDATE ledger_account SET balance_fen = 0`,
    ]) {
      expect(await refusedBy(source.query(statement))).toContain('permission denied');
      // The owner's own statement, by mistake, is refused as well.
      if (!statement.includes('ledger_account')) expect(await refusedBy(owner.query(statement))).toBe('ledger_lasts');
    }
    const added = `INSERT INTO ledger_entry (tx_id, account_id, amount_fen) VALUES ('${id}', ${account}, 5)`;
    expect(await refusedBy(source.query(added))).toBe('ledger_entry_with_its_posting');
    expect(await refusedBy(source.query(`INSERT INTO ledger_account (tenant, kind, reference, balance_fen) VALUES ('CN-22', 'available', 'x', 5)`))).toContain('permission denied');
  });

  it('entries on accounts of another jurisdiction', async () => {
    const budget = newId();
    await post(`budget:${budget}`, entriesFor.budgetApproved(budget, 100n));
    const forged = source.transaction(async (manager: EntityManager) => {
      const id = newId();
      await manager.query(
        `INSERT INTO ledger_tx (id, tenant, biz_key, kind, posted_on, posted_at, decision_id, clause, person)
         VALUES ($1::uuid, 'CN-65', $1::text, 'allotted', '2025-01-01', now(), 'x', 'SUB-11', 'x')`, [id],
      );
      await manager.query(`INSERT INTO ledger_entry (tx_id, account_id, amount_fen) SELECT $1, id, 5 FROM ledger_account WHERE reference = $2`, [id, budget]);
    });
    expect(await refusedBy(forged)).toBe('ledger_entry_of_tenant');
  });

  it('a posting written twice: the same one is known, another one under its key is a fault', async () => {
    const budget = newId();
    const entries = entriesFor.budgetApproved(budget, 100n);
    expect(await post(`twice:${budget}`, entries)).toBe(true);
    expect(await post(`twice:${budget}`, entries)).toBe(false);
    await expect(post(`twice:${budget}`, entriesFor.budgetApproved(budget, 101n))).rejects.toThrow('Another posting');
    expect(await balance('available', budget)).toBe(100n);
    const other = newId();
    const both = await Promise.all([post(`race:${other}`, entriesFor.budgetApproved(other, 7n)), post(`race:${other}`, entriesFor.budgetApproved(other, 7n))]);
    expect(both.toSorted()).toEqual([false, true]);
    expect(await balance('available', other)).toBe(7n);
  });
});

describe('the chart of postings', () => {
  it('sums to zero for every kind, and a failed issue undoes all of it with its offsets', () => {
    const offsets = [{ recoveryId: 'r1', amount: 3n }, { recoveryId: 'r2', amount: 4n }];
    for (const [kind, entries] of Object.entries({
      issued: entriesFor.issued('CN-22', 'a', 10n, offsets), whollyOffset: entriesFor.issued('CN-22', 'a', 7n, offsets), plain: entriesFor.issued('CN-22', 'a', 10n, []),
      failed: entriesFor.failed('CN-22', 'a', 10n, offsets), paid: entriesFor.recoveryPaid('CN-22', 'r1', 5n),
    })) {
      expect([kind, entries.reduce((sum, { amount }) => sum + amount, 0n)]).toEqual([kind, 0n]);
    }
    const sums = new Map<string, bigint>();
    for (const { account, amount } of [...entriesFor.issued('CN-22', 'a', 10n, offsets), ...entriesFor.failed('CN-22', 'a', 10n, offsets)]) {
      sums.set(account.kind, (sums.get(account.kind) ?? 0n) + amount);
    }
    expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
  });
});

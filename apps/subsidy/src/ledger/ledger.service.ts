import {
  ledgerAccountKinds, ledgerContracts, moneyOf, uuidSchema, type AskLedgerBalance, type AskPaidTotals, type AskTrialBalance, type LedgerBalance, type LedgerVerification,
  type ListPostings, type LocalDate, type PaidTotals, type PostingPage, type TrialBalance,
} from '@jiqun/contracts';
import { dayInShanghai, InstallationClock, instantOf, permits, readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { invalidAt } from '../refusals.js';
import { LedgerReadingRepository, type PostingFilter, type ReadPosting } from './ledger-reading.repository.js';

const USUAL_PAGE = 50;
/** What fits into an answer. */
const MOST_POSTINGS = 50;

/** The ledger to be read: balances and trial balance as of any day, postings, and its verification. */
@Injectable()
export class LedgerService {
  constructor(
    @Inject(LedgerReadingRepository) private readonly ledger: LedgerReadingRepository,
    @Inject(InstallationClock) private readonly clock: InstallationClock,
  ) {}

  /** What stands under a budget, an award, a recovery or a jurisdiction at the end of a day. */
  async balance({ reference, on }: AskLedgerBalance, { caller }: Pick<Request, 'caller'>): Promise<LedgerBalance> {
    permits(ledgerContracts.balance.permission, caller);
    const day = on ?? this.#today();
    const balances = await this.ledger.balances(caller.tenant, reference, day, ledgerAccountKinds);
    return { reference, on: day, balances: balances.map(({ kind, balance }) => ({ kind, balance: moneyOf(balance) })) };
  }

  /** Debits and credits of each kind of account at the end of a day. */
  async trialBalance({ on }: AskTrialBalance, { caller }: Pick<Request, 'caller'>): Promise<TrialBalance> {
    permits(ledgerContracts.trialBalance.permission, caller);
    const day = on ?? this.#today();
    const rows = await this.ledger.trial(caller.tenant, day);
    const debit = rows.reduce((sum, row) => sum + row.debit, 0n);
    const credit = rows.reduce((sum, row) => sum + row.credit, 0n);
    return {
      on: day,
      accounts: rows.map((row) => ({ kind: row.kind, debit: moneyOf(row.debit), credit: moneyOf(row.credit), balance: moneyOf(row.debit - row.credit), count: row.count })),
      debit: moneyOf(debit), credit: moneyOf(credit), balanced: debit === credit,
    };
  }

  /** Postings of an award, an instalment, a recovery or an account, newest first. @throws Refusal INVALID_REQUEST for more than one of these */
  async listPostings({ cursor, limit = USUAL_PAGE, on, ...asked }: ListPostings, { caller }: Pick<Request, 'caller'>): Promise<PostingPage> {
    permits(ledgerContracts.listPostings.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const most = Math.min(limit, MOST_POSTINGS);
    const rows = await this.ledger.postings({ tenant: caller.tenant, of: objectOf(asked), before, on, limit: most + 1 });
    const items = rows.slice(0, most).map(toPosting);
    const last = items.at(-1);
    return { items, ...(rows.length > most && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** Verifies the whole ledger and each cap from the rows alone. */
  async verify({ caller }: Pick<Request, 'caller'>): Promise<LedgerVerification> {
    permits(ledgerContracts.verify.permission, caller);
    const { sound, postings, entries, checks, findings } = await this.ledger.verify();
    return { verifiedAt: instantOf(this.clock.now()), sound, postings, entries, checks: [...checks], findings: [...findings] };
  }

  /** What each year has given and paid, for everybody. */
  async paidTotals({ programme }: AskPaidTotals): Promise<PaidTotals> {
    const totals = await this.ledger.totals(programme);
    return { totals: totals.map(({ allotted, paid, ...row }) => ({ ...row, allotted: moneyOf(allotted), paid: moneyOf(paid) })) };
  }

  #today(): LocalDate {
    return dayInShanghai(this.clock.now()) as LocalDate;
  }
}

function objectOf({ awardId, instalmentId, recoveryId, reference }: ListPostings): PostingFilter['of'] {
  const asked = [
    ...(awardId === undefined ? [] : [{ by: 'award' as const, id: awardId }]), ...(instalmentId === undefined ? [] : [{ by: 'instalment' as const, id: instalmentId }]),
    ...(recoveryId === undefined ? [] : [{ by: 'recovery' as const, id: recoveryId }]), ...(reference === undefined ? [] : [{ by: 'account' as const, id: reference }]),
  ];
  if (asked.length > 1) throw invalidAt('', '请只指定一个对象', 'name one object at a time');
  return asked[0];
}

function toPosting(row: ReadPosting): PostingPage['items'][number] {
  return {
    id: row.id, bizKey: row.bizKey, kind: row.kind, postedOn: row.postedOn as LocalDate, postedAt: instantOf(row.postedAt),
    ...(row.awardId === null ? {} : { awardId: row.awardId }), ...(row.instalmentId === null ? {} : { instalmentId: row.instalmentId }),
    ...(row.recoveryId === null ? {} : { recoveryId: row.recoveryId }), decisionId: row.decisionId, clause: row.clause, ...(row.reason === null ? {} : { reason: row.reason }),
    person: row.person, entries: row.entries.map(({ kind, reference, amount }) => ({ kind, reference, amount: moneyOf(BigInt(amount)) })),
  };
}

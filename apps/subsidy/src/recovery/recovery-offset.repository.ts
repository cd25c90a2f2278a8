import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Offset } from '../ledger/postings.js';
import type { RecoveryOffsetRow } from './recovery.entity.js';

const COLUMNS = `
  made.id, made.tenant, made.recovery_id AS "recoveryId", made.instalment_id AS "instalmentId", made.amount_fen::text AS amount, made.state, made.reason,
  made.proposed_by AS "proposedBy", made.proposed_client AS "proposedClient", made.settled_by AS "settledBy", instalment.state AS "instalmentState",
  instalment.award_id AS "awardId"`;
const FROM = `FROM recovery_offset made JOIN instalment ON instalment.id = made.instalment_id`;
const INSERT = `
  INSERT INTO recovery_offset (id, tenant, recovery_id, instalment_id, amount_fen, state, reason, proposed_by, proposed_client)
  VALUES ($1, $2, $3, $4, $5, 'proposed', $6, $7, $8) ON CONFLICT DO NOTHING`;
const OF_RECOVERY = `SELECT ${COLUMNS} ${FROM} WHERE made.recovery_id = $1 ORDER BY made.id LIMIT 30`;
const SETTLE = `UPDATE recovery_offset SET state = $3, settled_by = $4 WHERE id = $1 AND state = $2`;
const AGREED = `
  SELECT recovery_id AS "recoveryId", amount_fen::text AS amount FROM recovery_offset
  WHERE instalment_id = $1 AND tenant = $2 AND state = 'agreed' ORDER BY recovery_id`;
// An instalment that was stopped or has lapsed settles nothing.
const WAITING = `
  SELECT coalesce(sum(made.amount_fen), 0)::text AS amount ${FROM}
  WHERE made.recovery_id = $1 AND made.state = 'agreed' AND instalment.state IN ('planned', 'authorised', 'held', 'failed')`;
const SET_OFFSET = `
  UPDATE instalment SET version = version + 1, offset_fen = (
    SELECT coalesce(sum(amount_fen), 0) FROM recovery_offset WHERE instalment_id = $1 AND state = 'agreed')
  WHERE id = $1 AND state IN ('planned', 'authorised', 'held', 'failed')`;
const AWARD_OF = `
  SELECT award.id AS "awardId", award.lead_credit_code AS "leadCreditCode" FROM instalment JOIN award ON award.id = instalment.award_id
  WHERE instalment.id = $1 AND instalment.tenant = $2`;
// A stopped instalment keeps its figure, whatever was taken back since: it is put right when it is planned anew.
const ALIGN_AWARD = `
  UPDATE instalment SET version = version + 1, offset_fen = agreed.amount
  FROM (SELECT planned.id, coalesce(sum(made.amount_fen), 0) AS amount
    FROM instalment planned LEFT JOIN recovery_offset made ON made.instalment_id = planned.id AND made.state = 'agreed' WHERE planned.award_id = $1 GROUP BY planned.id) agreed
  WHERE instalment.id = agreed.id AND instalment.state = 'planned' AND instalment.offset_fen <> agreed.amount`;
const WITHOUT_ISSUE = `made.state = 'agreed' AND instalment.state IN ('planned', 'authorised', 'held', 'failed', 'stopped')`;
const LOCK_AWARDS_OF_VIOLATION = `
  SELECT FROM award WHERE id IN (
    SELECT instalment.award_id ${FROM} JOIN recovery ON recovery.id = made.recovery_id WHERE recovery.violation_id = $1 AND recovery.tenant = $2 AND ${WITHOUT_ISSUE})
  ORDER BY id FOR UPDATE`;
const OPEN_OF_RECOVERY = `SELECT ${COLUMNS} ${FROM} WHERE made.recovery_id = $1 AND ${WITHOUT_ISSUE} ORDER BY instalment.award_id, made.id`;
const AGREED_OF_AWARD = `SELECT ${COLUMNS} ${FROM} WHERE instalment.award_id = $1 AND made.state = 'agreed' AND instalment.state = 'planned' ORDER BY made.id`;

interface Amount {
  readonly amount: string;
}

type Stored = Omit<RecoveryOffsetRow, 'amount'> & Amount;
const toRow = (row: Stored): RecoveryOffsetRow => ({ ...row, amount: BigInt(row.amount) });

/** All queries about offsets. */
@Injectable()
export class RecoveryOffsetRepository {
  /** @returns false when the instalment is proposed for the debt already */
  async insert(manager: EntityManager, row: Omit<RecoveryOffsetRow, 'state' | 'settledBy' | 'instalmentState' | 'awardId'>): Promise<boolean> {
    const values = [row.id, row.tenant, row.recoveryId, row.instalmentId, String(row.amount), row.reason, row.proposedBy, row.proposedClient];
    return (await prepared(manager, 'recovery-offset-insert', INSERT, values)).rowCount === 1;
  }

  /** Oldest first. */
  async ofRecovery(manager: EntityManager, recoveryId: string): Promise<readonly RecoveryOffsetRow[]> {
    return (await prepared<Stored>(manager, 'recovery-offset-of-recovery', OF_RECOVERY, [recoveryId])).rows.map(toRow);
  }

  async settle(manager: EntityManager, { id, state }: Pick<RecoveryOffsetRow, 'id' | 'state'>, to: RecoveryOffsetRow['state'], person: string): Promise<void> {
    await prepared(manager, 'recovery-offset-settle', SETTLE, [id, state, to, person]);
  }

  /** What of an instalment settles debts by the word of two people, fen. */
  async agreedOn(manager: EntityManager, tenant: string, instalmentId: string): Promise<readonly Offset[]> {
    const { rows } = await prepared<Amount & { recoveryId: string }>(manager, 'recovery-offset-agreed', AGREED, [instalmentId, tenant]);
    return rows.map(({ recoveryId, amount }) => ({ recoveryId, amount: BigInt(amount) }));
  }

  /** What of a debt is agreed to be settled by instalments that have not gone out, fen. */
  async waiting(manager: EntityManager, recoveryId: string): Promise<bigint> {
    return BigInt((await prepared<Amount>(manager, 'recovery-offset-waiting', WAITING, [recoveryId])).rows[0]?.amount ?? 0);
  }

  /** Puts the sum of what is agreed to the instalment. @returns false when it has gone out, or will not any more */
  async align(manager: EntityManager, instalmentId: string): Promise<boolean> {
    return (await prepared(manager, 'recovery-offset-align', SET_OFFSET, [instalmentId])).rowCount === 1;
  }

  /** The same for every planned instalment of an award. */
  async alignAward(manager: EntityManager, awardId: string): Promise<void> {
    await prepared(manager, 'recovery-offset-align-award', ALIGN_AWARD, [awardId]);
  }

  /** Locks the awards whose instalments were to settle the debts of a case, before the debts are locked. */
  async lockAwardsOfViolation(manager: EntityManager, tenant: string, violationId: string): Promise<void> {
    await prepared(manager, 'recovery-offset-lock-awards', LOCK_AWARDS_OF_VIOLATION, [violationId, tenant]);
  }

  /** What is agreed of a debt on instalments that have not gone out. */
  async openOf(manager: EntityManager, recoveryId: string): Promise<readonly RecoveryOffsetRow[]> {
    return (await prepared<Stored>(manager, 'recovery-offset-open-of', OPEN_OF_RECOVERY, [recoveryId])).rows.map(toRow);
  }

  /** The award of an instalment, not locked. */
  async awardOf(manager: EntityManager, tenant: string, instalmentId: string): Promise<{ readonly awardId: string; readonly leadCreditCode: string } | undefined> {
    return (await prepared<{ awardId: string; leadCreditCode: string }>(manager, 'recovery-offset-award', AWARD_OF, [instalmentId, tenant])).rows[0];
  }

  /** What is agreed on the planned instalments of an award. */
  async agreedOfAward(manager: EntityManager, awardId: string): Promise<readonly RecoveryOffsetRow[]> {
    return (await prepared<Stored>(manager, 'recovery-offset-of-award', AGREED_OF_AWARD, [awardId])).rows.map(toRow);
  }
}

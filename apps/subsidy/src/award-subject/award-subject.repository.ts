import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { AwardParty, AwardSubject, SubjectInstalment } from './award-subject.entity.js';

const COLUMNS = `
  id, tenant, programme, policy_version AS "policyVersion", group_id AS "groupId", region, lead_credit_code AS "leadCreditCode", lead_name AS "leadName", state`;
const FIND = `SELECT ${COLUMNS} FROM award WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const LOCK_OF_LEAD = `SELECT ${COLUMNS} FROM award WHERE tenant = $1 AND lead_credit_code = $2 AND state = 'allotted' ORDER BY id FOR UPDATE`;
const IS_PARTY = `SELECT 1 AS found FROM project_group WHERE id = $1 AND $2 = ANY (editors) AND lead_credit_code = ANY ($3::text[])`;
const GROUPS_OF = `SELECT id FROM project_group WHERE tenant = $1 AND editors @> ARRAY[$2] AND lead_credit_code = ANY ($3::text[]) ORDER BY id DESC LIMIT 200`;
const INSTALMENT_COLUMNS = `id, award_id AS "awardId", year, amount_fen::text AS amount, offset_fen::text AS offset, state`;
const INSTALMENTS = `SELECT ${INSTALMENT_COLUMNS} FROM instalment WHERE award_id = $1 ORDER BY year FOR UPDATE`;
const HAS_GONE_OUT = `SELECT 1 AS found FROM instalment WHERE award_id = $1 AND year = $2 AND state IN ('issued', 'in-doubt', 'confirmed')`;
const OTHER_GROUND = `
  SELECT 1 AS found WHERE EXISTS (SELECT FROM violation_case WHERE award_id = $1 AND id <> $2 AND state = 'established')
    OR EXISTS (SELECT FROM performance WHERE award_id = $1 AND id <> $2 AND state = 'sanctioned')`;
const IS_WINDOW_OVER = `
  SELECT 1 AS found FROM award WHERE id = $1 AND first_paid_year IS NOT NULL AND extract(year FROM $2::date) >= first_paid_year + consecutive_years`;

interface InstalmentText extends Omit<SubjectInstalment, 'amount' | 'offset'> {
  readonly amount: string;
  readonly offset: string;
}

/** What cases about an award ask of it: read here, changed by its own nouns alone. */
@Injectable()
export class AwardSubjectRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** An award of a tenant, locked until the transaction ends. It is locked before what belongs to it. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<AwardSubject | undefined> {
    return (await prepared<AwardSubject>(manager, 'award-subject-lock', LOCK, [id, tenant])).rows[0];
  }

  /** The awards that an enterprise leads and that pay, locked in the order of their ids. */
  async lockOfLead(manager: EntityManager, tenant: string, creditCode: string): Promise<readonly AwardSubject[]> {
    return (await prepared<AwardSubject>(manager, 'award-subject-of-lead', LOCK_OF_LEAD, [tenant, creditCode])).rows;
  }

  /** The instalments of a locked award, by year. */
  async instalments(manager: EntityManager, awardId: string): Promise<readonly SubjectInstalment[]> {
    const { rows } = await prepared<InstalmentText>(manager, 'award-subject-instalments', INSTALMENTS, [awardId]);
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount), offset: BigInt(row.offset) }));
  }

  /** Whether the instalment of a year has gone out. */
  async hasGoneOut(manager: EntityManager, awardId: string, year: number): Promise<boolean> {
    return (await prepared(manager, 'award-subject-gone-out', HAS_GONE_OUT, [awardId, year])).rows.length > 0;
  }

  /** Whether a locked award is stopped for another decision than one, which is annulled: a case of violation or an evaluation. */
  async hasOtherGround(manager: EntityManager, awardId: string, annulled: string): Promise<boolean> {
    return (await prepared(manager, 'award-subject-other-ground', OTHER_GROUND, [awardId, annulled])).rows.length > 0;
  }

  /** Whether the payment years of an award are over (INT-17). */
  async isWindowOver(manager: EntityManager, awardId: string, today: string): Promise<boolean> {
    return (await prepared(manager, 'award-subject-window', IS_WINDOW_OVER, [awardId, today])).rows.length > 0;
  }

  /** Whether a person writes at the project group, and acts for the enterprise that leads it. */
  async isParty(groupId: string, party: AwardParty): Promise<boolean> {
    return (await this.reader.read('award-subject-party', IS_PARTY, [groupId, party.person, party.organisations])).length > 0;
  }

  /** The same within a transaction. */
  async isPartyIn(manager: EntityManager, groupId: string, party: AwardParty): Promise<boolean> {
    return (await prepared(manager, 'award-subject-party', IS_PARTY, [groupId, party.person, party.organisations])).rows.length > 0;
  }

  /** The project groups at which a person writes for the enterprise that leads them, newest first. */
  async groupsOf(tenant: string, { person, organisations }: AwardParty): Promise<readonly string[]> {
    return (await this.reader.read<{ id: string }>('award-subject-groups', GROUPS_OF, [tenant, person, organisations])).map(({ id }) => id);
  }
}

import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { PartyScope } from '../award-subject/award-parties.js';
import { equal, type ListCondition, listStatement } from '../filtered-list.js';
import type { EvidenceRow, ViolationRow, ViolationStatementRow } from './violation.entity.js';

const COLUMNS = `
  id, tenant, award_id AS "awardId", group_id AS "groupId", programme, policy_version AS "policyVersion", region, lead_credit_code AS "leadCreditCode",
  lead_name AS "leadName", kind, origin, intake_id AS "intakeId", facts, clauses, state, version, opened_on::text AS "openedOn", opened_by AS "openedBy",
  opened_client AS "openedClient", served_on::text AS "servedOn", defence_ends_on::text AS "defenceEndsOn", notice, hearing,
  decided_on::text AS "decidedOn", decided_by AS "decidedBy", decided_client AS "decidedClient", decision, decision_inputs AS "decisionInputs",
  decision_sha256 AS "decisionSha256", correct_by::text AS "correctBy", correction, withdrawal, withdrawal_proposed_by AS "withdrawalProposedBy",
  withdrawal_proposed_client AS "withdrawalProposedClient", withdrawn_by AS "withdrawnBy", ending`;
const INSERT = `
  INSERT INTO violation_case (id, tenant, award_id, group_id, programme, policy_version, region, lead_credit_code, lead_name, kind, origin, intake_id,
    facts, clauses, state, opened_on, opened_by, opened_client)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'opened', $15, $16, $17)
  ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE violation_case SET version = version + 1, kind = $3, state = $4, served_on = $5, defence_ends_on = $6, notice = $7, hearing = $8, decided_on = $9,
    decided_by = $10, decided_client = $11, decision = $12, decision_inputs = $13, decision_sha256 = $14, correct_by = $15, correction = $16,
    withdrawal = $17, withdrawal_proposed_by = $18, withdrawal_proposed_client = $19, withdrawn_by = $20, ending = $21
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM violation_case WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const AWARD_OF = `SELECT award_id AS "awardId" FROM violation_case WHERE id = $1 AND tenant = $2`;
const SELECT = `SELECT ${COLUMNS} FROM violation_case o`;
const INSERT_EVIDENCE = `
  INSERT INTO violation_evidence (case_id, number, tenant, sha256, name, added_by, added_on, chain) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const EVIDENCE = `
  SELECT case_id AS "caseId", number, tenant, sha256, name, added_by AS "addedBy", added_on::text AS "addedOn", chain
  FROM violation_evidence WHERE case_id = $1 ORDER BY number`;
const INSERT_STATEMENT = `
  INSERT INTO violation_statement (id, tenant, case_id, by, received_on, in_time, text, document, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const STATEMENTS = `
  SELECT id, tenant, case_id AS "caseId", by, received_on::text AS "receivedOn", in_time AS "inTime", text, document, recorded_by AS "recordedBy"
  FROM violation_statement WHERE case_id = $1 ORDER BY id`;

/** Which cases of a list. */
export interface ViolationFilter {
  readonly tenant: string;
  readonly scope: PartyScope;
  readonly state: string | undefined;
  readonly kind: string | undefined;
  readonly awardId: string | undefined;
  readonly creditCode: string | undefined;
  /** The regions of which cases without a notice are seen as well. */
  readonly unserved: readonly string[];
  readonly before: string | undefined;
  readonly limit: number;
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** All queries about cases of violation. */
@Injectable()
export class ViolationRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the award has a case that is not decided */
  async insert(manager: EntityManager, row: ViolationRow): Promise<ViolationRow | undefined> {
    const values = [
      row.id, row.tenant, row.awardId, row.groupId, row.programme, row.policyVersion, row.region, row.leadCreditCode, row.leadName, row.kind, row.origin,
      row.intakeId, row.facts, row.clauses, row.openedOn, row.openedBy, row.openedClient,
    ];
    return (await prepared<ViolationRow>(manager, 'violation-insert', INSERT, values)).rows[0];
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<ViolationRow | undefined> {
    return (await prepared<ViolationRow>(manager, 'violation-lock', LOCK, [id, tenant])).rows[0];
  }

  /** The award that a case is about, without a lock: it is locked before the case. */
  async awardOf(manager: EntityManager, tenant: string, id: string): Promise<string | undefined> {
    return (await prepared<{ awardId: string }>(manager, 'violation-award-of', AWARD_OF, [id, tenant])).rows[0]?.awardId;
  }

  /** @returns undefined when its version is another by now */
  async move(manager: EntityManager, row: ViolationRow): Promise<ViolationRow | undefined> {
    const values = [
      row.id, row.version, row.kind, row.state, row.servedOn, row.defenceEndsOn, json(row.notice), json(row.hearing), row.decidedOn, row.decidedBy,
      row.decidedClient, json(row.decision), row.decisionInputs, row.decisionSha256, row.correctBy, json(row.correction), json(row.withdrawal),
      row.withdrawalProposedBy, row.withdrawalProposedClient, row.withdrawnBy, json(row.ending),
    ];
    return (await prepared<ViolationRow>(manager, 'violation-move', MOVE, values)).rows[0];
  }

  async find(tenant: string, id: string): Promise<ViolationRow | undefined> {
    return (await this.reader.read<ViolationRow>('violation-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list({ tenant, scope, state, kind, awardId, creditCode, unserved, before, limit }: ViolationFilter): Promise<readonly ViolationRow[]> {
    const conditions = [
      ...equal('state', state), ...equal('kind', kind), ...equal('award_id', awardId), ...equal('lead_credit_code', creditCode), ...servedBut(unserved, scope),
    ];
    const { name, text, values } = listStatement('violation', SELECT, { tenant, scope, before, limit, conditions });
    return await this.reader.read<ViolationRow>(name, text, values);
  }

  async insertEvidence(manager: EntityManager, row: EvidenceRow): Promise<void> {
    const values = [row.caseId, row.number, row.tenant, row.sha256, row.name, row.addedBy, row.addedOn, row.chain];
    await prepared(manager, 'violation-evidence-insert', INSERT_EVIDENCE, values);
  }

  /** In its order. */
  async evidenceIn(manager: EntityManager, caseId: string): Promise<readonly EvidenceRow[]> {
    return (await prepared<EvidenceRow>(manager, 'violation-evidence', EVIDENCE, [caseId])).rows;
  }

  async evidence(caseId: string): Promise<readonly EvidenceRow[]> {
    return await this.reader.read<EvidenceRow>('violation-evidence', EVIDENCE, [caseId]);
  }

  async insertStatement(manager: EntityManager, row: ViolationStatementRow): Promise<void> {
    const values = [row.id, row.tenant, row.caseId, row.by, row.receivedOn, row.inTime, row.text, row.document, row.recordedBy];
    await prepared(manager, 'violation-statement-insert', INSERT_STATEMENT, values);
  }

  /** Oldest first. */
  async statementsIn(manager: EntityManager, caseId: string): Promise<readonly ViolationStatementRow[]> {
    return (await prepared<ViolationStatementRow>(manager, 'violation-statements', STATEMENTS, [caseId])).rows;
  }

  async statements(caseId: string): Promise<readonly ViolationStatementRow[]> {
    return await this.reader.read<ViolationStatementRow>('violation-statements', STATEMENTS, [caseId]);
  }
}

/** Served cases, and those of some regions besides; everything where these are all that is read. */
function servedBut(unserved: readonly string[], { by, codes }: ViolationFilter['scope']): readonly ListCondition[] {
  if (unserved.length === 0) return [{ name: 'served', sql: 'o.served_on IS NOT NULL' }];
  const known = new Set(unserved);
  if (by === 'region' && codes.every((code) => known.has(code))) return [];
  return [{ name: 'served-but', sql: '(o.served_on IS NOT NULL OR o.region = ANY($::text[]))', value: unserved }];
}

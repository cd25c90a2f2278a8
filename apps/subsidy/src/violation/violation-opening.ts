import { Refusal, violationContracts, type Permission, type ViolationCase } from '@jiqun/contracts';
import { installedRegions, newId, permitsObject, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { clauseForbids, invalid, invalidAt, issueAt } from '../refusals.js';
import { consequencesOf } from './consequences.js';
import { ViolationCases } from './violation-cases.js';
import type { ViolationRow } from './violation.entity.js';
import { ViolationRepository } from './violation.repository.js';

/** What a case is opened with, by an operator or from a complaint. */
export interface Opening {
  readonly awardId: string;
  readonly kind: ViolationCase['kind'];
  readonly origin: ViolationCase['origin'];
  readonly facts: string;
  readonly clauses: readonly string[];
  readonly evidence: readonly { readonly sha256: string; readonly name: string }[];
  readonly intakeId: string | null;
}

/** Opens cases, whatever they come from. */
@Injectable()
export class ViolationOpening {
  constructor(
    @Inject(ViolationRepository) private readonly cases: ViolationRepository,
    @Inject(ViolationCases) private readonly shared: ViolationCases,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
  ) {}

  /** @throws Refusal INVALID_REQUEST for an award or a clause that is none; CLAUSE_FORBIDS; ALREADY_EXISTS while one is undecided */
  async open(transaction: Transaction, permission: Permission, { evidence, awardId, ...given }: Opening): Promise<ViolationRow> {
    const { manager, today, call: { caller } } = transaction;
    const award = await this.subjects.lock(manager, caller.tenant, awardId);
    if (award === undefined) throw invalidAt('awardId', '没有这项奖补，请核对编号', 'there is no such award; check the identifier');
    permitsObject(permission, caller, { tenant: award.tenant, region: award.region }, installedRegions());
    const policy = await this.shared.policyOf(award);
    const issues = given.clauses.flatMap((clause, at) =>
      policy.clause(clause) === undefined ? [issueAt(`clauses[${at}]`, `${policy.id} 没有条款 ${clause}`, `${policy.id} has no clause ${clause}`)] : []);
    if (issues.length > 0) throw invalid(issues);
    if (consequencesOf(policy, { programme: policy.id, policyVersion: policy.version, kind: given.kind, hardToCorrect: true, decidedOn: today }).length === 0) {
      const message = { zh: `${policy.id} 没有对此规定处理措施，不能立案。`, en: `${policy.id} attaches nothing to this: there is no case to open.` };
      throw clauseForbids('violation.open', 'sanctions', message);
    }
    const row = await this.cases.insert(manager, {
      ...blank, ...given, id: newId(), tenant: award.tenant, awardId, groupId: award.groupId, programme: award.programme, policyVersion: award.policyVersion,
      region: award.region, leadCreditCode: award.leadCreditCode, leadName: award.leadName, openedOn: today, openedBy: caller.person,
      openedClient: caller.client ?? null,
    });
    if (row === undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'violation', id: awardId });
    for (const piece of evidence) await this.shared.addEvidence(transaction, row, piece);
    transaction.record({
      action: 'violation.open', objectType: 'violation', objectId: row.id, clause: row.clauses[0] ?? '', detail: { awardId, kind: row.kind, origin: row.origin },
    });
    return row;
  }

  /** Tells of a case that was opened. */
  tell(transaction: Transaction, row: ViolationRow, complaintId?: string): void {
    this.shared.tell(transaction, violationContracts.opened, row, complaintId === undefined ? {} : { complaintId });
  }
}

const blank = {
  state: 'opened', version: 1, servedOn: null, defenceEndsOn: null, notice: null, hearing: null, decidedOn: null, decidedBy: null, decidedClient: null,
  decision: null, decisionInputs: null, decisionSha256: null, correctBy: null, correction: null, withdrawal: null, withdrawalProposedBy: null,
  withdrawalProposedClient: null, withdrawnBy: null, ending: null,
} satisfies Partial<ViolationRow>;

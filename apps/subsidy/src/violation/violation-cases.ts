import {
  localDateSchema, regionCodeSchema, socialCreditCodeSchema, type Caller, type EventContract, type ViolationCase, type ViolationProgressed,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { type Aggregate, type AuditEntry, installedRegions, permits, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardParties } from '../award-subject/award-parties.js';
import type { AwardSubject } from '../award-subject/award-subject.entity.js';
import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { OrderedSanctionService } from '../ordered-sanction/ordered-sanction.service.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { type ChangingContract, notFound, requireCurrent, requireVersion, versionConflict } from '../refusals.js';
import { chainOf } from './consequences.js';
import type { ViolationRow } from './violation.entity.js';
import { toViolationCase } from './violation.mapper.js';
import { ViolationRepository } from './violation.repository.js';

/** A case with the award that it is about, both locked. */
export interface TakenViolation {
  readonly taken: ViolationRow;
  readonly award: AwardSubject;
}

/** What the use cases of a case share: taking it under lock, and writing it back with its audit entry. */
@Injectable()
export class ViolationCases {
  constructor(
    @Inject(ViolationRepository) private readonly cases: ViolationRepository,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
    @Inject(AwardParties) private readonly parties: AwardParties,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
    @Inject(PolicyCatalogue) private readonly policies: Pick<PolicyCatalogue, 'policyOf'>,
  ) {}

  /** A case that the caller may act on in its present version, locked. @throws Refusal */
  async taken(transaction: Transaction, contract: ChangingContract, { id, version }: { readonly id: string; readonly version: number }): Promise<ViolationRow> {
    const { manager, call: { caller } } = transaction;
    permits(contract.permission, caller);
    const found = await this.cases.lock(manager, caller.tenant, id);
    // Before the notice nobody but the province knows that there is a case.
    if (found === undefined || (found.servedOn === null && !isInsider(caller, found))) throw notFound('violation', id);
    // Who is no party learns nothing of it, not even its version.
    requireCurrent(contract, caller, found, found.version);
    await this.parties.requireParty(manager, contract.permission, caller, 'violation', found);
    requireVersion('violation', found, version);
    return found;
  }

  /** The same with its award, which is locked first. */
  async takenWithAward(transaction: Transaction, contract: ChangingContract, request: { readonly id: string; readonly version: number }): Promise<TakenViolation> {
    const { manager, call: { caller } } = transaction;
    permits(contract.permission, caller);
    const awardId = await this.cases.awardOf(manager, caller.tenant, request.id);
    const award = awardId === undefined ? undefined : await this.subjects.lock(manager, caller.tenant, awardId);
    if (award === undefined) throw notFound('violation', request.id);
    return { taken: await this.taken(transaction, contract, request), award };
  }

  async policyOf({ programme, policyVersion }: Pick<ViolationRow, 'programme' | 'policyVersion'>): Promise<Policy> {
    return await this.policies.policyOf(programme, policyVersion);
  }

  /** Adds a piece to the chain of evidence. */
  async addEvidence(transaction: Transaction, { id, tenant }: ViolationRow, piece: { readonly sha256: string; readonly name: string }): Promise<void> {
    const { manager, today, call: { caller } } = transaction;
    const before = await this.cases.evidenceIn(manager, id);
    const row = { ...piece, caseId: id, number: before.length + 1, addedBy: caller.person, addedOn: today };
    await this.cases.insertEvidence(manager, { ...row, tenant, chain: chainOf(before.at(-1)?.chain ?? '', row) });
  }

  /** Writes a changed case. @returns it as the caller is answered */
  async written(transaction: Transaction, changed: ViolationRow, entry: Omit<AuditEntry, 'objectType' | 'objectId'>): Promise<{ row: ViolationRow; answer: ViolationCase }> {
    const row = await this.cases.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('violation', changed.id, changed.version, changed.version + 1);
    transaction.record({ ...entry, objectType: 'violation', objectId: row.id });
    return { row, answer: await this.answer(transaction, row) };
  }

  async answer({ manager }: Transaction, row: ViolationRow): Promise<ViolationCase> {
    const [evidence, statements] = [await this.cases.evidenceIn(manager, row.id), await this.cases.statementsIn(manager, row.id)];
    return toViolationCase(row, { evidence, statements, sanction: await this.sanctions.ofOrderIn(manager, row.id) });
  }

  /** Tells of a case's progress. */
  tell(transaction: Transaction, contract: EventContract<ViolationProgressed>, row: ViolationRow, more: Partial<ViolationProgressed> = {}): void {
    const { awardId, kind, programme } = row;
    transaction.emit(contract, aggregateOf(row), {
      violationId: row.id, awardId, kind, programme, region: regionCodeSchema.parse(row.region),
      leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode), on: localDateSchema.parse(transaction.today), ...more,
    });
  }
}

const insiders: ReadonlySet<string> = new Set(['province-industry', 'province-finance', 'auditor']);

/** Whether a caller sees what the province has begun about a place and told nobody: by a grant that reaches the place. */
export function isInsider(caller: Caller, { region }: Pick<ViolationRow, 'region'>): boolean {
  return insiderRegions(caller).includes(region);
}

/** The regions of which a caller sees what the province has begun and told nobody. */
export function insiderRegions({ grants, tenant }: Caller): readonly string[] {
  const tree = installedRegions();
  const roots = grants.filter(({ role, region }) => insiders.has(role) && tree.tenantOf(region) === tenant).map(({ region }) => region);
  return [...new Set(roots.flatMap((root) => tree.subtree(root)))];
}

/** A case as the object of events. */
export function aggregateOf({ id, version }: Pick<ViolationRow, 'id' | 'version'>): Aggregate {
  return { noun: 'violation', id, version };
}

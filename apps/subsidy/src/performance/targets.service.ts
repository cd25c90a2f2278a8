import {
  localDateSchema, performanceContracts, Refusal, type ConfirmTargets, type CorrectTargets, type Issue, type Performance, type SetTargets,
} from '@jiqun/contracts';
import { CommandRunner, fourEyes, installedRegions, newId, permitsObject, regionOf, type Request, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { clauseForbids, handsOf, invalid, invalidAt, issueAt } from '../refusals.js';
import type { PerformanceRow } from './performance.entity.js';
import { performanceLifecycle } from './performance.lifecycle.js';
import { dutyClause, PerformanceRecords } from './performance-records.js';
import { PerformanceRepository } from './performance.repository.js';
import { weighsWhole } from './score.js';

type Targets = Pick<SetTargets, 'indicators' | 'breakdown' | 'document'>;

/** Targets: set by the industry department, broken down to localities, confirmed by another person, and then issued with the funds (SUB-12.a, SUB-15). */
@Injectable()
export class TargetsService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PerformanceRepository) private readonly performances: PerformanceRepository,
    @Inject(PerformanceRecords) private readonly records: PerformanceRecords,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
  ) {}

  /** Sets the targets of an award for a year. @throws Refusal INVALID_REQUEST, CLAUSE_FORBIDS, ALREADY_EXISTS */
  async set({ awardId, year, ...targets }: SetTargets, { call }: Request): Promise<Performance> {
    requireSound(targets, call.caller.tenant);
    return await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const { tenant, person, client } = call.caller;
      const award = await this.subjects.lock(manager, tenant, awardId);
      if (award === undefined) throw invalidAt('awardId', '没有这项奖补，请核对编号', 'there is no such award; check the identifier');
      permitsObject(performanceContracts.set.permission, call.caller, { tenant: award.tenant, region: award.region }, installedRegions());
      const policy = await this.records.policyOf(award);
      const clause = dutyClause(policy, 'province-industry');
      if (policy.source.performance === null || (award.state !== 'decided' && award.state !== 'allotted')) throw withoutTargets(award.state, clause);
      const row = await this.performances.insert(manager, {
        ...blank, id: newId(), tenant, awardId, groupId: award.groupId, year, programme: award.programme, policyVersion: award.policyVersion,
        region: award.region, leadCreditCode: award.leadCreditCode, leadName: award.leadName, ...targets, setBy: person, setClient: client ?? null, setOn: today,
      });
      if (row === undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'performance', id: awardId });
      transaction.record({ action: 'performance.set', objectType: 'performance', objectId: row.id, clause, detail: { awardId, year, ...targets } });
      return await this.records.answer(transaction, row);
    });
  }

  /** Puts other targets in their place, until the funds of the year have gone out with them. @throws Refusal CLAUSE_FORBIDS afterwards */
  async correct({ id, version, reason, ...targets }: CorrectTargets, { call }: Request): Promise<Performance> {
    requireSound(targets, call.caller.tenant);
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.correctTargets, { id, version });
      const { target, clause = '' } = transition(performanceLifecycle, taken.state, 'correct-targets');
      const { person, client } = call.caller;
      if (await this.subjects.hasGoneOut(transaction.manager, taken.awardId, taken.year)) {
        const message = { zh: '该年度的指标已随资金下达，不能再改。', en: 'The targets of this year have gone out with the funds and stay as they are.' };
        throw clauseForbids('performance.correct-targets', 'targets-issued', message, clause);
      }
      const changed: PerformanceRow = {
        ...taken, ...targets, state: target, setBy: person, setClient: client ?? null, setOn: transaction.today, confirmedBy: null, confirmedOn: null,
        corrections: corrected(taken, { on: localDateSchema.parse(transaction.today), by: person, what: 'targets', reason }),
      };
      const before = { indicators: taken.indicators, breakdown: taken.breakdown };
      return (await this.records.written(transaction, changed, { action: 'performance.correct-targets', clause, reason, detail: { before, ...targets } })).answer;
    });
  }

  /** Confirms targets, by another person than the one who set them. @throws Refusal FOUR_EYES */
  async confirm(request: ConfirmTargets, { call }: Request): Promise<Performance> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.confirmTargets, request);
      const { target, clause = '' } = transition(performanceLifecycle, taken.state, 'confirm-targets');
      fourEyes(handsOf(taken.setBy, taken.setClient), call.caller, performanceContracts.confirmTargets.permission);
      const changed = { ...taken, state: target, confirmedBy: call.caller.person, confirmedOn: transaction.today };
      const { row, answer } = await this.records.written(transaction, changed, { action: 'performance.confirm-targets', clause });
      this.records.tell(transaction, performanceContracts.targetsConfirmed, row);
      return answer;
    });
  }
}

const blank = {
  state: 'set', version: 1, confirmedBy: null, confirmedOn: null, evaluation: null, evaluationInputs: null, evaluationSha256: null, evaluatedBy: null,
  evaluatedClient: null, objections: [], corrections: [], conclusion: null, concludedBy: null, concludedClient: null,
  annulment: null, annulmentProposedBy: null, annulmentProposedClient: null, annulledBy: null,
} satisfies Partial<PerformanceRow>;

/** What an answer holds. */
const MOST_CORRECTIONS = 20;

/** The corrections with one more. @throws Refusal INVALID_REQUEST when there are too many to be a correction */
export function corrected({ corrections }: PerformanceRow, one: Performance['corrections'][number]): Performance['corrections'] {
  if (corrections.length >= MOST_CORRECTIONS) {
    throw invalidAt('reason', `已更正 ${MOST_CORRECTIONS} 次，不能再更正`, `it was corrected ${MOST_CORRECTIONS} times and cannot be corrected again`);
  }
  return [...corrections, one];
}

/** Weights that make up 100, indicators told apart, localities that exist here. */
function requireSound({ indicators, breakdown }: Targets, tenant: string): void {
  const issues: Issue[] = [];
  const known = new Set<string>();
  for (const [at, { id }] of indicators.entries()) {
    if (known.has(id)) issues.push(issueAt(`indicators[${at}].id`, `指标 ${id} 重复`, `the indicator ${id} is there twice`));
    known.add(id);
  }
  if (!weighsWhole(indicators)) issues.push(issueAt('indicators', '各项权重之和应为 100', 'the weights make up 100'));
  const shares = new Set<string>();
  for (const [at, { region, indicator }] of breakdown.entries()) {
    if (!known.has(indicator)) issues.push(issueAt(`breakdown[${at}].indicator`, `没有指标 ${indicator}`, `there is no indicator ${indicator}`));
    if (regionOf(region) === undefined || installedRegions().tenantOf(region) !== tenant) {
      issues.push(issueAt(`breakdown[${at}].region`, `${region} 不是本辖区的行政区划`, `${region} is no region of this jurisdiction`));
    }
    if (shares.has(`${region} ${indicator}`)) issues.push(issueAt(`breakdown[${at}]`, '该地区的这项指标重复', 'this indicator is there twice for the region'));
    shares.add(`${region} ${indicator}`);
  }
  if (issues.length > 0) throw invalid(issues);
}

function withoutTargets(state: string, clause: string): Refusal {
  const message = {
    zh: `奖补处于状态 ${state}；绩效指标在奖补审定之后、资金下达之前编制。`,
    en: `The award is ${state}; targets are set once it is decided, before the funds go out.`,
  };
  return clauseForbids('performance.set', 'decided-award', message, clause);
}

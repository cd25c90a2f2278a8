import {
  localDateSchema, performanceContracts, type ConcludeEvaluation, type CorrectEvaluation, type EvaluatePerformance, type Issue, type ObjectToEvaluation, type Performance,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, InstallationClock, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { type DefencePeriod, DefencePeriods } from '../defence-period/defence-periods.js';
import { defenceForbids } from '../defence-period/defence-forbids.js';
import { InstalmentService } from '../instalment/instalment.service.js';
import { OrderedSanctionService } from '../ordered-sanction/ordered-sanction.service.js';
import { handsOf, invalid, invalidAt, issueAt } from '../refusals.js';
import type { PerformanceRow } from './performance.entity.js';
import { performanceLifecycle } from './performance.lifecycle.js';
import { aggregateOf, dutyClause, PerformanceRecords } from './performance-records.js';
import { evaluationSha256, gradeOf, type EvaluationInputs } from './score.js';
import { corrected } from './targets.service.js';

/** What an answer holds. */
const MOST_OBJECTIONS = 10;

type Results = Pick<EvaluatePerformance, 'results' | 'reasons' | 'document'>;

/** Evaluation of a year, what the enterprise has against it, and what follows (SUB-16; INT-31). */
@Injectable()
export class EvaluationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PerformanceRecords) private readonly records: PerformanceRecords,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
    @Inject(DefencePeriods) private readonly periods: Pick<DefencePeriods, 'lastDayFor'>,
    @Inject(InstalmentService) private readonly instalments: Pick<InstalmentService, 'stop'>,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'today'>,
  ) {}

  /** Evaluates a year whose targets are confirmed; the grade is policy-core's. @throws Refusal INVALID_REQUEST for an indicator left out */
  async evaluate({ id, version, ...results }: EvaluatePerformance, { call }: Request): Promise<Performance> {
    const statement = await this.#statementPeriod();
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.evaluate, { id, version });
      const { target } = transition(performanceLifecycle, taken.state, 'evaluate');
      const changed = await this.#graded(transaction, { ...taken, state: target }, results, statement);
      const clause = dutyClause(await this.records.policyOf(taken), 'province-industry');
      return await this.#tellEvaluated(transaction, changed, { action: 'performance.evaluate', clause });
    });
  }

  /** Puts another evaluation in its place while it has no effect; the enterprise's days for a statement run anew. */
  async correct({ id, version, reason, ...results }: CorrectEvaluation, { call }: Request): Promise<Performance> {
    const statement = await this.#statementPeriod();
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.correctEvaluation, { id, version });
      const { target, clause = '' } = transition(performanceLifecycle, taken.state, 'correct-evaluation');
      const one = { on: localDateSchema.parse(transaction.today), by: call.caller.person, what: 'evaluation' as const, reason };
      const changed = await this.#graded(transaction, { ...taken, state: target, corrections: corrected(taken, one) }, results, statement);
      return await this.#tellEvaluated(transaction, changed, { action: 'performance.correct-evaluation', clause, reason, detail: { before: taken.evaluation } });
    });
  }

  /** Records what the enterprise has against an evaluation. */
  async object({ id, version, by, receivedOn, text, document }: ObjectToEvaluation, { call }: Request): Promise<Performance> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.object, { id, version });
      const { target } = transition(performanceLifecycle, taken.state, 'object');
      if (receivedOn > transaction.today) throw invalidAt('receivedOn', '收到日不得晚于今天', 'the day of receipt is not later than today');
      if (taken.objections.length >= MOST_OBJECTIONS) {
        throw invalidAt('text', `至多登记 ${MOST_OBJECTIONS} 份异议，请合并`, `there are ${MOST_OBJECTIONS} objections; put several into one`);
      }
      const objection = { by, receivedOn, text, ...(document === undefined ? {} : { document }), recordedBy: call.caller.person };
      const changed = { ...taken, state: target, objections: [...taken.objections, objection] };
      return (await this.records.written(transaction, changed, { action: 'performance.object', detail: { receivedOn } })).answer;
    });
  }

  /**
   * The second person's word. A poor grade that is judged hard to correct stops the later instalments and orders the bar of audit, in the
   * same transaction (SUB-16); anything else has no consequence.
   * @throws Refusal FOUR_EYES; CLAUSE_FORBIDS before the enterprise's days for a statement are over; INVALID_REQUEST
   */
  async conclude(request: ConcludeEvaluation, { call }: Request): Promise<Performance> {
    return await this.commands.run(call, async (transaction) => {
      const { today } = transaction;
      const taken = await this.records.taken(transaction, performanceContracts.conclude, request);
      const { evaluation } = taken;
      transition(performanceLifecycle, taken.state, 'conclude');
      if (evaluation === null) throw new Error(`The performance ${taken.id} was evaluated without an evaluation`);
      fourEyes(handsOf(taken.evaluatedBy ?? '', taken.evaluatedClient), call.caller, performanceContracts.conclude.permission);
      const { hardToCorrect, reasons, document } = request;
      requireJudgement(evaluation.poor, hardToCorrect);
      const isSanctioned = evaluation.poor && hardToCorrect === true;
      if (isSanctioned && today <= (evaluation.statementThrough ?? '')) throw defenceForbids('performance.conclude', 'statement', evaluation.clause);
      const { target } = transition(performanceLifecycle, taken.state, isSanctioned ? 'sanction' : 'conclude');
      const stopped = isSanctioned ? await this.#stop(transaction, taken, reasons) : undefined;
      const conclusion = {
        ...(hardToCorrect === undefined ? {} : { hardToCorrect }), reasons, document, concludedBy: call.caller.person, concludedOn: localDateSchema.parse(today),
        ...(stopped === undefined ? {} : { stoppedInstalments: stopped }),
      };
      if (isSanctioned) await this.#order(transaction, taken, document);
      const entry = { action: 'performance.conclude', clause: evaluation.clause, reason: reasons, detail: { grade: evaluation.grade, hardToCorrect, stopped } };
      const { person, client } = call.caller;
      const changed = { ...taken, state: target, conclusion, concludedBy: person, concludedClient: client ?? null };
      const { row, answer } = await this.records.written(transaction, changed, entry);
      this.records.tell(transaction, performanceContracts.concluded, row);
      return answer;
    });
  }

  /** @returns how many instalments were stopped */
  async #stop(transaction: Transaction, { tenant, awardId, id, evaluation }: PerformanceRow, reasons: string): Promise<number> {
    const { manager } = transaction;
    await this.subjects.lock(manager, tenant, awardId);
    const before = await this.subjects.instalments(manager, awardId);
    await this.instalments.stop(transaction, awardId, evaluation?.clause ?? '', reasons, id);
    const after = await this.subjects.instalments(manager, awardId);
    return after.filter(({ id: one, state }) => state === 'stopped' && before.find((other) => other.id === one)?.state !== 'stopped').length;
  }

  async #order(transaction: Transaction, row: PerformanceRow, document: string): Promise<void> {
    const { id, leadCreditCode, programme, policyVersion } = row;
    await this.sanctions.order(transaction, {
      aggregate: aggregateOf({ id, version: row.version + 1 }), orderId: id, creditCode: leadCreditCode, programme, policyVersion, matter: 'poor-performance',
      hardToCorrect: true, document,
    });
  }

  async #graded(transaction: Transaction, row: PerformanceRow, given: Results, statement: DefencePeriod): Promise<PerformanceRow> {
    const policy = await this.records.policyOf(row);
    const inputs: EvaluationInputs = { programme: row.programme, policyVersion: row.policyVersion, parts: partsOf(row, given) };
    const text = JSON.stringify(inputs);
    const graded = gradeOf(policy, inputs);
    const { person, client } = transaction.call.caller;
    const evaluation = {
      ...given, ...graded, clause: clauseOf(policy), evaluatedBy: person, evaluatedOn: localDateSchema.parse(transaction.today), ...(graded.poor ? { statementThrough: statement.through, provisional: statement.provisional } : {}),
    };
    return { ...row, evaluation, evaluationInputs: text, evaluationSha256: evaluationSha256(text, graded), evaluatedBy: person, evaluatedClient: client ?? null };
  }

  /** Asked before the transaction, since another service answers; a poor grade alone makes use of it. */
  async #statementPeriod(): Promise<DefencePeriod> {
    return await this.periods.lastDayFor('statement', this.clock.today());
  }

  async #tellEvaluated(transaction: Transaction, changed: PerformanceRow, entry: Parameters<PerformanceRecords['written']>[2]): Promise<Performance> {
    const { score, grade } = changed.evaluation ?? {};
    const { row, answer } = await this.records.written(transaction, changed, { ...entry, detail: { ...entry.detail, score, grade } });
    this.records.tell(transaction, performanceContracts.evaluated, row);
    return answer;
  }
}

const clauseOf = ({ source }: Policy): string => source.performance?.clause ?? '';

/** Every indicator has a result, and no other. */
function partsOf({ indicators }: PerformanceRow, { results }: Results): EvaluationInputs['parts'] {
  const scores = new Map(results.map(({ indicator, score }) => [indicator, score]));
  const known = new Set(indicators.map(({ id }) => id));
  const issues: Issue[] = results.flatMap(({ indicator }, at) =>
    known.has(indicator) ? [] : [issueAt(`results[${at}].indicator`, `没有指标 ${indicator}`, `there is no indicator ${indicator}`)]);
  for (const { id } of indicators) if (!scores.has(id)) issues.push(issueAt('results', `缺少指标 ${id} 的结果`, `the indicator ${id} has no result`));
  if (scores.size !== results.length) issues.push(issueAt('results', '同一指标有两个结果', 'an indicator has two results'));
  if (issues.length > 0) throw invalid(issues);
  return indicators.map(({ id, weight }) => ({ indicator: id, weight, score: scores.get(id) ?? '0' }));
}

function requireJudgement(poor: boolean, hardToCorrect: boolean | undefined): void {
  if (poor && hardToCorrect === undefined) throw invalidAt('hardToCorrect', '等级为差，须认定是否难以整改', 'the grade is poor: say whether it is hard to correct');
  if (!poor && hardToCorrect !== undefined) {
    throw invalidAt('hardToCorrect', '等级不为差，不作是否难以整改的认定', 'the grade is not poor: nothing is judged to be hard to correct');
  }
}

import {
  comprehensiveEvaluationContracts, Refusal, uuidSchema, type ComprehensiveEvaluation, type ComprehensiveEvaluationPage,
  type DraftComprehensiveEvaluation,
  type IssueComprehensiveEvaluation, type ListComprehensiveEvaluations, type ReviseComprehensiveEvaluation,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import {
  CommandRunner, fourEyes, installedRegions, newId, permits, permitsObject, readCursor, type Request, type Transaction, transition, writeCursor,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { formOf } from '../annual-report/form.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { type ChangingContract, clauseForbids, handsOf, invalidAt, versionConflict } from '../title-projection/current.js';
import { day } from '../title-projection/day.js';
import { isInsider } from '../title-projection/insider.js';
import type { ComprehensiveEvaluationRow } from './comprehensive-evaluation.entity.js';
import { comprehensiveEvaluationLifecycle } from './comprehensive-evaluation.lifecycle.js';
import { byPrefecture, toEvaluation, toEvaluationSummary } from './comprehensive-evaluation.mapper.js';
import { ComprehensiveEvaluationRepository } from './comprehensive-evaluation.repository.js';

const USUAL_PAGE = 50;

/** Comprehensive evaluations of a programme's year (AMC-10.b; XJ-4): what the reports add up to, problems, measures. */
@Injectable()
export class ComprehensiveEvaluationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ComprehensiveEvaluationRepository) private readonly evaluations: ComprehensiveEvaluationRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /** Drafts the evaluation of a year, on a clause of the programme. @throws Refusal ALREADY_EXISTS, INVALID_REQUEST */
  async draft(request: DraftComprehensiveEvaluation, { call }: Request): Promise<ComprehensiveEvaluation> {
    const { tenant, person, client } = call.caller;
    const policy = await this.#policyOf(request, tenant);
    return await this.commands.run(call, async (transaction) => {
      permitsObject(comprehensiveEvaluationContracts.draft.permission, call.caller, { tenant }, installedRegions());
      const { programme, policyVersion, year, clause, problems, measures, conclusion } = request;
      if (year >= Number(transaction.today.slice(0, 4))) throw invalidAt('year', '只能评价已经结束的年度', 'only a year that has ended is evaluated');
      if (policy.clause(clause) === undefined) throw invalidAt('clause', `${policy.id} 没有 ${clause} 条`, `${policy.id} has no clause ${clause}`);
      const row = await this.evaluations.insert(transaction.manager, {
        id: newId(), tenant, programme, policyVersion, year, clause, problems, measures, conclusion, draftedBy: person, draftedClient: client ?? null,
        draftedOn: transaction.today, ...(await this.#aggregates(transaction, programme, year)),
      });
      if (row === undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'comprehensive-evaluation', id: `${programme} ${year}` });
      transaction.record({
        action: 'comprehensive-evaluation.draft', objectType: 'comprehensive-evaluation', objectId: row.id, clause, detail: { programme, year },
      });
      return toEvaluation(row);
    });
  }

  /** Revises a draft; who revises is its author from then on. */
  async revise(request: ReviseComprehensiveEvaluation, { call }: Request): Promise<ComprehensiveEvaluation> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.#taken(transaction, comprehensiveEvaluationContracts.revise, request);
      const { target } = transition(comprehensiveEvaluationLifecycle, row.state, 'revise');
      const { problems, measures, conclusion } = request;
      const { person, client } = call.caller;
      const aggregates = await this.#aggregates(transaction, row.programme, row.year);
      return await this.#written(
        transaction, { ...row, state: target, problems, measures, conclusion, draftedBy: person, draftedClient: client ?? null, ...aggregates },
        'revise',
      );
    });
  }

  /**
   * Issues a draft, by another person than its author, with what the reports add up to at this moment. It names problems or
   * measures: a sum alone is no evaluation.
   */
  async issue(request: IssueComprehensiveEvaluation, { call }: Request): Promise<ComprehensiveEvaluation> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.#taken(transaction, comprehensiveEvaluationContracts.issue, request);
      const { target } = transition(comprehensiveEvaluationLifecycle, row.state, 'issue');
      fourEyes(handsOf(row.draftedBy, row.draftedClient), call.caller, comprehensiveEvaluationContracts.issue.permission);
      if (row.problems.length > 0 && row.measures.length === 0) throw unmeasured(row);
      const issued = {
        ...row, state: target, issuedBy: call.caller.person, issuedOn: transaction.today,
        ...(await this.#aggregates(transaction, row.programme, row.year))
      };
      const answer = await this.#written(transaction, issued, 'issue');
      const { id: evaluationId, programme, year, clause } = row;
      transaction.emit(
        comprehensiveEvaluationContracts.issued, { noun: 'comprehensive-evaluation', id: row.id, version: answer.version },
        { evaluationId, programme, year, clause, issuedOn: day(transaction.today) },
      );
      return answer;
    });
  }

  /** @throws Refusal NOT_FOUND; a draft is found by the province and the auditor alone */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<ComprehensiveEvaluation> {
    const row = await this.evaluations.find(caller.tenant, id);
    permits(comprehensiveEvaluationContracts.get.permission, caller);
    if (row === undefined || (row.state === 'draft' && !isInsider(caller))) throw notFound(id);
    return toEvaluation(row);
  }

  /** The jurisdiction's evaluations, newest first. */
  async list(
    { cursor, limit = USUAL_PAGE, programme }: ListComprehensiveEvaluations, { caller }: Pick<Request, 'caller'>,
  ): Promise<ComprehensiveEvaluationPage> {
    permits(comprehensiveEvaluationContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.evaluations.list(caller.tenant, programme, isInsider(caller), before, limit + 1);
    const items = rows.slice(0, limit).map(toEvaluationSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async #policyOf({ programme, policyVersion }: DraftComprehensiveEvaluation, tenant: string): Promise<Policy> {
    const own = (await this.policies.all()).all().filter(({ source }) => source.document.jurisdiction === tenant);
    const known = own.find(({ id, version }) => id === programme && version === policyVersion);
    if (known === undefined) {
      throw invalidAt('programme', `本辖区没有方案 ${programme}@${policyVersion}`, `the jurisdiction has no policy ${programme}@${policyVersion}`);
    }
    return known;
  }

  async #aggregates({ manager, call }: Transaction, programme: string, year: number): Promise<Pick<ComprehensiveEvaluationRow, 'counts' | 'sums'>> {
    const { tenant } = call.caller;
    // Shares and growth rates of clusters add up to nothing.
    const summable = new Map(formOf(programme).filter(({ type, unit }) => type !== 'text' && unit !== '%').map(({ key, unit }) => [key, unit]));
    const sums = await this.evaluations.sums(manager, tenant, programme, year, [...summable.keys()]);
    return {
      counts: byPrefecture(await this.evaluations.counts(manager, tenant, programme, year)),
      sums: sums.map(({ key, reports, total }) => ({ key, unit: summable.get(key) ?? '', reports, total })),
    };
  }

  async #taken(
    transaction: Transaction, { permission, noun }: ChangingContract, { id, version }: IssueComprehensiveEvaluation,
  ): Promise<ComprehensiveEvaluationRow> {
    const { caller } = transaction.call;
    const row = await this.evaluations.lock(transaction.manager, caller.tenant, id);
    if (row === undefined) throw notFound(id);
    const { states: _states, ...inAnyState } = permission;
    permitsObject(inAnyState, caller, { tenant: row.tenant }, installedRegions());
    if (row.version !== version) throw versionConflict(noun, id, version, row.version);
    return row;
  }

  async #written(transaction: Transaction, changed: ComprehensiveEvaluationRow, verb: string): Promise<ComprehensiveEvaluation> {
    const row = await this.evaluations.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('comprehensive-evaluation', changed.id, changed.version, changed.version + 1);
    transaction.record({ action: `comprehensive-evaluation.${verb}`, objectType: 'comprehensive-evaluation', objectId: row.id, clause: row.clause });
    return toEvaluation(row);
  }
}

const notFound = (id: string): Refusal => new Refusal('NOT_FOUND', { noun: 'comprehensive-evaluation', id });

function unmeasured({ clause }: ComprehensiveEvaluationRow): Refusal {
  return clauseForbids(
    'comprehensive-evaluation.issue', 'measures', { zh: '指出了问题，须同时提出改进措施。', en: 'Problems are named: measures have to follow.' }, clause,
  );
}

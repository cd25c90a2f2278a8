import { type EnteredLines, type InvestmentLinesChanged, investmentLineContracts, moneyOf, type ReportProgress, socialCreditCodeSchema } from '@jiqun/contracts';
import { CommandRunner, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DuplicateFinder } from '../duplicate/duplicate-finder.js';
import { DuplicateRepository } from '../duplicate/duplicate.repository.js';
import { requireEditable } from '../project-group/editable.js';
import type { FrozenContent } from '../project-group/frozen-content.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { aggregateOf } from '../project-group/project-group.mapper.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { clauseForbidsAll, invalid, issueAt, notFound } from '../refusals.js';
import type { InvestmentLine } from './investment-line.entity.js';
import { InvestmentLineRepository } from './investment-line.repository.js';
import { requireNoFaults, toEntered } from './investment-line.service.js';
import { LineContexts } from './line-context.service.js';
import { keepKeys, type LineContext, lineOf, requireRoom } from './line-writing.js';

const ACTION = 'investment-line.report-progress';
/** The clause by which money is used within the declared scope alone. */
const SCOPE = 'SUB-5.e';

/** What was completed after the group had entered the reserve: reported, verified like the rest, it earns the later instalments (SUB-5.d; INT-18). */
@Injectable()
export class ProgressService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(InvestmentLineRepository) private readonly lines: InvestmentLineRepository,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(DuplicateRepository) private readonly duplicates: DuplicateRepository,
    @Inject(DuplicateFinder) private readonly finder: DuplicateFinder,
    @Inject(LineContexts) private readonly contexts: LineContexts,
  ) {}

  /**
   * Reports lines as completed: planned ones, or others within what was declared (SUB-5.e). What they use counts at once, and is searched for.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, INVALID_REQUEST; CLAUSE_FORBIDS for a line outside what was declared
   */
  async report({ groupId, version, lines }: ReportProgress, { call }: Request): Promise<EnteredLines> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const found = requireEditable(await this.groups.lock(manager, call.caller.tenant, groupId), call.caller, { id: groupId, version, action: ACTION });
      const context = await this.contexts.of(found, manager);
      const present = await this.lines.all(groupId, manager);
      requireCompleted(lines);
      requireNoFaults(lines, context);
      requireDeclared(lines, await this.#declared(transaction, found));
      const written = await this.#write(transaction, context, lines, present);
      await keepKeys(this.duplicates, transaction, found, 'live', written);
      const moved = await this.groups.move(manager, found, { updatedAt: transaction.now });
      await this.finder.find(transaction, moved);
      transaction.record({ action: ACTION, objectType: 'project-group', objectId: groupId, clause: 'SUB-5.d', detail: { lines: written.map(({ number }) => number) } });
      const data = await progressOf(this.lines, transaction, moved, written.length);
      transaction.emit(investmentLineContracts.progressReported, aggregateOf(moved), data);
      return toEntered(moved, written);
    });
  }

  async #declared({ manager }: Transaction, { id, contentNumber }: ProjectGroup): Promise<FrozenContent['lines']> {
    const [submission] = await this.groups.submissions(id, [contentNumber], manager);
    if (submission === undefined) throw new Error(`The group ${id} has no submission ${contentNumber}`);
    return (JSON.parse(submission.content) as FrozenContent).lines;
  }

  async #write(transaction: Transaction, context: LineContext, inputs: ReportProgress['lines'], present: readonly InvestmentLine[]): Promise<readonly InvestmentLine[]> {
    const { manager } = transaction;
    const { last, lines: count } = await this.lines.counted(manager, context.group.id);
    const isNew = inputs.filter(({ completes }) => completes === undefined);
    requireRoom(count, isNew.length);
    let number = last;
    const written = inputs.map(({ completes, ...input }) => {
      const planned = completes === undefined ? undefined : present.find(({ id }) => id === completes);
      if (completes !== undefined && (planned === undefined || planned.plannedYear === null)) throw notFound('investment-line', completes);
      return lineOf(input, context, transaction, planned === undefined ? { number: (number += 1), isProgress: true } : { id: planned.id, number: planned.number, isProgress: true });
    });
    const known = new Set(present.map(({ id }) => id));
    const [replaced, added] = [written.filter(({ id }) => known.has(id)), written.filter(({ id }) => !known.has(id))];
    if (replaced.length > 0) await this.lines.replace(manager, replaced);
    if (added.length > 0) await this.lines.insert(manager, added);
    return written;
  }
}

/** @throws Refusal INVALID_REQUEST for a line that is not completed, and for a planned one that is completed twice */
function requireCompleted(lines: ReportProgress['lines']): void {
  const issues = lines.flatMap(({ completedOn, completes }, at) => [
    ...(completedOn === undefined ? [issueAt(`lines[${at}].completedOn`, '进度只报已完成的投资，请填完成日', 'progress is what was completed; give the day of completion')] : []),
    ...(completes !== undefined && lines.findIndex((other) => other.completes === completes) !== at ? [issueAt(`lines[${at}].completes`, '同一计划行重复填报', 'this planned line is completed twice')] : []),
  ]);
  if (issues.length > 0) throw invalid(issues);
}

/** @throws Refusal CLAUSE_FORBIDS for a category that the submission did not declare for the project (SUB-5.e) */
function requireDeclared(lines: ReportProgress['lines'], declared: readonly Pick<InvestmentLine, 'projectId' | 'category'>[]): void {
  const scope = new Set(declared.map(({ projectId, category }) => `${projectId} ${category}`));
  const issues = lines.flatMap(({ projectId, category }, at) =>
    scope.has(`${projectId} ${category}`)
      ? []
      : [issueAt(`lines[${at}].category`, `申报时该项目没有 ${category} 类投资，资金只用于申报的范围；请核对项目和类别`, `no ${category} was declared for this project, and money is used within the declared scope alone; check project and category`)],
  );
  if (issues.length > 0) throw clauseForbidsAll(ACTION, 'declared-scope', issues, SCOPE);
}

/** What the events of investment lines say. */
export async function progressOf(repository: InvestmentLineRepository, { manager }: Transaction, { id, yearId, leadCreditCode }: ProjectGroup, lines: number): Promise<InvestmentLinesChanged> {
  const totals = await repository.verifiedTotals(manager, id);
  return {
    groupId: id,
    yearId,
    leadCreditCode: socialCreditCodeSchema.parse(leadCreditCode),
    lines,
    completedTotal: moneyOf(totals.reduce((sum, { amount }) => sum + amount, 0n)),
    openLines: await repository.unverified(manager, id),
  };
}

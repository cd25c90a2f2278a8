import { type Issue, type LineInput, mostLines } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { newId, type Transaction } from '@jiqun/service-kit';

import { keysOfLine } from '../duplicate/usage-keys.js';
import type { DuplicateRepository, KeyOwner } from '../duplicate/duplicate.repository.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import type { ProjectGroup, ProjectRow } from '../project-group/project-group.entity.js';
import { invalid, issueAt } from '../refusals.js';
import { judgeLine } from './eligibility.js';
import type { InvestmentLine } from './investment-line.entity.js';
import { toStated } from './investment-line.mapper.js';
import { lineRules } from './line-rules.js';

/** What lines are judged by and belong to. */
export interface LineContext {
  readonly group: ProjectGroup;
  readonly year: ProgrammeYear;
  readonly policy: Policy;
  readonly projects: ReadonlyMap<string, ProjectRow>;
}

/** What of a request cannot be a line, with its place. */
export function lineFaults(lines: readonly LineInput[], { projects, group }: LineContext): Issue[] {
  const named = new Set<string>(group.content.projects.map(({ id }) => id));
  return lines.flatMap(({ projectId, completedOn, plannedYear, amount }, at) => [
    ...(named.has(projectId) && projects.has(projectId) ? [] : [issueAt(`lines[${at}].projectId`, '项目群中没有这个项目，请先保存项目', 'the group has no such project; save the project first')]),
    ...((completedOn === undefined) === (plannedYear === undefined)
      ? [issueAt(`lines[${at}].completedOn`, '已完成的填完成日，未完成的填计划年份，二者填其一', 'give the day of completion, or the year for which it is planned; one of the two')]
      : []),
    ...(/[1-9]/.test(amount) && !amount.startsWith('-') ? [] : [issueAt(`lines[${at}].amount`, '金额须大于零', 'the amount must be above zero')]),
  ]);
}

/** @throws Refusal INVALID_REQUEST when the group would have more lines than one may have */
export function requireRoom(present: number, more: number): void {
  if (present + more <= mostLines.ofGroup) return;
  throw invalid([issueAt('lines', `一个项目群最多 ${mostLines.ofGroup} 行，现有 ${present} 行`, `a group has at most ${mostLines.ofGroup} lines; there are ${present}`, 'TOO_LARGE')]);
}

/** A line as it is to be stored, judged as of today. */
export function lineOf(input: LineInput, context: LineContext, transaction: Transaction, place: Pick<InvestmentLine, 'number' | 'isProgress'> & { readonly id?: string }): InvestmentLine {
  const { group, year, policy, projects } = context;
  const stated = toStated(input);
  const project = projects.get(stated.projectId);
  if (project === undefined) throw new Error(`The group ${group.id} has no project ${stated.projectId}`);
  const judgement = judgeLine(stated, { ...lineRules(policy, year.terms, group.tenant, transaction.today), project });
  return {
    ...stated, ...judgement, id: place.id ?? newId(), tenant: group.tenant, groupId: group.id, yearId: group.yearId, number: place.number, isProgress: place.isProgress, version: 1,
    enteredBy: transaction.call.caller.person, enteredAt: transaction.now, outcome: null, verifiedFen: '0', verifiedBy: null, verifiedAt: null,
  };
}

/** Makes the keys of lines those that the lines have now. */
export async function keepKeys(duplicates: DuplicateRepository, { manager }: Transaction, { id, tenant, yearId }: ProjectGroup, standing: KeyOwner['standing'], lines: readonly InvestmentLine[]): Promise<void> {
  await duplicates.setKeys(manager, { tenant, groupId: id, yearId, standing }, lines.map((line) => line.id), lines.flatMap((line) => keysOfLine(line)));
}

import type { Issue, ProjectGroupContent } from '@jiqun/contracts';

import type { InvestmentLine } from '../investment-line/investment-line.entity.js';
import { issueAt } from '../refusals.js';

/** As many enterprises as one question to audit holds, the leading one among them. */
const MOST_ENTERPRISES = 200;

/** What of a content cannot be kept: a mistake of who writes, whatever else is missing yet. */
export function contentFaults({ projects }: ProjectGroupContent): Issue[] {
  const issues = projects.flatMap(({ id, startsOn, endsOn }, at) => [
    ...(projects.findIndex((other) => other.id === id) === at ? [] : [issueAt(`content.projects[${at}].id`, '项目编号重复，请另取', 'this id stands twice; choose another')]),
    ...(endsOn < startsOn ? [issueAt(`content.projects[${at}].endsOn`, '结束日不得早于开始日', 'it ends before it begins')] : []),
  ]);
  const participants = new Set(projects.flatMap((project) => project.participants as readonly string[]));
  if (participants.size >= MOST_ENTERPRISES) issues.push(issueAt('content.projects', `参与单位共 ${participants.size} 家，最多 ${MOST_ENTERPRISES - 1} 家`, `${participants.size} participants in all; at most ${MOST_ENTERPRISES - 1}`));
  return issues;
}

/** What keeps a group from being submitted, apart from what the policy's clauses say. */
export function incompleteness({ title, summary, projects }: ProjectGroupContent, lines: readonly Pick<InvestmentLine, 'projectId' | 'number'>[]): Issue[] {
  const named = new Set(projects.map(({ id }) => id));
  const withLines = new Set(lines.map(({ projectId }) => projectId));
  return [
    ...(title === undefined ? [issueAt('content.title', '请填写项目群名称', 'name the project group', 'REQUIRED')] : []),
    ...(summary === undefined ? [issueAt('content.summary', '请填写项目群概况', 'describe the project group', 'REQUIRED')] : []),
    ...projects.flatMap(({ id, name }, at) =>
      withLines.has(id as string) ? [] : [issueAt(`content.projects[${at}]`, `项目“${name}”没有投资明细，请填报`, `the project ${name} has no investment line; enter one`, 'PROJECT_WITHOUT_LINES')],
    ),
    ...lines.flatMap(({ projectId, number }) =>
      named.has(projectId as never) ? [] : [issueAt(`lines[${number}].projectId`, `第 ${number} 行所属的项目已删除，请改正或删除该行`, `the project of line ${number} is no longer in the group; change or remove the line`, 'LINE_WITHOUT_PROJECT')],
    ),
  ];
}

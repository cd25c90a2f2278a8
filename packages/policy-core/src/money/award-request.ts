import { PolicyError, quoted } from '../errors.js';
import { arrayItems, invalidRequest, knownFields, objectEntries, pathOf, requiredText } from '../request-object.js';
import { parseYuan } from './fen.js';
import { parseRate } from './rate.js';
import type { Rate } from './rate.js';
import type { MoneyRules } from './rules.js';

/** The cap of one cluster level and the clause that sets it. */
export interface RateCap {
  readonly level: string;
  readonly atMost: Rate;
  readonly clause: string;
}

/** Investment of one project completed and verified in one calendar year in one category, fen. */
export interface Completion {
  readonly year: number;
  readonly category: string;
  readonly amount: bigint;
}

export interface AwardProject {
  readonly id: string;
  readonly type: string;
  readonly completed: readonly Completion[];
}

/** A request whose every name and amount is known to the rules; nothing of it is decided yet. */
export interface AwardRequest {
  readonly cap: RateCap;
  readonly rate: Rate | undefined;
  readonly approved: bigint | undefined;
  readonly projects: readonly AwardProject[];
}

interface Stated<Amount> {
  readonly clusterLevel: string;
  readonly rate: unknown;
  readonly approved: unknown;
  readonly projects: readonly {
    readonly id: string;
    readonly type: string;
    readonly completed: readonly { readonly year: string; readonly category: string; readonly amount: Amount }[];
  }[];
}

/** A request whose shape is right; its names, rates and amounts have not been looked at. */
export type AwardShape = Stated<unknown>;

/**
 * The shape alone, for which no policy is needed: a caller that looks a policy up checks this first, because
 * INVALID_REQUEST is reported before UNKNOWN_POLICY (CLI.md). `policy` and `asOf` may stand in the request; they are
 * the caller's to check.
 * @throws PolicyError INVALID_REQUEST
 */
export function awardShape(request: unknown): AwardShape {
  const fields = knownFields(request, '', ['policy', 'asOf', 'clusterLevel', 'rate', 'approved', 'projects']);
  return {
    clusterLevel: requiredText(fields.clusterLevel, 'clusterLevel'),
    rate: fields.rate,
    approved: fields.approved,
    projects: arrayItems(fields.projects, 'projects').map((item, index) => {
      const path = pathOf('projects', index);
      const project = knownFields(item, path, ['id', 'type', 'completed']);
      return {
        id: requiredText(project.id, pathOf(path, 'id')),
        type: requiredText(project.type, pathOf(path, 'type')),
        completed: completedShape(project.completed, pathOf(path, 'completed')),
      };
    }),
  };
}

function completedShape(completed: unknown, path: string): AwardShape['projects'][number]['completed'] {
  return objectEntries(completed, path).flatMap(([year, categories]) => {
    const at = pathOf(path, year);
    if (!/^[0-9]{4}$/.test(year) || year === '0000') {
      const sent = quoted(year);
      throw invalidRequest(at, `${sent} 不是年份；请用四位数字填写，如 "2025"。`, `${sent} is no year; write four digits, such as "2025".`);
    }
    return objectEntries(categories, at).map(([category, amount]) => ({ year, category, amount }));
  });
}

/**
 * Reads a request for an award (CLI.md, award) under the rules that name its levels, project types and categories.
 * Nothing is decided: between this and `decideAward` the caller checks that the policy is in force.
 * @throws PolicyError, the first that applies anywhere in the request: INVALID_REQUEST (shape, a name the rules do not
 * know), INVALID_AMOUNT (rate, approved, an investment), DUPLICATE_ID (a project stated twice would be paid twice)
 */
export function readAwardRequest(rules: MoneyRules, request: unknown): AwardRequest {
  const shape = awardShape(request);
  const cap = checkNames(rules, shape);
  const rate = shape.rate === undefined ? undefined : parseRate(shape.rate, 'rate');
  const approved = shape.approved === undefined ? undefined : parseYuan(shape.approved, 'approved');
  const projects = shape.projects.map(({ id, type, completed }, index) => ({
    id,
    type,
    completed: completed.map(({ year, category, amount }) => ({
      year: Number(year),
      category,
      amount: parseYuan(amount, pathOf('projects', index, 'completed', year, category)),
    })),
  }));
  refuseDuplicates(projects, 'projects');
  return { cap, rate, approved, projects };
}

/**
 * Refuses a list in which an id stands twice.
 * @throws PolicyError DUPLICATE_ID with the path of the second
 */
export function refuseDuplicates(items: readonly { readonly id: string }[], path: string): void {
  const seen = new Set<string>();
  for (const [index, { id }] of items.entries()) {
    if (seen.has(id)) {
      const sent = quoted(id);
      throw new PolicyError(
        'DUPLICATE_ID',
        { zh: `编号 ${sent} 重复出现；请删去重复项或改正编号。`, en: `The id ${sent} stands twice; remove the repetition or correct the id.` },
        { path: pathOf(path, index, 'id') },
      );
    }
    seen.add(id);
  }
}

function checkNames(rules: MoneyRules, shape: AwardShape): RateCap {
  const cap = rules.ratesByLevel.find(({ level }) => level === shape.clusterLevel);
  if (cap === undefined) {
    const levels = rules.ratesByLevel.map(({ level }) => level);
    throw unknownName('clusterLevel', shape.clusterLevel, levels);
  }
  const { eligibleCategories, excludedCategories, projectTypes } = rules;
  const categories = new Set([...eligibleCategories.values, ...excludedCategories.values]);
  for (const [index, project] of shape.projects.entries()) {
    if (!projectTypes.values.includes(project.type)) {
      throw unknownName(pathOf('projects', index, 'type'), project.type, projectTypes.values, projectTypes.clause);
    }
    for (const { year, category } of project.completed) {
      if (categories.has(category)) continue;
      const path = pathOf('projects', index, 'completed', year, category);
      throw unknownName(path, category, [...categories], eligibleCategories.clause);
    }
  }
  return { level: cap.level, atMost: parseRate(cap.atMost, 'ratesByLevel'), clause: cap.clause };
}

function unknownName(path: string, name: string, known: readonly string[], clause?: string): PolicyError {
  const sent = quoted(name);
  const list = known.join(', ');
  return new PolicyError(
    'INVALID_REQUEST',
    { zh: `本政策没有 ${sent}；请改用以下之一：${list}。`, en: `This policy knows no ${sent}; use one of ${list}.` },
    { path, clause },
  );
}

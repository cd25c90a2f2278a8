import {
  type CheckedLineImport, type CheckLineImport, investmentLineContracts, type LinePage, type LineTotals, type LineVerificationPage, type ListLines,
  type ListLineVerifications, moneyOf, mostLines, type WhichGroupOfLines, uuidSchema,
} from '@jiqun/contracts';
import { InstallationClock, instantOf, readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { isEditor, requireVisible, requireWritten } from '../project-group/visible.js';
import { notFound } from '../refusals.js';
import { judgeLine } from './eligibility.js';
import type { VerifiedTotal } from './investment-line.entity.js';
import { toLineAnswer, toStated } from './investment-line.mapper.js';
import { InvestmentLineRepository } from './investment-line.repository.js';
import { LineContexts } from './line-context.service.js';
import { readImport, type RowFault } from './line-import.js';
import { lineRules } from './line-rules.js';
import { lineFaults } from './line-writing.js';

const VERIFICATIONS_A_PAGE = 20;
const MOST_FAULTS = 500;
const numberSchema = z.string().regex(/^[1-9][0-9]{0,8}$/).transform(Number);

/** Investment lines as they are read, and an import tried without saving anything. */
@Injectable()
export class InvestmentLineQueryService {
  constructor(
    @Inject(InvestmentLineRepository) private readonly lines: InvestmentLineRepository,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(LineContexts) private readonly contexts: LineContexts,
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'today'>,
  ) {}

  /** By number. @throws Refusal NOT_FOUND for a group that the caller may not see, or whose lines are being written again */
  async list({ groupId, cursor, limit = mostLines.ofPage, projectId, eligibility, outcome }: ListLines, { caller }: Pick<Request, 'caller'>): Promise<LinePage> {
    requireWritten(investmentLineContracts.list.permission, caller, await this.groups.find(caller.tenant, groupId), groupId);
    const after = cursor === undefined ? 0 : readCursor(cursor, numberSchema);
    const found = await this.lines.list({ groupId, projectId, eligibility, outcome, after, limit: limit + 1 });
    const items = found.slice(0, limit).map(toLineAnswer);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(String(last.number)) } : {}) };
  }

  /** What counts, by project, year and category (SUB-4.b). @throws Refusal NOT_FOUND as `list` */
  async totals({ groupId }: WhichGroupOfLines, { caller }: Pick<Request, 'caller'>): Promise<LineTotals> {
    requireWritten(investmentLineContracts.totals.permission, caller, await this.groups.find(caller.tenant, groupId), groupId);
    const { verified, planned, open } = await this.lines.summary(groupId);
    return { groupId, verified: verified.map(toTotal), planned: planned.map(toTotal), openLines: open };
  }

  /** What was found of a line, newest first. @throws Refusal NOT_FOUND */
  async listVerifications({ groupId, id, cursor, limit = VERIFICATIONS_A_PAGE }: ListLineVerifications, { caller }: Pick<Request, 'caller'>): Promise<LineVerificationPage> {
    requireVisible(investmentLineContracts.listVerifications.permission, caller, await this.groups.find(caller.tenant, groupId), groupId);
    const page = Math.min(limit, VERIFICATIONS_A_PAGE);
    const found = await this.lines.verifications(groupId, id, cursor === undefined ? undefined : readCursor(cursor, uuidSchema), page + 1);
    const shown = found.slice(0, page);
    const last = shown.at(-1);
    const items = shown.map(({ outcome, lineVersion, amountFen, clause, reason, evidence, person, recordedAt }) => ({
      outcome, lineVersion, amount: moneyOf(amountFen), ...(clause === null ? {} : { clause }), ...(reason === null ? {} : { reason }),
      evidence: evidence.map((file) => ({ ...file })), person, recordedAt: instantOf(recordedAt),
    }));
    return { items, ...(found.length > page && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** What would become of a CSV text: its faults by row, and how its lines would be judged. @throws Refusal NOT_FOUND for who does not write at the group */
  async checkImport({ groupId, csv }: CheckLineImport, { caller }: Pick<Request, 'caller'>): Promise<CheckedLineImport> {
    const group = await this.groups.find(caller.tenant, groupId);
    if (group === undefined || !isEditor(group, caller)) throw notFound('project-group', groupId);
    const context = await this.contexts.of(group);
    const { lines, faults } = readImport(csv, group.content.projects);
    const rules = lineRules(context.policy, context.year.terms, group.tenant, this.clock.today());
    const all: RowFault[] = [...faults];
    const count = { 'eligible': 0, 'ineligible': 0, 'needs-explanation': 0 };
    let total = 0n;
    for (const { row, line } of lines) {
      const issues = lineFaults([line], context);
      all.push(...issues.map(({ path, code, message }) => ({ row, column: path.replace(/^lines\[0\]\./, ''), code, message })));
      const project = context.projects.get(line.projectId);
      if (issues.length > 0 || project === undefined) continue;
      const stated = toStated(line);
      count[judgeLine(stated, { ...rules, project }).eligibility] += 1;
      total += BigInt(stated.amountFen);
    }
    const shown = all.toSorted((one, other) => one.row - other.row).slice(0, MOST_FAULTS);
    return {
      rows: lines.length, faults: shown.map((fault) => ({ ...fault })), eligible: count.eligible, ineligible: count.ineligible, needsExplanation: count['needs-explanation'], total: moneyOf(total),
    };
  }
}

const toTotal = ({ projectId, projectType, year, category, amount }: VerifiedTotal) => ({ projectId, projectType, year, category, amount: moneyOf(amount) });

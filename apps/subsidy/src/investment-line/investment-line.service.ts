import { type ChangeLine, type EnteredLines, type EnterLines, type ImportLines, type LineInput, type RemoveLines } from '@jiqun/contracts';
import { type Call, CommandRunner, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DuplicateRepository } from '../duplicate/duplicate.repository.js';
import { type GroupEdit, requireEditable } from '../project-group/editable.js';
import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { invalid, issueAt, notFound } from '../refusals.js';
import type { InvestmentLine } from './investment-line.entity.js';
import { InvestmentLineRepository } from './investment-line.repository.js';
import { LineContexts } from './line-context.service.js';
import { readImport } from './line-import.js';
import { keepKeys, type LineContext, lineFaults, lineOf, requireRoom } from './line-writing.js';

/** Investment lines as their writers enter them, in a draft or in what was returned to them (SUB-4.b, SUB-5.c). */
@Injectable()
export class InvestmentLineService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(InvestmentLineRepository) private readonly lines: InvestmentLineRepository,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(DuplicateRepository) private readonly duplicates: DuplicateRepository,
    @Inject(LineContexts) private readonly contexts: LineContexts,
  ) {}

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, INVALID_REQUEST with each line that cannot be one */
  async enter({ groupId, version, lines }: EnterLines, { call }: Request): Promise<EnteredLines> {
    return await this.#edit(call, { id: groupId, version, action: 'investment-line.enter' }, async (transaction, context) => await this.#insert(transaction, context, lines));
  }

  /** Another content for a line; what was verified of it is verified no more. @throws Refusal as `enter` */
  async change({ groupId, version, id, line }: ChangeLine, { call }: Request): Promise<EnteredLines> {
    return await this.#edit(call, { id: groupId, version, action: 'investment-line.change' }, async (transaction, context) => {
      requireNoFaults([line], context);
      const [found] = await this.lines.lock(transaction.manager, groupId, [id]);
      if (found === undefined) throw notFound('investment-line', id);
      const changed = lineOf(line, context, transaction, found);
      await this.lines.replace(transaction.manager, [changed]);
      await keepKeys(this.duplicates, transaction, context.group, 'draft', [changed]);
      return [changed];
    });
  }

  /** Takes lines out; their numbers are not given again. @throws Refusal as `enter` */
  async remove({ groupId, version, ids }: RemoveLines, { call }: Request): Promise<EnteredLines> {
    return await this.#edit(call, { id: groupId, version, action: 'investment-line.remove' }, async (transaction, { group }) => {
      const { manager } = transaction;
      const removed = await this.lines.remove(manager, groupId, ids);
      const missing = ids.find((id) => !removed.includes(id));
      if (missing !== undefined) throw notFound('investment-line', missing);
      await this.duplicates.setKeys(manager, { tenant: group.tenant, groupId, yearId: group.yearId, standing: 'draft' }, ids, []);
      return [];
    });
  }

  /** Enters all lines of a CSV text, or none. @throws Refusal INVALID_REQUEST with every fault by row, and as `enter` */
  async import({ groupId, version, csv }: ImportLines, { call }: Request): Promise<EnteredLines> {
    return await this.#edit(call, { id: groupId, version, action: 'investment-line.import' }, async (transaction, context) => {
      const { lines, faults } = readImport(csv, context.group.content.projects);
      if (faults.length > 0) throw invalid(faults.map(({ row, column, code, message }) => issueAt(`rows[${row}]${column === undefined ? '' : `.${column}`}`, message.zh, message.en, code)));
      return await this.#insert(transaction, context, lines.map(({ line }) => line));
    });
  }

  async #insert(transaction: Transaction, context: LineContext, inputs: readonly LineInput[]): Promise<readonly InvestmentLine[]> {
    const { manager } = transaction;
    requireNoFaults(inputs, context);
    const { last, lines: present } = await this.lines.counted(manager, context.group.id);
    requireRoom(present, inputs.length);
    const made = inputs.map((input, at) => lineOf(input, context, transaction, { number: last + at + 1, isProgress: false }));
    await this.lines.insert(manager, made);
    await keepKeys(this.duplicates, transaction, context.group, 'draft', made);
    return made;
  }

  async #edit(call: Call, edit: GroupEdit, effect: (transaction: Transaction, context: LineContext) => Promise<readonly InvestmentLine[]>): Promise<EnteredLines> {
    return await this.commands.run(call, async (transaction) => {
      const found: ProjectGroup = requireEditable(await this.groups.lock(transaction.manager, call.caller.tenant, edit.id), call.caller, edit);
      const written = await effect(transaction, await this.contexts.of(found, transaction.manager));
      const moved = await this.groups.move(transaction.manager, found, { updatedAt: transaction.now });
      transaction.record({ action: edit.action, objectType: 'project-group', objectId: edit.id, detail: { lines: written.map(({ number }) => number) } });
      return toEntered(moved, written);
    });
  }
}

/** @throws Refusal INVALID_REQUEST with each fault of each line */
export function requireNoFaults(lines: readonly LineInput[], context: LineContext): void {
  const faults = lineFaults(lines, context);
  if (faults.length > 0) throw invalid(faults);
}

/** What became of lines that were entered. */
export function toEntered({ id, version }: ProjectGroup, lines: readonly InvestmentLine[]): EnteredLines {
  return {
    groupId: id,
    groupVersion: version,
    lines: lines.map((line) => ({
      id: line.id,
      number: line.number,
      eligibility: line.eligibility,
      reasons: line.reasons.map(({ code, clause }) => ({ code, ...(clause === undefined ? {} : { clause }) })),
    })),
  };
}

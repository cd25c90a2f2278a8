import { createHash } from 'node:crypto';

import {
  type AbandonCreditLoad, type AppendCreditRows, type BeginCreditLoad, type CorrectCreditLoad, type CreditLoad, creditLoadContracts,
  type CreditLoadPage, type ListCreditLoads, Refusal, type WhichCreditLoad,
} from '@jiqun/contracts';
import { type Call, CommandRunner, newId, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { idBefore, pageOfRows, USUAL_PAGE } from '../list-page.js';
import { type ChangingContract, invalidAt, notFound, requireCurrent } from '../refusals.js';
import { LOAD_GOES_ON } from './apply-load.service.js';
import { type CreditLoadRow, NO_COUNTS } from './credit-load.entity.js';
import { type CreditLoadAction, creditLoadLifecycle } from './credit-load.lifecycle.js';
import { toCreditLoad, toCreditLoadSummary } from './credit-load.mapper.js';
import { CreditLoadRepository } from './credit-load.repository.js';
import { LoadEffectRepository } from './load-effect.repository.js';
import { contradictionIn, type PartRead, readPart, readRows } from './load-rows.js';

/** What an answer holds of what is wrong. */
const MOST_FAULTS = 100;
/** More than any list has; a load beyond it is a mistake. */
const MOST_LINES = 5_000_000;

/** What a load is begun with, by a person or by a source that was asked. */
export interface NewLoad {
  readonly list: CreditLoad['list'];
  readonly source: string;
  readonly kind: CreditLoad['kind'];
  readonly asOf: string;
  readonly reason: string | null;
  readonly corrects: string | null;
}

/** Loads of credit lists up to their application (SUB-6-2, AMC-3.c): begun, filled, checked by a dry run, set going. */
@Injectable()
export class CreditLoadService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(CreditLoadRepository) private readonly loads: CreditLoadRepository,
    @Inject(LoadEffectRepository) private readonly effects: LoadEffectRepository,
  ) {}

  /** @throws Refusal INVALID_REQUEST for a day to come, and for one before the last load of the list and source */
  async begin({ reason, ...target }: BeginCreditLoad, { call }: Request): Promise<CreditLoad> {
    return await this.commands.run(call, async (transaction) => toCreditLoad(await this.begun(transaction, { ...target, reason: reason ?? null, corrects: null })));
  }

  /** Appends rows or whole lines of CSV. Lines that are wrong make the load faulty when it is checked. @throws Refusal INVALID_REQUEST */
  async append(request: AppendCreditRows, { call }: Request): Promise<CreditLoad> {
    const { rows, csv } = request;
    if ((rows === undefined) === (csv === undefined)) throw invalidAt('rows', '请提供 rows 或 csv 之一。', 'Give either rows or csv.');
    return await this.#change(call, creditLoadContracts.append, request, 'append', async (transaction, load) => {
      const read = rows === undefined ? readPart(load, csv ?? '') : readRows(load, rows);
      return await this.#appended(transaction, load, read, csv ?? JSON.stringify(rows));
    });
  }

  /** Begins the correction of an applied load; it has no rows of its own. @throws Refusal NOT_FOUND, STATE_FORBIDS, ALREADY_EXISTS */
  async correct({ loadId, reason }: CorrectCreditLoad, { call }: Request): Promise<CreditLoad> {
    return await this.commands.run(call, async (transaction) => {
      const wrong = await this.loads.lock(transaction.manager, call.caller.tenant, loadId);
      if (wrong === undefined) throw notFound('credit-load', loadId);
      if (wrong.state !== 'applied') throw new Refusal('STATE_FORBIDS', { action: 'credit-load.correct', state: wrong.state });
      const { list, source } = wrong;
      return toCreditLoad(await this.begun(transaction, { list, source, kind: 'correction', asOf: transaction.today, reason, corrects: loadId }));
    });
  }

  /** Checks all rows and counts what applying them would do. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT, INVALID_REQUEST */
  async check(request: WhichCreditLoad, { call }: Request): Promise<CreditLoad> {
    return await this.#change(call, creditLoadContracts.check, request, 'check', async (transaction, load) => await this.checked(transaction, load));
  }

  /** Sets the application going; chunks follow by themselves. @throws Refusal ALREADY_EXISTS while another load of the list is being applied */
  async apply(request: WhichCreditLoad, { call }: Request): Promise<CreditLoad> {
    return await this.#change(call, creditLoadContracts.apply, request, 'apply', async (transaction, load) => await this.set(transaction, load));
  }

  /** @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async abandon(request: AbandonCreditLoad, { call }: Request): Promise<CreditLoad> {
    const { reason } = request;
    return await this.#change(call, creditLoadContracts.abandon, request, 'abandon', async (transaction, load) =>
      await this.#moved(transaction, { ...load, reason }, 'credit-load.abandon', reason),
    );
  }

  /** @throws Refusal NOT_FOUND */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<CreditLoad> {
    const load = await this.loads.find(caller.tenant, id);
    if (load === undefined) throw notFound('credit-load', id);
    return toCreditLoad(load);
  }

  /** Newest first. */
  async list({ limit = USUAL_PAGE, list, state, ...page }: ListCreditLoads, { caller }: Pick<Request, 'caller'>): Promise<CreditLoadPage> {
    const found = await this.loads.list({ tenant: caller.tenant, list, state, before: idBefore(page), limit: limit + 1 });
    return pageOfRows(found, limit, toCreditLoadSummary);
  }

  /**
   * Takes what a source said as a load of changes: begun, checked and, without faults, set going, in one transaction.
   * @returns the load, applying or faulty
   */
  async receive(transaction: Transaction, target: Pick<NewLoad, 'list' | 'source'>, rows: readonly unknown[], text: string): Promise<CreditLoadRow> {
    const load = await this.begun(transaction, { ...target, kind: 'delta', asOf: transaction.today, reason: null, corrects: null });
    const checked = await this.checked(transaction, await this.#appended(transaction, load, readRows(load, rows), text));
    if (checked.state !== 'checked') return checked;
    return await this.set(transaction, { ...checked, state: transition(creditLoadLifecycle, checked.state, 'apply').target });
  }

  /** Whether a load of the list from the source is being applied: another one has to wait. */
  async isBusy(transaction: Transaction, target: Pick<CreditLoadRow, 'tenant' | 'list' | 'source'>): Promise<boolean> {
    return (await this.loads.applying(transaction.manager, target)) !== undefined;
  }

  /** Begins a load. @throws Refusal INVALID_REQUEST, ALREADY_EXISTS */
  async begun(transaction: Transaction, target: NewLoad): Promise<CreditLoadRow> {
    const { now, today, call } = transaction;
    const { tenant, person } = call.caller;
    if (target.asOf > today) throw invalidAt('asOf', `${target.asOf} 晚于今天 ${today}。`, `${target.asOf} is after today, ${today}.`);
    await this.#requireLater(transaction, { ...target, tenant });
    const load = await this.loads.insert(transaction.manager, { ...target, id: newId(), tenant, begunBy: person, begunAt: now, done: NO_COUNTS });
    if (load === undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'credit-load', id: target.corrects ?? '' });
    const { list, source, kind } = target;
    transaction.record({ action: 'credit-load.begin', objectType: 'credit-load', objectId: load.id, clause: 'SUB-6-2', detail: { list, source, kind } });
    return load;
  }

  /** The dry run: SHA-256 of all that came, every fault, what would be done. A load with faults is refused as a whole. */
  async checked(transaction: Transaction, load: CreditLoadRow): Promise<CreditLoadRow> {
    const { manager } = transaction;
    await this.#requireLater(transaction, load);
    const lines = (await this.effects.contradicting(manager, load)).map(contradictionIn);
    const faultCount = load.faultCount + lines.length;
    const faults = [...load.faults, ...lines].slice(0, MOST_FAULTS);
    const sha256 = await this.#sha256(transaction, load);
    if (faultCount > 0) {
      const { target } = transition(creditLoadLifecycle, 'open', 'find-faults');
      return await this.#moved(transaction, { ...load, state: target, faultCount, faults, sha256 }, 'credit-load.check');
    }
    const expected = { ...NO_COUNTS, ...(await this.effects.expected(manager, load)) };
    const base = (await this.loads.last(manager, load))?.id ?? null;
    return await this.#moved(transaction, { ...load, state: 'checked', sha256, expected, base }, 'credit-load.check');
  }

  /** Sets a checked load going. @param load with its new state */
  async set(transaction: Transaction, load: CreditLoadRow): Promise<CreditLoadRow> {
    const { manager, now } = transaction;
    await this.loads.lockTarget(manager, load);
    const other = await this.loads.applying(manager, load);
    if (other !== undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'credit-load', id: other });
    const last = (await this.loads.last(manager, load))?.id ?? null;
    if (last !== load.base) throw invalidAt('id', '试算之后又执行了别的导入；请重新试算。', 'Another load was applied since the dry run; check this one again.');
    transaction.setDeadline(LOAD_GOES_ON, load.id, now);
    return await this.#moved(transaction, { ...load, phase: load.kind === 'correction' ? 'undo' : 'rows' }, 'credit-load.apply');
  }

  async #appended(transaction: Transaction, load: CreditLoadRow, { rows, faults, columns, lines }: PartRead, text: string): Promise<CreditLoadRow> {
    if (load.kind === 'correction') throw invalidAt('id', '更正不含数据行。', 'A correction has no rows.');
    if (load.lines + lines > MOST_LINES) throw invalidAt('rows', `一次导入最多 ${MOST_LINES} 行。`, `A load holds at most ${MOST_LINES} lines.`);
    const grown: CreditLoadRow = {
      ...load, parts: load.parts + 1, lines: load.lines + lines, rows: load.rows + rows.length, columns,
      faultCount: load.faultCount + faults.length, faults: [...load.faults, ...faults].slice(0, MOST_FAULTS),
    };
    await this.loads.insertPart(transaction, grown, text, rows);
    return await this.#moved(transaction, grown, 'credit-load.append');
  }

  /** Data older than what is loaded would bring back what has ended since: that is for a correction. */
  async #requireLater(transaction: Transaction, load: Pick<CreditLoadRow, 'tenant' | 'list' | 'source' | 'kind' | 'asOf'>): Promise<void> {
    const newest = load.kind === 'correction' ? undefined : await this.loads.newestData(transaction.manager, load);
    if (newest === undefined || load.asOf >= newest) return;
    throw invalidAt(
      'asOf', `已导入 ${newest} 的数据，不能再导入 ${load.asOf} 的；导入有误的请作更正。`,
      `Data of ${newest} are loaded, those of ${load.asOf} are older; a load that was wrong is taken back by a correction.`,
    );
  }

  /** Of the parts as they came, one after the other; of a correction, of what it takes back and why. */
  async #sha256({ manager }: Transaction, { id, parts, kind, corrects, reason }: CreditLoadRow): Promise<string> {
    const hash = createHash('sha256');
    if (kind === 'correction') hash.update(JSON.stringify({ corrects, reason }));
    for (let number = 1; number <= parts; number += 1) hash.update(await this.loads.part(manager, id, number));
    return hash.digest('hex');
  }

  async #change(
    call: Call, contract: ChangingContract, which: WhichCreditLoad, action: CreditLoadAction,
    effect: (transaction: Transaction, load: CreditLoadRow) => Promise<CreditLoadRow>,
  ): Promise<CreditLoad> {
    return await this.commands.run(call, async (transaction) => {
      const load = requireCurrent(contract, call.caller, await this.loads.lock(transaction.manager, call.caller.tenant, which.id), which);
      const { target } = transition(creditLoadLifecycle, load.state, action);
      return toCreditLoad(await effect(transaction, { ...load, state: target }));
    });
  }

  async #moved(transaction: Transaction, load: CreditLoadRow, action: string, reason?: string): Promise<CreditLoadRow> {
    const moved = await this.loads.move(transaction.manager, load);
    if (moved === undefined) throw new Error(`The load ${load.id} changed under its lock`);
    transaction.record({ action, objectType: 'credit-load', objectId: load.id, clause: 'SUB-6-2', ...(reason === undefined ? {} : { reason }) });
    return moved;
  }
}


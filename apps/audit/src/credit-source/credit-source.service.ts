import {
  type ChangeCreditSource, type CreditSource, creditSourceContracts, type CreditSourcePage, Refusal, type RegisterCreditSource,
} from '@jiqun/contracts';
import { type Call, CommandRunner, instantOf, newId, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { CreditLoadService } from '../credit-load/credit-load.service.js';
import { field } from '../days.js';
import { idBefore, pageOfRows, USUAL_PAGE } from '../list-page.js';
import { invalidAt, notFound, requireCurrent } from '../refusals.js';
import { CREDIT_CONNECTOR, type CreditConnector, type Fetched, SourceError } from './credit-connector.js';
import type { CreditSourceRow } from './credit-source.entity.js';
import { type CreditSourceAction, creditSourceLifecycle } from './credit-source.lifecycle.js';
import { CreditSourceRepository } from './credit-source.repository.js';
import { isSafeAddress } from './source-address.js';

/** Deadline kind: a source is to be asked. Its subject is the source. */
export const SOURCE_POLL = 'credit-source.poll';

const MINUTE_MS = 60_000;
const LONGEST_ERROR = 500;

/** What asking came to. */
type Asked = Fetched | SourceError;

/** Sources of credit data: asked by a deadline; what they say is a load of changes like any other. */
@Injectable()
export class CreditSourceService {
  readonly #log = new Logger(CreditSourceService.name);

  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(CreditSourceRepository) private readonly sources: CreditSourceRepository,
    @Inject(CreditLoadService) private readonly loads: CreditLoadService,
    @Inject(CREDIT_CONNECTOR) private readonly connector: CreditConnector,
  ) {}

  /** Registers a source and has it asked at once. @throws Refusal ALREADY_EXISTS, INVALID_REQUEST for an address that is not safe */
  async register({ reason, secretName, ...terms }: RegisterCreditSource, { call }: Request): Promise<CreditSource> {
    if (!isSafeAddress(terms.address)) {
      throw invalidAt('address', '地址须为 https，或本机的 http，且不含口令。', 'The address is https, or http on this machine, and holds no password.');
    }
    return await this.commands.run(call, async (transaction) => {
      const { tenant, person } = call.caller;
      const source = await this.sources.insert(transaction.manager, { ...terms, secretName: secretName ?? null, id: newId(), tenant, state: 'active', registeredBy: person });
      if (source === undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'credit-source', id: terms.source });
      transaction.setDeadline(SOURCE_POLL, source.id, transaction.now);
      recorded(transaction, source, 'credit-source.register', reason);
      return toCreditSource(source);
    });
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async pause(request: ChangeCreditSource, { call }: Request): Promise<CreditSource> {
    return await this.#change(call, creditSourceContracts.pause, request, 'pause', (transaction, { id }) => transaction.cancelDeadline(SOURCE_POLL, id));
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async resume(request: ChangeCreditSource, { call }: Request): Promise<CreditSource> {
    return await this.#change(call, creditSourceContracts.resume, request, 'resume', (transaction, { id }) => transaction.setDeadline(SOURCE_POLL, id, transaction.now));
  }

  /** @throws Refusal NOT_FOUND */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<CreditSource> {
    const source = await this.sources.find(caller.tenant, id);
    if (source === undefined) throw notFound('credit-source', id);
    return toCreditSource(source);
  }

  /** Newest first. */
  async list({ limit = USUAL_PAGE, ...page }: { readonly cursor?: string; readonly limit?: number }, { caller }: Pick<Request, 'caller'>): Promise<CreditSourcePage> {
    return pageOfRows(await this.sources.list(caller.tenant, idBefore(page), limit + 1), limit, toCreditSource);
  }

  /**
   * Asks a source, before the transaction, and takes what it says as a load. The place to go on from moves only with a load
   * that has no faults: what is asked again is told again. Does nothing for one that was paused meanwhile.
   */
  async poll(id: string, call: Call): Promise<void> {
    const known = await this.sources.find(call.caller.tenant, id);
    const asked = known?.state === 'active' ? await this.#ask(known) : undefined;
    await this.commands.run(call, async (transaction) => {
      const source = await this.sources.lock(transaction.manager, call.caller.tenant, id);
      if (source?.state !== 'active') return;
      const isSame = known !== undefined && asked !== undefined && source.cursor === known.cursor;
      if (!isSame || (await this.loads.isBusy(transaction, source))) {
        transaction.setDeadline(SOURCE_POLL, id, later(transaction, 1));
        return;
      }
      const changed = asked instanceof SourceError ? failed(source, asked.message) : await this.#taken(transaction, source, asked);
      const moved = await this.sources.move(transaction.manager, { ...changed, polledAt: transaction.now });
      if (moved === undefined) throw new Error(`The source ${id} changed under its lock`);
      const goesOn = !(asked instanceof SourceError) && asked.hasMore && moved.failures === 0;
      // The load that was just set going has to be applied first.
      transaction.setDeadline(SOURCE_POLL, id, later(transaction, goesOn ? 1 : source.everyMinutes));
    });
  }

  async #ask(source: CreditSourceRow): Promise<Asked> {
    try {
      return await this.connector.fetch(source);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.#log.warn({ err: error, source: source.id }, 'A source of credit data could not be asked');
      return error;
    }
  }

  async #taken(transaction: Transaction, source: CreditSourceRow, { rows, text, cursor }: Fetched): Promise<CreditSourceRow> {
    const current = { ...source, failures: 0, lastError: null, cursor: cursor ?? source.cursor };
    if (rows.length === 0) return current;
    const load = await this.loads.receive(transaction, source, rows, text);
    if (load.state !== 'faulty') return { ...current, lastLoadId: load.id };
    return { ...failed(source, `The load ${load.id} is faulty: ${load.faults[0]?.message.en ?? ''}`), lastLoadId: load.id };
  }

  async #change(
    call: Call, contract: typeof creditSourceContracts.pause, request: ChangeCreditSource, action: CreditSourceAction,
    effect: (transaction: Transaction, source: CreditSourceRow) => void,
  ): Promise<CreditSource> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const found = requireCurrent(contract, call.caller, await this.sources.lock(manager, call.caller.tenant, request.id), request);
      const { target } = transition(creditSourceLifecycle, found.state, action);
      const moved = await this.sources.move(manager, { ...found, state: target });
      if (moved === undefined) throw new Error(`The source ${request.id} changed under its lock`);
      effect(transaction, moved);
      recorded(transaction, moved, `credit-source.${action}`, request.reason);
      return toCreditSource(moved);
    });
  }
}

const later = ({ now }: Transaction, minutes: number): Date => new Date(now.getTime() + minutes * MINUTE_MS);

const failed = (source: CreditSourceRow, error: string): CreditSourceRow => ({ ...source, failures: source.failures + 1, lastError: error.slice(0, LONGEST_ERROR) });

function recorded(transaction: Transaction, { id, list, source }: CreditSourceRow, action: string, reason: string): void {
  transaction.record({ action, objectType: 'credit-source', objectId: id, reason, detail: { list, source } });
}

function toCreditSource(row: CreditSourceRow): CreditSource {
  const { id, version, list, source, address, secretName, pageSize, everyMinutes, state, cursor, polledAt, failures, lastError, lastLoadId } = row;
  return {
    id, version, list, source, address, ...field('secretName', secretName), pageSize, everyMinutes, state, ...field('cursor', cursor),
    ...field('polledAt', polledAt === null ? null : instantOf(polledAt)), failures, ...field('lastError', lastError), ...field('lastLoadId', lastLoadId),
  };
}

import {
  payeeAccountContracts, Refusal, uuidSchema, type ListPayeeAccounts, type PayeeAccount as PayeeAccountAnswer, type PayeeAccountPage, type ProposePayeeAccount,
  type RetirePayeeAccount, type WhichPayeeAccount,
} from '@jiqun/contracts';
import { CommandRunner, fourEyes, newId, readCursor, transition, violatedConstraint, writeCursor, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { ownRegions, requireOwn } from '../disbursement/own-orders.js';
import { handsOf, requireVersion, versionConflict } from '../refusals.js';
import type { PayeeAccount } from './payee-account.entity.js';
import { payeeAccountLifecycle } from './payee-account.lifecycle.js';
import { toPayeeAccount } from './payee-account.mapper.js';
import { PayeeAccountRepository } from './payee-account.repository.js';

const USUAL_PAGE = 50;
const NOUN = 'payee-account';

/** The accounts to which money can be ordered: entered by one person, verified by another; a change of account is a new entry. */
@Injectable()
export class PayeeAccountService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PayeeAccountRepository) private readonly payees: PayeeAccountRepository,
  ) {}

  /** @throws Refusal ALREADY_EXISTS for a reference that is entered, OUTSIDE_REGION */
  async propose(proposed: ProposePayeeAccount, { call }: Request): Promise<PayeeAccountAnswer> {
    const { tenant, person, client } = call.caller;
    const id = newId();
    requireOwn(payeeAccountContracts.propose, call.caller, { id, tenant, region: proposed.region, state: 'proposed' }, id);
    return await this.commands.run(call, async (transaction) => {
      const row: PayeeAccount = {
        ...proposed, id, tenant, state: 'proposed', version: 1, proposedBy: person, proposedClient: client ?? null, proposedAt: transaction.now,
        verifiedBy: null, verifiedAt: null, retiredBy: null, reason: null,
      };
      const inserted = await this.payees.insert(transaction.manager, row);
      if (inserted === undefined) throw new Refusal('ALREADY_EXISTS', { noun: NOUN, id: proposed.payeeRef });
      transaction.record({ action: 'payee-account.propose', objectType: NOUN, objectId: id, detail: { payeeRef: proposed.payeeRef } });
      return toPayeeAccount(inserted);
    });
  }

  /** From now on money is ordered to it. @throws Refusal FOUR_EYES; ALREADY_EXISTS while another account of the enterprise is in use */
  async verify({ id, version }: WhichPayeeAccount, { call }: Request): Promise<PayeeAccountAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.#take(transaction, payeeAccountContracts.verify, id, version);
      const { target } = transition(payeeAccountLifecycle, row.state, 'verify');
      fourEyes(handsOf(row.proposedBy, row.proposedClient), call.caller, payeeAccountContracts.verify.permission);
      const inUse = await this.payees.inUse(transaction.manager, row.tenant, row.creditCode);
      if (inUse !== undefined) throw new Refusal('ALREADY_EXISTS', { noun: NOUN, id: inUse.id });
      const verified = await this.#write(transaction, { ...row, state: target, verifiedBy: call.caller.person, verifiedAt: transaction.now });
      transaction.record({ action: 'payee-account.verify', objectType: NOUN, objectId: id });
      return toPayeeAccount(verified);
    });
  }

  /** Orders that are out keep the account they were issued with. */
  async retire({ id, version, reason }: RetirePayeeAccount, { call }: Request): Promise<PayeeAccountAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const row = await this.#take(transaction, payeeAccountContracts.retire, id, version);
      const { target } = transition(payeeAccountLifecycle, row.state, 'retire');
      const retired = await this.#write(transaction, { ...row, state: target, retiredBy: call.caller.person, reason });
      transaction.record({ action: 'payee-account.retire', objectType: NOUN, objectId: id, reason });
      return toPayeeAccount(retired);
    });
  }

  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<PayeeAccountAnswer> {
    return toPayeeAccount(requireOwn(payeeAccountContracts.get, caller, await this.payees.find(id), id));
  }

  /** Newest first. */
  async list({ cursor, limit = USUAL_PAGE, creditCode, state }: ListPayeeAccounts, { caller }: Pick<Request, 'caller'>): Promise<PayeeAccountPage> {
    const regions = ownRegions(payeeAccountContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const found = await this.payees.list({ tenant: caller.tenant, regions, creditCode, state, before, limit: limit + 1 });
    const items = found.slice(0, limit).map(toPayeeAccount);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async #take(transaction: Transaction, contract: Parameters<typeof requireOwn>[0], id: string, version: number): Promise<PayeeAccount> {
    const found = await this.payees.lock(transaction.manager, id);
    const { states: _states, ...inAnyState } = contract.permission;
    const row = requireOwn({ ...contract, permission: inAnyState }, transaction.call.caller, found, id);
    requireVersion(NOUN, row, version);
    return row;
  }

  async #write(transaction: Transaction, row: PayeeAccount): Promise<PayeeAccount> {
    try {
      const written = await this.payees.update(transaction.manager, row);
      if (written === undefined) throw versionConflict(NOUN, row.id, row.version, row.version + 1);
      return written;
    } catch (error) {
      // Two accounts of one enterprise, verified at the same moment.
      if (violatedConstraint(error) === 'payee_account_in_use') throw new Refusal('ALREADY_EXISTS', { noun: NOUN, id: row.creditCode }, { cause: error });
      throw error;
    }
  }
}

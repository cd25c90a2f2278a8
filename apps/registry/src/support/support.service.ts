import {
  type CorrectSupport, fenOf, type GetSupport, type GrantSupport, type ListSupports, type Permission, Refusal, type Support as SupportAnswer,
  supportContracts, type SupportPage, type SupportWithHistory, uuidSchema, type WithdrawSupport,
} from '@jiqun/contracts';
import { CommandRunner, installedRegions, newId, permitsObject, type Request, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { pageOfRows, positionOf, USUAL_PAGE } from '../list-page.js';
import { mustHaveCome } from '../must-have-come.js';
import { requireVersion, visibleCodes } from '../registration.js';
import { restingOn } from '../resting-on.js';
import { programmeRule, type SupportKind } from '../title/programme-rules.js';
import { type HeldTitle, TitleRepository } from '../title/title.repository.js';
import type { Support, SupportChange } from './support.entity.js';
import { supportLifecycle } from './support.lifecycle.js';
import { particularsOf, toSupportAnswer, toSupportWithHistory } from './support.mapper.js';
import { SupportRepository } from './support.repository.js';

/** More would not fit into a message. */
const LARGEST_PAGE_OF_SUPPORTS = 100;

/** The supports that follow from a title, recorded on the cluster (SEI-4, XJ-9, AMC-4). */
@Injectable()
export class SupportService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(SupportRepository) private readonly supports: SupportRepository,
    @Inject(TitleRepository) private readonly titles: TitleRepository,
  ) {}

  async grant(request: GrantSupport, asked: Request): Promise<SupportAnswer> {
    return await this.commands.run(asked.call, async (transaction) => {
      const { clusterId, programme } = request;
      const { title, clause } = await this.#foundation(transaction, asked, supportContracts.grant.permission, { clusterId, programme, kind: request.kind, grantedOn: request.grantedOn });
      const { tenant, region, id: titleId } = title;
      const support: Support = {
        ...columnsOf(request), id: newId(), tenant, clusterId, titleId, programme, region, clause, state: 'granted', version: 1, recordedAt: transaction.now,
      };
      await this.supports.insert(transaction.manager, support);
      await this.#keep(transaction, support, 'granted', {}, null);
      transaction.record({ action: 'support.grant', objectType: 'support', objectId: support.id, clause, detail: { clusterId, kind: support.kind } });
      return toSupportAnswer(support);
    });
  }

  async correct(request: CorrectSupport, asked: Request): Promise<SupportAnswer> {
    return await this.commands.run(asked.call, async (transaction) => {
      const support = await this.#lock(transaction, asked, supportContracts.correct.permission, request);
      const { target } = transition(supportLifecycle, support.state, 'correct');
      const { clusterId, programme } = support;
      const { title, clause } = await this.#foundation(transaction, asked, supportContracts.correct.permission, { clusterId, programme, kind: request.kind, grantedOn: request.grantedOn });
      return await this.#change(transaction, support, { ...support, ...columnsOf(request), titleId: title.id, clause, state: target }, 'corrected', request.reason);
    });
  }

  async withdraw(request: WithdrawSupport, asked: Request): Promise<SupportAnswer> {
    return await this.commands.run(asked.call, async (transaction) => {
      const support = await this.#lock(transaction, asked, supportContracts.withdraw.permission, request);
      const { target } = transition(supportLifecycle, support.state, 'withdraw');
      return await this.#change(transaction, support, { ...support, state: target }, 'withdrawn', request.reason);
    });
  }

  async get({ id }: GetSupport, { caller }: Request): Promise<SupportWithHistory> {
    const support = await this.supports.find(id);
    if (support === undefined) throw new Refusal('NOT_FOUND', { noun: 'support', id });
    permitsObject(supportContracts.get.permission, caller, { tenant: support.tenant, region: support.region }, installedRegions());
    return toSupportWithHistory(support, await this.supports.changesOf(id));
  }

  async list(request: ListSupports, { caller }: Request): Promise<SupportPage> {
    const limit = Math.min(request.limit ?? USUAL_PAGE, LARGEST_PAGE_OF_SUPPORTS);
    const { clusterId, programme, kind } = request;
    const codes = visibleCodes(supportContracts.list.permission, caller, request.region);
    const rows = await this.supports.list({ tenant: caller.tenant, regions: codes, clusterId, programme, kind }, positionOf(request, uuidSchema), limit + 1);
    return pageOfRows(rows, limit, ({ id }) => id, toSupportAnswer);
  }

  /**
   * The title that a support follows from, and its clause. The caller answers for the title's region, in a role that the
   * programme lets grant supports.
   * @throws Refusal CLAUSE_FORBIDS for a kind that the programme does not know, and without its title on that day
   */
  async #foundation(
    transaction: Transaction,
    { caller }: Request,
    permission: Permission,
    { clusterId, programme, kind, grantedOn }: { readonly clusterId: string; readonly programme: string; readonly kind: SupportKind; readonly grantedOn: string },
  ): Promise<{ readonly title: HeldTitle; readonly clause: string }> {
    mustHaveCome('grantedOn', grantedOn, transaction.today);
    const rule = programmeRule(programme);
    const held = await this.titles.heldOn(transaction.manager, clusterId, grantedOn);
    const title = held.find((one) => one.programme === programme);
    if (title !== undefined) permitsObject(permission, caller, { tenant: title.tenant, region: title.region }, installedRegions());
    const { clause, kinds, roles } = rule?.supports ?? { clause: '', kinds: [], roles: [] };
    const because = restingOn(clause === '' ? undefined : clause);
    if (!kinds.includes(kind)) throw new Refusal('CLAUSE_FORBIDS', { action: permission.action, what: kind }, because);
    if (title === undefined) throw new Refusal('CLAUSE_FORBIDS', { action: permission.action, what: 'title' }, because);
    permitsObject({ ...permission, roles }, caller, { tenant: title.tenant, region: title.region }, installedRegions());
    return { title, clause };
  }

  async #lock(transaction: Transaction, { caller }: Request, permission: Permission, { id, version }: { readonly id: string; readonly version: number }): Promise<Support> {
    const support = await this.supports.lock(transaction.manager, id);
    if (support === undefined) throw new Refusal('NOT_FOUND', { noun: 'support', id });
    const roles = programmeRule(support.programme)?.supports.roles ?? permission.roles;
    permitsObject({ ...permission, roles }, caller, { tenant: support.tenant, region: support.region }, installedRegions());
    requireVersion('support', support, version);
    return support;
  }

  async #change(transaction: Transaction, support: Support, to: Support, kind: 'corrected' | 'withdrawn', reason: string): Promise<SupportAnswer> {
    const changed = await this.supports.change(transaction.manager, support, to);
    if (changed === undefined) throw new Error(`The support ${support.id} changed under its lock`);
    await this.#keep(transaction, changed, kind, particularsOf(support), reason);
    const action = kind === 'corrected' ? supportContracts.correct.permission.action : supportContracts.withdraw.permission.action;
    transaction.record({ action, objectType: 'support', objectId: support.id, clause: changed.clause, reason });
    return toSupportAnswer(changed);
  }

  async #keep(transaction: Transaction, { tenant, id }: Support, kind: SupportChange['kind'], before: Record<string, unknown>, reason: string | null): Promise<void> {
    const person = transaction.call.caller.person;
    await this.supports.addChange(transaction.manager, { tenant, supportId: id, kind, before, reason, recordedAt: transaction.now, person });
  }
}

function columnsOf({ kind, amount, beneficiary, grantedOn, document, description }: GrantSupport | CorrectSupport) {
  return {
    kind,
    amountFen: amount === undefined ? null : fenOf(amount).toString(),
    beneficiaryCode: beneficiary?.creditCode ?? null,
    beneficiaryName: beneficiary?.name ?? null,
    grantedOn,
    document,
    description,
  };
}

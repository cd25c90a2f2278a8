import {
  type CommandContract, type DissolveInstitute, type GetInstitute, type HistoryPage, type HistoryRequest, type Institute as InstituteAnswer, instituteContracts,
  type InstitutePage, type ListInstitutes, Refusal, type RegisterInstitute, type UpdateInstitute, usualPage, uuidSchema,
} from '@jiqun/contracts';
import { CommandRunner, newId, readCursor, type Request, transition, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { equal, hasCreditCode, nameContains } from '../filtered-list.js';
import { RegisterChangeService } from '../register-change/register-change.service.js';
import { permitted, requireVersion, settledRegion, visibleCodes } from '../registration.js';
import type { Institute } from './institute.entity.js';
import { instituteLifecycle } from './institute.lifecycle.js';
import { toInstitute } from './institute.mapper.js';
import { InstituteRepository } from './institute.repository.js';

interface Change {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

/** The register of institutes (AMC-2, XJ-2): universities, research institutes and laboratories that can be members of a cluster. */
@Injectable()
export class InstituteService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(InstituteRepository) private readonly institutes: InstituteRepository,
    @Inject(RegisterChangeService) private readonly changes: RegisterChangeService,
  ) {}

  /** @throws Refusal ALREADY_EXISTS for a credit code that the tenant has already, OUTSIDE_REGION */
  async register(request: RegisterInstitute, { caller, call }: Request): Promise<InstituteAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { creditCode, reason } = request;
      const institute: Institute = { id: newId(), tenant: caller.tenant, creditCode, ...particularsOf(request), state: 'active', version: 1 };
      permitted(institute, { noun: 'institute', id: institute.id }, instituteContracts.register.permission, caller);
      if (!(await this.institutes.insert(transaction.manager, institute))) throw new Refusal('ALREADY_EXISTS', { noun: 'institute', id: creditCode });
      const after = toInstitute(institute);
      this.changes.keep(transaction, { noun: 'institute', verb: 'register', reason, after });
      return after;
    });
  }

  /** Sets all particulars; an institute moves only between regions that are both the caller's. */
  async update(request: UpdateInstitute, asked: Request): Promise<InstituteAnswer> {
    return await this.#change(request, instituteContracts.update, asked, () => particularsOf(request));
  }

  /** What was recorded of it stays; nothing of it is changed any more. */
  async dissolve(request: DissolveInstitute, asked: Request): Promise<InstituteAnswer> {
    return await this.#change(request, instituteContracts.dissolve, asked, ({ state }) => ({ state: transition(instituteLifecycle, state, 'dissolve').target }));
  }

  /** @throws Refusal NOT_FOUND, also for a day on which it was not yet registered */
  async get({ id, asOf }: GetInstitute, { caller }: Request): Promise<InstituteAnswer> {
    const found = permitted(await this.institutes.find(id), { noun: 'institute', id }, instituteContracts.get.permission, caller);
    if (asOf === undefined) return toInstitute(found);
    const then = await this.changes.asOf('institute', id, asOf);
    if (then === undefined) throw new Refusal('NOT_FOUND', { noun: 'institute', id });
    return then as InstituteAnswer;
  }

  async list({ cursor, limit = usualPage, region, creditCode, nameContains: part, kind, state }: ListInstitutes, { caller }: Request): Promise<InstitutePage> {
    const regions = visibleCodes(instituteContracts.list.permission, caller, region);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const conditions = [...hasCreditCode(creditCode), ...nameContains(part), ...equal('kind', kind), ...equal('state', state)];
    const found = await this.institutes.list({ regions, before, limit: limit + 1, conditions });
    const items = found.slice(0, limit).map(toInstitute);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async history(request: HistoryRequest, { caller }: Request): Promise<HistoryPage> {
    const { id } = request;
    permitted(await this.institutes.find(id), { noun: 'institute', id }, instituteContracts.history.permission, caller);
    return await this.changes.history('institute', request);
  }

  async #change<Req extends Change>(
    request: Req,
    { permission, verb }: CommandContract<Req, InstituteAnswer>,
    { caller, call }: Request,
    change: (found: Institute) => Partial<Institute>,
  ): Promise<InstituteAnswer> {
    const { id, version, reason } = request;
    return await this.commands.run(call, async (transaction) => {
      const found = permitted(await this.institutes.lock(transaction.manager, id), { noun: 'institute', id }, permission, caller);
      requireVersion('institute', found, version);
      const changed: Institute = { ...found, ...change(found), version: version + 1 };
      if (changed.region !== found.region) permitted(changed, { noun: 'institute', id }, permission, caller);
      await this.institutes.update(transaction.manager, changed, version);
      const [before, after] = [toInstitute(found), toInstitute(changed)];
      this.changes.keep(transaction, { noun: 'institute', verb, reason, before, after });
      return after;
    });
  }
}

function particularsOf({ name, nameEn, region, kind }: Omit<RegisterInstitute, 'creditCode' | 'reason'>): Pick<Institute, 'name' | 'nameEn' | 'region' | 'kind'> {
  return { name, nameEn: nameEn ?? null, region: settledRegion(region), kind };
}

import {
  type CountQualified, enterpriseContracts, type EnterpriseDetail, type EnterprisePage, type GetEnterprise, type HistoryPage, type HistoryRequest,
  type ListEnterprises, type QualifiedCount, Refusal, usualPage, uuidSchema,
} from '@jiqun/contracts';
import { InstallationClock, readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { equal, hasCreditCode, type ListCondition, nameContains } from '../filtered-list.js';
import { RegisterChangeService } from '../register-change/register-change.service.js';
import { permitted, visibleCodes } from '../registration.js';
import { toEnterprise, toEnterpriseDetail } from './enterprise.mapper.js';
import { EnterpriseRepository } from './enterprise.repository.js';

/** What is asked about enterprises; what lies outside the caller's regions is in no answer. */
@Injectable()
export class EnterpriseQueryService {
  constructor(
    @Inject(EnterpriseRepository) private readonly enterprises: EnterpriseRepository,
    @Inject(RegisterChangeService) private readonly changes: RegisterChangeService,
    @Inject(InstallationClock) private readonly clock: InstallationClock,
  ) {}

  /** @throws Refusal NOT_FOUND, also for a day on which it was not yet registered */
  async get({ id, asOf }: GetEnterprise, { caller }: Request): Promise<EnterpriseDetail> {
    const found = permitted(await this.enterprises.find(id), { noun: 'enterprise', id }, enterpriseContracts.get.permission, caller);
    if (asOf === undefined) return toEnterpriseDetail(found);
    const then = await this.changes.asOf('enterprise', id, asOf);
    if (then === undefined) throw new Refusal('NOT_FOUND', { noun: 'enterprise', id });
    return then as EnterpriseDetail;
  }

  async list(request: ListEnterprises, { caller }: Request): Promise<EnterprisePage> {
    const { cursor, limit = usualPage, region } = request;
    const regions = visibleCodes(enterpriseContracts.list.permission, caller, region);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const found = await this.enterprises.list({ regions, before, limit: limit + 1, conditions: this.#conditions(request) });
    const items = found.slice(0, limit).map(toEnterprise);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async history(request: HistoryRequest, { caller }: Request): Promise<HistoryPage> {
    const { id } = request;
    permitted(await this.enterprises.find(id), { noun: 'enterprise', id }, enterpriseContracts.history.permission, caller);
    return await this.changes.history('enterprise', request);
  }

  /** How many enterprises held any of the kinds; one that held two of them is one enterprise (INT-30). */
  async countQualified({ kinds, asOf, clusterId, region }: CountQualified, { caller }: Request): Promise<QualifiedCount> {
    const day = asOf ?? this.clock.today();
    const regions = visibleCodes(enterpriseContracts.countQualified.permission, caller, region);
    const counts = await this.enterprises.countQualified({ tenant: caller.tenant, kinds, asOf: day, regions, clusterId });
    const enterprisesOf = (kind: string | null): number => counts.find((count) => count.kind === kind)?.enterprises ?? 0;
    return { asOf: day as QualifiedCount['asOf'], enterprises: enterprisesOf(null), byKind: [...new Set(kinds)].map((kind) => ({ kind, enterprises: enterprisesOf(kind) })) };
  }

  #conditions({ creditCode, nameContains: part, industry, scale, state, qualification, asOf }: ListEnterprises): readonly ListCondition[] {
    const held = qualification === undefined ? [] : qualificationHeld(qualification, asOf ?? this.clock.today());
    return [...hasCreditCode(creditCode), ...nameContains(part), ...industryWithin(industry), ...equal('scale', scale), ...inState(state), ...held];
  }
}

/**
 * The section letter is no part of the order of GB/T 4754: a division has one section, and may be written without it. All
 * that begins with some digits lies between them and them with a colon, which comes after the nine.
 */
function industryWithin(industry: string | undefined): readonly ListCondition[] {
  if (industry === undefined) return [];
  const digits = industry.replace(/^[A-T]/, '');
  const stored = `ltrim(o.industry, 'ABCDEFGHIJKLMNOPQRST')`;
  return [{ name: 'industry', sql: `${stored} ~>=~ ($::text[])[1] AND ${stored} ~<~ ($::text[])[2]`, value: [digits, `${digits}:`], isSelective: true }];
}

/** Constants in the text, for the index of the few that are dissolved. */
function inState(state: ListEnterprises['state']): readonly ListCondition[] {
  if (state === undefined) return [];
  return [state === 'dissolved' ? { name: 'dissolved', sql: `o.state = 'dissolved'` } : { name: 'active', sql: `o.state = 'active'` }];
}

function qualificationHeld(kind: string, day: string): readonly ListCondition[] {
  const sql = `EXISTS (
    SELECT 1 FROM enterprise_qualification q
    WHERE q.enterprise_id = o.id AND q.kind = ($::text[])[1] AND NOT q.struck AND q.valid_from <= ($::text[])[2]::date
      AND (q.valid_through IS NULL OR q.valid_through >= ($::text[])[2]::date))`;
  return [{ name: 'qualification', sql, value: [kind, day], isSelective: true }];
}

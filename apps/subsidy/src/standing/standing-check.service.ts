import { clauseSchema, policyVersionSchema, Refusal, uuidSchema, type ListStandingChecks, type StandingCheckPage } from '@jiqun/contracts';
import { instantOf, readCursor, writeCursor, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { StandingCheckRepository } from './standing-check.repository.js';

const USUAL_PAGE = 5;

/** The answers of audit that were stored with what was decided on them. */
@Injectable()
export class StandingCheckService {
  constructor(@Inject(StandingCheckRepository) private readonly checks: StandingCheckRepository) {}

  /** @throws Refusal NOT_FOUND where nothing of this tenant was ever checked for the object */
  async list({ noun, id, cursor, limit = USUAL_PAGE }: ListStandingChecks, { caller }: Pick<Request, 'caller'>): Promise<StandingCheckPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const found = await this.checks.page({ tenant: caller.tenant, noun, objectId: id, before, limit: limit + 1 });
    if (found.length === 0 && before === undefined) throw new Refusal('NOT_FOUND', { noun: 'standing', id });
    const items = found.slice(0, limit).map(({ tenant: _tenant, askedAt, policyVersion, clause, ...check }) => ({
      ...check,
      policyVersion: policyVersionSchema.parse(policyVersion),
      clause: clauseSchema.parse(clause),
      askedAt: instantOf(askedAt),
    }));
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }
}

import type { BarReason, CheckedStanding, CheckStanding, ExplainedStanding, ExplainStanding } from '@jiqun/contracts';
import { bars, type Policy } from '@jiqun/policy-core';
import { InstallationClock, instantOf, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { day } from '../days.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { notFound } from '../refusals.js';
import { barringLists } from './barring-lists.js';
import type { StandingRow, StoodRow } from './standing.entity.js';
import { toBarReason, toSanction, toStoodAgainst } from './standing.mapper.js';
import { StandingRepository } from './standing.repository.js';

/** What an answer holds. */
const MOST_REASONS = 20;
const MOST_EVER = 200;
/** A listing by itself cites the clause that names the three lists. */
const LISTING_CLAUSE = 'SUB-6-2';
const BARS_NOBODY: ReadonlySet<string> = new Set(['proposed', 'rejected', 'withdrawn', 'void']);

/** Whether an enterprise may apply, and if not, why, by which clause, until when. */
@Injectable()
export class StandingService {
  constructor(
    @Inject(StandingRepository) private readonly rows: StandingRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
    @Inject(InstallationClock) private readonly clock: Pick<InstallationClock, 'now' | 'today'>,
  ) {}

  /**
   * Policy-core decides how far a sanction bars (INT-22), the programme's exclusions which listings do (SUB-6-2, AMC-3.c).
   * Read anew each time: who holds the enterprise's lock sees every bar that was committed before.
   * @throws Refusal NOT_FOUND for a programme that nobody knows
   */
  async check({ tenant, programme, policyVersion, creditCodes, on = day(this.clock.today()) }: CheckStanding): Promise<CheckedStanding> {
    const policy = policyVersion === undefined
      ? await this.policies.inForceOn(tenant, programme, on)
      : await this.policies.policyOf(tenant, programme, policyVersion);
    if (policy.source.document.jurisdiction !== tenant) throw notFound('policy', programme);
    const askedAt = instantOf(this.clock.now());
    const reasons = new Map<string, BarReason[]>();
    for (const row of await this.rows.standing(tenant, creditCodes, on)) {
      const clause = clauseThatBars(row, policy, on);
      if (clause === undefined) continue;
      reasons.set(row.creditCode, [...(reasons.get(row.creditCode) ?? []), toBarReason(row, clause)]);
    }
    const standings = creditCodes.map((creditCode) => {
      const against = reasons.get(creditCode) ?? [];
      return { creditCode, mayApply: against.length === 0, reasons: against.slice(0, MOST_REASONS) };
    });
    return { on, askedAt, standings };
  }

  /** All that ever stood against an enterprise, newest first, by what was known at an instant. */
  async explain({ creditCode, on = day(this.clock.today()), knownAt }: ExplainStanding, { caller }: Pick<Request, 'caller'>): Promise<ExplainedStanding> {
    const rows = await this.rows.ever(caller.tenant, creditCode, knownAt ?? null, MOST_EVER);
    const sorted = rows.toSorted((a, b) => (a.from === b.from ? 0 : a.from < b.from ? 1 : -1));
    return { creditCode, on, against: sorted.map((row) => toStoodAgainst(row, row.clause ?? LISTING_CLAUSE, isInForceOn(row, on))) };
  }
}

function clauseThatBars(row: StandingRow, policy: Policy, on: string): string | undefined {
  const sanction = toSanction(row);
  if (sanction !== undefined) return bars(sanction, policy, on) ? sanction.clause : undefined;
  return row.list === null ? undefined : barringLists(policy).get(row.list);
}

const isInForceOn = ({ state, from, through }: StoodRow, on: string): boolean =>
  !BARS_NOBODY.has(state) && from <= on && (through === null || on <= through);

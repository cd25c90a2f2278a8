import {
  creditHoldContracts, localDateSchema, regionCodeSchema, socialCreditCodeSchema, uuidSchema, type CreditHoldPage, type CreditListed, type ListCreditHolds,
} from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import {
  type Call, CommandRunner, installedRegions, newId, readCursor, type Request, startOfDayInShanghai, type Transaction, visibleRegions, writeCursor,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { AwardSubject, SubjectInstalment } from '../award-subject/award-subject.entity.js';
import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { InstalmentService } from '../instalment/instalment.service.js';
import { PayOutService } from '../pay-out/pay-out.service.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { StandingGate } from '../standing/standing-gate.js';
import { clauseOfList } from './clause-of-list.js';
import type { CreditHoldRow, KnownListingRow } from './credit-hold.entity.js';
import { CreditHoldRepository } from './credit-hold.repository.js';

const USUAL_PAGE = 50;
/** Deadline kind: the last day that a listing names is over. Its subject is the listing. */
export const LISTING_ENDS = 'credit-hold.listing-ends';

const holdable: readonly string[] = ['planned', 'authorised', 'failed'];

type ListedEnterprise = Pick<KnownListingRow, 'creditCode' | 'list'>;

/**
 * A credit listing holds what has not gone out, and its end lets it go on (SUB-6-2; INT-21). Idempotent by state, whatever the order in
 * which the news arrives. A ban, bar or exclusion holds nothing by itself (INT-19).
 */
@Injectable()
export class CreditHoldService {
  constructor(
    @Inject(CreditHoldRepository) private readonly holds: CreditHoldRepository,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
    @Inject(InstalmentService) private readonly instalments: Pick<InstalmentService, 'hold' | 'release'>,
    @Inject(StandingGate) private readonly gate: Pick<StandingGate, 'require'>,
    @Inject(PolicyCatalogue) private readonly policies: Pick<PolicyCatalogue, 'policyOf'>,
    @Inject(PayOutService) private readonly payOuts: Pick<PayOutService, 'holdAll'>,
    @Inject(CommandRunner) private readonly commands: CommandRunner,
  ) {}

  /**
   * Holds the open instalments of the awards that a listed enterprise leads, and what was released to the bank and is not paid yet. The
   * former go on with the end of the listing; the latter local finance releases anew, with the lists checked again.
   */
  async takeListed(listing: CreditListed, version: number, transaction: Transaction): Promise<void> {
    const { manager, today, call: { caller: { tenant } } } = transaction;
    const { listingId, creditCode, list, listedThrough } = listing;
    const isOver = await this.holds.know(manager, { listingId, tenant, creditCode, list, version }, false);
    if (isOver) return;
    watch(transaction, listing);
    if (listedThrough !== undefined && listedThrough < today) return;
    for (const award of await this.subjects.lockOfLead(manager, tenant, creditCode)) {
      const clause = clauseOfList(await this.policies.policyOf(award.programme, award.policyVersion), list);
      if (clause === undefined) continue;
      for (const instalment of await this.subjects.instalments(manager, award.id)) {
        if (instalment.state !== 'held' && !holdable.includes(instalment.state)) continue;
        // One that was held at its issue, before this news came, waits for the same end.
        if (instalment.state !== 'held') await this.instalments.hold(transaction, instalment.id, reasonOf(listing), clause);
        await this.holds.insert(manager, {
          id: newId(), tenant, instalmentId: instalment.id, awardId: award.id, region: award.region, creditCode, listingId, list, heldOn: today,
        });
      }
    }
    await this.payOuts.holdAll(transaction, { tenant, creditCode, reason: reasonOf(listing), clauseFor: (policy) => clauseOfList(policy, list) });
  }

  /** Lets held instalments go on, unless another listing stands: audit is asked with the enterprise locked. What the payment years closed on stays. */
  async takeEnded(listing: CreditListed, version: number, transaction: Transaction): Promise<void> {
    const { manager, call: { caller: { tenant } } } = transaction;
    const { listingId, creditCode, list } = listing;
    if (!(await this.holds.know(manager, { listingId, tenant, creditCode, list, version }, true))) return;
    watch(transaction, listing);
    await this.#releaseAll(transaction, listing, reasonOf(listing));
  }

  /** The last day that a listing names is over. No news of it comes: audit is asked. */
  async takePassed(listingId: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const known = await this.holds.known(transaction.manager, call.caller.tenant, listingId);
      if (known !== undefined) await this.#releaseAll(transaction, known, `${known.list} ${listingId}`);
    });
  }

  /** Of the caller's regions, newest first. */
  async list({ cursor, limit = USUAL_PAGE, awardId, creditCode, state }: ListCreditHolds, { caller }: Pick<Request, 'caller'>): Promise<CreditHoldPage> {
    const { regions } = visibleRegions(creditHoldContracts.list.permission, caller, installedRegions());
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.holds.list({ tenant: caller.tenant, regions: regions?.codes ?? [], awardId, creditCode, state, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toCreditHold);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async #releaseAll(transaction: Transaction, listing: ListedEnterprise, reason: string): Promise<void> {
    const { manager, call: { caller: { tenant } } } = transaction;
    for (const award of await this.subjects.lockOfLead(manager, tenant, listing.creditCode)) {
      const held = (await this.subjects.instalments(manager, award.id)).filter(({ state }) => state === 'held');
      if (held.length > 0) await this.#release(transaction, award, held, { list: listing.list, reason });
    }
  }

  async #release(
    transaction: Transaction, award: AwardSubject, held: readonly SubjectInstalment[], { list, reason }: Pick<ListedEnterprise, 'list'> & { readonly reason: string },
  ): Promise<void> {
    const { manager, today } = transaction;
    const { id, programme, policyVersion, leadCreditCode } = award;
    const clause = clauseOfList(await this.policies.policyOf(programme, policyVersion), list);
    if (clause === undefined || (await this.subjects.isWindowOver(manager, id, today))) return;
    const { standings } = await this.gate.require(transaction, {
      programme, policyVersion, gate: 'payment', clause, creditCodes: [leadCreditCode], about: { noun: 'award', id }, mode: 'tell',
    });
    if (standings.some(({ reasons }) => reasons.some(({ kind }) => kind === 'credit-listing'))) return;
    for (const { id: instalmentId } of held) {
      await this.instalments.release(transaction, instalmentId, reason, clause);
      await this.holds.release(manager, instalmentId, today);
    }
  }
}

/** The day after its last one lets go, where the source names that day: no further load need say so. */
function watch(transaction: Transaction, { listingId, listedThrough }: CreditListed): void {
  if (listedThrough === undefined || listedThrough < transaction.today) transaction.cancelDeadline(LISTING_ENDS, listingId);
  else transaction.setDeadline(LISTING_ENDS, listingId, startOfDayInShanghai(addDays(listedThrough, 1)));
}

function reasonOf({ list, listingId, listedFrom, listedThrough }: CreditListed): string {
  return `${list} ${listingId} ${listedFrom}${listedThrough === undefined ? '' : ` - ${listedThrough}`}`;
}

function toCreditHold({ releasedOn, heldOn, region, creditCode, tenant: _tenant, ...row }: CreditHoldRow): CreditHoldPage['items'][number] {
  return {
    ...row, region: regionCodeSchema.parse(region), creditCode: socialCreditCodeSchema.parse(creditCode), heldOn: localDateSchema.parse(heldOn),
    ...(releasedOn === null ? {} : { endedOn: localDateSchema.parse(releasedOn) }),
  };
}

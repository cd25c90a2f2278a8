import type { ClusterChanged, CloudEvent, TitleChanged } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { startOfDayInShanghai, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { firstReportOpensOn } from '../annual-report/report-years.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { reReviewOpensOn } from '../re-review/opening.js';
import { isHeld } from './held.js';
import type { TitleProjection } from './title-projection.entity.js';
import { TitleProjectionRepository } from './title-projection.repository.js';

/** Deadline kind: the next annual report of a title is asked for. Its subject is the title. */
export const ANNUAL_REPORT_OPENS = 'annual-report.opens';
/** Deadline kind: the re-review of a title is opened. Its subject is the title. */
export const RE_REVIEW_OPENS = 're-review.opens';

/** What evaluation knows of titles. Registry's events are taken in any order, as often as they come: the newest counts. */
@Injectable()
export class TitleProjectionService {
  constructor(
    @Inject(TitleProjectionRepository) private readonly titles: TitleProjectionRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /** Takes a title's event, and sets what falls due for it by its policy. */
  async takeTitle({ data, sequence }: CloudEvent<TitleChanged>, transaction: Transaction): Promise<void> {
    const title: TitleProjection = {
      ...data,
      tenant: transaction.call.caller.tenant,
      policyVersion: data.policyVersion ?? null,
      validThrough: data.validThrough ?? null,
      sequence,
    };
    if (!(await this.titles.put(transaction.manager, title))) return;
    if (!isHeld(title)) {
      transaction.cancelDeadline(ANNUAL_REPORT_OPENS, title.titleId);
      transaction.cancelDeadline(RE_REVIEW_OPENS, title.titleId);
      return;
    }
    const policy = await this.policyOf(title);
    if (policy === undefined) return;
    setDeadline(transaction, ANNUAL_REPORT_OPENS, title.titleId, firstReportOpensOn(policy, title));
    setDeadline(transaction, RE_REVIEW_OPENS, title.titleId, reReviewOpensOn(policy, title));
  }

  /** Takes a major change of a cluster, or its report (SME-14-4). */
  async takeChange({ data, sequence }: CloudEvent<ClusterChanged>, { manager, call }: Transaction): Promise<void> {
    const { changeId, clusterId, kind, changedOn, reportDueOn, reportedOn } = data;
    await this.titles.putChange(manager, {
      changeId, clusterId, kind, changedOn, tenant: call.caller.tenant, reportDueOn: reportDueOn ?? null, reportedOn: reportedOn ?? null, sequence,
    });
  }

  /**
   * The version of the policy that a title is held under; undefined for a title of no programme here. One that is older
   * than the register is held under the version that was in force when it was recognised, or else the newest.
   */
  async policyOf(
    { programme, policyVersion, recognisedOn }: Pick<TitleProjection, 'programme' | 'policyVersion' | 'recognisedOn'>,
  ): Promise<Policy | undefined> {
    const versions = (await this.policies.all()).all().filter(({ id }) => id === programme);
    if (policyVersion !== null) return versions.find(({ version }) => version === policyVersion);
    return versions.find((policy) => policy.isInForceOn(recognisedOn)) ?? versions.at(-1);
  }
}

/** A day that has begun already fires at once: a title that is recorded late catches up. */
function setDeadline(transaction: Transaction, kind: string, titleId: string, day: string | undefined): void {
  if (day !== undefined) transaction.setDeadline(kind, titleId, startOfDayInShanghai(day));
}

import type { Conflicts, FindConflicts } from '@jiqun/contracts';
import type { Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { yearsAfter } from '../corresponding-day.js';
import { wrongPlace } from '../registration.js';
import { toConflict } from './relation.mapper.js';
import { RelationRepository } from './relation.repository.js';

/** How long a tie that has ended still counts. */
const YEARS_AFTER_THE_END = 3;
/** As many as an answer holds. */
const MOST_CONFLICTS = 500;

/** Which ties of a person to organisations give an interest in a cluster. */
@Injectable()
export class RelationService {
  constructor(@Inject(RelationRepository) private readonly relations: RelationRepository) {}

  /**
   * Every tie that gives an interest. One that ended counts through the corresponding day three years later (INT-13); one that
   * has not begun does not count.
   * @throws Refusal INVALID_REQUEST for a cluster that the tenant does not have
   */
  async conflicts({ organisations, clusterId, asOf }: FindConflicts, { caller: { tenant } }: Request): Promise<Conflicts> {
    if (!(await this.relations.hasCluster(tenant, clusterId))) throw wrongPlace('clusterId', 'VALUE');
    const ties = organisations.filter(({ from, to }) => from <= asOf && (to === undefined || asOf <= yearsAfter(to, YEARS_AFTER_THE_END)));
    const codes = [...new Set(ties.map(({ creditCode }) => creditCode))];
    const parties = codes.length === 0 ? [] : await this.relations.parties(tenant, clusterId, codes, asOf, MOST_CONFLICTS);
    const conflicts = parties.flatMap((party) => ties.filter(({ creditCode }) => creditCode === party.code).map((tie) => toConflict(tie, party)));
    return { clusterId, asOf, conflicts: conflicts.slice(0, MOST_CONFLICTS) };
  }
}

import { type CreditListingPage, type ListCreditListings, socialCreditCodeSchema } from '@jiqun/contracts';
import { instantOf, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { day, dayField, field } from '../days.js';
import { idBefore, pageOfRows, USUAL_PAGE } from '../list-page.js';
import type { ListingRow } from './credit-listing.entity.js';
import { CreditListingRepository } from './credit-listing.repository.js';

/** Who stands on which list, on which day, by what was known when (SUB-6-2, AMC-3.c). */
@Injectable()
export class CreditListingService {
  constructor(@Inject(CreditListingRepository) private readonly listings: CreditListingRepository) {}

  /** Newest first. */
  async list({ limit = USUAL_PAGE, list, creditCode, source, on, knownAt, ...page }: ListCreditListings, { caller }: Pick<Request, 'caller'>): Promise<CreditListingPage> {
    const filter = { tenant: caller.tenant, list, creditCode, source, on, knownAt, before: idBefore(page), limit: limit + 1 };
    return pageOfRows(await this.listings.list(filter), limit, toListing);
  }
}

function toListing({ id, list, creditCode, source, listedFrom, listedThrough, document, isVoid, loadId, knownFrom }: ListingRow): CreditListingPage['items'][number] {
  return {
    id, list, creditCode: socialCreditCodeSchema.parse(creditCode), source, listedFrom: day(listedFrom), ...dayField('listedThrough', listedThrough),
    ...field('document', document === '' ? null : document), isVoid, loadId, knownFrom: instantOf(knownFrom),
  };
}

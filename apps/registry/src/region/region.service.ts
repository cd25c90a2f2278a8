import {
  type ListRegions, Refusal, type Region as RegionAnswer, regionContracts, regionCodeSchema, type ResolvedRegion, type ResolveRegion, usualPage,
} from '@jiqun/contracts';
import { allRegions, changesOf, codesOn, currentCode, prefectureOf, readCursor, type Region, regionOf, writeCursor } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';

import { toRegion, toCodeChange } from './region.mapper.js';

type RegionPage = z.infer<(typeof regionContracts.list)['answer']>;

/** The divisions of the country as programmes know them: who reports to whom, and what an old code is today. */
@Injectable()
export class RegionService {
  /** @throws Refusal NOT_FOUND, also for an old code: `resolve` knows it */
  get(code: string): RegionAnswer {
    const region = regionOf(code);
    if (region === undefined) throw new Refusal('NOT_FOUND', { noun: 'region', id: code });
    return toRegion(region, prefectureOf(code));
  }

  /** In the order of their codes. */
  list({ parent, nameContains, codePrefix, cursor, limit = usualPage }: ListRegions): RegionPage {
    const after = cursor === undefined ? '' : readCursor(cursor, regionCodeSchema);
    const isAsked = (region: Region): boolean =>
      region.code > after &&
      (parent === undefined || region.parent === parent) &&
      (nameContains === undefined || region.name.includes(nameContains)) &&
      (codePrefix === undefined || region.code.startsWith(codePrefix));
    const found = allRegions().filter(isAsked).toSorted((a, b) => (a.code < b.code ? -1 : 1));
    const items = found.slice(0, limit).map((region) => toRegion(region, prefectureOf(region.code)));
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.code) } : {}) };
  }

  /** Today's region for a code of any time; what it may have been on a day, and through which changes it came. */
  resolve({ code, on }: ResolveRegion): ResolvedRegion {
    const region = regionOf(currentCode(code));
    const then = on === undefined ? undefined : codesOn(code, on);
    return {
      code,
      ...(region === undefined ? {} : { region: toRegion(region, prefectureOf(region.code)) }),
      ...(then === undefined ? {} : { codes: then.codes as ResolvedRegion['codes'] & object, certain: then.certain }),
      changes: changesOf(code).map(toCodeChange),
    };
  }
}

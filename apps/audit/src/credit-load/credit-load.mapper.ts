import { type CreditLoad, type CreditLoadPage } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import { day, field } from '../days.js';
import type { CreditLoadRow } from './credit-load.entity.js';

/** A load as lists show it. */
export function toCreditLoadSummary(row: CreditLoadRow): CreditLoadPage['items'][number] {
  const { id, version, list, source, kind, state, asOf, number, rows, sha256, begunAt, appliedAt } = row;
  return {
    id, version, list, source, kind, state, asOf: day(asOf), ...field('number', number), rows, ...field('sha256', sha256), begunAt: instantOf(begunAt),
    ...field('appliedAt', appliedAt === null ? null : instantOf(appliedAt)),
  };
}

/** A load with its progress and its faults. */
export function toCreditLoad(row: CreditLoadRow): CreditLoad {
  const { begunBy, reason, corrects, expected, done, faultCount, faults } = row;
  return {
    ...toCreditLoadSummary(row), begunBy, ...field('reason', reason), ...field('corrects', corrects), ...field('expected', expected), done,
    faults: { count: faultCount, first: [...faults] },
  };
}

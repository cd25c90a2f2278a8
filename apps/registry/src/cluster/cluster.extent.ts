import { Refusal } from '@jiqun/contracts';
import { currentCode, installedRegions, prefectureOf } from '@jiqun/service-kit';

import { leadPrefectureClause } from '../title/programme-rules.js';
import type { Description } from './cluster.description.js';

/** Where a cluster lies, by the regions that it covers. */
export interface Extent {
  /** The prefecture that leads it: the only one that it lies in, or the one that was named. */
  readonly prefecture: string;
  readonly crossPrefecture: boolean;
  readonly crossCounty: boolean;
}

/** The extent of a description that `settledExtent` has passed. */
export function extentOf({ region, regions, leadPrefecture }: Pick<Description, 'region' | 'regions' | 'leadPrefecture'>): Extent {
  const tree = installedRegions();
  const counties = new Set(regions.flatMap((code) => tree.subtree(code).filter((one) => tree.subtree(one).length === 1)));
  return {
    prefecture: leadPrefecture ?? prefectureOf(region) ?? region,
    crossPrefecture: new Set(regions.map((code) => prefectureOf(code))).size > 1,
    crossCounty: counties.size > 1,
  };
}

/**
 * The description with its regions in order, and with a lead prefecture exactly when it lies in several.
 * @throws Refusal INVALID_REQUEST for a region that is none of the tenant's counties or prefectures, or that does not belong to
 *   the cluster; CLAUSE_FORBIDS where a cluster in several prefectures names none of them as its lead (AMC-7-1.b, XJ-7-1.b)
 */
export function settledExtent(description: Description, tenant: string): Description {
  const tree = installedRegions();
  const regions = [...new Set(description.regions.map((code) => currentCode(code)))].toSorted();
  const region = currentCode(description.region);
  for (const [path, code] of [['region', region], ...regions.map((one) => ['regions', one])] as [string, string][]) {
    if (tree.tenantOf(code) !== tenant || prefectureOf(code) === undefined) throw wrongRegion(path);
  }
  const isOfCluster = regions.some((code) => tree.isWithin(region, code) || tree.isWithin(code, region));
  if (!isOfCluster) throw wrongRegion('region');
  const { leadPrefecture, ...rest } = { ...description, region };
  const prefectures = new Set(regions.map((code) => prefectureOf(code)));
  if (prefectures.size === 1) return { ...rest, regions };
  if (leadPrefecture === undefined || !prefectures.has(leadPrefecture) || prefectureOf(region) !== leadPrefecture) {
    throw new Refusal('CLAUSE_FORBIDS', { action: 'cluster.register', what: 'leadPrefecture' }, { clause: leadPrefectureClause(tenant) });
  }
  return { ...rest, regions, leadPrefecture };
}

function wrongRegion(path: string): Refusal {
  const message = { zh: '应为本辖区内、属于该集群的县级或市（州）级区划', en: 'name a county or prefecture of the jurisdiction that belongs to the cluster' };
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path, code: 'VALUE', message }] });
}

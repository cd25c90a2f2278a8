import { RegionTree } from '../authorisation/region-tree.js';
import { type CodeChange, type Region, readChanges, readDivisions, readRegionFile } from './division-files.js';
import { Divisions } from './divisions.js';

let installed: { readonly tree: RegionTree; readonly divisions: Divisions } | undefined;

function regions(): { readonly tree: RegionTree; readonly divisions: Divisions } {
  if (installed !== undefined) return installed;
  const rows = readDivisions('divisions.csv', readRegionFile('divisions.csv'));
  const changes = readChanges('changes.csv', readRegionFile('changes.csv'), new Set(rows.map(({ code }) => code)));
  installed = { tree: new RegionTree(rows), divisions: new Divisions(rows, changes) };
  return installed;
}

/**
 * The regions of this installation and who reports to whom, read once from `regions/*.csv`.
 * @throws DivisionFileError with file, line and column
 */
export function installedRegions(): RegionTree {
  return regions().tree;
}

/** All regions of today, in the order of the file: a parent before its children. */
export function allRegions(): readonly Region[] {
  return regions().divisions.all;
}

/** A region of today; undefined for an unknown or an old code (`currentCode` turns that into today's). */
export function regionOf(code: string): Region | undefined {
  return regions().divisions.regionOf(code);
}

/**
 * The region directly under the province in which a region lies: a prefecture, or a city such as Meihekou that reports
 * straight to the province and is then itself the answer. Undefined for a province and for an unknown code.
 */
export function prefectureOf(code: string): string | undefined {
  return regions().divisions.prefectureOf(code);
}

/** Today's code of a region that once had this one, through as many changes as there were; any other code as it came. */
export function currentCode(code: string): string {
  return regions().divisions.currentCode(code);
}

/** Which code a region had on a day, `YYYY-MM-DD`: see `Divisions.codesOn` for what the data cannot tell. */
export function codesOn(code: string, day: string): { readonly codes: readonly string[]; readonly certain: boolean } {
  return regions().divisions.codesOn(code, day);
}

/** The changes through which a region went before and after it had this code, oldest first. */
export function changesOf(code: string): readonly CodeChange[] {
  return regions().divisions.changesOf(code);
}

import type { Region as RegionAnswer, RegionCode, ResolvedRegion } from '@jiqun/contracts';
import type { CodeChange, Region } from '@jiqun/service-kit';

/** An installed region as the contract shows it. */
export function toRegion({ code, name, level, parent }: Region, prefecture: string | undefined): RegionAnswer {
  return { code: code as RegionCode, name, level, parent, ...(prefecture === undefined ? {} : { prefecture: prefecture as RegionCode }) };
}

/** A change of a code as the contract shows it. */
export function toCodeChange({ oldCode, oldName, newCode, newName, fromYear, throughYear }: CodeChange): ResolvedRegion['changes'][number] {
  const old = { ...(oldCode === undefined ? {} : { oldCode: oldCode as RegionCode }), ...(oldName === undefined ? {} : { oldName }) };
  return { ...old, newCode: newCode as RegionCode, newName, fromYear, throughYear };
}

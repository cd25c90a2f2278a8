import { founderKinds, type PromotionOrganisation as OrganisationAnswer, type PromotionOrganisationDetail, type PublicPromotionOrganisationPage } from '@jiqun/contracts';
import { regionOf, type RegionLevel } from '@jiqun/service-kit';

import type { PromotionOrganisation, WholePromotionOrganisation } from './promotion-organisation.entity.js';

const supervisors = {
  county: 'county-industry',
  prefecture: 'prefecture-industry',
  province: 'province-industry',
} as const satisfies Record<RegionLevel, string>;

/** A stored promotion organisation as lists show it; the department of its own locality supervises it (XJ-10). */
export function toPromotionOrganisation(organisation: PromotionOrganisation): OrganisationAnswer {
  const { id, creditCode, name, nameEn, region, state, judgement, version } = organisation;
  const supervisor = { role: supervisors[regionOf(region)?.level ?? 'province'], region };
  const optional = { ...(nameEn === null ? {} : { nameEn }), ...(judgement === null ? {} : { inOrder: judgement.inOrder }) };
  return { id, creditCode, name, region, state, supervisor, version, ...optional };
}

/** A stored promotion organisation with all that is known of it, as the contract shows it. */
export function toPromotionOrganisationDetail(organisation: WholePromotionOrganisation): PromotionOrganisationDetail {
  const { founders, conditions, judgement, representatives } = organisation;
  return {
    ...toPromotionOrganisation(organisation), founders, conditions, ...(judgement === null ? {} : { judgement }), representatives: [...representatives],
  };
}

/** What everybody may know of it. */
export function toPublicOrganisation({ id, name, nameEn, region, founders, state }: PromotionOrganisation): PublicPromotionOrganisationPage['items'][number] {
  const kinds = founderKinds.filter((kind) => founders.some((founder) => founder.kind === kind));
  return { id, name, ...(nameEn === null ? {} : { nameEn }), region, founderKinds: kinds, state };
}

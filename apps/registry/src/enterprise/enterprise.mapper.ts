import type { Enterprise as EnterpriseAnswer, EnterpriseDetail } from '@jiqun/contracts';

import type { Enterprise, WholeEnterprise } from './enterprise.entity.js';

/** A stored enterprise as lists show it. */
export function toEnterprise({ id, creditCode, name, nameEn, region, industry, scale, state, version }: Enterprise): EnterpriseAnswer {
  return { id, creditCode, name, ...(nameEn === null ? {} : { nameEn }), region, industry, scale, state, version };
}

/** A stored enterprise with what belongs to it, as the contract shows it. */
export function toEnterpriseDetail(enterprise: WholeEnterprise): EnterpriseDetail {
  return { ...toEnterprise(enterprise), qualifications: [...enterprise.qualifications], owners: [...enterprise.owners] };
}

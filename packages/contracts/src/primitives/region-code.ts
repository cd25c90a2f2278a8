import { z } from 'zod';
import { because } from '../issue-catalogue.js';

const province = '(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])';
const regionShape = new RegExp(`^${province}(?:0000|(?!00)[0-9]{4})$`);
const tenantShape = new RegExp(`^CN-${province}$`);

/**
 * A division code of six digits in the shape of GB/T 2260, also a statistical one such as 220171. The shape only:
 * whether the division exists and whose it is, the region tree says, never the digits (Meihekou reports to the province).
 */
export const regionCodeSchema = z
  .string(because('REGION_CODE'))
  .max(6, because('REGION_CODE'))
  .regex(regionShape, because('REGION_CODE'))
  .brand('RegionCode')
  .describe('GB/T 2260 division code');

/** A string that `regionCodeSchema` has accepted. */
export type RegionCode = z.infer<typeof regionCodeSchema>;

/** A jurisdiction that shares nothing with another: `CN-22`, `CN-65` (ISO 3166-2 in the digits of GB/T 2260). */
export const tenantSchema = z.string(because('TENANT')).max(5, because('TENANT')).regex(tenantShape, because('TENANT')).brand('Tenant').describe('jurisdiction, CN and the digits of the province');

/** A string that `tenantSchema` has accepted. */
export type Tenant = z.infer<typeof tenantSchema>;

/** The level that the shape of a code stands for; not to be used to find the superior division. */
export function regionLevel(code: RegionCode): 'province' | 'prefecture' | 'county' {
  if (code.endsWith('0000')) return 'province';
  return code.endsWith('00') ? 'prefecture' : 'county';
}

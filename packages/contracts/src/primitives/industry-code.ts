import { z } from 'zod';
import { because } from '../issue-catalogue.js';

const shape = /^[A-T]?(?:0[1-9]|[1-8][0-9]|9[0-7])[0-9]{0,2}$/;

/** An industry of GB/T 4754 by its shape: division, group or class (2 to 4 digits), with or without the section letter. */
export const industryCodeSchema = z
  .string(because('INDUSTRY_CODE'))
  .max(5, because('INDUSTRY_CODE'))
  .regex(shape, because('INDUSTRY_CODE'))
  .brand('IndustryCode')
  .describe('GB/T 4754 industry code');

/** A string that `industryCodeSchema` has accepted. */
export type IndustryCode = z.infer<typeof industryCodeSchema>;

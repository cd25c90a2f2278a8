import { z } from 'zod';
import { defineQuery } from '../contract.js';
import type { Permission } from '../permission.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { textSchema } from '../primitives/text.js';

/** The levels of a division of the country that programmes know. */
export const regionLevels = ['province', 'prefecture', 'county'] as const;

const parentSchema = z.string().max(6).regex(/^(?:CN-[0-9]{2}|[0-9]{6})$/).describe('a region, or for a province its tenant');
const yearSchema = z.int().min(1949).max(9999);

const regionSchema = z.strictObject({
  code: regionCodeSchema,
  name: textSchema(60),
  level: z.enum(regionLevels),
  parent: parentSchema,
  /** The region directly under the province in which it lies; absent for a province. */
  prefecture: regionCodeSchema.exactOptional(),
});
const getRegionSchema = z.strictObject({ id: regionCodeSchema });
const listRegionsSchema = z.strictObject({
  ...pageSchema.shape,
  parent: parentSchema.exactOptional(),
  nameContains: textSchema(60).exactOptional(),
  codePrefix: z.string().max(6).regex(/^[0-9]{1,6}$/).exactOptional(),
});
const resolveRegionSchema = z.strictObject({ code: regionCodeSchema, on: localDateSchema.exactOptional() });
const codeChangeSchema = z.strictObject({
  oldCode: regionCodeSchema.exactOptional(),
  oldName: textSchema(60).exactOptional(),
  newCode: regionCodeSchema,
  newName: textSchema(60),
  /** Year of the last list with the old code. */
  fromYear: yearSchema,
  /** Year of the first list with the new code. */
  throughYear: yearSchema,
});
const resolvedRegionSchema = z.strictObject({
  code: regionCodeSchema,
  /** Today's region; absent when nobody knows the code. */
  region: regionSchema.exactOptional(),
  /** With `on`: the codes that it may have had on that day. The day of a change is not known, only its years. */
  codes: z.array(regionCodeSchema).max(10).exactOptional(),
  /** With `on`: whether `codes` is settled, not one of several possible ones. */
  certain: z.boolean().exactOptional(),
  changes: z.array(codeChangeSchema).max(20),
});

/** A region of today and whom it reports to. */
export type Region = z.infer<typeof regionSchema>;

/** Which regions: those directly under `parent`, or all; by part of the name, by the first digits of the code. */
export type ListRegions = z.infer<typeof listRegionsSchema>;

/** A code of any time, and the day for which its region's code is asked. */
export type ResolveRegion = z.infer<typeof resolveRegionSchema>;

/** Today's region for a code, and what the data know of its changes. */
export type ResolvedRegion = z.infer<typeof resolvedRegionSchema>;

const permitted = (verb: string): Permission => ({ action: `region.${verb}`, roles: ['public'], reach: 'public' });

/** What registry offers for regions. */
export const regionContracts = {
  get: defineQuery({
    subject: 'registry.region.get',
    summary: { zh: '查看行政区划', en: 'Read one region' },
    permission: permitted('get'),
    request: getRegionSchema,
    answer: regionSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'registry.region.list',
    summary: { zh: '分页查看行政区划，可按上级、名称或代码前几位查找', en: 'List regions, by superior, part of the name or first digits of the code' },
    permission: permitted('list'),
    request: listRegionsSchema,
    answer: pageOf(regionSchema),
    errors: [],
  }),
  resolve: defineQuery({
    subject: 'registry.region.resolve',
    summary: { zh: '由旧区划代码查找现在的区划', en: "Find today's region for an old code" },
    permission: permitted('resolve'),
    request: resolveRegionSchema,
    answer: resolvedRegionSchema,
    errors: [],
  }),
};

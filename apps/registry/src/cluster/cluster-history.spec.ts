import { clusterContracts, type ClusterWithMembers } from '@jiqun/contracts';
import { jest } from '@jest/globals';
import * as fc from 'fast-check';

import { creditCode, officer } from '../../test/organisation-bed.js';
import { RecognitionBed } from '../../test/recognition-bed.js';
import { addDays } from '../local-days.js';

jest.setTimeout(120_000);

const SINCE = '2026-01-01';
let bed: RecognitionBed;
beforeAll(async () => {
  bed = await RecognitionBed.open('2026-03-02');
});
afterAll(async () => {
  await bed.close();
});

const province = officer('220000');
const bodies = [creditCode(), creditCode()].map((code) => ({ creditCode: code, name: `管委会 ${code}` }));

/** A change of some parts on a day, counted from the first. */
const aChange = fc.record({
  day: fc.integer({ min: 0, max: 20 }),
  fields: fc.record(
    {
      nameEn: fc.constantFrom('Parts', 'Rail', 'Ginseng'),
      areaKm2: fc.constantFrom('1', '2.5', '30'),
      leadingIndustry: fc.constantFrom('汽车', '轨道', '医药'),
      industryCode: fc.constantFrom('3670', '3714', '2710'),
      operatingBody: fc.constantFrom(...bodies),
      regions: fc.constantFrom(['220102'], ['220102', '220103'], ['220102', '220104']),
    },
    { requiredKeys: [] },
  ),
  removesNameEn: fc.boolean(),
});

it('as of any day a cluster is what the changes up to that day made of it, in whatever order they were recorded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aChange, { minLength: 1, maxLength: 10 }), async (changes) => {
      const registered = await bed.registerCluster({ since: SINCE });
      // Day after day, what is said of the cluster: every change fills the days from its own until the next word on the same part.
      const parts = ['nameEn', 'areaKm2', 'leadingIndustry', 'industryCode', 'operatingBody', 'regions'] as const;
      const days = Array.from({ length: 22 }, (_, index) => addDays(SINCE, index));
      const told: { readonly day: number; readonly values: Readonly<Record<string, unknown>> }[] = [{ day: 0, values: { ...registered } }];
      for (const [index, { day, fields, removesNameEn }] of changes.entries()) {
        const { nameEn, ...others } = fields;
        const asked = removesNameEn ? { ...others, without: ['nameEn'] } : fields;
        const request = { id: registered.id, version: index + 1, changedOn: addDays(SINCE, day), reason: '变更', ...asked };
        await bed.ask(clusterContracts.update, async (...args) => await bed.clusters.update(...args), request, province);
        const values = removesNameEn ? { ...others, nameEn: undefined } : { ...others, ...(nameEn === undefined ? {} : { nameEn }) };
        // What is already so on that day is no change, and leaves later words as they are.
        const before = saidOn(told, day);
        const changed = Object.entries(values).filter(([part, value]) => JSON.stringify(before[part]) !== JSON.stringify(value));
        told.push({ day, values: Object.fromEntries(changed) });
      }
      for (const [day, asOf] of days.entries()) {
        const found = await get(registered.id, asOf);
        const said = saidOn(told, day);
        for (const part of parts) expect({ asOf, part, value: found[part] }).toEqual({ asOf, part, value: said[part] });
      }
      const { asOf: _asOf, ...today } = await get(registered.id, '2026-03-02');
      const { asOf: _today, ...row } = await get(registered.id);
      expect(row).toEqual(today);
    }),
    { numRuns: 12 },
  );
});

it('before its first day there was no cluster', async () => {
  const { id } = await bed.registerCluster({ since: SINCE });
  await expect(get(id, '2025-12-31')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

async function get(id: string, asOf?: string): Promise<ClusterWithMembers> {
  return await bed.ask(clusterContracts.get, async (...args) => await bed.registered.get(...args), { id, ...(asOf === undefined ? {} : { asOf }) }, province);
}

/** The last word on each part among those of days up to this one; on the same day the later one counts. */
function saidOn(told: readonly { readonly day: number; readonly values: Readonly<Record<string, unknown>> }[], day: number): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (let at = 0; at <= day; at += 1) for (const word of told) if (word.day === at) Object.assign(said, word.values);
  return said;
}

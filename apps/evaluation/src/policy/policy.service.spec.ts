import { installedPolicies } from '@jiqun/policy-core';
import { jest } from '@jest/globals';

import { ApplicationBed } from '../../test/application-bed.js';

jest.setTimeout(60_000);

let bed: ApplicationBed;
beforeAll(async () => {
  bed = await ApplicationBed.open();
});
afterAll(async () => {
  await bed.close();
});

const province = () => bed.as('province-industry', '220000');

/** The SME measure as another programme's policy, in force on other days. */
function sixth(changes: Record<string, unknown> = {}): Record<string, never> {
  const { source } = installedPolicies.find('jl-sme-2024@2024-03-15', '2024-03-15');
  const inForce = { ...source.inForce, from: '2025-01-01', to: null };
  return { ...structuredClone(source), id: 'jl-sixth-2025', version: '2025-01-01', inForce, ...changes } as unknown as Record<string, never>;
}

describe('a policy', () => {
  it('that is a sixth programme is installed while the service runs, and calls are published from it at once', async () => {
    await expect(bed.publishedCall('jl-sixth-2025')).rejects.toMatchObject({ code: 'NOT_FOUND', params: { noun: 'policy' } });
    const entry = await bed.policies.install({ source: sixth(), reason: '新办法' }, province());
    expect(entry).toMatchObject({ programme: 'jl-sixth-2025', version: '2025-01-01', jurisdiction: 'CN-22', inForceFrom: '2025-01-01' });
    await expect(bed.publishedCall('jl-sixth-2025')).resolves.toMatchObject({ policyVersion: '2025-01-01' });
    await expect(bed.policies.install({ source: sixth(), reason: '再来一次' }, province())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    const overlapping = sixth({ version: '2025-03-01', inForce: { clause: null, from: '2025-03-01', to: null } });
    await expect(bed.policies.install({ source: overlapping, reason: '重叠' }, province())).rejects.toMatchObject({ issues: [{ code: 'POLICY_CONFLICT' }] });
    await expect(bed.policies.get({ programme: 'jl-sixth-2025', version: '2025-01-01' }, province())).resolves.toMatchObject({ source: { id: 'jl-sixth-2025' } });
  });

  it('of another jurisdiction is neither installed nor shown', async () => {
    const xinjiang = bed.as('province-industry', '650000');
    await expect(bed.policies.install({ source: sixth(), reason: 'x' }, xinjiang)).rejects.toMatchObject({ code: 'OTHER_TENANT' });
    expect((await bed.policies.list(xinjiang)).items.map(({ programme }) => programme)).toEqual(['xj-amc']);
    expect((await bed.policies.list(province())).items.map(({ programme }) => programme)).not.toContain('xj-amc');
    await expect(bed.policies.get({ programme: 'jl-sme-2024', version: '2024-03-15' }, xinjiang)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused with what is wrong in it, and where; a gate that no code asks is named', async () => {
    await expect(bed.policies.install({ source: sixth({ procedure: 'none' }), reason: 'x' }, province())).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      issues: expect.arrayContaining([expect.objectContaining({ path: expect.stringContaining('procedure') as unknown })]) as unknown,
    });
    const source = sixth({ id: 'jl-seventh-2025' }) as unknown as { procedure: { gates: object[] }[] };
    source.procedure[0]?.gates.push({ gate: 'full-moon', clause: 'SME-9', title: { zh: '满月', en: 'Full moon' } });
    await expect(bed.policies.install({ source: source as never, reason: 'x' }, province())).rejects.toMatchObject({ issues: [{ code: 'UNKNOWN_GATE', message: { zh: expect.stringContaining('full-moon') as unknown } }] });
  });

  it('installed twice at once is installed once', async () => {
    const source = sixth({ id: 'jl-eighth-2025' });
    const outcomes = await Promise.allSettled([bed.policies.install({ source, reason: '甲' }, province()), bed.policies.install({ source, reason: '乙' }, province())]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

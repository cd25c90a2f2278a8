import { describe, expect, test } from '@jest/globals';
import { callerSchema, Refusal, roles, type Caller, type ErrorCode, type Permission } from '@jiqun/contracts';
import * as fc from 'fast-check';

import { fourEyes, permits, permitsObject, visibleRegions, type Guarded, type Visibility } from './permits.js';
import { RegionTree } from './region-tree.js';
import { systemCaller } from './system-caller.js';

const parents = {
  'CN-22': ['220000'],
  '220000': ['220100', '220500', '220581', '222400'],
  '220100': ['220102', '220184'],
  '220500': ['220582'],
  '222400': ['222401'],
  'CN-65': ['650000'],
  '650000': ['650100'],
  '650100': ['650102'],
};
const regions = new RegionTree(Object.entries(parents).flatMap(([parent, codes]) => codes.map((code) => ({ code, parent }))));
const known = Object.values(parents).flat();

function caller(tenant: string, ...grants: [role: string, region: string][]): Caller {
  const [issuedAt, expiresAt] = [1_000, 2_000];
  return callerSchema.parse({ person: 'p-1', tenant, grants: grants.map(([role, region]) => ({ role, region })), session: 's-1', issuedAt, expiresAt });
}

function verdict(ask: () => void): ErrorCode | 'permitted' {
  try {
    ask();
    return 'permitted';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const recommend: Permission = { action: 'application.recommend', roles: ['prefecture-industry', 'province-industry'], reach: 'region', states: ['submitted'] };
const list: Permission = { action: 'call.list', roles: ['auditor'], reach: 'tenant' };
const notices: Permission = { action: 'public-notice.get', roles: ['public'], reach: 'public', states: ['published'] };

describe('the role', () => {
  test('a role that the permission does not name is refused, with the action', () => {
    const refusal = expect.objectContaining({ code: 'NOT_PERMITTED', params: { action: 'application.recommend' } });
    expect(() => permits(recommend, caller('CN-22', ['county-industry', '220102']))).toThrow(refusal as unknown as Error);
  });

  test('public reach admits everybody, also somebody without grants', () => {
    expect([caller('CN-22'), caller('CN-22', ['expert', '220000'])].map((who) => verdict(() => permits(notices, who)))).toEqual(['permitted', 'permitted']);
  });

  test('somebody without grants is refused everything that is not public', () => {
    const permissions = fc.record({
      action: fc.constant('drill.start'),
      roles: fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1 }),
      reach: fc.constantFrom('tenant' as const, 'region' as const),
    });
    fc.assert(fc.property(permissions, (permission) => expect(verdict(() => permits(permission, caller('CN-22')))).toBe('NOT_PERMITTED')));
  });
});

describe('the object', () => {
  const changchun = caller('CN-22', ['prefecture-industry', '220100']);

  test.each<[string, Caller, Guarded, ErrorCode | 'permitted']>([
    ['in the own prefecture', changchun, { tenant: 'CN-22', region: '220102', state: 'submitted' }, 'permitted'],
    ['the prefecture itself', changchun, { tenant: 'CN-22', region: '220100', state: 'submitted' }, 'permitted'],
    ['in another prefecture', changchun, { tenant: 'CN-22', region: '220582', state: 'submitted' }, 'OUTSIDE_REGION'],
    ['above the own prefecture', changchun, { tenant: 'CN-22', region: '220000', state: 'submitted' }, 'OUTSIDE_REGION'],
    ['in an unknown region', changchun, { tenant: 'CN-22', region: '220199', state: 'submitted' }, 'OUTSIDE_REGION'],
    ['without a region', changchun, { tenant: 'CN-22', state: 'submitted' }, 'OUTSIDE_REGION'],
    ['of another tenant', changchun, { tenant: 'CN-65', region: '650102', state: 'submitted' }, 'OTHER_TENANT'],
    ['in another state', changchun, { tenant: 'CN-22', region: '220102', state: 'draft' }, 'STATE_FORBIDS'],
    ['without a state', changchun, { tenant: 'CN-22', region: '220102' }, 'STATE_FORBIDS'],
    ['Meihekou, for Tonghua', caller('CN-22', ['prefecture-industry', '220500']), { tenant: 'CN-22', region: '220581', state: 'submitted' }, 'OUTSIDE_REGION'],
    ['Meihekou, for the province', caller('CN-22', ['province-industry', '220000']), { tenant: 'CN-22', region: '220581', state: 'submitted' }, 'permitted'],
    ['filed in the wrong tenant', caller('CN-22', ['province-industry', '650000']), { tenant: 'CN-22', region: '650102', state: 'submitted' }, 'OUTSIDE_REGION'],
  ])('an object %s', (_what, who, object, expected) => {
    expect(verdict(() => permitsObject(recommend, who, object, regions))).toBe(expected);
  });

  test('role and region must come from one grant: an expert for the province who is an officer of one prefecture', () => {
    const both = caller('CN-22', ['prefecture-industry', '220100'], ['expert', '220000']);
    expect(verdict(() => permitsObject(recommend, both, { tenant: 'CN-22', region: '220582', state: 'submitted' }, regions))).toBe('OUTSIDE_REGION');
  });

  test('who may not see an object is not told its state, nor who has no role whose it is', () => {
    const foreign = { tenant: 'CN-65', region: '650102', state: 'draft' };
    expect(verdict(() => permitsObject(recommend, changchun, foreign, regions))).toBe('OTHER_TENANT');
    expect(verdict(() => permitsObject(recommend, changchun, { ...foreign, tenant: 'CN-22', region: '220582' }, regions))).toBe('OUTSIDE_REGION');
    expect(verdict(() => permitsObject(recommend, caller('CN-22'), foreign, regions))).toBe('NOT_PERMITTED');
  });

  test('what is public is so in every tenant, once it is published', () => {
    expect(verdict(() => permitsObject(notices, caller('CN-22'), { tenant: 'CN-65', region: '650102', state: 'published' }, regions))).toBe('permitted');
    expect(verdict(() => permitsObject(notices, caller('CN-22'), { tenant: 'CN-22', region: '220102', state: 'draft' }, regions))).toBe('STATE_FORBIDS');
  });
});

describe('the system, when a deadline comes due', () => {
  const object = { tenant: 'CN-22', region: '220582', state: 'submitted' };

  test('acts on any object of its tenant in a state that allows it', () => {
    const system = systemCaller('CN-22', 'deadline');
    expect(verdict(() => permitsObject(recommend, system, object, regions))).toBe('permitted');
    expect(verdict(() => permitsObject(recommend, system, { ...object, state: 'draft' }, regions))).toBe('STATE_FORBIDS');
    expect(verdict(() => permitsObject(recommend, systemCaller('CN-65', 'deadline'), object, regions))).toBe('OTHER_TENANT');
  });

  test('is nobody who only writes its name, and nobody who calls from outside', () => {
    const system = systemCaller('CN-22', 'deadline');
    expect(verdict(() => permitsObject(recommend, { ...system }, object, regions))).toBe('NOT_PERMITTED');
    expect(verdict(() => permits(recommend, system))).toBe('NOT_PERMITTED');
  });
});

const grant = fc.record({ role: fc.constantFrom(...roles), region: fc.constantFrom(...known, '229999') });
const tenants = fc.constantFrom('CN-22', 'CN-65');
const objects: fc.Arbitrary<Guarded> = fc.record(
  { tenant: tenants, region: fc.constantFrom(...known, '229999'), state: fc.constantFrom('draft', 'submitted', 'published') },
  { requiredKeys: ['tenant'] },
);
const anyPermission = fc.oneof(
  fc.constant(notices),
  fc.record(
    {
      action: fc.constant('application.recommend'),
      roles: fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1, maxLength: 8 }),
      reach: fc.constantFrom('tenant' as const, 'region' as const),
      states: fc.uniqueArray(fc.constantFrom('draft', 'submitted', 'published'), { minLength: 1 }),
    },
    { requiredKeys: ['action', 'roles', 'reach'] },
  ),
) as fc.Arbitrary<Permission>;
const withGrants = (tenant: string, grants: readonly { role: string; region: string }[]): Caller =>
  caller(tenant, ...grants.map(({ role, region }): [string, string] => [role, region]));

/** How a service applies a visibility to a row. */
function shows(visibility: Visibility, object: Guarded): boolean {
  const { tenant, regions: within, states } = visibility;
  if (tenant !== undefined && object.tenant !== tenant) return false;
  if (within !== undefined && (object.region === undefined || !within.codes.includes(object.region))) return false;
  return states === undefined || (object.state !== undefined && states.includes(object.state));
}

test('more grants never take a right away', () => {
  fc.assert(
    fc.property(anyPermission, tenants, fc.array(grant), fc.array(grant), objects, (permission, tenant, grants, more, object) => {
      const before = verdict(() => permitsObject(permission, withGrants(tenant, grants), object, regions));
      const after = verdict(() => permitsObject(permission, withGrants(tenant, [...more, ...grants]), object, regions));
      if (before === 'permitted') expect(after).toBe('permitted');
    }),
    { numRuns: 500 },
  );
});

test('a list shows exactly what could be opened one by one', () => {
  const counts = { shown: 0, hidden: 0 };
  fc.assert(
    fc.property(anyPermission, tenants, fc.array(grant, { minLength: 1, maxLength: 12 }), objects, (permission, tenant, grants, object) => {
      const who = withGrants(tenant, grants);
      const opened = verdict(() => permitsObject(permission, who, object, regions));
      if (opened === 'NOT_PERMITTED') {
        expect(verdict(() => visibleRegions(permission, who, regions))).toBe('NOT_PERMITTED');
        return;
      }
      const shown = shows(visibleRegions(permission, who, regions), object);
      counts[shown ? 'shown' : 'hidden'] += 1;
      expect(shown).toBe(opened === 'permitted');
    }),
    { numRuns: 2_000 },
  );
  // Both sides were met often: the property is not empty.
  expect(Math.min(counts.shown, counts.hidden)).toBeGreaterThan(50);
});

describe('what a list shows', () => {
  test('subtrees inside one another are asked for once', () => {
    const who = caller('CN-22', ['prefecture-industry', '220100'], ['prefecture-industry', '220102'], ['province-industry', '222400'], ['expert', '220000']);
    expect(visibleRegions(recommend, who, regions)).toEqual({
      tenant: 'CN-22',
      regions: { roots: ['220100', '222400'], codes: ['220100', '220102', '220184', '222400', '222401'] },
      states: ['submitted'],
    });
  });

  test('a tenant-wide permission shows the tenant; a public one what is published', () => {
    expect(visibleRegions(list, caller('CN-65', ['auditor', '650100']), regions)).toEqual({ tenant: 'CN-65' });
    expect(visibleRegions(notices, caller('CN-22'), regions)).toEqual({ states: ['published'] });
  });

  test('an unknown region shows nothing rather than everything', () => {
    expect(visibleRegions(recommend, caller('CN-22', ['prefecture-industry', '229999']), regions).regions).toEqual({ roots: [], codes: [] });
  });
});

describe('maker and checker are different people', () => {
  test.each<[string, { person: string; client?: string }, { person: string; client?: string }, ErrorCode | 'permitted']>([
    ['two people', { person: 'a' }, { person: 'b' }, 'permitted'],
    ['two people through two clients', { person: 'a', client: 'x' }, { person: 'b', client: 'y' }, 'permitted'],
    ['one person', { person: 'a' }, { person: 'a' }, 'FOUR_EYES'],
    ['one person, once through a client', { person: 'a', client: 'x' }, { person: 'a' }, 'FOUR_EYES'],
    ['the maker, for somebody else', { person: 'a' }, { person: 'b', client: 'a' }, 'FOUR_EYES'],
    ['somebody for whom the checker acted', { person: 'b', client: 'a' }, { person: 'a' }, 'FOUR_EYES'],
    ['one client for two people', { person: 'a', client: 'x' }, { person: 'b', client: 'x' }, 'FOUR_EYES'],
  ])('%s', (_who, maker, checker, expected) => {
    expect(verdict(() => fourEyes(maker, checker, recommend))).toBe(expected);
    expect(verdict(() => fourEyes(checker, maker, recommend))).toBe(expected);
  });
});

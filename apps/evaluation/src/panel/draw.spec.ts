import * as fc from 'fast-check';

import { candidateList, draw, drawAlgorithm, eligibleOf, resultHashOf, sha256, verifyDraw, type Candidate, type DrawEvidence } from './draw.js';

const settings = { panelId: '01980000-0000-7000-8000-000000000001', round: 1, seats: 5, reserves: 3 };
const pool = (count: number, excluded: readonly number[] = []): Candidate[] =>
  Array.from({ length: count }, (_, at) => ({
    code: `E-${String(at).padStart(3, '0')}`,
    exclusions: excluded.includes(at) ? [{ rule: 'declared' as const, application: 'a-1' }] : [],
  }));

/** A draw as it is published once its panel is closed. */
function evidence(candidates: readonly Candidate[] = pool(20, [2, 7]), publicValue?: string): DrawEvidence {
  const seed = Buffer.from('5f'.repeat(32), 'hex');
  const list = candidateList(settings, candidates);
  const drawn = draw(list, settings, seed, publicValue);
  return {
    ...settings, ...drawn, algorithm: drawAlgorithm, candidateList: list, candidatesHash: sha256(list), seed: seed.toString('hex'),
    seedHash: sha256(seed), resultHash: resultHashOf(drawn), ...(publicValue === undefined ? {} : { publicValue }),
  };
}

/** Reckoned from the description alone, in another language: under this name the algorithm never changes. */
const KNOWN = ['E-019', 'E-004', 'E-018', 'E-009', 'E-017', 'E-001', 'E-016', 'E-010'];

describe('the candidate list', () => {
  it('AMC-7-2: names everybody in one order, and who is kept out with the reasons', () => {
    const list = candidateList(settings, [
      { code: 'E-2', exclusions: [] },
      { code: 'E-1', exclusions: [{ rule: 'relation', application: 'b' }, { rule: 'declared', application: 'a' }] },
      { code: 'E-1-A', exclusions: [{ rule: 'already-drawn' }] },
    ]);
    expect(list).toBe(`${drawAlgorithm}\npanel ${settings.panelId} round 1\nseats 5 reserves 3\nE-1 declared:a relation:b\nE-1-A already-drawn\nE-2\n`);
    expect(eligibleOf(list)).toEqual(['E-2']);
  });

  it('AMC-7-2: is the same text in whatever order the pool is read', () => {
    fc.assert(fc.property(fc.shuffledSubarray(pool(12, [3, 4]), { minLength: 12 }), (shuffled) => candidateList(settings, shuffled) === candidateList(settings, pool(12, [3, 4]))));
  });
});

describe('the draw', () => {
  it('AMC-7-2: gives the members that the published algorithm gives, to the last one', () => {
    const { members, reserveMembers } = evidence();
    expect([...members, ...reserveMembers]).toEqual(KNOWN);
  });

  it('AMC-7-2: draws nobody twice, nobody who is kept out, and the same people whenever it is done again', () => {
    const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(fc.property(seeds, fc.integer({ min: 5, max: 40 }), fc.string(), (bytes, count, value) => {
      const list = candidateList(settings, pool(count + 2, [0, count]));
      const drawn = draw(list, settings, Buffer.from(bytes), value);
      const all = [...drawn.members, ...drawn.reserveMembers];
      expect(drawn.members).toHaveLength(5);
      expect(all).toHaveLength(Math.min(8, count));
      expect(new Set(all).size).toBe(all.length);
      expect(all.filter((code) => !eligibleOf(list).includes(code))).toEqual([]);
      expect(draw(list, settings, Buffer.from(bytes), value)).toEqual(drawn);
    }), { numRuns: 200 });
  });

  it('AMC-7-2: favours nobody: over 7,000 seeds each of seven is drawn first, and sits on the panel, as often as chance allows', () => {
    const list = candidateList(settings, pool(7));
    const first = new Map<string, number>();
    const seated = new Map<string, number>();
    for (let at = 0; at < 7_000; at += 1) {
      const { members } = draw(list, { seats: 5, reserves: 0 }, Buffer.from(sha256(`seed ${at}`), 'hex'));
      first.set(members[0] as string, (first.get(members[0] as string) ?? 0) + 1);
      for (const code of members) seated.set(code, (seated.get(code) ?? 0) + 1);
    }
    const chiSquare = (counts: Map<string, number>, expected: number): number => [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Six degrees of freedom: 22.46 is passed by chance once in a thousand times; the seeds are fixed.
    expect(first.size).toBe(7);
    expect(chiSquare(first, 1_000)).toBeLessThan(22.46);
    expect(chiSquare(seated, 5_000)).toBeLessThan(22.46);
  });

  it('AMC-7-2: a value made public after the commitment changes it, and so does the list', () => {
    const members = (candidates: readonly Candidate[], value?: string): string => evidence(candidates, value).members.join();
    expect(members(pool(20), 'index 3287.50')).not.toBe(members(pool(20)));
    expect(members(pool(20), 'index 3287.50')).not.toBe(members(pool(20), 'index 3287.51'));
    expect(members(pool(20))).not.toBe(members(pool(21)));
  });

  it('AMC-7-2: of fewer candidates than seats is refused', () => {
    expect(() => draw(candidateList(settings, pool(6, [0, 1])), settings, Buffer.alloc(32))).toThrow(RangeError);
  });
});

describe('an outsider who does the draw again', () => {
  it('AMC-7-2, XJ-7-2, SEI-3-2: gets the same members from what was published', () => {
    expect(verifyDraw(evidence())).toEqual([]);
    expect(verifyDraw(evidence(pool(9), 'index 3287.50'))).toEqual([]);
  });

  const list = (change: (text: string) => string): Partial<DrawEvidence> => ({ candidateList: change(evidence().candidateList) });
  it.each<[string, Partial<DrawEvidence>, readonly string[]]>([
    ['a candidate taken off the list', list((text) => text.replace('E-004\n', '')), ['candidates-hash', 'members']],
    ['a candidate kept out afterwards', list((text) => text.replace('E-004\n', 'E-004 declared:a-9\n')), ['candidates-hash', 'members']],
    ['a list in another order', list((text) => text.replace('E-000\nE-001\n', 'E-001\nE-000\n')), ['candidate-list', 'candidates-hash']],
    ['a candidate with two chances', list((text) => text.replace('E-004\n', 'E-004\nE-004\n')), ['candidate-list', 'candidates-hash']],
    ['the list of another round', { round: 2 }, ['candidate-list']],
    ['more seats', { seats: 7 }, ['candidate-list', 'members']],
    ['another seed', { seed: '60'.repeat(32) }, ['seed-hash', 'members']],
    ['a seed of another length', { seed: '5f'.repeat(31) }, ['seed-hash', 'members']],
    ['another public value', { publicValue: 'chosen later' }, ['members']],
    ['a member exchanged', { members: ['E-000', ...evidence().members.slice(1)] }, ['members', 'result-hash']],
    ['members and reserves exchanged', { members: evidence().members.toReversed() }, ['members', 'result-hash']],
    ['another algorithm', { algorithm: 'another' }, ['algorithm']],
  ])('AMC-7-2: finds %s', (_, change, faults) => {
    const found = verifyDraw({ ...evidence(), ...change });
    expect(found).toEqual(expect.arrayContaining([...faults]));
    expect(found).not.toEqual([]);
  });

  it('AMC-7-2: finds a list and its hash changed together by the members that come out', () => {
    const changed = candidateList(settings, pool(21, [2, 7]));
    expect(verifyDraw({ ...evidence(), candidateList: changed, candidatesHash: sha256(changed) })).toEqual(['members']);
  });
});

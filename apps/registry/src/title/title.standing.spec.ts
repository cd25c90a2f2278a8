import * as fc from 'fast-check';

import { addDays } from '../local-days.js';
import { type Happening, standingOn, standingsOf, type TitleStart } from './title.standing.js';

const FIRST = '2025-08-15';
const TERM = '2028-08-15';
const sme: TitleStart = { recognisedOn: FIRST, validThrough: TERM, endsWithTerm: true };
const amc: TitleStart = { ...sme, endsWithTerm: false };

function happening(kind: Happening['kind'], happenedOn: string, reference = 'r', detail: Happening['detail'] = {}): Happening {
  return { kind, reference, happenedOn, detail };
}
const stateOn = (start: TitleStart, happenings: readonly Happening[], day: string): string | undefined => standingOn(standingsOf(start, happenings), day)?.state;

describe('how a title stands by days', () => {
  it('INT-13, SME-12: recognised on 2025-08-15 for three years, it is valid through 2028-08-15 and over the day after', () => {
    expect(standingsOf(sme, [])).toEqual([
      { fromOn: FIRST, throughOn: TERM, state: 'valid', validThrough: TERM },
      { fromOn: '2028-08-16', throughOn: null, state: 'expired', validThrough: TERM },
    ]);
    expect(stateOn(sme, [], '2025-08-14')).toBeUndefined();
  });

  it('AMC-11.a: where the term does not end the title, it stays valid after it', () => {
    expect(standingsOf(amc, [])).toEqual([{ fromOn: FIRST, throughOn: null, state: 'valid', validThrough: TERM }]);
  });

  it('INT-28: a title without term has no end', () => {
    expect(stateOn({ ...amc, validThrough: null }, [], '2125-01-01')).toBe('valid');
  });

  it('SME-12: a re-review applied for on the last day keeps the title under re-review, one of the day after comes too late', () => {
    expect(stateOn(sme, [happening('re-review-applied-for', TERM)], '2029-01-01')).toBe('under-re-review');
    expect(stateOn(sme, [happening('re-review-applied-for', '2028-08-16')], '2029-01-01')).toBe('expired');
  });

  it('SME-12: passing extends by three years, and the longer term ends as the first did', () => {
    const passed = [happening('re-review-applied-for', '2028-06-01'), happening('re-review-passed', '2028-09-01', 'r', { validThrough: '2031-08-15' })];
    expect(stateOn(sme, passed, '2028-08-31')).toBe('under-re-review');
    expect(standingOn(standingsOf(sme, passed), '2028-09-01')).toMatchObject({ state: 'valid', validThrough: '2031-08-15', throughOn: '2031-08-15' });
    expect(stateOn(sme, passed, '2031-08-16')).toBe('expired');
  });

  it('AMC-11.b, SME-14-1: a failed re-review alone takes nothing away; the revocation does, from its day', () => {
    const failed = [happening('re-review-applied-for', '2028-06-01'), happening('re-review-failed', '2028-09-01')];
    expect(stateOn(sme, failed, '2028-12-01')).toBe('under-re-review');
    const revoked = [...failed, happening('revoked', '2028-11-01', 'case')];
    expect([stateOn(sme, revoked, '2028-10-31'), stateOn(sme, revoked, '2028-11-01')]).toEqual(['under-re-review', 'revoked']);
  });

  it('a withdrawn revocation leaves the days between revoked, and returns the title to where it stands without it', () => {
    const withdrawn = (from: string, to: string): Happening[] => [happening('revoked', from, 'case'), happening('reinstated', to, 'case')];
    expect(standingsOf(sme, withdrawn('2026-01-10', '2026-03-01')).map(({ fromOn, state }) => `${fromOn} ${state}`)).toEqual([
      `${FIRST} valid`, '2026-01-10 revoked', '2026-03-01 valid', '2028-08-16 expired',
    ]);
    expect(stateOn(sme, [happening('re-review-applied-for', '2028-06-01'), ...withdrawn('2028-07-01', '2028-09-01')], '2028-09-01')).toBe('under-re-review');
    expect(stateOn(sme, withdrawn('2028-07-01', '2028-09-01'), '2028-09-01')).toBe('expired');
  });

  it('the withdrawal of one revocation does not undo another', () => {
    const cases = [happening('revoked', '2026-01-10', 'a'), happening('revoked', '2026-02-10', 'b'), happening('reinstated', '2026-03-01', 'a')];
    expect(stateOn(sme, cases, '2026-03-01')).toBe('revoked');
  });
});

/** The same question answered day by day, without looking at the order in which anything was told. */
function model(start: TitleStart, all: readonly Happening[], day: string): { state: string; validThrough: string | null } {
  const until = (kind: Happening['kind'], on: string) => all.filter((one) => one.kind === kind && one.happenedOn <= on);
  let state = 'valid';
  let term = start.validThrough;
  for (let at = start.recognisedOn; at <= day; at = addDays(at, 1)) {
    if (state === 'valid' && start.endsWithTerm && term !== null && at > term) state = 'expired';
    const today = (kind: Happening['kind']) => all.filter((one) => one.kind === kind && one.happenedOn === at);
    if (today('re-review-applied-for').length > 0 && state === 'valid') state = 'under-re-review';
    for (const { detail } of today('re-review-passed').toSorted((a, b) => (a.reference < b.reference ? -1 : 1))) {
      if (state !== 'valid' && state !== 'under-re-review') continue;
      const given = detail['validThrough'] as string;
      if (term === null || given > term) term = given;
      state = start.endsWithTerm && at > term ? 'expired' : 'valid';
    }
    const standing = today('revoked').filter(({ reference }) => !until('reinstated', day).some((one) => one.reference === reference));
    if (standing.length > 0) state = 'revoked';
  }
  return { state, validThrough: term };
}

describe('whatever happens to a title', () => {
  const kinds: Happening['kind'][] = ['plaque-awarded', 're-review-opened', 're-review-applied-for', 're-review-passed', 're-review-failed', 'revoked', 'reinstated'];
  const short: TitleStart = { recognisedOn: '2025-01-01', validThrough: '2025-01-20', endsWithTerm: true };
  const arbitrary = fc.array(
    fc.record({ kind: fc.constantFrom(...kinds), day: fc.integer({ min: 0, max: 40 }), reference: fc.constantFrom('a', 'b', 'c'), term: fc.integer({ min: 10, max: 50 }) }),
    { maxLength: 12 },
  );
  const happenings = arbitrary.map((all) =>
    all.map(({ kind, day, reference, term }) => {
      const detail = kind === 're-review-passed' ? { validThrough: addDays('2025-01-01', term) } : {};
      return happening(kind, addDays('2025-01-01', day), `${reference}${kind === 're-review-passed' ? day : ''}`, detail);
    }),
  );
  // A kind and a reference happen once, as the history keeps them.
  const once = (all: readonly Happening[]): Happening[] => [...new Map(all.map((one) => [`${one.kind} ${one.reference}`, one])).values()];

  it('its standings are those of a day-by-day reckoning, in whatever order and however often it is told', () => {
    fc.assert(
      fc.property(happenings, fc.boolean(), fc.infiniteStream(fc.nat(1_000)), (all, endsWithTerm, keys) => {
        const start = { ...short, endsWithTerm };
        const told = once(all);
        const shuffled = told.map((one) => ({ one, key: keys.next().value ?? 0 })).toSorted((a, b) => a.key - b.key).map(({ one }) => one);
        const standings = standingsOf(start, told);
        expect(standingsOf(start, shuffled)).toEqual(standings);
        for (let day = 0; day <= 60; day += 1) {
          const on = addDays('2025-01-01', day);
          const { state, validThrough } = standingOn(standings, on) ?? {};
          expect({ on, state, validThrough }).toEqual({ on, ...model(start, told, on) });
        }
        for (const [index, { fromOn }] of standings.entries()) if (index > 0) expect(standings[index - 1]?.throughOn).toBe(addDays(fromOn, -1));
      }),
      { numRuns: 300 },
    );
  });
});

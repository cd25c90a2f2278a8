import type { InterestTerms } from '@jiqun/contracts';
import { describe, expect, it } from '@jest/globals';

import { reckon } from './interest.js';
import type { RecoveryMovement } from './recovery.entity.js';

const terms = (changes: Partial<Record<keyof InterestTerms, string>> = {}): InterestTerms =>
  ({ rate: '0.0365', from: '2026-01-01', dayCount: '365', compounds: 'never', ...changes }) as InterestTerms;
const move = (kind: RecoveryMovement['kind'], valuedOn: string, amount: bigint, instalmentId: string | null = null): RecoveryMovement => ({
  kind, valuedOn, postedOn: valuedOn, amount, instalmentId,
});
const demanded = move('recovery-demanded', '2026-01-01', 1_000_000n);

describe('interest on a debt', () => {
  it('SUB-13.a: the first day counts and the day itself does not: a hundredth of a percent a day', () => {
    expect(['2026-01-01', '2026-01-02', '2026-01-11', '2027-01-01'].map((on) => reckon(terms(), [demanded], on).interest)).toEqual([0n, 100n, 1_000n, 36_500n]);
  });

  it('SUB-13.a: none without terms, and none before the day from which they run', () => {
    expect(reckon(null, [demanded], '2030-01-01')).toEqual({ interest: 0n, unpaidInterest: 0n, principal: 1_000_000n });
    expect(reckon(terms({ from: '2026-02-01' }), [demanded], '2026-02-03').interest).toBe(200n);
  });

  it('SUB-13.a: days do not round: the fraction of a fen is kept to the end and dropped there', () => {
    // 999 fen at 3.65% earn 0.0999 fen a day.
    const small = move('recovery-demanded', '2026-01-01', 999n);
    expect(['2026-01-11', '2026-01-12'].map((on) => reckon(terms(), [small], on).interest)).toEqual([0n, 1n]);
  });

  it('SUB-13.a: by 360 days a day is a greater part of the year; 29 February is a day', () => {
    expect(reckon(terms({ dayCount: '360', rate: '0.036' }), [demanded], '2026-01-02').interest).toBe(100n);
    const leap = move('recovery-demanded', '2028-02-01', 1_000_000n);
    expect(reckon(terms({ from: '2028-02-01' }), [leap], '2028-03-01').interest).toBe(2_900n);
  });

  it('SUB-13.a: a payment covers interest first, then principal, which bears none from the day of the payment on', () => {
    const paid = move('recovery-paid', '2026-01-11', -501_000n);
    expect(reckon(terms(), [demanded, paid], '2026-01-11')).toEqual({ interest: 1_000n, unpaidInterest: 0n, principal: 500_000n });
    expect(reckon(terms(), [demanded, paid], '2026-01-12')).toEqual({ interest: 1_050n, unpaidInterest: 50n, principal: 500_000n });
  });

  it('SUB-13.a: it never compounds unless the terms say so', () => {
    expect(reckon(terms(), [demanded], '2028-01-01').interest).toBe(73_000n);
    // The second year bears interest on 1,036,500 fen: 37,832.25.
    expect(reckon(terms({ compounds: 'yearly' }), [demanded], '2028-01-01')).toEqual({ interest: 74_332n, unpaidInterest: 0n, principal: 1_074_332n });
    expect(reckon(terms({ compounds: 'yearly' }), [demanded], '2027-01-02')).toEqual({ interest: 36_603n, unpaidInterest: 103n, principal: 1_036_500n });
  });

  it('SUB-13.a: an offset whose instalment did not arrive was never a payment', () => {
    const offset = [move('issued', '2026-01-06', -400_000n, 'i'), move('failed', '2026-01-08', 400_000n, 'i')];
    expect(reckon(terms(), [demanded, ...offset], '2026-01-11').interest).toBe(1_000n);
    const again = move('issued', '2026-01-09', -400_000n, 'i');
    expect(reckon(terms(), [demanded, ...offset, again], '2026-01-11').interest).toBe(800n + 2n * 60n);
  });

  it('SUB-13.a: with a demand that is withdrawn goes the interest on it', () => {
    const withdrawn = move('recovery-withdrawn', '2026-01-11', -1_000_000n);
    expect(reckon(terms(), [demanded, withdrawn], '2026-06-01')).toEqual({ interest: 1_000n, unpaidInterest: 0n, principal: 0n });
  });
});

import { describe, expect, it } from '@jest/globals';

import { differsByMoreThan, decimalText, millionths } from './exact-decimal.js';
import { formOf } from './form.js';
import { implausible, type OtherFigure } from './plausibility.js';

const fields = formOf('jl-sme-2024');
const of = (key: string, value: string, source = 'last'): OtherFigure => ({ key, value, source });

function rulesOf(figures: Record<string, string>, lastYear: OtherFigure[] = [], sameYear: OtherFigure[] = []): string[] {
  return implausible(fields, figures, { lastYear, sameYear }).map(({ id }) => id);
}

describe('a change against the year before', () => {
  it('is implausible above half, up or down, and plausible at half exactly', () => {
    expect(rulesOf({ totalOutput: '150' }, [of('totalOutput', '100')])).toEqual([]);
    expect(rulesOf({ totalOutput: '150.000001' }, [of('totalOutput', '100')])).toEqual(['yearly-change:totalOutput:last']);
    expect(rulesOf({ totalOutput: '50' }, [of('totalOutput', '100')])).toEqual([]);
    expect(rulesOf({ totalOutput: '49.999999' }, [of('totalOutput', '100')])).toEqual(['yearly-change:totalOutput:last']);
  });

  it('against a published figure of the same year is implausible above a tenth', () => {
    expect(rulesOf({ employees: '110' }, [], [of('employees', '100', 'web')])).toEqual([]);
    expect(rulesOf({ employees: '111' }, [], [of('employees', '100', 'web')])).toEqual(['published-difference:employees:web']);
  });
});

describe('a slip of the unit', () => {
  it('is said instead of a change, ten times and ten thousand times, up and down, within three tenths', () => {
    for (const [value, slipped] of [
      ['1000', true], ['700', true], ['1300', true], ['699', false], ['1301', false], ['10', true], ['1000000', true], ['0.01', true], ['100', false],
    ] as const) {
      const found = rulesOf({ taxesPaid: value, totalOutput: '10000000' }, [of('taxesPaid', '100')]);
      expect([
        value, found.includes('unit-slip:taxesPaid:last'), found.includes('yearly-change:taxesPaid:last'),
      ]).toEqual([value, slipped, !slipped && value !== '100']);
    }
  });

  it('tells both figures and the factor in both languages', () => {
    const [warning] = implausible(fields, { totalOutput: '500000' }, { lastYear: [of('totalOutput', '50', '2024')], sameYear: [] });
    expect(warning).toMatchObject({
      figure: '500000', other: '50', message: { zh: expect.stringContaining('10000倍'), en: expect.stringContaining('about 10000 times') },
    });
    expect(`${warning?.message.zh ?? ''}${warning?.message.en ?? ''}`).not.toMatch(/[{}]/);
  });
});

describe('figures of one report', () => {
  it('a share is at most 100', () => {
    expect(rulesOf({ smeShare: '100' })).toEqual([]);
    expect(rulesOf({ smeShare: '100.000001' })).toEqual(['share-over-whole:smeShare']);
  });

  it('a part is at most the whole', () => {
    expect(rulesOf({ smeOutput: '30', totalOutput: '30' })).toEqual([]);
    expect(rulesOf({ smeOutput: '30.1', totalOutput: '30' })).toEqual(['part-over-whole:smeOutput:上一年度集群总产值']);
  });

  it('a share fits what it is the share of, within a percentage point', () => {
    expect(rulesOf({ smeShare: '61', smeOutput: '30', totalOutput: '50' })).toEqual([]);
    expect(rulesOf({ smeShare: '61.000001', smeOutput: '30', totalOutput: '50' })).toEqual(['sme-share-fits:smeShare:中小企业产值 / 上一年度集群总产值']);
    expect(rulesOf({ smeShare: '60', smeOutput: '0', totalOutput: '0' })).toEqual([]);
  });

  it('the increase and the figure of the year before add up, within one per cent', () => {
    expect(rulesOf({ totalOutput: '111.1', totalOutputIncrease: '10' }, [of('totalOutput', '100')])).toEqual([]);
    expect(rulesOf(
      { totalOutput: '111.2', totalOutputIncrease: '10' }, [of('totalOutput', '100')],
    )).toEqual(['increase-adds-up:totalOutput:last + 总产值增量']);
    expect(rulesOf({ totalOutput: '90', totalOutputIncrease: '-10' }, [of('totalOutput', '100')])).toEqual([]);
  });
});

describe('decimals', () => {
  it('are exact to six places and nothing else', () => {
    expect([
      millionths('0.1'), millionths('-2'), millionths('1e3'), millionths('1.0000001'), millionths(''), millionths('1.'),
    ]).toEqual([100_000n, -2_000_000n, undefined, undefined, undefined, undefined]);
    expect([decimalText(100_000n), decimalText(-2_500_000n), decimalText(0n)]).toEqual(['0.1', '-2.5', '0']);
    expect(differsByMoreThan(millionths('30') ?? 0n, millionths('0.1') ?? 0n, millionths('0') ?? 0n)).toBe(true);
  });
});

import { describe, expect, test } from '@jest/globals';
import { regionCodeSchema } from '@jiqun/contracts';

import { DivisionFileError, readChanges, readDivisions } from './division-files.js';
import { Divisions } from './divisions.js';
import { allRegions, changesOf, codesOn, currentCode, installedRegions, prefectureOf, regionOf } from './installed-regions.js';

describe('who reports to whom', () => {
  test('the two provinces are roots of their tenants, and every code has the shape that contracts accept', () => {
    const regions = installedRegions();
    expect(regions.tenantOf('220184')).toBe('CN-22');
    expect(regions.tenantOf('659009')).toBe('CN-65');
    expect(allRegions().filter(({ code }) => !regionCodeSchema.safeParse(code).success)).toEqual([]);
    expect(allRegions().filter(({ code }) => regions.tenantOf(code) === undefined)).toEqual([]);
    expect(allRegions().length).toBe(203);
  });

  test('Meihekou and Changbaishan report straight to the province, not to Tonghua and Baishan', () => {
    const regions = installedRegions();
    expect(regions.isWithin('220581', '220500')).toBe(false);
    expect(regions.isWithin('220699', '220600')).toBe(false);
    expect(['220581', '220699'].map((code) => [prefectureOf(code), regionOf(code)?.parent])).toEqual([['220581', '220000'], ['220699', '220000']]);
  });

  test('the cities of Xinjiang that have no prefecture report to the region itself', () => {
    expect(installedRegions().isWithin('659001', '650000')).toBe(true);
    expect(prefectureOf('659001')).toBe('659001');
    expect(regionOf('659000')).toBeUndefined();
  });

  test('a county lies in its prefecture, a prefecture in itself, a province and an unknown code in none', () => {
    expect(['220184', '220171', '222400', '220000', '220199'].map(prefectureOf)).toEqual(['220100', '220100', '222400', undefined, undefined]);
  });
});

describe('codes that changed', () => {
  test('an old code is today\'s region: Gongzhuling moved from Siping to Changchun', () => {
    expect(currentCode('220381')).toBe('220184');
    expect(regionOf(currentCode('220381'))).toEqual({ code: '220184', name: '公主岭市', level: 'county', parent: '220100' });
    expect(currentCode('220184')).toBe('220184');
    expect(regionOf('220381')).toBeUndefined();
  });

  test.each([
    ['220184', '2018-12-31', ['220381'], true],
    ['220184', '2019-01-01', ['220381', '220184'], false],
    ['220381', '2023-12-31', ['220381', '220184'], false],
    ['220381', '2024-01-01', ['220184'], true],
    ['220102', '2010-06-01', ['220102'], true],
    ['659012', '2014-12-31', [], true],
    ['659012', '2016-01-01', ['659012'], false],
    ['659012', '2024-01-01', ['659012'], true],
    ['220602', '2010-01-01', ['220602'], true],
    ['220199', '2020-01-01', [], false],
  ])('the code of %s on %s: %j, certain: %s', (code, day, codes, certain) => {
    expect(codesOn(code, day)).toEqual({ codes, certain });
  });

  test('a name that changed while the code stayed is among the changes, and changes nothing else', () => {
    expect(changesOf('220602').map(({ oldName, newName }) => [oldName, newName])).toEqual([['八道江区', '浑江区']]);
    expect(currentCode('220602')).toBe('220602');
  });

  test('what changed twice is found through both changes', () => {
    const change = (oldCode: string, newCode: string, fromYear: number, throughYear: number) => ({ oldCode, oldName: '甲', newCode, newName: '乙', fromYear, throughYear });
    const [here] = readDivisions('d', 'code,name,level,parent,note\n220103,乙,county,CN-22,\n');
    const divisions = new Divisions(here === undefined ? [] : [here], [change('220102', '220103', 2015, 2019), change('220101', '220102', 2002, 2010)]);
    expect(divisions.currentCode('220101')).toBe('220103');
    expect(divisions.codesOn('220103', '2001-01-01')).toEqual({ codes: ['220101'], certain: true });
    expect(divisions.codesOn('220101', '2012-01-01')).toEqual({ codes: ['220102'], certain: true });
    expect(divisions.changesOf('220102').map(({ oldCode }) => oldCode)).toEqual(['220101', '220102']);
  });

  test('a change into a circle is refused', () => {
    const change = (oldCode: string, newCode: string) => ({ oldCode, oldName: '甲', newCode, newName: '乙', fromYear: 2002, throughYear: 2010 });
    expect(() => new Divisions([], [change('220101', '220102'), change('220102', '220101')])).toThrow(/changes into itself/);
  });
});

describe('a file that cannot be read is told with line and column', () => {
  const head = 'code,name,level,parent,note\n';
  test.each([
    ['a code that is none', `${head}22010,甲,county,220100,\n`, 'divisions.csv:2:1: "22010" is no division code of six digits'],
    ['a level that is none', `${head}220100,甲,prefecture,CN-22,\n220102,乙,town,220100,\n`, 'divisions.csv:3:10: "town" is no level'],
    ['a cell too few', `${head}220100,甲,prefecture\n`, 'divisions.csv:2:20: has 3 cells instead of 5'],
    ['a code twice', `${head}220100,甲,county,CN-22,\n220100,乙,county,CN-22,\n`, 'divisions.csv:3:1: 220100 comes twice'],
    ['a quotation mark out of place', `${head}220100,甲"乙",county,220000,\n`, 'divisions.csv:2:8: a quotation mark is out of place; quote the whole cell'],
    ['a parent that is not there', `${head}220100,甲,county,220000,\n`, 'divisions.csv:2:17: 220000 is no division of this file'],
    ['another first line', 'code\n', 'divisions.csv:1:1: the first line is not code,name,level,parent,note'],
  ])('%s', (_what, text, message) => {
    expect(() => readDivisions('divisions.csv', text)).toThrow(new DivisionFileError(...place(message)));
  });

  test.each([
    ['years that end before they begin', '220381,甲,220184,乙,2023-2019,"a, b"', 'changes.csv:2:19: ends before it begins'],
    ['a code that changes twice', '220381,甲,220184,乙,2019-2023,\n220381,甲,220184,乙,2019-2023,', 'changes.csv:3:1: 220381 changes twice'],
    ['a change to nowhere', '220381,甲,220199,乙,2019-2023,', 'changes.csv:2:10: 220199 is no division of today and did not change again'],
  ])('%s', (_what, rows, message) => {
    const text = `old_code,old_name,new_code,new_name,between,basis\n${rows}\n`;
    expect(() => readChanges('changes.csv', text, new Set(['220184']))).toThrow(new DivisionFileError(...place(message)));
  });
});

function place(message: string): [string, number, number, string] {
  const [, file = '', line, column, what = ''] = /^([^:]+):(\d+):(\d+): (.+)$/.exec(message) ?? [];
  return [file, Number(line), Number(column), what];
}

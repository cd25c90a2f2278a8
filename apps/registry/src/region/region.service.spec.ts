import { regionContracts } from '@jiqun/contracts';

import { RegionService } from './region.service.js';

const regions = new RegionService();
const list = (request: unknown) => regionContracts.list.answer.parse(regions.list(regionContracts.list.request.parse(request)));
const resolve = (request: unknown) => regionContracts.resolve.answer.parse(regions.resolve(regionContracts.resolve.request.parse(request)));
const codes = (request: unknown): string[] => list(request).items.map(({ code }) => code);

describe('regions', () => {
  it('Meihekou is told with the province as its superior and itself as its prefecture', () => {
    expect(regionContracts.get.answer.parse(regions.get('220581'))).toEqual({ code: '220581', name: '梅河口市', level: 'county', parent: '220000', prefecture: '220581' });
    expect(regions.get('220000')).not.toHaveProperty('prefecture');
  });

  it('an old code and an unknown one are not found, and what to do is another query', () => {
    for (const code of ['220381', '220199']) expect(() => regions.get(code)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }) as unknown as Error);
  });

  it('are listed under their superior, under a tenant its province alone', () => {
    expect(codes({ parent: 'CN-22' })).toEqual(['220000']);
    expect(codes({ parent: '220500' })).toEqual(['220502', '220503', '220521', '220523', '220524', '220582']);
    expect(codes({ parent: '220000', limit: 200 })).toEqual(expect.arrayContaining(['220100', '220581', '220699', '222400']));
  });

  it('are found by a part of the name and by the first digits of the code', () => {
    expect(codes({ nameContains: '公主岭' })).toEqual(['220184']);
    expect(codes({ codePrefix: '6590' })).toHaveLength(12);
    expect(codes({ codePrefix: '6590', nameContains: '杨' })).toEqual(['659010', '659012']);
  });

  it('are read page by page, each once and in the order of their codes', () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = list({ limit: 40, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ code }) => code));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(203);
    expect(seen).toEqual([...new Set(seen)].toSorted());
    expect(() => list({ cursor: 'x' })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }) as unknown as Error);
  });
});

describe('a code of another time', () => {
  it('is today\'s region, with the change and its years', () => {
    expect(resolve({ code: '220381' })).toEqual({
      code: '220381',
      region: { code: '220184', name: '公主岭市', level: 'county', parent: '220100', prefecture: '220100' },
      changes: [{ oldCode: '220381', oldName: '公主岭市', newCode: '220184', newName: '公主岭市', fromYear: 2019, throughYear: 2023 }],
    });
  });

  it('says for a day which codes it may have had, and that the day of the change is not known', () => {
    expect(resolve({ code: '220184', on: '2021-06-01' })).toMatchObject({ codes: ['220381', '220184'], certain: false });
    expect(resolve({ code: '220184', on: '2018-06-01' })).toMatchObject({ codes: ['220381'], certain: true });
  });

  it('that nobody knows has no region and no changes', () => {
    expect(resolve({ code: '220199' })).toEqual({ code: '220199', changes: [] });
  });
});

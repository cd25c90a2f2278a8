import { describe, expect, test } from '@jest/globals';
// Through the door: only with all contracts imported is the catalogue complete.
import { restBase } from '../index.js';
import { columnsOf, pageLimitOf } from './columns.js';
import { columnWords } from './column-words.js';
import { isPaged, type RestRoute, restRoutes } from './route.js';

const lists = restRoutes().filter((route) => route.kind === 'call' && isPaged(route));

function listAt(path: string): RestRoute {
  return lists.find((route) => route.path === path) as RestRoute;
}

describe(`the columns of an export under ${restBase}`, () => {
  test('each has a heading in Chinese; a new field needs its word in column-words.ts', () => {
    const names = new Set(lists.flatMap(({ contract }) => columnsOf(contract).flatMap(({ path }) => path)));
    expect([...names].filter((name) => columnWords[name] === undefined)).toEqual([]);
    for (const word of Object.values(columnWords)) expect(word).toMatch(/\p{Script=Han}/u);
  });

  test.each(lists.map((route) => [route.path, route] as const))('%s: there are some, and no two of them are one', (_, { contract }) => {
    const paths = columnsOf(contract).map(({ path }) => path.join('.'));
    expect(paths.length).toBeGreaterThan(0);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('what is within an object stands beside the rest', () => {
    const columns = columnsOf(listAt('/applications').contract);
    expect(columns.find(({ path }) => path.join('.') === 'cluster.name')?.heading).toEqual({ zh: '集群·名称', en: 'cluster · name' });
    expect(columns.find(({ path }) => path.join('.') === 'policyVersion')?.heading).toEqual({ zh: '方案版本', en: 'policy version' });
  });

  test('pages are read as large as the list gives them', () => {
    expect(pageLimitOf(listAt('/applications').contract)).toBe(200);
    for (const { contract } of lists) expect([contract.subject, contract.request.safeParse({ limit: pageLimitOf(contract) }).error?.issues.some(({ path }) => path[0] === 'limit') ?? false]).toEqual([contract.subject, false]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { catalogue, errorsOf } from '../contract.js';
import { Refusal } from '../errors.js';
// Through the door: only with all contracts imported is the catalogue complete.
import { applicationContracts, drillContracts } from '../index.js';
import { exampleOf } from './example.js';
import { type Shape, shapeOf } from './field.js';
import { partsOf, requestFrom, type RestParts, type RestRequest } from './request.js';
import { isPaged, type RestRoute, restRoutes } from './route.js';

const routes = restRoutes();
const calls = routes.filter(({ kind }) => kind === 'call');

function routeTo(subject: string): RestRoute {
  const found = calls.find(({ contract }) => contract.subject === subject);
  if (found === undefined) throw new Error(`${subject} has no route`);
  return found;
}

/** Two routes are one when a path of the one can be a path of the other's shape. */
function place({ method, path }: RestRoute): string {
  return `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`;
}

/** Every field, hostile to addresses where it is a text. */
function fullOf(shape: Shape): Record<string, unknown> {
  const value = (part: Shape): unknown => {
    if (part.type === 'array') return [value(part.items as Shape), value(part.items as Shape)];
    if (part.type === 'integer' || part.type === 'number') return -17;
    if (part.type === 'boolean') return false;
    if (part.type === 'string') return '集群/?&=%+ #"…';
    return { nested: [1, 'x'] };
  };
  return Object.fromEntries(Object.entries(shape.properties ?? {}).map(([name, part]) => [name, value(part as Shape)]));
}

/** What arrives of a request that was sent: its address written and read again. */
function arrived(route: RestRoute, { path, query, body, version }: RestRequest): RestParts {
  const pattern = new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const params = Object.fromEntries(Object.entries(pattern.exec(path)?.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]));
  const parsed = new URLSearchParams(new URLSearchParams(query.map(([name, text]): [string, string] => [name, text])).toString());
  const names = [...new Set(parsed.keys())].map((name): [string, string | string[]] => [name, parsed.getAll(name).length === 1 ? (parsed.get(name) ?? '') : parsed.getAll(name)]);
  return { params, query: Object.fromEntries(names), ...(body === undefined ? {} : { body: JSON.parse(JSON.stringify(body)) as unknown }), ...(version === undefined ? {} : { version }) };
}

function issuesOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return error.issues?.map(({ path, code }) => `${path} ${code}`);
    throw error;
  }
}

describe('routes', () => {
  test('every command and query has one, but for what services ask of each other', () => {
    const expected = [...catalogue.commands, ...catalogue.queries].filter(({ permission }) => permission.reach !== 'service').map(({ subject }) => subject);
    expect(calls.map(({ contract }) => contract.subject).toSorted()).toEqual(expected.toSorted());
  });

  test('no two contracts share one, and no two operations a name', () => {
    const places = routes.map((route) => `${place(route)}`);
    expect(places.filter((one, index) => places.indexOf(one) !== index)).toEqual([]);
    const names = routes.map(({ operationId }) => operationId);
    expect(names.filter((one, index) => names.indexOf(one) !== index)).toEqual([]);
  });

  test.each([
    ['evaluation.application.get', 'GET', '/applications/{id}', 200],
    ['evaluation.application.list', 'GET', '/applications', 200],
    ['evaluation.application.draft', 'POST', '/applications', 201],
    ['evaluation.application.submit', 'POST', '/applications/{id}/submit', 200],
    ['evaluation.application.list-drafts', 'GET', '/applications/{id}/drafts', 200],
    ['registry.title.search-public', 'GET', '/public/titles', 200],
    ['subsidy.review.sign', 'POST', '/group-reviews/{id}/sign', 200],
    ['subsidy.project-group.simulate', 'POST', '/project-groups/simulate', 200],
    ['subsidy.investment-line.change', 'POST', '/project-groups/{groupId}/investment-lines/{id}/change', 200],
    ['audit.complaint.file', 'POST', '/public/complaints', 201],
    ['registry.cluster.add-member', 'POST', '/clusters/{clusterId}/add-member', 200],
    ['registry.drill.start', 'POST', '/services/registry/drills', 201],
    ['gateway.clock.move', 'POST', '/clock/moves', 200],
  ])('%s is %s %s and answers %i', (subject, method, path, status) => {
    expect(routeTo(subject)).toMatchObject({ method, path, status });
  });

  test('what needs no sign-in is under /public, and nothing else is', () => {
    for (const { path, contract } of routes) expect([contract.subject, path.startsWith('/public/')]).toEqual([contract.subject, contract.permission.reach === 'public']);
  });

  test('a command that changes an object takes its version as If-Match and not in the body', () => {
    for (const { contract, ifMatch, body } of calls.filter((route) => route.contract.kind === 'command')) {
      const shape = shapeOf(contract.request);
      const demanded = shape.properties?.['version'] === undefined ? 'none' : shape.required?.includes('version') === true ? 'required' : 'optional';
      expect([contract.subject, ifMatch, body.includes('version')]).toEqual([contract.subject, demanded, false]);
    }
  });

  test('a conflict of versions is possible wherever a version is demanded', () => {
    for (const { contract, ifMatch } of calls.filter((route) => route.ifMatch === 'required')) {
      expect([contract.subject, ifMatch, errorsOf(contract).includes('VERSION_CONFLICT')]).toEqual([contract.subject, 'required', true]);
    }
  });

  test('every page by page answer has a count and an export with the same filters', () => {
    for (const list of calls.filter(isPaged)) {
      const filters = list.query.map(({ name }) => name).filter((name) => name !== 'cursor' && name !== 'limit');
      const extra = routes.filter(({ path, method }) => method === 'GET' && (path === `${list.path}/export.csv` || path === `${list.path}/count`));
      expect(extra).toHaveLength(2);
      for (const route of extra.filter(({ kind }) => kind !== 'call')) expect(route.query.map(({ name }) => name)).toEqual(filters);
    }
  });

  test('what was made says where it can be read', () => {
    expect(routeTo(applicationContracts.draft.subject).location).toBe('/applications/{id}');
    expect(routeTo(drillContracts.audit.start.subject).location).toBe('/services/audit/drills/{id}');
    expect(routeTo('audit.complaint.file').location).toBeUndefined();
  });
});

describe('a request', () => {
  test.each(calls.map((route) => [route.contract.subject, route] as const))('%s arrives as it was sent', (_, route) => {
    const shape = shapeOf(route.contract.request);
    for (const request of [exampleOf(shape) as Record<string, unknown>, fullOf(shape)]) {
      const sent = partsOf(route, request);
      expect(requestFrom(route, arrived(route, sent))).toEqual(request);
    }
  });

  test.each(calls.map((route) => [route.contract.subject, route] as const))('%s: the example is one that the schema accepts', (_, { contract }) => {
    const result = contract.request.safeParse(exampleOf(shapeOf(contract.request)));
    expect(result.error?.issues ?? []).toEqual([]);
  });

  const list = routeTo('evaluation.application.list');
  const withdraw = routeTo('evaluation.application.withdraw');
  test.each<[string, RestRoute, RestParts, readonly string[]]>([
    ['a parameter that it does not have', list, { params: {}, query: { colour: 'red' } }, ['colour UNKNOWN_KEY']],
    ['a parameter given twice', list, { params: {}, query: { limit: ['1', '2'] } }, ['limit TYPE']],
    ['a query beside a body', withdraw, { params: { id: 'x' }, query: { reason: 'y' }, body: {} }, ['reason UNKNOWN_KEY']],
    ['an id in the body that the path says', withdraw, { params: { id: 'x' }, query: {}, body: { id: 'y' } }, ['id UNKNOWN_KEY']],
    ['a version in the body', withdraw, { params: { id: 'x' }, query: {}, body: { version: 1 } }, ['version UNKNOWN_KEY']],
    ['a list for a body', withdraw, { params: { id: 'x' }, query: {}, body: [] }, [' TYPE']],
    ['a text for a body', withdraw, { params: { id: 'x' }, query: {}, body: 'x' }, [' TYPE']],
  ])('with %s is refused', (_, route, parts, issues) => expect(issuesOf(() => requestFrom(route, parts))).toEqual(issues));

  test.each([['5', 5], ['0', 0], ['-3', -3], ['1e3', '1e3'], ['0x10', '0x10'], [' 5', ' 5'], ['', ''], ['5.', '5.'], ['١', '١'], ['99999999999999999999', '99999999999999999999']])('the limit %j is read as %j', (text, limit) => {
    expect(requestFrom(list, { params: {}, query: { limit: text } })).toEqual({ limit });
  });

  test.each([['true', true], ['false', false], ['1', '1'], ['TRUE', 'TRUE']])('the boolean %j is read as %j', (text, overdue) => {
    expect(requestFrom(routeTo('subsidy.pay-out.list'), { params: {}, query: { overdue: text } })).toEqual({ overdue });
  });

  test('one value of a list and many are both lists', () => {
    const route = routeTo('registry.enterprise.count-qualified');
    expect(requestFrom(route, { params: {}, query: { kinds: 'a' } })).toEqual({ kinds: ['a'] });
    expect(requestFrom(route, { params: {}, query: { kinds: ['a', 'b'] } })).toEqual({ kinds: ['a', 'b'] });
  });
});

import { catalogue } from '../contract.js';
import { camel, keyOf, type Resource, resourceOf, type RestCall } from './resource.js';
import { type Field, fieldOf, propertiesOf, shapeOf } from './field.js';

/** Where every route begins. */
export const restBase = '/api/v1';

/** How a contract is called over HTTP. */
export interface RestRoute {
  readonly contract: RestCall;
  /** The contract itself, or what the gateway makes of a list: how many there are, all of them as CSV. */
  readonly kind: 'call' | 'count' | 'export';
  readonly method: 'GET' | 'POST';
  /** Behind `restBase`, parameters in braces: `/applications/{id}/submit`. */
  readonly path: string;
  /** Unique in the API; `applicationSubmit`. */
  readonly operationId: string;
  readonly resource: Resource;
  /** The fields in the path, in its order. */
  readonly params: readonly Field[];
  /** The fields in the query; none where there is a body. */
  readonly query: readonly Field[];
  /** The names in the body. */
  readonly body: readonly string[];
  /** Whether the version of the object comes as `If-Match`. */
  readonly ifMatch: 'required' | 'optional' | 'none';
  /** 201 for what makes an object. */
  readonly status: 200 | 201;
  /** Where the object that was made can be read, its key in braces. */
  readonly location?: string;
}

interface Outline {
  readonly path: string;
  readonly key?: readonly string[];
}

/** Routes that the rules would put at a misleading place. */
const exceptions: Readonly<Record<string, Outline>> = {
  'gateway.clock.move': { path: '/clock/moves' },
  // It has an id, which is not its own: what was checked may be an object of any noun.
  'subsidy.standing.list-checks': { path: '/standing-checks', key: [] },
};

/** Verbs that bring an object into being when the request names none and the answer does. */
const makingVerbs = new Set([
  'begin', 'demand', 'draft', 'file', 'grant', 'impose', 'install', 'open', 'prepare', 'propose', 'publish', 'raise', 'record', 'register', 'set', 'start',
]);

/** The verb as a part of a path: a thing that is read or listed is named, what is done is said. */
function verbPath(verb: string): string {
  return verb.replace(/^(?:list|get)-/, '');
}

/** What the public may read is told apart by its place, not by its verb. */
function plainVerb({ verb, kind }: RestCall): string {
  const plain = verb.replace(/-public$/, '');
  return kind === 'query' && plain === 'search' ? 'list' : plain;
}

function isMaking(contract: RestCall, key: readonly string[]): boolean {
  if (contract.kind !== 'command' || key.length > 0 || !makingVerbs.has(plainVerb(contract))) return false;
  return keyOf(contract, propertiesOf(shapeOf(contract.answer)).demanded).length > 0;
}

function pathOf(contract: RestCall, base: string, key: readonly string[], makes: boolean): string {
  const verb = plainVerb(contract);
  const object = [base, ...key.map((name) => `{${name}}`)].join('/');
  const isPlain = contract.kind === 'query' ? verb === 'get' || (verb === 'list' && key.length === 0) : makes;
  return isPlain ? object : `${object}/${verbPath(verb)}`;
}

function paramsOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([A-Za-z0-9]+)\}/g)].map(([, name = '']) => name);
}

/**
 * The route of a contract; undefined for what the services ask of each other.
 * - `get` and `list` read `/things/{id}` and `/things`; other queries `/things/{id}/verb` or `/things/verb`, with GET
 *   unless the request has parts that an address cannot hold.
 * - A command that makes an object is POST `/things`, any other POST `/things/{id}/verb` or `/things/verb`.
 * - What needs no sign-in is under `/public`, what every service has under `/services/{service}`.
 * - A command's `version` is `If-Match`; the rest of its request that is not in the path is the body.
 */
export function routeOf(contract: RestCall): RestRoute | undefined {
  if (contract.permission.reach === 'service') return undefined;
  const { properties, demanded } = propertiesOf(shapeOf(contract.request));
  const resource = resourceOf(contract, demanded);
  const exception = exceptions[contract.subject];
  const key = exception?.key ?? keyOf(contract, demanded);
  const makes = isMaking(contract, key);
  const path = exception?.path ?? pathOf(contract, resource.base, key, makes);
  const names = paramsOf(path);
  const fields = Object.entries(properties).map(([name, shape]) => ({ name, field: fieldOf(name, shape, demanded.has(name)) }));
  const others = fields.filter(({ name }) => !names.includes(name));
  const isRead = contract.kind === 'query' && others.every(({ field }) => field !== undefined);
  const isVersioned = contract.kind === 'command' && properties['version'] !== undefined;
  return {
    contract, kind: 'call', method: isRead ? 'GET' : 'POST', path, resource,
    operationId: `${camel(resource.word)}${capital(camel(contract.verb))}`,
    params: names.map((name) => fields.find((one) => one.name === name)?.field as Field),
    query: isRead ? others.map(({ field }) => field as Field) : [],
    body: isRead ? [] : others.map(({ name }) => name).filter((name) => !isVersioned || name !== 'version'),
    ifMatch: !isVersioned ? 'none' : demanded.has('version') ? 'required' : 'optional',
    status: makes ? 201 : 200,
  };
}

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

/** Whether a route answers page by page. */
export function isPaged({ method, query, contract }: RestRoute): boolean {
  return method === 'GET' && query.some(({ name }) => name === 'cursor') && query.some(({ name }) => name === 'limit') && 'items' in propertiesOf(shapeOf(contract.answer)).properties;
}

/** What is counted and exported is chosen by the same filter as the list. */
function ofList(route: RestRoute, kind: 'count' | 'export'): RestRoute {
  return {
    ...route,
    kind,
    path: `${route.path}/${kind === 'count' ? 'count' : 'export.csv'}`,
    operationId: `${route.operationId}${capital(kind)}`,
    query: route.query.filter(({ name }) => name !== 'cursor' && name !== 'limit'),
  };
}

/** Where an object that was made can be read, when it can. */
function withLocation(route: RestRoute, all: readonly RestRoute[]): RestRoute {
  if (route.status !== 201) return route;
  const key = keyOf(route.contract, propertiesOf(shapeOf(route.contract.answer)).demanded);
  const place = [route.path, ...key.map((name) => `{${name}}`)].join('/');
  const isReadable = all.some(({ method, path }) => method === 'GET' && path === place);
  return isReadable ? { ...route, location: place } : route;
}

/** Every route of the API, in the order of the contracts. A service's own contract of that place comes before a derived one. */
export function restRoutes(): readonly RestRoute[] {
  const calls = [...catalogue.queries, ...catalogue.commands].flatMap((contract) => routeOf(contract) ?? []);
  const taken = new Set(calls.map(({ method, path }) => `${method} ${path}`));
  const lists = calls.filter(isPaged).flatMap((route) => [ofList(route, 'count'), ofList(route, 'export')]);
  return [...calls.map((route) => withLocation(route, calls)), ...lists.filter(({ method, path }) => !taken.has(`${method} ${path}`))];
}

import { type Issue, Refusal } from '../errors.js';
import { issueCatalogue, type IssueCode } from '../issue-catalogue.js';
import { read, written } from './field.js';
import type { RestRoute } from './route.js';

/** The parts of an HTTP request that make up the request of a contract. */
export interface RestParts {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
  /** From `If-Match`. */
  readonly version?: number;
}

/** A request as it is sent: what stands where. */
export interface RestRequest {
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly body?: Readonly<Record<string, unknown>>;
  readonly version?: number;
}

function issue(path: string, code: IssueCode): Issue {
  return { path, code, message: issueCatalogue[code] };
}

function refuse(issues: readonly Issue[]): never {
  throw new Refusal('INVALID_REQUEST', {}, { issues });
}

function fromQuery({ query }: RestRoute, given: RestParts['query']): Readonly<Record<string, unknown>> {
  const known = new Map(query.map((field) => [field.name, field]));
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  const doubled = Object.entries(given).filter(([name, value]) => typeof value !== 'string' && known.get(name)?.isList === false);
  const faults = [...unknown.map((name) => issue(name, 'UNKNOWN_KEY')), ...doubled.map(([name]) => issue(name, 'TYPE'))];
  if (faults.length > 0) refuse(faults.slice(0, 20));
  const empty = query.filter(({ mayBeEmpty, name }) => mayBeEmpty && given[name] === undefined).map(({ name }) => [name, []]);
  const values = query.flatMap((field) => {
    const value = given[field.name];
    if (value === undefined) return [];
    return [[field.name, field.isList ? [value].flat().map((text) => read(field, text)) : read(field, String(value))]];
  });
  return Object.fromEntries([...empty, ...values]) as Record<string, unknown>;
}

function fromBody({ body, params, ifMatch }: RestRoute, given: unknown): Readonly<Record<string, unknown>> {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) refuse([issue('', 'TYPE')]);
  // What the path or If-Match says already could say otherwise here.
  const elsewhere = [...params.map(({ name }) => name), ...(ifMatch === 'none' ? [] : ['version'])];
  const repeated = elsewhere.filter((name) => Object.hasOwn(given, name) && !body.includes(name));
  if (repeated.length > 0) refuse(repeated.map((name) => issue(name, 'UNKNOWN_KEY')));
  return given as Record<string, unknown>;
}

/**
 * Puts together the contract's request; its schema has yet to check it.
 * @throws Refusal INVALID_REQUEST for a parameter that the route does not have, or one given twice
 */
export function requestFrom(route: RestRoute, { params, query, body, version }: RestParts): Readonly<Record<string, unknown>> {
  const named = route.params.map((field) => [field.name, read(field, params[field.name] ?? '')]);
  const rest = route.method === 'GET' ? fromQuery(route, query) : fromBody(route, body);
  if (route.method !== 'GET' && Object.keys(query).length > 0) refuse(Object.keys(query).slice(0, 20).map((name) => issue(name, 'UNKNOWN_KEY')));
  return { ...rest, ...(Object.fromEntries(named) as Record<string, unknown>), ...(version === undefined ? {} : { version }) };
}

/** Takes a contract's request apart into what stands in path, query, body and `If-Match`: the other way round. */
export function partsOf(route: RestRoute, request: Readonly<Record<string, unknown>>): RestRequest {
  const path = route.path.replaceAll(/\{([A-Za-z0-9]+)\}/g, (_, name: string) => encodeURIComponent(written(request[name])));
  if (route.method === 'GET') {
    const query = route.query.flatMap(({ name }) => (request[name] === undefined ? [] : [request[name]].flat().map((value) => [name, written(value)] as const)));
    return { path, query };
  }
  const body = Object.fromEntries(route.body.filter((name) => request[name] !== undefined).map((name) => [name, request[name]]));
  const { version } = request;
  return { path, query: [], body, ...(route.ifMatch === 'none' || version === undefined ? {} : { version: Number(version) }) };
}

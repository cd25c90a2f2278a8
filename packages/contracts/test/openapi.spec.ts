import { describe, expect, test } from '@jest/globals';
import { codesOf, exampleRequest, hasVersion, openApi } from '../src/documents/openapi.js';
import { errorCatalogue, errorsOf, problemSchema, requestFrom, restBase, restRoutes } from '../src/index.js';

type Part = Readonly<Record<string, unknown>>;

const document = openApi() as { paths: Record<string, Record<string, Part>>; components: Record<string, Record<string, Part>>; tags: { name: string; description: string }[] };
const text = JSON.stringify(document);
const routes = restRoutes();

function at(reference: string): unknown {
  let value: unknown = document;
  for (const name of reference.slice(2).split('/')) value = (value as Record<string, unknown>)[name];
  return value;
}

function resolved(part: Part): Part {
  return typeof part['$ref'] === 'string' ? (at(part['$ref']) as Part) : part;
}

describe('the OpenAPI document', () => {
  test('describes every route, and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect(described.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${restBase}${path}`).toSorted());
  });

  test('refers to nothing that is not there, and names nothing that nobody refers to', () => {
    const references = new Set([...text.matchAll(/"\$ref":"(#[^"]+)"/g)].map(([, reference = '']) => reference));
    for (const reference of references) expect([reference, at(reference) !== undefined]).toEqual([reference, true]);
    const named = Object.entries(document.components).flatMap(([kind, parts]) => (kind === 'securitySchemes' ? [] : Object.keys(parts).map((name) => `#/components/${kind}/${name}`)));
    // A line of a list may be a structure that only others contain.
    expect(named.filter((name) => !references.has(name))).toEqual([]);
  });

  test('says every code that an operation can answer with, under its status', () => {
    for (const route of routes) {
      const responses = document.paths[`${restBase}${route.path}`]?.[route.method.toLowerCase()]?.['responses'] as Record<string, Part>;
      for (const code of [...errorsOf(route.contract).filter((one) => one !== 'MALFORMED_MESSAGE'), ...codesOf(route)]) {
        const response = resolved(responses[errorCatalogue[code].httpStatus] ?? {});
        expect([route.operationId, response['x-codes']]).toEqual([route.operationId, expect.arrayContaining([code])]);
      }
    }
  });

  test.each(routes.filter(({ kind }) => kind === 'call').map((route) => [route.operationId, route] as const))('%s: its example is a request that the contract accepts', (_, route) => {
    const { body, version, query, path } = exampleRequest(route);
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const found = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(path)?.slice(1).map(decodeURIComponent) ?? [];
    const params = Object.fromEntries(names.map((name, index) => [name, found[index] ?? '']));
    const lists = query.map(([name]): [string, string | string[]] => {
      const values = query.filter(([other]) => other === name).map(([, value]) => value);
      return [name, values.length === 1 ? (values[0] as string) : values];
    });
    const request = requestFrom(route, { params, query: Object.fromEntries(lists), body, ...(version === undefined ? {} : { version }) });
    expect(route.contract.request.safeParse(request).error?.issues ?? []).toEqual([]);
  });

  test('asks for an idempotency key where something is done, and for a version where it is changed', () => {
    for (const { operationId, method, path, contract, ifMatch } of routes) {
      const operation = document.paths[`${restBase}${path}`]?.[method.toLowerCase()] ?? {};
      const parameters = (operation['parameters'] as Part[]).map((part) => resolved(part)['name']);
      expect([operationId, parameters.includes('Idempotency-Key'), parameters.includes('If-Match')]).toEqual([operationId, contract.kind === 'command', ifMatch !== 'none']);
    }
  });

  test('gives an ETag to what has a version, and a name in both languages to every noun', () => {
    expect(routes.filter(hasVersion).length).toBeGreaterThan(100);
    for (const { description } of document.tags) expect(description).toMatch(/\p{Script=Han}.* · [a-z]/u);
  });

  test('describes a problem as the gateway makes it', () => {
    const described = at('#/components/schemas/Problem') as { properties: object };
    expect(Object.keys(described.properties)).toEqual(Object.keys(problemSchema.shape));
  });
});

import { errorsOf } from '../contract.js';
import { errorCatalogue, type ErrorCode } from '../error-catalogue.js';
import { nouns } from '../nouns.js';
import { exampleOf } from '../rest/example.js';
import { type Field, propertiesOf, type Shape, shapeOf } from '../rest/field.js';
import { mostCounted } from '../rest/problem.js';
import { partsOf } from '../rest/request.js';
import { restBase, type RestRoute, restRoutes } from '../rest/route.js';
import type { Sentence } from '../sentence.js';
import { bodyOf, NamedSchemas } from './openapi-schemas.js';

type Entries = Record<string, unknown>;

const problemType = 'application/problem+json';
/** What the gateway refuses by itself, whatever the contract. */
const doorErrors: readonly ErrorCode[] = ['RATE_LIMITED', 'OVERLOADED', 'NOT_FOUND'];
const exportErrors: readonly ErrorCode[] = ['TOO_MANY_ROWS'];

function reference(kind: string, name: string): Entries {
  return { $ref: `#/components/${kind}/${name}` };
}

/** Whether reading it answers an object with a version, which is then its `ETag`. */
export function hasVersion({ kind, contract }: RestRoute): boolean {
  return kind === 'call' && (propertiesOf(shapeOf(contract.answer)).properties['version'] as Shape | undefined)?.type === 'integer';
}

/** What an operation is called, in both languages. */
export function titleOf({ kind, contract }: RestRoute): Sentence {
  const { zh, en } = contract.summary;
  if (kind === 'count') return { zh: `${zh}：计数`, en: `${en}: count` };
  return kind === 'export' ? { zh: `${zh}：导出为 CSV`, en: `${en}: export as CSV` } : { zh, en };
}

/** All codes that an operation can answer with. */
export function codesOf({ kind, ifMatch, contract }: RestRoute): readonly ErrorCode[] {
  const own = errorsOf(contract).filter((code) => code !== 'MALFORMED_MESSAGE' || contract.kind === 'command');
  const versioned: readonly ErrorCode[] = ifMatch === 'none' ? [] : ['VERSION_MISSING', 'VERSION_CONFLICT'];
  return [...new Set([...own, ...doorErrors, ...versioned, ...(kind === 'export' ? exportErrors : [])])].toSorted();
}

function parameter({ name, isDemanded, shape }: Field, place: 'path' | 'query', example: unknown): Entries {
  return {
    name, in: place, required: place === 'path' || (isDemanded && shape.type !== 'array'), schema: shape,
    ...(shape.type === 'array' ? { style: 'form', explode: true } : {}),
    ...(place === 'path' ? { example } : {}),
  };
}

function parametersOf(route: RestRoute): readonly Entries[] {
  const { contract, params, query, ifMatch } = route;
  const header = (name: string): Entries => reference('parameters', name);
  return [
    ...params.map((field) => parameter(field, 'path', exampleOf(field.shape, field.name))),
    ...query.map((field) => parameter(field, 'query', undefined)),
    ...(contract.kind === 'command' ? [header('IdempotencyKey')] : []),
    ...(ifMatch === 'required' ? [header('IfMatch')] : []),
    ...(ifMatch === 'optional' ? [header('IfMatchWhereThere')] : []),
    ...(route.method === 'GET' && hasVersion(route) ? [header('IfNoneMatch')] : []),
    header('AcceptLanguage'),
  ];
}

/** The request of the contract as an example, taken apart as this route takes it. */
export function exampleRequest(route: RestRoute): ReturnType<typeof partsOf> {
  return partsOf(route, exampleOf(shapeOf(route.contract.request)) as Entries);
}

function successOf(route: RestRoute, schemas: NamedSchemas): Entries {
  const title = route.status === 201 ? 'Made. 已建立。' : 'Done. 已完成。';
  if (route.kind === 'export') return { '200': { description: 'All that match, UTF-8 with a byte order mark. 符合条件的全部内容。', content: { 'text/csv': { schema: { type: 'string' } } } } };
  const schema = route.kind === 'count' ? reference('schemas', 'ListCount') : schemas.answer(route);
  const headers = {
    ...(hasVersion(route) ? { ETag: reference('headers', 'ETag') } : {}),
    ...(route.location === undefined ? {} : { Location: reference('headers', 'Location') }),
  };
  const unchanged = route.method === 'GET' && hasVersion(route) ? { '304': { description: 'Not changed. 没有变化。' } } : {};
  return { [route.status]: { description: title, ...(Object.keys(headers).length === 0 ? {} : { headers }), content: { 'application/json': { schema } } }, ...unchanged };
}

/** One response for each status, named by its codes: operations with the same codes share it. */
function problemsOf(route: RestRoute, responses: Entries): Entries {
  const all = codesOf(route);
  const statuses = [...new Set(all.map((code) => errorCatalogue[code].httpStatus))];
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = all.filter((code) => errorCatalogue[code].httpStatus === status);
      const name = `${status}.${codes.join('.')}`;
      responses[name] ??= {
        description: codes.map((code) => `${code}: ${errorCatalogue[code].title.zh} ${errorCatalogue[code].title.en}`).join('\n\n'),
        'x-codes': codes,
        content: { [problemType]: { schema: reference('schemas', 'Problem') } },
      };
      return [String(status), reference('responses', name)];
    }),
  );
}

function requestBodyOf(route: RestRoute, schemas: NamedSchemas): Entries {
  const body = bodyOf(route);
  return { required: body.required !== undefined, content: { 'application/json': { schema: schemas.request(route), example: exampleRequest(route).body } } };
}

function operation(route: RestRoute, schemas: NamedSchemas, responses: Entries): Entries {
  const { contract, operationId, resource, body } = route;
  const title = titleOf(route);
  const { roles, reach } = contract.permission;
  const mayDo = reach === 'public' ? '无需登录。No sign-in is needed.' : `角色 Roles: ${roles.join(', ')}`;
  return {
    operationId, tags: [resource.word], summary: title.en, description: `${title.zh}\n\n${mayDo}`, parameters: parametersOf(route),
    ...(body.length === 0 ? {} : { requestBody: requestBodyOf(route, schemas) }),
    responses: { ...successOf(route, schemas), ...problemsOf(route, responses) },
    security: reach === 'public' ? [] : [{ bearer: [] }],
    'x-subject': contract.subject,
    'x-permission': contract.permission,
  };
}

const headerParameters: Entries = {
  IdempotencyKey: { name: 'Idempotency-Key', in: 'header', required: true, description: 'One for each new command, kept when it is sent again: nothing is done twice. 每次新的办理用一个新的键，重试时沿用。', schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' }, example: '5f0c2c0e-9d7b-4a53-8a7e-2b8f8f0d7c11' },
  IfMatch: { name: 'If-Match', in: 'header', required: true, description: 'The ETag of the object as it was read, or its version in quotes. 读取时的 ETag，或带引号的版本号。', schema: { type: 'string', maxLength: 64 }, example: '"3"' },
  IfMatchWhereThere: { name: 'If-Match', in: 'header', required: false, description: 'Where the object exists already: its version in quotes. 对象已存在时，写明带引号的版本号。', schema: { type: 'string', maxLength: 64 }, example: '"3"' },
  IfNoneMatch: { name: 'If-None-Match', in: 'header', required: false, description: 'The ETag of an earlier answer; 304 when nothing changed. 以前答复的 ETag；没有变化时答复 304。', schema: { type: 'string', maxLength: 256 } },
  AcceptLanguage: { name: 'Accept-Language', in: 'header', required: false, description: 'zh or en, for problems and headings. 问题说明与表头的语言。', schema: { type: 'string', maxLength: 200, default: 'zh' } },
};

const headers: Entries = {
  ETag: { description: 'The version and a hash of the answer, in quotes. 版本号与答复内容的散列。', schema: { type: 'string' } },
  Location: { description: 'Where the object that was made is read. 所建对象的地址。', schema: { type: 'string' } },
};

function tagsOf(routes: readonly RestRoute[]): readonly Entries[] {
  const byWord = new Map(routes.map((route) => [route.resource.word, route.contract]));
  return [...byWord].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([word, { noun, service }]) => ({ name: word, description: `${nouns[noun]?.zh ?? noun} · ${nouns[noun]?.en ?? noun} (${service})` }));
}

/** The OpenAPI 3.1 description of the public interface: every route that is derived from a contract. */
export function openApi(): Entries {
  const routes = restRoutes();
  const schemas = new NamedSchemas(routes);
  const [paths, responses]: [Record<string, Entries>, Entries] = [{}, {}];
  for (const route of routes) {
    const place = (paths[`${restBase}${route.path}`] ??= {});
    place[route.method.toLowerCase()] = operation(route, schemas, responses);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Jiqun 集群',
      version: '1.0.0',
      description: `Money is a decimal string in yuan; a day is YYYY-MM-DD in Asia/Shanghai. Lists answer page by page: send \`next\` as \`cursor\`. A list, its count and its export take the same filters; at most ${mostCounted} are counted or exported at once.\n\n金额为以元计的十进制文本；日期按北京时间；列表分页，把 next 作为 cursor 再取；列表、计数与导出的筛选条件相同。`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tagsOf(routes),
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: schemas.components(),
      responses: Object.fromEntries(Object.entries(responses).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      parameters: headerParameters,
      headers,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'A person or a client that has signed in. 已登录的人员或客户端。' } },
    },
  };
}

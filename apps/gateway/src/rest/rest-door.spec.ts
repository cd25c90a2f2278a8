import { describeError, Refusal, restBase, restRoutes, type RestRoute } from '@jiqun/contracts';
import { jest } from '@jest/globals';

import { GatewayAlone, type Sent } from '../../test/gateway-alone.js';
import { StubService } from '../../test/stub-service.js';

jest.setTimeout(120_000);

const id = '0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b';
const drills = `${restBase}/services/registry/drills`;
const withdraw = 'evaluation.call.withdraw';
const drill = (changes: object = {}) => ({ id, service: 'registry', note: 'n', state: 'started', version: 3, startedAt: '2026-11-21T09:00:00+08:00', ...changes });
const refused = (refusal: Refusal) => ({ error: refusal.toAnswerError() });

let gateway: GatewayAlone;
let stub: StubService;

/** Drills numbered through `count`, page by page. */
function paged(count: number): (request: Record<string, unknown>) => object {
  return ({ cursor = 'c0', limit }) => {
    const from = Number(String(cursor).slice(1));
    const items = Array.from({ length: Math.min(Number(limit), count - from) }, (_, index) => drill({ note: `=${from + index}` }));
    return { items, ...(from + items.length < count ? { next: `c${from + items.length}` } : {}) };
  };
}

beforeAll(async () => {
  gateway = await GatewayAlone.start({ JIQUN_RATE_LIMIT_FACTOR: '0' });
  stub = new StubService(await gateway.bed.connect());
  stub.serve('registry.drill.get', ({ id: asked }) => (asked === id ? drill() : refused(new Refusal('NOT_FOUND', { noun: 'drill', id: String(asked) }))));
  stub.serve('registry.drill.start', ({ note }) => drill({ note }));
  stub.serve('registry.drill.list', paged(450));
  stub.serve('audit.drill.list', paged(12_000));
  stub.serve('registry.region.get', () => ({ code: '220100', name: '长春市', level: 'prefecture', parent: 'CN-22', prefecture: '220100' }));
  stub.serve(withdraw, () => refused(new Refusal('VERSION_CONFLICT', { noun: 'call', id, expected: '3', actual: '4' })));
  stub.serve('evaluation.review.select', () => refused(new Refusal('VERSION_CONFLICT', { noun: 'application', id, expected: '3', actual: '4' })));
  await stub.ready();
});
afterAll(async () => {
  await gateway.close();
});

const problem = async (path: string, sent?: Sent): Promise<readonly [number, unknown]> => {
  const { status, body, headers } = await gateway.ask(path, sent);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(body['status']).toBe(status);
  return [status, body['code']];
};

describe('a query', () => {
  it('reaches the service under the trace that the client began, signed for who asks', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { status, body, headers } = await gateway.ask(`${drills}/${id}`, { headers: { traceparent } });
    expect([status, body]).toEqual([200, drill()]);
    expect(headers.get('x-request-id')).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(stub.last('registry.drill.get')).toMatchObject({ traceparent, context: expect.any(String), data: { id } });
  });

  it('has an ETag, and is not answered again to who has it', async () => {
    const first = await gateway.ask(`${drills}/${id}`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"3-[0-9a-f]{12}"$/);
    const again = await gateway.ask(`${drills}/${id}`, { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await gateway.ask(`${drills}/${id}`, { headers: { 'if-none-match': '"2-000000000000"' } })).status).toBe(200);
  });

  it('brings no answer of a person into a cache, and no answer to be run by a browser', async () => {
    const { headers } = await gateway.ask(`${drills}/${id}`);
    expect(Object.fromEntries(headers)).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" });
  });

  it('of what is public needs no sign-in; one that is shown must be good', async () => {
    expect((await gateway.ask(`${restBase}/public/regions/220100`, { role: 'public' })).body).toMatchObject({ name: '长春市' });
    expect(stub.last('registry.region.get')?.context).toBeUndefined();
    expect(await problem(`${restBase}/public/regions/220100`, { role: 'nobody' })).toEqual([401, 'NOT_SIGNED_IN']);
  });

  it.each<[string, Sent, number, string]>([
    [`${drills}/${id}`, { role: 'public' }, 401, 'NOT_SIGNED_IN'],
    [`${drills}/${id}`, { headers: { authorization: 'Basic x' } }, 401, 'NOT_SIGNED_IN'],
    [`${drills}/${id}`, { role: 'enterprise' }, 403, 'NOT_PERMITTED'],
    [`${drills}/0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6c`, {}, 404, 'NOT_FOUND'],
    [`${drills}/x`, {}, 400, 'INVALID_REQUEST'],
    [`${drills}?limit=201`, {}, 400, 'INVALID_REQUEST'],
    [`${drills}?limit=1&limit=2`, {}, 400, 'INVALID_REQUEST'],
    [`${drills}?offset=3`, {}, 400, 'INVALID_REQUEST'],
    [`${drills}?${'a&'.repeat(300)}`, {}, 400, 'INVALID_REQUEST'],
    [`${restBase}/nothing`, {}, 404, 'NOT_FOUND'],
    [`${restBase}/services/registry/records`, {}, 404, 'NOT_FOUND'],
    [drills, { method: 'DELETE' }, 404, 'NOT_FOUND'],
  ])('%s %j: %i %s', async (path, sent, status, code) => {
    expect(await problem(path, sent)).toEqual([status, code]);
  });

  it('that no role permits is refused before it reaches the service, and the refusal is on record', async () => {
    const before = stub.asked.length;
    await problem(`${drills}/${id}`, { role: 'expert' });
    expect(stub.asked.length).toBe(before);
    const source = await gateway.bed.open('gateway');
    expect(await source.query(`SELECT action, outcome FROM audit_entry WHERE person = 'sample-expert'`)).toEqual([{ action: 'drill.get', outcome: 'refused' }]);
  });

  it('is told in the language that it asks for, with the next step', async () => {
    const missing = new Refusal('NOT_FOUND', { noun: 'drill', id: '0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6c' }).toAnswerError();
    for (const language of ['zh', 'en'] as const) {
      const { body, headers } = await gateway.ask(`${drills}/0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6c`, { headers: { 'accept-language': language } });
      expect(body).toMatchObject(describeError(missing, language));
      expect(headers.get('content-language')).toBe(language);
    }
  });
});

describe('a command', () => {
  it('that makes something answers 201 and where to find it', async () => {
    const { status, body, headers } = await gateway.ask(drills, { method: 'POST', body: { note: '  trimmed ' }, headers: { 'idempotency-key': 'once' } });
    expect([status, body, headers.get('location')]).toEqual([201, drill({ note: 'trimmed' }), `${drills}/${id}`]);
    expect(stub.last('registry.drill.start')).toMatchObject({ key: 'once', data: { note: 'trimmed' } });
  });

  const call = `${restBase}/calls/${id}/withdraw`;
  const officer = { method: 'POST', role: 'province-industry' } as const;
  it('takes the version from If-Match; a conflict is a precondition that failed', async () => {
    expect(await problem(call, { ...officer, body: { reason: 'r' }, headers: { 'if-match': '"3-abc"' } })).toEqual([412, 'VERSION_CONFLICT']);
    expect(stub.last(withdraw)?.data).toEqual({ id, version: 3, reason: 'r' });
  });

  it('in conflict over a version that its body names is a conflict', async () => {
    const body = { callId: id, step: 'expert-review', chosen: [{ id, version: 3 }], reason: 'r' };
    expect(await problem(`${restBase}/reviews/select`, { ...officer, body })).toEqual([409, 'VERSION_CONFLICT']);
  });

  it.each<[string, Sent, number, string]>([
    ['without a key', { ...officer, body: { reason: 'r' }, headers: { 'idempotency-key': '', 'if-match': '"3"' } }, 400, 'IDEMPOTENCY_KEY_MISSING'],
    ['with a key that is none', { ...officer, body: { reason: 'r' }, headers: { 'idempotency-key': 'a b', 'if-match': '"3"' } }, 400, 'INVALID_REQUEST'],
    ['without a version', { ...officer, body: { reason: 'r' } }, 428, 'VERSION_MISSING'],
    ['with a weak version', { ...officer, body: { reason: 'r' }, headers: { 'if-match': 'W/"3"' } }, 400, 'INVALID_REQUEST'],
    ['with the version in the body', { ...officer, body: { reason: 'r', version: 3 }, headers: { 'if-match': '"3"' } }, 400, 'INVALID_REQUEST'],
    ['with the id in the body', { ...officer, body: { reason: 'r', id }, headers: { 'if-match': '"3"' } }, 400, 'INVALID_REQUEST'],
    ['with a key of the body twice', { ...officer, text: '{"reason":"r","reason":"s"}', headers: { 'if-match': '"3"' } }, 400, 'INVALID_REQUEST'],
    ['with no JSON', { ...officer, text: 'reason=r', headers: { 'if-match': '"3"' } }, 400, 'MALFORMED_MESSAGE'],
    ['in another format', { ...officer, text: '<reason/>', headers: { 'if-match': '"3"', 'content-type': 'text/xml' } }, 400, 'INVALID_REQUEST'],
    ['larger than a megabyte', { ...officer, text: `{"reason":"${'x'.repeat(1_100_000)}"}`, headers: { 'if-match': '"3"' } }, 400, 'INVALID_REQUEST'],
    ['of somebody who may not', { method: 'POST', role: 'enterprise', body: { reason: 'r' }, headers: { 'if-match': '"3"' } }, 403, 'NOT_PERMITTED'],
  ])('%s is refused', async (_, sent, status, code) => {
    expect(await problem(call, sent)).toEqual([status, code]);
  });
});

describe('a list', () => {
  it('is counted over all its pages; beyond ten thousand, at least so many are said to be there', async () => {
    expect((await gateway.ask(`${drills}/count`)).body).toEqual({ count: 450, atLeast: false });
    expect((await gateway.ask(`${restBase}/services/audit/drills/count`)).body).toEqual({ count: 10_000, atLeast: true });
    expect(await problem(`${drills}/count?limit=5`)).toEqual([400, 'INVALID_REQUEST']);
  });

  it('is exported whole: headings in the language asked for, formulas disarmed', async () => {
    const { status, text, headers } = await gateway.ask(`${drills}/export.csv`, { headers: { 'accept-language': 'en' } });
    const lines = text.split('\r\n');
    expect([status, lines.length, headers.get('content-type')]).toEqual([200, 452, 'text/csv; charset=utf-8']);
    // fetch has taken the byte order mark away.
    expect(lines[0]).toBe('id,service,note,state,version,started at,confirmed at,due at');
    expect(lines[1]).toBe(`${id},registry,'=0,started,3,2026-11-21T09:00:00+08:00,,`);
    expect((await gateway.ask(`${drills}/export.csv`)).text).toContain('编号,服务,备注,状态,版本,开始时间,确认时间,到期时间');
  });

  it('that is too long is not exported in part', async () => {
    expect(await problem(`${restBase}/services/audit/drills/export.csv`)).toEqual([422, 'TOO_MANY_ROWS']);
  });
});

describe('the description', () => {
  it('is served to programs and, in both languages, to people', async () => {
    expect((await gateway.ask(`${restBase}/openapi.json`, { role: 'public' })).body).toMatchObject({ openapi: '3.1.0' });
    const page = await gateway.ask('/docs/application?lang=en', { role: 'public' });
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining("default-src 'none'")]);
    expect(page.text).toContain('POST /api/v1/applications/{id}/submit');
    expect((await gateway.ask('/docs', { role: 'public' })).text).toContain('全部接口');
    expect((await gateway.ask('/docs/nothing', { role: 'public' })).status).toBe(404);
  });
});

describe('hostile input', () => {
  const deep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
  const bodies = ['[]', '5', '"x"', '{"zz":1e999}', '{"zz":99999999999999999999999}', '{"__proto__":{"a":1}}', '{"zz":1,"zz":2}', '{"zz":"\\ud800"}', '{"\u0000":1}', deep, '{', 'null,'];
  const values = ['..%2f..%2fetc%2fpasswd', '%00', "'%20OR%201=1--", '{{7*7}}', '%F0%9F%92%A9', 'x'.repeat(800), '-1', '1e309', 'NaN', '%25%32%65'];

  /** Requests that no schema of the route accepts. */
  function corpus(route: RestRoute, turn: number): readonly [string, Sent][] {
    const [role = 'public'] = route.contract.permission.roles;
    const value = values[turn % values.length] ?? '';
    const filled = (by: string): string => restBase + route.path.replaceAll(/\{\w+\}/g, by);
    const versioned = { 'if-match': '"1"' };
    if (route.method === 'GET') {
      return [[`${filled(id)}?zz=${value}&__proto__=1`, { role }], [`${filled(value)}?${route.query.map(({ name }) => `${name}=${value}`).join('&')}&zz=`, { role }]];
    }
    const body = bodies[turn % bodies.length] ?? '';
    return [[filled(id), { method: 'POST', role, text: body, headers: versioned }], [filled(value), { method: 'POST', role, text: '{"zz":[]}', headers: { ...versioned, 'x-long': 'x'.repeat(4_000) } }]];
  }

  it('never brings an answer of 5xx, on any route, and every refusal is a problem', async () => {
    const requests = restRoutes().flatMap(corpus);
    const wrong: unknown[] = [];
    let next = 0;
    const before = stub.asked.length;
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
          const { status, body } = await gateway.ask(...request);
          if (status < 400 || status >= 500 || typeof body['code'] !== 'string') wrong.push([...request, status, body]);
        }
      }),
    );
    expect(wrong).toEqual([]);
    expect(requests.length).toBeGreaterThan(1_000);
    expect(stub.asked.length).toBe(before);
  });
});

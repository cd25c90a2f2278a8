import { beforeEach, describe, expect, test } from '@jest/globals';
import { callerSchema, Refusal } from '@jiqun/contracts';
import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { QueryFailedError } from 'typeorm';

import { ServiceLogger } from './logger.js';
import { newTraceparent, readTraceparent, withTraceparent } from './traceparent.js';

let written: string[];
let log: ServiceLogger;

beforeEach(() => {
  written = [];
  log = new ServiceLogger({ service: 'registry', level: 'info', destination: { write: (line) => void written.push(line) } });
});

function lines(): Record<string, unknown>[] {
  return written.map((line) => {
    const { time, pid: _pid, hostname: _hostname, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT/);
    return rest;
  });
}

const caller = callerSchema.parse({ person: 'p-1', tenant: 'CN-22', grants: [], session: 's-1', issuedAt: 1, expiresAt: 2 });
const token = `eyJ${'a'.repeat(40)}.eyJ${'b'.repeat(80)}.${'c'.repeat(86)}`;

describe('a line', () => {
  test('from Nest\'s Logger has its message and component', () => {
    Logger.overrideLogger(log);
    new Logger('MessageServer').warn('NATS is away');
    new Logger('MessageServer').error({ subject: 'registry.drill.start' }, 'A handler failed');
    Logger.log('plain');
    Logger.overrideLogger(false);
    expect(lines()).toEqual([
      { level: 'warn', service: 'registry', component: 'MessageServer', msg: 'NATS is away' },
      { level: 'error', service: 'registry', component: 'MessageServer', subject: 'registry.drill.start', msg: 'A handler failed' },
      { level: 'info', service: 'registry', msg: 'plain' },
    ]);
  });

  test('names trace and person, never the grants or the session', () => {
    const traceparent = newTraceparent();
    log.log({ caller, traceparent }, 'Refused');
    expect(lines()).toEqual([{ level: 'info', service: 'registry', person: 'p-1', tenant: 'CN-22', trace: readTraceparent(traceparent)?.traceId, msg: 'Refused' }]);
  });

  test('takes the trace of the work in hand', () => {
    const traceparent = newTraceparent();
    withTraceparent(traceparent, () => log.log('Deep inside'));
    expect(lines()[0]).toMatchObject({ trace: readTraceparent(traceparent)?.traceId });
  });

  test('below the level is not written', () => {
    log.debug('no');
    log.verbose('no');
    expect(written).toEqual([]);
  });

  test('is one line, also for a text of several', () => {
    log.log('first\n{"level":"fatal","msg":"forged"}');
    expect(written.join('').split('\n').filter((line) => line !== '')).toHaveLength(1);
  });
});

describe('an error', () => {
  test('comes with its causes, codes and parameters', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const refusal = new Refusal('NOT_PERMITTED', { action: 'drill.start' }, { cause: new Error('asked twice', { cause: reset }) });
    log.error({ err: refusal }, 'A handler failed');
    expect(lines()[0]).toMatchObject({
      err: { type: 'Refusal', code: 'NOT_PERMITTED', params: { action: 'drill.start' }, cause: { message: 'asked twice', cause: { code: 'ECONNRESET', stack: expect.stringContaining('logger.spec') } } },
    });
  });

  test('given alone, or as Nest gives it, is not lost', () => {
    log.error(new Error('alone'));
    log.error('text', new Error('beside').stack, 'Component');
    expect(lines()).toMatchObject([
      { err: { message: 'alone' }, msg: 'alone' },
      { msg: 'text', component: 'Component', stack: expect.stringContaining('Error: beside') },
    ]);
  });

  test('of a statement does not show the values that it was run with', () => {
    const error = new QueryFailedError('INSERT INTO person VALUES ($1)', ['220102199001011234'], Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (number)=(220102199001011234) already exists.' }));
    log.error({ err: error });
    expect(written.join('')).not.toContain('220102199001011234');
    expect(lines()[0]).toMatchObject({ err: { message: 'duplicate key', code: '23505' } });
  });

  test('that is its own cause ends', () => {
    const error = new Error('round');
    error.cause = error;
    log.error(error);
    expect(lines()[0]).toMatchObject({ err: { cause: '[circular]' } });
  });
});

describe('secrets are not written', () => {
  test.each<[string, unknown, string]>([
    ['a signed context', { envelope: { context: token, data: 1 } }, token],
    ['a token within a text', `could not read ${token}`, token],
    ['an authorization header', { headers: { Authorization: 'Bearer abcdef123456' } }, 'abcdef123456'],
    ['a bearer within a text', 'sent Bearer abcdef123456 to it', 'abcdef123456'],
    ['a password', { settings: [{ password: 'hunter22' }] }, 'hunter22'],
    ['a client secret', { client_secret: 'hunter22' }, 'hunter22'],
    ['a private key', { jwk: { kty: 'OKP', d: 'hunter22' } }, 'hunter22'],
    ['credentials of a URL', 'cannot reach postgres://jiqun:hunter22@db:5432/jiqun', 'hunter22'],
    ['a password with an @ in a URL', 'cannot reach postgres://jiqun:hun@ter22@db/jiqun', 'ter22'],
    ['a URL in an error', new Error('connect redis://:hunter22@cache:6379'), 'hunter22'],
    ['a URL in a cause', new Error('away', { cause: new Error('connect redis://:hunter22@cache:6379') }), 'hunter22'],
    ['a person\'s name', { applicant: { realName: '王小明', id_number: '220102199001011234' } }, '王小明'],
  ])('%s', (_what, message, secret) => {
    log.error(message);
    log.error({ err: message, nested: { message } }, 'with a text');
    expect(written).toHaveLength(2);
    expect(written.join('')).not.toContain(secret);
    expect(written.join('')).toContain('[redacted]');
  });

  test('and the rest of a URL is', () => {
    log.log('cannot reach postgres://jiqun:hunter22@db:5432/jiqun');
    expect(lines()[0]).toMatchObject({ msg: 'cannot reach postgres://[redacted]@db:5432/jiqun' });
  });
});

test('whatever is logged, one line of JSON is written and nothing is thrown', () => {
  const circle: Record<string, unknown> = { amountFen: 12n, made: new Date(Number.NaN), bytes: Buffer.from('secret'), run: () => 1 };
  circle['self'] = circle;
  log.log(circle);
  expect(lines()[0]).toMatchObject({ amountFen: '12', made: 'Invalid Date', bytes: '[6 bytes]', run: '[function]', self: expect.anything() });
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }), fc.array(fc.anything()), (message, rest) => {
      written = [];
      log.error(message, ...rest);
      expect(written).toHaveLength(1);
      expect(() => { JSON.parse(written[0] as string); }).not.toThrow();
    }),
  );
});

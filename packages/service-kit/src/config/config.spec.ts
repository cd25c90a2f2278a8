import { describe, expect, test } from '@jest/globals';

import { ConfigError, kitConfigSchema, readConfig } from './config.js';

const complete = {
  JIQUN_DATABASE_URL: 'postgres://jiqun_registry:secret@127.0.0.1:5432/jiqun',
  JIQUN_NATS_URL: 'nats://127.0.0.1:4222',
  JIQUN_REDIS_URL: 'redis://127.0.0.1:6379',
  JIQUN_CONTEXT_PUBLIC_KEY: '{"kty":"OKP"}',
};

function problemsOf(changes: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(kitConfigSchema, { ...complete, ...changes });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  test('needs the addresses and the key; the rest has defaults for development', () => {
    expect(readConfig(kitConfigSchema, complete)).toMatchObject({
      JIQUN_DATABASE_URL: complete.JIQUN_DATABASE_URL,
      JIQUN_DATABASE_POOL: 10,
      JIQUN_PREFIX: '',
      JIQUN_HTTP_HOST: '127.0.0.1',
      JIQUN_HTTP_PORT: 0,
      JIQUN_LOG_LEVEL: 'info',
      JIQUN_SANDBOX: false,
      JIQUN_DRAIN_GRACE_MS: 0,
    });
  });

  test('that is wrong in several places names them all, and no value: one may be a password', () => {
    const problems = problemsOf({ JIQUN_DATABASE_URL: 'hunter22', JIQUN_NATS_URL: undefined, JIQUN_PREFIX: 'A.b', JIQUN_DRAIN_GRACE_MS: '4001' });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['JIQUN_DATABASE_URL', 'JIQUN_NATS_URL', 'JIQUN_PREFIX', 'JIQUN_DRAIN_GRACE_MS']);
    expect(problems.join()).not.toContain('hunter22');
  });

  test('takes an empty variable as an absent one', () => {
    expect(readConfig(kitConfigSchema, { ...complete, JIQUN_OTLP_URL: '', JIQUN_HTTP_PORT: '' })).not.toHaveProperty('JIQUN_OTLP_URL');
  });

  test.each(['0', '2000', '4000'])('allows a grace of %s ms, which leaves time for the drain itself', (grace) => {
    expect(problemsOf({ JIQUN_DRAIN_GRACE_MS: grace })).toEqual([]);
  });
});

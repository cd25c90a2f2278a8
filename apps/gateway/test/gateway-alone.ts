import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { createTestBed, type TestBed } from '@jiqun/service-kit/testing';

const program = (name: string): string => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));

/** What a request is sent with. */
export interface Sent {
  readonly method?: string;
  /** Sent as it is. */
  readonly text?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `public` for who has not signed in. */
  readonly role?: string;
  readonly tenant?: string;
}

/** What came back. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** A gateway as a process, with nobody behind it who answers unless a test does. */
export class GatewayAlone {
  private constructor(
    readonly bed: TestBed,
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** @param settings of the environment */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<GatewayAlone> {
    const bed = await createTestBed();
    const migration = spawn(process.execPath, [program('migrate')], { env: { JIQUN_DATABASE_OWNER_URL: bed.ownerUrl('gateway') }, stdio: 'ignore' });
    await once(migration, 'exit');
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const env = {
      JIQUN_NATS_URL: bed.natsUrl, JIQUN_REDIS_URL: bed.redisUrl, JIQUN_PREFIX: bed.prefix, JIQUN_SANDBOX: 'true', JIQUN_DATABASE_POOL: '2', JIQUN_DATABASE_URL: bed.databaseUrl('gateway'),
      JIQUN_CONTEXT_PUBLIC_KEY: JSON.stringify(publicKey.export({ format: 'jwk' })), JIQUN_CONTEXT_PRIVATE_KEY: JSON.stringify(privateKey.export({ format: 'jwk' })),
      ...settings,
    };
    const child = spawn(process.execPath, [program('main')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /is up at (http:[^" ]+)/.exec(line)?.[1];
      if (url === undefined) continue;
      // It goes on writing; a full pipe would stop it.
      child.stdout.resume();
      return new GatewayAlone(bed, child, url);
    }
    throw new Error('The gateway did not start: run npm run build first');
  }

  /** Asks it. A method other than GET brings an idempotency key of its own unless told otherwise. */
  async ask(path: string, { method = 'GET', text, body, headers = {}, role = 'system-administrator', tenant = 'CN-22' }: Sent = {}): Promise<Received> {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const all = {
      ...(role === 'public' ? {} : { authorization: `Bearer sandbox.${tenant}.${role}` }),
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
    const answer = await fetch(`${this.url}${path}`, { method, headers: given, redirect: 'manual', ...(content === undefined ? {} : { body: content }) });
    const received = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    return { status: answer.status, headers: answer.headers, text: received, body: isJson ? (JSON.parse(received) as Record<string, unknown>) : {} };
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
    await this.bed.close();
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomUUID, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { services, type Caller, type CommandContract, type QueryContract, type Role, type ServiceName } from '@jiqun/contracts';
import { ContextSigner, MessageClient, systemNow } from '@jiqun/service-kit';
import { createTestBed, testCaller, type TestBed } from '@jiqun/service-kit/testing';

/** A service's process. */
export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly exited: Promise<unknown>;
}

const program = (service: ServiceName, name: string): string => fileURLToPath(new URL(`../../${service}/dist/${name}.js`, import.meta.url));
const SESSION_SECONDS = 3_600;
const PATIENCE_MS = 60_000;

/** All five services as processes on a test bed, and what asks them. */
export class Installation {
  readonly #running = new Map<ServiceName, Running>();
  readonly #files = mkdtempSync(join(tmpdir(), 'jiqun-installation-'));
  #client: MessageClient | undefined;

  private constructor(
    readonly bed: TestBed,
    private readonly environment: Record<string, string>,
    private readonly signer: ContextSigner,
  ) {}

  /** @param sandboxStart the instant at which the sandbox's clock begins; now when absent */
  static async start(sandboxStart?: string): Promise<Installation> {
    for (const service of services) if (!existsSync(program(service, 'main'))) throw new Error('The services are not built: run npm run build first');
    const bed = await createTestBed(sandboxStart === undefined ? {} : { sandboxStart });
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const jwk = (key: typeof publicKey): JsonWebKey => key.export({ format: 'jwk' });
    const environment = {
      JIQUN_NATS_URL: bed.natsUrl,
      JIQUN_REDIS_URL: bed.redisUrl,
      JIQUN_PREFIX: bed.prefix,
      JIQUN_SANDBOX: 'true',
      JIQUN_DATABASE_POOL: '4',
      JIQUN_CONTEXT_PUBLIC_KEY: JSON.stringify(jwk(publicKey)),
      JIQUN_CONTEXT_PRIVATE_KEY: JSON.stringify(jwk(privateKey)),
    };
    const installation = new Installation(bed, environment, new ContextSigner(jwk(privateKey)));
    await Promise.all(services.map(async (service) => await installation.#migrate(service)));
    await Promise.all(services.map(async (service) => await installation.startService(service)));
    return installation;
  }

  at(service: ServiceName): Running {
    return this.#running.get(service) as Running;
  }

  /** Starts a service as a process; returns when it listens. */
  async startService(service: ServiceName): Promise<void> {
    const own = { JIQUN_ATTACHMENTS_DIR: this.#files, JIQUN_CHECKPOINTS_DIR: join(this.#files, 'checkpoints'), JIQUN_LOG_KEY: this.#logKey() };
    const env = { ...this.environment, ...own, JIQUN_DATABASE_URL: this.bed.databaseUrl(service) };
    const child = spawn(process.execPath, [program(service, 'main')], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const exited = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /is up at (http:[^" ]+)/.exec(line)?.[1];
      if (url === undefined) continue;
      // It goes on writing; a full pipe would stop it.
      child.stdout.resume();
      this.#running.set(service, { child, url, exited });
      return;
    }
    throw new Error(`${service} did not start`);
  }

  /** Asks over HTTP with a sample sign-in. */
  async http(path: string, { method = 'GET', body, tenant = 'CN-22', role = 'system-administrator', key = randomUUID() }: Asked = {}): Promise<{ status: number; body: unknown }> {
    const headers = { authorization: `Bearer sandbox.${tenant}.${role}`, 'idempotency-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${this.at('gateway').url}/api/v1/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { status: answer.status, body: await answer.json() };
  }

  /** Somebody who asks over NATS, as the gateway would for them. @param organisation the enterprise that they act for: who files for one must name it */
  as(role: Role, region: string, person = `${role}-${region}`, organisation?: string): Somebody {
    const grants = [{ role, region, ...(organisation === undefined ? {} : { organisation }) }];
    const caller = testCaller({ grants, person, tenant: `CN-${region.slice(0, 2)}`, expiresAt: Math.floor(systemNow() / 1_000) + SESSION_SECONDS });
    return new Somebody(caller, this.signer, async () => await this.#asking());
  }

  /** Moves the clock to a day, 00:30 in Shanghai, doing on the way what falls due. */
  async moveTo(day: string): Promise<void> {
    const { status, body } = await this.http('clock/moves', { method: 'POST', body: { to: `${day}T00:30:00+08:00` } });
    if (status !== 200) throw new Error(`The clock did not move to ${day}: ${JSON.stringify(body)}`);
  }

  async close(): Promise<void> {
    await this.#client?.close();
    for (const { child } of this.#running.values()) child.kill('SIGKILL');
    await Promise.all([...this.#running.values()].map(async ({ exited }) => await exited));
    await this.bed.close();
    rmSync(this.#files, { recursive: true, force: true });
  }

  /** The file of the key that signs the log's checkpoints: the same one after a restart. */
  #logKey(): string {
    const path = join(this.#files, 'log-key.pem');
    if (!existsSync(path)) writeFileSync(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return path;
  }

  async #migrate(service: ServiceName): Promise<void> {
    const child = spawn(process.execPath, [program(service, 'migrate')], { env: { JIQUN_DATABASE_OWNER_URL: this.bed.ownerUrl(service) }, stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error(`The migration of ${service} ended with ${code}`);
  }

  async #asking(): Promise<MessageClient> {
    this.#client ??= new MessageClient(await this.bed.connect('test'));
    return this.#client;
  }
}

/** How the gateway is asked. */
export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly body?: object;
  readonly tenant?: string;
  readonly role?: string;
  readonly key?: string;
}

/** A person with a role in a region. */
export class Somebody {
  constructor(
    readonly caller: Caller,
    private readonly signer: ContextSigner,
    private readonly client: () => Promise<MessageClient>,
  ) {}

  /** @throws Refusal */
  async command<Req, Ans>(contract: CommandContract<Req, Ans>, request: Req): Promise<Ans> {
    return await (await this.client()).command(contract, request, { context: await this.signer.sign(this.caller), key: randomUUID(), withinMs: PATIENCE_MS });
  }

  /** @throws Refusal */
  async query<Req, Ans>(contract: QueryContract<Req, Ans>, request: Req): Promise<Ans> {
    return await (await this.client()).query(contract, request, { context: await this.signer.sign(this.caller), withinMs: PATIENCE_MS });
  }
}

/** The services of Jiqun, and what each is told by its environment. */
import { dirname, join } from 'node:path';

import { ROOT } from '../stack/layout.mjs';
import { HOST } from '../stack/ports.mjs';

/** @typedef {{ name: string, main: string, migrate: string | undefined }} Service */
/** @typedef {import('./secrets.mjs').Secrets} Secrets */
/** @typedef {{ databaseAdminUrl: string, natsUrl: string, redisUrl: string }} Addresses */

/** In the order in which their logs are shown; the gateway is the only one with a public API. */
export const SERVICE_NAMES = /** @type {const} */ (['registry', 'evaluation', 'subsidy', 'audit', 'gateway']);

export const GATEWAY = 'gateway';

const AUDIT = 'audit';

/** The gateway's port where it is free, so that the address in the documentation works. */
export const GATEWAY_PREFERRED_PORT = 8080;

/** The program that creates the database, its roles and schemas. */
export const PROVISION = join(ROOT, 'packages/service-kit/dist/bin/provision.js');

/** @type {Service[]} */
export const SERVICES = SERVICE_NAMES.map((name) => ({
  name,
  main: join(ROOT, 'apps', name, 'dist/main.js'),
  migrate: join(ROOT, 'apps', name, 'dist/migrate.js'),
}));

/**
 * @param {string} adminUrl
 * @param {string} database
 * @param {string} user
 * @param {string} password
 */
function databaseUrl(adminUrl, database, user, password) {
  const url = new URL(adminUrl);
  url.username = user;
  url.password = encodeURIComponent(password);
  url.pathname = `/${database}`;
  return url.toString();
}

/**
 * What every program of the services is told; the rest of the environment is passed on, without the addresses of others.
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} sandbox
 */
function baseEnvironment(env, sandbox) {
  const { JIQUN_DATABASE_ADMIN_URL: _admin, JIQUN_CONTEXT_PRIVATE_KEY: _key, ...rest } = env;
  return { ...rest, JIQUN_SANDBOX: String(sandbox) };
}

/**
 * @typedef {object} Settings
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} sandbox
 * @property {Addresses} addresses
 * @property {Secrets} secrets
 */

/** @param {Settings} settings */
export function provisionEnvironment({ env, sandbox, addresses, secrets }) {
  return {
    ...baseEnvironment(env, sandbox),
    JIQUN_DATABASE_ADMIN_URL: addresses.databaseAdminUrl,
    JIQUN_DATABASE_NAME: databaseName(env),
    JIQUN_PASSWORDS: JSON.stringify(secrets.passwords),
  };
}

/** @param {NodeJS.ProcessEnv} env */
const databaseName = (env) => env['JIQUN_DATABASE_NAME'] || 'jiqun';

/**
 * @param {string} name
 * @param {Settings} settings
 */
export function migrateEnvironment(name, { env, sandbox, addresses, secrets }) {
  const password = secrets.passwords[name]?.owner ?? '';
  return { ...baseEnvironment(env, sandbox), JIQUN_DATABASE_OWNER_URL: databaseUrl(addresses.databaseAdminUrl, databaseName(env), `jiqun_${name}_owner`, password) };
}

/**
 * @param {string} name
 * @param {number} port
 * @param {Settings} settings
 */
export function serviceEnvironment(name, port, { env, sandbox, addresses, secrets }) {
  const password = secrets.passwords[name]?.service ?? '';
  return {
    ...baseEnvironment(env, sandbox),
    JIQUN_DATABASE_URL: databaseUrl(addresses.databaseAdminUrl, databaseName(env), `jiqun_${name}`, password),
    JIQUN_NATS_URL: addresses.natsUrl,
    JIQUN_REDIS_URL: addresses.redisUrl,
    JIQUN_HTTP_HOST: HOST,
    JIQUN_HTTP_PORT: String(port),
    JIQUN_LOG_LEVEL: env['JIQUN_LOG_LEVEL'] || 'info',
    JIQUN_CONTEXT_PUBLIC_KEY: JSON.stringify(secrets.contextPublicKey),
    ...(name === AUDIT && { JIQUN_LOG_KEY: env['JIQUN_LOG_KEY'] || secrets.logKeyFile, JIQUN_CHECKPOINTS_DIR: env['JIQUN_CHECKPOINTS_DIR'] || join(dirname(secrets.logKeyFile), 'checkpoints') }),
    ...(name === GATEWAY && { JIQUN_CONTEXT_PRIVATE_KEY: JSON.stringify(secrets.contextPrivateKey) }),
  };
}

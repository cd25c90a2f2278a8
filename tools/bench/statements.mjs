/**
 * The statements of the command path as a pgbench script: recorded from service-kit's own functions, so that they
 * cannot drift from what the service runs.
 */
import { drillContracts } from '../../packages/contracts/dist/index.js';
import { claimAll } from '../../packages/service-kit/dist/commands/claim.js';
import { writeFinish } from '../../packages/service-kit/dist/commands/finish.js';
import { Transaction } from '../../packages/service-kit/dist/commands/transaction.js';
import { DrillRepository } from '../../packages/service-kit/dist/drill/drill.repository.js';

const NOW = new Date('2026-01-05T08:00:00Z');
const ID = '00000000-0000-7000-8000-000000000001';
const PAYLOAD_HASH = Buffer.alloc(32, 7);
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** @typedef {{ text: string, values: unknown[] }} Statement */

/**
 * @param {number} size commands that share the transaction
 * @returns {Promise<{ claim: Statement, inserts: Statement[], finish: Statement }>}
 */
async function record(size) {
  /** @type {Statement[]} */
  const statements = [];
  const connection = /** @type {any} */ ({
    /** @param {Statement} statement */
    query: async (statement) => {
      statements.push(statement);
      return { rows: [{ now: NOW, inserted: Array.from({ length: size }) }] };
    },
  });
  const keys = Array.from({ length: size }, (_, place) => /** @type {const} */ ({ kind: 'key', tenant: 'CN-22', operation: 'registry.drill.start', key: `@key${place}@`, payloadHash: PAYLOAD_HASH }));
  await claimAll(connection, keys);
  const repository = new DrillRepository(/** @type {any} */ (undefined));
  const finished = [];
  for (const [place, identity] of keys.entries()) {
    const id = `@id${place}@`;
    const caller = /** @type {any} */ ({ tenant: 'CN-22', person: 'sample-system-administrator' });
    const transaction = new Transaction('registry', /** @type {any} */ (undefined), NOW, { caller, identity, traceparent: TRACE }, connection);
    repository.insert(transaction, { id, tenant: 'CN-22', note: 'bench', state: 'started', version: 1, startedAt: NOW, dueAt: null, confirmedAt: null });
    transaction.record({ action: 'drill.start', objectType: 'drill', objectId: id });
    transaction.emit(drillContracts.registry.started, { noun: 'drill', id, version: 1 }, /** @type {any} */ ({ drillId: ID, service: 'registry', note: 'bench', startedAt: NOW.toISOString() }));
    Object.assign(/** @type {object} */ (transaction.events[0]), { id });
    finished.push({ transaction, identity, answer: JSON.stringify({ id: ID, service: 'registry', note: 'bench', state: 'started', version: 1, startedAt: NOW }) });
  }
  await writeFinish(connection, finished, NOW);
  const [claim, ...rest] = statements;
  const finish = rest.pop();
  if (claim === undefined || finish === undefined) throw new Error('The statements of a command were not recorded');
  return { claim, inserts: rest, finish };
}

/** @param {unknown} value @returns {string} an SQL expression in which pgbench puts its variables */
function expression(value) {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `ARRAY[${value.map(expression).join(', ')}]`;
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (Buffer.isBuffer(value)) return String.raw`'\x${value.toString('hex')}'`;
  const text = String(value);
  const key = /^@key(\d+)@$/.exec(text)?.[1];
  if (key !== undefined) return `'bench-' || :n || '-${key}'`;
  const id = /^@id(\d+)@$/.exec(text)?.[1];
  if (id !== undefined) return `lpad(to_hex(:n::bigint * 64 + ${id}), 32, '0')::uuid::text`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** @param {Statement} statement */
function withValues({ text, values }) {
  // A parameter without a cast of its own takes its type from the column, which an expression of text does not.
  const uuid = /INSERT INTO drill/.test(text) ? '::uuid' : '';
  return text
    .replace(/\$(\d+)/g, (_, number) => {
      const value = values[Number(number) - 1];
      return `(${expression(value)})${Number(number) === 1 ? uuid : ''}${value instanceof Date ? '::timestamptz' : ''}`;
    })
    .replaceAll(/\s+/g, ' ');
}

/**
 * One transaction of `size` commands, in as many round trips as the service makes.
 * @param {number} size
 * @returns {Promise<string>} a script for `pgbench -M prepared -D run=<round>`
 */
export async function commandScript(size) {
  const { claim, inserts, finish } = await record(size);
  return [
    // Ascending for each client, as the service's own ids are.
    String.raw`\set i :i + 1`,
    String.raw`\set n (:run * 1000 + :client_id) * 10000000 + :i`,
    'BEGIN;',
    `${withValues(claim)};`,
    // The service waits for the claim, and sends all that follows without waiting in between.
    String.raw`\startpipeline`,
    ...inserts.map((insert) => `${withValues(insert)};`),
    `${withValues(finish)};`,
    'COMMIT;',
    String.raw`\endpipeline`,
    '',
  ].join('\n');
}

/**
 * "May X apply for P on day D?" at 1,000,000 entries: 500,000 enterprises with listings of now and of before, and sanctions on
 * one in fifty; for one enterprise and for a page of them, in process and over NATS; how fast the entries are loaded.
 * `node tools/bench/standing.mjs [--short] [--json FILE] [--rounds N]`, after a build.
 */
import { standingContracts } from '../../packages/contracts/dist/index.js';
import { PolicyCatalogue } from '../../apps/audit/dist/policy/policy-catalogue.js';
import { PolicyCopyRepository } from '../../apps/audit/dist/policy/policy-copy.repository.js';
import { StandingRepository } from '../../apps/audit/dist/standing/standing.repository.js';
import { StandingService } from '../../apps/audit/dist/standing/standing.service.js';
import { bulkLoad } from '../../packages/service-kit/dist/database/bulk-load.js';
import { openDatabase } from '../../packages/service-kit/dist/database/connection.js';
import { Reader } from '../../packages/service-kit/dist/database/reader.js';
import { MessageClient } from '../../packages/service-kit/dist/messaging/message-client.js';
import { MessageServer } from '../../packages/service-kit/dist/messaging/message-server.js';
import { connectNats } from '../../packages/service-kit/dist/messaging/nats-connection.js';
import { report } from '../stack/failure.mjs';
import { shown, table, writeResult } from './figures.mjs';
import { readOptions } from './options.mjs';
import { onStage } from './stage.mjs';

/** @typedef {import('typeorm').DataSource} DataSource */
/** @typedef {{ p50: number, p99: number, count: number }} Figures */
/** @typedef {(question: any) => Promise<any>} Ask */

const LISTS = ['dishonest-judgement-debtor', 'abnormal-operation', 'serious-violation'];
const PROGRAMMES = ['jl-amc-subsidy-2024', 'jl-amc-2024', 'jl-sme-2024'];
const LOAD = '01900000-0000-7000-8000-000000000001';
const TODAY = '2026-03-01';
const AIM_P99_MS = 5;
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A social credit code with right check digits, in no order. @param {number} index */
function codeOf(index) {
  const eight = `MA${String((index * 7_919) % 1_000_003).padStart(6, '0').slice(-6)}`;
  const organisation = (11 - ([3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, at) => sum + weight * Number.parseInt(eight.charAt(at), 36), 0) % 11)) % 11;
  const seventeen = `9122${String(index % 10_000).padStart(4, '0')}${eight}${organisation === 10 ? 'X' : organisation}`;
  const sum = [...seventeen].reduce((total, character, at) => total + (3 ** at % 31) * ALPHABET.indexOf(character), 0);
  return `${seventeen}${ALPHABET.charAt((31 - (sum % 31)) % 31)}`;
}

/** @param {number} index @param {number} kind */
const idOf = (index, kind) => `01900000-0000-7000-8${kind.toString().padStart(3, '0')}-${index.toString(16).padStart(12, '0')}`;

/** Two listings of each enterprise: one that is over, and of every other one that stands. @param {number} enterprises */
function* listings(enterprises) {
  for (let index = 0; index < enterprises; index += 1) {
    const code = codeOf(index);
    yield [idOf(index, 1), 1, 'CN-22', LISTS[index % 3] ?? '', 'bench', code, '2023-01-01', '2024-06-30', 'A', false, LOAD, '2024-01-01T00:00:00Z'];
    yield [idOf(index, 2), 1, 'CN-22', LISTS[(index + 1) % 3] ?? '', 'bench', code, '2025-01-01', index % 2 === 0 ? null : '2025-12-31', 'B', false, LOAD, '2025-01-01T00:00:00Z'];
  }
}

/** @param {DataSource} source a connection that is not pipelined @param {number} enterprises @returns {Promise<number>} rows a second */
async function fill(source, enterprises) {
  await source.query(
    `INSERT INTO credit_load (id, tenant, list, source, kind, state, as_of, begun_by, begun_at, applied_at, number, sha256, done)
     VALUES ($1, 'CN-22', 'abnormal-operation', 'bench', 'full', 'applied', '2025-01-01', 'bench', now(), now(), 1, repeat('0', 64), '{}')`, [LOAD],
  );
  const target = {
    table: 'credit_listing', key: ['id', 'number'], existing: /** @type {const} */ ('keep'),
    columns: ['id', 'number', 'tenant', 'list', 'source', 'credit_code', 'listed_from', 'listed_through', 'document', 'is_void', 'load_id', 'known_from'],
  };
  const begun = performance.now();
  const { inserted } = await source.transaction(async (manager) => {
    // Longer than a service's statement may take.
    await manager.query('SET LOCAL statement_timeout = 0');
    return await bulkLoad(manager, target, listings(enterprises));
  });
  const rate = inserted / ((performance.now() - begun) / 1_000);
  for (let from = 0; from < enterprises; from += 50_000) {
    await source.query(
      `INSERT INTO sanction (id, tenant, credit_code, measure, clause, programme, policy_version, jurisdiction, matter, hard_to_correct, order_id, document, state, imposed_from, imposed_through)
       SELECT gen_random_uuid(), 'CN-22', code, 'ban', 'SUB-13.c', 'jl-amc-subsidy-2024', '2024-12-05', 'CN-22', 'serious-violation', true, gen_random_uuid(), 'bench', 'in-force', '2025-01-01', '2030-01-01'
       FROM unnest($1::text[]) AS given (code)`,
      [Array.from({ length: Math.ceil(Math.min(50_000, enterprises - from) / 50) }, (_, at) => codeOf(from + at * 50))],
    );
  }
  return rate;
}

/** @param {Ask} ask @param {number} codes @param {number} count @param {number} enterprises @returns {Promise<Figures>} */
async function measure(ask, codes, count, enterprises) {
  /** @type {number[]} */
  const values = [];
  for (let time = 0; time < count; time += 1) {
    const creditCodes = Array.from({ length: codes }, (_, at) => codeOf((time * 104_729 + at * 31) % enterprises));
    const question = { tenant: 'CN-22', programme: PROGRAMMES[time % 3], creditCodes, on: TODAY };
    const begun = performance.now();
    const answer = await ask(question);
    values.push(performance.now() - begun);
    if (answer.standings.length !== codes) throw new Error('An answer lacks standings');
  }
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), count };
}

async function main() {
  const options = readOptions('standing', { rounds: 5, warmUpMs: 0, measureMs: 0 });
  const enterprises = options.short ? 2_000 : 500_000;
  const questions = (options.short ? 50 : 2_000) * options.rounds;
  return onStage('the benchmark of standings', options, async (stage) => {
    const url = stage.databaseUrl('jiqun', { service: 'audit' });
    const loading = await openDatabase({ url, poolSize: 1, applicationName: 'bench-load', pipeline: false });
    const rate = await fill(loading, enterprises);
    await loading.destroy();
    const owner = await openDatabase({ url: stage.databaseUrl('jiqun', { service: 'audit', owner: true }), poolSize: 1, applicationName: 'bench-owner' });
    await owner.query('VACUUM (ANALYZE) credit_listing, sanction');
    const [{ entries }] = await owner.query('SELECT (SELECT count(*) FROM credit_listing)::integer + (SELECT count(*) FROM sanction)::integer AS entries');
    await owner.destroy();
    const source = await openDatabase({ url, poolSize: 4, applicationName: 'bench' });
    const reader = new Reader(source);
    // Nothing here is installed at run time: evaluation is not asked.
    const policies = new PolicyCatalogue(new PolicyCopyRepository(reader), /** @type {any} */ (undefined));
    const clock = /** @type {any} */ ({ today: () => TODAY, now: () => new Date(`${TODAY}T00:00:00Z`) });
    const service = new StandingService(new StandingRepository(reader), policies, clock);
    const links = await Promise.all(['server', 'client'].map(async (name) => await connectNats({ url: stage.state.natsUrl, name, prefix: '' })));
    const [serving, asking] = /** @type {[any, any]} */ (links);
    const server = new MessageServer(serving, { service: 'audit', readContext: () => { throw new Error('Nobody signs in here'); } });
    server.addHandler(standingContracts.check.subject, async (/** @type {any} */ question) => await service.check(question), false, { contract: standingContracts.check });
    await new Promise((resolve, reject) => void server.listen((error) => (error === undefined ? resolve(undefined) : reject(error))));
    const client = new MessageClient(asking);
    /** @type {readonly (readonly [string, Ask, number])[]} */
    const rows = [
      ['one enterprise, in process', async (question) => await service.check(question), 1],
      ['one enterprise, over NATS', async (question) => await client.query(standingContracts.check, question, {}), 1],
      ['fifty enterprises, in process', async (question) => await service.check(question), 50],
      ['fifty enterprises, over NATS', async (question) => await client.query(standingContracts.check, question, {}), 50],
    ];
    /** @type {{ name: string, figures: Figures }[]} */
    const results = [];
    for (const [name, ask, codes] of rows) {
      await measure(ask, codes, Math.min(200, questions), enterprises);
      results.push({ name, figures: await measure(ask, codes, questions, enterprises) });
    }
    console.log(`\n${table([`at ${entries.toLocaleString('en-US')} entries, ms`, 'p50', 'p99', 'asked'], results.map(({ name, figures }) => [name, shown(figures.p50), shown(figures.p99), shown(figures.count)]))}`);
    console.log(`loaded ${shown(rate)} listings a second; aim for one enterprise: p99 under ${AIM_P99_MS} ms`);
    writeResult(options.json, { options, entries, loadedPerSecond: rate, results });
    await client.close();
    await server.close();
    await Promise.all(links.map(async ({ connection }) => await connection.close()));
    await source.destroy();
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  report(error);
}
process.exit(code);
